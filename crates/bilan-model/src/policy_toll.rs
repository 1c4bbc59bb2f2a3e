//! One outcome of one incident under one policy, with the claims that the figure rests on; and sums of such figures.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Attribution, ClaimId, Grade, Outcome, Policy, Unused};

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
    pub codings: Vec<UcdpCoding>,
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

/// How UCDP codes an event by its sides. Deaths are of the best estimate and add up to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UcdpCoding {
    /// 1 state-based, 2 non-state, 3 one-sided; `None` where the claims do not tell.
    pub type_of_violence: Option<u8>,
    /// The first side, always the perpetrator of one-sided violence; empty where nobody names one.
    pub side_a: String,
    /// The second side; "Civilians" in one-sided violence.
    pub side_b: String,
    /// Deaths on side A.
    pub deaths_a: u64,
    /// Deaths on side B.
    pub deaths_b: u64,
    /// Civilian deaths.
    pub deaths_civilians: u64,
    /// Deaths of whom it is not known, or disputed, what they were.
    pub deaths_unknown: u64,
}

/// The sum over incidents of one policy, outcome and status. Persons; documented ones only, never an estimate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// Incidents with a figure.
    pub incidents: usize,
    /// Of them, those without a lower end: it counts as 0.
    pub without_low: usize,
    /// Of them, provisional ones.
    pub provisional: usize,
    /// Lower ends added up.
    pub low: u64,
    /// The largest numbers that anybody names, added up.
    pub high: u64,
    /// At least one of them leaves its upper end open.
    pub high_open: bool,
    /// The one figures added up, of policies that have one.
    pub best: Option<u64>,
}

/// One row of the totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotalRow {
    /// By whose rules.
    pub policy: Policy,
    /// What happened to them.
    pub outcome: Outcome,
    /// What the victims were, as [`PolicyToll::status`] names it; `all` for all of them.
    pub status: String,
    /// The sum.
    #[serde(flatten)]
    pub sum: Sum,
}

impl Sum {
    /// Adds another sum of other incidents.
    pub fn merge(&mut self, other: &Self) {
        self.incidents += other.incidents;
        self.without_low += other.without_low;
        self.provisional += other.provisional;
        self.low = self.low.saturating_add(other.low);
        self.high = self.high.saturating_add(other.high);
        self.high_open |= other.high_open;
        self.best = match (self.best, other.best) {
            (Some(sum), Some(best)) => Some(sum.saturating_add(best)),
            (one, other) => one.or(other),
        };
    }

    /// Adds the figure of one more incident.
    pub fn add(&mut self, cell: Cell, provisional: bool) {
        self.incidents += 1;
        self.without_low += usize::from(cell.low.is_none());
        self.provisional += usize::from(provisional);
        self.low = self.low.saturating_add(cell.low.unwrap_or(0));
        self.high = self.high.saturating_add(cell.high.or(cell.low).unwrap_or(0));
        self.high_open |= cell.high_open;
        self.best = match (self.best, cell.best) {
            (Some(sum), Some(best)) => Some(sum.saturating_add(best)),
            (one, other) => one.or(other),
        };
    }
}
