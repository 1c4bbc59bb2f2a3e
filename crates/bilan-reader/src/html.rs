//! Web pages: the article's text and what the page says about itself.
//!
//! A page is untrusted. It is measured while it is parsed (`parse`), so that nothing that walks the tree by
//! recursion ever sees one that is too deep; scripts, styles and comments never become text.

mod article;
mod metadata;
mod parse;
mod render;

use crate::charset::Decoded;
use crate::document::{Format, ReadDocument};
use crate::language::{StatedBy, language};
use crate::note::ReadNote;
use crate::plain::text_notes;
use crate::unreadable::Unreadable;

pub use parse::MAX_HTML_BYTES;

/// Characters below which a page's text is noted as short.
const SHORT_CHARS: usize = 200;

/// Reads a page.
///
/// Blocks, list items and table rows are lines, cells of a row are parted by a tab, paragraphs by a blank line.
/// No-break spaces stay U+00A0. The title is not repeated in the text.
///
/// # Errors
/// [`Unreadable::PageTooLarge`], [`Unreadable::PageRefused`] for pages built to do harm,
/// [`Unreadable::PageWithoutText`].
pub(crate) fn read_page(decoded: Decoded) -> Result<ReadDocument, Unreadable> {
    let Decoded { text: page, encoding, mut notes } = decoded;
    let (page, embedded_bytes) = parse::without_embedded_files(&page);
    if embedded_bytes > 0 {
        notes.push(ReadNote::EmbeddedFiles { bytes: embedded_bytes });
    }
    let page = parse::parse(&page)?;
    let said = metadata::metadata(&page.document);
    let found = article::article(page);
    let title = said.title.or(found.title);
    let text = without_title(&found.text, title.as_deref());
    if text.trim().is_empty() {
        return Err(Unreadable::PageWithoutText);
    }
    notes.extend(found.notes);
    notes.extend(said.notes);
    let characters = text.chars().count();
    if characters < SHORT_CHARS {
        notes.push(ReadNote::ShortText { characters });
    }
    let (language, disagreement) = language(text, said.language.as_deref(), StatedBy::Template);
    notes.extend(disagreement);
    notes.extend(text_notes(text));
    Ok(ReadDocument {
        text: text.to_owned(),
        title,
        publisher: said.publisher,
        byline: said.byline,
        published: said.published,
        language,
        encoding,
        format: Format::Html,
        reader: found.reader,
        notes,
    })
}

/// The text without its first line where that repeats the title.
fn without_title<'a>(text: &'a str, title: Option<&str>) -> &'a str {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let same = title.is_some_and(|title| words(title) == words(first));
    if same && !rest.trim().is_empty() { rest.trim_start_matches('\n') } else { text }
}

/// The text with every run of blanks as one space.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
