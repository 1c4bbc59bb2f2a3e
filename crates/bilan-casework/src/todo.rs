//! `todo`: what waits for a person, the most pressing first.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use bilan_model::{Coding, Incident, Status};
use serde::Serialize;

use crate::decisions::Precision;
use crate::knowledge::NO_PACK;
use crate::propose::answers;
use crate::state::{Item, Orphan, ReportState, State};

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
    /// Figures that the rules and a second reader read otherwise, one by one with both answers.
    ReadersDiffer,
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
    picture.orphans.iter().for_each(|orphan| all.push(of_orphan(orphan)));
    picture.incidents.iter().for_each(|incident| of_incident(state, incident, &mut all));
    picture.copies.iter().for_each(|group| all.push(of_copies(group)));
    all.extend(state.items.iter().filter_map(unread));
    state.reports.iter().for_each(|report| of_report(report, &mut all));
    all.sort_by(pressing);
    all
}

/// A document of which there is no text, or not all.
pub(crate) fn unread(document: &Item) -> Option<Todo> {
    let waits = document.withdrawn_by.is_none() && (!document.read || !document.failures.is_empty());
    let count = document.failures.len().max(1);
    waits.then(|| item(TodoKind::Unread, &document.id, count, &document.acquisition.from))
}

/// A judgement that fits nothing.
pub(crate) fn of_orphan(orphan: &Orphan) -> Todo {
    item(TodoKind::Orphan, &orphan.claim, 1, &orphan.quote)
}

/// Reports that are copies of one text.
pub(crate) fn of_copies(group: &[String]) -> Todo {
    let others = group.iter().skip(1).map(|id| id.get(..10).unwrap_or(id)).collect::<Vec<_>>();
    item(TodoKind::Copies, &group[0], group.len(), &others.join(" "))
}

/// What waits about an incident.
pub(crate) fn of_incident(state: &State, incident: &Incident, all: &mut Vec<Todo>) {
    review(state, incident, all);
    if state.picture().precision(&incident.id, &incident.place) == Precision::Unknown {
        all.push(item(TodoKind::NotLocated, &incident.id, incident.accounts.len(), ""));
    }
}

/// What waits about a report, where it stands, but for copies and orphans.
pub(crate) fn of_report(report: &ReportState, all: &mut Vec<Todo>) {
    if !report.stands() {
        return;
    }
    let header = report.header();
    let name = header.title.clone().or(header.publisher.clone()).unwrap_or_default();
    if !report.is_coded() {
        all.push(item(TodoKind::NotCoded, &report.id, 1, header.language.as_deref().unwrap_or_default()));
    } else if header.published.is_none() && !report.is_import() {
        all.push(item(TodoKind::Undated, &report.id, 1, &name));
    }
    report.coding().iter().for_each(|coding| doubts(&report.id, coding, all));
}

/// The most pressing first; what is equally pressing stays in the order of its report.
pub(crate) fn pressing(one: &Todo, other: &Todo) -> Ordering {
    one.kind.cmp(&other.kind).then(other.count.cmp(&one.count)).then(one.id.cmp(&other.id))
}

/// What the coder could not settle in a report, and each figure that a second reader read otherwise.
fn doubts(report: &str, coding: &Coding, all: &mut Vec<Todo>) {
    let mut doubts: BTreeMap<&str, usize> = BTreeMap::new();
    for doubt in coding.doubts.iter().filter(|doubt| doubt.what != NO_PACK) {
        match answers(&doubt.what) {
            Some(answers) => all.push(item(TodoKind::ReadersDiffer, report, 1, answers)),
            None => *doubts.entry(&doubt.what).or_default() += 1,
        }
    }
    all.extend(doubts.into_iter().map(|(what, count)| item(TodoKind::Doubt, report, count, what)));
}

/// The incident, where it has claims that nobody has judged.
fn review(state: &State, incident: &Incident, all: &mut Vec<Todo>) {
    let verdicts = &state.picture().verdicts;
    let claims = incident.accounts.iter().flat_map(|entry| entry.account.claims());
    let open = claims.filter(|claim| !verdicts.contains_key(claim.id())).count();
    if open == 0 {
        return;
    }
    let contested = state.picture().basis(false).status(incident) == Status::Contested;
    let kind = if contested { TodoKind::Contested } else { TodoKind::Review };
    all.push(item(kind, &incident.id, open, &incident.place.name));
}

fn item(kind: TodoKind, id: &str, count: usize, detail: &str) -> Todo {
    Todo { kind, id: id.to_owned(), count, detail: detail.to_owned() }
}

#[cfg(test)]
mod tests {
    use bilan_model::Doubt;

    use super::*;

    #[test]
    fn where_two_readers_differ_comes_first_with_both_answers() {
        let doubt = |what: &str| Doubt { what: what.to_owned(), quote: None, span: None };
        let mut coding = Coding::empty("r");
        let differ = "readers_differ:i1: rules: killed 12 (author) | second reader: killed 14 (author)";
        coding.doubts = ["year_unknown:i1", differ, "year_unknown:i1", NO_PACK].map(doubt).to_vec();
        let mut all = vec![item(TodoKind::Contested, "i", 9, ""), item(TodoKind::Orphan, "c", 1, "")];
        doubts("r", &coding, &mut all);
        all.sort_by(pressing);
        let kinds: Vec<TodoKind> = all.iter().map(|todo| todo.kind).collect();
        assert_eq!(kinds, [TodoKind::ReadersDiffer, TodoKind::Orphan, TodoKind::Contested, TodoKind::Doubt]);
        assert_eq!(all[0].detail, "rules: killed 12 (author) | second reader: killed 14 (author)");
        assert_eq!((all[3].count, all[3].detail.as_str()), (2, "year_unknown:i1"));
    }
}
