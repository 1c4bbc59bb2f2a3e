//! A state as rows of the projection, and back.

use std::collections::BTreeMap;

use bilan_ledger::Commit;
use bilan_store::{
    AccountRow, ClaimRow, DecisionRow, DocumentRow, Filter, IncidentRow, Page, ReportRow, SourceRow, Store,
    StoreError, TodoRow, Writer,
};
use serde::{Deserialize, Serialize};

use super::Failed;
use crate::case::Case;
use crate::error::{Error, ErrorKind};
use crate::list;
use crate::records::to_json;
use crate::state::{Decided, Item, Kept, KeptPicture, ReportState, State};
use crate::tally::every_claim;
use crate::todo::todo;

/// Writes all that a state gives.
pub(super) fn write_all(writer: &mut Writer<'_>, case: &Case, state: &State) -> Result<(), Failed> {
    for (ord, item) in state.items.iter().enumerate() {
        writer.put_document(&document_row(ord, item))?;
    }
    for (ord, report) in state.reports.iter().enumerate() {
        let text = report.read_text(case)?;
        writer.put_report(&report_row(ord, report), Some(&text))?;
    }
    for decided in &state.decisions {
        writer.put_decision(&decision_row(decided))?;
    }
    Derived::of(state).put(writer, &Derived::default())?;
    put_rest(writer, state)
}

/// Writes what has changed from one state to a later one.
pub(super) fn write_changes(
    writer: &mut Writer<'_>,
    case: &Case,
    before: &State,
    after: &State,
) -> Result<(), Failed> {
    for (ord, item) in after.items.iter().enumerate() {
        if before.items.get(ord) != Some(item) {
            writer.put_document(&document_row(ord, item))?;
        }
    }
    for (ord, report) in after.reports.iter().enumerate() {
        match before.reports.get(ord) {
            Some(known) if known == report => {}
            Some(_) => writer.put_report(&report_row(ord, report), None)?,
            None => writer.put_report(&report_row(ord, report), Some(&report.read_text(case)?))?,
        }
    }
    for (ord, decided) in after.decisions.iter().enumerate() {
        if before.decisions.get(ord) != Some(decided) {
            writer.put_decision(&decision_row(decided))?;
        }
    }
    Derived::of(after).put(writer, &Derived::of(before))?;
    put_rest(writer, after)
}

fn document_row(ord: usize, item: &Item) -> DocumentRow {
    DocumentRow { id: item.id.clone(), ord: ord as u64, record: json(item) }
}

fn report_row(ord: usize, report: &ReportState) -> ReportRow {
    let header = report.header();
    let incidents = report.coding().map_or(0, |coding| coding.incidents.len());
    let claims: usize = report
        .coding()
        .map_or(0, |coding| coding.incidents.iter().map(bilan_model::Account::claim_count).sum());
    ReportRow {
        id: report.id.clone(),
        ord: ord as u64,
        document: report.item.clone(),
        title: header.title,
        publisher: header.publisher,
        published: header.published.map(|day| day.to_string()),
        language: header.language,
        kind: report.text.reader.clone(),
        standing: code_of(&list::standing(report)),
        incidents: small(incidents),
        claims: small(claims),
        superseded_by: report.superseded_by.clone(),
        text_commit: Some(report.text_commit.to_string()),
        record: json(report),
    }
}

fn decision_row(decided: &Decided) -> DecisionRow {
    DecisionRow {
        seq: decided.seq,
        act: decided.record.decision.name().to_owned(),
        subject: String::new(),
        record: json(decided),
        undone_by: decided.undone_by,
    }
}

fn put_rest(writer: &mut Writer<'_>, state: &State) -> Result<(), Failed> {
    let knowledge: BTreeMap<&str, String> =
        state.knowledge.iter().map(|(digest, commit)| (digest.as_str(), commit.to_string())).collect();
    let links = state.links.map(|(seq, commit)| (seq, commit.to_string()));
    writer.put_blob("knowledge", &to_json(&knowledge))?;
    writer.put_blob("links", &to_json(&links))?;
    writer.put_blob("picture", &to_json(&state.picture().kept()))?;
    Ok(())
}

