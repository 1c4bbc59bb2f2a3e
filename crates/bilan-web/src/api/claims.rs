//! Claims: lists, one with everything that leads back to its words, and judgements.

use axum::Json;
use axum::extract::{Path, Query, State};
use bilan_casework::case::Case;
use bilan_casework::desk::{About, Ruled};
use bilan_casework::judge::{JudgedNow, Reading, Ruling, add_claim_as, judge_as};
use bilan_casework::state::{ReportState, State as CaseState, Told};
use bilan_casework::undo::UndoneNow;
use bilan_casework::{Error, ErrorKind, show};
use bilan_model::ClaimKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::actor::Actor;
use crate::problem::{Problem, ProblemBody};
use crate::reader::Reader;
use crate::wire::claim::{Claim, Saying};
use crate::wire::decision::{Decision, changes};
use crate::wire::page::{Page, Paging};
use crate::wire::report::report_text;
use crate::words::Words;
use crate::workplace::Workplace;

/// A claim in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClaimRow {
    /// Its id.
    pub id: String,
    /// `toll`, `status`, `responsibility`, `act`.
    pub kind: String,
    /// The incident that it is about.
    pub incident: Option<String>,
    /// The report that it stands in.
    pub report: String,
    /// What it says, by its codes.
    pub says: String,
    /// Who says so, or `author`.
    pub source: Option<String>,
    /// Its words.
    pub quote: String,
    /// What was decided of it.
    pub verdict: Option<String>,
}

/// A claim with everything that leads back to its words and to the ledger.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClaimDetail {
    /// The claim.
    pub claim: Claim,
    /// The words around it: before, itself, after.
    pub context: [String; 3],
    /// The rules that read it.
    pub rules: Vec<Rule>,
    /// Which coder read it; empty where a person entered it.
    pub coder: String,
    /// What people decided of it, in the order of the log.
    pub judgements: Vec<Judgement>,
    /// Where the ledger proves it.
    pub proof: Proof,
}

/// A rule with what it reads.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// What it reads.
    pub text: String,
}

/// A decision on a claim.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Judgement {
    /// Its entry.
    pub entry: u64,
    /// What was decided.
    pub decision: String,
    /// By whom.
    pub member: String,
    /// Why.
    pub why: String,
}

/// Where the ledger proves something.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Proof {
    /// The entry.
    pub entry: u64,
    /// Its leaf.
    pub leaf: String,
    /// Commitment of its content.
    pub commit: String,
    /// Entries of the log that the proof is for.
    pub size: u64,
    /// Root of the log.
    pub root: String,
    /// The hashes that lead from the leaf to the root.
    pub path: Vec<String>,
    /// Whether they do.
    pub holds: bool,
}

/// What a person decides of a claim.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgementRequest {
    /// `accept`, `reject`, `correct`.
    pub ruling: RulingCode,
    /// What it says instead, where it is corrected.
    pub saying: Option<Saying>,
    /// Why.
    pub why: String,
    /// Nothing is written: the answer says what would change.
    #[serde(default)]
    pub dry_run: bool,
    /// It is a second reading: it is compared with the first, and holds nothing.
    #[serde(default)]
    pub second: bool,
}

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RulingCode {
    /// It is read rightly.
    Accept,
    /// It is not in the text.
    Reject,
    /// It is in the text, otherwise than read.
    Correct,
}

/// A claim that the machine missed.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddedClaim {
    /// `toll`, `status`, `responsibility`, `act`.
    pub kind: KindCode,
    /// The incident that it is about, where the report tells of several.
    pub incident: Option<String>,
    /// What it says.
    pub saying: Saying,
    /// Why it was added.
    pub why: String,
    /// It is a second reading: it is compared with the first, and holds nothing.
    #[serde(default)]
    pub second: bool,
}

/// A kind of claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KindCode {
    /// How many suffered what.
    Toll,
    /// What the victims were.
    Status,
    /// Who did it.
    Responsibility,
    /// What was done.
    Act,
}

impl From<KindCode> for ClaimKind {
    fn from(kind: KindCode) -> Self {
        match kind {
            KindCode::Toll => Self::Toll,
            KindCode::Status => Self::Status,
            KindCode::Responsibility => Self::Responsibility,
            KindCode::Act => Self::Act,
        }
    }
}

