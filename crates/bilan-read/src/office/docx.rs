//! Word documents: the words of `word/document.xml`, its notes, and what its properties say.

use bilan_reader::{
    FileDate, FileKind, Format, InDocument, ReadDocument, ReadNote, Said, Unreadable, document_of,
};

use crate::archive::Archive;
use crate::office::Lines;
use crate::xml::{Element, Piece, walk};

const KIND: FileKind = FileKind::WordDocument;

/// Reads a Word document.
///
/// # Errors
/// [`Unreadable`] when the file is damaged, locked, past a limit or without words.
pub(crate) fn read(bytes: &[u8]) -> Result<ReadDocument, Unreadable> {
    let mut archive = Archive::open(bytes, KIND)?;
    let mut notes = Vec::new();
    let said = properties(&mut archive, &mut notes)?;
    let main = main_part(&mut archive)?;
    let mut body = Body::default();
    body.read(&archive.needed_text(&main)?)?;
    let title_in_text = body.title.take();
    for part in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(xml) = archive.text(part)? {
            body.read(&xml)?;
        }
    }
    notes.extend(in_document(&body, &mut archive)?);
    let said = Said { title: said.title.filter(|title| !title.trim().is_empty()).or(title_in_text), ..said };
    document_of(body.lines.finish(), (Format::Docx, "UTF-8", "docx"), said, notes)
        .map_err(|why| if why == Unreadable::Empty { Unreadable::NoWords { kind: KIND } } else { why })
}

/// The name of the main part: `word/document.xml`, or what the list of parts says.
fn main_part(archive: &mut Archive<'_>) -> Result<String, Unreadable> {
    let mut main = None;
    if let Some(list) = archive.text("_rels/.rels")? {
        walk(&list, KIND, |piece| {
            if let Piece::Start(element) = piece
                && element.attribute("Type").is_some_and(|of| of.ends_with("/officeDocument"))
            {
                main = element.attribute("Target");
            }
            Ok(())
        })?;
    }
    let main = main.unwrap_or_else(|| "word/document.xml".to_owned());
    Ok(main.trim_start_matches('/').to_owned())
}

/// What `docProps/core.xml` says. Its dates are those of the file, and become notes.
fn properties(archive: &mut Archive<'_>, notes: &mut Vec<ReadNote>) -> Result<Said, Unreadable> {
    let mut said = Said::default();
    let Some(xml) = archive.text("docProps/core.xml")? else { return Ok(said) };
    let mut words = String::new();
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
                    "publisher" => said.publisher = Some(value),
                    "created" => notes.push(file_date(FileDate::Created, &value)),
                    "modified" => notes.push(file_date(FileDate::Changed, &value)),
                    _ => {}
                }
            }
        }
        Ok(())
    })?;
    Ok(said)
}

/// A date of the file as a note.
pub(crate) fn file_date(what: FileDate, value: &str) -> ReadNote {
    ReadNote::FileDate { what, value: value.trim().chars().take(100).collect() }
}

/// What stands beside the text, counted.
fn in_document(body: &Body, archive: &mut Archive<'_>) -> Result<Vec<ReadNote>, Unreadable> {
    let comments = match archive.text("word/comments.xml")? {
        Some(xml) => xml.matches("<w:comment ").count(),
        None => 0,
    };
    let counts = [
        (InDocument::DeletedWords, body.deleted),
        (InDocument::InsertedWords, body.inserted),
        (InDocument::HiddenWords, body.hidden),
        (InDocument::StruckWords, body.struck),
        (InDocument::Comments, comments),
        (InDocument::Footnotes, body.footnotes),
        (InDocument::Pictures, archive.count("word/media/")),
        (InDocument::HeadersAndFooters, archive.count("word/header") + archive.count("word/footer")),
    ];
    let met = counts.into_iter().filter(|(_, count)| *count > 0);
    Ok(met.map(|(what, count)| ReadNote::InDocument { what, count }).collect())
}

/// The words of a document and its notes, as they come.
#[derive(Default)]
struct Body {
    lines: Lines,
    title: Option<String>,
    is_title: bool,
    in_words: bool,
    /// Elements of which nothing is text, one inside the other.
    skipped: usize,
    run: Run,
    deleted: usize,
    inserted: usize,
    hidden: usize,
    struck: usize,
    footnotes: usize,
}

/// What holds of the run of words that is open.
#[derive(Default)]
struct Run {
    hidden: bool,
    struck: bool,
}

impl Body {
    fn read(&mut self, xml: &str) -> Result<(), Unreadable> {
        walk(xml, KIND, |piece| {
            match piece {
                Piece::Start(element) => self.start(&element),
                Piece::Words(words) if self.in_words && self.skipped == 0 => self.lines.words(&words),
                Piece::Words(_) => {}
                Piece::End(name) => self.end(&name),
            }
            Ok(())
        })
    }

    fn start(&mut self, element: &Element<'_>) {
        if self.skipped > 0 || is_skipped(element) {
            self.skipped += 1;
            return;
        }
        match element.name.as_str() {
            "p" => self.lines.start_paragraph(),
            "pStyle" => self.is_title = element.attribute("val").is_some_and(|style| style == "Title"),
            "tr" => self.lines.start_row(),
            "tc" => self.lines.start_cell(),
            "r" => self.run = Run::default(),
            "vanish" => self.run.hidden = is_on(element),
            "strike" | "dstrike" => self.run.struck |= is_on(element),
            "t" => {
                self.in_words = true;
                self.hidden += usize::from(self.run.hidden);
                self.struck += usize::from(self.run.struck);
            }
            "tab" | "ptab" => self.lines.words("\t"),
            "br" | "cr" => self.lines.words("\n"),
            "noBreakHyphen" => self.lines.words("\u{2011}"),
            "ins" => self.inserted += 1,
            "del" => self.deleted += 1,
            "footnote" | "endnote" => self.footnotes += 1,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "p" => {
                let words = self.lines.end_paragraph();
                if std::mem::take(&mut self.is_title) && self.title.is_none() {
                    self.title = Some(words);
                }
            }
            "tr" => self.lines.end_row(),
            "t" => self.in_words = false,
            _ => {}
        }
    }
}

/// Whether nothing inside the element is text of the document: settings of tab stops, the second form of something
/// given in two, the rules that separate notes from the text.
fn is_skipped(element: &Element<'_>) -> bool {
    match element.name.as_str() {
        "tabs" | "Fallback" | "moveFrom" => true,
        "footnote" | "endnote" => element.attribute("type").is_some_and(|kind| {
            kind.to_ascii_lowercase().contains("separator") || kind == "continuationNotice"
        }),
        _ => false,
    }
}

/// Whether a property that is written as an element holds.
fn is_on(element: &Element<'_>) -> bool {
    !element.attribute("val").is_some_and(|value| matches!(value.as_str(), "0" | "false" | "off"))
}
