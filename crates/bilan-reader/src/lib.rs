//! Bytes of a document to text.
//!
//! [`read`] takes the bytes of a document as they were received and gives the text that every later step
//! quotes from, what the document says about itself (title, publisher, date, language), and [`ReadNote`]s:
//! what a person must know before trusting that text. Plain text, Markdown, HTML and JSON lines are read here.
//! Formats that take a binary parser are read by a child process locked in by the kernel; [`child`] is what it is
//! asked and answers, and [`reading_of`] says which bytes go to it.
//!
//! What it does not do: open files, ask for the time, keep the original (its caller does), correct or normalise
//! words, or judge what the text says. The same bytes always give the same result.
//!
//! ```
//! use bilan_reader::{read, Hint};
//!
//! let bytes = "---\npublished: 2024-05-23\n---\n# Attack at the ford\n\nAt least twelve were killed.\n";
//! let parts = read(bytes.as_bytes(), &Hint { file_name: Some("report.md"), format: None })?;
//! let document = parts[0].outcome.as_ref().expect("one good document");
//! assert_eq!(document.text, "At least twelve were killed.\n");
//! assert_eq!(document.title.as_deref(), Some("Attack at the ford"));
//! # Ok::<(), bilan_reader::Unreadable>(())
//! ```

mod document;
mod made;
mod names;
mod roster;
mod unreadable;

mod note;

mod charset;
pub mod child;
mod dates;
mod front_matter;
mod hidden;
mod html;
mod json_lines;
mod language;
mod plain;
mod sniff;
mod stream;

pub use charset::{Decoded, decode};
pub use document::{Format, Hint, Language, LanguageBasis, Part, READER_VERSION, ReadDocument};
pub use hidden::{HiddenKind, visible_controls};
pub use html::MAX_HTML_BYTES;
pub use json_lines::read_json_line;
pub use made::{Said, day, document_of};
pub use names::NO_ENCODING;
pub use note::{FileDate, InDocument, LeftOut, ReadNote, WholePageWhy};
pub use roster::{MAX_HEADER_CELLS, MAX_HEADER_CHARS, Roster, RosterSheet};
pub use sniff::{Reading, RowsReading, reading_of, rows_reading_of};
pub use stream::{NotLetters, TextDecoder, TextEncoding};
pub use unreadable::{Fault, FileKind, FileLimit, PageLimit, Unreadable};

/// The largest document read, in bytes (64 MiB); also the longest single line of JSON lines.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Reads the bytes of one document.
///
/// Gives one [`Part`] for text, Markdown and HTML, and one part a line, in order, for JSON lines, where a bad
/// line is an `Err` in its own part and loses no other line. The result is never empty.
///
/// # Errors
/// [`Unreadable`] when the bytes as a whole give no text: empty, of a kind not read by this version, too large,
/// in no known encoding, or an HTML page without text.
pub fn read(bytes: &[u8], hint: &Hint<'_>) -> Result<Vec<Part>, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge { bytes: bytes.len(), limit_bytes: MAX_BYTES });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Unreadable::Empty);
    }
    if let Some(kind) = sniff::other_kind(bytes, hint) {
        return Err(Unreadable::NotReadYet { kind });
    }
    let decoded = decode(bytes, None)?;
    match hint.format.unwrap_or_else(|| sniff::text_format(&decoded.text, hint)) {
        Format::JsonLines => json_lines::read_lines(&decoded),
        Format::Html => html::read_page(decoded).map(Part::whole),
        Format::Text => plain::read_plain(decoded, Format::Text).map(Part::whole),
        Format::Markdown => plain::read_plain(decoded, Format::Markdown).map(Part::whole),
        Format::Pdf => Err(Unreadable::NotReadYet { kind: FileKind::Pdf }),
        Format::Docx => Err(Unreadable::NotReadYet { kind: FileKind::WordDocument }),
        Format::Odt => Err(Unreadable::NotReadYet { kind: FileKind::OpenDocument }),
        Format::Mail => Err(Unreadable::NotReadYet { kind: FileKind::Mail }),
    }
}

/// Reads a web page whose letters are known already: one that stood in a mail or a web archive.
///
/// # Errors
/// [`Unreadable`] when the page is too large, refused or without text.
pub fn read_decoded_page(decoded: Decoded) -> Result<ReadDocument, Unreadable> {
    html::read_page(decoded)
}

/// Reads plain text whose letters are known already.
///
/// # Errors
/// [`Unreadable::Empty`] when there are no words.
pub fn read_decoded_text(decoded: Decoded) -> Result<ReadDocument, Unreadable> {
    plain::read_plain(decoded, Format::Text)
}
