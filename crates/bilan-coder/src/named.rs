//! Named victims: a person told by name, with a title or without, is one.

use bilan_model::Count;

use crate::gazetteer::fold;
use crate::group::{Form, Group};
use crate::lexicon::{Class, Feature, Tag};
use crate::noun::BREAKERS;
use crate::place::NO_NAME;
use crate::reading::Reading;
use crate::token::{Kind, Sentence, UNKNOWN};

/// The most words of a name.
const LONGEST: usize = 7;

/// Words that are no part of a person's name, beside those of no name at all.
const NO_PERSON: &[Class] = &[
    Class::Country,
    Class::Capital,
    Class::AuxPassive,
    Class::Source,
    Class::Document,
    Class::PlaceKind,
    Class::Admin,
    Class::Facility,
    Class::Landform,
    Class::PlaceAt,
    Class::PlaceTo,
    Class::Preposition,
    Class::Act,
    Class::Method,
    Class::Harm,
    Class::HarmNoun,
    Class::Casualty,
    Class::TollNoun,
    Class::Topic,
    Class::Person,
    Class::Relative,
    Class::Agent,
    Class::Released,
    Class::Aftermath,
    Class::Event,
    Class::Title,
];

/// Words behind a name that make it one of a place or of a body.
const NO_PERSON_BEHIND: &[Class] =
    &[Class::Admin, Class::PlaceKind, Class::Facility, Class::Landform, Class::Source, Class::Unit];

/// A person by name: "Juan Perez", "Mayor Juan Perez".
pub(crate) fn named(reading: &Reading<'_>, sentence: &Sentence, at: usize) -> Option<Group> {
    let title = title_at(reading, at);
    let first = title.map_or(at, |tag| behind_title(reading, &tag));
    let end = name_end(reading, sentence, first)?;
    let words = (first..end).filter(|&t| reading.is_word(t)).count();
    // "a luxurious piano": in capitals an article tells a thing from a name.
    let article =
        first > sentence.first && reading.is_shouted(first) && reading.is(first - 1, Class::Determiner);
    if title.is_none() && (words < 2 || article || is_place(reading, sentence, first, end)) {
        return None;
    }
    let entry = title.map(|tag| reading.entry(&tag));
    Some(Group {
        first: at,
        number: at,
        end,
        count: Count::exactly(1),
        form: Form::One,
        victims: entry.and_then(|entry| entry.attributes.victims),
        head: Some(title.map_or((first, end), |tag| (tag.first, tag.end))),
        casualty: None,
        of_them: false,
        others: false,
        sub: false,
        bare_number: false,
        merged: false,
        name: Some((first, end)),
        rules: entry.map(|entry| entry.rule).into_iter().collect(),
    })
}

/// A title, or a noun for one person without an article, that begins at a token; of several in a row the last, which
/// stands right before the name.
fn title_at(reading: &Reading<'_>, at: usize) -> Option<Tag> {
    let one = |tag: &Tag| reading.entry(tag).feature == Feature::Singular;
    let title =
        |at: usize| reading.tag(at, Class::Title).or_else(|| reading.tag(at, Class::Person).filter(one));
    let mut tag = title(at)?;
    while let Some(next) = title(behind_title(reading, &tag)) {
        tag = next;
    }
    Some(tag)
}

/// The token behind a title and the full stop of its abbreviation.
fn behind_title(reading: &Reading<'_>, title: &Tag) -> usize {
    let stop = reading.is_sign(title.end, '.') && reading.tokens[title.end].glued;
    title.end + usize::from(stop)
}

/// Whether a name of several words that is none of a place begins at a token.
pub(crate) fn is_full_name(reading: &Reading<'_>, at: usize) -> bool {
    let sentence = reading.sentences[reading.sentence_of(at)];
    title_at(reading, at).is_some() && reading.tag(at, Class::Title).is_some()
        || named(reading, &sentence, at).is_some()
}

