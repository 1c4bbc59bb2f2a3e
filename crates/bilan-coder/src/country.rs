//! Which country a report speaks of, and which of its namesakes a place is.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{Report, ReportHeader};

use crate::gazetteer::{Candidate, fold};
use crate::lexicon::Class;
use crate::place::name_end;
use crate::reading::Reading;

/// Votes from which a report speaks of a country: more than one name of a place alone can give.
const MEANT: u32 = 4;

/// Times that a name of people, of a party or of a country that acts is counted: an air force is named in every
/// sentence, the country that it strikes but once.
const HEARD: u32 = 3;

/// How much each country is meant, by its name, its people, its forces and its towns.
#[derive(Debug, Default)]
pub(crate) struct Votes(BTreeMap<String, u32>);

impl Votes {
    /// The votes of a text, and where these leave a doubt, of its title and its publisher.
    pub(crate) fn of(reading: &Reading<'_>) -> Self {
        let mut votes = Self::default();
        votes.take(reading, reading.tokens.len());
        if !votes.is_clear() {
            votes.take_header(reading);
        }
        votes
    }

    /// The votes of a publisher's name and of what its report begins with.
    pub(crate) fn of_publisher(name: &Reading<'_>, report: &Reading<'_>) -> Self {
        /// Tokens, which wide spaces and accents do not move as they move bytes.
        const BEGINNING: usize = 80;
        let mut votes = Self::default();
        votes.take(name, name.tokens.len());
        votes.take(report, report.tokens.len().min(BEGINNING));
        votes
    }

    /// The country that is meant most.
    pub(crate) fn most(&self) -> Option<&str> {
        let order = |(code, votes): &(&String, &u32)| (**votes, std::cmp::Reverse((*code).clone()));
        self.0.iter().max_by_key(order).map(|(code, _)| code.as_str())
    }

    /// Whether the report speaks of the country of a candidate.
    pub(crate) fn means(&self, candidate: Candidate) -> bool {
        self.0.get(&code(candidate)).is_some_and(|votes| *votes >= MEANT)
    }

    /// The country among a name's candidates that the report speaks of most.
    pub(crate) fn best(&self, candidates: &[Candidate]) -> Option<String> {
        let most = self.0.values().copied().max().unwrap_or_default();
        candidates
            .iter()
            .map(|candidate| code(*candidate))
            // A namesake in a country that the report hardly speaks of is none.
            .filter(|code| self.0.get(code).is_some_and(|votes| *votes >= MEANT && *votes * 3 >= most))
            .max_by_key(|code| (self.0[code], std::cmp::Reverse(code.clone())))
    }

    /// Whether one country is meant, and clearly more than any other.
    fn is_clear(&self) -> bool {
        let mut votes: Vec<u32> = self.0.values().copied().collect();
        votes.sort_unstable_by(|one, other| other.cmp(one));
        let second = votes.get(1).copied().unwrap_or_default();
        votes.first().is_some_and(|first| *first >= MEANT && *first >= 2 * second)
    }

    fn vote(&mut self, code: &str, weight: u32) {
        *self.0.entry(code.to_owned()).or_insert(0) += weight;
    }

    /// Takes the votes of the tokens before `end`.
    fn take(&mut self, reading: &Reading<'_>, end: usize) {
        self.take_words(reading, end);
        self.take_places(reading, end);
    }

    fn take_header(&mut self, reading: &Reading<'_>) {
        let told = &reading.report.header;
        let header = ReportHeader {
            doc: String::new(),
            language: None,
            title: None,
            publisher: None,
            published: None,
        };
        let lines = [&told.title, &told.publisher].into_iter().flatten().map(String::as_str);
        let text: String = lines.flat_map(|line| [line, ".\n\n"]).collect();
        let report = Report { header, text };
        let header = Reading::new(&report, reading.pack);
        self.take(&header, header.tokens.len());
    }

    /// Names of countries, of their people, capitals and parties.
    fn take_words(&mut self, reading: &Reading<'_>, end: usize) {
        let codebook = &reading.pack.codebook;
        let mut heard: BTreeMap<(Class, usize), u32> = BTreeMap::new();
        for tag in reading.tags.all().iter().take_while(|tag| tag.first < end) {
            if !matches!(tag.class, Class::Country | Class::Nationality | Class::Capital | Class::Party) {
                continue;
            }
            let Some(name) = reading.entry(tag).attributes.name else { continue };
            let country = tag.class == Class::Country;
            if country && is_of_area(reading, tag.end) {
                continue;
            }
            let weight = if country { weight_of_country(reading, tag.first) } else { ACTS };
            let times = heard.entry((tag.class, name)).or_default();
            *times += u32::from(weight == ACTS);
            if *times > HEARD {
                continue;
            }
            if tag.class == Class::Party {
                let countries = &codebook.parties[name].countries;
                for code in countries {
                    self.vote(code, if countries.len() == 1 { 4 } else { 1 });
                }
            } else {
                self.vote(&codebook.countries[name].code, weight);
            }
        }
    }

