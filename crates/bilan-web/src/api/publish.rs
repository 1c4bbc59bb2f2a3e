//! Releases and dossiers: what would go out, what is held back, who agrees, and the files.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use bilan_casework::dossier::{self, dossier as write_dossier};
use bilan_casework::release::{self, Format, Released, Request};
use bilan_casework::{Error, ErrorKind, message};
use bilan_model::{Code as _, Profile, ReleaseState};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::actor::Actor;
use crate::api::files;
use crate::guard::admission::Mode;
use crate::in_browser::in_browser;
use crate::problem::{Problem, ProblemBody};
use crate::reader::Reader;
use crate::wire::decision::{Change, changes};
use crate::words::Words;
use crate::workplace::Workplace;

/// A release that was made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PastRelease {
    /// Its id, 32 digits.
    pub id: String,
    /// For whom.
    pub profile: String,
    /// `candidate`, `final`, `withdrawn`.
    pub state: String,
    /// When.
    pub made: String,
    /// By whom.
    pub member: String,
    /// Why it was withdrawn.
    pub why: String,
    /// Who approved it.
    pub approvals: Vec<Approval>,
    /// Its files, where they are on this computer.
    pub files: Vec<String>,
}

/// A second person's agreement.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Approval {
    /// Who.
    pub member: String,
    /// Why.
    pub why: String,
}

/// What is to be released.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRelease {
    /// For whom: `internal`, `partner`, `court`, `public`.
    pub profile: String,
    /// `candidate` or `final`.
    pub state: String,
    /// The formats.
    pub formats: Vec<String>,
    /// Language of labels and pages: `en` or `fr`.
    pub language: Option<String>,
    /// Count only claims that a person has accepted, corrected or entered.
    #[serde(default)]
    pub reviewed_only: bool,
    /// Make records coarser where persons could be found again.
    #[serde(default)]
    pub coarsen: bool,
}

/// What was released, or would be.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReleaseMade {
    /// Its id; empty where nothing was written.
    pub id: Option<String>,
    /// Its entry.
    pub entry: Option<u64>,
    /// What would refuse it.
    pub gates: Vec<Gate>,
    /// Incidents in it.
    pub incidents: u64,
    /// What is held back, by reason.
    pub withheld: Vec<Withheld>,
    /// How records were made coarser.
    pub coarsened: Option<String>,
    /// Figures that are otherwise than in the release before.
    pub changes: Vec<Change>,
    /// Records of the release before that are not in this one.
    pub deleted: u64,
    /// Its files.
    pub files: Vec<String>,
}

/// Why a release is refused.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Gate {
    /// What was found.
    pub what: String,
    /// What to do.
    pub next: Option<String>,
}

/// How many things are held back for one reason.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Withheld {
    /// The reason.
    pub reason: String,
    /// How often it applied.
    pub count: u64,
}

/// A reason.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Why {
    /// Why.
    pub why: String,
}

/// A decision on a release.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OnRelease {
    /// The release.
    pub release: String,
    /// The entry.
    pub entry: Option<u64>,
}

/// What a dossier is to hold.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDossier {
    /// Ids of incidents; none = all.
    #[serde(default)]
    pub incidents: Vec<String>,
    /// Language of headings and labels: `en` or `fr`.
    pub language: Option<String>,
}

/// A dossier that was written.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DossierMade {
    /// Its name.
    pub id: String,
    /// Its entry.
    pub entry: Option<u64>,
    /// The incidents in it.
    pub incidents: Vec<String>,
    /// Its files.
    pub files: Vec<String>,
}

/// Which file.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct File {
    /// Its path inside the publication.
    pub path: String,
}

fn language_of(code: Option<&str>, words: Words<'_>) -> bilan_tally::Language {
    match code {
        Some("fr") => bilan_tally::Language::Fr,
        Some("en") => bilan_tally::Language::En,
        _ => words.language(),
    }
}

fn asked(request: &NewRelease) -> Result<(Profile, ReleaseState, Vec<Format>), Error> {
    let profile = release::profile(&request.profile)?;
    let state = ReleaseState::from_code(&request.state).map_err(|_| {
        Error::new(ErrorKind::Usage, message!("there is no state \"{state}\"", state = request.state))
            .next("Use candidate or final.")
    })?;
    let format = |code: &String| {
        Format::from_code(code).map_err(|_| {
            Error::new(ErrorKind::Usage, message!("there is no format \"{format}\"", format = code))
                .next("Choose formats of the list.")
        })
    };
    let mut formats = request.formats.iter().map(format).collect::<Result<Vec<_>, _>>()?;
    formats.sort_unstable();
    formats.dedup();
    if formats.is_empty() {
        return Err(Error::new(ErrorKind::Usage, "no format is chosen").next("Choose at least one."));
    }
    Ok((profile, state, formats))
}

