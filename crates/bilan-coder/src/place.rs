//! Places in a text: which names are places, and which of them may be where it happened.

mod road;

use crate::attribution::Voices;
use crate::country::{Votes, is_of_area};
use crate::dates::DateMention;
use crate::gazetteer::{Candidate, Level, fold};
use crate::heading::heads;
use crate::lexicon::{Class, Feature, Tag};
use crate::named::is_ordinary;
use crate::reading::Reading;
use crate::token::{Kind, UNKNOWN};
use road::{join_ends, second_end};

/// What a named place does in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// May be where it happened.
    Event,
    /// A larger area.
    Area,
    /// A road between places.
    Way,
    /// Named without a word of place: where it happened if nothing better is named.
    Weak,
    /// A country.
    Country,
    /// Where someone went, lives, lies in hospital; a distance.
    Aside,
}

/// A place named in a text.
#[derive(Debug, Clone)]
pub(crate) struct PlaceMention {
    /// First token.
    pub(crate) first: usize,
    /// Token after the last.
    pub(crate) end: usize,
    /// As written.
    pub(crate) name: String,
    /// Folded, to compare.
    pub(crate) key: String,
    pub(crate) role: Role,
    /// A word of place or a gazetteer says that it is one.
    pub(crate) sure: bool,
    /// ISO code, where the gazetteer and the report's country agree on one.
    pub(crate) country: Option<String>,
}

/// The places of a report and the country that it speaks of.
#[derive(Debug, Default)]
pub(crate) struct Places {
    pub(crate) mentions: Vec<PlaceMention>,
    pub(crate) country: Option<String>,
}

impl Places {
    /// Whether a report names no place where anything may have happened.
    pub(crate) fn is_nowhere(&self) -> bool {
        !self.mentions.iter().any(|m| matches!(m.role, Role::Event | Role::Weak | Role::Way | Role::Area))
    }
}

/// Finds the places of a report.
pub(crate) fn places(
    reading: &Reading<'_>,
    voices: &Voices,
    dates: &[DateMention],
    datelines: &[(usize, usize)],
) -> Places {
    let votes = Votes::of(reading);
    let country = votes.most().map(str::to_owned);
    let mut mentions = Vec::new();
    let heads = heads(reading, dates);
    let mut at = 0;
    while at < reading.tokens.len() {
        let in_dateline = datelines.iter().find(|(first, end)| *first <= at && at < *end);
        if let Some(&(_, end)) = in_dateline {
            at = end;
            continue;
        }
        let Some(end) = name_end(reading, at) else {
            at += 1;
            continue;
        };
        let between = second_end(reading, at, end);
        let mut found = mention(reading, voices, at, end, &votes);
        if let (Some(after), Some(mention)) = (between, &mut found) {
            join_ends(reading, mention, after);
        }
        let end = between.unwrap_or(end);
        if let Some(mention) = &mut found
            && let Some(head) =
                heads[..heads.partition_point(|head| head.0 <= at)].last().filter(|head| at < head.1)
        {
            // "Bang (Ngaoundaye), 22 novembre.": the first name is the place, what follows contains it.
            let first = mentions.last().is_none_or(|m: &PlaceMention| m.first < head.0);
            mention.role = if first { Role::Event } else { Role::Area };
            mention.sure = true;
        }
        mentions.extend(found);
        at = end;
    }
    settle(&mut mentions);
    Places { mentions, country }
}

/// Letters up to which a name in capitals is one of a body.
const LONGEST_ACRONYM: usize = 6;

/// Words that are no part of a name, be it of a place or of a person.
pub(crate) const NO_NAME: &[Class] = &[
    Class::NameStop,
    Class::Month,
    Class::Weekday,
    Class::Time,
    Class::Party,
    Class::Nationality,
    Class::Pronoun,
    Class::Report,
    Class::According,
    Class::Number,
    Class::That,
    Class::Contrast,
    Class::AuxActive,
    Class::Sub,
    Class::Relation,
    Class::None,
    Class::Negation,
    Class::And,
    Class::Vague,
];

