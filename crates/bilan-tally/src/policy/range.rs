//! bilan's own policy: the range of what sources say (`docs/method/tally.md`, sections 2 to 4).

use std::collections::BTreeSet;

use bilan_model::{Cell, ClaimId, High, Policy, PolicyToll, Unused};

use super::question::Question;
use crate::range::range;

pub(super) fn answer(question: &Question<'_>) -> PolicyToll {
    let sorted = &question.sorted;
    let range = range(&sorted.whole, &sorted.parts, question.basis.sources);
    let mut figure = Cell { low: range.low.as_ref().map(|end| end.figure), ..Cell::default() };
    if let Some(end) = &range.high {
        (figure.high, figure.high_open) = match end.figure {
            High::Closed(high) => (Some(high), false),
            High::Open { beyond } => (Some(beyond.saturating_add(1)), true),
        };
    }
    let beside: BTreeSet<&ClaimId> = range.beside.iter().map(|claim| &claim.claim).collect();
    let held = range.low.iter().flat_map(|end| &end.held_by);
    let held = held.chain(range.high.iter().flat_map(|end| &end.held_by)).map(|claim| &claim.claim);
    let inside = sorted.whole.iter().map(|figure| &figure.claim.id).filter(|claim| !beside.contains(claim));
    let used: BTreeSet<ClaimId> = inside.chain(held).cloned().collect();
    question.toll(Policy::Range, figure, &used, |_| Unused::Agrees)
}
