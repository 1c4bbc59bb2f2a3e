//! Bytes of a document to text.
//!
//! [`read`] takes the bytes of a document as they were received and gives the text that every later step
//! quotes from, what the document says about itself (title, publisher, date, language), and [`ReadNote`]s:
//! what a person must know before trusting that text. Plain text, Markdown, HTML and JSON lines are read here.
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
mod unreadable;

mod note;

mod charset;
mod dates;
mod front_matter;
mod hidden;
mod html;
mod json_lines;
mod language;
mod plain;
mod sniff;

pub use document::{Format, Hint, Language, LanguageBasis, Part, READER_VERSION, ReadDocument};
pub use hidden::{HiddenKind, visible_controls};
pub use html::MAX_HTML_BYTES;
pub use json_lines::read_json_line;
pub use note::{ReadNote, WholePageWhy};
pub use unreadable::{FileKind, PageLimit, Unreadable};

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
    let decoded = charset::decode(bytes)?;
    match hint.format.unwrap_or_else(|| sniff::text_format(&decoded.text, hint)) {
        Format::JsonLines => json_lines::read_lines(&decoded),
        Format::Html => html::read_page(decoded).map(Part::whole),
        format @ (Format::Text | Format::Markdown) => plain::read_plain(decoded, format).map(Part::whole),
    }
}
