//! The rows that decisions can have changed, found by comparing what was with what is: all others are left alone.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::Incident;
use bilan_store::{AccountRow, SourceRow, Store, Table, Writer};

use super::Failed;
use super::rows::{
    Reports, claim_rows, decision_row, document_row, incident_row, loose_claim_row, put_rest, source_row,
    todo_rows,
};
use crate::decisions::{Decision, Restated, SourceSet};
use crate::list;
use crate::state::{Decided, KeptIncident, Orphan, State};
use crate::todo::{Todo, of_copies, of_incident, of_orphan, of_report, pressing, unread};

/// What of a state shows which of its rows are otherwise later.
pub(crate) struct Before {
    size: u64,
    documents: Vec<(usize, Option<u64>)>,
    reports: Vec<ReportMark>,
    undone: Vec<Option<u64>>,
    incidents: BTreeMap<String, KeptIncident>,
    copies: Vec<Vec<String>>,
    orphans: Vec<Orphan>,
    sources: BTreeMap<String, SourceSet>,
}

#[derive(PartialEq)]
struct ReportMark {
    entries: usize,
    superseded_by: Option<String>,
    withdrawn_by: Option<u64>,
    restated: Restated,
}

/// Reports and incidents, by their ids, of which rows may be otherwise than at the last settling.
#[derive(Debug, Clone, Default)]
pub(crate) struct Touched {
    pub(crate) reports: BTreeSet<String>,
    pub(crate) incidents: BTreeSet<String>,
}

impl Before {
    pub(crate) fn of(state: &State) -> Self {
        let picture = state.picture();
        let kept = picture.incidents.iter().map(|found| (found.id.clone(), picture.kept_incident(found)));
        Self {
            size: state.size,
            documents: state.items.iter().map(|item| (item.entries.len(), item.withdrawn_by)).collect(),
            reports: marks(state).collect(),
            undone: state.decisions.iter().map(|decided| decided.undone_by).collect(),
            incidents: kept.collect(),
            copies: picture.copies.clone(),
            orphans: picture.orphans.clone(),
            sources: picture.sources.clone(),
        }
    }

    /// Entries that the state followed from.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Whether all that came since are decisions of which each bears on what it names and on no source.
    fn is_followed_by(&self, state: &State) -> bool {
        let news = state.decisions.len().checked_sub(self.undone.len());
        news.is_some_and(|news| self.size + news as u64 == state.size)
            && self.documents.len() == state.items.len()
            && self.reports.len() == state.reports.len()
            && self.sources == state.picture().sources
    }
}

fn marks(state: &State) -> impl Iterator<Item = ReportMark> + '_ {
    state.reports.iter().map(|report| ReportMark {
        entries: report.entries.len(),
        superseded_by: report.superseded_by.clone(),
        withdrawn_by: report.withdrawn_by,
        restated: report.restated.clone(),
    })
}

/// Puts the rows that are otherwise than before, and those that may have been put since; whether it could: where more
/// came than decisions, all rows have to be compared.
pub(crate) fn write(
    writer: &mut Writer<'_>,
    store: &Store,
    before: &Before,
    state: &State,
    touched: Touched,
) -> Result<bool, Failed> {
    if !before.is_followed_by(state) {
        return Ok(false);
    }
    let changed = Changed::of(before, state, touched);
    for (ord, (item, mark)) in state.items.iter().zip(&before.documents).enumerate() {
        if (item.entries.len(), item.withdrawn_by) != *mark {
            writer.put_document(&document_row(ord as u64, item))?;
        }
    }
    let makers = Reports::of_some(state.picture(), &|id| changed.reports.contains(id));
    for (ord, report) in state.reports.iter().enumerate() {
        if changed.reports.contains(report.id.as_str()) {
            writer.put_report(&makers.row(ord as u64, report), None)?;
        }
    }
    for decided in changed.decisions(before) {
        writer.put_decision(&decision_row(decided))?;
    }
    changed.put_incidents(writer, store)?;
    changed.put_claims(writer, store)?;
    changed.put_sources(writer, store)?;
    changed.put_todo(writer, store, before)?;
    put_rest(writer, state)?;
    Ok(true)
}

struct Changed<'a> {
    state: &'a State,
    /// Reports of which any row may be otherwise.
    reports: BTreeSet<&'a str>,
    incidents: Vec<&'a Incident>,
    gone: Vec<&'a str>,
    /// Groups of copies that came, went or are otherwise.
    copies: Vec<&'a Vec<String>>,
    /// Documents that are otherwise.
    documents: Vec<usize>,
    ids: Vec<String>,
}

