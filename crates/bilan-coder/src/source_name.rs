//! One source under several names: the fullest name is written down.

use std::collections::{BTreeMap, BTreeSet};

use crate::attribution::Voices;
use crate::gazetteer::fold;
use crate::reading::Reading;
use crate::token::{is_apostrophe, is_space};

/// A text in plain type: one space for any run of spaces, a straight apostrophe for any.
fn plain_type(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if !is_space(c) {
            plain.push(if is_apostrophe(c) { '\'' } else { c });
        } else if !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    plain
}

/// Whether two folded names are of one person: equal, or the words of one stand in the longer one in their order.
pub(crate) fn is_one_name(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let mut words = long.split(' ');
    short.split(' ').all(|word| words.any(|other| other == word))
}

/// Whether two texts differ in nothing but the shape of spaces and apostrophes.
pub(crate) fn is_one_writing(a: &str, b: &str) -> bool {
    a == b || plain_type(a) == plain_type(b)
}

/// For each source mention, the longest mention of the report that holds all its words.
///
/// Names that differ in nothing but the shape of spaces and apostrophes come out in one writing, the first one: who
/// says the same is told by comparing these names.
pub(crate) fn fullest_names<'a>(reading: &Reading<'a>, voices: &Voices) -> Vec<&'a str> {
    let words: Vec<BTreeSet<String>> =
        voices.sources.iter().map(|source| content_words(reading.words(source.first, source.end))).collect();
    // A report that names thousands of sources is no report: each keeps its own words.
    let many = words.len() > MOST_SOURCES;
    let fullest = |index: usize| {
        let own = &voices.sources[index];
        let head = fold(reading.words(own.head, own.head + 1));
        let holds = |other: &usize| {
            words[index].is_subset(&words[*other])
                && !words[index].is_empty()
                && (words[index].len() > 1 || words[*other].contains(&head))
                && voices.sources[*other].end - voices.sources[*other].first <= LONGEST_NAME
        };
        let length = |other: &usize| {
            let source = &voices.sources[*other];
            (source.end - source.first, std::cmp::Reverse(source.first))
        };
        let candidates = if many { 0..0 } else { 0..words.len() };
        let best = candidates.filter(holds).max_by_key(length).unwrap_or(index);
        reading.words(voices.sources[best].first, voices.sources[best].end)
    };
    let mut writings: BTreeMap<String, &'a str> = BTreeMap::new();
    (0..words.len()).map(fullest).map(|name| *writings.entry(plain_type(name)).or_insert(name)).collect()
}

/// Source mentions up to which a report's sources are compared with one another.
const MOST_SOURCES: usize = 1000;

/// Tokens beyond which a mention of a source is a sentence rather than a name.
pub(crate) const LONGEST_NAME: usize = 14;

/// Words of a name that tell sources apart: folded, longer than two letters.
fn content_words(name: &str) -> BTreeSet<String> {
    fold(name).split(' ').filter(|word| word.len() > 2).map(str::to_owned).collect()
}
