//! Which reports are copies of one text, found without comparing all with all.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::signature::{Signature, TextBond, bond, similarity};

/// Texts that share at least so many numbers of their signatures are compared.
const SHARED_MIN: usize = 4;
/// A number in more texts than this pairs each of them with the first few and its neighbour only: it is of a phrase
/// that an agency puts under all its texts, or of a text with many copies, which the first few bring together.
const POSTING_MAX: usize = 32;
const POSTING_FIRST: usize = 4;
/// Two groups of copies are compared by at most so many texts of each.
const COMPARED_MAX: usize = 8;

/// A short text inside a longer one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SharedText {
    /// One report; of identical texts the first in order of name.
    pub one: String,
    /// The other.
    pub other: String,
}

/// Reports by what their texts share.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copies {
    /// Groups of at least two reports that are copies of one text; names ascending, groups by their first.
    pub groups: Vec<Vec<String>>,
    /// Pairs where a text of one group (or alone) stands to a good part in another, ascending.
    pub excerpts: Vec<SharedText>,
}

/// Finds copies among reports with their signatures; the order of the input changes nothing.
pub fn copies(texts: &[(&str, &Signature)]) -> Copies {
    Texts::new(texts).copies()
}

/// Distinct texts, which are copies, and which stand in another.
#[derive(Debug, Default)]
pub(crate) struct Texts<'a> {
    text_of: BTreeMap<&'a str, usize>,
    group_of: Vec<usize>,
    excerpts: BTreeSet<(usize, usize)>,
}

impl<'a> Texts<'a> {
    pub(crate) fn new(texts: &[(&'a str, &Signature)]) -> Self {
        let distinct: BTreeSet<&Signature> = texts.iter().map(|(_, signature)| *signature).collect();
        let distinct: Vec<&Signature> = distinct.into_iter().collect();
        let place = |signature: &Signature| distinct.binary_search(&signature).unwrap_or_default();
        let text_of = texts.iter().map(|(doc, signature)| (*doc, place(signature))).collect();
        let (mut pairs, mut excerpts) = (Vec::new(), BTreeSet::new());
        for (one, other) in candidates(&distinct) {
            match bond(distinct[one], distinct[other]) {
                Some(TextBond::Copy) => pairs.push((one, other)),
                Some(TextBond::Excerpt) => _ = excerpts.insert((one, other)),
                None => {}
            }
        }
        Self { text_of, group_of: grouped(&distinct, pairs), excerpts }
    }

    /// The text of a report, as a number: equal numbers, equal signatures.
    pub(crate) fn text(&self, doc: &str) -> Option<usize> {
        self.text_of.get(doc).copied()
    }

    /// What two texts share.
    pub(crate) fn bond(&self, one: usize, other: usize) -> Option<TextBond> {
        if self.group_of[one] == self.group_of[other] {
            return Some(TextBond::Copy);
        }
        self.excerpts.contains(&(one.min(other), one.max(other))).then_some(TextBond::Excerpt)
    }

    pub(crate) fn copies(&self) -> Copies {
        let mut groups: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        let mut firsts: BTreeMap<usize, &str> = BTreeMap::new();
        for (doc, text) in &self.text_of {
            groups.entry(self.group_of[*text]).or_default().push((*doc).to_owned());
            firsts.entry(*text).or_insert(doc);
        }
        let mut groups: Vec<Vec<String>> = groups.into_values().filter(|docs| docs.len() > 1).collect();
        groups.sort();
        let apart = self.excerpts.iter().filter(|(one, other)| self.group_of[*one] != self.group_of[*other]);
        let pair = |(one, other): &(usize, usize)| {
            let (one, other) = (firsts.get(one)?, firsts.get(other)?);
            Some(SharedText { one: (*one.min(other)).to_owned(), other: (*one.max(other)).to_owned() })
        };
        let mut excerpts: Vec<SharedText> = apart.filter_map(pair).collect();
        excerpts.sort();
        Copies { groups, excerpts }
    }

    /// The reports with a text of the same group, group by group; then those of each excerpt.
    pub(crate) fn bonded(&self) -> Vec<Vec<&'a str>> {
        let mut by_text: BTreeMap<usize, Vec<&'a str>> = BTreeMap::new();
        let mut by_group: BTreeMap<usize, Vec<&'a str>> = BTreeMap::new();
        for (doc, text) in &self.text_of {
            by_text.entry(*text).or_default().push(doc);
            by_group.entry(self.group_of[*text]).or_default().push(doc);
        }
        let excerpts = self.excerpts.iter().map(|(one, other)| [&by_text[one][..], &by_text[other]].concat());
        by_group.values().filter(|docs| docs.len() > 1).cloned().chain(excerpts).collect()
    }
}

/// Pairs (smaller place first) of texts that share enough of their signatures.
fn candidates(texts: &[&Signature]) -> Vec<(usize, usize)> {
    let mut postings: Vec<(u32, u32)> = Vec::new();
    for (text, signature) in (0u32..).zip(texts) {
        postings.extend(signature.sketch().iter().map(|number| (*number, text)));
    }
    postings.sort_unstable();
    // For each text, the runs of postings that it shares with others.
    let mut runs_of: Vec<Vec<(u32, u32)>> = vec![Vec::new(); texts.len()];
    let mut start = 0u32;
    for run in postings.chunk_by(|one, other| one.0 == other.0) {
        let end = start + u32::try_from(run.len()).unwrap_or(u32::MAX);
        if run.len() > 1 {
            for (_, text) in run {
                runs_of[*text as usize].push((start, end));
            }
        }
        start = end;
    }
    let mut pairs = Vec::new();
    for (text, runs) in (0u32..).zip(&runs_of) {
        let run = |(start, end): &(u32, u32)| &postings[*start as usize..*end as usize];
        let mut met: Vec<u32> = runs.iter().flat_map(|bounds| before(run(bounds), text)).collect();
        met.sort_unstable();
        let often = met.chunk_by(|one, other| one == other).filter(|met| met.len() >= SHARED_MIN);
        pairs.extend(often.map(|met| (met[0] as usize, text as usize)));
    }
    pairs
}

/// The texts of a run that `text` is to meet: those before it, of a long run the first few and the last before it.
fn before(run: &[(u32, u32)], text: u32) -> impl Iterator<Item = u32> + '_ {
    let earlier = &run[..run.partition_point(|(_, other)| *other < text)];
    let few = run.len() <= POSTING_MAX || earlier.len() <= POSTING_FIRST;
    let (first, last) =
        if few { (earlier, None) } else { (&earlier[..POSTING_FIRST], earlier.last().copied()) };
    first.iter().copied().chain(last).map(|(_, other)| other)
}

