//! A documented range, with the claims that hold each end.

use serde::{Deserialize, Serialize};

use crate::{ClaimRef, High, Outcome};

/// What the dead of an incident were, over all its accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Said to be civilians, and nobody says otherwise.
    Civilian,
    /// Said to be combatants, and nobody says otherwise.
    Combatant,
    /// Said to be of the security forces, and nobody says otherwise.
    SecurityForces,
    /// Different persons with different statuses, no source against another.
    Several,
    /// Some source calls them civilians, another combatants.
    Contested,
    /// Nobody says.
    Unknown,
}

/// One end of a range: the figure and the claims that hold it. `F` is persons (`u64`) at the low end, [`High`] at
/// the high end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TollEnd<F> {
    /// Persons, at this end.
    pub figure: F,
    /// The words said "about".
    pub about: bool,
    /// The claims that hold this end; never empty.
    pub held_by: Vec<ClaimRef>,
}

/// A claim that makes no toll, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The claim.
    pub claim: ClaimRef,
    /// The reason.
    pub why: WhyLeftOut,
}

/// Why a claim makes no toll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyLeftOut {
    /// A person found that it is not in the text.
    Rejected,
    /// The policy wants judged claims only.
    NotReviewed,
}

/// How many persons are documented to have suffered an outcome: never an estimate, and no function adds the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toll {
    /// What happened to them.
    pub outcome: Outcome,
    /// Lower end, `None` where every claim binds only the upper end.
    pub low: Option<TollEnd<u64>>,
    /// Upper end, `None` where no claim gives a figure.
    pub high: Option<TollEnd<High>>,
    /// What the victims were.
    pub status: Status,
    /// Denials ("no one was killed"): they stand beside the range.
    pub denials: Vec<ClaimRef>,
    /// Figures that count a part of another figure: they never widen the range.
    pub parts: Vec<ClaimRef>,
    /// Figures that the same source later replaced: visible, out of the range.
    pub superseded: Vec<ClaimRef>,
    /// Claims that a person or the policy left out, with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// How many claims of this outcome a person has judged.
    pub reviewed: usize,
    /// How many claims of this outcome there are.
    pub claims: usize,
}
