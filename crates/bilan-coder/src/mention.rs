//! Toll mentions: counted groups with what happened to them, who says so, and what they are part of.

use bilan_model::{Confirmation, Count, Outcome, Victims};

use crate::attribution::{Voice, Voices, piece};
use crate::calendar::Calendar;
use crate::dates::{DateMention, Grain};
use crate::group::{Form, Group, groups};
use crate::harm::{Harm, harm_of};
use crate::lexicon::{Class, Saying};
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

/// A toll as one place of the text tells it.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    pub(crate) sentence: usize,
    pub(crate) group: Group,
    pub(crate) outcome: Outcome,
    pub(crate) harm: Option<Harm>,
    pub(crate) voice: Voice,
    pub(crate) through: Option<usize>,
    pub(crate) hedged: bool,
    pub(crate) confirmation: Confirmation,
    /// Index of the mention that this one is a part of.
    pub(crate) part_of: Option<usize>,
    /// Why it is no toll of an incident.
    pub(crate) outside: Option<&'static str>,
    /// The way of telling, a rule of the coder's own.
    pub(crate) how: Telling,
}

/// Every toll mention of a report, in order.
pub(crate) fn mentions(reading: &Reading<'_>, voices: &Voices, dates: &[DateMention]) -> Vec<Mention> {
    let dated: Vec<(usize, usize)> = dates.iter().map(|date| (date.first, date.end)).collect();
    let mut all: Vec<Mention> = Vec::new();
    for (index, sentence) in reading.sentences.iter().enumerate() {
        let from = dated.partition_point(|d| d.1 <= sentence.first);
        let to = dated.partition_point(|d| d.0 < sentence.end);
        let groups = groups(reading, sentence, &dated[from..to]);
        sentence_mentions(reading, voices, index, &groups, &mut all);
        denied(reading, voices, index, &groups, &mut all);
    }
    settle_confirmation(reading, voices, &mut all);
    for mention in &mut all {
        mention.outside = outside(reading, mention, dates);
    }
    inherit_outside(&mut all);
    all
}

fn sentence_mentions(
    reading: &Reading<'_>,
    voices: &Voices,
    index: usize,
    groups: &[Group],
    all: &mut Vec<Mention>,
) {
    let sentence = reading.sentences[index];
    let start = all.len();
    // For each group, the mention it became.
    let mut became: Vec<Option<usize>> = vec![None; groups.len()];
    for at in 0..groups.len() {
        let group = &groups[at];
        if is_copula(reading, groups, at) {
            if let Some(owner) = at.checked_sub(1).and_then(|before| became[before]) {
                all[owner].group.victims = group.victims;
                all[owner].group.head = group.head;
            }
            continue;
        }
        let speaks = voices.sources.iter().any(|s| s.first <= group.number && group.number < s.end);
        let cited = (group.first.saturating_sub(3)..group.first).any(|t| reading.is(t, Class::Cites));
        if (speaks || cited) && matches!(group.form, Form::One | Form::Bare) {
            continue;
        }
        if denied_figure(voices, group, index) {
            continue;
        }
        let harm =
            harm_of(reading, &sentence, groups, at).filter(|harm| !harm.negated || group.form == Form::Zero);
        let Some(told) = told(reading, &sentence, groups, at, harm, &became, all, start) else { continue };
        let (outcome, part_of, how) = told;
        let number = group.number;
        let parent =
            part_of.filter(|_| voices.frame_at(number, index).is_none()).map(|parent| all[parent].voice);
        let voice = parent.unwrap_or_else(|| voices.voice_at(number, index));
        became[at] = Some(all.len());
        all.push(Mention {
            sentence: index,
            group: group.clone(),
            outcome,
            harm,
            voice,
            through: voices.frame_at(number, index).and_then(|frame| frame.through),
            hedged: harm.is_some_and(|harm| harm.conditional) || hedged(reading, &sentence, group),
            confirmation: Confirmation::Unstated,
            part_of,
            outside: None,
            how,
        });
    }
}

/// "The army denied that 40 people were killed": a figure quoted only to be rejected is nobody's toll.
fn denied_figure(voices: &Voices, group: &Group, sentence: usize) -> bool {
    let behind = |verb: usize| verb <= group.first && group.first < verb + 12;
    let frame = voices.frame_at(group.number, sentence);
    group.form == Form::Figure
        && frame.is_some_and(|f| f.saying == Saying::Denies && !f.negated && behind(f.verb.1))
}