/// The end of a run of words that may be a person's name and begins at a token.
pub(crate) fn name_end(reading: &Reading<'_>, sentence: &Sentence, first: usize) -> Option<usize> {
    if !is_name(reading, sentence, first) {
        return None;
    }
    let mut end = first + 1;
    while end < sentence.end && end - first < LONGEST {
        let hyphen = reading.is_sign(end, '-') && reading.tokens[end].glued;
        let initial = reading.is_sign(end, '.') && reading.tokens[end].glued && is_initial(reading, end - 1);
        if (hyphen || initial) && is_name(reading, sentence, end + 1) {
            end += 2;
        } else if is_name(reading, sentence, end) {
            end += 1;
        } else if let Some(after) = small_words(reading, sentence, end) {
            end = after;
        } else {
            break;
        }
    }
    Some(end)
}

/// "Juan de la Cruz", "Ali Ould Sidi": small words inside a name; the token behind the word of the name after them.
fn small_words(reading: &Reading<'_>, sentence: &Sentence, at: usize) -> Option<usize> {
    let small = |t: usize| {
        let short = reading.tokens.get(t).is_some_and(|token| token.end - token.start <= 3);
        short && reading.is_word(t) && (reading.is_shouted(at) || !reading.tokens[t].capital)
    };
    let own = |t: usize| t < sentence.end && small(t) && (!is_other(reading, t) || reading.is(t, Class::Of));
    let behind = (at..at + 2).take_while(|&t| own(t)).last()? + 1;
    is_name(reading, sentence, behind).then_some(behind + 1)
}

/// Whether a token is a word that no person's name holds.
fn is_other(reading: &Reading<'_>, at: usize) -> bool {
    reading.is_any(at, NO_NAME) || reading.is_any(at, NO_PERSON)
}

fn is_initial(reading: &Reading<'_>, at: usize) -> bool {
    reading.tokens.get(at).is_some_and(|token| token.capital && token.end - token.start <= 2)
}

/// Whether a token may be a word of a name: a capital, and in a sentence of capitals a word that no pack knows.
fn is_name(reading: &Reading<'_>, sentence: &Sentence, at: usize) -> bool {
    let Some(token) = reading.tokens.get(at).filter(|_| at < sentence.end) else { return false };
    let shape =
        token.kind == Kind::Word && token.capital && token.end - token.start > 1 || is_initial(reading, at);
    let unknown = token.word == UNKNOWN && token.accented == UNKNOWN;
    let by_case = || !reading.is_shouted(at) && at > sentence.first;
    shape && (unknown || by_case()) && !is_other(reading, at) && !is_ordinary(reading, at)
}

/// Whether a word in a sentence of capitals ends as words do that are no name: "-tion", "-ment".
pub(crate) fn is_ordinary(reading: &Reading<'_>, at: usize) -> bool {
    let endings = &reading.pack.no_name_endings;
    if endings.is_empty() || !reading.is_shouted(at) {
        return false;
    }
    let word = reading.words(at, at + 1).to_lowercase();
    endings.iter().any(|ending| word.len() > ending.len() + 2 && word.ends_with(ending.as_str()))
}

/// Whether a name is rather one of a place.
fn is_place(reading: &Reading<'_>, sentence: &Sentence, first: usize, end: usize) -> bool {
    let mut before = first;
    while before > sentence.first && reading.is_any(before - 1, &[Class::Determiner, Class::Of]) {
        before -= 1;
    }
    let named = before > sentence.first
        && reading.is_any(
            before - 1,
            &[
                Class::PlaceAt,
                Class::PlaceTo,
                Class::PlaceKind,
                Class::Admin,
                Class::Facility,
                Class::Landform,
                Class::Preposition,
                Class::Report,
                Class::According,
            ],
        );
    let written = reading.words(first, end);
    named
        || reading.is_any(end, NO_PERSON_BEHIND)
        || told_as_place(reading, first, end)
        || reading.pack.gazetteer.knows(&fold(written))
}

/// Tokens back in which a name told as a place is looked for.
const RECENT: usize = 120;

/// Whether the same words stood behind a preposition or a noun of place shortly before.
fn told_as_place(reading: &Reading<'_>, first: usize, end: usize) -> bool {
    let (length, name) = (end - first, reading.words(first, end));
    (first.saturating_sub(RECENT)..first.saturating_sub(length)).any(|at| {
        reading.is_any(at, &[Class::PlaceAt, Class::PlaceTo, Class::PlaceKind])
            && !reading.is(at + 1, Class::PlaceAt)
            && reading.tokens[at + 1].capital
            && reading.words(at + 1, at + 1 + length) == name
    })
}

