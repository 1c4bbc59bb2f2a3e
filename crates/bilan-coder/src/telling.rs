//! What is told of a counted group: what happened to it, what it is a part of, and by which way of telling.

use bilan_model::{Outcome, Victims};

use crate::breakdown::aside_end;
use crate::group::{Form, Group};
use crate::harm::Harm;
use crate::lexicon::{Class, Saying, Tag};
use crate::mention::Mention;
use crate::parts::partitive;
use crate::reading::Reading;
use crate::token::Sentence;

/// The ways in which a text tells a toll; each is a rule of the coder's own, beside those of the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Telling {
    /// A count of nobody.
    Zero,
    /// A part behind "including".
    SubCount,
    /// A member of a list of parts.
    SubCountList,
    /// A part in a list behind a colon.
    ListBehindColon,
    /// A part of the figure before.
    OfThem,
    /// A noun that names casualties.
    CasualtyNoun,
    /// A verb of harm.
    Verb,
    /// A number alone where a toll is spoken of.
    NumberAlone,
    /// A denial without a number.
    Denial,
}

impl Telling {
    /// Id of the rule, as records name it.
    pub(crate) fn rule(self) -> &'static str {
        match self {
            Self::Zero => "coder.zero",
            Self::SubCount => "coder.sub_count",
            Self::SubCountList => "coder.sub_count_list",
            Self::ListBehindColon => "coder.list_behind_a_colon",
            Self::OfThem => "coder.of_them",
            Self::CasualtyNoun => "coder.casualty_noun",
            Self::Verb => "coder.verb",
            Self::NumberAlone => "coder.number_alone",
            Self::Denial => "coder.denial",
        }
    }
}

/// One sentence with its groups, the mentions they became, and all mentions before them.
pub(crate) struct Line<'a> {
    pub(crate) reading: &'a Reading<'a>,
    pub(crate) sentence: &'a Sentence,
    pub(crate) groups: &'a [Group],
    /// For each group, the mention it became.
    pub(crate) became: &'a [Option<usize>],
    pub(crate) all: &'a [Mention],
    /// The first mention of the sentence.
    pub(crate) start: usize,
}

/// What is told of a group.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told {
    pub(crate) outcome: Outcome,
    /// The mention that it is a part of.
    pub(crate) part_of: Option<usize>,
    pub(crate) how: Telling,
    /// Who they are, where other words than the group's own say it.
    pub(crate) victims: Option<Victims>,
}

impl Told {
    fn whole(outcome: Outcome, how: Telling) -> Self {
        Self { outcome, part_of: None, how, victims: None }
    }

    /// A number of people who did not live.
    pub(crate) fn lost(outcome: Outcome) -> Self {
        Self::whole(outcome, Telling::Verb)
    }

    /// A number alone.
    pub(crate) fn counted(outcome: Outcome) -> Self {
        Self::whole(outcome, Telling::NumberAlone)
    }

    fn part(outcome: Outcome, parent: usize, how: Telling) -> Self {
        Self { outcome, part_of: Some(parent), how, victims: None }
    }
}

