//! PDF: the text of its pages in the order it was written, and a second reader that looks at the figures.
//!
//! A PDF says where letters stand, not which word or line they are of. `layout` puts together what one reader finds;
//! `figures` compares the digits of each page with those that another reader sees, since a figure split or lost is the
//! mistake that matters most here.

mod figures;
mod info;
mod layout;

use std::panic::{AssertUnwindSafe, catch_unwind};

use bilan_reader::{
    Fault, FileKind, Format, NO_ENCODING, ReadDocument, ReadNote, Said, Unreadable, document_of,
};
use lopdf::{Document as Second, LoadOptions};
use pdf_oxide::PdfDocument as First;

use layout::Paragraphs;

const KIND: FileKind = FileKind::Pdf;
/// Pages that are read of one file.
const MAX_PAGES: usize = 10_000;
/// The most bytes of a file that the second reader is given too: both keep a copy of it.
const MAX_COMPARED: usize = 64 * 1024 * 1024;
/// The most bytes that the second reader unpacks of one stream.
const MAX_UNPACKED: usize = 64 * 1024 * 1024;

/// Reads a PDF file.
///
/// # Errors
/// [`Unreadable`] when neither reader can open it, when it is locked, or when no page has text.
pub(crate) fn read(bytes: &[u8]) -> Result<ReadDocument, Unreadable> {
    let first = first_reading(bytes);
    let second = (bytes.len() <= MAX_COMPARED).then(|| second_reader(bytes)).flatten();
    let mut notes = Vec::new();
    let said = second.as_ref().map(|second| info::said(second, &mut notes)).unwrap_or_default();
    match first {
        Ok(pages) => finish(&pages, second.as_ref(), said, notes, "pdf-oxide"),
        Err(why @ Unreadable::Locked { .. }) => Err(why),
        Err(why) => {
            let Some(second) = second else { return Err(why) };
            let numbers = second.get_pages();
            let pages: Vec<Page> =
                numbers.keys().take(MAX_PAGES).map(|number| by_second(&second, *number)).collect();
            finish(&pages, None, said, notes, "pdf-lopdf")
        }
    }
}

/// What the first reader found on a page.
enum Page {
    /// Lines, in the order they were written.
    Lines(layout::Lines),
    /// Text that was put in order elsewhere: writing from right to left, or turned on the page.
    Plain(String),
    /// Nothing could be read.
    NotRead,
}

/// The pages as the first reader sees them.
fn first_reading(bytes: &[u8]) -> Result<Vec<Page>, Unreadable> {
    let damaged = |fault| Unreadable::Damaged { kind: KIND, fault };
    let opened = catch_unwind(AssertUnwindSafe(|| First::from_bytes(bytes.to_vec())));
    let document = opened
        .map_err(|_| damaged(Fault::ParserStopped))?
        .map_err(|error| damaged(Fault::structure(error)))?;
    if document.is_encrypted() && !document.authenticate(b"").unwrap_or(false) {
        return Err(Unreadable::Locked { kind: KIND });
    }
    let pages = document.page_count().map_err(|error| damaged(Fault::structure(error)))?;
    if pages == 0 {
        return Err(damaged(Fault::Missing { name: "page".into() }));
    }
    let read = |page| {
        catch_unwind(AssertUnwindSafe(|| by_first(&document, page))).ok().flatten().unwrap_or(Page::NotRead)
    };
    let past = pages.saturating_sub(MAX_PAGES);
    Ok((0..pages.min(MAX_PAGES)).map(read).chain((0..past).map(|_| Page::NotRead)).collect())
}

/// A page as the first reader sees it; `None` where it says that it cannot.
fn by_first(document: &First, page: usize) -> Option<Page> {
    let spans = document.extract_spans(page).ok()?;
    let is_plain = layout::is_turned(&spans) || document.get_page_rotation(page).unwrap_or(0) != 0;
    if is_plain {
        document.extract_text(page).ok().map(Page::Plain)
    } else {
        Some(Page::Lines(layout::lines(spans)))
    }
}

/// The second reader, if it can open the file.
fn second_reader(bytes: &[u8]) -> Option<Second> {
    let options = LoadOptions::with_max_decompressed_size(MAX_UNPACKED);
    catch_unwind(AssertUnwindSafe(|| Second::load_mem_with_options(bytes, options))).ok()?.ok()
}

/// A page as the second reader sees it.
fn by_second(document: &Second, number: u32) -> Page {
    let text = figures::text_of(document, number);
    text.map_or(Page::NotRead, Page::Plain)
}

/// Puts the pages together, with the notes on what is missing and what is uncertain.
fn finish(
    pages: &[Page],
    second: Option<&Second>,
    said: Said,
    mut notes: Vec<ReadNote>,
    reader: &'static str,
) -> Result<ReadDocument, Unreadable> {
    let mut paragraphs = Paragraphs::new(pages.iter().filter_map(|page| match page {
        Page::Lines(lines) => Some(lines),
        Page::Plain(_) | Page::NotRead => None,
    }));
    let mut comparison = figures::Comparison::default();
    let (mut blank, mut not_read) = (Vec::new(), Vec::new());
    for (at, page) in pages.iter().enumerate() {
        let words = match page {
            Page::Lines(lines) => {
                paragraphs.page(lines);
                layout::words(lines)
            }
            Page::Plain(text) => {
                paragraphs.plain(text);
                text.clone()
            }
            Page::NotRead => {
                not_read.push(at + 1);
                continue;
            }
        };
        if words.trim().is_empty() {
            blank.push(at + 1);
        } else {
            comparison.page(at + 1, &words, second);
        }
    }
    if not_read.len() == pages.len() {
        let fault = Fault::structure("no page of it could be read");
        return Err(Unreadable::Damaged { kind: KIND, fault });
    }
    let first_of = |pages: &[usize]| pages.first().map(|first| (pages.len(), *first));
    notes.extend(first_of(&blank).map(|(count, first)| ReadNote::PagesWithoutText { count, first }));
    notes.extend(first_of(&not_read).map(|(count, first)| ReadNote::PagesNotRead { count, first }));
    notes.extend(comparison.notes());
    let (text, of_layout) = paragraphs.finish();
    notes.extend(of_layout);
    document_of(text, (Format::Pdf, NO_ENCODING, reader), said, notes)
        .map_err(|why| if why == Unreadable::Empty { Unreadable::NoWords { kind: KIND } } else { why })
}
