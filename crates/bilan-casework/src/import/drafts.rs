//! The entries of an import: the file as it came, then a text and a coding a row.

use std::collections::BTreeSet;

use bilan_export::tables::Countries;
use bilan_export::tables_in::{ImportedEvent, RowError};
use bilan_ledger::{Act, Commit, CountKey, Dep, Draft, Receipt, Signer, Subject, ToolName};
use bilan_model::{Account, ReportHeader};

use super::account::Row;
use super::{DataSet, FailedRow, Request};
use crate::drafter::{Drafter, digests, machine};
use crate::error::{Error, ErrorKind};
use crate::knowledge::CODER_VERSION;
use crate::records::{Acquisition, CoderVersion, CodingRecord, Failure, How, Stated, TextHeader, to_json};
use crate::state::{Item, State, id_text};

/// The file in the case, or on its way there.
pub(super) struct File {
    subject: Subject,
    original: Commit,
    original_at: Dep,
    /// Its entry, where the case has it.
    pub(super) entry: Option<u64>,
    /// Lines that are reports already.
    rows: BTreeSet<usize>,
    /// Lines that are known to be unreadable.
    failures: BTreeSet<usize>,
}

impl File {
    /// The file as the case has it; `None` where its bytes were never kept.
    pub(super) fn known(state: &State, item: &Item) -> Option<Self> {
        let of_it = state.reports_of(&item.id).filter(|report| report.is_import());
        Some(Self {
            subject: item.subject,
            original: item.original?,
            original_at: Dep::Leaf(item.original_leaf?),
            entry: item.entries.first().map(|(seq, _)| *seq),
            rows: of_it.filter_map(|report| report.text.line).collect(),
            failures: item.failures.iter().filter_map(|failure| failure.line).collect(),
        })
    }

    /// Takes in where a new file stands now that its first entries are written.
    pub(super) fn written(&mut self, receipts: &[Receipt]) {
        if let (None, [ingest, original, ..]) = (self.entry, receipts) {
            (self.entry, self.original_at) = (Some(ingest.seq), Dep::Leaf(original.leaf));
        }
    }
}

/// What became of a row.
pub(super) enum Became {
    /// A report.
    Report { report: String, claims: usize },
    /// It was one already.
    Known,
    /// Nothing: it could not be read.
    Failed(FailedRow),
}

/// Makes the drafts of an import.
pub(super) struct Importer<'a> {
    pub(super) stated: Stated,
    pub(super) set: DataSet,
    pub(super) countries: Countries,
    pub(super) drafter: Drafter<'a>,
}

