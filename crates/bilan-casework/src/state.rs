//! What a case's ledger says: documents, reports with their codings, and the incidents that follow from them.

use std::collections::BTreeMap;

use bilan_ledger::{Act, Commit, Entry, SealedEntry, Subject};
use bilan_model::{Account, Coding, Incident, ReportHeader};
use bilan_tally::Verdicts;

use crate::case::Case;
use crate::digest::hex;
use crate::error::{Error, ErrorKind};
use crate::knowledge::NO_PACK;
use crate::records::{Acquisition, CodingRecord, Failure, Supersession, TextHeader};

/// A document as it came in.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its id, 32 digits.
    pub id: String,
    pub(crate) subject: Subject,
    /// How it came in.
    pub acquisition: Acquisition,
    /// Its bytes; `None` only if an addition was interrupted before they were kept.
    pub original: Option<Commit>,
    /// Leaf of the entry that keeps them.
    pub(crate) original_leaf: Option<bilan_ledger::Hash>,
    /// The entries about it, as (sequence number, leaf).
    pub entries: Vec<(u64, String)>,
    /// Whether something was made of it: a text, or the reason why there is none.
    pub read: bool,
    /// Why it, or a line of it, gave no text.
    pub failures: Vec<Failure>,
}

/// A report: a text with what was read in it.
#[derive(Debug, Clone)]
pub struct ReportState {
    /// Its id, 32 digits.
    pub id: String,
    pub(crate) subject: Subject,
    /// The document that it came from.
    pub item: String,
    /// What is known of it beside its text.
    pub text: TextHeader,
    /// Commitment of the text object.
    pub text_commit: Commit,
    pub(crate) text_leaf: bilan_ledger::Hash,
    /// The entries about it, as (sequence number, leaf).
    pub entries: Vec<(u64, String)>,
    /// The coding that holds: the last.
    pub coding: Option<Coded>,
    /// The report that replaced it, if one did.
    pub superseded_by: Option<String>,
}

/// A coding and where the ledger proves it.
#[derive(Debug, Clone)]
pub struct Coded {
    /// What was read, by what, with which knowledge.
    pub record: CodingRecord,
    /// Its entry.
    pub seq: u64,
    /// Leaf of its entry.
    pub leaf: String,
    /// Commitment of its content.
    pub commit: String,
}

/// All of it, in the order of the log.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Documents.
    pub items: Vec<Item>,
    /// Reports.
    pub reports: Vec<ReportState>,
    /// Digests of the packs, codebooks and gazetteers that codings rest on, with the objects that hold their bytes.
    pub knowledge: BTreeMap<String, Commit>,
    /// The last link entry's object.
    pub(crate) links: Option<Commit>,
    /// Where the thing that a subject names stands.
    index: BTreeMap<Subject, Place>,
    by_original: BTreeMap<Commit, usize>,
}

/// Where a subject stands in [`State`].
#[derive(Debug, Clone, Copy)]
enum Place {
    Item(usize),
    Report(usize),
}

impl State {
    /// Replays the ledger of a case.
    ///
    /// # Errors
    /// When an entry or an object that it needs is not what it was.
    pub fn read(case: &Case) -> Result<Self, Error> {
        let mut state = Self::default();
        for sealed in case.ledger().entries() {
            let sealed = sealed.map_err(|error| Error::ledger(case.folder(), error))?;
            state.replay(case, &sealed)?;
        }
        Ok(state)
    }

