//! History: what was done, by whom, when and why.

use axum::Json;
use axum::extract::{Query, State};
use bilan_casework::history::{Wanted, history};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::actor::Actor;
use crate::problem::{Problem, ProblemBody};
use crate::reader::Reader;
use crate::wire::ledger::HistoryRow;
use crate::wire::page::{Page, Paging};
use crate::workplace::Workplace;

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
        let desk = place.desk();
        let state = desk.whole()?;
        let wanted = Wanted {
            about: asked.about.as_deref(),
            machines: asked.machines.unwrap_or(false),
            as_of: None,
        };
        let told = desk.with_case(|case| history(case, &state, &wanted))?;
        Ok(paging.cut(told.into_iter().rev().map(HistoryRow::from).collect()))
    });
    rows.await.map(Json)
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
        let state = place.desk().whole()?;
        let told = place.desk().with_case(|case| history(case, &state, &Wanted::default()))?;
        let mine = told.into_iter().rev().map(HistoryRow::from);
        Ok(mine.into_iter().find(|row| row.who == actor.name && row.undoable && row.what != "undo"))
    });
    row.await.map(Json)
}
