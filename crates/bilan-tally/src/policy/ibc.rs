//! Iraq Body Count: civilians, lowest and highest; provisional until two independent publications tell of it (IBC,
//! Methods, sections 1 and 3).

use std::collections::BTreeSet;

use bilan_model::{ClaimId, Outcome, Policy, PolicyToll, Unused};

use super::{
    cell,
    question::Question,
    question::{Kind, kind, repeats},
};
use crate::figure::Figure;

pub(super) fn answer(question: &Question<'_>) -> PolicyToll {
    if !matches!(question.outcome, Outcome::Killed | Outcome::Injured) {
        return question.not_counted(Policy::Ibc);
    }
    let told = question.said(|figure| counts(question, figure));
    let used: BTreeSet<ClaimId> = told.iter().map(|figure| figure.claim.id.clone()).collect();
    let figure = cell(told.iter().copied());
    let mut toll = question.toll(Policy::Ibc, figure, &used, |figure| {
        if counts(question, figure) { repeats(figure) } else { Unused::NotCivilians }
    });
    toll.provisional = !used.is_empty() && publications(question, &told) < 2;
    toll
}

/// Civilians, those of whom nobody says a status, and everyone of whom it is disputed.
fn counts(question: &Question<'_>, figure: &Figure<'_>) -> bool {
    match kind(figure) {
        Kind::Civilians | Kind::Unsaid => true,
        Kind::Combatants => question.contested(),
        Kind::SecurityForces => false,
    }
}

/// How many publications tell of it, copies of one text and reports of one publisher once.
fn publications(question: &Question<'_>, figures: &[&Figure<'_>]) -> usize {
    let mut known: Vec<&Figure<'_>> = Vec::new();
    for figure in figures {
        let same = |other: &&Figure<'_>| {
            let publisher = |figure: &Figure<'_>| crate::source::publisher_words(figure.entry);
            question.basis.sources.same_text(&other.voice.doc, &figure.voice.doc)
                || crate::words::contained(&publisher(other), &publisher(figure))
        };
        if !known.iter().any(same) {
            known.push(figure);
        }
    }
    known.len()
}
