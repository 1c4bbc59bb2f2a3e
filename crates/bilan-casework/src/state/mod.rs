//! What a case's ledger says: documents, reports with their codings, and the incidents that follow from them.

mod held;
mod picture;
mod replay;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use bilan_ledger::{Commit, Entry, Subject};
use bilan_linker::Signature;
use bilan_model::{Coding, Incident, ReportHeader};
use bilan_tally::Verdicts;
use serde::{Deserialize, Serialize};

use crate::as_text;
use crate::case::Case;
use crate::decisions::{Decision, DecisionRecord, Judged, NoteRecord, Restated};
use crate::digest::hex;
use crate::error::{Error, ErrorKind};
use crate::knowledge::NO_PACK;
use crate::records::{Acquisition, CodingRecord, Failure, RosterSeen, TextHeader};

pub use picture::{Graded, IncidentRelation, Orphan, Picture, Placed, Told};
pub(crate) use picture::{KeptIncident, KeptPicture};

/// A document as it came in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Its id, 32 digits.
    pub id: String,
    #[serde(with = "as_text")]
    pub(crate) subject: Subject,
    /// How it came in.
    pub acquisition: Acquisition,
    /// Its bytes; `None` only if an addition was interrupted before they were kept.
    #[serde(with = "as_text::option")]
    pub original: Option<Commit>,
    /// Leaf of the entry that keeps them.
    #[serde(with = "as_text::option")]
    pub(crate) original_leaf: Option<bilan_ledger::Hash>,
    /// The entries about it, as (sequence number, leaf).
    pub entries: Vec<(u64, String)>,
    /// Whether something was made of it: a text, or the reason why there is none.
    pub read: bool,
    /// Why it, or a line of it, gave no text.
    pub failures: Vec<Failure>,
    /// Tables in it: kept, not coded.
    pub rosters: Vec<RosterSeen>,
    /// The note that it is, where a person entered it.
    pub note: Option<NoteRecord>,
    /// The entry that withdrew it, if one did.
    pub withdrawn_by: Option<u64>,
}

/// A report: a text with what was read in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportState {
    /// Its id, 32 digits.
    pub id: String,
    #[serde(with = "as_text")]
    pub(crate) subject: Subject,
    /// The document that it came from.
    pub item: String,
    /// What is known of it beside its text.
    pub text: TextHeader,
    /// Commitment of the text object.
    #[serde(with = "as_text")]
    pub text_commit: Commit,
    #[serde(with = "as_text")]
    pub(crate) text_leaf: bilan_ledger::Hash,
    /// The signature of its text, where that is long enough: near-duplicates have near ones.
    pub signature: Option<Signature>,
    /// The entry that brought its text.
    pub arrived: u64,
    /// The entries about it, as (sequence number, leaf).
    pub entries: Vec<(u64, String)>,
    /// The coding that holds: the last.
    pub coding: Option<Coded>,
    /// The report that replaced it, if one did.
    pub superseded_by: Option<String>,
    /// The entry that withdrew the document that it came from, if one did.
    pub withdrawn_by: Option<u64>,
    /// What people said of it after it came in.
    pub restated: Restated,
}

/// A coding and where the ledger proves it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

/// A decision of a person, with its place in the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decided {
    /// Its entry.
    pub seq: u64,
    /// Leaf of its entry.
    pub leaf: String,
    /// When, by the clock of the device.
    pub when: String,
    /// What was decided, by whom and why.
    pub record: DecisionRecord,
    /// The later entry that undid it, if one did.
    pub undone_by: Option<u64>,
}

impl Decided {
    /// The judgement on a claim, where it is one.
    pub fn judged(&self) -> Option<&Judged> {
        if let Decision::Judge(judged) = &self.record.decision { Some(judged) } else { None }
    }
}

/// All of it, in the order of the log.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Documents.
    pub items: Vec<Item>,
    /// Reports.
    pub reports: Vec<ReportState>,
    /// What people decided.
    pub decisions: Vec<Decided>,
    /// Digests of the packs, codebooks and gazetteers that codings rest on, with the objects that hold their bytes.
    pub knowledge: BTreeMap<String, Commit>,
    /// The last link entry, with its object.
    pub(crate) links: Option<(u64, Commit)>,
    /// Where the thing that a subject names stands.
    index: BTreeMap<Subject, Place>,
    by_original: BTreeMap<Commit, usize>,
    /// Entries replayed.
    pub size: u64,
    /// Where this is a part of a case: the accounts, as (report, account), that its incidents have.
    part: Option<BTreeSet<(String, String)>>,
    picture: OnceLock<Picture>,
}

/// The parts of a state that a projection keeps.
pub(crate) struct Kept {
    pub(crate) items: Vec<Item>,
    pub(crate) reports: Vec<ReportState>,
    pub(crate) decisions: Vec<Decided>,
    pub(crate) knowledge: BTreeMap<String, Commit>,
    pub(crate) links: Option<(u64, Commit)>,
    pub(crate) size: u64,
    pub(crate) picture: KeptPicture,
}

/// Where a subject stands in [`State`].
#[derive(Debug, Clone, Copy)]
enum Place {
    Item(usize),
    Report(usize),
}

