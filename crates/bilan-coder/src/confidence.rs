//! How sure a toll claim is: named features of how it was read, weighed.
//!
//! The share of claims alike that a careful reader would agree with. The weights are learnt from the development
//! reports (`cargo xtask bench coder --fit write`) and stand in `confidence.tsv`, a line a feature, in hundredths of
//! a logit. No feature looks at a word, a name or a number beyond its size, and none at what stands behind the
//! account: a report that goes on to something else changes no claim before.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use bilan_model::{Account, Outcome, Relation, Span, TollClaim, Victims};

use crate::assemble::AUTHOR;
use crate::attribution::{Voice, Voices};
use crate::group::Form;
use crate::mention::Mention;
use crate::place::{PlaceMention, Places, Role};
use crate::reading::Reading;
use crate::scene::{Scene, same_name};

/// The name of a feature, as `confidence.tsv` writes it.
pub type Feature = &'static str;

/// The features of each toll of each account of a report.
pub type Features = Vec<Vec<Vec<Feature>>>;

/// What the features are read from.
pub(crate) struct Evidence<'a> {
    pub(crate) reading: &'a Reading<'a>,
    pub(crate) voices: &'a Voices,
    pub(crate) places: &'a Places,
    pub(crate) mentions: &'a [Mention],
}

/// Gives every toll its confidence, and tells by which features. `scenes` are those of the accounts, in their order.
pub(crate) fn settle(evidence: &Evidence<'_>, scenes: &[&Scene], accounts: &mut [Account]) -> Features {
    let features = features(evidence, scenes, accounts);
    for (account, of_account) in accounts.iter_mut().zip(&features) {
        for (toll, of_toll) in account.tolls.iter_mut().zip(of_account) {
            toll.confidence = WEIGHTS.confidence(of_toll);
        }
    }
    features
}

fn features(evidence: &Evidence<'_>, scenes: &[&Scene], accounts: &[Account]) -> Features {
    let span = |mention: &Mention| {
        let (first, end) = mention.quote();
        evidence.reading.span(first, end)
    };
    let found: BTreeMap<(Span, Outcome), &Mention> =
        evidence.mentions.iter().map(|mention| ((span(mention), mention.outcome), mention)).collect();
    let ground = Ground::of(evidence);
    let mut starts: Vec<usize> =
        accounts.iter().flat_map(|account| account.tolls.iter().map(|toll| toll.span.start())).collect();
    starts.sort_unstable();
    let of_account = |(account, scene): (&Account, &&Scene)| {
        let inside = Inside::of(account, &starts);
        let own = scene.place_mention(evidence.places);
        let of_toll = |(index, toll): (usize, &TollClaim)| {
            let mut features = of_claim(toll);
            features.extend(inside.features(index, toll));
            if let Some(mention) = found.get(&(toll.span, toll.outcome)) {
                of_reading(evidence.voices, mention, &mut features);
                ground.features(own, mention, &mut features);
            }
            features
        };
        account.tolls.iter().enumerate().map(of_toll).collect()
    };
    accounts.iter().zip(scenes).map(of_account).collect()
}

/// What the claim itself tells.
fn of_claim(toll: &TollClaim) -> Vec<Feature> {
    let mut features = vec![
        match toll.outcome {
            Outcome::Killed => "outcome.killed",
            Outcome::Injured => "outcome.injured",
            Outcome::Abducted => "outcome.abducted",
            Outcome::Missing => "outcome.missing",
            Outcome::Displaced => "outcome.displaced",
            Outcome::Detained => "outcome.detained",
            Outcome::Raped => "outcome.raped",
        },
        match toll.count.relation() {
            Relation::Exactly => "relation.exactly",
            Relation::None => "relation.none",
            Relation::Several => "relation.several",
            Relation::Tens | Relation::Hundreds => "relation.vague",
            Relation::About
            | Relation::AtLeast
            | Relation::MoreThan
            | Relation::AtMost
            | Relation::LessThan
            | Relation::Between => "relation.qualified",
        },
        if toll.victims == Victims::Unspecified { "victims.unspecified" } else { "victims.specified" },
        if toll.attributed_to == AUTHOR { "voice.author" } else { "voice.source" },
    ];
    let mut when = |is: bool, feature: Feature| features.extend(is.then_some(feature));
    when(toll.count.value() == Some(1), "count.one");
    when(toll.count.value().is_some_and(|value| value >= 10), "count.ten_or_more");
    when(toll.victim_words.is_none(), "victims.no_words");
    features
}