/// Puts together the name and the noun of one person: "the mayor of Tamboré, Juan Perez", "Juan Perez, a teacher".
pub(crate) fn join_names(reading: &Reading<'_>, groups: &mut Vec<Group>) {
    let mut at = 0;
    while at + 1 < groups.len() {
        let (one, next) = (&groups[at], &groups[at + 1]);
        if is_one_person(reading, one, next) {
            let noun = if one.name.is_some() { next } else { one };
            let name = one.name.or(next.name);
            let joined = Group {
                first: one.first,
                number: one.number,
                end: next.end,
                victims: noun.victims,
                head: noun.head,
                name,
                rules: noun.rules.clone(),
                sub: one.sub,
                ..one.clone()
            };
            groups[at] = joined;
            groups.remove(at + 1);
            continue;
        }
        at += 1;
    }
    drop_counted_names(reading, groups);
}

/// "Moussa Tando and Ali Tando, two brothers": the number counts the names before it.
fn drop_counted_names(reading: &Reading<'_>, groups: &mut Vec<Group>) {
    let mut at = 0;
    while at < groups.len() {
        let names = groups[..at].iter().rev().take_while(|group| group.name.is_some()).count();
        let counted = groups[at].form == Form::Figure
            && names > 1
            && groups[at].count == Count::exactly(u64::try_from(names).unwrap_or_default())
            && groups[at].first == groups[at - 1].end + 1
            && reading.is_sign(groups[at].first - 1, ',');
        if counted {
            groups.drain(at - names..at);
            at -= names;
        }
        at += 1;
    }
}

/// Whether two groups are a name and a noun of the same person, with nothing but "of" and names between them.
fn is_one_person(reading: &Reading<'_>, one: &Group, next: &Group) -> bool {
    if one.form != Form::One || next.form != Form::One || one.name.is_some() == next.name.is_some() {
        return false;
    }
    let between = one.end..next.first;
    // "Juan Perez, 55, a teacher": an age between commas.
    let aged = one.end + 3 == next.first
        && reading.is_sign(one.end, ',')
        && reading.is_sign(one.end + 2, ',')
        && crate::numeral::figure_at(reading, one.end + 1).is_some();
    let light = |t: usize| {
        reading.is_sign(t, ',')
            || reading
                .is_any(t, &[Class::Of, Class::Determiner, Class::Admin, Class::PlaceKind, Class::PlaceAt])
            || (reading.tokens[t].capital
                && reading.is_word(t)
                && !reading.is_any(t, &[Class::And, Class::Harm]))
    };
    let commas = between.clone().filter(|&t| reading.is_sign(t, ',')).count();
    let last = between.clone().next_back();
    let apposed = last.is_none_or(|t| reading.is_sign(t, ','));
    aged || of_body(reading, one, next)
        || commas <= 1 && apposed && between.len() <= 9 && between.clone().all(light)
}

/// "le chef de la Guilde Ali Tando", "le reporter de Radio 2 Ali Tando": where adjectives stand behind their noun, the
/// name of a body between a noun and a name, with "of" and its article or its number.
fn of_body(reading: &Reading<'_>, one: &Group, next: &Group) -> bool {
    let between = one.end..next.first;
    let untitled = next.name.is_some() && next.name == next.head;
    if reading.pack.head_last || !untitled || one.head.is_none() || !reading.is(one.end, Class::Of) {
        return false;
    }
    let capital = |t: usize| reading.is_word(t) && reading.tokens[t].capital;
    let figure = |t: usize| matches!(reading.tokens[t].kind, Kind::Figure(_));
    // "de l'Autorité alfane": an adjective behind the name of the body.
    let verbal = [Class::Harm, Class::Report, Class::And, Class::Preposition, Class::PlaceAt, Class::Person];
    let adjective = |t: usize| {
        capital(t - 1) && reading.is_word(t) && !reading.is_any(t, BREAKERS) && !reading.is_any(t, &verbal)
    };
    let light = |t: usize| {
        capital(t) || figure(t) || adjective(t) || reading.is_any(t, &[Class::Of, Class::Determiner])
    };
    let body = between.clone().any(capital);
    // A person's name takes no article.
    let article =
        between.len() > 1 && between.clone().next_back().is_some_and(|t| reading.is(t, Class::Determiner));
    between.len() <= 5 && (body || article) && between.into_iter().all(light)
}
