//! Why two accounts are one incident, or two.

use serde::{Deserialize, Serialize};

use crate::{
    batch::Batch,
    cluster::clusters,
    compare::Weights,
    compare::weigh,
    decisions::Rulings,
    telling::{AccountKey, Decision, Ruling, Telling},
};

/// What weighs for and against two accounts being one incident, and who decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The weights of the two, whatever a person says.
    pub weights: Weights,
    /// They stand in one incident in the end.
    pub one_incident: bool,
    /// Both stand in one report, which by itself keeps them apart.
    pub one_report: bool,
    /// What people decided of the two, directly or over other accounts; `None` where they left it to the weights.
    pub decided: Option<Ruling>,
    /// The decisions that say so, as places in the list of decisions, ascending.
    pub by: Vec<usize>,
}

/// Explains two accounts; `None` where the input lacks one of them.
///
/// Accounts with weights that link may still be two incidents: where the weights of all pairs between two groups say
/// no, or a heavier link took one of them elsewhere.
pub fn explain(
    tellings: &[Telling],
    decisions: &[Decision],
    one: &AccountKey,
    other: &AccountKey,
) -> Option<Explanation> {
    let batch = Batch::new(tellings);
    let find = |key: &AccountKey| {
        batch
            .entries
            .iter()
            .position(|entry| *entry.telling.doc == *key.doc && *entry.told.id == *key.account)
    };
    let (one, other) = (find(one)?, find(other)?);
    let rulings = Rulings::new(&batch, decisions);
    let joined = rulings.path(one, other).filter(|by| !by.is_empty());
    let (decided, by) = match (joined, rulings.parted_by(one, other)) {
        (Some(by), _) => (Some(Ruling::Together), by.into_iter().collect()),
        (None, Some(by)) => (Some(Ruling::Apart), vec![by]),
        (None, None) => (None, Vec::new()),
    };
    let groups = clusters(&batch, &rulings);
    let one_incident = groups.iter().any(|group| group.contains(&one) && group.contains(&other));
    let one_report = batch.entries[one].doc == batch.entries[other].doc;
    Some(Explanation { weights: weigh(&batch, one, other), one_incident, one_report, decided, by })
}
