//! A decision that was entered, and the figures that it changed.

use bilan_casework::change::{Change as Changed, Figure};
use bilan_casework::decide::Entered;
use bilan_model::{Code, Outcome, Policy};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::claim::Claim;
use crate::words::Words;

/// A decision: its entry, and what is otherwise now. Of a rehearsal the entry is the one that there would be.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Decision {
    /// Number of its entry; undoing takes it.
    pub entry: u64,
    /// Leaf of its entry.
    pub leaf: String,
    /// Nothing was written.
    pub dry_run: bool,
    /// The claim as it holds now, where the decision is about one.
    pub claim: Option<Claim>,
    /// Figures that are otherwise than before.
    pub changes: Vec<Change>,
    /// So many more reports are affected, of which the figures follow when links are settled.
    pub more: u64,
}

impl Decision {
    /// A decision that was entered.
    pub fn of(entered: &Entered, changes: Vec<Change>) -> Self {
        Self {
            entry: entered.entry,
            leaf: entered.leaf.clone(),
            dry_run: false,
            claim: None,
            changes,
            more: 0,
        }
    }
}

/// One figure that is otherwise than before.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Change {
    /// The incident.
    pub incident: String,
    /// What happened to the persons counted.
    pub outcome: String,
    /// By whose rules.
    pub policy: String,
    /// Outcome and policy in the reader's language.
    pub label: String,
    /// As it was.
    pub before: Option<String>,
    /// As it is.
    pub after: Option<String>,
}

/// Changes in the words of a language.
pub fn changes(changed: &[Changed], words: Words<'_>) -> Vec<Change> {
    let change = |change: &Changed| Change {
        incident: change.incident.clone(),
        outcome: change.outcome.code().to_owned(),
        policy: change.policy.code().to_owned(),
        label: format!("{} · {}", words.code::<Outcome>(change.outcome), words.code::<Policy>(change.policy)),
        before: change.before.as_ref().map(|before| figure(before, words)),
        after: change.after.as_ref().map(|after| figure(after, words)),
    };
    changed.iter().map(change).collect()
}

/// A figure in words, with its dispute.
fn figure(figure: &Figure, words: Words<'_>) -> String {
    let range = words.range(figure.low, figure.high, figure.high_open);
    if figure.contested { words.say("figure_contested", &[("range", &range)]) } else { range }
}