/// The rows that follow from the picture, by their keys.
#[derive(Default)]
struct Derived {
    incidents: BTreeMap<String, IncidentRow>,
    accounts: BTreeMap<(String, String), AccountRow>,
    claims: BTreeMap<String, ClaimRow>,
    sources: BTreeMap<(String, String, String), SourceRow>,
    todo: Vec<TodoRow>,
}

impl Derived {
    fn of(state: &State) -> Self {
        let picture = state.picture();
        let mut derived = Self::default();
        let policy = every_claim();
        let basis = picture.basis(&policy);
        for (ord, incident) in picture.incidents.iter().enumerate() {
            let day = |day: jiff::civil::Date| day.to_string();
            let place = std::iter::once(&incident.place.name).chain(&incident.place.admin);
            let place: Vec<&str> = place.map(String::as_str).filter(|name| !name.is_empty()).collect();
            let claims: usize = incident.accounts.iter().map(|entry| entry.account.claim_count()).sum();
            let row = IncidentRow {
                id: incident.id.clone(),
                ord: ord as u64,
                earliest: incident.date.map(|date| day(date.earliest())),
                latest: incident.date.map(|date| day(date.latest())),
                place: (!place.is_empty()).then(|| place.join(", ")),
                country: (!incident.place.country.is_empty()).then(|| incident.place.country.clone()),
                grade: code_of(&basis.grade(incident).0),
                reports: small(incident.accounts.len()),
                claims: small(claims),
                tolls: json(&basis.tolls(incident)),
                record: json(&picture.placed.get(&incident.id)),
            };
            derived.incidents.insert(incident.id.clone(), row);
            for entry in &incident.accounts {
                let row = AccountRow {
                    report: entry.report.doc.clone(),
                    account: entry.account.id.clone(),
                    incident: Some(incident.id.clone()),
                };
                derived.accounts.insert((row.report.clone(), row.account.clone()), row);
            }
        }
        derived.claims(state);
        for source in list::sources(state) {
            let row = SourceRow {
                name: source.source.clone(),
                publisher: source.publisher.clone().unwrap_or_default(),
                report: source.report.clone(),
                claims: small(source.claims),
                incidents: json(&source.incidents),
                record: json(&source.set),
            };
            derived.sources.insert((row.name.clone(), row.publisher.clone(), row.report.clone()), row);
        }
        let todo = todo(state).into_iter().enumerate().map(|(ord, todo)| TodoRow {
            ord: ord as u64,
            kind: code_of(&todo.kind),
            subject: todo.id.clone(),
            record: json(&todo),
        });
        derived.todo = todo.collect();
        derived
    }

    fn claims(&mut self, state: &State) {
        let told = &state.picture().told;
        let languages: BTreeMap<&str, Option<&String>> =
            told.iter().map(|told| (told.header.doc.as_str(), told.header.language.as_ref())).collect();
        let spans: BTreeMap<String, bilan_model::Span> = told
            .iter()
            .flat_map(|told| &told.accounts)
            .flat_map(bilan_model::Account::claims)
            .map(|claim| (claim.id().as_str().to_owned(), claim.span()))
            .collect();
        for (ord, claim) in list::claims(state).into_iter().enumerate() {
            let span = spans.get(&claim.id);
            let row = ClaimRow {
                ord: ord as u64,
                kind: claim.kind.to_owned(),
                incident: (!claim.incident.is_empty()).then(|| claim.incident.clone()),
                language: languages.get(claim.report.as_str()).copied().flatten().cloned(),
                says: claim.says,
                source: Some(claim.source),
                quote: claim.quote,
                span_start: span.map(|span| span.start() as u64),
                span_end: span.map(|span| span.end() as u64),
                verdict: claim.verdict.map(|verdict| code_of(&verdict)),
                record: String::new(),
                report: claim.report,
                id: claim.id.clone(),
            };
            self.claims.insert(claim.id, row);
        }
    }

