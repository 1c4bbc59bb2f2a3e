//! Which share of the pairs of one person blocking brings, as the model has it: pairs are made by chance from the
//! weights, with what is missing taken from records as they are, and it is seen whether a rule would bring them.

use super::{
    chance::Chance,
    compare::Memory,
    model::{Model, codes, level_in},
    prepare::{Prepared, mask_of},
};

const DRAWS: usize = 50_000;

/// The share, from 0 (exclusive) to 1.
pub(crate) fn coverage(prepared: &Prepared, model: &Model, seed: u64) -> f64 {
    let records = prepared.records as u64;
    if records < 2 {
        return 1.0;
    }
    let mut chance = Chance::new(seed ^ 3);
    let mut memory = Memory::new();
    let mut brought = 0_usize;
    let masks: Vec<u64> = prepared.rules.iter().map(|keys| mask_of(keys)).collect();
    let chances: Vec<Vec<f64>> = (0..prepared.comparisons.len()).map(|at| model.of_same(at)).collect();
    for _ in 0..DRAWS {
        let (one, other) = (chance.below(records) as u32, chance.below(records) as u32);
        // Two records drawn by chance lend what is missing.
        let code = codes(&prepared.comparisons, &[(one, other)], &mut memory)[0];
        let missing = prepared.missing_keys(one) | prepared.missing_keys(other);
        let mut agreed = 0_u64;
        for (comparison, chances) in chances.iter().enumerate() {
            let is_known = level_in(code, comparison) != 0;
            let level = if is_known { drawn(chances, chance.unit()) } else { 0 };
            for (at, key) in prepared.keys.iter().enumerate().filter(|(_, key)| key.comparison == comparison)
            {
                if is_known && chance.unit() < key.agree[level] {
                    agreed |= 1 << at;
                }
            }
        }
        agreed &= !missing;
        brought += usize::from(masks.iter().any(|mask| agreed & mask == *mask));
    }
    (brought as f64 / DRAWS as f64).max(0.01)
}

fn drawn(chances: &[f64], at: f64) -> usize {
    let all: f64 = chances.iter().sum();
    let mut left = at * all;
    for (level, chance) in chances.iter().enumerate() {
        left -= chance;
        if left < 0.0 {
            return level;
        }
    }
    chances.len() - 1
}

impl Prepared {
    fn missing_keys(&self, record: u32) -> u64 {
        let is_missing = |key: &super::prepare::Key| u64::from(key.rows[record as usize] == 0);
        self.keys.iter().enumerate().fold(0, |bits, (at, key)| bits | is_missing(key) << at)
    }
}
