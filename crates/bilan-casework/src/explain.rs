//! Why a coding says what it says: for each claim the words and the rules that read them.

use bilan_coder::Features;
use bilan_model::{Code as _, Coding};
use serde::Serialize;

use crate::error::Error;
use crate::knowledge::Knowledge;
use crate::list::count;

/// One claim with its reasons.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    /// Of a toll, how sure its reading is, and the features that say so with their weights in hundredths of a logit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Weighed>,
}

/// How sure a reading is, and by what.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Weighed {
    /// From 0 to 1.
    pub value: f64,
    /// Features with their weights, in hundredths of a logit.
    pub features: Vec<(String, i32)>,
}

/// The reasons of every claim of a coding, in its order. `features` are those of its tolls, as the coder gives them.
///
/// # Errors
/// When the pack cannot be used.
pub fn reasons(
    coding: &Coding,
    features: &Features,
    language: Option<&str>,
    knowledge: &Knowledge,
) -> Result<Vec<Reason>, Error> {
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
                confidence: None,
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
    weigh(coding, features, &mut reasons);
    Ok(reasons)
}

/// Puts to each toll how sure its reading is.
fn weigh(coding: &Coding, features: &Features, reasons: &mut [Reason]) {
    for (account, of_account) in coding.incidents.iter().zip(features) {
        for (toll, of_toll) in account.tolls.iter().zip(of_account) {
            let own =
                |reason: &&mut Reason| reason.incident == account.id && reason.claim == toll.id.as_str();
            if let Some(reason) = reasons.iter_mut().find(own) {
                let named = bilan_coder::weights(of_toll).into_iter();
                let features = named.map(|(feature, weight)| (feature.to_owned(), weight)).collect();
                reason.confidence = Some(Weighed { value: toll.confidence, features });
            }
        }
    }
}