    fn replay(&mut self, case: &Case, sealed: &SealedEntry) -> Result<(), Error> {
        let entry = &sealed.entry;
        let Some(commit) = entry.commit.filter(|commit| case.ledger().erased_by(*commit).is_none()) else {
            return Ok(());
        };
        match entry.act {
            Act::Ingest => self.ingest(entry, parse(case, commit)?),
            Act::Original => {
                if let Some(Place::Item(at)) = self.index.get(&entry.subject).copied() {
                    let item = &mut self.items[at];
                    (item.original, item.original_leaf) = (Some(commit), Some(sealed.leaf));
                    self.by_original.insert(commit, at);
                }
            }
            Act::Derive => self.derive(case, sealed, commit)?,
            Act::ExtractionFailed => {
                let failure: Failure = parse(case, commit)?;
                if let Some(item) = self.item_of(&entry.subject) {
                    item.read = true;
                    item.failures.push(failure);
                }
            }
            Act::Coding => {
                let record: CodingRecord = parse(case, commit)?;
                let (seq, leaf, commit) = (entry.seq, sealed.leaf.to_string(), commit.to_string());
                if let Some(report) = self.report_of(&entry.subject) {
                    report.coding = Some(Coded { record, seq, leaf, commit });
                }
            }
            Act::Supersede => {
                let record: Supersession = parse(case, commit)?;
                if let Some(old) = self.reports.iter_mut().find(|report| report.id == record.old) {
                    old.superseded_by = Some(record.new);
                }
            }
            Act::Knowledge => {
                let bytes = case.read(commit)?;
                self.knowledge.insert(crate::digest::sha256(&bytes), commit);
            }
            Act::Link => self.links = Some(commit),
            // Nothing of what this version shows follows from these.
            Act::OpenCase
            | Act::KeyAdd
            | Act::KeyRevoke
            | Act::Recover
            | Act::Restore
            | Act::Sync
            | Act::CheckpointAnchor
            | Act::ProjectionDigest
            | Act::CustodyTransfer
            | Act::Roster
            | Act::Tally
            | Act::Estimate
            | Act::Judgement
            | Act::Note
            | Act::SourceSet
            | Act::PlaceSet
            | Act::IncidentMerge
            | Act::IncidentSplit
            | Act::IncidentRelate
            | Act::Approve
            | Act::Grant
            | Act::Access
            | Act::Redact
            | Act::Erase
            | Act::Release
            | Act::Dossier
            | Act::Export => {}
        }
        self.note(sealed);
        Ok(())
    }

    fn ingest(&mut self, entry: &Entry, acquisition: Acquisition) {
        self.index.insert(entry.subject, Place::Item(self.items.len()));
        self.items.push(Item {
            id: entry.subject.to_string(),
            subject: entry.subject,
            acquisition,
            original: None,
            original_leaf: None,
            entries: Vec::new(),
            read: false,
            failures: Vec::new(),
        });
    }

    fn derive(&mut self, case: &Case, sealed: &SealedEntry, commit: Commit) -> Result<(), Error> {
        let object = case.read(commit)?;
        let (text, _) = TextHeader::split(&object).ok_or_else(|| malformed(case, commit))?;
        let parent = Commit::from_hex(&text.parent).and_then(|parent| self.by_original.get(&parent));
        let Some(item) = parent.and_then(|at| self.items.get_mut(*at)) else {
            return Err(malformed(case, commit));
        };
        item.read = true;
        self.index.insert(sealed.entry.subject, Place::Report(self.reports.len()));
        self.reports.push(ReportState {
            id: sealed.entry.subject.to_string(),
            subject: sealed.entry.subject,
            item: item.id.clone(),
            text,
            text_commit: commit,
            text_leaf: sealed.leaf,
            entries: item.entries.clone(),
            coding: None,
            superseded_by: None,
        });
        Ok(())
    }

    /// Adds the entry to those of the item or report that it is about.
    fn note(&mut self, sealed: &SealedEntry) {
        let proof = (sealed.entry.seq, sealed.leaf.to_string());
        if let Some(item) = self.item_of(&sealed.entry.subject) {
            item.entries.push(proof);
        } else if let Some(report) = self.report_of(&sealed.entry.subject) {
            report.entries.push(proof);
        }
    }

