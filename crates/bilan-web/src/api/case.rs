//! The case as a whole: its counts, and what happens to it as it happens.

use std::collections::BTreeMap;
use std::convert::Infallible;

use axum::Json;
use axum::extract::State;
use axum::response::sse::{Event as Sent, KeepAlive, Sse};
use bilan_casework::desk::Links;
use serde::Serialize;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt as _};
use utoipa::ToSchema;

use crate::events::Event;
use crate::problem::Problem;
use crate::reader::Reader;
use crate::workplace::Workplace;

/// The case in numbers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CaseSummary {
    /// Its name.
    pub name: String,
    /// Its id, 32 digits.
    pub id: String,
    /// Reports.
    pub reports: u64,
    /// Incidents.
    pub incidents: u64,
    /// Claims.
    pub claims: u64,
    /// Claims that nobody has judged.
    pub open: u64,
    /// Judgements that fit nothing in the present coding.
    pub orphans: u64,
    /// Incidents where it is contested who the dead were.
    pub contested: u64,
    /// Entries in the log.
    pub entries: u64,
    /// Whether incidents are linked under all decisions: `settled` or `pending`.
    pub links: String,
    /// Reports by language.
    pub languages: BTreeMap<String, u64>,
    /// Incidents by country.
    pub countries: BTreeMap<String, u64>,
}

/// Tells the case in numbers.
///
/// # Errors
/// When the case cannot be read.
#[utoipa::path(get, path = "/api/case", tag = "case", responses((status = 200, body = CaseSummary)))]
pub async fn summary(
    State(place): State<Workplace>,
    Reader(language): Reader,
) -> Result<Json<CaseSummary>, Problem> {
    let summary = place.ask(language, |place, _| {
        let desk = place.desk();
        let counted = crate::lists::counted(place)?;
        let id = desk.with_case(|case| Ok(case.ledger().case_id().to_string()))?;
        let links = match desk.links() {
            Links::Settled => "settled",
            Links::Pending => "pending",
        };
        Ok(CaseSummary {
            name: place.name().to_owned(),
            id,
            entries: desk.size(),
            links: links.to_owned(),
            ..counted
        })
    });
    summary.await.map(Json)
}

/// Streams what happens to the case: `changed`, `progress`, `done`, `settled`. A page that misses some loads again.
#[utoipa::path(get, path = "/api/events", tag = "case",
    responses((status = 200, content_type = "text/event-stream", body = String)))]
pub async fn events(State(place): State<Workplace>) -> Sse<impl Stream<Item = Result<Sent, Infallible>>> {
    let stream = BroadcastStream::new(place.events().listen());
    let sent = stream.filter_map(|event| {
        let event: Event = event.ok()?;
        Sent::default().event(event.name()).json_data(&event).ok().map(Ok)
    });
    Sse::new(sent).keep_alive(KeepAlive::default())
}
