//! A state as rows of the projection, and back. Each row follows from what it is of, and from no other row.

use std::collections::{BTreeMap, BTreeSet};

use bilan_ledger::Commit;
use bilan_model::{Account, Claim, Code as _, Grade, High, Incident, Outcome, Status};
use bilan_store::{
    AccountRow, ClaimRow, DecisionRow, DocumentRow, Filter, IncidentRow, Page, ReportRow, SourceRow, Store,
    Table, TodoRow, Writer,
};
use bilan_tally::Verdicts;
use serde::{Deserialize, Serialize};

use super::Failed;
use crate::error::{Error, ErrorKind};
use crate::list;
use crate::records::to_json;
use crate::state::{Decided, Item, Kept, KeptIncident, KeptPicture, Picture, ReportState, State};
use crate::todo::{Todo, todo};

/// Reads the text of a report.
pub(crate) type Texts<'a> = dyn Fn(&ReportState) -> Result<String, Error> + 'a;

/// Brings the rows in step with a state, of which the first `known` reports have their texts there. Each row is made,
/// compared and let go again, so that a large case costs no second copy of itself.
pub(crate) fn write(
    writer: &mut Writer<'_>,
    texts: &Texts<'_>,
    state: &State,
    known: usize,
) -> Result<(), Failed> {
    for (ord, item) in state.items.iter().enumerate() {
        writer.put_document(&document_row(ord as u64, item))?;
    }
    let reports = Reports::of(state.picture());
    for (ord, report) in state.reports.iter().enumerate() {
        let text = if ord < known { None } else { Some(texts(report)?) };
        writer.put_report(&reports.row(ord as u64, report), text.as_deref())?;
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

pub(crate) fn document_row(ord: u64, item: &Item) -> DocumentRow {
    DocumentRow { id: item.id.clone(), ord, record: json(item) }
}

/// What a picture says of reports.
pub(crate) struct Reports<'a> {
    open: BTreeMap<&'a str, usize>,
    copies: BTreeMap<&'a str, &'a str>,
}

impl<'a> Reports<'a> {
    pub(crate) fn of(picture: &'a Picture) -> Self {
        Self::of_some(picture, &|_| true)
    }

    /// Of some reports alone.
    pub(crate) fn of_some(picture: &'a Picture, wanted: &dyn Fn(&str) -> bool) -> Self {
        let wanted = picture.told.iter().filter(|told| wanted(&told.header.doc));
        let told = wanted.map(|told| {
            let claims = told.accounts.iter().flat_map(|account| account.claims());
            let open = claims.filter(|claim| !picture.verdicts.contains_key(claim.id())).count();
            (told.header.doc.as_str(), open)
        });
        let copies = picture.copies.iter().flat_map(|group| {
            let first = group.first().map(String::as_str).unwrap_or_default();
            group.iter().map(move |report| (report.as_str(), first))
        });
        Self { open: told.collect(), copies: copies.collect() }
    }

    pub(crate) fn row(&self, ord: u64, report: &ReportState) -> ReportRow {
        let header = report.header();
        let incidents = report.coding().map_or(0, |coding| coding.incidents.len());
        let claims: usize =
            report.coding().map_or(0, |coding| coding.incidents.iter().map(Account::claim_count).sum());
        ReportRow {
            id: report.id.clone(),
            ord,
            document: report.item.clone(),
            title: header.title,
            publisher: header.publisher,
            published: header.published.map(|day| day.to_string()),
            language: header.language,
            kind: report.text.reader.clone(),
            standing: code_of(&list::standing(report)),
            incidents: small(incidents),
            claims: small(claims),
            open: small(self.open.get(report.id.as_str()).copied().unwrap_or(0)),
            superseded_by: report.superseded_by.clone(),
            copies: self.copies.get(report.id.as_str()).map(|first| (*first).to_owned()),
            text_commit: Some(report.text_commit.to_string()),
            record: json(report),
        }
    }
}

/// Judgements are found by their report, all others as one.
pub(crate) fn decision_row(decided: &Decided) -> DecisionRow {
    let subject = decided.judged().map(|judged| judged.account.report.clone());
    DecisionRow {
        seq: decided.seq,
        act: decided.record.decision.name().to_owned(),
        subject: subject.unwrap_or_default(),
        record: json(decided),
        undone_by: decided.undone_by,
    }
}

pub(crate) fn put_rest(writer: &mut Writer<'_>, state: &State) -> Result<(), Failed> {
    put_knowledge(writer, state)?;
    writer.put_blob("overruled", &to_json(&state.picture().overruled))?;
    Ok(())
}

/// What was added to the vault for codings, and the last links.
pub(crate) fn put_knowledge(writer: &mut Writer<'_>, state: &State) -> Result<(), Failed> {
    let knowledge: BTreeMap<&str, String> =
        state.knowledge.iter().map(|(digest, commit)| (digest.as_str(), commit.to_string())).collect();
    let links = state.links.map(|(seq, commit)| (seq, commit.to_string()));
    writer.put_blob("knowledge", &to_json(&knowledge))?;
    writer.put_blob("links", &to_json(&links))?;
    Ok(())
}

/// Incidents with their accounts.
fn put_incidents(writer: &mut Writer<'_>, state: &State) -> Result<(), Failed> {
    let picture = state.picture();
    let (mut incidents, mut accounts) = (BTreeSet::new(), BTreeSet::new());
    for incident in &picture.incidents {
        writer.put_incident(&incident_row(incident, picture))?;
        incidents.insert(incident.id.as_str());
        for (ord, entry) in incident.accounts.iter().enumerate() {
            writer.put_account(&AccountRow {
                report: entry.report.doc.clone(),
                account: entry.account.id.clone(),
                incident: Some(incident.id.clone()),
                ord: ord as u64,
            })?;
            accounts.insert((entry.report.doc.as_str(), entry.account.id.as_str()));
        }
    }
    writer.keep_only(Table::Incident, &|key| incidents.contains(key[0].as_str()))?;
    writer.keep_only(Table::Account, &|key| accounts.contains(&(key[0].as_str(), key[1].as_str())))?;
    Ok(())
}

pub(crate) fn incident_row(incident: &Incident, picture: &Picture) -> IncidentRow {
    let basis = picture.basis(false);
    let day = |day: jiff::civil::Date| day.to_string();
    let place = std::iter::once(&incident.place.name).chain(&incident.place.admin);
    let place: Vec<&str> = place.map(String::as_str).filter(|name| !name.is_empty()).collect();
    let claims = || incident.accounts.iter().flat_map(|entry| entry.account.claims());
    let open = claims().filter(|claim| !picture.verdicts.contains_key(claim.id())).count();
    let kept = picture.kept_incident(incident);
    let grade: Grade =
        kept.graded.as_ref().and_then(|graded| graded.happened).unwrap_or_else(|| basis.grade(incident).0);
    let at = kept.placed.as_ref().and_then(|placed| placed.coordinates);
    let tolls = basis.tolls(incident);
    let killed = tolls.iter().find(|toll| toll.outcome == Outcome::Killed);
    let low = killed.and_then(|toll| toll.low.as_ref()).map(|low| low.figure);
    let high = killed.and_then(|toll| toll.high.as_ref()).map(|high| match high.figure {
        High::Closed(figure) => (figure, false),
        // "At least 30" exceeds 29; the number that is named is 30.
        High::Open { beyond } => (beyond.max(low.unwrap_or(0)), true),
    });
    IncidentRow {
        id: incident.id.clone(),
        ord: incident_ord(incident),
        earliest: incident.date.map(|date| day(date.earliest())),
        latest: incident.date.map(|date| day(date.latest())),
        place: (!place.is_empty()).then(|| place.join(", ")),
        country: (!incident.place.country.is_empty()).then(|| incident.place.country.clone()),
        latitude: at.map(|(latitude, _)| millionths(latitude)),
        longitude: at.map(|(_, longitude)| millionths(longitude)),
        grade: code_of(&grade),
        reports: small(incident.accounts.len()),
        claims: small(claims().count()),
        open: small(open),
        contested: basis.status(incident) == Status::Contested,
        killed_low: low,
        killed_high: high.map(|(figure, _)| figure),
        killed_open: high.is_some_and(|(_, open)| open),
        tolls: json(&tolls),
        record: json(&kept),
    }
}

/// Degrees as the table holds them.
fn millionths(degrees: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "degrees are at most 180")]
    let millionths = (degrees * 1e6).round() as i64;
    millionths
}