/// An entry to take back.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoRequest {
    /// Its number.
    pub entry: u64,
    /// Why.
    pub why: String,
    /// Nothing is written: the answer says what would change.
    #[serde(default)]
    pub dry_run: bool,
}

/// Lists the claims of the case, page by page.
///
/// # Errors
/// When the case cannot be read.
#[utoipa::path(get, path = "/api/claims", tag = "claims",
    params(crate::api::review::Filter, Paging),
    responses((status = 200, body = Page<ClaimRow>), (status = 422, body = ProblemBody)))]
pub async fn list(
    State(place): State<Workplace>,
    Reader(language): Reader,
    Query(filter): Query<crate::api::review::Filter>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<ClaimRow>>, Problem> {
    place
        .ask(language, move |place, _| {
            if crate::orphans::asked(&filter) {
                return crate::orphans::page(place, &paging);
            }
            crate::lists::claims(place, &filter, &paging)
        })
        .await
        .map(Json)
}

/// Shows a claim with its words, rules, judgements and proof.
///
/// # Errors
/// When there is none.
#[utoipa::path(get, path = "/api/claims/{id}", tag = "claims", params(("id" = String, Path)),
    responses((status = 200, body = ClaimDetail), (status = 404, body = ProblemBody)))]
pub async fn one(
    State(place): State<Workplace>,
    Reader(language): Reader,
    Path(id): Path<String>,
) -> Result<Json<ClaimDetail>, Problem> {
    let detail =
        place.ask(language, move |place, words| {
            let slice = place.desk().claim(&id)?;
            place.desk().with_case(|case| {
                let shown = show::claim(case, &slice.state, &slice.id, words.knowledge())?;
                let claim = claim_of(case, &slice.state, &shown.claim.report, &shown.claim.id, words, None)?;
                let rules = shown.rules.into_iter().map(|(id, text)| Rule { id, text }).collect();
                let judgement = |(entry, decision, member, why): (u64, &'static str, String, String)| {
                    Judgement { entry, decision: decision.to_owned(), member, why }
                };
                let proof = Proof {
                    entry: shown.proof.entry,
                    leaf: shown.proof.leaf,
                    commit: shown.proof.commit,
                    size: shown.proof.size,
                    root: shown.proof.root,
                    path: shown.proof.path,
                    holds: shown.proof.holds,
                };
                Ok(ClaimDetail {
                    claim,
                    context: shown.context,
                    rules,
                    coder: shown.coder,
                    judgements: shown.judgements.into_iter().map(judgement).collect(),
                    proof,
                })
            })
        });
    detail.await.map(Json)
}

/// The claim of a report, as it holds in a state.
///
/// # Errors
/// When it is not there, or its text is not what it was.
pub fn claim_of(
    case: &Case,
    state: &CaseState,
    report: &str,
    id: &str,
    words: Words<'_>,
    second_reader: Option<&str>,
) -> Result<Claim, Error> {
    let report = state.report(report).ok_or_else(no_such_claim)?;
    let told = report_text(case, state, report, words, second_reader)?;
    told.claims.into_iter().find(|claim| claim.id == id).ok_or_else(no_such_claim)
}

/// Accepts, rejects or corrects a claim.
///
/// # Errors
/// When a correction does not fit the claim or its report, or no reason is given.
#[utoipa::path(post, path = "/api/claims/{id}/judgement", tag = "claims", params(("id" = String, Path)),
    request_body = JudgementRequest,
    responses((status = 200, body = Decision), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn judgement(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Path(id): Path<String>,
    Json(request): Json<JudgementRequest>,
) -> Result<Json<Decision>, Problem> {
    let decided = place.ask(language, move |place, words| {
        let desk = place.desk();
        let slice = desk.claim(&id)?;
        let ruling = match request.ruling {
            RulingCode::Accept => Ruling::Accept,
            RulingCode::Reject => Ruling::Reject,
            RulingCode::Correct => {
                let saying = request.saying.unwrap_or_default();
                let text =
                    desk.with_case(|case| report_of_claim(&slice.state, &slice.id)?.read_text(case))?;
                Ruling::Correct(saying.said(&text)?)
            }
        };
        let about = About::Claim(slice.id.clone());
        let act = |case: &mut _, state: &_, env: &mut _| {
            judge_as(case, state, &slice.id, ruling, reading(request.second), &request.why, env)
        };
        let ruled = if request.dry_run {
            desk.rehearse(&actor.name, &about, act)?
        } else {
            desk.decide(&actor.name, &about, act)?
        };
        Ok(judged(place, &actor, &ruled, request.dry_run, request.second, words))
    });
    decided.await.map(Json)
}

/// Whose reading a decision is.
fn reading(second: bool) -> Reading {
    if second { Reading::Second } else { Reading::Holds }
}

/// The report of a state that a claim stands in.
///
/// # Errors
/// When the claim is gone.
pub(crate) fn report_of_claim<'a>(state: &'a CaseState, id: &str) -> Result<&'a ReportState, Error> {
    let holds = |told: &&Told| {
        told.accounts.iter().any(|account| account.claims().any(|claim| claim.id().as_str() == id))
    };
    let told = state.picture().told.iter().find(holds);
    told.and_then(|told| state.report(&told.header.doc)).ok_or_else(no_such_claim)
}