impl<'a> Changed<'a> {
    fn of(before: &'a Before, state: &'a State, touched: Touched) -> Self {
        let picture = state.picture();
        let (is, was): (BTreeSet<&Vec<String>>, BTreeSet<&Vec<String>>) =
            (picture.copies.iter().collect(), before.copies.iter().collect());
        let copies: Vec<&Vec<String>> = is.symmetric_difference(&was).copied().collect();
        let mut told = touched.reports;
        told.extend(copies.iter().flat_map(|group| group.iter().cloned()));
        let now = state.reports.iter().zip(marks(state)).zip(&before.reports);
        told.extend(now.filter(|((_, is), was)| is != *was).map(|((report, _), _)| report.id.clone()));
        for decided in news(before, state) {
            named(decided, &mut told);
        }
        let here: BTreeSet<&str> = picture.incidents.iter().map(|found| found.id.as_str()).collect();
        let (mut incidents, mut reports) = (Vec::new(), BTreeSet::new());
        for found in &picture.incidents {
            let tells = || found.accounts.iter().any(|entry| told.contains(&entry.report.doc));
            let was = before.incidents.get(&found.id);
            let changed = touched.incidents.contains(&found.id)
                || tells()
                || was != Some(&picture.kept_incident(found));
            if changed {
                incidents.push(found);
                reports.extend(found.accounts.iter().map(|entry| entry.report.doc.as_str()));
                reports.extend(was.iter().flat_map(|was| &was.accounts).map(|(report, _)| report.as_str()));
            }
        }
        let mut gone = Vec::new();
        for (id, was) in before.incidents.iter().filter(|(id, _)| !here.contains(id.as_str())) {
            gone.push(id.as_str());
            reports.extend(was.accounts.iter().map(|(report, _)| report.as_str()));
        }
        reports.extend(state.reports.iter().map(|report| report.id.as_str()).filter(|id| told.contains(*id)));
        let items = state.items.iter().zip(&before.documents).enumerate();
        let items = items.filter(|(_, (item, mark))| (item.entries.len(), item.withdrawn_by) != **mark);
        let documents = items.map(|(at, _)| at).collect();
        let ids = reports.iter().map(|id| (*id).to_owned()).collect();
        Self { state, reports, incidents, gone, copies, documents, ids }
    }

    fn decisions(&self, before: &'a Before) -> impl Iterator<Item = &'a Decided> + use<'a> {
        news(before, self.state)
    }

    fn put_incidents(&self, writer: &mut Writer<'_>, store: &Store) -> Result<(), Failed> {
        let picture = self.state.picture();
        for found in &self.incidents {
            writer.put_incident(&incident_row(found, picture))?;
            for (ord, entry) in found.accounts.iter().enumerate() {
                writer.put_account(&AccountRow {
                    report: entry.report.doc.clone(),
                    account: entry.account.id.clone(),
                    incident: Some(found.id.clone()),
                    ord: ord as u64,
                })?;
            }
        }
        for id in &self.gone {
            writer.remove_row(Table::Incident, &[(*id).to_owned()])?;
        }
        let held = self.held();
        for row in store.accounts_of_reports(&self.ids)? {
            if !held.contains(&(row.report.as_str(), row.account.as_str())) {
                writer.remove_row(Table::Account, &[row.report, row.account])?;
            }
        }
        Ok(())
    }

    /// The accounts of these reports that an incident holds.
    fn held(&self) -> BTreeSet<(&'a str, &'a str)> {
        let entries = self.state.picture().incidents.iter().flat_map(|found| &found.accounts);
        let here = entries.filter(|entry| self.reports.contains(entry.report.doc.as_str()));
        here.map(|entry| (entry.report.doc.as_str(), entry.account.id.as_str())).collect()
    }

    fn put_claims(&self, writer: &mut Writer<'_>, store: &Store) -> Result<(), Failed> {
        let picture = self.state.picture();
        for found in &self.incidents {
            for row in claim_rows(found, picture) {
                writer.put_claim(&row)?;
            }
        }
        let held = self.held();
        let mut kept = BTreeSet::new();
        for told in picture.told.iter().filter(|told| self.reports.contains(told.header.doc.as_str())) {
            let doc = told.header.doc.as_str();
            let mut at = 0;
            for account in &told.accounts {
                let loose = !held.contains(&(doc, account.id.as_str()));
                for claim in account.claims() {
                    if loose {
                        let language = told.header.language.clone();
                        writer.put_claim(&loose_claim_row(doc, language, &claim, at, &picture.verdicts))?;
                        at += 1;
                    }
                    kept.insert(claim.id().as_str().to_owned());
                }
            }
        }
        for row in store.claims_of_reports(&self.ids)? {
            if !kept.contains(&row.id) {
                writer.remove_row(Table::Claim, &[row.id])?;
            }
        }
        Ok(())
    }