/// Lists the releases that were made, the newest first.
///
/// # Errors
/// When the ledger is not what it was.
#[utoipa::path(get, path = "/api/releases", tag = "publish", responses((status = 200, body = Vec<PastRelease>)))]
pub async fn list(
    State(place): State<Workplace>,
    Reader(language): Reader,
) -> Result<Json<Vec<PastRelease>>, Problem> {
    let past = place.ask(language, |place, _| {
        let past = place.desk().with_case(release::past)?;
        let shown = |made: &release::PastRelease| PastRelease {
            id: made.release.clone(),
            profile: made.profile.code().to_owned(),
            state: made.state.code().to_owned(),
            made: made.made.clone(),
            member: made.member.clone(),
            why: made.why.clone(),
            approvals: past
                .approvals
                .iter()
                .filter(|approval| approval.release == made.release)
                .map(|approval| Approval { member: approval.member.clone(), why: approval.why.clone() })
                .collect(),
            files: files::listed(&place.publications().join("releases").join(&made.release)),
        };
        Ok(past.releases.iter().rev().map(shown).collect())
    });
    past.await.map(Json)
}

/// Says what a release would hold, hold back and change, and what would refuse it; nothing is written.
///
/// # Errors
/// When what is asked for does not make sense.
#[utoipa::path(post, path = "/api/releases/preview", tag = "publish", request_body = NewRelease,
    responses((status = 200, body = ReleaseMade), (status = 422, body = ProblemBody)))]
pub async fn preview(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Json(request): Json<NewRelease>,
) -> Result<Json<ReleaseMade>, Problem> {
    let made = place.ask(language, move |place, words| make(place, &actor, &request, true, words));
    made.await.map(Json)
}

/// Makes a release.
///
/// # Errors
/// When a gate refuses it.
#[utoipa::path(post, path = "/api/releases", tag = "publish", request_body = NewRelease,
    responses((status = 200, body = ReleaseMade), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn create(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Json(request): Json<NewRelease>,
) -> Result<Json<ReleaseMade>, Problem> {
    let made = place.ask(language, move |place, words| make(place, &actor, &request, false, words));
    made.await.map(Json)
}

fn make(
    place: &Workplace,
    actor: &Actor,
    request: &NewRelease,
    dry_run: bool,
    words: Words<'_>,
) -> Result<ReleaseMade, Error> {
    let (profile, state, formats) = asked(request)?;
    let shelf = place.publications().join("releases");
    let target = shelf.join("new");
    if !dry_run {
        std::fs::create_dir_all(&shelf).map_err(|error| Error::writing(&shelf, &error))?;
    }
    let asked = Request {
        profile,
        state,
        formats: &formats,
        target: &target,
        language: language_of(request.language.as_deref(), words),
        reviewed_only: request.reviewed_only,
        coarsen: request.coarsen,
        four_eyes: place.guard().mode() == Mode::Team,
        dry_run,
    };
    let whole = place.desk().whole()?;
    let (gates, released) = place.desk().work(&actor.name, |case, env, knowledge| {
        let gates: Vec<Gate> = release::findings(case, &whole, &asked, env, knowledge)?
            .iter()
            .map(|finding| Gate {
                what: finding.what.in_language(words.language()),
                next: Some(in_browser(&finding.next, words.language())),
            })
            .collect();
        let released = release::release(case, &whole, &asked, env, knowledge);
        Ok((gates, released))
    })?;
    match released {
        Ok(released) => {
            if !dry_run {
                place.tell_done(&actor.name);
                let named = shelf.join(&released.release);
                std::fs::rename(&target, &named).map_err(|error| Error::writing(&named, &error))?;
            }
            Ok(told(&released, gates, dry_run, words))
        }
        Err(error) if dry_run && error.kind == ErrorKind::Refused => Ok(refused(&error, gates, words)),
        Err(error) => Err(error),
    }
}

fn told(released: &Released, gates: Vec<Gate>, dry_run: bool, words: Words<'_>) -> ReleaseMade {
    let held = |(reason, count): (&String, &u64)| Withheld { reason: reason.clone(), count: *count };
    ReleaseMade {
        id: (!dry_run).then(|| released.release.clone()),
        entry: released.entry,
        gates,
        incidents: released.incidents as u64,
        withheld: released.withheld.0.iter().map(held).collect(),
        coarsened: released.coarsened.as_ref().map(|coarsened| coarsened.sentence.clone()),
        changes: changes(&released.changes, words),
        deleted: released.deleted as u64,
        files: released.files.clone(),
    }
}

/// What is told of a release that would be refused.
fn refused(error: &Error, mut gates: Vec<Gate>, words: Words<'_>) -> ReleaseMade {
    if gates.is_empty() {
        gates.push(Gate {
            what: error.what.in_language(words.language()),
            next: error.next.as_ref().map(|next| in_browser(next, words.language())),
        });
    }
    ReleaseMade {
        id: None,
        entry: None,
        gates,
        incidents: 0,
        withheld: Vec::new(),
        coarsened: None,
        changes: Vec::new(),
        deleted: 0,
        files: Vec::new(),
    }
}

/// Agrees, as a second person, that a candidate becomes final.
///
/// # Errors
/// When there is no such release, the person is the one who made it, or no reason is given.
#[utoipa::path(post, path = "/api/releases/{id}/approve", tag = "publish", params(("id" = String, Path)),
    request_body = Why,
    responses((status = 200, body = OnRelease), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn approve(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Path(id): Path<String>,
    Json(request): Json<Why>,
) -> Result<Json<OnRelease>, Problem> {
    let done = place.ask(language, move |place, _| {
        let done =
            place.desk().work(&actor.name, |case, env, _| release::approve(case, &id, &request.why, env))?;
        place.tell_done(&actor.name);
        Ok(OnRelease { release: done.release, entry: done.entry })
    });
    done.await.map(Json)
}

/// Takes a release back: its figures are no longer the team's.
///
/// # Errors
/// When there is no such release, it is withdrawn already, or no reason is given.
#[utoipa::path(post, path = "/api/releases/{id}/withdraw", tag = "publish", params(("id" = String, Path)),
    request_body = Why,
    responses((status = 200, body = OnRelease), (status = 422, body = ProblemBody)))]
