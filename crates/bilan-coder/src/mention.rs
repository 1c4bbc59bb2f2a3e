//! Toll mentions: counted groups with what happened to them, who says so, and what they are part of.

use bilan_model::{Confirmation, Count, Outcome, Victims};

use crate::attribution::{SourceMention, Voice, Voices, piece};
use crate::breakdown::parts_before_sum;
use crate::calendar::Calendar;
use crate::dates::{DateMention, Grain};
use crate::group::{Form, Group, groups};
use crate::harm::{Harm, harm_of};
use crate::lexicon::{Class, Saying};
use crate::parts::{partitive, parts_by_sum};
use crate::reading::Reading;
use crate::telling::{Line, Telling, Told, copula_of};
use crate::token::Sentence;

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
    let speaking = speaking(reading, voices);
    let mut all: Vec<Mention> = Vec::new();
    for (index, sentence) in reading.sentences.iter().enumerate() {
        let from = dated.partition_point(|d| d.1 <= sentence.first);
        let to = dated.partition_point(|d| d.0 < sentence.end);
        let groups = groups(reading, sentence, &dated[from..to]);
        sentence_mentions(reading, voices, &speaking, index, &groups, &mut all);
        denied(reading, voices, index, &groups, &mut all);
    }
    parts_by_sum(&mut all);
    parts_before_sum(reading, &mut all);
    settle_confirmation(reading, voices, &mut all);
    let mut all = without_rejected(reading, all);
    let (mut told, mut history) = (usize::MAX, false);
    for mention in &mut all {
        if mention.sentence != told {
            told = mention.sentence;
            history = Calendar::history(reading, reading.sentences[told].first, reading.sentences[told].end);
        }
        mention.outside = outside(reading, mention, dates, history);
    }
    inherit_outside(&mut all);
    all
}