/// What is told where a claim is gone.
pub(crate) fn no_such_claim() -> Error {
    Error::new(ErrorKind::Missing, "there is no such claim")
}

/// A judgement as pages get it, and told to the other pages.
pub(crate) fn judged(
    place: &Workplace,
    actor: &Actor,
    ruled: &Ruled<JudgedNow>,
    dry_run: bool,
    second: bool,
    words: Words<'_>,
) -> Decision {
    let now = &ruled.done;
    let reader = second.then_some(actor.name.as_str());
    let claim = place
        .desk()
        .with_case(|case| claim_of(case, &ruled.after, &now.report, now.claim.id().as_str(), words, reader))
        .ok();
    if !dry_run {
        place.tell(&actor.name, &About::Report(now.report.clone()), ruled);
    }
    let changed = changes(&ruled.changes, words);
    Decision { dry_run, claim, ..Decision::of(&now.entered, changed) }
}

/// Adds a claim that the machine missed.
///
/// # Errors
/// When the words do not stand in the report, or something that the kind needs is not said.
#[utoipa::path(post, path = "/api/reports/{id}/claims", tag = "claims", params(("id" = String, Path)),
    request_body = AddedClaim,
    responses((status = 200, body = Decision), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn add(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Path(id): Path<String>,
    Json(request): Json<AddedClaim>,
) -> Result<Json<Decision>, Problem> {
    let decided = place.ask(language, move |place, words| {
        let desk = place.desk();
        let slice = desk.report(&id)?;
        let gone = || Error::new(ErrorKind::Missing, "there is no such report");
        let report = slice.state.report(&slice.id).ok_or_else(gone)?;
        let text = desk.with_case(|case| report.read_text(case))?;
        let saying = request.saying.said(&text)?;
        let (kind, incident) = (request.kind.into(), request.incident.as_deref());
        let ruled = desk.decide(&actor.name, &About::Report(slice.id.clone()), |case, state, env| {
            let whose = reading(request.second);
            add_claim_as(case, state, &slice.id, kind, incident, &saying, whose, &request.why, env)
        })?;
        Ok(judged(place, &actor, &ruled, false, request.second, words))
    });
    decided.await.map(Json)
}

/// Takes back an act of a person.
///
/// # Errors
/// When there is no such entry, it is no person's act, it is undone already, or no reason is given.
#[utoipa::path(post, path = "/api/undo", tag = "history", request_body = UndoRequest,
    responses((status = 200, body = Decision), (status = 422, body = ProblemBody)))]
pub async fn undo(
    State(place): State<Workplace>,
    Reader(language): Reader,
    actor: Actor,
    Json(request): Json<UndoRequest>,
) -> Result<Json<Decision>, Problem> {
    let undone = place.ask(language, move |place, words| {
        let desk = place.desk();
        let ruled: Ruled<UndoneNow> = if request.dry_run {
            desk.rehearse_undo(&actor.name, request.entry, &request.why)?
        } else {
            desk.undo(&actor.name, request.entry, &request.why)?
        };
        if !request.dry_run {
            place.tell(&actor.name, &About::Case, &ruled);
        }
        let changed = changes(&ruled.changes, words);
        Ok(Decision { dry_run: request.dry_run, ..Decision::of(&ruled.done.entered, changed) })
    });
    undone.await.map(Json)
}
