//! Where a noun of people says what the victims were: behind "were", "nothing but", "belonged to", or as an answer.

use bilan_model::Victims;

use crate::actor::group_named;
use crate::lexicon::{Class, Feature, Saying, Tag};
use crate::reading::Reading;
use crate::token::Kind;

/// Tokens before a noun within which the word stands that says it of the victims.
const BEFORE: usize = 7;
/// Tokens on either side of "only" within which the harm is told.
const HARM_NEAR: usize = 6;
/// Tokens of a bare answer up to the comma before who gives it.
const ANSWER: usize = 9;

/// Whether a noun is said of the victims: behind "were", "nothing but", or behind a noun of harm and "of".
pub(crate) fn said_of_victims(reading: &Reading<'_>, at: usize, floor: usize) -> bool {
    let mut before = at;
    let mut of = false;
    let mut quoted = false;
    let mut counted = false;
    let mut joined = false;
    while before > floor && before + BEFORE > at {
        before -= 1;
        // "ce n'étaient pas des terroristes", "they were not terrorists": what they are said not to have been.
        if reading.is_any(before, &[Class::Negation, Class::None])
            && !reading.is_any(before, &[Class::Be, Class::Wholly])
        {
            return false;
        }
        let is = reading.is(before, Class::Be);
        if let Some(only) = reading.covering(before, Class::Wholly).filter(|_| !is) {
            return nothing_but(reading, &only, at, floor);
        }
        // "parle de « terroristes »": a verb of saying brings in a status only by quoted words.
        quoted |= reading.is_quote(before);
        counted |= is_counted(reading, before);
        let told = reading.covering(before, Class::Report);
        let blames = told.is_some_and(|tag| reading.entry(&tag).attributes.saying == Saying::Accuses);
        if told.is_some_and(|tag| counted && speaks_of(reading, &tag)) {
            return is_civilian(reading, at);
        }
        // "Fueron los paramilitares": with the article of people who are known, who did it.
        let culprit = is && reading.is(before, Class::Cleft) && reading.is(at - 1, Class::Article);
        if culprit && !is_civilian(reading, at) {
            return false;
        }
        if is || (quoted && !blames && told.is_some()) {
            let from = before.saturating_sub(2).max(floor);
            return !(from..before).any(|t| {
                reading.is(t, Class::Negation) && !reading.is_any(t, &[Class::Be, Class::Determiner])
            });
        }
        // "la mort de huit bergers": a count is a toll, and says of itself whom it counts.
        if of && reading.is_any(before, &[Class::HarmNoun, Class::Act]) {
            return !counted;
        }
        of |= reading.is(before, Class::Of);
        // "étaient des femmes et des maraîchers": the first of two nouns that are joined, where nobody is counted.
        joined |= reading.is(before, Class::And) && !counted;
        let first_of_two = joined && reading.is_any(before, &[Class::And, Class::Person]);
        if !is_light(reading, before) && !first_of_two {
            return false;
        }
    }
    false
}

/// Words that may stand between a noun and the word that says it of the victims.
fn is_light(reading: &Reading<'_>, at: usize) -> bool {
    let light = [
        Class::Determiner,
        Class::Of,
        Class::Adverb,
        Class::AuxPassive,
        Class::Number,
        Class::Hedge,
        Class::Party,
        Class::Nationality,
        Class::Armed,
        Class::Unarmed,
        Class::Pronoun,
    ];
    reading.is_any(at, &light) || reading.is_quote(at) || matches!(reading.tokens[at].kind, Kind::Figure(_))
}

fn is_counted(reading: &Reading<'_>, at: usize) -> bool {
    let number = reading.is(at, Class::Number) && !reading.is(at, Class::Determiner);
    number || matches!(reading.tokens[at].kind, Kind::Figure(_))
}

fn is_civilian(reading: &Reading<'_>, at: usize) -> bool {
    let victims = reading.tag(at, Class::Person).and_then(|tag| reading.entry(&tag).attributes.victims);
    victims == Some(Victims::Civilians)
}

