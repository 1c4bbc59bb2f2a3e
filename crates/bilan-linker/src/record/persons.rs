//! How many persons stand behind records: groups counted, and corrected for the pairs that linking must have missed.

use std::collections::BTreeMap;

/// How many persons there are.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Persons {
    /// Groups of records, a record by itself counted.
    pub groups: u64,
    /// The number of persons that the weights lead one to expect.
    pub estimate: f64,
    /// Ends of the interval.
    pub lower: f64,
    /// See `lower`.
    pub upper: f64,
}

/// Pairs of records that are one person, as the weights have it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ExpectedPairs {
    /// Among those that were compared.
    pub(crate) compared: f64,
    /// How many of those could as well not be: the sum of the lesser of the two chances.
    pub(crate) doubtful: f64,
    /// The share of all that is brought to comparison.
    pub(crate) coverage: f64,
}

impl ExpectedPairs {
    fn all(self) -> f64 {
        self.compared / self.coverage
    }

    /// How far the number of all may be off, as a share: half of what is in doubt, and three tenths of what was never
    /// compared and is known by the model alone.
    fn off(self) -> f64 {
        (0.5 * self.doubtful / self.all().max(1.0) + 0.3 * (1.0 - self.coverage)).min(0.5)
    }
}

/// Rounds of the search for the sizes that stand behind those found.
const ROUNDS: usize = 300;
/// Groups of more records count as of so many.
const LARGEST: usize = 64;

/// The number of persons behind groups, `[record]`, when so many pairs are expected to be one person.
///
/// Linking misses records, not only pairs: one without a name or a day stays by itself whatever stands beside it. So
/// each record is taken to be missed with the same chance `q`, and `(1 - q)^2` is the share of the pairs that was
/// found. The sizes of the persons behind the groups that are then seen are searched by expectation and maximisation
/// (Richardson 1972, Lucy 1974), and the records left over stand by themselves.
pub(crate) fn persons(groups: &[u32], expected: ExpectedPairs) -> Persons {
    let mut of_group: BTreeMap<u32, usize> = BTreeMap::new();
    for group in groups {
        *of_group.entry(*group).or_default() += 1;
    }
    let mut sizes = vec![0.0; LARGEST + 1];
    for size in of_group.values() {
        sizes[(*size).min(LARGEST)] += 1.0;
    }
    let found: f64 = of_group.values().map(|size| (size * (size - 1) / 2) as f64).sum();
    let records = groups.len() as f64;
    let of_pairs = |pairs: f64| {
        let share = (found / pairs.max(1.0)).max(0.05);
        let persons = if share > 1.0 {
            // More pairs stand in groups than are expected: some groups are of several persons.
            records - (records - of_group.len() as f64) / share
        } else {
            behind(&sizes, records, share.sqrt())
        };
        persons.clamp(1.0_f64.min(records), records)
    };
    let (pairs, off) = (expected.all(), expected.off());
    Persons {
        groups: of_group.len() as u64,
        estimate: of_pairs(pairs),
        // What was found is never outside.
        lower: of_pairs(pairs * (1.0 + off)).min(of_group.len() as f64),
        upper: of_pairs(pairs * (1.0 - off)).max(of_pairs(pairs)),
    }
}

/// The number of persons behind groups of these sizes, `[size]`, if linking keeps each record with the chance `kept`.
fn behind(sizes: &[f64], records: f64, kept: f64) -> f64 {
    let shown = shown(kept);
    let mut persons: Vec<f64> = sizes.iter().map(|count| count + 1e-9).collect();
    for _ in 0..ROUNDS {
        let mut next = vec![0.0; sizes.len()];
        for seen in 2..sizes.len() {
            let all: f64 = (seen..sizes.len()).map(|size| persons[size] * shown[size][seen]).sum();
            for size in (seen..sizes.len()).filter(|_| all > 0.0) {
                next[size] += sizes[seen] * persons[size] * shown[size][seen] / all;
            }
        }
        for size in 2..sizes.len() {
            let unseen: f64 = shown[size][..2].iter().sum();
            persons[size] = next[size] / (1.0 - unseen).max(1e-6);
        }
    }
    let grouped: f64 = persons.iter().enumerate().skip(2).map(|(size, count)| size as f64 * count).sum();
    let several: f64 = persons.iter().skip(2).sum();
    let shrunk = if grouped > records { records / grouped } else { 1.0 };
    several * shrunk + (records - grouped * shrunk)
}

/// The chance that so many of the records of a person of such a size are kept, `[size][kept]`.
fn shown(kept: f64) -> Vec<Vec<f64>> {
    let mut table = vec![vec![1.0]];
    for size in 1..=LARGEST {
        let before: &Vec<f64> = &table[size - 1];
        let of = |count: usize| {
            let stays = if count > 0 { before[count - 1] * kept } else { 0.0 };
            stays + before.get(count).map_or(0.0, |chance| chance * (1.0 - kept))
        };
        table.push((0..=size).map(of).collect());
    }
    table
}

#[cfg(test)]
mod tests {
    use crate::record::chance::Chance;

    #[test]
    fn persons_are_recovered_from_groups_that_lost_records() {
        let mut chance = Chance::new(5);
        let (mut groups, mut pairs, mut persons) = (Vec::new(), 0.0, 0.0);
        for _ in 0..20_000 {
            let size = 1 + (chance.below(8) / 3) as usize + usize::from(chance.below(20) == 0) * 6;
            persons += 1.0;
            pairs += (size * (size - 1) / 2) as f64;
            let first = groups.len() as u32;
            for record in 0..size as u32 {
                let own = first + record;
                groups.push(if chance.unit() < 0.15 { own } else { first + 1_000_000 });
            }
        }
        let expected = super::ExpectedPairs { compared: 0.9 * pairs, doubtful: 0.1 * pairs, coverage: 0.9 };
        let found = super::persons(&groups, expected);
        assert!((found.estimate / persons - 1.0).abs() < 0.02, "{found:?} for {persons}");
        assert!(found.lower < persons && persons < found.upper, "{found:?} for {persons}");
        assert!(found.groups as f64 > persons * 1.02, "{found:?} for {persons}");
    }
}
