//! Lists of the projection, page by page: quick in a case of any size, since none reads more than it shows.

use bilan_casework::{Error, ErrorKind, message};
use bilan_model::Toll;
use bilan_store::{ClaimFilter, IncidentFilter, IncidentOrder, Judged, ReportFilter, ReportOrder};

use crate::api::case::CaseSummary;
use crate::api::claims::ClaimRow;
use crate::api::incidents::Wanted as WantedIncidents;
use crate::api::reports::Wanted as WantedReports;
use crate::api::review::Filter;
use crate::wire::incident::{IncidentRow, TollLine, toll_line};
use crate::wire::page::{Page, Paging};
use crate::wire::report::ReportHead;
use crate::words::Words;
use crate::workplace::Workplace;

/// A text that says something.
fn said(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty()).cloned()
}

/// The order of a list: its name, with `-` before it where it runs backwards.
fn order<O: Default + Copy>(sort: Option<&String>, known: &[(&str, O)]) -> Result<(O, bool), Error> {
    let Some(sort) = sort.filter(|sort| !sort.is_empty()) else { return Ok((O::default(), false)) };
    let (name, backwards) = sort.strip_prefix('-').map_or((sort.as_str(), false), |name| (name, true));
    let found = known.iter().find(|(known, _)| *known == name).map(|(_, order)| (*order, backwards));
    let names = || known.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| {
        Error::new(ErrorKind::Usage, message!("the list cannot be sorted by \"{name}\"", name = name))
            .next(message!("Use one of: {codes}.", codes = names()))
    })
}

/// A filter of claims as the projection takes it.
///
/// # Errors
/// When a word of it is none of the choices.
pub fn claim_filter(filter: &Filter) -> Result<ClaimFilter, Error> {
    let judged = match filter.state.as_deref() {
        None | Some("") => Judged::Any,
        Some("open") => Judged::Open,
        Some("judged") => Judged::Done,
        Some(other) => {
            return Err(Error::new(
                ErrorKind::Usage,
                message!("claims cannot be \"{state}\"", state = other),
            )
            .next("Use open or judged."));
        }
    };
    let words = said(filter.words.as_ref()).map(|words| bilan_casework::search::query(&words)).transpose()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share between 0 and 1 in percent"
    )]
    let percent = |share: f64| (share.clamp(0.0, 1.0) * 100.0).round() as u32;
    Ok(ClaimFilter {
        judged,
        verdict: None,
        kind: said(filter.kind.as_ref()),
        outcome: said(filter.outcome.as_ref()),
        country: said(filter.country.as_ref()),
        language: said(filter.language.as_ref()),
        incident: said(filter.incident.as_ref()),
        report: said(filter.report.as_ref()),
        source: said(filter.source.as_ref()),
        contested: filter.contested,
        confidence_below: filter.confidence_below.map(percent),
        words,
    })
}

/// Claims under a filter, in the order of lists.
///
/// # Errors
/// When the case cannot be read, or a word of the filter is none of the choices.
pub fn claims(place: &Workplace, filter: &Filter, paging: &Paging) -> Result<Page<ClaimRow>, Error> {
    let filter = claim_filter(filter)?;
    let after = paging.after();
    let sheet = place.desk().ask(|store| store.claims_from(&filter, after.as_ref(), paging.rows()))?;
    Ok(Page::of(sheet, |row| ClaimRow {
        id: row.id,
        kind: row.kind,
        incident: row.incident,
        report: row.report,
        says: row.says,
        source: row.source,
        quote: row.quote,
        verdict: row.verdict,
    }))
}

/// Reports, in the order in which they came in unless another is asked for.
///
/// # Errors
/// When the case cannot be read, or the order is none.
pub fn reports(
    place: &Workplace,
    wanted: &WantedReports,
    paging: &Paging,
) -> Result<Page<ReportHead>, Error> {
    let filter = ReportFilter {
        words: wanted.words.clone().unwrap_or_default(),
        standing: said(wanted.standing.as_ref()),
        language: said(wanted.language.as_ref()),
        open: wanted.open,
    };
    let known = [
        ("arrival", ReportOrder::Arrival),
        ("published", ReportOrder::Published),
        ("claims", ReportOrder::Claims),
        ("open", ReportOrder::Open),
    ];
    let (by, backwards) = order(wanted.sort.as_ref(), &known)?;
    let after = paging.after();
    let sheet = place
        .desk()
        .ask(|store| store.reports_from(&filter, by, backwards, after.as_ref(), paging.rows()))?;
    Ok(Page::of(sheet, ReportHead::of_row))
}

/// Incidents, by date unless another order is asked for.
///
/// # Errors
/// When the case cannot be read, or the order is none.
pub fn incidents(
    place: &Workplace,
    wanted: &WantedIncidents,
    paging: &Paging,
    words: Words<'_>,
) -> Result<Page<IncidentRow>, Error> {
    let filter = IncidentFilter {
        words: wanted.words.clone().unwrap_or_default(),
        country: said(wanted.country.as_ref()),
        from: said(wanted.from.as_ref()),
        to: said(wanted.to.as_ref()),
        grade: said(wanted.grade.as_ref()),
        contested: wanted.contested,
        open: wanted.open,
    };
    let known = [
        ("date", IncidentOrder::Date),
        ("deaths", IncidentOrder::Killed),
        ("reports", IncidentOrder::Reports),
        ("claims", IncidentOrder::Claims),
        ("open", IncidentOrder::Open),
        ("place", IncidentOrder::Place),
    ];
    let (by, backwards) = order(wanted.sort.as_ref(), &known)?;
    let after = paging.after();
    let sheet = place
        .desk()
        .ask(|store| store.incidents_from(&filter, by, backwards, after.as_ref(), paging.rows()))?;
    Ok(Page::of(sheet, |row| incident_row(row, words)))
}

/// What there is of each kind, and what waits; name, id, entries and links are left to the caller.
///
/// # Errors
/// When the case cannot be read.
pub fn counted(place: &Workplace) -> Result<CaseSummary, Error> {
    place.desk().ask(|store| {
        let amounts = store.amounts()?;
        let orphans = store.todo_by_kind()?.into_iter().find(|(kind, _)| kind == "orphan");
        Ok(CaseSummary {
            name: String::new(),
            id: String::new(),
            reports: amounts.reports,
            incidents: amounts.incidents,
            claims: amounts.claims,
            open: amounts.open,
            orphans: orphans.map_or(0, |(_, count)| count),
            contested: amounts.contested,
            entries: 0,
            links: String::new(),
            languages: store.reports_by_language()?.into_iter().collect(),
            countries: store.incidents_by_country()?.into_iter().collect(),
        })
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
        open: row.open.into(),
        contested: row.contested,
        line: tolls.first().map_or_else(String::new, |toll| toll.line.clone()),
        tolls,
        id: row.id,
    }
}