/// "parle de", "habla de", "spoke of": a verb of saying that brings in a noun.
fn speaks_of(reading: &Reading<'_>, tag: &Tag) -> bool {
    reading.entry(tag).attributes.saying == Saying::Says
        && (reading.is(tag.end - 1, Class::Of) || reading.is(tag.end, Class::Of))
}

/// "killed only terrorists", "« rien que des civils »", "seven, all militiamen": a word that leaves room for nobody else,
/// where a harm is told or the words stand alone.
fn nothing_but(reading: &Reading<'_>, only: &Tag, at: usize, floor: usize) -> bool {
    let negated = only.first > floor && reading.is_any(only.first - 1, &[Class::Negation, Class::None]);
    // "tous les habitants ont fui": all those who were told before.
    if negated || reading.is(only.end, Class::Article) {
        return false;
    }
    let before = only.first.checked_sub(1).filter(|&t| t >= floor);
    let alone = before.is_none_or(|t| {
        reading.is_quote(t) || reading.is_stop(t) || reading.is_any(t, &[Class::That, Class::Be])
    });
    let end = reading.tag(at, Class::Person).map_or(at + 1, |tag| tag.end);
    let ends = |t: usize| reading.is_stop(t) || reading.is_quote(t);
    // "All residents fled": a verb may stand behind people who are only said to be all.
    let closes = ends(end) || (restricts(reading, only) && ends(end + 1));
    if alone && closes {
        return true;
    }
    let harm = [Class::Harm, Class::HarmNoun, Class::Deed, Class::Casualty];
    let from = only.first.saturating_sub(HARM_NEAR).max(floor);
    let to = reading.tokens.len().min(at + HARM_NEAR);
    let before = (from..only.first).rev().take_while(|&t| !reading.is_stop(t));
    let behind = (at..to).take_while(|&t| !reading.is_stop(t));
    restricts(reading, only) && before.chain(behind).any(|t| reading.is_any(t, &harm))
}

/// Whether a word restricts whom a verb of harm struck, and does not only say "all": those words are plurals.
fn restricts(reading: &Reading<'_>, only: &Tag) -> bool {
    reading.entry(only).feature != Feature::Plural
}

/// "appartenaient au JNIM", "belonged to the ELN": the group of which somebody is said to have been.
pub(crate) fn member_of(reading: &Reading<'_>, at: usize, floor: usize) -> Option<Tag> {
    let tag = reading.tag(at, Class::Belong)?;
    let from = at.saturating_sub(BEFORE).max(floor);
    let subject = (from..at).rev().take_while(|&t| !reading.is_stop(t));
    // "the attackers belonged to": who did it, not who suffered it.
    let other = [Class::Faceless, Class::Negation, Class::None, Class::Unidentified];
    let others = subject.into_iter().any(|t| reading.is_any(t, &other));
    group_named(reading, tag.end).filter(|_| !others)
}

/// "Des bergers, répondent les familles.", "Fighters, says the army.": a bare noun and who says it, with no verb of its own.
pub(crate) fn answers(reading: &Reading<'_>, tag: &Tag, floor: usize) -> bool {
    let sentence = reading.sentences[reading.sentence_of(tag.first)];
    let from = sentence.first.max(floor);
    let light = [
        Class::Determiner,
        Class::Of,
        Class::Adverb,
        Class::And,
        Class::Person,
        Class::Wholly,
        Class::Unarmed,
    ];
    let opens = tag.first < from + 5
        && (from..tag.first).all(|t| reading.is_any(t, &light) || reading.is_quote(t) || reading.is_stop(t));
    let comma = (tag.end..sentence.end.min(tag.end + ANSWER)).find(|&t| reading.is_sign(t, ','));
    let Some(comma) = comma.filter(|_| opens) else { return false };
    let verb =
        [Class::Harm, Class::AuxActive, Class::AuxPassive, Class::Relative, Class::Report, Class::Deed];
    let verbless = |from: usize, to: usize| {
        !(from..to).any(|t| reading.is_any(t, &verb) && !reading.is(t, Class::Determiner))
    };
    let says = reading.tag(comma + 1, Class::Report).or_else(|| reading.tag(comma + 1, Class::According));
    says.is_some_and(|says| {
        verbless(tag.end, comma) && verbless(says.end, sentence.end.min(says.end + HARM_NEAR))
    })
}
