//! `history`: what was done to a case, or to one thing of it, by whom, when and why, in the order of the log.

use std::collections::BTreeMap;

use bilan_ledger::{Act, Role};
use bilan_model::Code as _;
use serde::Serialize;

use crate::case::Case;
use crate::decisions::{AccountAnchor, Decision};
use crate::error::Error;
use crate::list::claim_says;
use crate::state::{AsOf, Decided, State};

/// An entry as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryRow {
    /// Its number.
    pub entry: u64,
    /// When, by the clock of the device: RFC 3339 in UTC.
    pub when: String,
    /// Who: a member, or the program.
    pub who: String,
    /// What: the name of a decision, else the act.
    pub what: String,
    /// The reports, claims or incidents that it is about.
    pub about: Vec<String>,
    /// What it says, by its codes.
    pub says: String,
    /// Why.
    pub why: String,
    /// The later entry that undid it.
    pub undone_by: Option<u64>,
}

/// What to tell.
#[derive(Debug, Clone, Default)]
pub struct Wanted<'a> {
    /// Only what is about the thing with this id, or its first digits.
    pub about: Option<&'a str>,
    /// Also what programs did.
    pub machines: bool,
    /// Only up to here.
    pub as_of: Option<AsOf>,
}

/// The entries of a case, in order. What people did, unless programs are wanted too.
///
/// # Errors
/// When an entry is not what it was.
pub fn history(case: &Case, state: &State, wanted: &Wanted<'_>) -> Result<Vec<HistoryRow>, Error> {
    let decisions: BTreeMap<u64, &Decided> =
        state.decisions.iter().map(|decided| (decided.seq, decided)).collect();
    let mut rows = Vec::new();
    for sealed in case.ledger().entries() {
        let entry = sealed.map_err(|error| Error::ledger(case.folder(), error))?.entry;
        if wanted.as_of.as_ref().is_some_and(|as_of| !as_of.holds(&entry)) {
            continue;
        }
        let when = entry.claimed_time.to_string();
        let row = match decisions.get(&entry.seq) {
            Some(decided) => HistoryRow { when, ..decision_row(decided) },
            None => other_row(state, &entry, when),
        };
        // The original's bytes come with its acquisition record; both would be told alike.
        let doubled = entry.act == Act::Original;
        if (wanted.machines || (entry.role != Role::Machine && !doubled))
            && wanted.about.is_none_or(|id| row.about.iter().any(|about| about.starts_with(id)))
        {
            rows.push(row);
        }
    }
    Ok(rows)
}

/// What a state tells by itself: the documents that came in and what people decided, in the order of the log.
pub fn told(state: &State) -> Vec<HistoryRow> {
    let came = state.items.iter().filter_map(|item| {
        let (entry, _) = item.entries.first()?;
        let reports = state.reports_of(&item.id).map(|report| report.id.clone());
        Some(HistoryRow {
            entry: *entry,
            when: item.acquisition.when.clone(),
            who: item.acquisition.member.clone(),
            what: if item.note.is_some() { "note" } else { "ingest" }.to_owned(),
            about: std::iter::once(item.id.clone()).chain(reports).collect(),
            says: item.acquisition.from.clone(),
            why: String::new(),
            undone_by: item.withdrawn_by,
        })
    });
    let mut rows: Vec<HistoryRow> = came.chain(state.decisions.iter().map(decision_row)).collect();
    rows.sort_by_key(|row| row.entry);
    rows
}

/// A decision as it is told.
pub fn decision_row(decided: &Decided) -> HistoryRow {
    let (about, says) = concerns(&decided.record.decision);
    HistoryRow {
        entry: decided.seq,
        when: decided.when.clone(),
        who: decided.record.member.clone(),
        what: decided.record.decision.name().to_owned(),
        about,
        says,
        why: decided.record.why.clone(),
        undone_by: decided.undone_by,
    }
}

