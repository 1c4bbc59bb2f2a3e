//! Blocking: the pairs of records that are compared at all, as a union of equi-joins.
//!
//! A rule is a list of keys; two records come together if they agree on all of them and none is missing. How many
//! pairs a rule brings is counted before any is made. A pair that an earlier rule brought is dropped by testing the
//! keys of that rule on the pair, and, where a group was too large to compare each with each, how far apart the two
//! stood in it.

use rayon::prelude::*;

use super::{
    chance::{mixed, mixed_pair},
    texts::{MISSING, TextId},
};

/// A pair of records, the one that stands first in the table first.
pub(crate) type Pair = (u32, u32);

/// Records of one rule that agree on its keys.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    /// Records with keys, by key and then in the order of the table.
    order: Vec<u32>,
    /// Where each group of two or more begins and ends in `order`.
    groups: Vec<(u32, u32)>,
    /// Records of a group beyond which it is split.
    limit: usize,
}

/// All keys of each record side by side, so that one look tells on which two records agree.
#[derive(Debug)]
pub(crate) struct KeyTable {
    width: usize,
    /// `[record][key]`.
    keys: Vec<TextId>,
}

impl KeyTable {
    /// From the columns of the keys, `[key][record]`.
    pub(crate) fn new(columns: &[&[TextId]]) -> Self {
        let width = columns.len();
        let records = columns.first().map_or(0, |column| column.len());
        let mut keys = vec![MISSING; width * records];
        for (at, column) in columns.iter().enumerate() {
            for (record, key) in column.iter().enumerate() {
                keys[record * width + at] = *key;
            }
        }
        Self { width, keys }
    }

    /// On which keys two records agree, one bit a key.
    pub(crate) fn agreed(&self, (one, other): Pair) -> u64 {
        let of = |record: u32| &self.keys[record as usize * self.width..][..self.width];
        let both = of(one).iter().zip(of(other));
        both.enumerate().fold(0, |bits, (at, (a, b))| bits | u64::from(a == b && *a != MISSING) << at)
    }
}

/// What a rule brought, kept for the rules after it.
#[derive(Debug)]
pub(crate) struct Brought {
    /// Its keys, one bit a key of [`KeyTable`].
    mask: u64,
    /// Where each record stood among those of the rule; empty where no group was split.
    places: Vec<u32>,
    limit: u32,
}

impl Brought {
    /// Whether the rule brought a pair that agrees on these keys.
    pub(crate) fn has(&self, (one, other): Pair, agreed: u64) -> bool {
        let place = |record: u32| self.places[record as usize];
        agreed & self.mask == self.mask
            && (self.places.is_empty() || place(one).abs_diff(place(other)) < self.limit)
    }
}

impl Rule {
    /// A rule from the columns of its keys, `[key][record]`.
    pub(crate) fn new(columns: &[&[TextId]], limit: usize) -> Self {
        let records = columns.first().map_or(0, |column| column.len());
        let key = |record: usize| {
            let mut key = 1_u64;
            for column in columns {
                if column[record] == MISSING {
                    return 0;
                }
                key = mixed(key.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ u64::from(column[record]));
            }
            key.max(1)
        };
        let mut sorted: Vec<(u64, u32)> =
            (0..records).map(|record| (key(record), record as u32)).filter(|(key, _)| *key != 0).collect();
        sorted.par_sort_unstable();
        let mut groups = Vec::new();
        let mut start = 0;
        for group in sorted.chunk_by(|one, other| one.0 == other.0) {
            if group.len() > 1 {
                groups.push((start as u32, (start + group.len()) as u32));
            }
            start += group.len();
        }
        let order = sorted.into_iter().map(|(_, record)| record).collect();
        Self { order, groups, limit }
    }

    /// How many pairs the rule brings by itself.
    pub(crate) fn pairs(&self) -> u64 {
        self.groups.iter().map(|group| self.pairs_of(*group)).sum()
    }

    /// How many records stand in groups that are too large to compare each with each.
    pub(crate) fn split_records(&self) -> u64 {
        let large = self.groups.iter().filter(|(start, end)| (end - start) as usize > self.limit);
        large.map(|(start, end)| u64::from(end - start)).sum()
    }

    /// What the rule brings, for the rules after it; `mask` are its keys, one bit a key.
    pub(crate) fn brought(&self, mask: u64, records: usize) -> Brought {
        let mut places = Vec::new();
        if self.split_records() > 0 {
            places = vec![u32::MAX; records];
            for (place, record) in (0..).zip(&self.order) {
                places[*record as usize] = place;
            }
        }
        Brought { mask, places, limit: u32::try_from(self.limit).unwrap_or(u32::MAX) }
    }

    fn pairs_of(&self, (start, end): (u32, u32)) -> u64 {
        let size = u64::from(end - start);
        let window = (self.limit as u64).min(size) - 1;
        // Each with the `window` that follow it; in a group within the limit that is each with each.
        window * size - window * (window + 1) / 2
    }

    /// Groups, cut into pieces of about so many pairs each.
    pub(crate) fn pieces(&self, pairs: u64) -> Vec<&[(u32, u32)]> {
        let mut pieces = Vec::new();
        let (mut start, mut sum) = (0, 0);
        for (at, group) in self.groups.iter().enumerate() {
            sum += self.pairs_of(*group);
            if sum >= pairs {
                pieces.push(&self.groups[start..=at]);
                (start, sum) = (at + 1, 0);
            }
        }
        pieces.push(&self.groups[start..]);
        pieces
    }

    /// Gives each pair of these groups to `take`.
    pub(crate) fn each_pair(&self, groups: &[(u32, u32)], mut take: impl FnMut(Pair)) {
        for (start, end) in groups {
            let records = &self.order[*start as usize..*end as usize];
            for (at, one) in records.iter().enumerate() {
                let to = records.len().min(at + self.limit);
                for other in &records[at + 1..to] {
                    take((*one, *other));
                }
            }
        }
    }

    /// About so many of the rule's pairs, each as likely as any other, and the number of pairs that each stands for.
    pub(crate) fn sample(&self, about: u64, seed: u64) -> (Vec<Pair>, f64) {
        let all = self.pairs();
        let share =
            if all <= about { u64::MAX } else { ((about as f64 / all as f64) * u64::MAX as f64) as u64 };
        let mut pairs = Vec::new();
        self.each_pair(&self.groups, |pair| {
            if mixed_pair(pair.0, pair.1) ^ mixed(seed) <= share {
                pairs.push(pair);
            }
        });
        let each = if pairs.is_empty() { 0.0 } else { all as f64 / pairs.len() as f64 };
        (pairs, each)
    }
}
