//! `todo`: what waits for a person, the most pressing first.

use std::collections::BTreeMap;

use bilan_model::{Incident, Status};
use serde::Serialize;

use crate::decisions::Precision;
use crate::knowledge::NO_PACK;
use crate::state::State;
use crate::tally::every_claim;

/// Something that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Todo {
    /// What sort.
    pub kind: TodoKind,
    /// The report, document, incident or claim.
    pub id: String,
    /// How many of it, where it counts something.
    pub count: usize,
    /// What it is about: a file, a place, the words of a claim, the name of a doubt.
    pub detail: String,
}

/// Sorts of things that wait, the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TodoKind {
    /// Judgements that fit nothing in the present coding.
    Orphan,
    /// Incidents with claims that nobody has judged, and a dispute over who the dead were.
    Contested,
    /// Incidents with claims that nobody has judged.
    Review,
    /// Documents without a text.
    Unread,
    /// Reports in a language without a pack, or in an unknown one.
    NotCoded,
    /// Reports whose day of publication nobody has said.
    Undated,
    /// Incidents that are nowhere.
    NotLocated,
    /// Reports that are copies of one text: they count as one source.
    Copies,
    /// What the coder could not settle, report by report.
    Doubt,
}

/// All that waits.
pub fn todo(state: &State) -> Vec<Todo> {
    let mut all = Vec::new();
    let picture = state.picture();
    for orphan in &picture.orphans {
        all.push(item(TodoKind::Orphan, &orphan.claim, 1, &orphan.quote));
    }
    for incident in &picture.incidents {
        review(state, incident, &mut all);
        if picture.precision(&incident.id, &incident.place) == Precision::Unknown {
            all.push(item(TodoKind::NotLocated, &incident.id, incident.accounts.len(), ""));
        }
    }
    for group in &picture.copies {
        let others = group.iter().skip(1).map(|id| id.get(..10).unwrap_or(id)).collect::<Vec<_>>();
        all.push(item(TodoKind::Copies, &group[0], group.len(), &others.join(" ")));
    }
    for document in state.items.iter().filter(|item| item.withdrawn_by.is_none()) {
        let waits = !document.read || !document.failures.is_empty();
        if waits {
            let count = document.failures.len().max(1);
            all.push(item(TodoKind::Unread, &document.id, count, &document.acquisition.from));
        }
    }
    for report in state.reports.iter().filter(|report| report.stands()) {
        let header = report.header();
        let name = header.title.clone().or(header.publisher.clone()).unwrap_or_default();
        if !report.is_coded() {
            all.push(item(TodoKind::NotCoded, &report.id, 1, header.language.as_deref().unwrap_or_default()));
        } else if header.published.is_none() {
            all.push(item(TodoKind::Undated, &report.id, 1, &name));
        }
        let mut doubts: BTreeMap<&str, usize> = BTreeMap::new();
        for doubt in
            report.coding().iter().flat_map(|coding| &coding.doubts).filter(|doubt| doubt.what != NO_PACK)
        {
            *doubts.entry(&doubt.what).or_default() += 1;
        }
        all.extend(doubts.into_iter().map(|(what, count)| item(TodoKind::Doubt, &report.id, count, what)));
    }
    all.sort_by(|one, other| {
        one.kind.cmp(&other.kind).then(other.count.cmp(&one.count)).then(one.id.cmp(&other.id))
    });
    all
}

/// The incident, where it has claims that nobody has judged.
fn review(state: &State, incident: &Incident, all: &mut Vec<Todo>) {
    let verdicts = &state.picture().verdicts;
    let claims = incident.accounts.iter().flat_map(|entry| entry.account.claims());
    let open = claims.filter(|claim| !verdicts.contains_key(claim.id())).count();
    if open == 0 {
        return;
    }
    let policy = every_claim();
    let contested = state.picture().basis(&policy).status(incident) == Status::Contested;
    let kind = if contested { TodoKind::Contested } else { TodoKind::Review };
    all.push(item(kind, &incident.id, open, &incident.place.name));
}

fn item(kind: TodoKind, id: &str, count: usize, detail: &str) -> Todo {
    Todo { kind, id: id.to_owned(), count, detail: detail.to_owned() }
}
