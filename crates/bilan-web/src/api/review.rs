//! Review: what waits, the next decision, many decisions at once.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bilan_casework::desk::About;
use bilan_casework::judge::{Ruling, judge};
use bilan_casework::{Error, ErrorKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::actor::Actor;
use crate::api::claims::{RulingCode, claim_of, no_such_claim, report_of_claim};
use crate::problem::{Problem, ProblemBody};
use crate::reader::Reader;
use crate::wire::claim::Claim;
use crate::wire::decision::{Change, changes};
use crate::wire::page::Paging;
use crate::wire::report::{ReportText, report_text};
use crate::workplace::Workplace;

/// Which claims.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Filter {
    /// `open`, `judged`, `orphaned` (has lost its words; asked for alone); all where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// `toll`, `status`, `responsibility`, `act`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// What happened to the persons counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// ISO 3166 alpha-2, of the incident.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// ISO 639-1, of the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The incident that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
    /// The report that it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
    /// Who says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Words that must occur.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Of incidents where it is contested who the dead were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contested: Option<bool>,
    /// Read with less confidence than this, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence_below: Option<f64>,
}

/// What leads to the next decision.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Next {
    /// The queue; all open claims where none is named.
    pub queue: Option<String>,
    /// The claim that was shown last.
    pub after: Option<String>,
    /// Claims that were skipped, with commas between.
    pub skipped: Option<String>,
}

/// A claim to be decided on, in its report.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Task {
    /// The claim.
    pub claim: Claim,
    /// Its report, with all claims in it.
    pub report: ReportText,
    /// How many wait in this queue.
    pub left: u64,
}

/// Many claims, judged alike.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ManyJudgements {
    /// Which, by a filter.
    pub filter: Option<Filter>,
    /// Which, by their ids.
    pub ids: Option<Vec<String>>,
    /// `accept` or `reject`.
    pub ruling: RulingCode,
    /// Why.
    pub why: String,
    /// Nothing is written: the answer says what would change.
    pub dry_run: bool,
}

/// What judging many did, or would do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ManyJudged {
    /// How many claims.
    pub count: u64,
    /// The first of them.
    pub first: Vec<Claim>,
    /// The entries, in order; empty of a rehearsal.
    pub entries: Vec<u64>,
    /// Figures that are otherwise than before.
    pub changes: Vec<Change>,
    /// Nothing was written.
    pub dry_run: bool,
}

/// Claims shown of a rehearsal.
const SHOWN: usize = 20;
/// Claims judged at once at most.
const AT_ONCE: u64 = 500;

/// Gives the next claim to decide on, in its report.
///
/// # Errors
/// When there is no such queue.
#[utoipa::path(get, path = "/api/review/next", tag = "review", params(Next),
    responses((status = 200, body = Task), (status = 204, description = "Nothing waits."),
        (status = 404, body = ProblemBody)))]