fn other_row(state: &State, entry: &bilan_ledger::Entry, when: String) -> HistoryRow {
    let id = entry.subject.to_string();
    let item = state.item(&id);
    let from = item.map(|item| item.acquisition.from.clone()).unwrap_or_default();
    let mut about = vec![id.clone()];
    about.extend(state.reports_of(&id).map(|report| report.id.clone()));
    let who = match (entry.role, item) {
        (Role::Member, Some(item)) => item.acquisition.member.clone(),
        (Role::Member, None) => Role::Member.to_string(),
        (Role::Device, _) => Role::Device.to_string(),
        (Role::Machine, _) => {
            entry.tool.as_ref().map_or_else(|| Role::Machine.to_string(), |tool| tool.name.to_string())
        }
    };
    HistoryRow {
        entry: entry.seq,
        when,
        who,
        what: entry.act.to_string(),
        about,
        says: from,
        why: String::new(),
        undone_by: item
            .and_then(|item| item.withdrawn_by)
            .filter(|_| item.and_then(|item| item.entries.first()).is_some_and(|(seq, _)| *seq == entry.seq)),
    }
}

/// What a decision is about, and what it says by its codes.
fn concerns(decision: &Decision) -> (Vec<String>, String) {
    let reports =
        |anchors: &[AccountAnchor]| anchors.iter().map(|anchor| anchor.report.clone()).collect::<Vec<_>>();
    match decision {
        Decision::Judge(judged) | Decision::ReadAgain(judged) => (
            vec![judged.claim.id().as_str().to_owned(), judged.account.report.clone()],
            claim_says(&judged.claim),
        ),
        Decision::Restate(said) => {
            let day = said.published.map(|day| format!("published {day}"));
            let named =
                [("publisher", &said.publisher), ("language", &said.language), ("title", &said.title)];
            let named =
                named.into_iter().filter_map(|(what, value)| Some(format!("{what} {}", value.as_ref()?)));
            (vec![said.report.clone()], day.into_iter().chain(named).collect::<Vec<_>>().join(", "))
        }
        Decision::SetSource(set) => {
            let named =
                [("kind", &set.kind), ("stance", &set.stance), ("group", &set.group), ("party", &set.party)];
            let named =
                named.into_iter().filter_map(|(what, value)| Some(format!("{what} {}", value.as_ref()?)));
            (vec![set.name.clone()], named.collect::<Vec<_>>().join(", "))
        }
        Decision::SetPlace(set) => {
            let names =
                std::iter::once(&set.place.name).chain(&set.place.admin).filter(|name| !name.is_empty());
            let names = names.cloned().collect::<Vec<_>>().join(", ");
            (reports(&set.accounts), format!("{names} ({})", set.precision.code()))
        }
        Decision::SetGrade(set) => {
            let said = [
                set.happened.map(|grade| format!("happened {}", grade.code())),
                set.who.map(|who| format!("who {}", who.code())),
                set.standard_of_proof.map(|standard| format!("standard {}", standard.code())),
            ];
            (reports(&set.accounts), said.into_iter().flatten().collect::<Vec<_>>().join(", "))
        }
        Decision::Merge(merged) => {
            ([merged.incidents.clone(), reports(&merged.accounts)].concat(), merged.incidents.join(" = "))
        }
        Decision::Split(split) => {
            let about = [vec![split.incident.clone()], reports(&split.apart), reports(&split.from)].concat();
            (about, count_of(split.apart.len(), split.from.len()))
        }
        Decision::Relate(related) => {
            ([reports(&related.one), reports(&related.other)].concat(), related.how.code().to_owned())
        }
        Decision::Supersede(record) => (vec![record.old.clone(), record.new.clone()], String::new()),
        Decision::Undo(target) => (Vec::new(), target.entry.to_string()),
    }
}

fn count_of(apart: usize, from: usize) -> String {
    format!("{apart} / {}", apart + from)
}