/// What is told of a group: its outcome, what it is a part of, and by which way of telling.
#[allow(clippy::too_many_arguments, reason = "the state of one sentence, used in one place")]
fn told(
    reading: &Reading<'_>,
    sentence: &Sentence,
    groups: &[Group],
    at: usize,
    harm: Option<Harm>,
    became: &[Option<usize>],
    all: &[Mention],
    start: usize,
) -> Option<(Outcome, Option<usize>, Telling)> {
    let group = &groups[at];
    let near = harm.filter(|harm| harm.distance <= 8);
    let own = harm.map(|harm| harm.outcome);
    let before = (0..at).rev().find_map(|index| became[index].map(|mention| (index, mention)));
    if group.form == Form::Zero {
        return Some((own?, None, Telling::Zero));
    }
    if group.sub
        && let Some((_, mention)) = before
    {
        let parent =
            all[mention].part_of.filter(|_| siblings(reading, groups, at, all, mention)).unwrap_or(mention);
        let outcome = near.filter(|h| h.distance <= 4).map_or(all[parent].outcome, |h| h.outcome);
        return Some((outcome, Some(parent), Telling::SubCount));
    }
    if group.sub
        && before.is_none()
        && let Some(parent) = antecedent(all, start, group, None)
    {
        let outcome = near.filter(|h| h.distance <= 4).map_or(all[parent].outcome, |h| h.outcome);
        return Some((outcome, Some(parent), Telling::SubCount));
    }
    if let Some((index, mention)) = before
        && all[mention].part_of.is_some()
        && in_list(reading, groups[index].end, group.first)
        && group.casualty.is_none()
    {
        let parent = all[mention].part_of?;
        let outcome = near.filter(|h| h.distance <= 3).map_or(all[mention].outcome, |h| h.outcome);
        return Some((outcome, Some(parent), Telling::SubCountList));
    }
    if let Some((_, mention)) = before
        && opens_list(reading, all[mention].group.end, group.first)
        && (group.casualty.is_none() || group.casualty == Some(all[mention].outcome))
        && own.is_none_or(|outcome| outcome == all[mention].outcome)
    {
        return Some((all[mention].outcome, Some(mention), Telling::ListBehindColon));
    }
    if before.is_none()
        && group.form == Form::Figure
        && own.is_none()
        && lists_parts(reading, sentence, groups, at)
        && let Some(parent) = antecedent(all, start, group, None)
    {
        return Some((all[parent].outcome, Some(parent), Telling::ListBehindColon));
    }
    if group.of_them
        && group.form == Form::Figure
        && let Some(parent) = antecedent(all, start, group, before.map(|b| b.1))
    {
        return Some((own.unwrap_or(all[parent].outcome), Some(parent), Telling::OfThem));
    }
    if group.bare_number && own.is_none() && at + 1 < groups.len() && is_copula(reading, groups, at + 1) {
        // "thirty are men", "cinq étaient des enfants": a part of the last whole figure.
        let parent = antecedent(all, start, group, before.map(|b| b.1))?;
        let parent = all[parent].part_of.unwrap_or(parent);
        return Some((all[parent].outcome, Some(parent), Telling::OfThem));
    }
    match group.form {
        Form::One | Form::Bare => {
            if let Some(outcome) = group.casualty {
                return Some((outcome, None, Telling::CasualtyNoun));
            }
            near.map(|harm| (harm.outcome, None, Telling::Verb))
        }
        Form::Figure | Form::Zero => {
            let adjacent = harm.is_some_and(|h| h.distance <= 3);
            if let Some(outcome) = own.filter(|_| !group.bare_number || adjacent) {
                return Some((
                    outcome,
                    None,
                    if group.casualty.is_some() { Telling::CasualtyNoun } else { Telling::Verb },
                ));
            }
            if !group.bare_number && counted_on_list(reading, sentence, group) {
                return Some((Outcome::Killed, None, Telling::NumberAlone));
            }
            elided(reading, sentence, groups, at, all).map(|outcome| (outcome, None, Telling::NumberAlone))
        }
    }
}

