//! One outcome of one incident under the rules of one policy, with the claims that the figure rests on.

mod acled;
mod airwars;
mod ibc;
mod question;
mod range;
mod ucdp;

use std::collections::BTreeMap;

use bilan_model::{Attribution, ClaimId, Code, Grade, Incident, Outcome, Policy, Unused};
use serde::{Deserialize, Serialize};

use crate::{Basis, figure::Figure};
use question::Question;
pub use ucdp::Coding;

/// What a policy makes of an outcome. Figures are persons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyToll {
    /// What happened to them.
    pub outcome: Outcome,
    /// By whose rules.
    pub policy: Policy,
    /// Lower end; `None` where no claim binds it or the policy does not count this outcome.
    pub low: Option<u64>,
    /// The largest number that anybody names; `None` as for the lower end.
    pub high: Option<u64>,
    /// Somebody leaves the upper end open ("at least", "more than").
    pub high_open: bool,
    /// The one figure of policies that have one.
    pub best: Option<u64>,
    /// The figure by what the victims were, under names that each policy's rules explain. Where a policy parts its
    /// figure (UCDP) the rows add up to it; else the whole stands in one row, and Airwars' rows count each by itself.
    pub status: BTreeMap<String, Cell>,
    /// Some source calls the victims civilians, another combatants.
    pub contested: bool,
    /// Fewer independent sources than the policy asks for.
    pub provisional: bool,
    /// How far it is established that it happened, and who did it.
    pub grade: Grading,
    /// The claims that the figure rests on, sorted.
    pub claims_used: Vec<ClaimId>,
    /// The others, each with the reason, sorted.
    pub claims_left_out: Vec<NotUsed>,
    /// How many claims of this outcome a person has judged.
    pub reviewed: Reviewed,
    /// What a reader must know of the figure.
    pub remarks: Vec<Remark>,
    /// How the event is coded by sides; of UCDP only, two where the dead are contested.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codings: Vec<Coding>,
}

/// Figures of some of the persons counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Lower end.
    pub low: Option<u64>,
    /// The largest number that anybody names.
    pub high: Option<u64>,
    /// The upper end is open.
    pub high_open: bool,
    /// The one figure of policies that have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<u64>,
}

/// The two gradings, and a policy's own where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grading {
    /// Whether it happened.
    pub happened: Grade,
    /// Who did it.
    pub who: Attribution,
    /// Airwars' grade, of its policy only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub airwars: Option<AirwarsGrade>,
}

/// Airwars' grades that rules can give: what is discounted, a person says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AirwarsGrade {
    /// A belligerent accepts responsibility for the victims.
    Confirmed,
    /// Two or more independent sources.
    Fair,
    /// One source.
    Weak,
    /// Rival parties are accused.
    Contested,
}

/// A claim that a figure does not rest on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NotUsed {
    /// The claim.
    pub claim: ClaimId,
    /// Why not.
    pub why: Unused,
}

/// How many of the claims a person has judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// Judged.
    pub n: usize,
    /// All.
    pub of: usize,
}

/// What a reader must know of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remark {
    /// The policy does not count this outcome.
    OutcomeNotCounted,
    /// Words without a number stand in the figure by a convention.
    WordsAsNumbers,
    /// The upper end is open; the number is the largest that is named.
    OpenHigh,
    /// Only parts are told: the figure is at least this.
    PartsOnly,
    /// Somebody denies it; the denial does not lower the figure.
    Denied,
    /// Different kinds of victims were added up, as the policy does.
    KindsAdded,
}

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
