//! Why a coding says what it says: for each claim the words and the rules that read them.

use bilan_model::{Code as _, Coding};
use serde::Serialize;

use crate::error::Error;
use crate::knowledge::Knowledge;
use crate::list::count;

/// One claim with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The account that holds it.
    pub incident: String,
    /// The claim.
    pub claim: String,
    /// `toll`, `status`, `responsibility` or `act`.
    pub kind: &'static str,
    /// What it says, by its codes.
    pub says: String,
    /// Who says it.
    pub attributed_to: String,
    /// The words that it was read from; empty where a claim keeps only their place.
    pub quote: String,
    /// The rules that read it, by id, each with what it reads.
    pub rules: Vec<(String, String)>,
}

/// The reasons of every claim of a coding, in its order.
///
/// # Errors
/// When the pack cannot be used.
pub fn reasons(coding: &Coding, language: Option<&str>, knowledge: &Knowledge) -> Result<Vec<Reason>, Error> {
    let pack = knowledge.pack(language.unwrap_or_default())?;
    let in_words = |rules: &[String]| {
        let told = |id: &String| pack.and_then(|pack| pack.explain(id)).unwrap_or_default().to_owned();
        rules.iter().map(|id| (id.clone(), told(id))).collect::<Vec<_>>()
    };
    let mut reasons = Vec::new();
    for account in &coding.incidents {
        let mut give = |claim: &str, kind, says: String, by: &str, quote: &str, rules| {
            reasons.push(Reason {
                incident: account.id.clone(),
                claim: claim.to_owned(),
                kind,
                says,
                attributed_to: by.to_owned(),
                quote: quote.to_owned(),
                rules,
            });
        };
        for toll in &account.tolls {
            let says = format!("{} {} {}", toll.outcome.code(), count(toll.count), toll.victims.code());
            give(toll.id.as_str(), "toll", says, &toll.attributed_to, &toll.quote, in_words(&toll.rules));
        }
        for claim in &account.status_claims {
            let says = claim.status.code().to_owned();
            give(claim.id.as_str(), "status", says, &claim.attributed_to, &claim.quote, Vec::new());
        }
        for claim in &account.responsibility_claims {
            let says = format!("{} {}", claim.stance.code(), claim.party);
            give(claim.id.as_str(), "responsibility", says, &claim.attributed_to, &claim.quote, Vec::new());
        }
        for claim in &account.act_claims {
            let method = claim.method.map_or(String::new(), |method| format!(" by {}", method.code()));
            let says = format!("{}{method}", claim.act.code());
            give(claim.id.as_str(), "act", says, &claim.attributed_to, "", Vec::new());
        }
    }
    Ok(reasons)
}