impl Importer<'_> {
    /// A file that the case does not have: two drafts, which stand before those of its rows.
    pub(super) fn new_file(
        &mut self,
        request: &Request,
        digest: String,
        drafts: &mut Vec<Draft>,
    ) -> Result<File, Error> {
        let subject = Subject::Id(self.drafter.env.bytes());
        let record = Acquisition {
            format: "bilan-acquisition/1".to_owned(),
            member: self.drafter.env.member.clone(),
            device: self.drafter.env.device.clone(),
            when: self.drafter.env.now_text(),
            how: How::File,
            from: request.from.clone(),
            bytes: request.bytes.len(),
            sha256: digest,
            stated: self.stated.clone(),
        };
        let ingest = self.drafter.draft(Act::Ingest, Signer::Member, subject, to_json(&record));
        let kept = self.drafter.draft(Act::Original, Signer::Member, subject, request.bytes.clone());
        let original = committed(&kept)?;
        drafts.extend([ingest, kept.dep(Dep::InBatch(0))]);
        let (original_at, rows, failures) = (Dep::InBatch(1), BTreeSet::new(), BTreeSet::new());
        Ok(File { subject, original, original_at, entry: None, rows, failures })
    }

    /// A row as a report, or why it is none; neither a second time.
    pub(super) fn row(
        &mut self,
        row: &Result<ImportedEvent, RowError>,
        file: &File,
        drafts: &mut Vec<Draft>,
    ) -> Result<Became, Error> {
        match row {
            Ok(event) if file.rows.contains(&place(event.row)) => Ok(Became::Known),
            Ok(event) => self.report(event, file, drafts),
            Err(error) => {
                if !file.failures.contains(&place(error.line)) {
                    drafts.push(self.failure(error, file));
                }
                let RowError { line, column, what } = error.clone();
                Ok(Became::Failed(FailedRow { line, column, what }))
            }
        }
    }

    fn report(
        &mut self,
        event: &ImportedEvent,
        file: &File,
        drafts: &mut Vec<Draft>,
    ) -> Result<Became, Error> {
        let id: [u8; 16] = self.drafter.env.bytes();
        let (report, subject) = (id_text(id), Subject::Id(id));
        let row = Row::of(event, self.set, &report, &self.countries);
        let header = self.header(event, &report, file);
        let signer = machine(ToolName::Casework, CODER_VERSION);
        let derive = self.drafter.draft(Act::Derive, signer.clone(), subject, header.with_text(&row.text));
        let text = committed(&derive)?;
        drafts.push(derive.dep(file.original_at));
        let derived = Dep::InBatch(drafts.len() - 1);
        let claims: usize = row.coding.incidents.iter().map(Account::claim_count).sum();
        let accounts = row.coding.incidents.len() as u64;
        let record = CodingRecord {
            format: "bilan-coding/1".to_owned(),
            text: text.to_string(),
            language: None,
            header: Some(ReportHeader {
                doc: report.clone(),
                language: None,
                title: header.title,
                publisher: header.publisher,
                published: header.published,
            }),
            coder: CoderVersion { version: CODER_VERSION.to_owned() },
            knowledge: digests(self.drafter.knowledge, None),
            coding: row.coding,
        };
        let coding = self.drafter.draft(Act::Coding, signer, subject, to_json(&record));
        let coding = coding.dep(derived).count(CountKey::Accounts, accounts);
        drafts.push(coding.count(CountKey::Claims, claims as u64).count(CountKey::Doubts, 0));
        Ok(Became::Report { report, claims })
    }

    fn header(&self, event: &ImportedEvent, report: &str, file: &File) -> TextHeader {
        let publisher = self.stated.publisher.clone();
        let id = (!event.id.is_empty()).then(|| event.id.clone());
        TextHeader {
            format: "bilan-text/1".to_owned(),
            report: report.to_owned(),
            parent: file.original.to_string(),
            line: Some(place(event.row)),
            doc: id.clone(),
            reader: self.set.reader(),
            reader_version: env!("CARGO_PKG_VERSION").to_owned(),
            encoding: "UTF-8".to_owned(),
            title: id.zip(publisher.as_ref()).map(|(id, publisher)| format!("{publisher} {id}")),
            publisher,
            byline: None,
            published: self.stated.published,
            language: None,
            language_guessed: false,
            sandboxed: None,
            notes: Vec::new(),
        }
    }

    fn failure(&mut self, error: &RowError, file: &File) -> Draft {
        let record = Failure {
            format: "bilan-extraction-failed/1".to_owned(),
            parent: file.original.to_string(),
            line: Some(place(error.line)),
            doc: None,
            why: error.to_string(),
            reader_version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let signer = machine(ToolName::Casework, CODER_VERSION);
        let draft = self.drafter.draft(Act::ExtractionFailed, signer, file.subject, to_json(&record));
        draft.dep(file.original_at)
    }
}

/// A line of the file as records count them.
fn place(line: u64) -> usize {
    usize::try_from(line).unwrap_or(usize::MAX)
}

fn committed(draft: &Draft) -> Result<Commit, Error> {
    draft.content.commit().ok_or_else(|| Error::new(ErrorKind::Failure, "an entry has no content"))
}
