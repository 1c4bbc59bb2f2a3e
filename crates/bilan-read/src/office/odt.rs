//! `OpenDocument` texts: the words of `content.xml`, its notes, and what its properties say.

use bilan_reader::{
    FileDate, FileKind, Format, InDocument, ReadDocument, ReadNote, Said, Unreadable, document_of,
};

use crate::archive::Archive;
use crate::office::Lines;
use crate::office::docx::file_date;
use crate::xml::{Element, Piece, walk};

const KIND: FileKind = FileKind::OpenDocument;
/// Spaces that one element may stand for.
const MAX_SPACES: usize = 100;

/// Reads an `OpenDocument` text.
///
/// # Errors
/// [`Unreadable`] when the file is damaged, locked, past a limit or without words.
pub(crate) fn read(bytes: &[u8]) -> Result<ReadDocument, Unreadable> {
    let mut archive = Archive::open(bytes, KIND)?;
    if archive.text("META-INF/manifest.xml")?.is_some_and(|list| list.contains("encryption-data")) {
        return Err(Unreadable::Locked { kind: KIND });
    }
    let mut notes = Vec::new();
    let said = properties(&mut archive, &mut notes)?;
    let mut body = Body::default();
    body.read(&archive.needed_text("content.xml")?)?;
    let counts = [
        (InDocument::DeletedWords, body.deleted),
        (InDocument::InsertedWords, body.inserted),
        (InDocument::Comments, body.comments),
        (InDocument::Footnotes, body.footnotes),
        (InDocument::Pictures, archive.count("Pictures/")),
    ];
    let met = counts.into_iter().filter(|(_, count)| *count > 0);
    notes.extend(met.map(|(what, count)| ReadNote::InDocument { what, count }));
    document_of(body.finish(), (Format::Odt, "UTF-8", "odt"), said, notes)
        .map_err(|why| if why == Unreadable::Empty { Unreadable::NoWords { kind: KIND } } else { why })
}

/// What `meta.xml` says. Its dates are those of the file, and become notes.
fn properties(archive: &mut Archive<'_>, notes: &mut Vec<ReadNote>) -> Result<Said, Unreadable> {
    let mut said = Said::default();
    let Some(xml) = archive.text("meta.xml")? else { return Ok(said) };
    let (mut words, mut first_author) = (String::new(), None);
    walk(&xml, KIND, |piece| {
        match piece {
            Piece::Start(_) => words.clear(),
            Piece::Words(more) => words.push_str(&more),
            Piece::End(name) => {
                let value = std::mem::take(&mut words);
                match name.as_str() {
                    _ if value.trim().is_empty() => {}
                    "title" => said.title = Some(value),
                    "creator" => said.byline = Some(value),
                    "initial-creator" => first_author = Some(value),
                    "publisher" => said.publisher = Some(value),
                    "creation-date" => notes.push(file_date(FileDate::Created, &value)),
                    "date" => notes.push(file_date(FileDate::Changed, &value)),
                    _ => {}
                }
            }
        }
        Ok(())
    })?;
    said.byline = first_author.or(said.byline);
    Ok(said)
}

/// The words of a document, as they come; its notes apart, for its end.
#[derive(Default)]
struct Body {
    lines: Lines,
    notes: Lines,
    in_note: bool,
    has_begun: bool,
    /// Elements of which nothing is text, one inside the other.
    skipped: usize,
    deleted: usize,
    inserted: usize,
    comments: usize,
    footnotes: usize,
}

impl Body {
    fn read(&mut self, xml: &str) -> Result<(), Unreadable> {
        walk(xml, KIND, |piece| {
            match piece {
                Piece::Start(element) => self.start(&element),
                Piece::Words(words) if self.has_begun && self.skipped == 0 => self.words(&words),
                Piece::Words(_) => {}
                Piece::End(name) => self.end(&name),
            }
            Ok(())
        })
    }

    fn open(&mut self) -> &mut Lines {
        if self.in_note { &mut self.notes } else { &mut self.lines }
    }

    /// Adds words with their runs of blanks as one space, as the format has it.
    fn words(&mut self, words: &str) {
        let mut last_blank = false;
        let squeezed: String = words
            .chars()
            .filter_map(|c| {
                let blank = matches!(c, ' ' | '\t' | '\n' | '\r');
                let kept = if blank { (!last_blank).then_some(' ') } else { Some(c) };
                last_blank = blank;
                kept
            })
            .collect();
        self.open().words(&squeezed);
    }

    fn start(&mut self, element: &Element<'_>) {
        let name = element.name.as_str();
        self.deleted += usize::from(name == "deletion");
        self.inserted += usize::from(name == "insertion");
        self.comments += usize::from(name == "annotation");
        let skipped = ["tracked-changes", "annotation", "note-citation", "desc", "forms", "ruby-text"];
        if self.skipped > 0 || skipped.contains(&name) || element.is("svg:title") {
            self.skipped += 1;
            return;
        }
        match name {
            "body" => self.has_begun = true,
            "p" | "h" => self.open().start_paragraph(),
            "table-row" => self.open().start_row(),
            "table-cell" => self.open().start_cell(),
            "s" => {
                let spaces = element.attribute("c").and_then(|count| count.parse().ok()).unwrap_or(1);
                self.open().words(&" ".repeat(spaces.min(MAX_SPACES)));
            }
            "tab" => self.open().words("\t"),
            "line-break" => self.open().words("\n"),
            "note" => {
                self.footnotes += 1;
                self.in_note = true;
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "p" | "h" => {
                self.open().end_paragraph();
            }
            "table-row" => self.open().end_row(),
            "note" => self.in_note = false,
            "body" => self.has_begun = false,
            _ => {}
        }
    }

    fn finish(self) -> String {
        let (text, notes) = (self.lines.finish(), self.notes.finish());
        if notes.is_empty() { text } else { format!("{text}\n{notes}") }
    }
}