/// The end of a run of capitalised words that may be a place name and begins at a token.
pub(crate) fn name_end(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let token = reading.tokens[at];
    // "la communauté somalie", "en Somalie": a country may be written as its people are.
    let barred = reading.is_any(at, NO_NAME) && !reading.is(at, Class::Country);
    if token.kind != Kind::Word || !token.capital || barred {
        return None;
    }
    let mut end = at + 1;
    let limit = reading.sentences[reading.sentence_of(at)].end;
    let shouted = reading.is_shouted(at);
    if shouted && !may_be_name(reading, at) {
        return known_end(reading, at, limit);
    }
    loop {
        if end >= limit {
            break;
        }
        let hyphen = reading.is_sign(end, '-') && reading.tokens[end].glued;
        let apostrophe = ['\'', '\u{2019}'].iter().any(|&sign| reading.is_sign(end, sign));
        if (hyphen || apostrophe)
            && reading.tokens.get(end + 1).is_some_and(|next| next.glued && next.kind == Kind::Word)
            && (hyphen || reading.tokens[end + 1].capital)
        {
            end += 2;
            continue;
        }
        let Some(next) = reading.tokens.get(end) else { break };
        if shouted && !may_be_name(reading, end) {
            return known_end(reading, at, limit).filter(|known| *known > end).or(Some(end));
        }
        if next.kind == Kind::Word && next.capital && !reading.is_any(end, NO_NAME) && !next.glued {
            end += 1;
            continue;
        }
        // "Boucle du Mouhoun", "Santander de Quilichao": small words inside a name that the gazetteer knows.
        let small =
            reading.is_any(end, &[Class::Of, Class::Determiner, Class::PlaceAt]) && next.kind == Kind::Word;
        if small {
            let after = (end + 1..end + 3).find(|&t| reading.tokens.get(t).is_some_and(|t| t.capital));
            if let Some(after) = after {
                let key = fold(reading.words(at, after + 1));
                if reading.pack.gazetteer.knows(&key) {
                    end = after + 1;
                    continue;
                }
            }
        }
        break;
    }
    Some(end)
}

/// Whether a word of a sentence in capitals may be one of a name: no word of the language that the pack knows.
fn may_be_name(reading: &Reading<'_>, at: usize) -> bool {
    let of_place = || at > 0 && reading.is_any(at - 1, &[Class::Of, Class::PlaceAt, Class::PlaceKind]);
    let unknown = reading.tokens[at].word == UNKNOWN && (of_place() || !is_ordinary(reading, at));
    unknown || reading.is_any(at, &[Class::Country, Class::Capital])
}

/// The end of the longest run of words of a sentence in capitals that begins at a token and is a known place of several
/// words.
fn known_end(reading: &Reading<'_>, at: usize, limit: usize) -> Option<usize> {
    let words = (at + 1..limit.min(at + 5)).take_while(|&t| reading.is_word(t)).count();
    (at + 2..=at + 1 + words).rev().find(|&end| reading.pack.gazetteer.knows(&fold(reading.words(at, end))))
}

fn mention(
    reading: &Reading<'_>,
    voices: &Voices,
    first: usize,
    end: usize,
    votes: &Votes,
) -> Option<PlaceMention> {
    let name = reading.words(first, end);
    let kinds = [Class::Admin, Class::PlaceKind, Class::Landform, Class::Facility];
    if (first..end).all(|token| reading.is_any(token, &kinds) || !reading.is_word(token)) {
        return None;
    }
    let key = fold(name);
    if key.chars().filter(|c| c.is_alphabetic()).count() < 3 {
        return None;
    }
    let sentence = reading.sentences[reading.sentence_of(first)];
    let candidates = reading.pack.gazetteer.find(&key);
    let country = reading
        .covering(first, Class::Country)
        .filter(|tag| !is_of_area(reading, tag.end))
        .and_then(|tag| reading.entry(&tag).attributes.name)
        .map(|index| reading.pack.codebook.countries[index].code.clone());
    let (role, sure) = if country.is_some() {
        (Role::Country, true)
    } else {
        role_of(reading, voices, first, end, sentence.first, &candidates, votes)
    };
    let located = country.or_else(|| votes.best(&candidates));
    Some(PlaceMention { first, end, name: name.to_owned(), key, role, sure, country: located })
}

