//! A document's parts as texts, with what is stated of them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bilan_ledger::Commit;
use bilan_model::{Account, Coding, Report, ReportHeader};
use bilan_reader::child::{ChildFormat, ChildOutcome};
use bilan_reader::{Hint, LanguageBasis, READER_VERSION, ReadDocument, Reading, Roster};

use super::AddedPart;
use crate::extract::{Extraction, ReaderChild, extract};
use crate::knowledge::{Knowledge, NO_PACK};
use crate::records::{Stated, TextHeader};

/// What one part of a document gave.
pub(super) struct ReadPart {
    /// Line of the document, in JSON lines.
    pub(super) line: Option<usize>,
    /// The name that the part has in its document.
    pub(super) doc: Option<String>,
    /// Whether the child that read it was locked in; `None` where it was read in this process.
    pub(super) sandboxed: Option<bool>,
    pub(super) gave: Gave,
}

/// Text, a table, or why there is neither.
pub(super) enum Gave {
    Text(Box<ReadDocument>),
    Roster(Roster),
    Nothing(String),
}

/// The documents in bytes; what cannot be read is said in its place. A reader that stops is such a case.
pub(super) fn read_parts(from: &str, bytes: &[u8], reader: &ReaderChild) -> Vec<ReadPart> {
    let hint = Hint { file_name: Some(from), format: None };
    let read = || match bilan_reader::reading_of(bytes, &hint) {
        Reading::Child(format) => by_child(reader, format, bytes),
        Reading::Here | Reading::Nobody(_) => here(bytes, &hint),
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        let why = "the reader stopped on this document, which is a mistake in bilan: please report it. The original \
                   stays as it was received.";
        vec![ReadPart { line: None, doc: None, sandboxed: None, gave: Gave::Nothing(why.to_owned()) }]
    })
}

fn here(bytes: &[u8], hint: &Hint<'_>) -> Vec<ReadPart> {
    let of = |line, doc, gave| ReadPart { line, doc, sandboxed: None, gave };
    match bilan_reader::read(bytes, hint) {
        Err(error) => vec![of(None, None, Gave::Nothing(error.to_string()))],
        Ok(parts) => parts
            .into_iter()
            .map(|part| {
                let gave = match part.outcome {
                    Ok(document) => Gave::Text(Box::new(document)),
                    Err(error) => Gave::Nothing(error.to_string()),
                };
                of(part.line, part.doc, gave)
            })
            .collect(),
    }
}

/// The parts that the sandboxed child reads in a document.
fn by_child(reader: &ReaderChild, format: ChildFormat, bytes: &[u8]) -> Vec<ReadPart> {
    match extract(reader, format, bytes) {
        Extraction::Failed { why } => {
            vec![ReadPart { line: None, doc: None, sandboxed: None, gave: Gave::Nothing(why.to_string()) }]
        }
        Extraction::Read { parts, notes, sandboxed } => parts
            .into_iter()
            .map(|part| {
                let label = part.label();
                let gave = match part.outcome {
                    ChildOutcome::Text(mut document) => {
                        document.notes.extend(notes.iter().cloned());
                        Gave::Text(document)
                    }
                    ChildOutcome::Roster(roster) => Gave::Roster(roster),
                    ChildOutcome::Unreadable(why) => Gave::Nothing(why.to_string()),
                };
                let doc = (!label.is_empty()).then_some(label);
                ReadPart { line: None, doc, sandboxed: Some(sandboxed), gave }
            })
            .collect(),
    }
}

/// A text that was read, with what is stated of it.
pub(super) struct Text {
    pub(super) document: ReadDocument,
    line: Option<usize>,
    doc: Option<String>,
    sandboxed: Option<bool>,
    stated: Stated,
    language: Option<String>,
}

impl Text {
    pub(super) fn of(part: ReadPart, stated: &Stated, knowledge: &Knowledge) -> Result<Self, AddedPart> {
        let ReadPart { line, doc, sandboxed, gave } = part;
        match gave {
            Gave::Text(document) => {
                let found = document.language.as_ref().map(|language| language.tag.clone());
                let language =
                    stated.language.clone().or(found).or_else(|| knowledge.familiar(&document.text));
                Ok(Self { document: *document, line, doc, sandboxed, stated: stated.clone(), language })
            }
            Gave::Roster(roster) => Err(AddedPart::Roster { part: doc, roster }),
            Gave::Nothing(why) => Err(AddedPart::Unreadable { line, part: doc, why }),
        }
    }

    pub(super) fn report(&self, doc: &str) -> Report {
        let header = ReportHeader {
            doc: doc.to_owned(),
            language: self.language.clone(),
            title: self.stated.title.clone().or_else(|| self.document.title.clone()),
            publisher: self.stated.publisher.clone().or_else(|| self.document.publisher.clone()),
            published: self.stated.published.or(self.document.published),
        };
        Report { header, text: self.document.text.clone() }
    }

    pub(super) fn header(&self, report: &str, parent: Commit) -> TextHeader {
        let known = self.report(report).header;
        let guessed = self.stated.language.is_none()
            && self
                .document
                .language
                .as_ref()
                .is_some_and(|language| language.basis == LanguageBasis::Guessed);
        TextHeader {
            format: "bilan-text/1".to_owned(),
            report: report.to_owned(),
            parent: parent.to_string(),
            line: self.line,
            doc: self.doc.clone(),
            reader: self.document.reader.to_owned(),
            reader_version: READER_VERSION.to_owned(),
            encoding: self.document.encoding.to_owned(),
            title: known.title,
            publisher: known.publisher,
            byline: self.document.byline.clone(),
            published: known.published,
            language: known.language,
            language_guessed: guessed,
            sandboxed: self.sandboxed,
            notes: self.document.notes.iter().map(ToString::to_string).collect(),
        }
    }

    pub(super) fn added(&self, report: &str, coding: &Coding) -> AddedPart {
        let header = self.report(report).header;
        let notes = self.document.notes.iter().filter(|note| note.asks_for_a_look());
        AddedPart::Report {
            report: report.to_owned(),
            title: header.title,
            language: header.language,
            published: header.published,
            incidents: coding.incidents.len(),
            claims: coding.incidents.iter().map(Account::claim_count).sum(),
            not_coded: coding.doubts.iter().any(|doubt| doubt.what == NO_PACK),
            notes: notes.map(ToString::to_string).collect(),
        }
    }
}