/// "Seven of them were women": the noun behind "were" says who the group before it is.
fn is_copula(reading: &Reading<'_>, groups: &[Group], at: usize) -> bool {
    let group = &groups[at];
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

fn siblings(reading: &Reading<'_>, groups: &[Group], at: usize, all: &[Mention], mention: usize) -> bool {
    in_list(reading, all[mention].group.end, groups[at].first) && !all[mention].group.of_them
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
    let fits = |mention: &Mention| {
        mention.group.form == Form::Figure
            && mention.part_of.is_none()
            && mention.group.count.value().is_none_or(|whole| whole >= value)
    };
    before.filter(|&index| fits(&all[index])).or_else(|| {
        let floor = start.saturating_sub(6);
        (floor..all.len()).rev().find(|&index| fits(&all[index]))
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
    if !group.bare_number || group.count.value().is_some_and(|value| (1900..2100).contains(&value)) {
        return None;
    }
    let next = group.end;
    let alone = next >= sentence.end
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
    let noun = (back..group.first).find_map(|t| reading.covering(t, Class::TollNoun));
    let revised = (back..group.first).any(|t| reading.is(t, Class::Revision));
    let next_casualty = groups.get(at + 1).filter(|_| revised).and_then(|g| g.casualty);
    next_casualty
        .or_else(|| noun.and_then(|tag| reading.entry(&tag).attributes.outcome))
        .or_else(|| all.iter().rev().take(4).find(|m| m.group.form == Form::Figure).map(|m| m.outcome))
}

/// "Our list now holds at least 27 civilians": people behind a noun for a count of the dead.
fn counted_on_list(reading: &Reading<'_>, sentence: &Sentence, group: &Group) -> bool {
    let from = sentence.first.max(group.first.saturating_sub(6));
    let noun = (from..group.first).rev().find(|&t| reading.is(t, Class::TollNoun));
    noun.is_some_and(|noun| {
        !(noun..group.first).any(|t| reading.is_stop(t) || reading.is(t, Class::Contrast))
    })
}

/// Whether a word of doubt stands by a group in its piece of the sentence.
fn hedged(reading: &Reading<'_>, sentence: &Sentence, group: &Group) -> bool {
    let (first, end) = piece(reading, sentence, group.first);
    let from = first.max(group.first.saturating_sub(6));
    let to = end.min(group.end + 7);
    (from..to).any(|at| reading.is(at, Class::Hedge))
}

/// Denials without a count: "dément toute perte civile", "denies the deaths of civilians".
fn denied(reading: &Reading<'_>, voices: &Voices, index: usize, groups: &[Group], all: &mut Vec<Mention>) {
    let frames: Vec<_> =
        voices.frames_of(index).iter().filter(|f| f.saying == Saying::Denies && !f.negated).collect();
    for frame in frames {
        let (from, to) = (frame.verb.1, frame.scope.1.min(frame.verb.1 + 9));
        let Some(noun) = (from..to).find_map(|at| {
            let (noun, casualty) = (reading.tag(at, Class::HarmNoun), reading.tag(at, Class::Casualty));
            let tag = noun.into_iter().chain(casualty).max_by_key(|tag| tag.end)?;
            (reading.entry(&tag).attributes.outcome == Some(Outcome::Killed)).then_some(tag)
        }) else {
            continue;
        };
        if groups.iter().any(|g| g.form == Form::Figure && from <= g.first && g.first < to) {
            continue;
        }
        let person = (from..to.min(noun.end + 5)).find_map(|at| reading.tag(at, Class::Person));
        let end = person.map_or(noun.end, |tag| tag.end.max(noun.end));
        all.retain(|m| {
            m.sentence != index || m.group.form != Form::Bare || m.group.first < from || m.group.first >= end
        });
        let named = person.and_then(|tag| reading.entry(&tag).attributes.victims);
        let victims = named.or(reading.entry(&noun).attributes.victims);
        all.push(Mention {
            sentence: index,
            group: Group {
                first: frame.verb.0,
                number: frame.verb.0,
                end,
                count: Count::none(),
                form: Form::Zero,
                victims,
                head: person.map(|tag| (tag.first, tag.end)),
                casualty: Some(Outcome::Killed),
                of_them: false,
                sub: false,
                bare_number: false,
                merged: false,
                rules: vec![frame.rule],
            },
            outcome: Outcome::Killed,
            harm: None,
            voice: frame.voice,
            through: frame.through,
            hedged: false,
            confirmation: Confirmation::Unstated,
            part_of: None,
            outside: None,
            how: Telling::Denial,
        });
    }
}

/// Whether the report says that figures are verified, not verified or rejected.
fn settle_confirmation(reading: &Reading<'_>, voices: &Voices, all: &mut [Mention]) {
    for (index, sentence) in reading.sentences.iter().enumerate() {
        let of_sentence = |all: &[Mention], sentence: usize| {
            let from = all.partition_point(|m| m.sentence < sentence);
            let to = all.partition_point(|m| m.sentence <= sentence);
            (from..to).collect::<Vec<usize>>()
        };
        let own = of_sentence(all, index);
        let unverified = reading.any(sentence.first, sentence.end, Class::Unverified);
        let rejected = (sentence.first..sentence.end).find(|&t| reading.is(t, Class::Rejected));
        let verified = (sentence.first..sentence.end).find(|&t| reading.is(t, Class::Verified));
        if unverified {
            let reach: Vec<usize> = if own.is_empty() {
                index.checked_sub(1).map(|before| of_sentence(all, before)).unwrap_or_default()
            } else {
                own.clone()
            };
            for m in reach {
                all[m].confirmation = Confirmation::Unconfirmed;
            }
        } else if own.is_empty() && (rejected.is_some() || doubted(voices, index)) {
            // "The army called that figure false": said of the last figure before.
            let said = if rejected.is_some() { Confirmation::Disputed } else { Confirmation::Unconfirmed };
            let before = |m: &Mention| m.sentence + 1 == index && m.is_figure() && m.part_of.is_none();
            if let Some(mention) = all.iter_mut().rfind(|m| before(m))
                && reading.sentences[mention.sentence].paragraph == sentence.paragraph
                && mention.confirmation == Confirmation::Unstated
            {
                mention.confirmation = said;
            }
        } else if let Some(at) = rejected {
            for &m in &own {
                if near(&all[m].group, at) {
                    all[m].confirmation = Confirmation::Disputed;
                }
            }
        } else if let Some(at) = verified {
            for &m in &own {
                if near(&all[m].group, at) {
                    all[m].confirmation = Confirmation::Confirmed;
                }
            }
        }
        for m in own {
            let Some(frame) = voices.frame_at(all[m].group.number, index) else { continue };
            if all[m].group.number < frame.verb.0 && frame.verb.0 - all[m].group.number > 12 {
                continue;
            }
            match (frame.saying, frame.negated) {
                (Saying::Confirms, false) => all[m].confirmation = Confirmation::Confirmed,
                (Saying::Unconfirmed, _) | (Saying::Confirms, true) => {
                    all[m].confirmation = Confirmation::Unconfirmed;
                }
                (Saying::Says | Saying::Accuses | Saying::Claims | Saying::Denies, _) => {}
            }
        }
    }
}

/// Whether a source of a sentence does not confirm.
fn doubted(voices: &Voices, sentence: usize) -> bool {
    voices.frames_of(sentence).iter().any(|frame| {
        frame.saying == Saying::Unconfirmed || (frame.saying == Saying::Confirms && frame.negated)
    })
}

fn near(group: &Group, at: usize) -> bool {
    at.abs_diff(group.first).min(at.abs_diff(group.end)) <= 9
}

/// Days that one event may last: a longer stretch of days is a period of counting.
const LONGEST_EVENT: i32 = 20;

/// Why a mention is no toll of an incident: cumulative, forecast, historical; accidents are settled by scene.
fn outside(reading: &Reading<'_>, mention: &Mention, dates: &[DateMention]) -> Option<&'static str> {
    if mention.group.merged {
        return Some("merged_outcomes");
    }
    let sentence = reading.sentences[mention.sentence];
    let (first, end) = piece(reading, &sentence, mention.group.first);
    let from = first.max(mention.group.first.saturating_sub(14));
    let to = end.min(mention.group.end + 16);
    let inside = |date: &&DateMention| first <= date.first && date.first < end;
    // "missing since Friday" opens no period of a total; "since January" does.
    let opens = |date: &DateMention| date.since && (date.explicit || date.grain != Grain::Day);
    // "between 1 April and 30 June": a total of months, not the day of an event.
    let months = |date: &DateMention| {
        date.grain == Grain::Day && date.interval.is_some_and(|days| days.days() > LONGEST_EVENT)
    };
    if dates.iter().filter(inside).any(|date| opens(date) || months(date))
        || reading.any(first, end, Class::Cumulative)
    {
        return Some("cumulative");
    }
    if dates.iter().filter(inside).any(|date| date.outside && date.interval.is_some())
        && mention.harm.is_some()
    {
        return Some("historical");
    }
    if dates.iter().filter(inside).any(|date| date.grain == Grain::Year && !date.outside && date.relative)
        && reading.sentences[mention.sentence].end - mention.group.end < 8
    {
        return Some("cumulative");
    }
    if (from..to).any(|at| reading.is(at, Class::Forecast)) {
        return Some("forecast");
    }
    if Calendar::history(reading, sentence.first, sentence.end) {
        return Some("historical");
    }
    None
}

/// Parts of a figure that is no toll are none either.
fn inherit_outside(all: &mut [Mention]) {
    for index in 0..all.len() {
        if let Some(parent) = all[index].part_of
            && all[index].outside.is_none()
        {
            all[index].outside = all[parent].outside;
        }
    }
}

impl Mention {
    /// Whether the number is said: a figure, not an article or a bare plural.
    pub(crate) fn is_figure(&self) -> bool {
        self.group.form == Form::Figure
    }

    /// Who they are by the mention's own words.
    pub(crate) fn victims(&self) -> Victims {
        self.group.victims.unwrap_or(Victims::Unspecified)
    }

    /// The tokens of the quote.
    pub(crate) fn quote(&self) -> (usize, usize) {
        (self.group.first, self.group.end)
    }
}