/// Days since the first that can be written: more than none, less than 2^23.
fn day_number(day: jiff::civil::Date) -> u64 {
    let since = day.since(jiff::civil::Date::MIN).map_or(0, |span| span.get_days());
    u64::try_from(since).unwrap_or(0)
}

/// A day beyond all that can be written.
const NO_DAY: u64 = (1 << 23) - 2;

/// The place of an incident in lists: by date, unknown last; ties are broken by id. It depends on no other incident.
fn incident_ord(incident: &Incident) -> u64 {
    let Some(date) = incident.date else { return NO_DAY << 24 };
    let (first, last) = (day_number(date.earliest()), day_number(date.latest()));
    first << 24 | last.saturating_sub(first)
}

/// The place of a claim in lists: by incident, those of no incident last, then by its place there.
fn claim_ord(incident: Option<&Incident>, name: &str, at: usize) -> u64 {
    let day = match incident {
        Some(incident) => incident.date.map_or(NO_DAY, |date| day_number(date.earliest())),
        None => NO_DAY + 1,
    };
    // Keeps the claims of one incident together; two incidents of a day that share it only lie side by side.
    let apart = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    day << 40 | (apart >> 40) << 16 | (at as u64).min(0xffff)
}

/// Claims of incidents, then those of accounts that no incident holds.
fn put_claims(writer: &mut Writer<'_>, state: &State) -> Result<(), Failed> {
    let picture = state.picture();
    let mut kept = BTreeSet::new();
    for incident in &picture.incidents {
        for row in claim_rows(incident, picture) {
            writer.put_claim(&row)?;
            kept.insert(row.id);
        }
    }
    let languages: BTreeMap<&str, Option<&String>> =
        picture.told.iter().map(|told| (told.header.doc.as_str(), told.header.language.as_ref())).collect();
    let mut at: BTreeMap<&str, usize> = BTreeMap::new();
    for (incident, report, account) in list::accounts(state) {
        if !incident.is_empty() {
            continue;
        }
        let language = languages.get(report).copied().flatten().cloned();
        for claim in account.claims() {
            let at = at.entry(report).or_default();
            let row = loose_claim_row(report, language.clone(), &claim, *at, &picture.verdicts);
            writer.put_claim(&row)?;
            *at += 1;
            kept.insert(row.id);
        }
    }
    writer.keep_only(Table::Claim, &|key| kept.contains(&key[0]))?;
    Ok(())
}

