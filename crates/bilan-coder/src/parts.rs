//! Figures that are parts of others by their sum or by the words between them.

use bilan_model::Outcome;

use crate::group::{Form, Group};
use crate::lexicon::Class;
use crate::mention::Mention;
use crate::reading::Reading;

/// Marks as parts the figures of one sentence that add up to the figure told right before them.
///
/// Where they tell of two outcomes ("12 casualties: 5 dead and 7 wounded"), their sum is the figure of none.
pub(crate) fn parts_by_sum(all: &mut [Mention]) {
    for parent in 0..all.len() {
        let parts = summands(all, parent);
        let outcome = all[parent].outcome;
        let merged = parts.iter().any(|&part| all[part].outcome != outcome);
        all[parent].group.merged |= merged;
        for part in parts {
            all[part].part_of = (!merged).then_some(parent);
        }
    }
}

/// The figures behind one, of one sentence, that add up to it.
fn summands(all: &[Mention], parent: usize) -> Vec<usize> {
    let whole = &all[parent];
    let harmed = |outcome: Outcome| matches!(outcome, Outcome::Killed | Outcome::Injured);
    let own = |part: &Mention| part.part_of.is_none_or(|of| of == parent);
    let Some(sum) = whole.group.count.value().filter(|_| whole.is_figure() && whole.part_of.is_none()) else {
        return Vec::new();
    };
    let mut left = sum;
    let mut parts: Vec<usize> = Vec::new();
    for (index, part) in all.iter().enumerate().skip(parent + 1).take(6) {
        let near = part.sentence <= whole.sentence + 1
            && parts.first().is_none_or(|&first| all[first].sentence == part.sentence);
        // Two outcomes make one sum only right behind it, in its own sentence.
        let same = part.outcome == whole.outcome
            || (harmed(part.outcome) && harmed(whole.outcome) && part.sentence == whole.sentence);
        let fits = same && near && own(part) && part.is_figure();
        let Some(value) = part.group.count.value().filter(|v| fits && *v > 0 && *v <= left) else { break };
        left -= value;
        parts.push(index);
        if left == 0 {
            break;
        }
    }
    if left == 0 && parts.len() > 1 { parts } else { Vec::new() }
}

/// Whether a bare number counts a part of the group right behind it: "nine out of the 14 hostages".
pub(crate) fn partitive(reading: &Reading<'_>, groups: &[Group], at: usize) -> bool {
    let Some(part) = at.checked_sub(1).map(|before| &groups[before]) else { return false };
    let whole = &groups[at];
    let link = [Class::Of, Class::Determiner, Class::Preposition, Class::PlaceAt];
    part.bare_number
        && whole.form == Form::Figure
        && part.form == Form::Figure
        && (part.end + 1..=part.end + 3).contains(&whole.first)
        && (part.end..whole.first).any(|t| reading.is(t, Class::Of))
        && (part.end..whole.first).all(|t| reading.is_any(t, &link) || reading.is_word(t))
}
