//! Lists of the projection, page by page.

use std::collections::BTreeMap;

use bilan_casework::Error;
use bilan_model::{Status, Toll};
use bilan_store::Filter;

use crate::api::case::CaseSummary;
use crate::api::incidents::Wanted as WantedIncidents;
use crate::api::reports::Wanted as WantedReports;
use crate::wire::incident::{IncidentRow, TollLine, toll_line};
use crate::wire::page::{Page, Paging};
use crate::wire::report::ReportHead;
use crate::words::Words;
use crate::workplace::Workplace;

/// The page of rows that is asked for.
fn rows(paging: &Paging) -> bilan_store::Page {
    bilan_store::Page { offset: paging.offset(), limit: paging.limit() }
}

/// Reports, in the order in which they came in.
///
/// # Errors
/// When the case cannot be read.
pub fn reports(place: &Workplace, wanted: &WantedReports, paging: &Paging) -> Result<Page<ReportHead>, Error> {
    let filter = Filter::words(wanted.words.as_deref().unwrap_or_default());
    let found = place.desk().ask(|store| store.reports(&filter, rows(paging)))?;
    let heads = found.rows.into_iter().map(|row| ReportHead::of_row(row, 0)).collect();
    Ok(paging.page(heads, found.total))
}

/// Incidents, by date.
///
/// # Errors
/// When the case cannot be read.
pub fn incidents(
    place: &Workplace,
    wanted: &WantedIncidents,
    paging: &Paging,
    words: Words<'_>,
) -> Result<Page<IncidentRow>, Error> {
    let filter = Filter::words(wanted.words.as_deref().unwrap_or_default());
    let found = place.desk().ask(|store| store.incidents(&filter, rows(paging)))?;
    let rows = found.rows.into_iter().map(|row| incident_row(row, words)).collect();
    Ok(paging.page(rows, found.total))
}

/// What there is of each kind, and what waits.
///
/// # Errors
/// When the case cannot be read.
pub fn counted(place: &Workplace) -> Result<CaseSummary, Error> {
    let state = place.desk().whole()?;
    let picture = state.picture();
    let basis = picture.basis(false);
    let mut languages: BTreeMap<String, u64> = BTreeMap::new();
    for told in &picture.told {
        *languages.entry(told.header.language.clone().unwrap_or_default()).or_default() += 1;
    }
    let (mut countries, mut contested): (BTreeMap<String, u64>, u64) = (BTreeMap::new(), 0);
    for incident in &picture.incidents {
        *countries.entry(incident.place.country.clone()).or_default() += 1;
        contested += u64::from(basis.status(incident) == Status::Contested);
    }
    let claims = || picture.told.iter().flat_map(|told| &told.accounts).flat_map(|account| account.claims());
    Ok(CaseSummary {
        name: String::new(),
        id: String::new(),
        reports: picture.told.len() as u64,
        incidents: picture.incidents.len() as u64,
        claims: claims().count() as u64,
        open: claims().filter(|claim| !picture.verdicts.contains_key(claim.id())).count() as u64,
        orphans: picture.orphans.len() as u64,
        contested,
        entries: 0,
        links: String::new(),
        languages,
        countries,
    })
}

/// A row of the projection as pages show it.
pub fn incident_row(row: bilan_store::IncidentRow, words: Words<'_>) -> IncidentRow {
    let tolls: Vec<Toll> = serde_json::from_str(&row.tolls).unwrap_or_default();
    let tolls: Vec<TollLine> = tolls.iter().map(|toll| toll_line(toll, words)).collect();
    IncidentRow {
        place: row.place.unwrap_or_else(|| words.say("place_unknown", &[])),
        country: row.country.unwrap_or_default(),
        earliest: row.earliest,
        latest: row.latest,
        grade: row.grade,
        reports: row.reports.into(),
        claims: row.claims.into(),
        open: 0,
        contested: tolls.iter().any(|toll| toll.contested),
        line: tolls.first().map_or_else(String::new, |toll| toll.line.clone()),
        tolls,
        id: row.id,
    }
}
