//! Numbers that count nobody: hours, ages, numbers of names and of items.

use crate::lexicon::{Class, Feature};
use crate::numeral::figure_at;
use crate::reading::Reading;
use crate::token::{Kind, Sentence, UNKNOWN};

/// "08:10", "3/ A thread": a clock time or the number of an item, no count.
pub(crate) fn is_clock_or_number(reading: &Reading<'_>, sentence: &Sentence, at: usize) -> bool {
    let figure = |t: usize| reading.tokens.get(t).is_some_and(|token| matches!(token.kind, Kind::Figure(_)));
    let glued = |t: usize| reading.tokens.get(t).is_some_and(|token| token.glued);
    let colon = |t: usize| reading.is_sign(t, ':') && glued(t);
    let clock = (colon(at + 1) && figure(at + 2) && glued(at + 2))
        || (at > 1 && colon(at - 1) && figure(at - 2) && glued(at));
    let item = at == sentence.first
        && (reading.is_sign(at + 1, '/') || reading.is_sign(at + 1, ')'))
        && glued(at + 1);
    // "the 33rd Front" as "Frente 33", "Batallón 12": the number of a body that a capital names.
    let body = at > sentence.first + 1 && reading.tokens[at - 1].capital && reading.is(at - 1, Class::Source);
    // "M-19": the number of a name.
    let name = at > sentence.first + 1
        && reading.is_sign(at - 1, '-')
        && glued(at)
        && glued(at - 1)
        && reading.is_word(at - 2)
        && reading.tokens[at - 2].capital;
    figure(at) && (clock || item || body || name)
}

/// "Juan Perez, 34, was killed", "Juan Perez (34)": an age behind a name counts nobody.
pub(crate) fn is_age_behind(reading: &Reading<'_>, sentence: &Sentence, at: usize) -> bool {
    let age = |token: &crate::token::Token| matches!(token.kind, Kind::Figure(1..=110));
    let aside = |open, close| {
        at > sentence.first + 2 && reading.is_sign(at - 1, open) && reading.is_sign(at + 1, close)
    };
    let closed = aside(',', ',') || aside('(', ')');
    closed
        && reading.tokens.get(at).is_some_and(age)
        && (at - 3..at - 1)
            .all(|t| reading.is_word(t) && reading.tokens[t].capital && reading.tokens[t].word == UNKNOWN)
}

/// "a girl of six", "a woman of 67": the age behind "of", and nobody's number behind it.
pub(crate) fn age_behind(reading: &Reading<'_>, sentence: &Sentence, at: usize) -> Option<usize> {
    let figure = figure_at(reading, at).filter(|figure| figure.value < 120 && !figure.collective)?;
    let of = at.checked_sub(1).filter(|&t| t > sentence.first && reading.is(t, Class::Of))?;
    let person = reading.covering(of - 1, Class::Person).filter(|tag| tag.end == of)?;
    let singular = reading.entry(&person).feature == Feature::Singular;
    let ends = figure.end >= sentence.end
        || reading.is_stop(figure.end)
        || reading.is_any(
            figure.end,
            &[
                Class::Harm,
                Class::AuxActive,
                Class::AuxPassive,
                Class::And,
                Class::Relative,
                Class::PlaceAt,
                Class::Be,
            ],
        );
    let family = reading.pack.head_last && singular && ends;
    family.then_some(figure.end)
}

/// "sept et neuf ans", "de 6, 8 y 11 años": a number whose unit stands behind the last of its list.
pub(crate) fn shares_unit(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let mut last = figure_at(reading, at)?;
    let first = last.first;
    for _ in 0..LONGEST_LIST {
        let comma = reading.is_sign(last.end, ',');
        let join = comma || reading.is_any(last.end, &[Class::And, Class::RangeJoin]);
        let Some(next) = figure_at(reading, last.end + 1).filter(|_| join) else { break };
        last = next;
    }
    let unit = reading.is_any(last.end, &[Class::Unit, Class::Time]) && !reading.is(last.end, Class::Person);
    (last.first > first && unit).then_some(last.end)
}

/// The most numbers of a list that share their unit.
const LONGEST_LIST: usize = 8;

/// "aged 4, 6 and 9", "the youngest was six": numbers behind a word of age count nobody; the token behind the last.
pub(crate) fn age_in_list(reading: &Reading<'_>, sentence: &Sentence, at: usize) -> Option<usize> {
    let before = at.checked_sub(1).filter(|&t| t >= sentence.first)?;
    let word = |t: usize| reading.covering(t, Class::Age).is_some_and(|tag| tag.end == t + 1);
    let range = reading.is(before, Class::RangeOpen) && before > sentence.first && word(before - 1);
    let first = figure_at(reading, at).filter(|figure| figure.value < 120 && (word(before) || range))?;
    let mut end = first.end;
    for _ in 0..LONGEST_LIST {
        let join = reading.is_sign(end, ',') || reading.is_any(end, &[Class::And, Class::RangeJoin]);
        let Some(next) = figure_at(reading, end + 1).filter(|figure| join && figure.value < 120) else {
            break;
        };
        // "aged 9, 12 people were hurt": a number with people behind it is a count.
        if reading.is_any(next.end, &[Class::Person, Class::Casualty, Class::Others]) {
            break;
        }
        end = next.end;
    }
    Some(end)
}

/// "half of the dead", "la plupart des victimes": a share counts nobody; the token behind the people it is of, unless
/// these have a number.
pub(crate) fn share_end(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let tag = reading.tag(at, Class::Share)?;
    let light = [Class::Of, Class::Determiner, Class::Article, Class::Definite];
    let mut end = tag.end;
    while end < tag.end + 3 && reading.is_any(end, &light) && figure_at(reading, end).is_none() {
        end += 1;
    }
    let people = reading.tag(end, Class::Person).or_else(|| reading.tag(end, Class::Casualty));
    Some(people.map_or(tag.end, |people| people.end))
}

/// "16-year-old", "nine-year-old": an age that stands before its noun counts nobody; the token behind it.
pub(crate) fn age_end(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let figure = figure_at(reading, at).filter(|figure| reading.is_sign(figure.end, '-'))?;
    let unit = reading.is_any(figure.end + 1, &[Class::Unit, Class::Time]).then_some(figure.end + 2)?;
    Some(if reading.is_sign(unit, '-') && reading.is_word(unit + 1) { unit + 2 } else { unit })
}

/// "three bullets (two in the head, one in the chest)": bare numbers in brackets behind a counted thing count the same.
pub(crate) fn of_things_before(reading: &Reading<'_>, sentence: &Sentence, first: usize, end: usize) -> bool {
    let floor = first.saturating_sub(8).max(sentence.first + 2);
    let open =
        (floor..first).rev().take_while(|&t| !reading.is_sign(t, ')')).find(|&t| reading.is_sign(t, '('));
    let of_place = reading.is_any(end, &[Class::PlaceAt, Class::PlaceTo, Class::Preposition]);
    of_place
        && open.is_some_and(|open| {
            reading.is_word(open - 1)
                && !reading.is_any(open - 1, &[Class::Person, Class::Casualty, Class::TollNoun])
                && (reading.is(open - 2, Class::Number) || figure_at(reading, open - 2).is_some())
        })
}
