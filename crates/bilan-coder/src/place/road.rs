//! Stretches of road, named by their two ends.

use bilan_model::Act;

use super::{PlaceMention, Role, name_end};
use crate::gazetteer::fold;
use crate::lexicon::Class;
use crate::reading::Reading;

/// "fired at between X and Y": the token behind the second end of a stretch of road.
pub(super) fn second_end(reading: &Reading<'_>, first: usize, end: usize) -> Option<usize> {
    let open =
        first.checked_sub(1).filter(|&t| reading.is(t, Class::RangeOpen) && !reading.is(t, Class::Of))?;
    // "fighting between X and Y": the two are parties.
    let before = open.checked_sub(1)?;
    let clash = reading
        .covering(before, Class::Act)
        .is_some_and(|tag| reading.entry(&tag).attributes.act == Some(Act::Clash));
    let road = reading
        .is_any(before, &[Class::Harm, Class::Act, Class::Landform, Class::AuxPassive, Class::PlaceAt])
        || (before > 0 && reading.is(before - 1, Class::Landform))
        || reading.is_stop(before);
    let known = |from: usize, to: usize| reading.pack.gazetteer.knows(&fold(reading.words(from, to)));
    let second = reading.tag(end, Class::And).map(|tag| tag.end)?;
    let after = name_end(reading, second)?;
    let told = road && !clash && !reading.is(before, Class::HarmNoun);
    let known = known(first, end) || known(second, after);
    (told || (known && !clash)).then_some(after)
}

/// Makes of a place the stretch of road that begins there.
pub(super) fn join_ends(reading: &Reading<'_>, mention: &mut PlaceMention, after: usize) {
    let second =
        (mention.end..after).rev().take_while(|&t| reading.tokens[t].capital || !reading.is_word(t)).last();
    let Some(second) = second else { return };
    mention.name = format!("{}-{}", mention.name, reading.words(second, after));
    mention.key = fold(&mention.name);
    mention.end = after;
    mention.role = Role::Event;
    mention.sure = true;
}
