//! The ledger: its checkpoint, its entries with their proofs, and whether all of it is what it was.

use axum::Json;
use axum::extract::{Path, Query, State};
use bilan_casework::verify::{Options, verify_open};
use bilan_casework::{Error, ErrorKind, message};
use bilan_ledger::{Role, SealedEntry};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::actor::Actor;
use crate::api::reports::Started;
use crate::events::Event;
use crate::jobs::Told;
use crate::problem::{Problem, ProblemBody};
use crate::reader::Reader;
use crate::wire::page::{Page, Paging};
use crate::workplace::Workplace;

/// The log as it stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LedgerHead {
    /// The case's id, 32 digits.
    pub case: String,
    /// Entries.
    pub size: u64,
    /// Root of the log.
    pub root: String,
    /// The signed checkpoint, as it stands in its file: hand it out, so that others can tell a changed log.
    pub checkpoint: String,
    /// The public keys of device, member and machine.
    pub keys: Vec<String>,
}

/// An entry in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EntryRow {
    /// Its number.
    pub seq: u64,
    /// The act.
    pub act: String,
    /// Who signed: `device`, `member`, `machine`.
    pub role: String,
    /// When, by the clock of the device.
    pub time: String,
    /// An opaque id of what it is about.
    pub subject: String,
    /// Its leaf.
    pub leaf: String,
}

/// An entry with its proof.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EntryDetail {
    /// The entry.
    #[serde(flatten)]
    pub row: EntryRow,
    /// The signed note, byte for byte as text.
    pub note: String,
    /// Commitment of its content: the name of an object in the vault.
    pub commit: Option<String>,
    /// Entries of the log that the proof is for.
    pub size: u64,
    /// Root of the log.
    pub root: String,
    /// The hashes that lead from the leaf to the root.
    pub path: Vec<String>,
    /// Whether they do.
    pub holds: bool,
}

/// How thoroughly to look.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct VerifyRequest {
    /// Hold what the objects say against one another.
    pub read_data: bool,
    /// Repeat every coding.
    pub recode: bool,
}

/// Tells how the log stands, with its signed checkpoint.
///
/// # Errors
/// When the ledger is not what it was.
#[utoipa::path(get, path = "/api/ledger", tag = "ledger", responses((status = 200, body = LedgerHead)))]
pub async fn head(
    State(place): State<Workplace>,
    Reader(language): Reader,
) -> Result<Json<LedgerHead>, Problem> {
    let head = place.ask(language, |place, _| {
        place.desk().with_case(|case| {
            let ledger = case.ledger();
            let key = |role: &Role| ledger.verifying_keys().of(*role).to_string();
            Ok(LedgerHead {
                case: ledger.case_id().to_string(),
                size: ledger.size(),
                root: ledger.checkpoint().root.to_string(),
                checkpoint: String::from_utf8_lossy(&ledger.checkpoint_bytes()).into_owned(),
                keys: Role::ALL.iter().map(key).collect(),
            })
        })
    });
    head.await.map(Json)
}

/// Lists the entries of the log, the newest first.
///
/// # Errors
/// When an entry is not what it was.
#[utoipa::path(get, path = "/api/ledger/entries", tag = "ledger", params(Paging),
    responses((status = 200, body = Page<EntryRow>)))]
pub async fn entries(
    State(place): State<Workplace>,
    Reader(language): Reader,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<EntryRow>>, Problem> {
    let page = place.ask(language, move |place, _| {
        place.desk().with_case(|case| {
            let size = case.ledger().size();
            let end = size.saturating_sub(paging.offset());
            let start = end.saturating_sub(paging.limit());
            let rows = (start..end).rev().map(|seq| sealed(case, seq).map(|sealed| row(&sealed)));
            Ok(paging.page(rows.collect::<Result<Vec<_>, Error>>()?, size))
        })
    });
    page.await.map(Json)
}

fn sealed(case: &bilan_casework::case::Case, seq: u64) -> Result<SealedEntry, Error> {
    if seq >= case.ledger().size() {
        return Err(Error::new(ErrorKind::Missing, "there is no such entry"));
    }
    case.ledger().entry(seq).map_err(|error| {
        Error::new(
            ErrorKind::Integrity,
            message!("entry {entry} cannot be shown: {error}", entry = seq, error = error),
        )
        .next("Verify the ledger: it says what is wrong.")
    })
}

fn row(sealed: &SealedEntry) -> EntryRow {
    EntryRow {
        seq: sealed.entry.seq,
        act: sealed.entry.act.to_string(),
        role: sealed.entry.role.to_string(),
        time: sealed.entry.claimed_time.to_string(),
        subject: sealed.entry.subject.to_string(),
        leaf: sealed.leaf.to_string(),
    }
}

/// Shows an entry with its note and the proof that it is in the log.
///
/// # Errors
/// When there is none of this number.
#[utoipa::path(get, path = "/api/ledger/entries/{seq}", tag = "ledger", params(("seq" = u64, Path)),
    responses((status = 200, body = EntryDetail), (status = 422, body = ProblemBody)))]
pub async fn entry(
    State(place): State<Workplace>,
    Reader(language): Reader,
    Path(seq): Path<u64>,
) -> Result<Json<EntryDetail>, Problem> {
    let detail = place.ask(language, move |place, _| {
        place.desk().with_case(|case| {
            let sealed = sealed(case, seq)?;
            let checkpoint = case.ledger().checkpoint();
            let proof = case.ledger().prove_inclusion(seq);
            let holds =
                proof.as_ref().is_some_and(|proof| proof.verify(sealed.leaf, checkpoint.root).is_ok());
            let path = proof.map_or_else(Vec::new, |proof| proof.path);
            Ok(EntryDetail {
                row: row(&sealed),
                note: String::from_utf8_lossy(&sealed.note).into_owned(),
                commit: sealed.entry.commit.map(|commit| commit.to_string()),
                size: checkpoint.size,
                root: checkpoint.root.to_string(),
                path: path.iter().map(ToString::to_string).collect(),
                holds,
            })
        })
    });
    detail.await.map(Json)
}

/// Verifies the case: every byte against what it should be. The answer names a job; its result holds the findings.
///
/// # Errors
/// Never: a failure is told by the job.
#[utoipa::path(post, path = "/api/ledger/verify", tag = "ledger", request_body = VerifyRequest,
    responses((status = 202, body = Started)))]
pub async fn verify(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Json(request): Json<VerifyRequest>,
) -> Result<(axum::http::StatusCode, Json<Started>), Problem> {
    let job = place.jobs().start(0);
    let (work, name) = (place.clone(), job.clone());
    tokio::task::spawn_blocking(move || {
        let mut told = Told { jobs: work.jobs().clone(), events: work.events().clone(), job: name.clone() };
        let options = Options { read_data: request.read_data, recode: request.recode };
        let verified = work
            .desk()
            .work(&actor.name, |case, env, knowledge| verify_open(case, options, env, knowledge, &mut told));
        let ended = verified
            .map(|verified| serde_json::to_value(&verified).unwrap_or_default())
            .map_err(|error| Problem::from(error).body(language));
        work.jobs().end(&name, ended);
        work.events().send(Event::Done { job: name });
    });
    Ok((axum::http::StatusCode::ACCEPTED, Json(Started { job })))
}
