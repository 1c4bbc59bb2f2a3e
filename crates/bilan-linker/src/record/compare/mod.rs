//! Comparisons: what two records have in common, as a small number for each thing that is compared.

pub(crate) mod birth_date;
pub(crate) mod birth_year;
pub(crate) mod given_and_sex;
pub(crate) mod name;
pub(crate) mod same;
pub(crate) mod text;
pub(crate) mod where_when;

use crate::record::{block::Pair, texts::TextId};

/// How far two records agree on one thing; 0: one of them does not say. Lower numbers agree more.
pub(crate) type Level = u8;

/// One of the two does not say.
pub(crate) const UNKNOWN: Level = 0;

/// One thing on which records are compared.
pub(crate) trait Compare: Sync {
    /// What is compared, for people.
    fn name(&self) -> &str;

    /// The name of each level, `[level]`.
    fn levels(&self) -> Vec<String>;

    /// How far two records agree.
    fn level(&self, one: u32, other: u32, memory: &mut Memory) -> Level;

    /// What a record says of it, for people; empty where it says nothing or more than one text tells.
    fn said(&self, _record: u32) -> String {
        String::new()
    }

    /// How common what the two share is, against what two records that agree on this level share on average, in bits: 1
    /// means that chance alone brings it twice as often. `None` where the level shares nothing in particular.
    fn commonness(&self, _level: Level, _pair: Pair) -> Option<f32> {
        None
    }

    /// Writes the levels of pairs into their agreement codes.
    fn fill(&self, pairs: &[Pair], shift: u32, codes: &mut [u64], memory: &mut Memory) {
        for ((one, other), code) in pairs.iter().zip(codes) {
            *code |= u64::from(self.level(*one, *other, memory)) << shift;
        }
    }
}

/// Likenesses of spellings that were met lately, so that names that come often are compared once.
pub(crate) struct Memory {
    /// A power of two of them.
    slots: Vec<(u64, u8)>,
}

const SLOTS: usize = 1 << 15;

impl Memory {
    pub(crate) fn new() -> Self {
        Self { slots: vec![(u64::MAX, 0); SLOTS] }
    }

    /// For a pair or two.
    pub(crate) fn short() -> Self {
        Self { slots: vec![(u64::MAX, 0)] }
    }

    /// The likeness of two texts of one set (`set` tells sets apart), computed if it was not met lately.
    pub(crate) fn likeness(
        &mut self,
        set: u8,
        one: TextId,
        other: TextId,
        compute: impl FnOnce() -> u8,
    ) -> u8 {
        let (low, high) = (one.min(other), one.max(other));
        let key = u64::from(set) << 60 ^ u64::from(low) << 30 ^ u64::from(high);
        let at = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 49) as usize & (self.slots.len() - 1);
        let slot = &mut self.slots[at];
        if slot.0 != key {
            *slot = (key, compute());
        }
        slot.1
    }
}

/// How often values come among the records that have one.
#[derive(Debug, Default)]
pub(crate) struct Commonness {
    /// Share of each value over the chance that two records share one, as a binary logarithm, `[value]`.
    of: Vec<f32>,
}

impl Commonness {
    /// From the value of each record; 0 is missing.
    pub(crate) fn count(rows: impl Iterator<Item = TextId>, values: usize) -> Self {
        let mut counts = vec![0_u32; values];
        let mut all = 0_u64;
        for value in rows.filter(|value| *value != 0) {
            counts[value as usize] += 1;
            all += 1;
        }
        let all = (all as f64).max(1.0);
        let together: f64 =
            counts.iter().map(|count| (f64::from(*count) / all) * (f64::from(*count) / all)).sum();
        let together = together.max(1.0 / (all * all));
        let bits = |count: &u32| libm::log2(f64::from(*count).max(1.0) / all / together) as f32;
        let of = counts.iter().map(bits).collect();
        Self { of }
    }

    pub(crate) fn of(&self, value: TextId) -> f32 {
        self.of[value as usize]
    }
}