    fn item_of(&mut self, subject: &Subject) -> Option<&mut Item> {
        match self.index.get(subject)? {
            Place::Item(at) => self.items.get_mut(*at),
            Place::Report(_) => None,
        }
    }

    fn report_of(&mut self, subject: &Subject) -> Option<&mut ReportState> {
        match self.index.get(subject)? {
            Place::Report(at) => self.reports.get_mut(*at),
            Place::Item(_) => None,
        }
    }

    /// The item of this id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The report of this id.
    pub fn report(&self, id: &str) -> Option<&ReportState> {
        self.reports.iter().find(|report| report.id == id)
    }

    /// The reports that came from an item.
    pub fn reports_of<'a>(&'a self, item: &'a str) -> impl Iterator<Item = &'a ReportState> {
        self.reports.iter().filter(move |report| report.item == item)
    }

    /// Reports that none has replaced, with what each tells: what linking sees.
    pub fn accounts(&self) -> Vec<(ReportHeader, Vec<Account>)> {
        let current = self.reports.iter().filter(|report| report.superseded_by.is_none());
        current
            .map(|report| {
                (report.header(), report.coding().map_or(Vec::new(), |coding| coding.incidents.clone()))
            })
            .collect()
    }

    /// The incidents that the reports tell of.
    pub fn incidents(&self) -> Vec<Incident> {
        bilan_linker::link(&self.accounts())
    }

    /// What people have decided: nothing yet, since this version takes no judgements.
    pub fn verdicts(&self) -> Verdicts {
        Verdicts::new()
    }

    /// Whether the bytes with this SHA-256 are in the case, and as which item.
    pub(crate) fn with_bytes(&self, sha256: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.original.is_some() && item.acquisition.sha256 == sha256)
    }

    /// How many claims of any kind the current reports hold.
    pub fn claim_count(&self) -> usize {
        self.accounts().iter().flat_map(|(_, accounts)| accounts).map(Account::claim_count).sum()
    }
}

impl ReportState {
    /// What is known of it beside its text.
    pub fn header(&self) -> ReportHeader {
        let text = self.text.clone();
        // A language stated after the text was read stands with the coding.
        let coded_in = self.coding.as_ref().and_then(|coded| coded.record.language.clone());
        ReportHeader {
            doc: self.id.clone(),
            language: coded_in.or(text.language),
            title: text.title,
            publisher: text.publisher,
            published: text.published,
        }
    }

    /// What was read in it.
    pub fn coding(&self) -> Option<&Coding> {
        self.coding.as_ref().map(|coded| &coded.record.coding)
    }

    /// Whether there was a pack for its language.
    pub fn is_coded(&self) -> bool {
        self.coding().is_some_and(|coding| coding.doubts.iter().all(|doubt| doubt.what != NO_PACK))
    }

    /// Its text, read from the vault.
    ///
    /// # Errors
    /// When the object is not what it was.
    pub fn read_text(&self, case: &Case) -> Result<String, Error> {
        let object = case.read(self.text_commit)?;
        TextHeader::split(&object).map(|(_, text)| text).ok_or_else(|| malformed(case, self.text_commit))
    }
}

/// An object as the record it should be.
pub(crate) fn parse<T: for<'d> serde::Deserialize<'d>>(case: &Case, commit: Commit) -> Result<T, Error> {
    serde_json::from_slice(&case.read(commit)?).map_err(|_| malformed(case, commit))
}

fn malformed(case: &Case, commit: Commit) -> Error {
    Error::new(
        ErrorKind::Integrity,
        "an object of the vault is intact, but not of the form that its entry promises",
    )
    .at(case.folder().join(commit.path()).display())
    .safe("Nothing was changed.")
    .next("The case may be of a later version of bilan: use that one, or run `bilan verify`.")
}

/// An id of 16 random bytes as text.
pub(crate) fn id_text(bytes: [u8; 16]) -> String {
    hex(&bytes)
}
