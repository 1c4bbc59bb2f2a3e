//! `add`: documents into a case. Preserved first, then read, coded and linked; what cannot be read is kept and said.

mod adder;
mod batch;
mod gather;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::PathBuf;

use bilan_ledger::Hash;
use bilan_reader::Roster;
use serde::Serialize;

use self::adder::{Adder, unfinished};
use self::batch::Batch;
use self::text::{Text, read_parts};
use crate::case::Case;
use crate::digest::sha256;
use crate::drafter::Drafter;
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::extract::ReaderChild;
use crate::knowledge::Knowledge;
use crate::projection;
use crate::records::Stated;
use crate::show::pick_report;
use crate::state::State;
use crate::{Message, Progress, message};

pub use self::gather::gather;
pub(crate) use self::gather::walk;

/// Texts coded and appended at once, at most.
const TEXTS_AT_ONCE: usize = 256;
/// The largest document that is taken in.
const BYTES_MAX: u64 = 512 << 20;

/// One document to add.
#[derive(Debug, Clone)]
pub struct Input {
    /// Where its bytes are.
    pub source: Source,
    /// What the person says of it.
    pub stated: Stated,
}

/// Where bytes are.
#[derive(Debug, Clone)]
pub enum Source {
    /// In a file.
    File(PathBuf),
    /// Here: they came on standard input.
    StandardInput(Vec<u8>),
    /// Here: a member sent them under this name.
    Sent(String, Vec<u8>),
}

/// What an addition did, document by document.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Additions {
    /// Each document in the order given; first those that an interrupted addition had left unread.
    pub documents: Vec<Added>,
    /// Incidents in the case now.
    pub incidents: usize,
    /// Entries in the log now.
    pub entries: u64,
}

/// One document and what became of it.
#[derive(Debug, Clone, Serialize)]
pub struct Added {
    /// From where.
    pub from: String,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What became of a document.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// It is in the case now, or would be.
    Added {
        /// Its reports, and lines that failed.
        parts: Vec<AddedPart>,
    },
    /// The same bytes were in the case already.
    Duplicate {
        /// The reports made of them.
        reports: Vec<String>,
    },
    /// The same bytes were in the case already; what is stated of them now was taken, and they are coded under it.
    Restated {
        /// The reports.
        reports: Vec<String>,
    },
    /// It could not be opened, so nothing was preserved.
    Unopened {
        /// Why, in words.
        why: Message,
    },
}

/// One report of a document, or why there is none.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case", tag = "result")]
pub enum AddedPart {
    /// A report.
    Report {
        /// Its id.
        report: String,
        /// Its title.
        title: Option<String>,
        /// Its language.
        language: Option<String>,
        /// When it was published.
        published: Option<jiff::civil::Date>,
        /// Incidents that it tells of.
        incidents: usize,
        /// Claims in it.
        claims: usize,
        /// There is no pack for its language: it was not coded.
        not_coded: bool,
        /// What a person must know of the reading.
        notes: Vec<String>,
    },
    /// A table: kept, not coded.
    Roster {
        /// Which part of the document, where it has several.
        part: Option<String>,
        /// What it holds.
        roster: Roster,
    },
    /// No text.
    Unreadable {
        /// The line, in JSON lines.
        line: Option<usize>,
        /// Which part of the document, where it has several.
        part: Option<String>,
        /// Why, in words.
        why: String,
    },
}

impl Additions {
    /// Whether there were documents and none could be opened.
    pub fn opened_none(&self) -> bool {
        !self.documents.is_empty()
            && self.documents.iter().all(|added| matches!(added.outcome, Outcome::Unopened { .. }))
    }

