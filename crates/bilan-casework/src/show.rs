//! `show`: one report, incident or claim of a case with everything that leads back to the words and to the ledger.

use bilan_ledger::Commit;
use bilan_model::{Account, Incident, IncidentAccount, Span};
use bilan_tally::Language;
use serde::Serialize;

use crate::case::Case;
use crate::error::{Error, ErrorKind};
use crate::explain::{Reason, reasons};
use crate::knowledge::Knowledge;
use crate::list::{ClaimRow, claims_of};
use crate::state::{ReportState, State};
use crate::tally::{IncidentTally, policy, tally};

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
    /// Which coder read it.
    pub coder: String,
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
    let ids = state.reports.iter().map(|report| report.id.as_str());
    let report = &state.reports[pick(ids, id, "report")?];
    let item = state.item(&report.item).ok_or_else(|| Error::no_case(case.folder()))?;
    let mut claims = Vec::new();
    for incident in state.incidents() {
        for entry in incident.accounts.iter().filter(|entry| entry.report.doc == report.id) {
            let rows = claims_of(&incident.id, &report.id, &entry.account);
            claims.extend(spans(&entry.account).into_iter().zip(rows));
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
    let policy = policy("documented", false)?;
    let accounts = incident.accounts.clone();
    let mut tallies = tally(&[incident], &policy, &state.verdicts(), knowledge, language)?;
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
    let mut found = Vec::new();
    for incident in state.incidents() {
        for entry in &incident.accounts {
            let rows = claims_of(&incident.id, &entry.report.doc, &entry.account);
            found.extend(spans(&entry.account).into_iter().zip(rows));
        }
    }
    let at = pick(found.iter().map(|(_, row)| row.id.as_str()), id, "claim")?;
    let (span, row) = found.swap_remove(at);
    let report = state.report(&row.report).ok_or_else(|| Error::no_case(case.folder()))?;
    let (reason, coder) = why(report, &row, knowledge)?;
    let text = report.read_text(case)?;
    Ok(ShownClaim {
        context: around(&text, span),
        span,
        rules: reason.map_or(Vec::new(), |reason| reason.rules),
        coder,
        proof: proof(case, report)?,
        claim: row,
    })
}

fn why(
    report: &ReportState,
    row: &ClaimRow,
    knowledge: &Knowledge,
) -> Result<(Option<Reason>, String), Error> {
    let Some(coded) = &report.coding else { return Ok((None, String::new())) };
    let all = reasons(&coded.record.coding, coded.record.language.as_deref(), knowledge)?;
    let reason = all.into_iter().find(|reason| reason.claim == row.id);
    Ok((reason, coded.record.coder.version.clone()))
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

/// The spans of an account's claims, in the order of [`claims_of`].
fn spans(account: &Account) -> Vec<Span> {
    let tolls = account.tolls.iter().map(|claim| claim.span);
    let statuses = account.status_claims.iter().map(|claim| claim.span);
    let blames = account.responsibility_claims.iter().map(|claim| claim.span);
    tolls.chain(statuses).chain(blames).chain(account.act_claims.iter().map(|claim| claim.span)).collect()
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

/// Which of the ids is meant: the one that equals `id`, else the only one that begins with it.
fn pick<'a>(ids: impl Iterator<Item = &'a str>, id: &str, kind: &str) -> Result<usize, Error> {
    let mut begin = Vec::new();
    for (at, known) in ids.enumerate() {
        if known == id {
            return Ok(at);
        }
        if !id.is_empty() && known.starts_with(id) {
            begin.push(at);
        }
    }
    match begin[..] {
        [at] => Ok(at),
        [] => Err(Error::new(ErrorKind::Usage, format!("there is no {kind} \"{id}\" in this case"))
            .next(format!("`bilan list CASE {kind}s` shows their ids; the first digits are enough."))),
        _ => Err(Error::new(ErrorKind::Usage, format!("{} {kind}s begin with \"{id}\"", begin.len()))
            .next("Give more of the id.")),
    }
}