/// The claims of an incident.
pub(crate) fn claim_rows(incident: &Incident, picture: &Picture) -> Vec<ClaimRow> {
    let contested = picture.basis(false).status(incident) == Status::Contested;
    let country = Some(incident.place.country.clone()).filter(|country| !country.is_empty());
    let claims = incident
        .accounts
        .iter()
        .flat_map(|entry| entry.account.claims().map(move |claim| (&entry.report, claim)));
    let row = |(at, (report, claim)): (usize, (&bilan_model::ReportHeader, Claim))| ClaimRow {
        incident: Some(incident.id.clone()),
        country: country.clone(),
        contested,
        ord: claim_ord(Some(incident), &incident.id, at),
        ..plain_claim_row(&report.doc, report.language.clone(), &claim, &picture.verdicts)
    };
    claims.enumerate().map(row).collect()
}

/// A claim of no incident.
pub(crate) fn loose_claim_row(
    report: &str,
    language: Option<String>,
    claim: &Claim,
    at: usize,
    verdicts: &Verdicts,
) -> ClaimRow {
    ClaimRow { ord: claim_ord(None, report, at), ..plain_claim_row(report, language, claim, verdicts) }
}

fn plain_claim_row(report: &str, language: Option<String>, claim: &Claim, verdicts: &Verdicts) -> ClaimRow {
    let span = claim.span();
    let toll = if let Claim::Toll(toll) = claim { Some(toll) } else { None };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
    let percent = |share: f64| (share * 100.0).clamp(0.0, 100.0) as u32;
    ClaimRow {
        id: claim.id().as_str().to_owned(),
        ord: 0,
        kind: claim.kind().code().to_owned(),
        incident: None,
        report: report.to_owned(),
        language,
        says: list::claim_says(claim),
        source: Some(claim.attributed_to().to_owned()),
        quote: claim.quote().to_owned(),
        span_start: Some(span.start() as u64),
        span_end: Some(span.end() as u64),
        verdict: verdicts.get(claim.id()).map(code_of),
        outcome: toll.map(|toll| toll.outcome.code().to_owned()),
        country: None,
        contested: false,
        confidence: toll.map(|toll| percent(toll.confidence)),
        record: String::new(),
    }
}

fn put_sources(writer: &mut Writer<'_>, state: &State) -> Result<(), Failed> {
    let mut kept = BTreeSet::new();
    for source in list::sources(state) {
        let row = source_row(source);
        writer.put_source(&row)?;
        kept.insert([row.name, row.publisher, row.report]);
    }
    writer.keep_only(Table::Source, &|key| kept.contains(key))?;
    Ok(())
}

pub(crate) fn source_row(source: list::SourceRow) -> SourceRow {
    SourceRow {
        name: source.source,
        publisher: source.publisher.unwrap_or_default(),
        report: source.report,
        claims: small(source.claims),
        incidents: json(&source.incidents),
        record: json(&source.set),
    }
}

fn put_todo(writer: &mut Writer<'_>, state: &State) -> Result<(), Failed> {
    let rows = todo_rows(&todo(state));
    for row in &rows {
        writer.put_todo(row)?;
    }
    let kept: BTreeSet<[String; 3]> =
        rows.into_iter().map(|row| [row.kind, row.subject, row.at.to_string()]).collect();
    writer.keep_only(Table::Todo, &|key| kept.contains(key))?;
    Ok(())
}

