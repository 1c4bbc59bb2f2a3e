//! A state as rows of the projection, and back.

use std::collections::{BTreeMap, BTreeSet};

use bilan_ledger::Commit;
use bilan_model::Incident;
use bilan_store::{
    AccountRow, ClaimRow, DecisionRow, DocumentRow, Filter, IncidentRow, Page, ReportRow, SourceRow, Store,
    Table, TodoRow, Writer,
};
use bilan_tally::Basis;
use serde::{Deserialize, Serialize};

use super::Failed;
use crate::case::Case;
use crate::error::{Error, ErrorKind};
use crate::list;
use crate::records::to_json;
use crate::state::{Decided, Item, Kept, KeptPicture, Placed, ReportState, State};
use crate::todo::todo;

/// Brings the rows in step with a state, of which the first `known` reports have their texts there. Each row is made,
/// compared and let go again, so that a large case costs no second copy of itself.
pub(super) fn write(writer: &mut Writer<'_>, case: &Case, state: &State, known: usize) -> Result<(), Failed> {
    for (ord, item) in state.items.iter().enumerate() {
        writer.put_document(&document_row(ord, item))?;
    }
    for (ord, report) in state.reports.iter().enumerate() {
        let text = if ord < known { None } else { Some(report.read_text(case)?) };
        writer.put_report(&report_row(ord, report), text.as_deref())?;
    }
    for decided in &state.decisions {
        writer.put_decision(&decision_row(decided))?;
    }
    put_incidents(writer, state)?;
    put_claims(writer, state)?;
    put_sources(writer, state)?;
    put_todo(writer, state)?;
    put_rest(writer, state)
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

/// Incidents with their accounts.
fn put_incidents(writer: &mut Writer<'_>, state: &State) -> Result<(), Failed> {
    let picture = state.picture();
    let basis = picture.basis(false);
    let (mut incidents, mut accounts) = (BTreeSet::new(), BTreeSet::new());
    for (ord, incident) in picture.incidents.iter().enumerate() {
        writer.put_incident(&incident_row(ord, incident, &basis, picture.placed.get(&incident.id)))?;
        incidents.insert(incident.id.as_str());
        for entry in &incident.accounts {
            writer.put_account(&AccountRow {
                report: entry.report.doc.clone(),
                account: entry.account.id.clone(),
                incident: Some(incident.id.clone()),
            })?;
            accounts.insert((entry.report.doc.as_str(), entry.account.id.as_str()));
        }
    }
    writer.keep_only(Table::Incident, &|key| incidents.contains(key[0].as_str()))?;
    writer.keep_only(Table::Account, &|key| accounts.contains(&(key[0].as_str(), key[1].as_str())))?;
    Ok(())
}

fn incident_row(ord: usize, incident: &Incident, basis: &Basis<'_>, placed: Option<&Placed>) -> IncidentRow {
    let day = |day: jiff::civil::Date| day.to_string();
    let place = std::iter::once(&incident.place.name).chain(&incident.place.admin);
    let place: Vec<&str> = place.map(String::as_str).filter(|name| !name.is_empty()).collect();
    let claims: usize = incident.accounts.iter().map(|entry| entry.account.claim_count()).sum();
    IncidentRow {
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
        record: json(&placed),
    }
}

/// Claims in the order of lists.
fn put_claims(writer: &mut Writer<'_>, state: &State) -> Result<(), Failed> {
    let languages: BTreeMap<&str, Option<&String>> = state
        .picture()
        .told
        .iter()
        .map(|told| (told.header.doc.as_str(), told.header.language.as_ref()))
        .collect();
    let mut kept = BTreeSet::new();
    let mut ord = 0;
    for (incident, report, account) in list::accounts(state) {
        let spans = account.claims().map(|claim| claim.span());
        let rows = list::claims_of(incident, report, account, &state.picture().verdicts);
        for (claim, span) in rows.into_iter().zip(spans) {
            let id = claim.id.clone();
            writer.put_claim(&ClaimRow {
                ord,
                kind: claim.kind.to_owned(),
                incident: (!claim.incident.is_empty()).then_some(claim.incident),
                language: languages.get(claim.report.as_str()).copied().flatten().cloned(),
                says: claim.says,
                source: Some(claim.source),
                quote: claim.quote,
                span_start: Some(span.start() as u64),
                span_end: Some(span.end() as u64),
                verdict: claim.verdict.map(|verdict| code_of(&verdict)),
                record: String::new(),
                report: claim.report,
                id: claim.id,
            })?;
            kept.insert(id);
            ord += 1;
        }
    }
    writer.keep_only(Table::Claim, &|key| kept.contains(&key[0]))?;
    Ok(())
}

fn put_sources(writer: &mut Writer<'_>, state: &State) -> Result<(), Failed> {
    let mut kept = BTreeSet::new();
    for source in list::sources(state) {
        let row = SourceRow {
            name: source.source,
            publisher: source.publisher.unwrap_or_default(),
            report: source.report,
            claims: small(source.claims),
            incidents: json(&source.incidents),
            record: json(&source.set),
        };
        writer.put_source(&row)?;
        kept.insert([row.name, row.publisher, row.report]);
    }
    writer.keep_only(Table::Source, &|key| kept.contains(key))?;
    Ok(())
}

fn put_todo(writer: &mut Writer<'_>, state: &State) -> Result<(), Failed> {
    let todo = todo(state);
    let waits = todo.len() as u64;
    for (ord, todo) in todo.into_iter().enumerate() {
        writer.put_todo(&TodoRow {
            ord: ord as u64,
            kind: code_of(&todo.kind),
            subject: todo.id.clone(),
            record: json(&todo),
        })?;
    }
    writer.keep_only(Table::Todo, &|key| key[0].parse::<u64>().is_ok_and(|ord| ord < waits))?;
    Ok(())
}

/// The state that a store keeps.
pub(super) fn load(store: &Store, size: u64) -> Result<State, Failed> {
    let decisions = store.decisions(None, Page::ALL)?.rows;
    let blob = |key: &str| -> Result<Vec<u8>, Failed> { Ok(store.blob(key)?.unwrap_or_default()) };
    let knowledge: BTreeMap<String, String> = parsed(&blob("knowledge")?)?;
    let links: Option<(u64, String)> = parsed(&blob("links")?)?;
    let picture: KeptPicture = parsed(&blob("picture")?)?;
    let commit = |text: &str| Commit::from_hex(text).ok_or_else(unreadable);
    Ok(State::restored(Kept {
        items: by_pages(|page| {
            store
                .documents(&Filter::default(), page)?
                .rows
                .iter()
                .map(|row| parsed(row.record.as_bytes()))
                .collect()
        })?,
        reports: by_pages(|page| {
            store
                .reports(&Filter::default(), page)?
                .rows
                .iter()
                .map(|row| parsed(row.record.as_bytes()))
                .collect()
        })?,
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

/// Rows at a time: a large case has no room for all of them beside what they are read into.
const ROWS_AT_ONCE: u64 = 512;

/// All that a question gives, page after page.
fn by_pages<T>(mut ask: impl FnMut(Page) -> Result<Vec<T>, Failed>) -> Result<Vec<T>, Failed> {
    let mut all = Vec::new();
    loop {
        let page = ask(Page { offset: all.len() as u64, limit: ROWS_AT_ONCE })?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
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