    fn put_sources(&self, writer: &mut Writer<'_>, store: &Store) -> Result<(), Failed> {
        let mut kept = BTreeSet::new();
        for source in list::sources_of(self.state, &|report| self.reports.contains(report)) {
            let row = source_row(source);
            writer.put_source(&row)?;
            kept.insert((row.name, row.publisher, row.report));
        }
        for SourceRow { name, publisher, report, .. } in store.sources_of_reports(&self.ids)? {
            let key = (name, publisher, report);
            if !kept.contains(&key) {
                writer.remove_row(Table::Source, &[key.0, key.1, key.2])?;
            }
        }
        Ok(())
    }

    fn put_todo(&self, writer: &mut Writer<'_>, store: &Store, before: &Before) -> Result<(), Failed> {
        let (state, picture) = (self.state, self.state.picture());
        let mut waits: Vec<Todo> = Vec::new();
        let orphans = picture.orphans.iter().filter(|orphan| self.reports.contains(orphan.report.as_str()));
        waits.extend(orphans.clone().map(of_orphan));
        self.incidents.iter().for_each(|found| of_incident(state, found, &mut waits));
        let firsts: BTreeSet<&String> = self.copies.iter().filter_map(|group| group.first()).collect();
        let groups = picture.copies.iter().filter(|group| {
            group.first().is_some_and(|id| firsts.contains(id) || self.reports.contains(id.as_str()))
        });
        waits.extend(groups.map(|group| of_copies(group)));
        waits.extend(self.documents.iter().filter_map(|at| unread(&state.items[*at])));
        let reports = state.reports.iter().filter(|report| self.reports.contains(report.id.as_str()));
        reports.for_each(|report| of_report(report, &mut waits));
        waits.sort_by(pressing);
        let rows = todo_rows(&waits);
        let mut subjects: BTreeSet<String> = self.ids.iter().cloned().collect();
        subjects.extend(self.incidents.iter().map(|found| found.id.clone()));
        subjects.extend(self.gone.iter().map(|id| (*id).to_owned()));
        subjects.extend(firsts.into_iter().cloned());
        subjects.extend(self.documents.iter().map(|at| state.items[*at].id.clone()));
        let was = before.orphans.iter().filter(|orphan| self.reports.contains(orphan.report.as_str()));
        subjects.extend(was.chain(orphans).map(|orphan| orphan.claim.clone()));
        let key =
            |kind: &str, subject: &str, at: u64| vec![kind.to_owned(), subject.to_owned(), at.to_string()];
        let kept: BTreeSet<Vec<String>> =
            rows.iter().map(|row| key(&row.kind, &row.subject, row.at)).collect();
        for row in &rows {
            writer.put_todo(row)?;
        }
        for row in store.todo_of(&subjects.into_iter().collect::<Vec<_>>())? {
            let key = key(&row.kind, &row.subject, row.at);
            if !kept.contains(&key) {
                writer.remove_row(Table::Todo, &key)?;
            }
        }
        Ok(())
    }
}

/// Decisions that came since, and those that were undone or came back.
fn news<'a>(before: &'a Before, state: &'a State) -> impl Iterator<Item = &'a Decided> {
    let known = before.undone.iter().map(Some).chain(std::iter::repeat(None));
    let pairs = state.decisions.iter().zip(known);
    pairs.filter(|(decided, was)| *was != Some(&decided.undone_by)).map(|(decided, _)| decided)
}

/// The reports that a decision names as what it is about.
fn named(decided: &Decided, reports: &mut BTreeSet<String>) {
    match &decided.record.decision {
        Decision::Judge(judged) | Decision::ReadAgain(judged) => {
            reports.insert(judged.account.report.clone());
        }
        Decision::Restate(said) => {
            reports.insert(said.report.clone());
        }
        Decision::Supersede(record) => reports.extend([record.old.clone(), record.new.clone()]),
        // What these do shows in the incidents; an undoing, in the decision that it undoes.
        Decision::Merge(_)
        | Decision::Split(_)
        | Decision::SetSource(_)
        | Decision::SetPlace(_)
        | Decision::SetGrade(_)
        | Decision::Relate(_)
        | Decision::Undo(_) => {}
    }
}
