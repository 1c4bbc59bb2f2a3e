//! Persons out of weighed pairs: average linkage inside connected components.
//!
//! Components only split the work. Inside one, the two groups whose records agree best on average are joined first;
//! pairs that no rule brought are weighed when they are needed, so that a chain of likenesses does not make one person
//! of many. That two records stand in one list is a comparison like the others, hence a cost and not a ban.

use std::collections::{BTreeMap, BinaryHeap};

use rayon::prelude::*;

use super::block::Pair;

/// A pair with its weight in bits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// The record that stands first in the table.
    pub one: u32,
    /// The other.
    pub other: u32,
    /// Binary logarithm of the odds that they are one person.
    pub bits: f32,
}

/// No pair says more than so many bits for or against a group.
const LEAST: f32 = -12.0;
const MOST: f32 = 16.0;

/// The group of each record, `[record]`: the number of its first record.
///
/// `pairs` are the weighed pairs, in any order, `threshold` the least average weight of a join, in bits, and `weigh`
/// gives the weight of any other pair.
pub(crate) fn clusters(
    records: usize,
    pairs: &[Weighed],
    threshold: f32,
    weigh: &(dyn Fn(Pair) -> f32 + Sync),
) -> Vec<u32> {
    let strong: Vec<&Weighed> = pairs.iter().filter(|pair| pair.bits >= threshold).collect();
    let mut component = Union::new(records);
    for pair in &strong {
        component.join(pair.one, pair.other);
    }
    let mut of_component: Vec<(u32, &Weighed)> = pairs
        .iter()
        .map(|pair| (component.root(pair.one), pair))
        .filter(|(root, pair)| component.root(pair.other) == *root)
        .collect();
    of_component.par_sort_unstable_by_key(|(root, pair)| (*root, pair.one, pair.other));
    let pieces: Vec<&[(u32, &Weighed)]> = of_component.chunk_by(|one, other| one.0 == other.0).collect();
    let joined: Vec<Vec<Vec<u32>>> =
        pieces.par_iter().map(|piece| Groups::new(piece, weigh).joined(threshold)).collect();
    let mut group: Vec<u32> = (0..records as u32).collect();
    for members in joined.into_iter().flatten() {
        let first = members.iter().copied().min().unwrap_or_default();
        for member in members {
            group[member as usize] = first;
        }
    }
    group
}

/// Groups of one component, and the sums of weights between those that have a pair.
struct Groups<'a> {
    members: Vec<Vec<u32>>,
    sums: Vec<BTreeMap<u32, f32>>,
    age: Vec<u32>,
    weigh: &'a (dyn Fn(Pair) -> f32 + Sync),
}

/// A join that may be made: ordered by its average weight, then by the groups.
#[derive(PartialEq)]
struct Join {
    average: f32,
    one: u32,
    other: u32,
    ages: (u32, u32),
}

impl Eq for Join {}

impl PartialOrd for Join {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Join {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.average
            .total_cmp(&other.average)
            .then_with(|| (other.one, other.other).cmp(&(self.one, self.other)))
    }
}

impl<'a> Groups<'a> {
    fn new(piece: &[(u32, &Weighed)], weigh: &'a (dyn Fn(Pair) -> f32 + Sync)) -> Self {
        let mut records: Vec<u32> = piece.iter().flat_map(|(_, pair)| [pair.one, pair.other]).collect();
        records.sort_unstable();
        records.dedup();
        let place = |record: u32| records.partition_point(|known| *known < record) as u32;
        let mut sums = vec![BTreeMap::new(); records.len()];
        for (_, pair) in piece {
            let (one, other) = (place(pair.one), place(pair.other));
            let bits = pair.bits.clamp(LEAST, MOST);
            sums[one as usize].insert(other, bits);
            sums[other as usize].insert(one, bits);
        }
        let age = vec![0; records.len()];
        Self { members: records.into_iter().map(|record| vec![record]).collect(), sums, age, weigh }
    }

