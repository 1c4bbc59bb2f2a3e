//! History: what was done, by whom, when and why.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Query, State};
use bilan_casework::Error;
use bilan_casework::history::{Wanted, decision_row, history, told};
use bilan_casework::state::Decided;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::actor::Actor;
use crate::problem::{Problem, ProblemBody};
use crate::reader::Reader;
use crate::wire::ledger::HistoryRow;
use crate::wire::page::{Page, Paging};
use crate::workplace::Workplace;

/// Decisions looked through for one's own last.
const LOOKED_BACK: u64 = 500;

/// What to tell.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Asked {
    /// Only what is about the thing with this id.
    pub about: Option<String>,
    /// Also what programs did.
    pub machines: Option<bool>,
}

/// Tells what was done, the newest first.
///
/// # Errors
/// When the ledger is not what it was.
#[utoipa::path(get, path = "/api/history", tag = "history", params(Asked, Paging),
    responses((status = 200, body = Page<HistoryRow>), (status = 422, body = ProblemBody)))]
pub async fn list(
    State(place): State<Workplace>,
    Reader(language): Reader,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<HistoryRow>>, Problem> {
    let rows = place.ask(language, move |place, _| {
        let about = asked.about.as_deref().filter(|about| !about.is_empty());
        match about {
            Some(about) => told_of(place, about, &paging),
            None if asked.machines.unwrap_or(false) => all(place, &paging),
            None => decisions(place, &paging),
        }
    });
    rows.await.map(Json)
}

/// What was done to one thing, out of the part of the case that it stands in.
fn told_of(place: &Workplace, about: &str, paging: &Paging) -> Result<Page<HistoryRow>, Error> {
    let desk = place.desk();
    let found = desk.incident(about).map(|slice| (slice, true));
    let (slice, incident) = match found {
        Ok(found) => found,
        Err(_) => (desk.report(about).or_else(|_| desk.claim(about))?, false),
    };
    let reports: BTreeSet<&str> = slice
        .state
        .picture()
        .incidents
        .iter()
        .filter(|found| incident && found.id == slice.id)
        .flat_map(|incident| incident.accounts.iter().map(|entry| entry.report.doc.as_str()))
        .chain((!incident).then_some(slice.id.as_str()))
        .collect();
    let concerns = |about: &String| *about == slice.id || reports.contains(about.as_str());
    let rows = told(&slice.state).into_iter().rev().filter(|row| row.about.iter().any(concerns));
    Ok(paging.cut(rows.map(HistoryRow::from).collect()))
}

/// Everything, programs too: entry by entry.
fn all(place: &Workplace, paging: &Paging) -> Result<Page<HistoryRow>, Error> {
    let state = place.desk().whole()?;
    let wanted = Wanted { about: None, machines: true, as_of: None };
    let rows = place.desk().with_case(|case| history(case, &state, &wanted))?;
    Ok(paging.cut(rows.into_iter().rev().map(HistoryRow::from).collect()))
}

/// What people decided, the newest first.
fn decisions(place: &Workplace, paging: &Paging) -> Result<Page<HistoryRow>, Error> {
    let (rows, total) = newest(place, paging.offset(), paging.limit())?;
    Ok(paging.page(rows, total))
}

/// Decisions from the newest back, leaving out as many as were told before; and how many there are.
fn newest(place: &Workplace, leave: u64, limit: u64) -> Result<(Vec<HistoryRow>, u64), Error> {
    let none = bilan_store::Page { offset: 0, limit: 0 };
    let total = place.desk().ask(|store| store.decisions(None, none))?.total;
    let end = total.saturating_sub(leave);
    let start = end.saturating_sub(limit);
    let page = bilan_store::Page { offset: start, limit: end - start };
    let rows = place.desk().ask(|store| store.decisions(None, page))?.rows;
    let told = rows.iter().rev().filter_map(|row| {
        let mut decided: Decided = serde_json::from_str(&row.record).ok()?;
        decided.undone_by = row.undone_by;
        Some(HistoryRow::from(decision_row(&decided)))
    });
    Ok((told.collect(), total))
}

/// Tells the last act of this member that can be undone.
///
/// # Errors
/// When the ledger is not what it was.
#[utoipa::path(get, path = "/api/undo", tag = "history",
    responses((status = 200, body = Option<HistoryRow>)))]
pub async fn last(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
) -> Result<Json<Option<HistoryRow>>, Problem> {
    let row = place.ask(language, move |place, _| {
        let (rows, _) = newest(place, 0, LOOKED_BACK)?;
        let mine = |row: &HistoryRow| row.who == actor.name && row.undoable && row.what != "undo";
        Ok(rows.into_iter().find(mine))
    });
    row.await.map(Json)
}
