//! The toll of an outcome.

use bilan_model::{ClaimRef, Code, Incident, Outcome, Toll};

use crate::{
    Basis, Glossary, Sources, Verdicts,
    figure::{Figure, sort},
    range::range,
    status::status_of,
};

impl Basis<'_> {
    /// One toll an outcome that has claims, in codebook order: killed first.
    pub fn tolls(&self, incident: &Incident) -> Vec<Toll> {
        Outcome::ALL
            .iter()
            .map(|outcome| self.toll(incident, *outcome))
            .filter(|toll| toll.claims > 0)
            .collect()
    }

    /// The toll of one outcome, in persons; without ends where no claim gives a figure.
    pub fn toll(&self, incident: &Incident, outcome: Outcome) -> Toll {
        let sorted = sort(incident, outcome, self.reviewed_only, self.verdicts);
        let range = range(&sorted.whole, &sorted.parts, self.sources);
        let references = |figures: &[Figure<'_>]| -> Vec<ClaimRef> {
            figures.iter().map(|figure| figure.reference.clone()).collect()
        };
        Toll {
            outcome,
            low: range.low,
            high: range.high,
            status: status_of(incident, outcome, self.verdicts),
            denials: references(&sorted.denials),
            parts: references(&sorted.parts),
            superseded: sorted.superseded.iter().map(|(figure, _)| figure.reference.clone()).collect(),
            left_out: sorted.left_out,
            reviewed: sorted.reviewed,
            claims: incident.tolls().filter(|(_, _, claim)| claim.outcome == outcome).count(),
        }
    }
}

/// [`Basis::tolls`] where nothing is known of sources.
pub fn tolls(incident: &Incident, reviewed_only: bool, verdicts: &Verdicts) -> Vec<Toll> {
    Basis { reviewed_only, verdicts, sources: &Sources::default(), glossary: Glossary::none() }
        .tolls(incident)
}

/// [`Basis::toll`] where nothing is known of sources.
pub fn toll(incident: &Incident, outcome: Outcome, reviewed_only: bool, verdicts: &Verdicts) -> Toll {
    Basis { reviewed_only, verdicts, sources: &Sources::default(), glossary: Glossary::none() }
        .toll(incident, outcome)
}
