//! `show`: one report, incident or claim of a case with everything that leads back to the words and to the ledger.

use std::collections::BTreeMap;

use bilan_ledger::Commit;
use bilan_model::{Incident, IncidentAccount, Span};
use bilan_tally::Language;
use serde::Serialize;

use crate::case::Case;
use crate::error::{Error, ErrorKind};
use crate::explain::{Reason, reasons};
use crate::knowledge::Knowledge;
use crate::list::{ClaimRow, claims};
use crate::message;
use crate::state::{Decided, ReportState, State};
use crate::tally::{IncidentTally, tally};

/// A report with its text.
#[derive(Debug, Clone, Serialize)]
pub struct ShownReport {
    /// What is known of it beside its text.
    pub header: crate::records::TextHeader,
    /// How it came in.
    pub acquisition: crate::records::Acquisition,
    /// The report that replaced it, if one did.
    pub superseded_by: Option<String>,
    /// Its text.
    pub text: String,
    /// The claims with their places in the text, in order of place.
    pub claims: Vec<(Span, ClaimRow)>,
    /// Figures that are no tolls of an incident.
    pub non_incident_tolls: Vec<bilan_model::NonIncidentToll>,
    /// What the coder could not settle.
    pub doubts: Vec<bilan_model::Doubt>,
    /// Commitment to the original bytes.
    pub original_commit: String,
    /// Commitment to the text.
    pub text_commit: String,
    /// The entries that name it, as (sequence number, leaf).
    pub entries: Vec<(u64, String)>,
}

/// An incident with its accounts.
#[derive(Debug, Clone, Serialize)]
pub struct ShownIncident {
    /// What was made of its claims.
    pub tally: IncidentTally,
    /// The accounts.
    pub accounts: Vec<IncidentAccount>,
}

