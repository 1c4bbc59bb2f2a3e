//! The rows that a decision changes at once, from the part of the case that it was taken on.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::Incident;
use bilan_store::{ClaimRow, DecisionRow, IncidentRow, ReportRow, Store, TodoRow, Writer};

use super::part::Part;
use crate::projection::since::Touched;
use crate::projection::{Failed, rows};
use crate::state::State;
use crate::todo::{Todo, of_incident, of_orphan, of_report, pressing};

/// Rows to put in, and what goes.
#[derive(Debug, Default)]
pub(super) struct Quick {
    decisions: Vec<DecisionRow>,
    reports: Vec<ReportRow>,
    incidents: Vec<IncidentRow>,
    claims: Vec<ClaimRow>,
    todo: Vec<TodoRow>,
    claims_gone: Vec<String>,
    todo_gone: Vec<(String, String)>,
    knowledge: bool,
    /// Whether these are all rows that follow from the decision.
    pub(super) whole: bool,
}

impl Quick {
    /// What became of a part.
    pub(super) fn of(store: &Store, part: &Part, after: &State) -> Result<Self, Failed> {
        let before = &part.state;
        let mut quick = Self { whole: true, ..Self::default() };
        let known: BTreeMap<u64, Option<u64>> =
            before.decisions.iter().map(|decided| (decided.seq, decided.undone_by)).collect();
        let news = after.decisions.iter();
        let news = news.filter(|decided| known.get(&decided.seq) != Some(&decided.undone_by));
        quick.decisions = news.map(rows::decision_row).collect();
        quick.knowledge = before.knowledge != after.knowledge;
        let grouped = |state: &State| -> Vec<String> {
            state.picture().incidents.iter().map(|incident| incident.id.clone()).collect()
        };
        if grouped(before) != grouped(after) {
            quick.whole = false;
            return Ok(quick);
        }
        let touched = quick.take_reports(part, after);
        quick.take_incidents(before, after);
        quick.take_claims(store, part, after, &touched)?;
        quick.take_todo(store, before, after, &touched)?;
        Ok(quick)
    }

    /// Reports that are otherwise now.
    fn take_reports(&mut self, part: &Part, after: &State) -> Vec<String> {
        let makers = rows::Reports::of(after.picture());
        let before: BTreeMap<&str, _> =
            part.state.reports.iter().map(|report| (report.id.as_str(), report)).collect();
        let mut touched = Vec::new();
        for report in &after.reports {
            let Some(ord) = part.ords.get(&report.id) else {
                self.whole = false;
                continue;
            };
            if before.get(report.id.as_str()) != Some(&report) {
                self.reports.push(makers.row(*ord, report));
                touched.push(report.id.clone());
            }
        }
        touched
    }

    fn take_incidents(&mut self, before: &State, after: &State) {
        for (was, is) in before.picture().incidents.iter().zip(&after.picture().incidents) {
            let row = rows::incident_row(is, after.picture());
            if rows::incident_row(was, before.picture()) != row {
                self.incidents.push(row);
            }
        }
    }

    fn take_claims(
        &mut self,
        store: &Store,
        part: &Part,
        after: &State,
        touched: &[String],
    ) -> Result<(), Failed> {
        let before: BTreeMap<String, ClaimRow> =
            claims(&part.state).into_iter().map(|row| (row.id.clone(), row)).collect();
        let now = claims(after);
        let mut kept: BTreeSet<String> = now.iter().map(|row| row.id.clone()).collect();
        self.claims = now.into_iter().filter(|row| before.get(&row.id) != Some(row)).collect();
        // Claims of accounts that belong to no incident here: of other incidents, or of none.
        let here: BTreeSet<(&str, &str)> = accounts(&after.picture().incidents);
        let mut incidents: BTreeMap<(String, String), String> = BTreeMap::new();
        for row in store.accounts_of_reports(touched)? {
            incidents.extend(row.incident.map(|incident| ((row.report, row.account), incident)));
        }
        let told = after.picture().told.iter().filter(|told| touched.contains(&told.header.doc));
        for told in told {
            let doc = &told.header.doc;
            let was = part.state.picture().told.iter().find(|was| was.header.doc == *doc);
            let mut at = 0;
            for account in &told.accounts {
                if here.contains(&(doc.as_str(), account.id.as_str())) {
                    continue;
                }
                kept.extend(account.claims().map(|claim| claim.id().as_str().to_owned()));
                let elsewhere = incidents.contains_key(&(doc.clone(), account.id.clone()));
                let same = was.is_some_and(|was| was.accounts.contains(account));
                if elsewhere {
                    self.whole &= same;
                    continue;
                }
                for claim in account.claims() {
                    let language = told.header.language.clone();
                    let verdicts = &after.picture().verdicts;
                    self.claims.push(rows::loose_claim_row(doc, language, &claim, at, verdicts));
                    at += 1;
                }
            }
        }
        let there = store.claims_of_reports(touched)?;
        self.claims_gone = there.into_iter().map(|row| row.id).filter(|id| !kept.contains(id)).collect();
        Ok(())
    }

