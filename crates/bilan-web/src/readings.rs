//! Who has read what: the judgements of a case in short, kept up to date row by row, for queues that depend on the
//! reader.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use bilan_casework::Error;
use bilan_casework::decisions::Decision;
use bilan_casework::desk::Desk;
use bilan_casework::state::Decided;
use bilan_store::Page;

/// Rows asked for at once.
const AT_ONCE: u64 = 2_000;

/// The judgements of a case in short.
#[derive(Debug, Default)]
pub struct Readings(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// Rows of decisions looked at.
    seen: u64,
    /// By entry.
    readings: BTreeMap<u64, Short>,
}

/// A judgement in short.
#[derive(Debug, Clone)]
struct Short {
    claim: String,
    report: String,
    start: usize,
    member: String,
    second: bool,
    added: bool,
}

impl Readings {
    /// Claims that another member judged, that nobody has read a second time and that this member has not judged, in
    /// order of report and place.
    ///
    /// # Errors
    /// When the case cannot be read.
    pub fn for_second(&self, desk: &Desk, member: &str) -> Result<Vec<String>, Error> {
        self.look(desk, |known| {
            let mut read: BTreeSet<&str> = BTreeSet::new();
            let mut by_others: BTreeSet<(&str, usize, &str)> = BTreeSet::new();
            for short in known.readings.values() {
                if short.second || short.member == member {
                    read.insert(&short.claim);
                } else if !short.added {
                    by_others.insert((&short.report, short.start, &short.claim));
                }
            }
            let waits = by_others.into_iter().filter(|(_, _, claim)| !read.contains(claim));
            waits.map(|(_, _, claim)| claim.to_owned()).collect()
        })
    }

    /// Whether anybody has read something a second time.
    ///
    /// # Errors
    /// When the case cannot be read.
    pub fn any_second(&self, desk: &Desk) -> Result<bool, Error> {
        self.look(desk, |known| known.readings.values().any(|short| short.second))
    }

    fn look<T>(&self, desk: &Desk, answer: impl FnOnce(&Known) -> T) -> Result<T, Error> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.read_on(desk)?;
        Ok(answer(&known))
    }
}

impl Known {
    /// Reads the rows that came since; from the beginning where something was taken back.
    fn read_on(&mut self, desk: &Desk) -> Result<(), Error> {
        loop {
            let page = Page { offset: self.seen, limit: AT_ONCE };
            let rows = desk.ask(|store| store.decisions(None, page))?.rows;
            if rows.is_empty() {
                return Ok(());
            }
            let began = self.seen;
            self.seen += rows.len() as u64;
            let taken_back = rows.iter().any(|row| row.act == "undo");
            if taken_back && began > 0 {
                *self = Self::default();
                continue;
            }
            for row in rows.iter().filter(|row| row.undone_by.is_none()) {
                let decided: Option<Decided> = serde_json::from_str(&row.record).ok();
                if let Some(short) = decided.as_ref().and_then(short) {
                    self.readings.insert(row.seq, short);
                }
            }
        }
    }
}

fn short(decided: &Decided) -> Option<Short> {
    let (judged, second) = match &decided.record.decision {
        Decision::Judge(judged) => (judged, false),
        Decision::ReadAgain(judged) => (judged, true),
        Decision::Restate(_)
        | Decision::SetSource(_)
        | Decision::SetPlace(_)
        | Decision::SetGrade(_)
        | Decision::Merge(_)
        | Decision::Split(_)
        | Decision::Relate(_)
        | Decision::Supersede(_)
        | Decision::Undo(_) => return None,
    };
    Some(Short {
        claim: judged.claim.id().as_str().to_owned(),
        report: judged.account.report.clone(),
        start: judged.claim.span().start(),
        member: decided.record.member.clone(),
        second,
        added: judged.added,
    })
}