/// What waits as rows; all that waits about a thing has to be there, the most pressing first.
pub(crate) fn todo_rows(all: &[Todo]) -> Vec<TodoRow> {
    let mut numbers: BTreeMap<(u64, &str), u64> = BTreeMap::new();
    let row = |todo: &'_ Todo, at: u64| {
        let less = u64::from(u32::MAX) - todo.count as u64;
        TodoRow {
            ord: (todo.kind as u64) << 32 | less,
            kind: code_of(&todo.kind),
            subject: todo.id.clone(),
            at,
            record: json(todo),
        }
    };
    let mut rows = Vec::new();
    for todo in all {
        let at = numbers.entry((todo.kind as u64, todo.id.as_str())).or_default();
        rows.push(row(todo, *at));
        *at += 1;
    }
    rows
}

/// The state that a store keeps, as it was after so many entries: rows may be ahead of that.
pub(crate) fn load(store: &Store, size: u64) -> Result<State, Failed> {
    let (knowledge, links) = knowledge(store)?;
    let mut accounts: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for row in store.accounts_in_order()? {
        accounts.entry(row.incident.unwrap_or_default()).or_default().push((row.report, row.account));
    }
    let incidents = by_pages(|page| {
        let rows = store.incidents(&Filter::default(), page)?.rows;
        rows.iter().map(|row| kept_incident(row, accounts.remove(&row.id).unwrap_or_default())).collect()
    })?;
    let picture = KeptPicture {
        incidents,
        copies: copies(store.all_copies()?),
        overruled: parsed(&store.blob("overruled")?.unwrap_or_default())?,
    };
    let mut kept = Kept {
        items: by_pages(|page| {
            let rows = store.documents(&Filter::default(), page)?.rows;
            rows.iter().map(|row| parsed(row.record.as_bytes())).collect()
        })?,
        reports: by_pages(|page| {
            let rows = store.reports(&Filter::default(), page)?.rows;
            rows.iter().map(|row| parsed(row.record.as_bytes())).collect()
        })?,
        decisions: decided(&store.decisions(None, Page::ALL)?.rows)?,
        knowledge,
        links,
        size,
        picture,
    };
    kept.decisions.retain(|decided| decided.seq < size);
    for decided in &mut kept.decisions {
        decided.undone_by = decided.undone_by.filter(|by| *by < size);
    }
    kept.items.iter_mut().for_each(|item| item.entries.retain(|(seq, _)| *seq < size));
    kept.reports.iter_mut().for_each(|report| report.entries.retain(|(seq, _)| *seq < size));
    Ok(State::restored(kept))
}

/// Reports of one text, group by group.
pub(crate) fn copies(pairs: Vec<(String, String)>) -> Vec<Vec<String>> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (first, report) in pairs {
        groups.entry(first).or_default().push(report);
    }
    groups.into_values().collect()
}

/// An incident as its row keeps it.
pub(crate) fn kept_incident(
    row: &IncidentRow,
    accounts: Vec<(String, String)>,
) -> Result<KeptIncident, Failed> {
    let kept: KeptIncident = parsed(row.record.as_bytes())?;
    Ok(KeptIncident { id: row.id.clone(), accounts, ..kept })
}

/// Decisions as their rows keep them.
pub(crate) fn decided(rows: &[DecisionRow]) -> Result<Vec<Decided>, Failed> {
    rows.iter().map(|row| parsed(row.record.as_bytes())).collect()
}

/// Digests of knowledge with their objects, and the last links.
type Known = (BTreeMap<String, Commit>, Option<(u64, Commit)>);

/// What was added to the vault for codings, and the last links.
pub(crate) fn knowledge(store: &Store) -> Result<Known, Failed> {
    let blob = |key: &str| -> Result<Vec<u8>, Failed> { Ok(store.blob(key)?.unwrap_or_default()) };
    let knowledge: BTreeMap<String, String> = parsed(&blob("knowledge")?)?;
    let links: Option<(u64, String)> = parsed(&blob("links")?)?;
    let commit = |text: &str| Commit::from_hex(text).ok_or_else(unreadable);
    let knowledge = knowledge.into_iter().map(|(digest, text)| Ok((digest, commit(&text)?)));
    let links = links.map(|(seq, text)| Ok::<_, Failed>((seq, commit(&text)?))).transpose()?;
    Ok((knowledge.collect::<Result<_, Failed>>()?, links))
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

pub(crate) fn parsed<T: for<'d> Deserialize<'d>>(bytes: &[u8]) -> Result<T, Failed> {
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
pub(crate) fn code_of(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