    fn take_todo(
        &mut self,
        store: &Store,
        before: &State,
        after: &State,
        touched: &[String],
    ) -> Result<(), Failed> {
        let mut waits: Vec<Todo> = Vec::new();
        let picture = after.picture();
        picture.incidents.iter().for_each(|incident| of_incident(after, incident, &mut waits));
        let reports = after.reports.iter().filter(|report| touched.contains(&report.id));
        reports.for_each(|report| of_report(report, &mut waits));
        waits.extend(picture.orphans.iter().filter(|orphan| touched.contains(&orphan.report)).map(of_orphan));
        waits.sort_by(pressing);
        self.todo = rows::todo_rows(&waits);
        let mut subjects: BTreeSet<String> =
            picture.incidents.iter().map(|incident| incident.id.clone()).collect();
        subjects.extend(touched.iter().cloned());
        let orphans = before.picture().orphans.iter().chain(&picture.orphans);
        let orphans = orphans.filter(|orphan| touched.contains(&orphan.report));
        subjects.extend(orphans.map(|orphan| orphan.claim.clone()));
        let there = store.todo_of(&subjects.into_iter().collect::<Vec<_>>())?;
        let kept: BTreeSet<(&str, &str, u64)> =
            self.todo.iter().map(|row| (row.kind.as_str(), row.subject.as_str(), row.at)).collect();
        let gone = there.into_iter().filter(|row| row.kind != "copies");
        let gone = gone.filter(|row| !kept.contains(&(row.kind.as_str(), row.subject.as_str(), row.at)));
        self.todo_gone = gone.map(|row| (row.kind, row.subject)).collect();
        Ok(())
    }

    /// Reports that are otherwise.
    pub(super) fn reports(&self) -> Vec<String> {
        self.reports.iter().map(|row| row.id.clone()).collect()
    }

    /// Incidents that are otherwise.
    pub(super) fn incidents(&self) -> Vec<String> {
        self.incidents.iter().map(|row| row.id.clone()).collect()
    }

    /// Reports and incidents of which it puts rows.
    pub(super) fn touched(&self) -> Touched {
        let reports = self.reports().into_iter().chain(self.claims.iter().map(|row| row.report.clone()));
        let incidents = self.claims.iter().filter_map(|row| row.incident.clone());
        Touched {
            reports: reports.collect(),
            incidents: self.incidents().into_iter().chain(incidents).collect(),
        }
    }

    /// Puts the rows in.
    pub(super) fn put(&self, writer: &mut Writer<'_>, after: &State) -> Result<(), Failed> {
        for (kind, subject) in &self.todo_gone {
            writer.remove_todo(kind, subject)?;
        }
        self.claims_gone.iter().try_for_each(|id| writer.remove_claim(id))?;
        self.decisions.iter().try_for_each(|row| writer.put_decision(row))?;
        self.reports.iter().try_for_each(|row| writer.put_report(row, None))?;
        self.incidents.iter().try_for_each(|row| writer.put_incident(row))?;
        self.claims.iter().try_for_each(|row| writer.put_claim(row))?;
        self.todo.iter().try_for_each(|row| writer.put_todo(row))?;
        if self.knowledge {
            rows::put_knowledge(writer, after)?;
        }
        Ok(())
    }
}

/// The claims of the incidents of a state.
fn claims(state: &State) -> Vec<ClaimRow> {
    let picture = state.picture();
    picture.incidents.iter().flat_map(|incident| rows::claim_rows(incident, picture)).collect()
}

fn accounts(incidents: &[Incident]) -> BTreeSet<(&str, &str)> {
    let entries = incidents.iter().flat_map(|incident| &incident.accounts);
    entries.map(|entry| (entry.report.doc.as_str(), entry.account.id.as_str())).collect()
}