impl Line<'_> {
    /// What is told of a group of the sentence, `None` where nothing is.
    pub(crate) fn told(&self, at: usize, harm: Option<Harm>) -> Option<Told> {
        let group = &self.groups[at];
        if let Some(told) = self.no_survivor(group) {
            return Some(told);
        }
        if self.is_part_of_things(group) && harm.is_none_or(|harm| harm.distance > 3) {
            return None;
        }
        if self.released(at) || harm.is_some_and(|harm| self.is_inquiry(group, harm)) {
            return None;
        }
        if group.form == Form::Zero {
            return self.nobody(group, harm);
        }
        if self.is_labelled(group) {
            return self.numbered(at);
        }
        if let Some(outcome) = self.label(group).filter(|_| harm.is_none()) {
            return Some(Told::whole(outcome, Telling::NumberAlone));
        }
        self.part(at, harm).or_else(|| self.whole(at, harm))
    }

    /// "Tués : 4 – Blessés : 2": a number alone right behind the label that says of whom.
    fn is_labelled(&self, group: &Group) -> bool {
        let reading = self.reading;
        let sign = group.first.checked_sub(1).filter(|t| *t > self.sentence.first);
        let label = sign.filter(|&t| reading.is_sign(t, ':') || reading.is_sign(t, '='));
        let ends = group.end >= self.sentence.end || reading.is_stop(group.end);
        group.form == Form::Figure
            && group.bare_number
            && ends
            && label.is_some_and(|t| reading.is_any(t - 1, &[Class::Casualty, Class::Harm]))
    }

    /// The last mention of the sentence before a group: its group and its own index.
    fn before(&self, at: usize) -> Option<(usize, usize)> {
        (0..at).rev().find_map(|index| self.became[index].map(|mention| (index, mention)))
    }

    /// The last figure of the sentence before a group, else its last mention: who a part is a part of.
    fn before_part(&self, at: usize) -> Option<usize> {
        let figure = |&mention: &usize| self.all[mention].is_figure();
        let last = self.became[..at].iter().rev().flatten().copied().take(4).find(figure);
        last.or_else(|| self.before(at).map(|(_, mention)| mention))
    }

    /// "no civilian was hit": where no word of harm stands, people who were struck at were not killed.
    fn nobody(&self, group: &Group, harm: Option<Harm>) -> Option<Told> {
        let reading = self.reading;
        // "not one survivor" is no count of nobody dead.
        if group.bare_number || reading.any(group.first, group.end, Class::Released) {
            return None;
        }
        let struck = |at: usize| reading.is(at, Class::PlaceAt) && reading.is(at - 1, Class::AuxPassive);
        let hit = || {
            let end = (group.end + 6).min(self.sentence.end);
            group.head.is_some() && (group.end + 1..end).any(struck)
        };
        let outcome = harm.map(|harm| harm.outcome).or_else(|| hit().then_some(Outcome::Killed))?;
        Some(Told::whole(outcome, Telling::Zero))
    }

    /// A group that is a part of another.
    fn part(&self, at: usize, harm: Option<Harm>) -> Option<Told> {
        let (reading, groups, all) = (self.reading, self.groups, self.all);
        let group = &groups[at];
        let within = |reach: usize| harm.filter(|h| h.distance <= reach).map(|h| h.outcome);
        let own = harm.filter(|harm| !self.is_verb_of_next(at, *harm)).map(|harm| harm.outcome);
        let before = self.before(at);
        if let Some(told) = self.summed(group) {
            return Some(told);
        }
        if let Some(whole) = self.graver(group) {
            return Some(Told::part(Outcome::Injured, whole, Telling::SubCount));
        }
        if group.sub || self.counted_among(group) {
            let among = self.among(group);
            let of_it = |mention: &usize| among.is_none_or(|outcome| all[*mention].outcome == outcome);
            let parent = match self.before_part(at).filter(of_it) {
                Some(mention) => {
                    let sibling = all[mention].part_of.filter(|_| self.siblings(at, mention));
                    Some(sibling.unwrap_or(mention))
                }
                None => self.antecedent_of(group, among),
            };
            if let Some(parent) = parent {
                let outcome = within(4).unwrap_or(all[parent].outcome);
                return Some(Told::part(outcome, parent, Telling::SubCount));
            }
        }
        if let Some((_, mention)) = before
            && let Some(parent) = all[mention].part_of
            && group.others
            && own.is_none()
        {
            // "seven of them were women; five others, pupils": the next part of the same whole.
            return Some(Told::part(all[mention].outcome, parent, Telling::SubCountList));
        }
        if let Some((index, mention)) = before
            && let Some(parent) = all[mention].part_of
            && in_list(reading, self.said_until(index), group.first)
            && group.casualty.is_none()
            && !(own.is_some_and(|outcome| outcome != all[mention].outcome)
                && reading.is_any(aside_end(reading, group.end), &[Class::AuxActive, Class::AuxPassive]))
        {
            let outcome = within(3).unwrap_or(all[mention].outcome);
            return Some(Told::part(outcome, parent, Telling::SubCountList));
        }
        if let Some(mention) = self.before_part(at)
            && opens_list(reading, all[mention].group.end, group.first)
            && (group.casualty.is_none() || group.casualty == Some(all[mention].outcome))
            && own.is_none_or(|outcome| outcome == all[mention].outcome)
        {
            return Some(Told::part(all[mention].outcome, mention, Telling::ListBehindColon));
        }
        if before.is_none()
            && group.form == Form::Figure
            && own.is_none()
            && (lists_parts(reading, self.sentence, groups, at) || self.is_item(at))
            && let Some(parent) = antecedent(all, self.start, group, None)
        {
            return Some(Told::part(all[parent].outcome, parent, Telling::ListBehindColon));
        }
        if (group.of_them || self.is_rest(group))
            && group.form == Form::Figure
            && let Some(parent) = self
                .of_named(group)
                .or_else(|| self.rest_of(group))
                .or_else(|| antecedent(all, self.start, group, before.map(|b| b.1)))
        {
            return Some(Told::part(own.unwrap_or(all[parent].outcome), parent, Telling::OfThem));
        }
        if group.bare_number && own.is_none() && copula_of(reading, groups, at + 1) {
            // "thirty are men", "cinq étaient des enfants": a part of the last whole figure.
            let parent = antecedent(all, self.start, group, before.map(|b| b.1))?;
            let parent = all[parent].part_of.unwrap_or(parent);
            return Some(Told::part(all[parent].outcome, parent, Telling::OfThem));
        }
        if own.is_none() && self.is_described(at) {
            let parent = antecedent(all, self.start, group, before.map(|b| b.1))?;
            let parent = all[parent].part_of.unwrap_or(parent);
            return Some(Told::part(all[parent].outcome, parent, Telling::OfThem));
        }
        self.drawn(at, harm)
    }

    /// Where a group ends with what "were" says of it: "eleven were women".
    fn said_until(&self, index: usize) -> usize {
        let noun = copula_of(self.reading, self.groups, index + 1).then(|| self.groups[index + 1].end);
        noun.unwrap_or(self.groups[index].end)
    }

    /// "Four were members of one family": a number that opens its clause, and what the people were behind it.
    fn is_described(&self, at: usize) -> bool {
        let (reading, group) = (self.reading, &self.groups[at]);
        let opens = group.first == self.sentence.first
            || reading.is_stop(group.first - 1)
            || reading.is(group.first - 1, Class::And);
        // "Onze ont été rendus": a perfect tells what was done, not who they were.
        let one_word = |tag: &Tag| tag.end == tag.first + 1;
        let be = reading.tag(group.end, Class::Be).filter(one_word);
        let Some(be) = be.filter(|_| group.bare_number && opens && !group.others) else { return false };
        let other = [
            Class::PlaceAt,
            Class::Preposition,
            Class::Adverb,
            Class::Harm,
            Class::Released,
            Class::Negation,
            Class::Casualty,
            Class::Hedge,
            Class::AuxPassive,
            Class::Act,
        ];
        group.form == Form::Figure && reading.is_word(be.end) && !reading.is_any(be.end, &other)
    }

    /// "30 rounded up, four were shot": a bare number that can only be drawn from the figure before.
    fn drawn(&self, at: usize, harm: Option<Harm>) -> Option<Told> {
        let group = &self.groups[at];
        let harm = harm.filter(|harm| harm.distance <= 4)?;
        let subject =
            self.reading.is_any(group.end, &[Class::AuxPassive, Class::AuxActive, Class::Harm, Class::Be]);
        if !group.bare_number || group.form != Form::Figure || group.others || !subject {
            return None;
        }
        let last = self.became[..at].iter().rev().flatten().next().copied();
        let index = last.or(self.start.checked_sub(1))?;
        let parent = &self.all[index];
        let near = self.reading.sentence_of(group.first) - parent.sentence <= 2;
        // The dead are no part of the wounded beside them, nor the wounded of the dead.
        let drawn = match parent.outcome {
            Outcome::Killed => false,
            Outcome::Injured => matches!(harm.outcome, Outcome::Killed | Outcome::Injured),
            Outcome::Abducted
            | Outcome::Missing
            | Outcome::Displaced
            | Outcome::Detained
            | Outcome::Raped => true,
        };
        let more = parent.is_figure()
            && parent.group.count.value().is_some_and(|whole| Some(whole) > group.count.value());
        (near && drawn && more)
            .then(|| Told::part(harm.outcome, parent.part_of.unwrap_or(index), Telling::OfThem))
    }

    /// A group that is a figure of its own.
    fn whole(&self, at: usize, harm: Option<Harm>) -> Option<Told> {
        let (reading, all) = (self.reading, self.all);
        let group = &self.groups[at];
        match group.form {
            // A question asserts nobody.
            Form::One | Form::Bare if reading.is_sign(self.sentence.end - 1, '?') => None,
            Form::One | Form::Bare => {
                if let Some(outcome) = group.casualty {
                    return Some(Told::whole(outcome, Telling::CasualtyNoun));
                }
                // A name is a victim only right beside the word of harm; an arrest is mostly that of a suspect.
                let untitled = group.name.is_some() && group.name == group.head;
                let reach = if untitled { 7 } else { 8 };
                let harm = harm.filter(|harm| {
                    harm.distance <= reach && !(untitled && harm.outcome == Outcome::Detained)
                })?;
                // "a herder who fled" is one who tells it; "des habitants qui fuyaient" only narrates.
                let flees = harm.outcome == Outcome::Displaced
                    && (group.form == Form::One || reading.is(group.end, Class::Relative));
                (!flees && !harm.loss).then(|| Told::whole(harm.outcome, Telling::Verb))
            }
            Form::Figure | Form::Zero => {
                let own = harm.map(|harm| harm.outcome);
                let reach = if group.of_them { 12 } else { 3 };
                let after = aside_end(reading, group.end);
                let resumed =
                    after > group.end && reading.is_any(after, &[Class::AuxActive, Class::AuxPassive]);
                let adjacent = harm.is_some_and(|h| h.distance <= reach || (resumed && h.distance <= 8));
                if let Some(outcome) = own.filter(|_| !group.bare_number || adjacent) {
                    let noun = group.casualty.is_some();
                    let how = if noun { Telling::CasualtyNoun } else { Telling::Verb };
                    return Some(Told { victims: self.family(group), ..Told::whole(outcome, how) });
                }
                if !group.bare_number && counted_on_list(reading, self.sentence, group) {
                    return Some(Told::whole(Outcome::Killed, Telling::NumberAlone));
                }
                let elided = || {
                    let outcome = elided(reading, self.sentence, self.groups, at, all)?;
                    let range = |next: &&Group| {
                        reading.is(group.end, Class::RangeJoin) && next.first <= group.end + 2
                    };
                    let next = self.groups.get(at + 1).filter(range);
                    Some(Told {
                        victims: next.and_then(|next| next.victims),
                        ..Told::whole(outcome, Telling::NumberAlone)
                    })
                };
                self.numbered(at).or_else(elided).or_else(|| self.listed(at)).or_else(|| self.alone(at))
            }
        }
    }

    /// "a family of five", "the families numbered 17": who they are stands before the number.
    fn family(&self, group: &Group) -> Option<Victims> {
        let reading = self.reading;
        let link = group.first.checked_sub(1).and_then(|t| reading.covering(t, Class::Numbering));
        if let Some(link) = link.filter(|_| group.bare_number) {
            let floor = self.sentence.first.max(link.first.saturating_sub(4));
            let person = (floor..link.first).rev().find_map(|t| reading.tag(t, Class::Person))?;
            return reading.entry(&person).attributes.victims;
        }
        let of = group.first.checked_sub(1).filter(|t| group.bare_number && reading.is(*t, Class::Of))?;
        let person = of.checked_sub(1).and_then(|t| reading.covering(t, Class::Person))?;
        reading.entry(&person).attributes.victims
    }

    /// "four gendarmes are among the dead": the words of a part stand behind it.
    fn counted_among(&self, group: &Group) -> bool {
        let reading = self.reading;
        let behind = |t: usize| reading.tag(t, Class::Sub).or_else(|| reading.tag(t, Class::OfThem));
        let ends = |t: usize| {
            let verb = [Class::AuxActive, Class::AuxPassive, Class::According];
            t >= self.sentence.end || reading.is_stop(t) || reading.is_any(t, &verb)
        };
        let verb = [Class::AuxActive, Class::AuxPassive, Class::Be];
        // "Two women among them were raped".
        let inner = behind(group.end).is_some_and(|tag| {
            tag.end - tag.first > 1 && reading.is_any(tag.end, &verb) && !group.bare_number
        });
        if inner {
            return true;
        }
        self.is_within(group)
            || (reading.is(group.end, Class::Be) || reading.is_sign(group.end, ','))
                && (group.end + 1..group.end + 3)
                    .any(|t| behind(t).is_some_and(|tag| tag.end - tag.first > 1 && ends(tag.end)))
    }

    /// "among the wounded, nine children": the outcome of those among whom a part is counted.
    fn among(&self, group: &Group) -> Option<Outcome> {
        let reading = self.reading;
        let floor = self.sentence.first.max(group.first.saturating_sub(7));
        let sub = (floor..group.first).rev().find_map(|t| reading.covering(t, Class::Sub))?;
        (sub.first..sub.end).find_map(|t| {
            let tag = reading.tag(t, Class::Casualty).or_else(|| reading.tag(t, Class::Harm))?;
            reading.entry(&tag).attributes.outcome
        })
    }

    /// "two of the dead": the last whole figure of the outcome that the words behind the number name.
    fn of_named(&self, group: &Group) -> Option<usize> {
        let reading = self.reading;
        let outcome = (group.number..group.end).find_map(|t| {
            let tag = reading.tag(t, Class::Casualty).or_else(|| reading.tag(t, Class::Harm))?;
            reading.entry(&tag).attributes.outcome
        })?;
        // Only a figure larger than the part can hold it.
        self.antecedent_of(group, Some(outcome)).filter(|&whole| self.all[whole].outcome == outcome).filter(
            |&whole| self.all[whole].group.count.value().is_none_or(|all| group.count.value() < Some(all)),
        )
    }

    /// The last whole figure before, of one outcome where the words name it.
    fn antecedent_of(&self, group: &Group, outcome: Option<Outcome>) -> Option<usize> {
        let last = antecedent(self.all, self.start, group, None)?;
        let Some(outcome) = outcome.filter(|outcome| self.all[last].outcome != *outcome) else {
            return Some(last);
        };
        let value = group.count.value().unwrap_or(2);
        let fits = |index: &usize| {
            let mention = &self.all[*index];
            mention.outcome == outcome
                && mention.is_figure()
                && mention.part_of.is_none()
                && mention.group.count.value().is_none_or(|whole| whole >= value)
        };
        (last.saturating_sub(6)..last).rev().find(fits).or(Some(last))
    }

    /// "five of them were freed": people who came back are no toll.
    fn released(&self, at: usize) -> bool {
        let (reading, group) = (self.reading, &self.groups[at]);
        // "three of the nine": the verb behind the whole speaks of the part.
        let partitive = self.groups.get(at + 1).filter(|_| partitive(reading, self.groups, at + 1));
        let from = partitive.map_or(group.end, |next| next.end);
        let reach = if partitive.is_some() { 12 } else { 4 };
        let passive = (from..(from + reach).min(self.sentence.end)).find(|&t| reading.is(t, Class::Released));
        let verb = |t: usize| {
            reading.is_any(
                t - 1,
                &[Class::AuxPassive, Class::AuxActive, Class::Adverb, Class::Negation, Class::Pronoun],
            )
        };
        let denied = |t: usize| reading.any(group.end, t, Class::Negation);
        let freed =
            passive.filter(|t| !denied(*t)).is_some_and(|t| t == group.end || partitive.is_some() || verb(t));
        let light = [Class::Determiner, Class::Of, Class::Relation, Class::Others];
        let mut left = group.first;
        while left > self.sentence.first && reading.is_any(left - 1, &light) {
            left -= 1;
        }
        let frees = left > self.sentence.first && reading.is(left - 1, Class::Released);
        freed || frees
    }

    /// Suspects whom police arrest afterwards are no toll; people whom an army takes in an operation are.
    fn is_inquiry(&self, group: &Group, harm: Harm) -> bool {
        let reading = self.reading;
        if harm.outcome != Outcome::Detained || !reading.any(group.first, group.end + 1, Class::Suspect) {
            return false;
        }
        let sources = reading.tags_in(self.sentence.first, self.sentence.end, Class::Source);
        let kinds: Vec<&str> = sources.iter().filter_map(|tag| reading.name(tag)).collect();
        !kinds.contains(&"army") && kinds.iter().any(|kind| matches!(*kind, "police" | "judiciary"))
    }

    /// Whether a group is the rest of the last count: "les deux autres", "the other two".
    fn is_rest(&self, group: &Group) -> bool {
        let reading = self.reading;
        let article =
            |t: Option<usize>| t.is_some_and(|t| t >= self.sentence.first && reading.is(t, Class::Article));
        let inner = group.number.checked_sub(1).is_some_and(|t| reading.is(t, Class::Others));
        (group.others && article(group.number.checked_sub(1)))
            || (inner && article(group.number.checked_sub(2)))
    }

    /// Whether a group opens a line of a list of parts: "- 7 soldiers", under the line with their sum.
    fn is_item(&self, at: usize) -> bool {
        let first = self.sentence.first;
        let bullet = ['-', '–', '—', '•', '*', '·'].iter().any(|&sign| self.reading.is_sign(first, sign));
        let here = self.groups[at].first;
        bullet && here <= first + 2 && !self.groups[at].bare_number && self.sentence.end - here <= 12
    }

    /// "Tués : 9", "les blessés, au nombre de treize", "the death toll stood at 27": a number said of what stands before it.
    fn numbered(&self, at: usize) -> Option<Told> {
        let (reading, group) = (self.reading, &self.groups[at]);
        if !group.bare_number {
            return None;
        }
        let before = group.first.checked_sub(1).filter(|t| *t >= self.sentence.first)?;
        let label = reading.is_sign(before, ':') || reading.is_sign(before, '=');
        let link =
            [Class::Numbering, Class::Revision].into_iter().find_map(|class| reading.covering(before, class));
        // "Los heridos son diecinueve", "the wounded are nineteen".
        let copula = || {
            let tag = reading.covering(before, Class::Be).filter(|tag| tag.end == group.first)?;
            let named = tag.first.checked_sub(1).and_then(|t| reading.covering(t, Class::Casualty))?;
            (named.end == tag.first && group.end < self.sentence.end && reading.is_stop(group.end))
                .then_some(tag)
        };
        let link = link.or_else(copula);
        let from = if label { before } else { link?.first };
        let noun = |t: usize| {
            [Class::TollNoun, Class::Casualty, Class::Harm].into_iter().find_map(|class| {
                let tag = reading.covering(t, class)?;
                reading.entry(&tag).attributes.outcome.map(|outcome| (outcome, tag.first))
            })
        };
        let reach = if label { 3 } else { 16 };
        let floor = self.sentence.first.max(from.saturating_sub(reach));
        let behind = || (group.end..(group.end + 5).min(self.sentence.end)).find_map(noun);
        let (outcome, named) = (floor..from).rev().find_map(noun).or_else(behind)?;
        let person = (named.saturating_sub(3).max(self.sentence.first)..named + 3)
            .find_map(|t| reading.tag(t, Class::Person))
            .and_then(|tag| reading.entry(&tag).attributes.victims);
        Some(Told { victims: person, ..Told::whole(outcome, Telling::NumberAlone) })
    }

    /// "One more died in hospital. Eight.": a number that is a sentence by itself, behind a toll of another number.
    fn alone(&self, at: usize) -> Option<Told> {
        let (reading, group) = (self.reading, &self.groups[at]);
        if let Some(told) = self.answer(group) {
            return Some(told);
        }
        let last = self.all.last().filter(|last| last.part_of.is_none() || last.is_figure())?;
        let here = self.sentence.first.min(group.first);
        let words = (here..self.sentence.end)
            .filter(|&t| reading.is_word(t) && !(group.first..group.end).contains(&t));
        // At the head of a line it numbers the line.
        let index = reading.sentence_of(group.first);
        let near = index == last.sentence + 1
            && reading.sentences[last.sentence].paragraph == self.sentence.paragraph;
        let more = group.count.value().is_some_and(|value| (2..1900).contains(&value));
        (self.groups.len() == 1 && group.bare_number && near && more && words.count() == 0)
            .then(|| Told::whole(last.outcome, Telling::NumberAlone))
    }

    /// "How many militants were killed? Nine, whom we can name.": a number that answers a question.
    fn answer(&self, group: &Group) -> Option<Told> {
        if group.first > self.sentence.first + 3 {
            return None;
        }
        let reading = self.reading;
        let before = &reading.sentences[reading.sentence_of(group.first).checked_sub(1)?];
        let asked = (before.first..before.end).rev().take(3).any(|t| reading.is_sign(t, '?'));
        let label =
            (self.sentence.first..group.first).all(|t| !reading.is_word(t) || t == self.sentence.first);
        if !(group.bare_number && asked && label && reading.is_stop(group.end)) {
            return None;
        }
        let outcome = (before.first..before.end).find_map(|t| {
            let tag = reading.tag(t, Class::Harm).or_else(|| reading.tag(t, Class::Casualty))?;
            reading.entry(&tag).attributes.outcome
        })?;
        let victims = (before.first..before.end)
            .find_map(|t| reading.tag(t, Class::Person))
            .and_then(|tag| reading.entry(&tag).attributes.victims);
        Some(Told { victims, ..Told::whole(outcome, Telling::NumberAlone) })
    }

    /// "four dead on the side of the army, nine on that of the rebels": a number alone in a list of counts.
    fn listed(&self, at: usize) -> Option<Told> {
        let (reading, group) = (self.reading, &self.groups[at]);
        let (index, mention) = self.before(at)?;
        let end = reading.is_stop(group.end)
            || reading.is_any(group.end, &[Class::Ranks, Class::PlaceAt, Class::And]);
        let close = group.first - self.groups[index].end <= 6 && self.all[mention].group.casualty.is_some();
        let alone = (group.bare_number && end)
            || (group.casualty.is_none() && (group.others || (close && group.form == Form::Figure)));
        let list = in_list(reading, self.groups[index].end, group.first);
        let counts = self.all[mention].is_figure() && self.all[mention].how != Telling::NumberAlone;
        (alone && list && counts).then(|| Told::whole(self.all[mention].outcome, Telling::NumberAlone))
    }

    fn siblings(&self, at: usize, mention: usize) -> bool {
        let other = &self.all[mention].group;
        in_list(self.reading, other.end, self.groups[at].first) && !other.of_them
    }
}