/// How far back to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AsOf {
    /// After this entry.
    Entry(u64),
    /// At the end of this day, in UTC, by the times that the entries claim.
    Day(jiff::civil::Date),
}

impl AsOf {
    pub(crate) fn holds(&self, entry: &Entry) -> bool {
        match self {
            Self::Entry(seq) => entry.seq <= *seq,
            Self::Day(day) => entry.claimed_time.to_string().as_str() < day_end(*day).as_str(),
        }
    }
}

/// The text that every time of a day sorts before and no time of a later day does.
fn day_end(day: jiff::civil::Date) -> String {
    format!("{day}T~")
}

impl State {
    /// Replays the ledger of a case.
    ///
    /// # Errors
    /// When an entry or an object that it needs is not what it was.
    pub fn read(case: &Case) -> Result<Self, Error> {
        Self::replayed(case, None)
    }

    /// The state as it was: later entries are left out.
    ///
    /// # Errors
    /// As [`State::read`].
    pub fn read_as_of(case: &Case, as_of: &AsOf) -> Result<Self, Error> {
        Self::replayed(case, Some(as_of))
    }

    /// What is known of reports, documents and claims now that people have decided.
    pub fn picture(&self) -> &Picture {
        self.picture.get_or_init(|| Picture::of(self))
    }

    /// This state with the entries that the case has beyond it.
    ///
    /// # Errors
    /// As [`State::read`].
    pub fn caught_up(mut self, case: &Case) -> Result<Self, Error> {
        self.catch_up(case)?;
        Ok(self)
    }

    /// A part of a case from its parts: linking it again brings only accounts of its incidents together.
    pub(crate) fn restored_part(kept: Kept) -> Self {
        let accounts = kept.picture.incidents.iter().flat_map(|incident| incident.accounts.iter().cloned());
        let part = Some(accounts.collect());
        Self { part, ..Self::restored(kept) }
    }

    /// A state from its parts, as a projection kept them.
    pub(crate) fn restored(kept: Kept) -> Self {
        let Kept { items, reports, decisions, knowledge, links, size, picture } = kept;
        let mut state = Self { items, reports, decisions, knowledge, links, size, ..Self::default() };
        for (at, item) in state.items.iter().enumerate() {
            state.index.insert(item.subject, Place::Item(at));
            state.by_original.extend(item.original.map(|original| (original, at)));
        }
        for (at, report) in state.reports.iter().enumerate() {
            state.index.insert(report.subject, Place::Report(at));
        }
        let picture = Picture::restored(&state, picture);
        state.picture = OnceLock::from(picture);
        state
    }

    /// The decisions that nobody has undone, in the order of the log.
    pub fn standing(&self) -> impl Iterator<Item = &Decided> {
        self.decisions.iter().filter(|decided| decided.undone_by.is_none())
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

    /// The incidents that the reports tell of, as people merged, split and placed them.
    pub fn incidents(&self) -> Vec<Incident> {
        self.picture().incidents.clone()
    }

    /// What people have decided of claims.
    pub fn verdicts(&self) -> Verdicts {
        self.picture().verdicts.clone()
    }

    /// Whether the bytes with this SHA-256 are in the case, and as which item.
    pub(crate) fn with_bytes(&self, sha256: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.original.is_some() && item.acquisition.sha256 == sha256)
    }

    /// How many claims of any kind the current reports hold.
    pub fn claim_count(&self) -> usize {
        self.picture().told.iter().flat_map(|told| &told.accounts).map(|account| account.claim_count()).sum()
    }
}

impl ReportState {
    /// What is known of it beside its text.
    pub fn header(&self) -> ReportHeader {
        let (text, said) = (self.text.clone(), self.restated.clone());
        // In cases of the first version a language stated after the text was read stands with the coding alone.
        let coded = self.coding.as_ref().filter(|coded| coded.record.header.is_none());
        let coded_in = coded.and_then(|coded| coded.record.language.clone());
        ReportHeader {
            doc: self.id.clone(),
            language: said.language.or(coded_in).or(text.language),
            title: said.title.or(text.title),
            publisher: said.publisher.or(text.publisher),
            published: said.published.or(text.published),
        }
    }

    /// Whether it counts: neither replaced nor withdrawn.
    pub fn stands(&self) -> bool {
        self.superseded_by.is_none() && self.withdrawn_by.is_none()
    }

    /// What was read in it.
    pub fn coding(&self) -> Option<&Coding> {
        self.coding.as_ref().map(|coded| &coded.record.coding)
    }

    /// Whether there was a pack for its language.
    pub fn is_coded(&self) -> bool {
        self.coding().is_some_and(|coding| coding.doubts.iter().all(|doubt| doubt.what != NO_PACK))
    }

    /// How it stands, by the code that lists and rows have.
    pub fn standing_code(&self) -> String {
        let code = serde_json::to_value(crate::list::standing(self)).ok();
        code.and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Whether it is a row of another data set: such rows are no reading of a coder.
    pub fn is_import(&self) -> bool {
        is_import(&self.text)
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

fn is_import(text: &TextHeader) -> bool {
    text.reader.starts_with(crate::import::READER)
}

/// An object as the record it should be.
pub(crate) fn parse<T: for<'d> Deserialize<'d>>(case: &Case, commit: Commit) -> Result<T, Error> {
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
