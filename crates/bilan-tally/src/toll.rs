//! The toll of an outcome.

use bilan_model::{ClaimRef, Code, Incident, Outcome, Policy, Toll};

use crate::{
    Verdicts,
    figure::{Figure, sort},
    range::range,
    status::status_of,
};

/// One toll an outcome that has claims, in codebook order: killed first.
pub fn tolls(incident: &Incident, policy: &Policy, verdicts: &Verdicts) -> Vec<Toll> {
    Outcome::ALL
        .iter()
        .map(|outcome| toll(incident, *outcome, policy, verdicts))
        .filter(|toll| toll.claims > 0)
        .collect()
}

/// The toll of one outcome, in persons; without ends where no claim gives a figure.
pub fn toll(incident: &Incident, outcome: Outcome, policy: &Policy, verdicts: &Verdicts) -> Toll {
    let sorted = sort(incident, outcome, policy, verdicts);
    let range = range(&sorted.whole, &sorted.parts);
    let references =
        |figures: &[Figure<'_>]| -> Vec<ClaimRef> { figures.iter().map(|f| f.reference.clone()).collect() };
    Toll {
        outcome,
        low: range.low,
        high: range.high,
        status: status_of(incident, outcome, verdicts),
        denials: references(&sorted.denials),
        parts: references(&sorted.parts),
        superseded: sorted.superseded.iter().map(|(figure, _)| figure.reference.clone()).collect(),
        reviewed: sorted.reviewed,
        claims: incident.tolls().filter(|(_, _, claim)| claim.outcome == outcome).count(),
    }
}