fn sentence_mentions(
    reading: &Reading<'_>,
    voices: &Voices,
    speaking: &[bool],
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
        if copula_of(reading, groups, at) {
            if let Some(owner) = at.checked_sub(1).and_then(|before| became[before]) {
                all[owner].group.victims = group.victims;
                all[owner].group.head = group.head;
            }
            continue;
        }
        let speaks = speaking[group.number];
        let cited = (group.first.saturating_sub(3)..group.first).any(|t| reading.is(t, Class::Cites));
        if (speaks || cited) && matches!(group.form, Form::One | Form::Bare) {
            continue;
        }
        if denied_figure(voices, group, index) {
            continue;
        }
        let harm =
            harm_of(reading, &sentence, groups, at).filter(|harm| !harm.negated || group.form == Form::Zero);
        let line = Line { reading, sentence: &sentence, groups, became: &became, all, start };
        let Some(Told { outcome, part_of, how, victims }) = line.told(at, harm) else { continue };
        let number = group.number;
        let parent =
            part_of.filter(|_| voices.frame_at(number, index).is_none()).map(|parent| all[parent].voice);
        let voice = parent.unwrap_or_else(|| voices.voice_at(number, index));
        became[at] = Some(all.len());
        all.push(Mention {
            sentence: index,
            group: Group { victims: group.victims.or(victims), ..group.clone() },
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
    join_partitives(reading, groups, &became, all);
}

/// "nine out of the 14 hostages": the first is a part of the second.
fn join_partitives(reading: &Reading<'_>, groups: &[Group], became: &[Option<usize>], all: &mut [Mention]) {
    for at in 1..groups.len() {
        if let (Some(part), Some(whole)) = (became[at - 1], became[at])
            && partitive(reading, groups, at)
        {
            all[part].part_of = Some(whole);
        }
    }
}

/// For each token whether it belongs to the words of a source that says something in the report.
fn speaking(reading: &Reading<'_>, voices: &Voices) -> Vec<bool> {
    let mut speaking = vec![false; reading.tokens.len()];
    for frame in &voices.frames {
        let own = if let Voice::Source(source) = frame.voice { Some(source) } else { None };
        for SourceMention { first, end, .. } in
            own.into_iter().chain(frame.through).map(|s| &voices.sources[s])
        {
            speaking[*first..(*end).max(*first)].fill(true);
        }
    }
    speaking
}

/// "The army denied that 40 people were killed": a figure quoted only to be rejected is nobody's toll.
fn denied_figure(voices: &Voices, group: &Group, sentence: usize) -> bool {
    let behind = |verb: usize| verb <= group.first && group.first < verb + 12;
    let frame = voices.frame_at(group.number, sentence);
    group.form == Form::Figure
        && frame.is_some_and(|f| f.saying == Saying::Denies && !f.negated && behind(f.verb.1))
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
        let from = frame.verb.1;
        let reach = frame.scope.1.min(from + 9);
        // "rejects this: the victims were families", "rejects the charge, without ..." deny something else.
        let ends = |&t: &usize| {
            reading.is_sign(t, ':') || reading.is_sign(t, ';') || (t > from + 1 && reading.is_sign(t, ','))
        };
        let to = (from..reach).find(ends).unwrap_or(reach);
        // "rejette les accusations de massacre": the guilt is denied, not the deaths.
        if reading.any(frame.verb.0, to, Class::Guilt) {
            continue;
        }
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
                others: false,
                sub: false,
                bare_number: false,
                merged: false,
                name: None,
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

/// Sentences up to which "none of this could be verified" reaches back.
const LONGEST_ACCOUNT: usize = 20;

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
        // "Baseless" accusations reject a guilt, not a number.
        let guilt = reading.any(sentence.first, sentence.end, Class::Guilt)
            && !reading.any(sentence.first, sentence.end, Class::TollNoun);
        let rejected = (sentence.first..sentence.end).find(|&t| !guilt && reading.is(t, Class::Rejected));
        let verified = (sentence.first..sentence.end).find(|&t| reading.is(t, Class::Verified));
        if unverified {
            let reach: Vec<usize> = if own.is_empty() {
                // "None of this could be verified": said of the paragraph before it, or of its own so far.
                let before = index.checked_sub(1).map(|before| &reading.sentences[before]);
                let paragraph = before.map_or(usize::MAX, |sentence| sentence.paragraph);
                let same = |sentence: &usize| reading.sentences[*sentence].paragraph == paragraph;
                (0..index)
                    .rev()
                    .take_while(same)
                    .take(LONGEST_ACCOUNT)
                    .flat_map(|sentence| of_sentence(all, sentence))
                    .collect()
            } else {
                own.clone()
            };
            for m in reach {
                all[m].confirmation = Confirmation::Unconfirmed;
            }
        } else if own.is_empty() && rejected.is_none() && confirmed(voices, index) {
            // "The hospital confirmed the toll": said of the figure before.
            let told = |m: &Mention| m.sentence + 1 == index && m.is_figure();
            if let Some(mention) = all.iter_mut().rfind(|m| told(m) && m.part_of.is_none())
                && reading.any(sentence.first, sentence.end, Class::TollNoun)
                && mention.confirmation == Confirmation::Unstated
            {
                mention.confirmation = Confirmation::Confirmed;
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

/// Mentions up to which a number that is rejected is looked for where it was given.
const REJECTED_REACH: usize = 12;

/// "The figure of 34 is wrong": a bare number that another voice gave before is disputed there, and no toll of who
/// rejects it.
fn without_rejected(reading: &Reading<'_>, mut all: Vec<Mention>) -> Vec<Mention> {
    let given = |all: &[Mention], index: usize| {
        let mention = &all[index];
        let sentence = reading.sentences[mention.sentence];
        let again = mention.confirmation == Confirmation::Disputed
            && reading.any(sentence.first, sentence.end, Class::Rejected)
            && mention.how == Telling::NumberAlone
            && mention.is_figure();
        (index.saturating_sub(REJECTED_REACH)..index).rev().filter(|_| again).find(|&before| {
            let first = &all[before];
            first.outcome == mention.outcome
                && first.group.count.value() == mention.group.count.value()
                && first.voice != mention.voice
                && first.is_figure()
        })
    };
    let mut kept: Vec<Option<usize>> = Vec::with_capacity(all.len());
    let mut count = 0;
    for index in 0..all.len() {
        let first = given(&all, index);
        if let Some(first) = first {
            all[first].confirmation = Confirmation::Disputed;
        }
        kept.push(first.is_none().then_some(count));
        count += usize::from(first.is_none());
    }
    let mut index = 0;
    all.retain(|_| {
        index += 1;
        kept[index - 1].is_some()
    });
    for mention in &mut all {
        mention.part_of = mention.part_of.and_then(|parent| kept[parent]);
    }
    all
}

/// Whether a source of a sentence confirms.
fn confirmed(voices: &Voices, sentence: usize) -> bool {
    voices.frames_of(sentence).iter().any(|frame| frame.saying == Saying::Confirms && !frame.negated)
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
fn outside(
    reading: &Reading<'_>,
    mention: &Mention,
    dates: &[DateMention],
    history: bool,
) -> Option<&'static str> {
    let sentence = reading.sentences[mention.sentence];
    if mention.group.merged || (mention.is_figure() && merges(reading, &sentence, &mention.group)) {
        return Some("merged_outcomes");
    }
    let (first, end) = piece(reading, &sentence, mention.group.first);
    let from = first.max(mention.group.first.saturating_sub(14));
    let to = end.min(mention.group.end + 16);
    let until = |token: usize| dates.partition_point(|date| date.first < token);
    let dates = &dates[until(first)..until(end)];
    // "missing since Friday" opens no period of a total; "since January" does.
    let opens = |date: &DateMention| date.since && (date.explicit || date.grain != Grain::Day);
    // "between 1 April and 30 June": a total of months, not the day of an event.
    let months = |date: &DateMention| {
        date.grain == Grain::Day && date.interval.is_some_and(|days| days.days() > LONGEST_EVENT)
    };
    // "three farmers (more than 80 since January)": what stands in brackets speaks of the figure inside them.
    let aside = |at: usize| bracket(reading, first, at) == bracket(reading, first, mention.group.number);
    if dates.iter().any(|date| aside(date.first) && (opens(date) || months(date)))
        || (first..end).any(|at| reading.is(at, Class::Cumulative) && aside(at))
    {
        return Some("cumulative");
    }
    // "112 dead in June, up from 87 in May": totals of months.
    let month =
        |date: &&DateMention| date.grain == Grain::Month && date.interval.is_some() && aside(date.first);
    let mut compared = dates.iter().filter(month);
    if let Some(one) = compared.next()
        && mention.is_figure()
        && compared.any(|other| other.interval != one.interval)
    {
        return Some("cumulative");
    }
    if dates.iter().any(|date| date.outside && date.interval.is_some()) && mention.harm.is_some() {
        return Some("historical");
    }
    if dates.iter().any(|date| date.grain == Grain::Year && !date.outside && date.relative)
        && reading.sentences[mention.sentence].end - mention.group.end < 8
    {
        return Some("cumulative");
    }
    if (from..to).any(|at| reading.is(at, Class::Forecast)) {
        return Some("forecast");
    }
    if history {
        return Some("historical");
    }
    None
}

/// The bracket that is open at a token, within its piece of the sentence.
fn bracket(reading: &Reading<'_>, floor: usize, at: usize) -> Option<usize> {
    let last = (floor..at).rev().find(|&t| reading.is_sign(t, '(') || reading.is_sign(t, ')'))?;
    reading.is_sign(last, '(').then_some(last)
}

/// "Sixty people were killed or wounded": one figure for two outcomes, and none of its own behind the second.
fn merges(reading: &Reading<'_>, sentence: &Sentence, group: &Group) -> bool {
    let outcome =
        |at: usize| reading.tag(at, Class::Harm).map(|tag| (tag.end, reading.entry(&tag).attributes.outcome));
    let end = sentence.end.min(group.end + 6);
    let Some((after, first)) = (group.end..end).find_map(outcome) else { return false };
    let second = reading.is_any(after, &[Class::And, Class::RangeJoin]).then(|| outcome(after + 1)).flatten();
    let harmed = |o: Option<Outcome>| matches!(o, Some(Outcome::Killed | Outcome::Injured));
    second.is_some_and(|(end, second)| {
        let ends = end >= sentence.end
            || reading.is_stop(end)
            || reading.is_any(
                end,
                &[Class::PlaceAt, Class::Preposition, Class::Time, Class::Weekday, Class::Agent],
            );
        harmed(first) && harmed(second) && first != second && ends
    })
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