pub async fn next(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Query(asked): Query<Next>,
) -> Result<Response, Problem> {
    let task = place.ask(language, move |place, words| {
        let Some((id, left)) = crate::queues::next(place, &asked, &actor.name)? else { return Ok(None) };
        let second = asked.queue.as_deref() == Some(crate::queues::SECOND);
        let reader = second.then_some(actor.name.as_str());
        let slice = place.desk().claim(&id)?;
        place.desk().with_case(|case| {
            let report = report_of_claim(&slice.state, &id)?;
            let report = report_text(case, &slice.state, report, words, reader)?;
            let claim =
                report.claims.iter().find(|claim| claim.id == id).cloned().ok_or_else(no_such_claim)?;
            Ok(Some(Task { claim, report, left }))
        })
    });
    Ok(match task.await? {
        Some(task) => Json(task).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

/// Judges many claims alike, or says what that would change.
///
/// # Errors
/// When neither claims nor a filter are given, they are too many, or no reason is given.
#[utoipa::path(post, path = "/api/judgements", tag = "review", request_body = ManyJudgements,
    responses((status = 200, body = ManyJudged), (status = 422, body = ProblemBody)))]
pub async fn many(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Json(request): Json<ManyJudgements>,
) -> Result<Json<ManyJudged>, Problem> {
    let judged = place.ask(language, move |place, words| {
        let desk = place.desk();
        let ids = chosen(place, &request)?;
        let ruling = match request.ruling {
            RulingCode::Accept => Ruling::Accept,
            RulingCode::Reject => Ruling::Reject,
            RulingCode::Correct => {
                return Err(Error::new(
                    ErrorKind::Usage,
                    "many claims can be accepted or rejected, not corrected",
                )
                .safe("Nothing was written.")
                .next("Correct them one by one."));
            }
        };
        let mut first = Vec::new();
        for id in ids.iter().take(SHOWN) {
            let slice = desk.claim(id)?;
            let report = &report_of_claim(&slice.state, id)?.id;
            first.push(desk.with_case(|case| claim_of(case, &slice.state, report, id, words, None))?);
        }
        let (mut entries, mut changed) = (Vec::new(), Vec::new());
        for id in &ids {
            let about = About::Claim(id.clone());
            let act = |case: &mut _, state: &_, env: &mut _| {
                judge(case, state, id, ruling.clone(), &request.why, env)
            };
            if request.dry_run {
                changed.extend(desk.rehearse(&actor.name, &about, act)?.changes);
            } else {
                let ruled = desk.decide(&actor.name, &about, act)?;
                entries.push(ruled.done.entered.entry);
                place.tell(&actor.name, &About::Report(ruled.done.report.clone()), &ruled);
                changed.extend(ruled.changes);
            }
        }
        Ok(ManyJudged {
            count: ids.len() as u64,
            first,
            entries,
            changes: changes(&changed, words),
            dry_run: request.dry_run,
        })
    });
    judged.await.map(Json)
}

/// The claims that a request means.
fn chosen(place: &Workplace, request: &ManyJudgements) -> Result<Vec<String>, Error> {
    let refused = |what: &'static str, next: &'static str| {
        Err(Error::new(ErrorKind::Usage, what).safe("Nothing was written.").next(next))
    };
    if request.why.trim().is_empty() {
        return refused("a decision needs a reason", "Say why: those who check the case later will read it.");
    }
    let ids = match (&request.ids, &request.filter) {
        (Some(ids), _) => ids.clone(),
        (None, Some(filter)) => {
            let paging = Paging { limit: Some(AT_ONCE), cursor: None };
            let found = crate::lists::claims(place, filter, &paging)?;
            if found.total.is_some_and(|total| total > AT_ONCE) {
                return refused(
                    "these are more claims than can be judged at once",
                    "Narrow the filter: 500 claims at most.",
                );
            }
            found.rows.into_iter().map(|row| row.id).collect()
        }
        (None, None) => return refused("no claims are chosen", "Choose claims, or a filter."),
    };
    if ids.len() as u64 > AT_ONCE {
        return refused(
            "these are more claims than can be judged at once",
            "Narrow the filter: 500 claims at most.",
        );
    }
    Ok(ids)
}

/// Lists the queues with what waits in each.
///
/// # Errors
/// When the case cannot be read.
#[utoipa::path(get, path = "/api/queues", tag = "review",
    responses((status = 200, body = Vec<crate::queues::Queue>)))]
pub async fn queues(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
) -> Result<Json<Vec<crate::queues::Queue>>, Problem> {
    place.ask(language, move |place, words| crate::queues::all(place, words, &actor.name)).await.map(Json)
}

/// Keeps a filter as a queue for everyone.
///
/// # Errors
/// When it has no name.
#[utoipa::path(post, path = "/api/queues", tag = "review", request_body = crate::queues::NewQueue,
    responses((status = 200, body = crate::queues::Queue), (status = 422, body = ProblemBody)))]
pub async fn keep(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Json(request): Json<crate::queues::NewQueue>,
) -> Result<Json<crate::queues::Queue>, Problem> {
    place.ask(language, move |place, _| crate::queues::keep(place, &request, &actor.name)).await.map(Json)
}

/// Forgets a queue.
///
/// # Errors
/// When there is none of this id.
#[utoipa::path(delete, path = "/api/queues/{id}", tag = "review", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
pub async fn forget(State(place): State<Workplace>, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let gone =
        place.ask(bilan_tally::Language::En, move |place, _| crate::queues::forget(place, &id)).await?;
    if gone { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}
