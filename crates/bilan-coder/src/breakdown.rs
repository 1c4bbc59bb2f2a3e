//! How a toll is broken down: the rest that is left of it, the sum behind its parts.

use bilan_model::Outcome;

use crate::group::{Form, Group};
use crate::harm::Harm;
use crate::lexicon::Class;
use crate::mention::Mention;
use crate::noun::{Noun, noun_after};
use crate::numeral::figure_at;
use crate::reading::Reading;
use crate::telling::{Line, Told};

/// Mentions up to which the whole of a rest, or the parts of a sum, are looked for.
const REACH: usize = 8;
/// Tokens before "including" in which its number is looked for.
const THINGS_REACH: usize = 10;
/// Tokens in which a verb stands behind the number of those who did not survive.
const VERB_REACH: usize = 10;
/// The longest aside, in tokens.
const ASIDE: usize = 16;
/// What may stand between "none" and the number.
const LIGHT: [Class; 4] = [Class::Of, Class::Determiner, Class::Definite, Class::Article];

impl Line<'_> {
    /// "41 recommandations, dont 21": a bare number that is a part of things, not of people.
    pub(crate) fn is_part_of_things(&self, group: &Group) -> bool {
        let reading = self.reading;
        if !group.sub || !group.bare_number {
            return false;
        }
        let floor = self.sentence.first.max(group.first.saturating_sub(THINGS_REACH));
        let Some(sub) = (floor..group.first).rev().find(|&t| reading.is(t, Class::Sub)) else { return false };
        let number = (floor..sub).rev().find_map(|t| figure_at(reading, t).filter(|f| f.end <= sub));
        let Some(number) = number else { return false };
        if self.groups.iter().any(|other| other.first <= number.first && number.first < other.end) {
            return false;
        }
        matches!(noun_after(reading, number.end, sub), Noun::Things(end) if sub - end <= 3)
    }

    /// "None of the six passengers survived": a number of people of whom nobody lived.
    pub(crate) fn no_survivor(&self, group: &Group) -> Option<Told> {
        let reading = self.reading;
        let mut before = group.first;
        while before > self.sentence.first && reading.is_any(before - 1, &LIGHT) && before + 3 > group.first {
            before -= 1;
        }
        let none = before.checked_sub(1).filter(|&t| t >= self.sentence.first)?;
        let none = (before..group.first).chain([none]).any(|t| reading.covering(t, Class::None).is_some());
        if !none || group.form != Form::Figure {
            return None;
        }
        let end = self.sentence.end.min(group.end + VERB_REACH);
        let stop = |t: &usize| reading.is_stop(*t) || reading.is(*t, Class::Contrast);
        let lived = (group.end..end).take_while(|t| !stop(t)).any(|t| reading.is(t, Class::Survive));
        lived.then(|| Told::lost(Outcome::Killed))
    }

    /// The whole of which a group is the rest: less the parts told of it, it leaves just that number.
    pub(crate) fn rest_of(&self, group: &Group) -> Option<usize> {
        let rest = group.count.value()?;
        let all = self.all;
        let floor = all.len().saturating_sub(REACH);
        (floor..all.len()).rev().find(|&whole| {
            let mention = &all[whole];
            let parts = all[whole..].iter().filter(|part| part.part_of == Some(whole));
            let values: Vec<u64> = parts.filter_map(|part| part.group.count.value()).collect();
            let told = values.iter().fold(rest, |sum, value| sum.saturating_add(*value));
            mention.is_figure()
                && mention.part_of.is_none()
                && !values.is_empty()
                && mention.group.count.value() == Some(told)
        })
    }

    /// "deux femmes, trois enfants : ça fait cinq": a bare number beside a word for a sum, which the parts before it
    /// add up to; a noun of casualties may stand behind it ("soit six morts").
    pub(crate) fn summed(&self, group: &Group) -> Option<Told> {
        let alone = group.bare_number || group.casualty.is_some();
        let sum = group.count.value().filter(|_| alone && group.form == Form::Figure)?;
        if !has_sum_word(self.reading, group) {
            return None;
        }
        let last = self.all.last()?;
        let near = self.reading.sentence_of(group.first) <= last.sentence + 1
            && group.casualty.is_none_or(|outcome| outcome == last.outcome);
        (near && !addends(self.all, self.all.len(), sum, last.outcome).is_empty())
            .then(|| Told::counted(last.outcome))
    }
}

