//! Which figures changed between two states of a case, and from what to what: after a report was withdrawn or
//! corrected, after judgements, between two releases.

use std::collections::BTreeMap;

use bilan_model::{Code as _, Outcome, Policy, PolicyToll};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::knowledge::Knowledge;
use crate::state::State;
use crate::tally::{IncidentPolicyToll, by_policy};

/// A figure as a change shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Lower end, in persons.
    pub low: Option<u64>,
    /// The largest number that anybody names, in persons.
    pub high: Option<u64>,
    /// The upper end is open.
    pub high_open: bool,
    /// The one figure of policies that have one.
    pub best: Option<u64>,
    /// The status of the victims is contested.
    pub contested: bool,
    /// Claims that the figure rests on.
    pub claims: usize,
}

impl Figure {
    /// The figure of a toll.
    pub fn of(toll: &PolicyToll) -> Self {
        Self {
            low: toll.low,
            high: toll.high,
            high_open: toll.high_open,
            best: toll.best,
            contested: toll.contested,
            claims: toll.claims_used.len(),
        }
    }
}

/// One figure that is otherwise than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The incident.
    pub incident: String,
    /// What happened to the persons counted.
    pub outcome: Outcome,
    /// By whose rules.
    pub policy: Policy,
    /// As it was; `None` where there was none.
    pub before: Option<Figure>,
    /// As it is; `None` where there is none any more.
    pub after: Option<Figure>,
}

/// Figures by incident, outcome and policy.
pub type Figures = BTreeMap<(String, Outcome, Policy), Figure>;

/// Every figure of a state under every policy.
///
/// # Errors
/// When a pack cannot be used.
pub fn figures(state: &State, knowledge: &Knowledge) -> Result<Figures, Error> {
    let picture = state.picture();
    let tolls = by_policy(&picture.incidents, picture.basis(false), Policy::ALL, &picture.graded, knowledge)?;
    Ok(tolls.iter().filter(|toll| is_counted(&toll.toll)).map(keyed).collect())
}

fn keyed(toll: &IncidentPolicyToll) -> ((String, Outcome, Policy), Figure) {
    ((toll.incident.clone(), toll.toll.outcome, toll.toll.policy), Figure::of(&toll.toll))
}

/// Whether a policy says anything of an outcome.
pub(crate) fn is_counted(toll: &PolicyToll) -> bool {
    toll.low.is_some() || toll.high.is_some()
}

/// What is otherwise, in order of incidents, outcomes and policies.
pub fn between(before: &Figures, after: &Figures) -> Vec<Change> {
    let mut keys: Vec<_> = before.keys().chain(after.keys()).collect();
    keys.sort_unstable_by_key(|(incident, outcome, policy)| (incident, *outcome, policy.code()));
    keys.dedup();
    let change = |(incident, outcome, policy): &(String, Outcome, Policy)| {
        let key = (incident.clone(), *outcome, *policy);
        let (before, after) = (before.get(&key).cloned(), after.get(&key).cloned());
        (before != after).then(|| Change {
            incident: incident.clone(),
            outcome: *outcome,
            policy: *policy,
            before,
            after,
        })
    };
    keys.into_iter().filter_map(change).collect()
}
