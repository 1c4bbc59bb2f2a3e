//! Incidents: lists, one with its accounts side by side, and what people say of which accounts are one event.

use axum::Json;
use axum::extract::{Path, Query, State};
use bilan_casework::decide::Entered;
use bilan_casework::decisions::Connection;
use bilan_casework::desk::{About, Ruled};
use bilan_casework::incident::{Regrouped, merge as make_one, relate as say_related, split as take_apart};
use bilan_casework::state::{AsOf, State as CaseState};
use bilan_casework::{Error, ErrorKind, grade as grading, message, place as placing};
use bilan_model::Toll;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::actor::Actor;
use crate::problem::{Problem, ProblemBody};
use crate::reader::Reader;
use crate::wire::claim::code;
use crate::wire::decision::{Change, Decision, changes};
use crate::wire::incident::{
    Incident, IncidentRow, TollLine, days, grade_code, incident, place_words, toll_line,
};
use crate::wire::page::{Page, Paging};
use crate::words::Words;
use crate::workplace::Workplace;

/// Which incidents.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Wanted {
    /// Words that must occur in place, day or id.
    pub words: Option<String>,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// Not before this day, `2024-05-19`.
    pub from: Option<String>,
    /// Not after this day.
    pub to: Option<String>,
    /// How well established.
    pub grade: Option<String>,
    /// It is contested who the dead were.
    pub contested: Option<bool>,
    /// Has claims that nobody has judged.
    pub open: Option<bool>,
    /// `date`, `deaths`, `reports`, `claims`, `open`, `place`; with `-` before it backwards.
    pub sort: Option<String>,
}

/// How far back to look.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Then {
    /// A day, or a number of entries; now where it is not given.
    pub as_of: Option<String>,
}

/// Incidents that are one event.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// Their ids.
    pub incidents: Vec<String>,
    /// Why.
    pub why: String,
    /// Nothing is written: the answer says what would change.
    #[serde(default)]
    pub dry_run: bool,
}

/// Reports whose accounts tell of another event than the rest of an incident.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// The incident.
    pub incident: String,
    /// The reports that go.
    pub reports: Vec<String>,
    /// Why.
    pub why: String,
    /// Nothing is written: the answer says what would change.
    #[serde(default)]
    pub dry_run: bool,
}

/// Two incidents that have to do with each other.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Relate {
    /// The one.
    pub one: String,
    /// The other.
    pub other: String,
    /// `part_of`, `follows`, `reprisal`, `same_operation`, `same_victims`, `other`: read from the one to the other.
    pub how: String,
    /// Why.
    pub why: String,
}

/// Where an incident was.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Whereabouts {
    /// The smallest named place.
    pub name: Option<String>,
    /// Larger areas that contain it, smallest first.
    #[serde(default)]
    pub admin: Vec<String>,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// `country`, `area`, `settlement`, `site`.
    pub precision: Option<String>,
    /// Latitude and longitude in degrees.
    pub coordinates: Option<(f64, f64)>,
    /// Why.
    pub why: String,
}

/// How far an incident is established.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Grading {
    /// Whether it happened.
    pub happened: Option<String>,
    /// Who did it.
    pub who: Option<String>,
    /// The standard of proof that is met.
    pub standard_of_proof: Option<String>,
    /// Why.
    pub why: String,
}

/// What a merge or a split did, or would do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RegroupedIncidents {
    /// Number of its entry; of a rehearsal the one that there would be.
    pub entry: u64,
    /// Leaf of its entry.
    pub leaf: String,
    /// Nothing was written.
    pub dry_run: bool,
    /// The incidents as they were.
    pub before: Vec<IncidentRow>,
    /// The incidents as they are.
    pub after: Vec<IncidentRow>,
    /// Figures that are otherwise than before.
    pub changes: Vec<Change>,
}

/// Lists the incidents of the case, page by page.
///
/// # Errors
/// When the case cannot be read.
#[utoipa::path(get, path = "/api/incidents", tag = "incidents", params(Wanted, Paging),
    responses((status = 200, body = Page<IncidentRow>), (status = 422, body = ProblemBody)))]
pub async fn list(
    State(place): State<Workplace>,
    Reader(language): Reader,
    Query(wanted): Query<Wanted>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<IncidentRow>>, Problem> {
    place
        .ask(language, move |place, words| crate::lists::incidents(place, &wanted, &paging, words))
        .await
        .map(Json)
}

/// Shows an incident with its accounts side by side, now or as it was.
///
/// # Errors
/// When there is none, or the day is none.
#[utoipa::path(get, path = "/api/incidents/{id}", tag = "incidents", params(("id" = String, Path), Then),
    responses((status = 200, body = Incident), (status = 422, body = ProblemBody)))]