/// What the other tolls of the account tell.
struct Inside {
    /// How many tolls have an outcome and a value.
    counts: BTreeMap<(Outcome, Option<u64>), usize>,
    /// Which tolls have parts.
    wholes: Vec<bool>,
    /// Tolls of other accounts stand between those of this one.
    interleaved: bool,
    dated: bool,
}

impl Inside {
    /// `starts` are those of the tolls of all accounts, in order.
    fn of(account: &Account, starts: &[usize]) -> Self {
        let tolls = account.tolls.as_slice();
        let mut counts: BTreeMap<_, usize> = BTreeMap::new();
        let mut wholes = vec![false; tolls.len()];
        for toll in tolls {
            *counts.entry((toll.outcome, toll.count.value())).or_default() += 1;
            if let Some(whole) = toll.part_of.and_then(|whole| wholes.get_mut(whole)) {
                *whole = true;
            }
        }
        let own = || tolls.iter().map(|toll| toll.span.start());
        let interleaved = own().min().zip(own().max()).is_some_and(|(first, last)| {
            let until = |end: usize| starts.partition_point(|&start| start <= end);
            until(last) - until(first) > own().filter(|&start| start > first).count()
        });
        Self { counts, wholes, interleaved, dated: account.date.is_some() }
    }

    fn features(&self, index: usize, toll: &TollClaim) -> Vec<Feature> {
        let twins = self.counts.get(&(toll.outcome, toll.count.value())).copied().unwrap_or_default();
        let mut features = Vec::new();
        let mut when = |is: bool, feature: Feature| features.extend(is.then_some(feature));
        when(twins > 1, "count.again");
        when(self.wholes.get(index).copied().unwrap_or_default(), "has_parts");
        when(self.interleaved, "interleaved");
        when(!self.dated, "undated");
        features
    }
}

/// How the claim was read.
fn of_reading(voices: &Voices, mention: &Mention, features: &mut Vec<Feature>) {
    features.push(match mention.group.form {
        Form::Figure => "form.figure",
        Form::Zero => "form.zero",
        Form::One => "form.one",
        Form::Bare => "form.bare",
    });
    features.push(match mention.harm.map(|harm| harm.distance) {
        None => "harm.none",
        Some(0..=1) => "harm.0",
        Some(2..=4) => "harm.2",
        Some(5..=8) => "harm.5",
        Some(_) => "harm.9",
    });
    features.push(match mention.sentence {
        0..=1 => "sentence.0",
        2..=4 => "sentence.2",
        5..=8 => "sentence.5",
        9..=14 => "sentence.9",
        _ => "sentence.15",
    });
    let framed = voices.frame_at(mention.group.number, mention.sentence).is_some();
    let mut when = |is: bool, feature: Feature| features.extend(is.then_some(feature));
    when(mention.group.bare_number, "group.bare_number");
    when(mention.group.of_them, "group.of_them");
    when(mention.group.casualty.is_some(), "group.casualty");
    when(framed, "voice.framed");
    when(!framed && mention.voice != Voice::Author, "voice.carried");
}

/// Where places are named, to tell how surely a claim is of the place of its account.
struct Ground<'a> {
    reading: &'a Reading<'a>,
    places: &'a [PlaceMention],
    /// First tokens of the mentions of each name, in order.
    named: BTreeMap<&'a str, Vec<usize>>,
}

/// How many places are looked at before a claim.
const PLACES_BEFORE: usize = 12;

impl<'a> Ground<'a> {
    fn of(evidence: &Evidence<'a>) -> Self {
        let places = evidence.places.mentions.as_slice();
        let mut named: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for place in places {
            named.entry(&place.key).or_default().push(place.first);
        }
        Self { reading: evidence.reading, places, named }
    }

    /// `own` is the place of the account.
    fn features(&self, own: Option<&PlaceMention>, mention: &Mention, features: &mut Vec<Feature>) {
        let sentences = &self.reading.sentences;
        let (Some(own), Some(sentence)) = (own, sentences.get(mention.sentence)) else {
            features.push("place.none");
            return;
        };
        features.push(self.gap(own, mention.sentence, sentence.end));
        let named = self.named.get(own.key.as_str()).map(Vec::as_slice).unwrap_or_default();
        let until = |end: usize| named.partition_point(|&first| first < end);
        features.push(["named.0", "named.1", "named.2", "named.3"][until(mention.group.end).min(3)]);
        let opening = sentences.partition_point(|other| other.paragraph < sentence.paragraph);
        let opening = sentences.get(opening).map_or(0, |first| first.first);
        let here = until(sentence.end) > until(opening);
        features.push(if here { "paragraph.place" } else { "paragraph.no_place" });
    }