fn role_of(
    reading: &Reading<'_>,
    voices: &Voices,
    first: usize,
    end: usize,
    floor: usize,
    candidates: &[Candidate],
    votes: &Votes,
) -> (Role, bool) {
    let before = Before::look(reading, first, floor);
    let known: Vec<&Candidate> = candidates.iter().filter(|candidate| votes.means(**candidate)).collect();
    let area = !known.is_empty() && known.iter().all(|c| c.level != Level::Place);
    if reading.is(end - 1, Class::Admin) || reading.is(end, Class::Admin) || before.admin {
        return (Role::Area, true);
    }
    let in_source =
        voices.sources.iter().any(|s| s.head < first && first < s.end || s.first <= first && s.head == first);
    let landform = reading.is(end, Class::Landform) || reading.is(end - 1, Class::Landform);
    if before.titled && known.is_empty() {
        return (Role::Event, false);
    }
    if in_source && before.people {
        return (Role::Weak, false);
    }
    // "the Kassala-Dankouré road".
    let road = reading.is(end, Class::Landform)
        && (first + 1..end)
            .any(|t| reading.is_sign(t, '-') && reading.tokens.get(t + 1).is_some_and(|t| t.capital));
    if (before.way || road) && !in_source && !before.facility {
        return (Role::Way, true);
    }
    if before.aside || before.facility || landform || in_source || reading.is(end, Class::Facility) {
        return (Role::Aside, !known.is_empty());
    }
    // "À Bamako, une source sécuritaire affirme": where the source speaks.
    let speaks = reading.is_sign(end, ',')
        && first <= floor + 1
        && voices.sources.iter().any(|source| end < source.first + 1 && source.first <= end + 3);
    if speaks {
        return (Role::Aside, !known.is_empty());
    }
    // "les drones de Bamako": a capital stands for its government.
    if before.of && !before.at && !before.kind && reading.is(first, Class::Capital) {
        return (Role::Aside, true);
    }
    // "the Fulani hamlet of X": the name before the noun of a place named behind it is none.
    let kind_behind = reading.is(end, Class::PlaceKind) && !reading.is(end + 1, Class::Of);
    if before.kind || kind_behind {
        return (Role::Event, true);
    }
    if is_apposed(reading, end) {
        return (Role::Event, true);
    }
    // "in ABC": a short name in capitals is one of a body, unless all is written so.
    let shouted = (first..end).all(|t| reading.tokens[t].upper || !reading.is_word(t));
    let acronym = shouted && !reading.is_shouted(first) && reading.words(first, end).len() <= LONGEST_ACRONYM;
    if (before.at && before.article || acronym) && known.is_empty() {
        return (Role::Event, false);
    }
    if before.at {
        return (if area && !before.near { Role::Area } else { Role::Event }, true);
    }
    if before.of || reading.is_sign(end, ',') || first > floor {
        let act = before.act;
        if area {
            return (Role::Area, true);
        }
        if act {
            // "the killing of Juan Perez": two words that no gazetteer knows are a person.
            let person = before.killed && known.is_empty() && end - first > 1;
            return (Role::Event, !person);
        }
        if !known.is_empty() || before.people {
            return (Role::Weak, false);
        }
    }
    // A name alone: a place only where it is told to be one elsewhere.
    (Role::Event, false)
}

/// What stands before a name.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one word that may stand before a name")]
struct Before {
    /// An article stands right before it.
    article: bool,
    at: bool,
    near: bool,
    of: bool,
    kind: bool,
    admin: bool,
    aside: bool,
    facility: bool,
    act: bool,
    /// People stand before it: "the residents of X".
    people: bool,
    /// A road stands before it.
    way: bool,
    /// The noun of harm before it is no word of an act: "the killing of X", not "the massacre of X".
    killed: bool,
    /// A person's title stands right before it.
    titled: bool,
}