pub async fn one(
    State(place): State<Workplace>,
    Reader(language): Reader,
    Path(id): Path<String>,
    Query(then): Query<Then>,
) -> Result<Json<Incident>, Problem> {
    let shown = place.ask(language, move |place, words| {
        let desk = place.desk();
        match then.as_of.as_deref().map(as_of).transpose()? {
            None => {
                let slice = desk.incident(&id)?;
                desk.with_case(|case| incident(case, &slice.state, &slice.id, words))
            }
            Some(as_of) => desk.with_case(|case| {
                let state = CaseState::read_as_of(case, &as_of)?;
                let mut then = incident(case, &state, &id, words)?;
                then.as_of = Some(state.size);
                Ok(then)
            }),
        }
    });
    shown.await.map(Json)
}

fn as_of(text: &str) -> Result<AsOf, Error> {
    if let Ok(entry) = text.parse() {
        return Ok(AsOf::Entry(entry));
    }
    text.parse().map(AsOf::Day).map_err(|_| {
        Error::new(ErrorKind::Usage, message!("\"{text}\" is no day", text = text))
            .next("Write it as 2024-05-19.")
    })
}

/// Says that incidents are one event, or what that would change.
///
/// # Errors
/// When fewer than two different ones are given, or no reason is.
#[utoipa::path(post, path = "/api/incidents/merge", tag = "incidents", request_body = Merge,
    responses((status = 200, body = RegroupedIncidents), (status = 422, body = ProblemBody)))]
pub async fn merge(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Json(request): Json<Merge>,
) -> Result<Json<RegroupedIncidents>, Problem> {
    let merged = place.ask(language, move |place, words| {
        let about = About::Incidents(request.incidents.clone());
        let ids = request.incidents.clone();
        regroup(place, &actor, &about, &ids, request.dry_run, words, |case, state, env| {
            make_one(case, state, &request.incidents, &request.why, env)
        })
    });
    merged.await.map(Json)
}

/// Says that some reports of an incident tell of another event, or what that would change.
///
/// # Errors
/// When a report is not of the incident, nothing would stay, or no reason is given.
#[utoipa::path(post, path = "/api/incidents/split", tag = "incidents", request_body = Split,
    responses((status = 200, body = RegroupedIncidents), (status = 422, body = ProblemBody)))]
pub async fn split(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Json(request): Json<Split>,
) -> Result<Json<RegroupedIncidents>, Problem> {
    let apart = place.ask(language, move |place, words| {
        let about = About::Incident(request.incident.clone());
        let ids = [request.incident.clone()];
        regroup(place, &actor, &about, &ids, request.dry_run, words, |case, state, env| {
            take_apart(case, state, &request.incident, &request.reports, &request.why, env)
        })
    });
    apart.await.map(Json)
}

fn regroup(
    place: &Workplace,
    actor: &Actor,
    about: &About,
    ids: &[String],
    dry_run: bool,
    words: Words<'_>,
    act: impl FnOnce(
        &mut bilan_casework::case::Case,
        &CaseState,
        &mut bilan_casework::Env,
    ) -> Result<Regrouped, Error>,
) -> Result<RegroupedIncidents, Error> {
    let desk = place.desk();
    let ruled: Ruled<Regrouped> =
        if dry_run { desk.rehearse(&actor.name, about, act)? } else { desk.decide(&actor.name, about, act)? };
    if !dry_run {
        place.tell(&actor.name, about, &ruled);
    }
    let Entered { entry, leaf } = ruled.done.entered.clone();
    let before = ids.iter().filter_map(|id| row_of(&ruled.before, id, words)).collect();
    let after = ruled.done.incidents.iter().filter_map(|id| row_of(&ruled.after, id, words)).collect();
    Ok(RegroupedIncidents { entry, leaf, dry_run, before, after, changes: changes(&ruled.changes, words) })
}