/// A claim with the rules that read it and its proof.
#[derive(Debug, Clone, Serialize)]
pub struct ShownClaim {
    /// The claim.
    pub claim: ClaimRow,
    /// Where its words stand in the text of the report, in bytes.
    pub span: Span,
    /// The words around it: before, itself, after.
    pub context: [String; 3],
    /// The rules that read it, by id, each with what it reads.
    pub rules: Vec<(String, String)>,
    /// Which coder read it; empty where a person entered it.
    pub coder: String,
    /// What people decided of it, in the order of the log, as (entry, decision, member, why).
    pub judgements: Vec<(u64, &'static str, String, String)>,
    /// Where the ledger proves it.
    pub proof: Proof,
}

/// Where the ledger proves something.
#[derive(Debug, Clone, Serialize)]
pub struct Proof {
    /// The entry.
    pub entry: u64,
    /// Its leaf.
    pub leaf: String,
    /// Commitment of its content: the name of an object in the vault.
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

/// The report of an id, or of its first digits.
///
/// # Errors
/// When there is none or more than one, or its text is not what it was.
pub fn report(case: &Case, state: &State, id: &str) -> Result<ShownReport, Error> {
    let report = &state.reports[pick_report(state, id)?];
    let item = state.item(&report.item).ok_or_else(|| Error::no_case(case.folder()))?;
    let mut claims = Vec::new();
    for (span, row) in all_claims(state) {
        if row.report == report.id {
            claims.push((span, row));
        }
    }
    claims.sort_by_key(|(span, _)| *span);
    let coding = report.coding();
    Ok(ShownReport {
        header: report.text.clone(),
        acquisition: item.acquisition.clone(),
        superseded_by: report.superseded_by.clone(),
        text: report.read_text(case)?,
        claims,
        non_incident_tolls: coding.map_or(Vec::new(), |coding| coding.non_incident_tolls.clone()),
        doubts: coding.map_or(Vec::new(), |coding| coding.doubts.clone()),
        original_commit: item.original.as_ref().map(Commit::to_string).unwrap_or_default(),
        text_commit: report.text_commit.to_string(),
        entries: report.entries.clone(),
    })
}

/// The incident of an id, or of its first letters.
///
/// # Errors
/// When there is none or more than one.
pub fn incident(
    state: &State,
    id: &str,
    knowledge: &Knowledge,
    language: Language,
) -> Result<ShownIncident, Error> {
    let incident = find_incident(state.incidents(), id)?;
    let accounts = incident.accounts.clone();
    let mut tallies = tally(&[incident], state.picture().basis(false), knowledge, language)?;
    Ok(ShownIncident { tally: tallies.remove(0), accounts })
}

/// The incident of an id, or of its first letters, among all.
///
/// # Errors
/// When there is none or more than one.
pub(crate) fn find_incident(mut incidents: Vec<Incident>, id: &str) -> Result<Incident, Error> {
    let at = pick(incidents.iter().map(|incident| incident.id.as_str()), id, "incident")?;
    Ok(incidents.swap_remove(at))
}

/// The claim of an id, or of its first digits.
///
/// # Errors
/// When there is none or more than one, or its report's text is not what it was.
pub fn claim(case: &Case, state: &State, id: &str, knowledge: &Knowledge) -> Result<ShownClaim, Error> {
    let wanted = claims(state);
    let wanted = &wanted[pick_claim(&wanted, id)?].id;
    let found = all_claims(state).into_iter().find(|(_, row)| row.id == *wanted);
    let (span, row) = found.ok_or_else(|| Error::no_case(case.folder()))?;
    let report = state.report(&row.report).ok_or_else(|| Error::no_case(case.folder()))?;
    let (reason, coder) = why(report, &row, knowledge)?;
    let text = report.read_text(case)?;
    Ok(ShownClaim {
        context: around(&text, span),
        span,
        rules: reason.map_or(Vec::new(), |reason| reason.rules),
        coder,
        judgements: judgements(state, &row.id),
        proof: proof(case, report)?,
        claim: row,
    })
}

/// What people decided of a claim and has not been undone.
fn judgements(state: &State, claim: &str) -> Vec<(u64, &'static str, String, String)> {
    let of_claim =
        |decided: &&Decided| decided.judged().is_some_and(|judged| judged.claim.id().as_str() == claim);
    let told = |decided: &Decided| {
        let record = &decided.record;
        (decided.seq, record.decision.name(), record.member.clone(), record.why.clone())
    };
    state.standing().filter(of_claim).map(told).collect()
}

fn why(
    report: &ReportState,
    row: &ClaimRow,
    knowledge: &Knowledge,
) -> Result<(Option<Reason>, String), Error> {
    let Some(coded) = &report.coding else { return Ok((None, String::new())) };
    let all = reasons(&coded.record.coding, &Vec::new(), coded.record.language.as_deref(), knowledge)?;
    let reason = all.into_iter().find(|reason| reason.claim == row.id);
    let coder = if reason.is_some() { coded.record.coder.version.clone() } else { String::new() };
    Ok((reason, coder))
}

/// The proof that the coding of a report is in the log.
fn proof(case: &Case, report: &ReportState) -> Result<Proof, Error> {
    let coded = report.coding.as_ref().ok_or_else(|| Error::no_case(case.folder()))?;
    let ledger = case.ledger();
    let sealed = ledger.entry(coded.seq).map_err(|error| Error::ledger(case.folder(), error))?;
    let checkpoint = ledger.checkpoint();
    let proof = ledger.prove_inclusion(coded.seq);
    let holds = proof.as_ref().is_some_and(|proof| proof.verify(sealed.leaf, checkpoint.root).is_ok());
    Ok(Proof {
        entry: coded.seq,
        leaf: coded.leaf.clone(),
        commit: coded.commit.clone(),
        size: checkpoint.size,
        root: checkpoint.root.to_string(),
        path: proof.map_or(Vec::new(), |proof| proof.path.iter().map(ToString::to_string).collect()),
        holds,
    })
}

/// Every claim of the case with its place in the text of its report.
fn all_claims(state: &State) -> Vec<(Span, ClaimRow)> {
    let spans =
        state.picture().told.iter().flat_map(|told| &told.accounts).flat_map(|account| account.claims());
    let spans: BTreeMap<String, Span> =
        spans.map(|claim| (claim.id().as_str().to_owned(), claim.span())).collect();
    let rows = claims(state).into_iter();
    rows.filter_map(|row| Some((*spans.get(&row.id)?, row))).collect()
}

/// About eighty characters before and after a span, cut between words.
fn around(text: &str, span: Span) -> [String; 3] {
    const CONTEXT: usize = 80;
    let words = span.of(text).unwrap_or_default();
    let before = text.get(..span.start()).unwrap_or_default();
    let after = text.get(span.end()..).unwrap_or_default();
    let from = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
    let to = after.char_indices().nth(CONTEXT).map_or(after.len(), |(at, _)| at);
    let before = before[from..]
        .split_once(char::is_whitespace)
        .filter(|_| from > 0)
        .map_or(&before[from..], |(_, rest)| rest);
    let after = after[..to]
        .rsplit_once(char::is_whitespace)
        .filter(|_| to < after.len())
        .map_or(&after[..to], |(rest, _)| rest);
    [before, words, after].map(|piece| piece.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The report of an id, or of its first digits, as its place in [`State::reports`].
pub(crate) fn pick_report(state: &State, id: &str) -> Result<usize, Error> {
    pick(state.reports.iter().map(|report| report.id.as_str()), id, "report")
}

/// The claim that is meant, as its place among the rows of [`claims`]: by its id, its first digits, its number in the
/// list (`#3`), or its number among the claims of an incident (`tassik#3`).
pub(crate) fn pick_claim(rows: &[ClaimRow], id: &str) -> Result<usize, Error> {
    match id.split_once('#') {
        Some((incident, number)) if !incident.is_empty() => {
            let mut incidents: Vec<&str> = rows.iter().map(|row| row.incident.as_str()).collect();
            incidents.dedup();
            let incident = incidents[pick(incidents.iter().copied(), incident, "incident")?];
            let here: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].incident == incident).collect();
            let number = format!("#{number}");
            Ok(here[pick(here.iter().map(|at| rows[*at].id.as_str()), &number, "claim")?])
        }
        _ => pick(rows.iter().map(|row| row.id.as_str()), id, "claim"),
    }
}

/// Which of the ids is meant: the one that equals `id`, else the only one that begins with it; `#3` is the third.
pub(crate) fn pick<'a>(
    ids: impl Iterator<Item = &'a str>,
    id: &str,
    kind: &'static str,
) -> Result<usize, Error> {
    let mut begin = Vec::new();
    let number: Option<usize> = id.strip_prefix('#').and_then(|number| number.parse().ok());
    for (at, known) in ids.enumerate() {
        if known == id || number == Some(at + 1) {
            return Ok(at);
        }
        if !id.is_empty() && known.starts_with(id) {
            begin.push(at);
        }
    }
    match begin[..] {
        [at] => Ok(at),
        [] => Err(Error::new(
            ErrorKind::Missing,
            message!("there is no {kind} \"{id}\" in this case", kind: kind, id = id),
        )
        .next(message!(
            "`bilan list CASE {kind}s` shows their ids; the first digits are enough.",
            kind = kind
        ))),
        _ => Err(Error::new(
            ErrorKind::Usage,
            message!("{n} {kind}s begin with \"{id}\"", n = begin.len(), kind: kind, id = id),
        )
        .next("Give more of the id.")),
    }
}