    /// Writes what is other than it was; what is gone goes.
    fn put(&self, writer: &mut Writer<'_>, before: &Self) -> Result<(), Failed> {
        changes(&before.incidents, &self.incidents, |id, row| match row {
            Some(row) => writer.put_incident(row),
            None => writer.remove_incident(id),
        })?;
        changes(&before.accounts, &self.accounts, |(report, account), row| match row {
            Some(row) => writer.put_account(row),
            None => writer.remove_account(report, account),
        })?;
        changes(&before.claims, &self.claims, |id, row| match row {
            Some(row) => writer.put_claim(row),
            None => writer.remove_claim(id),
        })?;
        changes(&before.sources, &self.sources, |(name, publisher, report), row| match row {
            Some(row) => writer.put_source(row),
            None => writer.remove_source(name, publisher, report),
        })?;
        if before.todo != self.todo {
            writer.clear(bilan_store::Table::Todo)?;
            for row in &self.todo {
                writer.put_todo(row)?;
            }
        }
        Ok(())
    }
}

/// Calls `put` with each row that is new or changed, and with `None` for each that is gone.
fn changes<K: Ord, R: PartialEq>(
    before: &BTreeMap<K, R>,
    after: &BTreeMap<K, R>,
    mut put: impl FnMut(&K, Option<&R>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    for key in before.keys().filter(|key| !after.contains_key(key)) {
        put(key, None)?;
    }
    for (key, row) in after {
        if before.get(key) != Some(row) {
            put(key, Some(row))?;
        }
    }
    Ok(())
}

/// The state that a store keeps.
pub(super) fn load(store: &Store, size: u64) -> Result<State, Failed> {
    let items = store.documents(&Filter::default(), Page::ALL)?.rows;
    let reports = store.reports(&Filter::default(), Page::ALL)?.rows;
    let decisions = store.decisions(None, Page::ALL)?.rows;
    let blob = |key: &str| -> Result<Vec<u8>, Failed> { Ok(store.blob(key)?.unwrap_or_default()) };
    let knowledge: BTreeMap<String, String> = parsed(&blob("knowledge")?)?;
    let links: Option<(u64, String)> = parsed(&blob("links")?)?;
    let picture: KeptPicture = parsed(&blob("picture")?)?;
    let commit = |text: &str| Commit::from_hex(text).ok_or_else(unreadable);
    Ok(State::restored(Kept {
        items: items.iter().map(|row| parsed(row.record.as_bytes())).collect::<Result<_, _>>()?,
        reports: reports.iter().map(|row| parsed(row.record.as_bytes())).collect::<Result<_, _>>()?,
        decisions: decisions.iter().map(|row| parsed(row.record.as_bytes())).collect::<Result<_, _>>()?,
        knowledge: knowledge
            .into_iter()
            .map(|(digest, text)| Ok((digest, commit(&text)?)))
            .collect::<Result<_, Failed>>()?,
        links: links.map(|(seq, text)| Ok::<_, Failed>((seq, commit(&text)?))).transpose()?,
        size,
        picture,
    }))
}

fn parsed<T: for<'d> Deserialize<'d>>(bytes: &[u8]) -> Result<T, Failed> {
    serde_json::from_slice(bytes).map_err(|_| unreadable())
}

fn unreadable() -> Failed {
    Failed::Casework(Error::new(
        ErrorKind::Failure,
        "a row of the projection is not of the form it should be",
    ))
}

fn json(value: &impl Serialize) -> String {
    String::from_utf8(to_json(value)).unwrap_or_default()
}

/// The code of a value of a closed list.
fn code_of(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