    /// Names of places that the gazetteer knows, each once.
    fn take_places(&mut self, reading: &Reading<'_>, last: usize) {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut at = 0;
        while at < last {
            let Some(end) = name_end(reading, at) else {
                at += 1;
                continue;
            };
            let key = fold(reading.words(at, end));
            if !is_body(reading, at, end) && !seen.contains(&key) {
                let mut candidates = reading.pack.gazetteer.find(&key);
                if candidates.is_empty() && (at..end).any(|t| reading.is_sign(t, '-')) {
                    candidates = of_ends(reading, at, end);
                }
                let mut codes: Vec<[u8; 2]> = candidates.iter().map(|c| c.country).collect();
                codes.dedup();
                let weight = if codes.len() == 1 && is_told_as_place(reading, at, end) { 3 } else { 1 };
                for code in codes.iter().take(6) {
                    self.vote(&String::from_utf8_lossy(code), weight);
                }
                seen.insert(key);
            }
            at = end;
        }
    }
}

/// "la Policía Nacional", "the National Guard": what a body is called is no town of that name.
fn is_body(reading: &Reading<'_>, first: usize, end: usize) -> bool {
    let nations = [Class::Country, Class::Capital, Class::Nationality];
    let body = |t: usize| reading.tag(t, Class::Source).is_some_and(|tag| tag.end >= end);
    !(first..end).any(|t| reading.is_any(t, &nations))
        && (body(first) || (reading.is(first, Class::Determiner) && body(first + 1)))
}

/// Whether the words around a name make it one of a place: "Pool", "Abba" and "Kaka" are also places somewhere.
fn is_told_as_place(reading: &Reading<'_>, first: usize, end: usize) -> bool {
    const BEFORE: &[Class] = &[
        Class::PlaceAt,
        Class::PlaceTo,
        Class::Of,
        Class::PlaceKind,
        Class::Admin,
        Class::Landform,
        Class::Facility,
        Class::And,
    ];
    let before = first.checked_sub(1);
    let before = before.and_then(|t| if reading.is(t, Class::Article) { t.checked_sub(1) } else { Some(t) });
    let listed = |t: usize| reading.is_sign(t, ',') || reading.is_sign(t, '(') || reading.is_any(t, BEFORE);
    let behind = [Class::PlaceKind, Class::Admin, Class::Landform];
    end > first + 1
        || before.is_some_and(listed)
        || reading.is_sign(end, ',')
        || reading.is_sign(end, '(')
        || reading.is_any(end, &behind)
}

/// Votes of a name that goes with a force or speaks.
const ACTS: u32 = 2;

/// A country that something happened in weighs more than one whose name goes with a force or that speaks.
fn weight_of_country(reading: &Reading<'_>, at: usize) -> u32 {
    let Some(mut before) = at.checked_sub(1) else { return ACTS };
    if before > 0 && reading.is(before, Class::Article) {
        before -= 1;
    }
    if reading.is(before, Class::PlaceAt) || reading.is_sign(before, ',') || reading.is_sign(before, '(') {
        6
    } else if reading.is(before, Class::Of) {
        4
    } else {
        ACTS
    }
}

/// Whether the noun of an area stands behind a name: "Niger State" is no country.
pub(crate) fn is_of_area(reading: &Reading<'_>, end: usize) -> bool {
    reading.is(end, Class::Admin) && !reading.is_stop(end)
}

/// "l'axe Kidal-Tessalit": what the ends of a road may be, in the countries that have a place of each name. One part
/// of an invented or unknown name is known somewhere in the world by chance.
fn of_ends(reading: &Reading<'_>, first: usize, end: usize) -> Vec<Candidate> {
    let ends: Vec<Vec<Candidate>> =
        reading.words(first, end).split('-').map(|part| reading.pack.gazetteer.find(&fold(part))).collect();
    let everywhere = |candidate: &Candidate| {
        ends.iter().all(|places| places.iter().any(|place| place.country == candidate.country))
    };
    let mut found: Vec<Candidate> = ends.iter().flatten().copied().filter(everywhere).collect();
    found.sort_unstable();
    found
}

/// "en territorio ruso", "on Chadian soil", "côté nigérian": the country on whose land a place lies, told right behind
/// it.
pub(crate) fn soil<'a>(reading: &Reading<'a>, end: usize) -> Option<&'a str> {
    let last = reading.sentences[reading.sentence_of(end.saturating_sub(1))].end.min(end + BEHIND);
    let nation = (end..last)
        .find_map(|at| reading.tag(at, Class::Nationality).or_else(|| reading.tag(at, Class::Country)))?;
    let beside = nation.first.checked_sub(1).is_some_and(|t| t >= end && reading.is(t, Class::Soil))
        || reading.is(nation.end, Class::Soil);
    let name = reading.entry(&nation).attributes.name.filter(|_| beside)?;
    Some(&reading.pack.codebook.countries[name].code)
}

/// Tokens behind the name of a place within which its country is told.
const BEHIND: usize = 6;

fn code(candidate: Candidate) -> String {
    String::from_utf8_lossy(&candidate.country).into_owned()
}