impl Line<'_> {
    /// "23 wounded, eight seriously": a bare number with a word of how grave, behind a figure of the wounded.
    pub(crate) fn graver(&self, group: &Group) -> Option<usize> {
        let value = group.count.value().filter(|_| group.bare_number && group.form == Form::Figure)?;
        let index = self.all.len().checked_sub(1)?;
        let last = &self.all[index];
        let whole = last.part_of.unwrap_or(index);
        let more = self.all[whole].group.count.value().is_none_or(|all| all > value);
        let near = self.reading.sentence_of(group.first) <= last.sentence + 1;
        let injured = self.all[whole].outcome == Outcome::Injured && self.all[whole].is_figure();
        (near && more && injured && self.reading.is(group.end, Class::Gravity)).then_some(whole)
    }

    /// "Four wounded who died in hospital are included in this toll": the verb of being part of it stands further on.
    pub(crate) fn is_within(&self, group: &Group) -> bool {
        let reading = self.reading;
        let end = self.sentence.end.min(group.end + VERB_REACH);
        let be = (group.end..end)
            .take_while(|&t| !reading.is_stop(t) || reading.is_sign(t, ','))
            .find(|&t| reading.is(t, Class::Be));
        let tag = be.and_then(|t| [t, t + 1, t + 2].into_iter().find_map(|t| reading.tag(t, Class::Within)));
        tag.is_some_and(|tag| tag.end >= self.sentence.end || reading.is_stop(tag.end))
            && group.form != Form::Bare
    }

    /// "15 were hurt, five of them badly, and nine were taken": the verb behind is that of the next number.
    pub(crate) fn is_verb_of_next(&self, at: usize, harm: Harm) -> bool {
        let group = &self.groups[at];
        let Some(next) = self.groups.get(at + 1) else { return false };
        let apart = (group.end..next.first).any(|t| self.reading.is(t, Class::And))
            && (group.end..next.first).any(|t| self.reading.is_sign(t, ','));
        apart && next.form == Form::Figure && next.first < group.end + harm.distance
    }
}

/// "nine – six girls and three boys – were taken": the token behind an aside that begins at one, else that one.
pub(crate) fn aside_end(reading: &Reading<'_>, at: usize) -> usize {
    let pairs = [('–', '–'), ('—', '—'), ('(', ')'), (',', ',')];
    let close = pairs.iter().find(|(open, _)| reading.is_sign(at, *open)).map(|(_, close)| *close);
    let end = close.and_then(|close| (at + 1..at + ASIDE).find(|&t| reading.is_sign(t, close)));
    end.map_or(at, |end| end + 1)
}

/// Marks the parts before a figure that a word says to be their sum.
pub(crate) fn parts_before_sum(reading: &Reading<'_>, all: &mut [Mention]) {
    for whole in 2..all.len() {
        let mention = &all[whole];
        let Some(sum) = mention.group.count.value() else { continue };
        if !mention.is_figure() || mention.part_of.is_some() || !has_sum_word(reading, &mention.group) {
            continue;
        }
        let sentence = mention.sentence;
        let parts = addends(all, whole, sum, mention.outcome);
        if parts.iter().all(|&part| all[part].sentence + 1 >= sentence) {
            for part in parts {
                all[part].part_of = Some(whole);
            }
        }
    }
}

/// The mentions right before one that add up to a sum, two at least.
fn addends(all: &[Mention], before: usize, sum: u64, outcome: Outcome) -> Vec<usize> {
    let mut left = sum;
    let mut parts = Vec::new();
    for index in (before.saturating_sub(REACH)..before).rev() {
        let part = &all[index];
        // Parts of parts are counted in them.
        if part.part_of.is_some_and(|of| of < before) && part.outcome == outcome {
            continue;
        }
        let counts = part.outcome == outcome && matches!(part.group.form, Form::Figure | Form::One);
        let Some(value) = part.group.count.value().filter(|v| counts && *v > 0 && *v <= left) else { break };
        left -= value;
        parts.push(index);
        if left == 0 {
            break;
        }
    }
    if left == 0 && parts.len() > 1 { parts } else { Vec::new() }
}

/// Whether a word for a sum stands beside a number: "soit neuf morts", "22 in all".
fn has_sum_word(reading: &Reading<'_>, group: &Group) -> bool {
    let floor = reading.sentences[reading.sentence_of(group.first)].first.max(group.first.saturating_sub(4));
    let end = reading.sentences[reading.sentence_of(group.first)].end.min(group.end + 2);
    (floor..group.first).chain(group.end..end).any(|t| reading.is(t, Class::Sum))
}