impl Before {
    fn look(reading: &Reading<'_>, first: usize, floor: usize) -> Self {
        let mut found = Self::default();
        let mut at = first;
        let mut steps = 0;
        let ends = |tag: Option<Tag>| tag.is_some_and(|tag| tag.end == first);
        let one = |tag: &Tag| reading.entry(tag).feature == Feature::Singular;
        found.titled = first > floor
            && (ends(reading.covering(first - 1, Class::Title))
                || ends(reading.covering(first - 1, Class::Person).filter(one)));
        while at > floor && steps < 4 {
            at -= 1;
            steps += 1;
            if reading.is(at, Class::PlaceTo) {
                found.aside = true;
                return found;
            }
            if reading.is(at, Class::Landform) {
                found.aside = true;
                found.way = steps <= 2;
                return found;
            }
            if reading.is(at, Class::Facility) {
                found.facility = true;
                return found;
            }
            if reading.is(at, Class::Admin) {
                found.admin = true;
                return found;
            }
            if reading.is(at, Class::PlaceKind) {
                found.kind = true;
                return found;
            }
            if reading.is_any(at, &[Class::Act, Class::HarmNoun]) && (found.of || found.at) {
                found.act = true;
                found.killed = !reading.is(at, Class::Act);
                return found;
            }
            if found.of && !found.at && reading.is(at, Class::Person) {
                // "the village chief of X", "le site de déplacés de X".
                let kind = |back: usize| at >= floor + back && reading.is(at - back, Class::PlaceKind);
                let of_people = at > floor && reading.is(at - 1, Class::Of) && kind(2);
                found.kind = kind(0) || kind(1) || of_people;
                found.people = true;
                return found;
            }
            let numbered = |at: usize| {
                matches!(reading.tokens[at].kind, Kind::Figure(_) | Kind::Mixed(_))
                    || reading.is(at, Class::Number)
            };
            if reading
                .covering(at, Class::Unit)
                .is_some_and(|tag| tag.first > floor && numbered(tag.first - 1))
            {
                // "20 km de X", "30 kilometres south of X".
                found.aside = true;
                return found;
            }
            // "en La Gabarra": the article of the name may be read with the preposition.
            let preposition =
                reading.covering(at, Class::PlaceAt).filter(|tag| tag.end == at + 1 || tag.end > first);
            if reading.is(at, Class::Of) && preposition.is_none_or(|tag| tag.end - tag.first < 2) {
                found.of = true;
            } else if let Some(tag) = preposition {
                if steps > 2 {
                    return found;
                }
                found.at |= !found.of;
                found.near |= tag.end - tag.first > 1;
                if found.at {
                    return found;
                }
            } else if reading.is(at, Class::Determiner) {
                found.article |= steps == 1;
            } else {
                if found.at {
                    return found;
                }
                if reading.is_stop(at) || reading.is_any(at, &[Class::Report, Class::AuxActive]) {
                    return found;
                }
            }
        }
        found
    }
}

/// "X, dans le territoire de Y", "X (district of Y)": a larger area behind a name says that it is a place.
fn is_apposed(reading: &Reading<'_>, end: usize) -> bool {
    let opened = reading.is_sign(end, ',') || reading.is_sign(end, '(');
    // "X, Mali", "X (Mali)", "X, where".
    if reading.is(end, Class::Where) || (opened && reading.is_any(end + 1, &[Class::Country, Class::Where])) {
        return true;
    }
    let small = [Class::PlaceAt, Class::Determiner, Class::Of, Class::Article];
    let mut at = end + 1;
    while opened && at < end + 5 && reading.is_any(at, &small) && !reading.is(at, Class::Admin) {
        at += 1;
    }
    let capital = |at: usize| reading.tokens.get(at).is_some_and(|token| token.capital);
    // "X, Maru district": the noun of the area behind its name.
    let named = || (at..at + 4).take_while(|&t| capital(t)).any(|t| t > at && reading.is(t, Class::Admin));
    // "X, dans le Kpendjal": an article is no part of a town's name.
    let within = || {
        at >= end + 3
            && capital(at)
            && reading.is(at - 1, Class::Article)
            && reading.is(at - 2, Class::PlaceAt)
    };
    let before = |tag: Tag| reading.is(tag.end, Class::Of) || capital(tag.end);
    opened && (reading.tag(at, Class::Admin).is_some_and(before) || named() || within())
}

/// A name without a word of place is a place where it is one elsewhere in the report; else it is dropped.
fn settle(mentions: &mut Vec<PlaceMention>) {
    let sure: Vec<(String, Role)> =
        mentions.iter().filter(|m| m.sure).map(|m| (m.key.clone(), m.role)).collect();
    for mention in mentions.iter_mut().filter(|m| !m.sure && matches!(m.role, Role::Event | Role::Weak)) {
        if let Some((_, role)) = sure.iter().find(|(key, _)| *key == mention.key) {
            mention.role = *role;
            mention.sure = true;
        }
    }
    mentions.retain(|m| m.sure || matches!(m.role, Role::Aside | Role::Weak));
}