/// An incident of a state as lists show it.
pub(crate) fn row_of(state: &CaseState, id: &str, words: Words<'_>) -> Option<IncidentRow> {
    let picture = state.picture();
    let incident =
        picture.incidents.iter().find(|incident| incident.id == id || incident.id.starts_with(id))?;
    let basis = picture.basis(false);
    let (earliest, latest) = days(incident.date);
    let claims: Vec<_> = incident.accounts.iter().flat_map(|entry| entry.account.claims()).collect();
    let tolls: Vec<Toll> = basis.tolls(incident);
    let tolls: Vec<TollLine> = tolls.iter().map(|toll| toll_line(toll, words)).collect();
    Some(IncidentRow {
        id: incident.id.clone(),
        place: place_words(&incident.place, words),
        country: incident.place.country.clone(),
        earliest,
        latest,
        grade: grade_code(basis.grade(incident).0).to_owned(),
        reports: incident.accounts.len() as u64,
        open: claims.iter().filter(|claim| !picture.verdicts.contains_key(claim.id())).count() as u64,
        claims: claims.len() as u64,
        contested: tolls.iter().any(|toll| toll.contested),
        line: tolls.first().map_or_else(String::new, |toll| toll.line.clone()),
        tolls,
    })
}

/// Says that two incidents have to do with each other.
///
/// # Errors
/// When one is not found, they are the same, or no reason is given.
#[utoipa::path(post, path = "/api/incidents/relate", tag = "incidents", request_body = Relate,
    responses((status = 200, body = Decision), (status = 422, body = ProblemBody)))]
pub async fn relate(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Json(request): Json<Relate>,
) -> Result<Json<Decision>, Problem> {
    let related = place.ask(language, move |place, words| {
        let how: Connection = serde_json::from_value(serde_json::Value::String(request.how.clone()))
            .map_err(|_| {
                Error::new(ErrorKind::Usage, message!("\"{how}\" is no relation", how = request.how))
                    .next("Choose one of the list.")
            })?;
        let about = About::Incidents(vec![request.one.clone(), request.other.clone()]);
        let ruled = place.desk().decide(&actor.name, &about, |case, state, env| {
            say_related(case, state, [&request.one, &request.other], how, &request.why, env)
        })?;
        place.tell(&actor.name, &about, &ruled);
        Ok(Decision::of(&ruled.done.entered, changes(&ruled.changes, words)))
    });
    related.await.map(Json)
}

/// Says where an incident was.
///
/// # Errors
/// When the place would be known more exactly without a name, a point is none on earth, or no reason is given.
#[utoipa::path(post, path = "/api/incidents/{id}/place", tag = "incidents", params(("id" = String, Path)),
    request_body = Whereabouts,
    responses((status = 200, body = Decision), (status = 422, body = ProblemBody)))]
pub async fn place(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Path(id): Path<String>,
    Json(request): Json<Whereabouts>,
) -> Result<Json<Decision>, Problem> {
    let placed = place.ask(language, move |place, words| {
        let said = placing::Whereabouts {
            name: request.name.filter(|name| !name.is_empty()),
            admin: request.admin,
            country: request.country.filter(|country| !country.is_empty()),
            precision: code(request.precision)?,
            coordinates: request.coordinates,
        };
        let about = About::Incident(id.clone());
        let ruled = place.desk().decide(&actor.name, &about, |case, state, env| {
            placing::set(case, state, &id, &said, &request.why, env)
        })?;
        place.tell(&actor.name, &about, &ruled);
        Ok(Decision::of(&ruled.done.entered, changes(&ruled.changes, words)))
    });
    placed.await.map(Json)
}

/// Says how far an incident is established.
///
/// # Errors
/// When nothing is said, or no reason is given.
#[utoipa::path(post, path = "/api/incidents/{id}/grade", tag = "incidents", params(("id" = String, Path)),
    request_body = Grading,
    responses((status = 200, body = Decision), (status = 422, body = ProblemBody)))]
pub async fn grade(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Path(id): Path<String>,
    Json(request): Json<Grading>,
) -> Result<Json<Decision>, Problem> {
    let graded = place.ask(language, move |place, words| {
        let said = grading::Said {
            happened: code(request.happened)?,
            who: code(request.who)?,
            standard_of_proof: code(request.standard_of_proof)?,
        };
        let about = About::Incident(id.clone());
        let ruled = place.desk().decide(&actor.name, &about, |case, state, env| {
            grading::set(case, state, &id, said, &request.why, env)
        })?;
        place.tell(&actor.name, &about, &ruled);
        Ok(Decision::of(&ruled.done.entered, changes(&ruled.changes, words)))
    });
    graded.await.map(Json)
}