/// "Seven of them were women": the noun behind "were" says who the group before it is.
pub(crate) fn copula_of(reading: &Reading<'_>, groups: &[Group], at: usize) -> bool {
    let Some(group) = groups.get(at) else { return false };
    let Some(before) = at.checked_sub(1).map(|index| &groups[index]) else { return false };
    group.form == Form::Bare
        && (before.of_them || before.bare_number)
        && (before.end..group.first).any(|t| reading.is(t, Class::Be))
        && group.first - before.end <= 3
}

/// Whether only list words stand between two tokens.
fn in_list(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    to.saturating_sub(from) <= 12
        && (from..to).any(|t| reading.is_sign(t, ',') || reading.is(t, Class::And))
        && !(from..to).any(|t| {
            reading.is_any(
                t,
                &[Class::AuxActive, Class::AuxPassive, Class::Relative, Class::Contrast, Class::Harm],
            ) || reading.is_sign(t, ';')
        })
}

/// "He counted the bodies: nine men, four women": the first of several people behind a colon that follows a noun of
/// harm.
fn lists_parts(reading: &Reading<'_>, sentence: &Sentence, groups: &[Group], at: usize) -> bool {
    let group = &groups[at];
    let colon = (sentence.first..group.first).rev().find(|&t| reading.is_sign(t, ':'));
    let told = |colon: usize| {
        (sentence.first..colon)
            .any(|t| reading.is_any(t, &[Class::Casualty, Class::TollNoun, Class::HarmNoun]))
    };
    let more = groups.get(at + 1).is_some_and(|next| in_list(reading, group.end, next.first));
    more && !group.bare_number && colon.is_some_and(|colon| group.first - colon <= 3 && told(colon))
}

