//! ACLED: deaths only, one figure, the lowest credible one, words by its table (ACLED codebook, "Reported
//! fatalities"; knowledge base "How does ACLED code fatalities?").

use std::collections::BTreeSet;

use bilan_model::{Cell, ClaimId, Outcome, Policy, PolicyToll, Relation, Remark, TollClaim, Unused};

use super::question::{Kind, Question, not_credible};
use crate::{Glossary, figure::Figure};

/// What ACLED writes for "tens".
const TENS: u64 = 10;
/// What ACLED writes for "dozens".
const DOZENS: u64 = 12;
/// What ACLED writes for "hundreds".
const HUNDREDS: u64 = 100;
/// What bilan writes for "several" under this policy: ACLED's published rules name no figure.
const SEVERAL: u64 = 3;

pub(super) fn answer(question: &Question<'_>) -> PolicyToll {
    if question.outcome != Outcome::Killed {
        return question.not_counted(Policy::Acled);
    }
    let figures = question.by_kind();
    let (lowest, added) = lowest(question, &figures);
    // Reported fatalities are 0 where none are reported, as ACLED writes them.
    let deaths = lowest.iter().map(|(deaths, _)| *deaths).sum::<u64>();
    let used: BTreeSet<ClaimId> = lowest.iter().map(|(_, claim)| claim.clone()).collect();
    let said = !question.sorted.whole.is_empty() || !used.is_empty() || !question.sorted.denials.is_empty();
    let deaths = said.then_some(deaths);
    let figure = Cell { low: deaths, high: deaths, high_open: false, best: deaths };
    let why = |figure: &Figure<'_>| {
        if number(figure.claim, question.basis.glossary).is_none() {
            Unused::UpperBound
        } else if figures.iter().any(|(_, known)| known.claim.id == figure.claim.id) {
            Unused::NotLowest
        } else {
            not_credible(figure)
        }
    };
    let mut toll = question.toll(Policy::Acled, figure, &used, why);
    if added {
        toll.remarks.push(Remark::KindsAdded);
    }
    toll
}

/// The lowest figure with its claim; several where sources count different kinds of dead whom nobody disputes, and
/// whether these were added.
fn lowest(question: &Question<'_>, figures: &[(Kind, &Figure<'_>)]) -> (Vec<(u64, ClaimId)>, bool) {
    let least = |wanted: Kind| {
        let of_kind = figures.iter().filter(|(kind, _)| *kind == wanted);
        let told = of_kind.filter_map(|(_, figure)| {
            Some((number(figure.claim, question.basis.glossary)?, figure.claim.id.clone()))
        });
        told.min()
    };
    if question.contested() {
        // The forces' own dead are others than those of whom it is contested what they were.
        let dead = least(Kind::Unsaid).or_else(|| least(Kind::SecurityForces));
        return (dead.into_iter().collect(), false);
    }
    let kinds = [Kind::Civilians, Kind::SecurityForces, Kind::Combatants];
    let told: Vec<(Kind, (u64, ClaimId))> =
        kinds.into_iter().filter_map(|kind| Some((kind, least(kind)?))).collect();
    let sum = told.iter().map(|(_, (deaths, _))| *deaths).sum::<u64>();
    match (&told[..], least(Kind::Unsaid)) {
        // One kind beside deaths of which nobody says the kind: two figures of the same dead, but for a force's own.
        ([(kind, other)], Some(total)) if *kind != Kind::SecurityForces => {
            return (vec![total.min(other.clone())], false);
        }
        (_, Some(total)) if told.is_empty() || total.0 >= sum => return (vec![total], false),
        _ => {}
    }
    let added = told.len() > 1;
    (told.into_iter().map(|(_, least)| least).collect(), added)
}

/// The figure that ACLED writes for a count; `None` where the words bind it from above only.
fn number(claim: &TollClaim, glossary: &Glossary) -> Option<u64> {
    match claim.count.relation() {
        Relation::Exactly | Relation::About | Relation::AtLeast | Relation::MoreThan | Relation::Between => {
            claim.count.value()
        }
        Relation::Tens if glossary.says_dozens(&claim.quote) => Some(DOZENS),
        Relation::Tens => Some(TENS),
        Relation::Hundreds => Some(HUNDREDS),
        Relation::Several => Some(SEVERAL),
        Relation::AtMost | Relation::LessThan | Relation::None => None,
    }
}