    /// Whether some document or line gave no report.
    pub fn has_findings(&self) -> bool {
        self.documents.iter().any(|added| match &added.outcome {
            Outcome::Unopened { .. } => true,
            Outcome::Duplicate { .. } | Outcome::Restated { .. } => false,
            Outcome::Added { parts } => parts.iter().any(|part| matches!(part, AddedPart::Unreadable { .. })),
        })
    }
}
/// Adds documents to a case. `supersedes` names the report that the (one) document replaces.
///
/// # Errors
/// When the case refuses or a write fails; what was acknowledged before stays, and giving the same documents again
/// goes on where it stopped.
pub fn add(
    case: &mut Case,
    inputs: &[Input],
    supersedes: Option<&str>,
    env: &mut Env,
    knowledge: &Knowledge,
    progress: &mut dyn Progress,
) -> Result<Additions, Error> {
    let state = projection::state(case)?;
    let old = supersedes.map(|id| replaced(&state, inputs, id)).transpose()?;
    let drafter = Drafter::new(&state, env, knowledge);
    let mut adder = Adder { case, drafter };
    let mut report = Additions::default();
    let unfinished = unfinished(adder.case, &state)?;
    if !unfinished.is_empty() {
        report.documents.extend(adder.process(&unfinished, None, progress)?);
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut batch = Batch::default();
    for (done, input) in inputs.iter().enumerate() {
        progress.at("documents", done, inputs.len());
        let from = origin(input);
        let at = report.documents.len();
        match take(input) {
            Err(why) => report.documents.push(Added { from, outcome: Outcome::Unopened { why } }),
            Ok(bytes) => {
                let digest = sha256(&bytes);
                if let Some(outcome) = adder.restate_known(&state, &digest, &input.stated)? {
                    report.documents.push(Added { from, outcome });
                } else if let Some(reports) = known(&state, &digest) {
                    report.documents.push(Added { from, outcome: Outcome::Duplicate { reports } });
                } else if seen.contains_key(&digest) {
                    report
                        .documents
                        .push(Added { from, outcome: Outcome::Duplicate { reports: Vec::new() } });
                } else {
                    seen.insert(digest.clone(), at);
                    let empty = Outcome::Added { parts: Vec::new() };
                    report.documents.push(Added { from, outcome: empty });
                    batch.push(at, input, bytes, digest);
                }
            }
        }
        if batch.is_full() {
            adder.finish(std::mem::take(&mut batch), old.as_ref(), &mut report, progress)?;
        }
    }
    adder.finish(batch, old.as_ref(), &mut report, progress)?;
    progress.at("documents", inputs.len(), inputs.len());
    fill_duplicates(&mut report, inputs, &seen);
    let size = state.size;
    let (state, incidents) = adder.link(state)?;
    report.incidents = incidents;
    if adder.case.ledger().size() > size {
        projection::seal(adder.case, state, adder.drafter.env)?;
    }
    report.entries = adder.case.ledger().size();
    Ok(report)
}

/// What an addition would do; nothing is written.
///
/// # Errors
/// When the case cannot be read.
pub fn preview(case: &Case, inputs: &[Input], env: &Env, knowledge: &Knowledge) -> Result<Additions, Error> {
    let state = projection::state(case)?;
    let mut seen = BTreeSet::new();
    let mut report = Additions { entries: case.ledger().size(), ..Additions::default() };
    for input in inputs {
        let outcome = match take(input) {
            Err(why) => Outcome::Unopened { why },
            Ok(bytes) => {
                let digest = sha256(&bytes);
                match known(&state, &digest) {
                    Some(reports) => Outcome::Duplicate { reports },
                    None if !seen.insert(digest) => Outcome::Duplicate { reports: Vec::new() },
                    None => Outcome::Added {
                        parts: previewed(&origin(input), &bytes, &input.stated, knowledge, &env.reader)?,
                    },
                }
            }
        };
        report.documents.push(Added { from: origin(input), outcome });
    }
    report.incidents = state.incidents().len();
    Ok(report)
}

fn previewed(
    from: &str,
    bytes: &[u8],
    stated: &Stated,
    knowledge: &Knowledge,
    reader: &ReaderChild,
) -> Result<Vec<AddedPart>, Error> {
    let parts = read_parts(from, bytes, reader).into_iter();
    parts
        .map(|part| match Text::of(part, stated, knowledge) {
            Ok(text) => {
                let coding = knowledge.code(&text.report(""))?;
                Ok(text.added("", &coding))
            }
            Err(failed) => Ok(failed),
        })
        .collect()
}

/// The report that is to be replaced, which only one document can do.
fn replaced(state: &State, inputs: &[Input], id: &str) -> Result<(String, Hash), Error> {
    let usage = |what: Message, next: Message| {
        Err(Error::new(ErrorKind::Usage, what).safe("Nothing was added.").next(next))
    };
    if inputs.len() != 1 {
        return usage(
            message!("only one document can replace a report"),
            message!("Give one file, or leave out --supersedes."),
        );
    }
    let report = &state.reports[pick_report(state, id)?];
    Ok((report.id.clone(), report.text_leaf))
}

/// Where a document comes from, as records and messages say it.
pub(super) fn origin(input: &Input) -> String {
    match &input.source {
        Source::File(path) => path.display().to_string(),
        Source::StandardInput(_) => "standard input".to_owned(),
        Source::Sent(name, _) => name.clone(),
    }
}

/// The bytes of a document, or in words why they cannot be had.
fn take(input: &Input) -> Result<Vec<u8>, Message> {
    let path = match &input.source {
        Source::StandardInput(bytes) | Source::Sent(_, bytes) => return Ok(bytes.clone()),
        Source::File(path) => path,
    };
    let open = || -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        fs::File::open(path)?.take(BYTES_MAX + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    match open() {
        Ok(bytes) if bytes.len() as u64 > BYTES_MAX => Err(message!(
            "it is larger than 512 MiB. It was not taken in. Split it into smaller documents and add those."
        )),
        Ok(bytes) => Ok(bytes),
        Err(error) => {
            let told = Error::reading(path, &error);
            let next = told.next.unwrap_or_default();
            Err(message!("{what}. It was not taken in. {next}", what: told.what, next: next))
        }
    }
}

/// The reports made of bytes that the case has; none where they were never read to the end.
fn known(state: &State, digest: &str) -> Option<Vec<String>> {
    let item = state.with_bytes(digest)?;
    Some(state.reports_of(&item.id).map(|report| report.id.clone()).collect())
}

/// Gives later copies in one addition the reports of the first.
fn fill_duplicates(report: &mut Additions, inputs: &[Input], seen: &BTreeMap<String, usize>) {
    let first_at = report.documents.len() - inputs.len();
    for (index, input) in inputs.iter().enumerate() {
        let at = first_at + index;
        if !matches!(&report.documents[at].outcome, Outcome::Duplicate { reports } if reports.is_empty()) {
            continue;
        }
        let first = take(input).ok().and_then(|bytes| seen.get(&sha256(&bytes)).copied());
        if let Some(Outcome::Added { parts }) = first.map(|first| report.documents[first].outcome.clone()) {
            let ids = parts.into_iter().filter_map(|part| match part {
                AddedPart::Report { report, .. } => Some(report),
                AddedPart::Roster { .. } | AddedPart::Unreadable { .. } => None,
            });
            report.documents[at].outcome = Outcome::Duplicate { reports: ids.collect() };
        }
    }
}
