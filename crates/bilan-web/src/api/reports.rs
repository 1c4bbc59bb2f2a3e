//! Reports: lists, one whole, new ones, and what is said anew of one; notes.

use std::path::Path as FilePath;

use axum::Json;
use axum::extract::{Multipart, Path, Query, State};
use bilan_casework::add::{Additions, Input, Source, add as take_in};
use bilan_casework::decisions::{Consent, NoteKind, Restated};
use bilan_casework::desk::About;
use bilan_casework::note::{Testimony, note as write_down};
use bilan_casework::records::Stated;
use bilan_casework::restate::restate as say_anew;
use bilan_casework::{Error, ErrorKind, message};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::actor::Actor;
use crate::events::Event;
use crate::jobs::{Job, Told};
use crate::problem::{Problem, ProblemBody};
use crate::reader::Reader;
use crate::wire::decision::{Decision, changes};
use crate::wire::page::{Page, Paging};
use crate::wire::report::{Report, ReportHead, report};
use crate::workplace::Workplace;

/// Which reports.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Wanted {
    /// Words that must occur in title, publisher, day.
    pub words: Option<String>,
    /// How they stand: `coded`, `unreadable` ...
    pub standing: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// Has claims that nobody has judged.
    pub open: Option<bool>,
    /// `arrival`, `published`, `claims`, `open`; with `-` before it backwards.
    pub sort: Option<String>,
}

/// How a report is shown.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct How {
    /// For a second reading: what others decided and added is left out.
    pub second: Option<bool>,
}

/// A job that has begun.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Started {
    /// Its name: `GET /api/jobs/{id}` says how it stands.
    pub job: String,
}

/// What is known of a report beside its text, said anew; what is not given stays.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Restatement {
    /// When it was published, `2024-05-19`.
    pub published: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Why.
    pub why: String,
}

/// What somebody told a member.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewNote {
    /// The name that the source goes by here, never their own.
    pub pseudonym: String,
    /// What the source agreed to: `internal`, `court`, `public`.
    pub consent: String,
    /// How it was told: `interview`, `phone_call`, `message`, `visit`.
    pub how: String,
    /// On which day.
    pub held: String,
    /// ISO 639-1; told from the words where it is not given.
    pub language: Option<String>,
    /// What was told.
    pub text: String,
}

/// A note that was kept.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NoteKept {
    /// Its entry.
    pub entry: u64,
    /// The report that it is.
    pub report: String,
    /// Claims in it.
    pub claims: usize,
    /// There is no pack for its language: it was not coded.
    pub not_coded: bool,
}

/// Files sent in one request at most.
const FILES: usize = 500;

/// A day as it is written, or a refusal that says how.
fn day(text: &str) -> Result<Date, Error> {
    text.parse().map_err(|_| {
        Error::new(ErrorKind::Usage, message!("\"{text}\" is no day", text = text))
            .safe("Nothing was written.")
            .next("Write it as 2024-05-19.")
    })
}

fn code<T: for<'d> Deserialize<'d>>(text: &str) -> Result<T, Error> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(|_| {
        Error::new(ErrorKind::Usage, message!("\"{text}\" is none of the choices", text = text))
            .safe("Nothing was written.")
            .next("Choose one of the list.")
    })
}

/// Lists the reports of the case, page by page.
///
/// # Errors
/// When the case cannot be read.
#[utoipa::path(get, path = "/api/reports", tag = "reports", params(Wanted, Paging),
    responses((status = 200, body = Page<ReportHead>)))]
pub async fn list(
    State(place): State<Workplace>,
    Reader(language): Reader,
    Query(wanted): Query<Wanted>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<ReportHead>>, Problem> {
    place.ask(language, move |place, _| crate::lists::reports(place, &wanted, &paging)).await.map(Json)
}

/// Shows a report with its text, its claims and how it came in.
///
/// # Errors
/// When there is none.
#[utoipa::path(get, path = "/api/reports/{id}", tag = "reports", params(("id" = String, Path), How),
    responses((status = 200, body = Report), (status = 422, body = ProblemBody)))]
pub async fn one(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Path(id): Path<String>,
    Query(how): Query<How>,
) -> Result<Json<Report>, Problem> {
    let shown = place.ask(language, move |place, words| {
        let slice = place.desk().report(&id)?;
        let gone = || Error::new(ErrorKind::Missing, "there is no such report");
        let found = slice.state.report(&slice.id).ok_or_else(gone)?;
        let reader = how.second.unwrap_or(false).then_some(actor.name.as_str());
        place.desk().with_case(|case| report(case, &slice.state, found, words, reader))
    });
    shown.await.map(Json)
}

/// Takes documents in: they are kept as received, read, coded and linked. The answer names a job.
///
/// # Errors
/// When there is no file, there are too many, or what is said of them does not fit.
#[utoipa::path(post, path = "/api/reports", tag = "reports",
    request_body(content_type = "multipart/form-data", content = String,
        description = "Fields `file` (many), `published`, `publisher`, `language`, `supersedes`."),
    responses((status = 202, body = Started), (status = 422, body = ProblemBody)))]
