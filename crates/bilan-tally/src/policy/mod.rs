//! One outcome of one incident under the rules of one policy, with the claims that the figure rests on.

mod acled;
mod airwars;
mod ibc;
mod question;
mod range;
mod ucdp;

use bilan_model::{Cell, Code as _, Incident, Outcome, Policy, PolicyToll};

use crate::{Basis, figure::Figure};
use question::Question;

impl Basis<'_> {
    /// Every outcome that has claims under each of `policies`: outcomes in codebook order, then policies as given.
    pub fn by_policy(&self, incident: &Incident, policies: &[Policy]) -> Vec<PolicyToll> {
        let told = |outcome: Outcome| incident.tolls().any(|(_, _, claim)| claim.outcome == outcome);
        let outcomes: Vec<Outcome> = Outcome::ALL.iter().copied().filter(|outcome| told(*outcome)).collect();
        if outcomes.is_empty() {
            return Vec::new();
        }
        let asked = question::Incidental::of(incident, self);
        let mut tolls = Vec::with_capacity(outcomes.len() * policies.len());
        for outcome in outcomes {
            let question = Question::new(self, incident, outcome, &asked);
            tolls.extend(policies.iter().map(|policy| answer(&question, *policy)));
        }
        tolls
    }
}

fn answer(question: &Question<'_>, policy: Policy) -> PolicyToll {
    match policy {
        Policy::Range => range::answer(question),
        Policy::Airwars => airwars::answer(question),
        Policy::Ucdp => ucdp::answer(question),
        Policy::Acled => acled::answer(question),
        Policy::Ibc => ibc::answer(question),
    }
}

/// The least low and the largest high of some figures.
fn cell<'a>(figures: impl IntoIterator<Item = &'a Figure<'a>>) -> Cell {
    let mut cell = Cell::default();
    for figure in figures {
        cell.low = match (cell.low, figure.ends.low) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        cell.high = cell.high.max(Some(figure.named_high()));
        cell.high_open |= matches!(figure.ends.high, bilan_model::High::Open { .. });
    }
    cell
}
