//! What agreements weigh, learned from the records themselves, without any label.

pub(crate) mod people;
pub(crate) mod victims;

use super::{
    block::Pair,
    chance::Chance,
    compare::{Compare, Memory},
    mixture::Seen,
    model::{codes, levels_in},
};

/// Pairs drawn for one lesson.
pub(crate) const LESSON_PAIRS: u64 = 500_000;
/// Pairs drawn to learn what unrelated records have in common.
const UNRELATED_PAIRS: u64 = 150_000;
/// Records to a group of any size: no lesson splits one.
pub(crate) const NO_LIMIT: usize = usize::MAX >> 1;

/// Patterns of pairs, each with the number of pairs that it stands for.
pub(crate) fn patterns(comparisons: &[Box<dyn Compare>], pairs: &[Pair], each: f64) -> Vec<Seen> {
    let mut memory = Memory::new();
    let mut found = codes(comparisons, pairs, &mut memory);
    found.sort_unstable();
    let seen = |same: &[u64]| Seen {
        levels: levels_in(same[0], comparisons.len()),
        group: 0,
        pairs: same.len() as f64 * each,
    };
    found.chunk_by(|one, other| one == other).map(seen).collect()
}

/// Chances of the levels among pairs drawn by chance, `[comparison][level]`.
pub(crate) fn unrelated(comparisons: &[Box<dyn Compare>], records: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut chance = Chance::new(seed ^ 2);
    let mut draw = || {
        let one = chance.below(records as u64) as u32;
        let other = chance.below(records as u64 - 1) as u32;
        let other = if other >= one { other + 1 } else { other };
        (one.min(other), one.max(other))
    };
    let pairs: Vec<Pair> =
        if records < 2 { Vec::new() } else { (0..UNRELATED_PAIRS).map(|_| draw()).collect() };
    let mut sums: Vec<Vec<f64>> =
        comparisons.iter().map(|comparison| vec![0.5; comparison.levels().len()]).collect();
    for pattern in patterns(comparisons, &pairs, 1.0) {
        for (at, level) in pattern.levels.iter().enumerate() {
            sums[at][*level as usize] += pattern.pairs;
        }
    }
    for sums in &mut sums {
        sums[0] = 0.0;
        to_shares(sums);
    }
    sums
}

/// Numbers as shares of their sum.
pub(crate) fn to_shares(numbers: &mut [f64]) {
    let sum: f64 = numbers.iter().sum();
    if sum > 0.0 {
        for number in numbers {
            *number /= sum;
        }
    }
}

/// Chances of the known levels, after the one that is not known.
pub(crate) fn known_levels(levels: &[f64]) -> Vec<f64> {
    let mut all = vec![0.0];
    all.extend_from_slice(levels);
    to_shares(&mut all);
    all
}

/// Raises the sum of some chances to a least share.
pub(crate) fn at_least(levels: &mut [f64], share: f64, is_raised: impl Fn(usize) -> bool) {
    let all: f64 = levels.iter().sum();
    let raised = || (0..levels.len()).filter(|level| is_raised(*level));
    let sum: f64 = raised().map(|level| levels[level]).sum();
    let (count, least) = (raised().count(), share * all);
    if sum >= least || count == 0 {
        return;
    }
    for level in (0..levels.len()).filter(|level| is_raised(*level)) {
        levels[level] = if sum > 0.0 { levels[level] * least / sum } else { least / count as f64 };
    }
    to_shares(levels);
}