pub async fn add(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    form: Multipart,
) -> Result<(axum::http::StatusCode, Json<Started>), Problem> {
    let (files, stated, supersedes) = read(form).await?;
    let job = place.jobs().start(files.len());
    let (work, name) = (place.clone(), job.clone());
    tokio::task::spawn_blocking(move || {
        let inputs: Vec<Input> = files
            .into_iter()
            .map(|(name, bytes)| Input { source: Source::Sent(name, bytes), stated: stated.clone() })
            .collect();
        let mut told = Told { jobs: work.jobs().clone(), events: work.events().clone(), job: name.clone() };
        let added = work.desk().work(&actor.name, |case, env, knowledge| {
            take_in(case, &inputs, supersedes.as_deref(), env, knowledge, &mut told)
        });
        let ended = added
            .map(|added: Additions| serde_json::to_value(&added).unwrap_or_default())
            .map_err(|error| Problem::from(error).body(language));
        work.jobs().end(&name, ended);
        work.events().send(Event::Done { job: name });
        let (size, by) = (work.desk().size(), actor.name);
        work.events().send(Event::Changed { size, by, reports: Vec::new(), incidents: Vec::new() });
    });
    Ok((axum::http::StatusCode::ACCEPTED, Json(Started { job })))
}

/// The files of a form by their names, and what it states of them.
async fn read(mut form: Multipart) -> Result<(Vec<(String, Vec<u8>)>, Stated, Option<String>), Problem> {
    let unread = |_| Problem::field("file");
    let (mut files, mut stated, mut supersedes) = (Vec::new(), Stated::default(), None);
    while let Some(field) = form.next_field().await.map_err(unread)? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(base_name);
        let bytes = field.bytes().await.map_err(unread)?;
        if name == "file" {
            files.push((file.unwrap_or_else(|| "document".to_owned()), bytes.to_vec()));
            continue;
        }
        let text = String::from_utf8_lossy(&bytes).trim().to_owned();
        if text.is_empty() {
            continue;
        }
        match name.as_str() {
            "published" => stated.published = Some(day(&text)?),
            "publisher" => stated.publisher = Some(text),
            "language" => stated.language = Some(text),
            "title" => stated.title = Some(text),
            "supersedes" => supersedes = Some(text),
            _ => return Err(Problem::field(name)),
        }
    }
    if files.is_empty() || files.len() > FILES {
        return Err(Problem::field("file"));
    }
    Ok((files, stated, supersedes))
}

/// The last part of a name that a browser gives: never a path of the sender's computer.
fn base_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    FilePath::new(last)
        .file_name()
        .map_or_else(|| "document".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Says how a long job stands.
///
/// # Errors
/// When there is none of this name.
#[utoipa::path(get, path = "/api/jobs/{id}", tag = "case", params(("id" = String, Path)),
    responses((status = 200, body = Job), (status = 404, body = ProblemBody)))]
pub async fn job(State(place): State<Workplace>, Path(id): Path<String>) -> Result<Json<Job>, Problem> {
    place.jobs().get(&id).map(Json).ok_or_else(Problem::not_found)
}

/// Takes what a person says of a report beside its text.
///
/// # Errors
/// When there is no such report, nothing is said, or no reason is given.
#[utoipa::path(post, path = "/api/reports/{id}/restate", tag = "reports", params(("id" = String, Path)),
    request_body = Restatement,
    responses((status = 200, body = Decision), (status = 422, body = ProblemBody)))]
pub async fn restate(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Path(id): Path<String>,
    Json(request): Json<Restatement>,
) -> Result<Json<Decision>, Problem> {
    let decided = place.ask(language, move |place, words| {
        let desk = place.desk();
        let slice = desk.report(&id)?;
        let said = Restated {
            report: slice.id.clone(),
            published: request.published.as_deref().map(day).transpose()?,
            publisher: request.publisher,
            language: request.language,
            title: request.title,
        };
        let about = About::Report(slice.id);
        let ruled = desk.decide(&actor.name, &about, |case, state, env| {
            say_anew(case, state, said, &request.why, env, words.knowledge())
        })?;
        place.tell(&actor.name, &about, &ruled);
        let changed = changes(&ruled.changes, words);
        Ok(match &ruled.done.entered {
            Some(entered) => Decision::of(entered, changed),
            None => Decision {
                entry: 0,
                leaf: String::new(),
                dry_run: true,
                claim: None,
                changes: changed,
                more: 0,
            },
        })
    });
    decided.await.map(Json)
}

/// Keeps what somebody told a member: a report of its own, under a pseudonym and with the consent that was given.
///
/// # Errors
/// When something is missing, or the day lies ahead.
#[utoipa::path(post, path = "/api/notes", tag = "reports", request_body = NewNote,
    responses((status = 200, body = NoteKept), (status = 422, body = ProblemBody)))]
pub async fn note(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Json(request): Json<NewNote>,
) -> Result<Json<NoteKept>, Problem> {
    let kept = place.ask(language, move |place, words| {
        let told = Testimony {
            pseudonym: request.pseudonym,
            consent: code::<Consent>(&request.consent)?,
            how: code::<NoteKind>(&request.how)?,
            held: day(&request.held)?,
            language: request.language.filter(|language| !language.is_empty()),
            text: request.text,
        };
        let ruled = place.desk().decide(&actor.name, &About::Case, |case, state, env| {
            write_down(case, state, &told, env, words.knowledge())
        })?;
        place.tell(&actor.name, &About::Report(ruled.done.report.clone()), &ruled);
        let noted = &ruled.done;
        Ok(NoteKept {
            entry: noted.entry,
            report: noted.report.clone(),
            claims: noted.claims,
            not_coded: noted.not_coded,
        })
    });
    kept.await.map(Json)
}