    /// How many sentences before a claim the place of its account was last named, and whether another was since.
    fn gap(&self, own: &PlaceMention, sentence: usize, end: usize) -> Feature {
        let before = self.places.partition_point(|place| place.first < end);
        let mut other = false;
        for place in self.places[..before].iter().rev().take(PLACES_BEFORE) {
            if place.role != Role::Event {
                continue;
            }
            if same_name(&place.key, &own.key) {
                let gap = sentence.saturating_sub(self.reading.sentence_of(place.first));
                return match (other, gap) {
                    (true, 0) => "place.other_here",
                    (true, _) => "place.other_since",
                    (false, 0) => "place.0",
                    (false, 1) => "place.1",
                    (false, 2..=3) => "place.2",
                    (false, _) => "place.4",
                };
            }
            other = true;
        }
        "place.far"
    }
}

/// The weights of the features.
struct Weights {
    of: BTreeMap<&'static str, i32>,
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::read(include_str!("confidence.tsv")));

/// The weights of features in hundredths of a logit, the one that every claim has first; those without a weight are
/// left out.
pub fn weights(features: &[Feature]) -> Vec<(Feature, i32)> {
    let weighed = |feature: Feature| WEIGHTS.of.get(feature).map(|weight| (feature, *weight));
    std::iter::once(ALWAYS).chain(features.iter().copied()).filter_map(weighed).collect()
}

impl Weights {
    /// Reads lines of a name, a tab and a whole number. The file is part of the program, and a test reads it whole.
    fn read(text: &'static str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let of = lines
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(name, weight)| Some((name, weight.trim().parse().ok()?)))
            .collect();
        Self { of }
    }

    fn confidence(&self, features: &[Feature]) -> f64 {
        let weight = |name: &str| self.of.get(name).copied().unwrap_or_default();
        let sum: i32 = features.iter().map(|feature| weight(feature)).sum();
        f64::from(percent(sum + weight(ALWAYS))) / 100.0
    }
}

/// The feature that every claim has.
const ALWAYS: &str = "bias";

/// The least sums, in hundredths of a logit, at which a claim is so many percent sure: 51 % and more. Written out, since
/// `exp` differs between platforms.
const STEPS: [i32; 49] = [
    3, 7, 11, 15, 19, 23, 27, 31, 35, 39, 43, 47, 52, 56, 60, 65, 69, 74, 78, 83, 88, 92, 97, 103, 108, 113,
    119, 124, 130, 136, 142, 149, 156, 163, 170, 178, 186, 195, 205, 215, 226, 238, 252, 267, 285, 306, 332,
    367, 419,
];

/// A sum of weights as a share, in percent: the logistic function, never wholly sure.
fn percent(sum: i32) -> i32 {
    let steps = STEPS.partition_point(|&least| least <= sum.saturating_abs());
    let above = i32::try_from(steps).unwrap_or_default();
    if sum < 0 { 50 - above } else { 50 + above }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_weights_is_whole() {
        let text = include_str!("confidence.tsv");
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(
            WEIGHTS.of.len(),
            lines.len(),
            "each line is a name, a tab and a whole number, each name once"
        );
        assert!(WEIGHTS.of.contains_key(ALWAYS));
        assert!(lines.windows(2).all(|pair| pair[0] < pair[1]), "in order");
    }

    #[test]
    fn a_sum_of_weights_is_a_share() {
        assert_eq!([-10_000, -1, 0, 2, 3, 110, 10_000].map(percent), [1, 50, 50, 50, 51, 75, 99]);
        assert!(
            (-600..600).all(|sum| percent(sum) <= percent(sum + 1) && percent(sum) + percent(-sum) == 100)
        );
    }

    #[test]
    fn what_speaks_for_a_claim_makes_it_surer() {
        let weights = Weights::read("# a comment\nbias\t100\nfar\t-150\nnear\t50\n");
        let percent = |features| format!("{:.2}", weights.confidence(features));
        assert_eq!([percent(&["near", "unheard_of"]), percent(&["far"])], ["0.82", "0.38"]);
    }
}