    fn joined(mut self, threshold: f32) -> Vec<Vec<u32>> {
        let mut heap = BinaryHeap::new();
        for one in 0..self.members.len() as u32 {
            let later = self.sums[one as usize].range(one + 1..).map(|(other, _)| *other);
            heap.extend(later.map(|other| self.join_of(one, other)).filter(|join| join.average >= threshold));
        }
        while let Some(join) = heap.pop() {
            let (one, other) = (join.one as usize, join.other as usize);
            let current = (self.age[one], self.age[other]) == join.ages;
            if !current || self.members[one].is_empty() || self.members[other].is_empty() {
                continue;
            }
            self.join(one, other);
            let neighbours: Vec<u32> = self.sums[one].keys().copied().collect();
            for neighbour in neighbours {
                let join = self.join_of(join.one.min(neighbour), join.one.max(neighbour));
                if join.average >= threshold {
                    heap.push(join);
                }
            }
        }
        self.members.retain(|members| members.len() > 1);
        self.members
    }

    fn join_of(&self, one: u32, other: u32) -> Join {
        let pairs = self.members[one as usize].len() * self.members[other as usize].len();
        let average = self.sums[one as usize].get(&other).map_or(f32::MIN, |sum| sum / pairs as f32);
        Join { average, one, other, ages: (self.age[one as usize], self.age[other as usize]) }
    }

    /// Puts the second group into the first.
    fn join(&mut self, one: usize, other: usize) {
        let gone = std::mem::take(&mut self.sums[other]);
        let kept = std::mem::take(&mut self.sums[one]);
        let mut neighbours: Vec<u32> = gone.keys().chain(kept.keys()).copied().collect();
        neighbours.sort_unstable();
        neighbours.dedup();
        let mut sums = BTreeMap::new();
        for neighbour in neighbours.into_iter().filter(|at| *at as usize != one && *at as usize != other) {
            let between = |known: &BTreeMap<u32, f32>, group: usize| {
                known.get(&neighbour).copied().unwrap_or_else(|| self.sum_between(group, neighbour as usize))
            };
            let sum = between(&kept, one) + between(&gone, other);
            sums.insert(neighbour, sum);
        }
        for (neighbour, sum) in &sums {
            let of_neighbour = &mut self.sums[*neighbour as usize];
            of_neighbour.remove(&(other as u32));
            of_neighbour.insert(one as u32, *sum);
        }
        self.sums[one] = sums;
        let moved = std::mem::take(&mut self.members[other]);
        self.members[one].extend(moved);
        self.age[one] += 1;
        self.age[other] += 1;
    }

    fn sum_between(&self, one: usize, other: usize) -> f32 {
        let pairs = self.members[one].iter().flat_map(|a| self.members[other].iter().map(move |b| (*a, *b)));
        pairs.map(|(a, b)| (self.weigh)((a.min(b), a.max(b))).clamp(LEAST, MOST)).sum()
    }
}

/// Sets that are joined.
#[derive(Debug)]
pub(crate) struct Union(Vec<u32>);

impl Union {
    pub(crate) fn new(size: usize) -> Self {
        Self((0..size as u32).collect())
    }

    pub(crate) fn find(&mut self, mut at: u32) -> u32 {
        while self.0[at as usize] != at {
            let parent = self.0[at as usize];
            self.0[at as usize] = self.0[parent as usize];
            at = self.0[at as usize];
        }
        at
    }

    /// [`Self::find`] without shortening the way.
    pub(crate) fn root(&self, mut at: u32) -> u32 {
        while self.0[at as usize] != at {
            at = self.0[at as usize];
        }
        at
    }

    /// The smaller root becomes the root of both.
    pub(crate) fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.find(one), self.find(other));
        let (low, high) = (one.min(other), one.max(other));
        self.0[high as usize] = low;
    }
}