/// Whether a colon, a dash or a bracket opens a list of parts between two tokens.
fn opens_list(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    let opener = |t: usize| {
        reading.is_sign(t, ':')
            || reading.is_sign(t, '(')
            || reading.is_sign(t, '—')
            || reading.is_sign(t, '–')
    };
    (from..to).any(opener) && !(from..to).any(|t| reading.is_sign(t, ';') || reading.is_sign(t, ')'))
}

/// The mention that "of them" speaks of: the last whole figure before it.
fn antecedent(all: &[Mention], start: usize, group: &Group, before: Option<usize>) -> Option<usize> {
    let value = group.count.value().unwrap_or(2);
    let fits = |index: usize| {
        let mention = &all[index];
        // "31 dead and no longer 22": the figure that was given up has no parts.
        let given_up = mention.how == Telling::NumberAlone
            && index.checked_sub(1).is_some_and(|before| {
                let before = &all[before];
                before.sentence == mention.sentence
                    && before.outcome == mention.outcome
                    && before.part_of.is_none()
            });
        !given_up
            && mention.group.form == Form::Figure
            && mention.part_of.is_none()
            && mention.group.count.value().is_none_or(|whole| whole >= value)
    };
    before.filter(|&index| fits(index)).or_else(|| {
        let floor = start.saturating_sub(6);
        (floor..all.len()).rev().find(|&index| fits(index))
    })
}