/// The group of each text: most alike pairs first; two groups join where at least half of the pairs that are
/// compared are copies, so that a chain of small changes does not join texts that have nothing in common.
fn grouped(texts: &[&Signature], pairs: Vec<(usize, usize)>) -> Vec<usize> {
    let mut ranked: Vec<(u32, usize, usize)> = pairs
        .into_iter()
        .map(|(one, other)| (similarity(texts[one], texts[other]).shared_percent, one, other))
        .collect();
    ranked.sort_unstable_by_key(|(percent, one, other)| (u32::MAX - percent, *one, *other));
    let mut group_of: Vec<usize> = (0..texts.len()).collect();
    let mut groups: Vec<Vec<usize>> = (0..texts.len()).map(|text| vec![text]).collect();
    for (_, one, other) in ranked {
        let (to, from) = (group_of[one].min(group_of[other]), group_of[one].max(group_of[other]));
        if to != from && mostly_copies(texts, &groups[to], &groups[from]) {
            let moved = std::mem::take(&mut groups[from]);
            for text in &moved {
                group_of[*text] = to;
            }
            groups[to].extend(moved);
        }
    }
    group_of
}

fn mostly_copies(texts: &[&Signature], one: &[usize], other: &[usize]) -> bool {
    let compared = |group: &[usize]| group.len().min(COMPARED_MAX);
    let (one, other) = (&one[..compared(one)], &other[..compared(other)]);
    let pairs = one.iter().flat_map(|text| other.iter().map(|known| (*text, *known)));
    let copied =
        pairs.filter(|(text, known)| bond(texts[*text], texts[*known]) == Some(TextBond::Copy)).count();
    copied * 2 >= one.len() * other.len()
}
