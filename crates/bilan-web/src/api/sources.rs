//! Sources: who says things, what people settled of them, how their past claims fared.

use axum::Json;
use axum::extract::{Query, State};
use bilan_casework::decisions::SourceSet;
use bilan_casework::desk::About;
use bilan_casework::source;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::actor::Actor;
use crate::problem::{Problem, ProblemBody};
use crate::reader::Reader;
use crate::wire::decision::{Decision, changes};
use crate::wire::page::{Page, Paging};
use crate::workplace::Workplace;

/// Which sources.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Wanted {
    /// Words that must occur.
    pub words: Option<String>,
}

/// A source, over all reports.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SourceRow {
    /// Its words in the reports, or a publisher's name.
    pub name: String,
    /// It is a publisher, speaking in reports of its own.
    pub publisher: bool,
    /// Reports in which it speaks.
    pub reports: u64,
    /// Claims that it makes.
    pub claims: u64,
    /// What kind of source a person says it is.
    pub kind: Option<String>,
    /// Whose side it stands on.
    pub stance: Option<String>,
    /// Sources of one group count as one.
    pub group: Option<String>,
    /// The party that it speaks for.
    pub party: Option<String>,
}

/// What a person settles of a source; what is not given stays.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceRequest {
    /// The source, by its words.
    pub name: String,
    /// Its kind, a code of the codebook.
    pub kind: Option<String>,
    /// Where it stands, in the person's words.
    pub stance: Option<String>,
    /// Sources of one group count as one.
    pub group: Option<String>,
    /// The party that it speaks for.
    pub party: Option<String>,
    /// Why.
    pub why: String,
}

/// Whose track record.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Named {
    /// The source, by its words.
    pub name: String,
}

/// How the past claims of a source fared.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct TrackRecord {
    /// Whether it is shown: only after this member has judged a claim of the source, so that it sways no first
    /// judgement.
    pub shown: bool,
    /// Its claims.
    pub claims: u64,
    /// Accepted as read.
    pub accepted: u64,
    /// Corrected.
    pub corrected: u64,
    /// Rejected: not in the text.
    pub rejected: u64,
    /// Tolls of it in incidents that other, independent sources tell of too.
    pub told_by_others: u64,
    /// Tolls of it that hold an end of the range by themselves.
    pub alone_at_an_end: u64,
    /// Claims about incidents where it is contested who the dead were.
    pub contested: u64,
    /// Figures that it replaced itself later.
    pub superseded: u64,
}

/// Lists who says things in the case.
///
/// # Errors
/// When the case cannot be read.
#[utoipa::path(get, path = "/api/sources", tag = "sources", params(Wanted, Paging),
    responses((status = 200, body = Page<SourceRow>)))]
pub async fn list(
    State(place): State<Workplace>,
    Reader(language): Reader,
    Query(wanted): Query<Wanted>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<SourceRow>>, Problem> {
    place.ask(language, move |place, _| crate::speakers::page(place, &wanted, &paging)).await.map(Json)
}

/// Settles what a source is.
///
/// # Errors
/// When no claim has it, nothing is said, the kind is none, or no reason is given.
#[utoipa::path(post, path = "/api/sources", tag = "sources", request_body = SourceRequest,
    responses((status = 200, body = Decision), (status = 422, body = ProblemBody)))]
pub async fn set(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Json(request): Json<SourceRequest>,
) -> Result<Json<Decision>, Problem> {
    let decided = place.ask(language, move |place, words| {
        let some = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let said = SourceSet {
            name: request.name,
            kind: some(request.kind),
            stance: some(request.stance),
            group: some(request.group),
            party: some(request.party),
        };
        let about = About::Source(said.name.clone());
        let more = place.desk().beyond(&about)?;
        let ruled = place.desk().decide(&actor.name, &about, |case, state, env| {
            source::set(case, state, said, &request.why, env)
        })?;
        place.tell(&actor.name, &about, &ruled);
        Ok(Decision { more, ..Decision::of(&ruled.done.entered, changes(&ruled.changes, words)) })
    });
    decided.await.map(Json)
}

/// Tells how the past claims of a source fared, once the member has judged one of them.
///
/// # Errors
/// When the case cannot be read.
#[utoipa::path(get, path = "/api/sources/track", tag = "sources", params(Named),
    responses((status = 200, body = TrackRecord)))]
pub async fn track(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Query(named): Query<Named>,
) -> Result<Json<TrackRecord>, Problem> {
    place
        .ask(language, move |place, _| crate::speakers::track(place, &named.name, &actor.name))
        .await
        .map(Json)
}
