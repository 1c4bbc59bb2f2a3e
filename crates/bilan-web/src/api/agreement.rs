//! Agreement of first and second readings, and where they differ.

use axum::Json;
use axum::extract::State;
use bilan_casework::second_reading::{Disagreement as Differ, Read, agreement as compare};
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Problem;
use crate::reader::Reader;
use crate::wire::claim::verdict;
use crate::words::Words;
use crate::workplace::Workplace;

/// How far two persons agree who read without seeing each other's decisions.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Agreement {
    /// Reports that a second person has read in part or whole.
    pub reports: u64,
    /// Claims that both judged.
    pub both_judged: u64,
    /// Of them, those that both judged alike.
    pub alike: u64,
    /// Cohen's kappa over the verdicts; nothing where it is not defined.
    pub kappa: Option<f64>,
    /// Claims that both found though no machine had read them.
    pub found_by_both: u64,
    /// Claims that only the first found.
    pub found_by_first: u64,
    /// Claims that only the second found.
    pub found_by_second: u64,
    /// Where the two differ.
    pub disagreements: Vec<Disagreement>,
}

/// A claim that two persons read otherwise.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Disagreement {
    /// The claim.
    pub claim: String,
    /// Its report.
    pub report: String,
    /// Its words.
    pub quote: String,
    /// How the first reads it; nothing where the first did not find it.
    pub first: Option<OneReading>,
    /// How the second reads it; nothing where the second did not find it.
    pub second: Option<OneReading>,
    /// What was decided after both had read it.
    pub ruling: Option<String>,
}

/// One reading of a claim.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OneReading {
    /// Who.
    pub member: String,
    /// What they decided.
    pub verdict: String,
    /// What the claim says by them, in the reader's language.
    pub says: String,
    /// Why.
    pub why: String,
    /// Their entry.
    pub entry: u64,
}

fn reading(read: Read, words: Words<'_>) -> OneReading {
    OneReading {
        verdict: verdict(read.verdict).to_owned(),
        says: words.claim(&read.claim),
        member: read.member,
        why: read.why,
        entry: read.entry,
    }
}

fn disagreement(differ: Differ, words: Words<'_>) -> Disagreement {
    Disagreement {
        claim: differ.claim,
        report: differ.report,
        quote: differ.quote,
        first: differ.first.map(|read| reading(read, words)),
        second: differ.second.map(|read| reading(read, words)),
        ruling: differ.ruling.map(|ruling| verdict(ruling).to_owned()),
    }
}

/// Tells how far first and second readings agree, and where they do not.
///
/// # Errors
/// When the case cannot be read.
#[utoipa::path(get, path = "/api/agreement", tag = "review", responses((status = 200, body = Agreement)))]
pub async fn agreement(
    State(place): State<Workplace>,
    Reader(language): Reader,
) -> Result<Json<Agreement>, Problem> {
    let agreed = place.ask(language, |place, words| {
        let found = compare(&*place.desk().whole()?);
        Ok(Agreement {
            reports: found.reports as u64,
            both_judged: found.both_judged as u64,
            alike: found.alike as u64,
            kappa: found.kappa,
            found_by_both: found.found_by_both as u64,
            found_by_first: found.found_by_first as u64,
            found_by_second: found.found_by_second as u64,
            disagreements: found
                .disagreements
                .into_iter()
                .map(|differ| disagreement(differ, words))
                .collect(),
        })
    });
    agreed.await.map(Json)
}