pub async fn withdraw(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Path(id): Path<String>,
    Json(request): Json<Why>,
) -> Result<Json<OnRelease>, Problem> {
    let done = place.ask(language, move |place, _| {
        let done =
            place.desk().work(&actor.name, |case, env, _| release::withdraw(case, &id, &request.why, env))?;
        place.tell_done(&actor.name);
        Ok(OnRelease { release: done.release, entry: done.entry })
    });
    done.await.map(Json)
}

/// Gives a file of a release, to be kept: never shown as a page of this server.
///
/// # Errors
/// When there is no such file.
#[utoipa::path(get, path = "/api/releases/{id}/file", tag = "publish", params(("id" = String, Path), File),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 404, body = ProblemBody)))]
pub async fn release_file(
    State(place): State<Workplace>,
    Path(id): Path<String>,
    Query(file): Query<File>,
) -> Result<Response, Problem> {
    files::send(place.publications(), "releases", &id, &file.path).await
}

/// Writes a dossier on incidents, or on all.
///
/// # Errors
/// When an incident is not found, or a write fails.
#[utoipa::path(post, path = "/api/dossiers", tag = "publish", request_body = NewDossier,
    responses((status = 200, body = DossierMade), (status = 422, body = ProblemBody)))]
pub async fn make_dossier(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Json(request): Json<NewDossier>,
) -> Result<Json<DossierMade>, Problem> {
    let made = place.ask(language, move |place, words| {
        let shelf = place.publications().join("dossiers");
        std::fs::create_dir_all(&shelf).map_err(|error| Error::writing(&shelf, &error))?;
        let id = format!("dossier-{}", place.desk().size());
        let target = shelf.join(&id);
        let asked = dossier::Request {
            incidents: &request.incidents,
            target: &target,
            language: language_of(request.language.as_deref(), words),
            dry_run: false,
        };
        let whole = place.desk().whole()?;
        let written = place
            .desk()
            .work(&actor.name, |case, env, knowledge| write_dossier(case, &whole, &asked, env, knowledge))?;
        Ok(DossierMade {
            id,
            entry: written.entry,
            incidents: written.incidents,
            files: written.files.into_iter().map(|(path, _)| path).collect(),
        })
    });
    made.await.map(Json)
}

/// Gives a file of a dossier, to be kept: never shown as a page of this server.
///
/// # Errors
/// When there is no such file.
#[utoipa::path(get, path = "/api/dossiers/{id}/file", tag = "publish", params(("id" = String, Path), File),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 404, body = ProblemBody)))]
pub async fn dossier_file(
    State(place): State<Workplace>,
    Path(id): Path<String>,
    Query(file): Query<File>,
) -> Result<Response, Problem> {
    files::send(place.publications(), "dossiers", &id, &file.path).await
}