/// A number without a noun where the text speaks of a toll: "132, according to the government".
fn elided(
    reading: &Reading<'_>,
    sentence: &Sentence,
    groups: &[Group],
    at: usize,
    all: &[Mention],
) -> Option<Outcome> {
    let group = &groups[at];
    if !group.bare_number
        || group.others
        || group.count.value().is_some_and(|value| (1900..2100).contains(&value))
    {
        return None;
    }
    let next = group.end;
    // "elevó a veinte el número de muertos": the noun of the toll behind its figure.
    let behind =
        reading.is(next, Class::Determiner).then(|| reading.tag(next + 1, Class::TollNoun)).flatten();
    let alone = next >= sentence.end
        || behind.is_some()
        || reading.is_stop(next)
        || reading.is_quote(next)
        || reading.is_any(
            next,
            &[
                Class::And,
                Class::Contrast,
                Class::PlaceAt,
                Class::Time,
                Class::Weekday,
                Class::According,
                Class::Agent,
                Class::That,
                Class::Preposition,
                Class::Relative,
                Class::AuxPassive,
                Class::RangeJoin,
            ],
        );
    if !alone {
        return None;
    }
    let back = sentence.first.max(group.first.saturating_sub(7));
    let cue = (back..group.first).rev().find(|&t| {
        reading.is_any(t, &[Class::TollNoun, Class::Revision])
            || reading
                .covering(t, Class::Report)
                .is_some_and(|tag| reading.entry(&tag).attributes.saying == Saying::Says)
    })?;
    if (cue..group.first).any(|t| reading.is_sign(t, ';') || reading.is(t, Class::Contrast)) {
        return None;
    }
    if let Some(outcome) = heading(reading, sentence) {
        return Some(outcome);
    }
    let toll_noun = |t| reading.covering(t, Class::TollNoun);
    // "La cifra de muertos del ataque de ayer en X se eleva a 31": the noun may stand far before its verb.
    let far = || (sentence.first.max(group.first.saturating_sub(24))..back).rev().find_map(toll_noun);
    let noun = (back..group.first)
        .find_map(toll_noun)
        .or_else(|| far().filter(|_| reading.is(cue, Class::Revision)));
    let revised = (back..group.first).any(|t| reading.is(t, Class::Revision));
    let next_casualty = groups.get(at + 1).filter(|_| revised).and_then(|g| g.casualty);
    next_casualty
        .or_else(|| behind.and_then(|tag| reading.entry(&tag).attributes.outcome))
        .or_else(|| noun.and_then(|tag| reading.entry(&tag).attributes.outcome))
        .or_else(|| all.iter().rev().take(4).find(|m| m.group.form == Form::Figure).map(|m| m.outcome))
}

/// "Wounded: some say 20, some say 30": the outcome that a heading gives the numbers of its line.
fn heading(reading: &Reading<'_>, sentence: &Sentence) -> Option<Outcome> {
    let colon = (sentence.first..sentence.end.min(sentence.first + 6)).find(|&t| reading.is_sign(t, ':'))?;
    let outcome = |t: usize| {
        let tag = reading.tag(t, Class::Casualty).or_else(|| reading.tag(t, Class::Harm))?;
        reading.entry(&tag).attributes.outcome.filter(|_| tag.end == colon)
    };
    (sentence.first..colon).find_map(outcome)
}

/// "Our list now holds at least 27 civilians": people behind a noun for a count of the dead.
fn counted_on_list(reading: &Reading<'_>, sentence: &Sentence, group: &Group) -> bool {
    let from = sentence.first.max(group.first.saturating_sub(6));
    let noun = (from..group.first).rev().find(|&t| reading.is(t, Class::TollNoun));
    noun.is_some_and(|noun| {
        !(noun..group.first).any(|t| reading.is_stop(t) || reading.is(t, Class::Contrast))
    })
}
