//! What a pair's agreements weigh, in bits.
//!
//! Three classes: the same person; two who died together; two who have nothing to do with each other. With `w` the
//! relation of place and date, `N_w` the pairs that stand at it, `M_w` those of them that are one person, and `p_w`
//! the share of the others that died together, the odds that a pair is one person are
//!
//! `M_w / (N_w - M_w)  x  prod m / (p_w prod r + (1 - p_w) prod u)`
//!
//! where the products run over the other comparisons. Without places and dates it is the model of Fellegi and Sunter.

use super::{
    block::Pair,
    compare::{Compare, Level, Memory},
};

/// Chances of the levels of one comparison in each class, as binary logarithms, `[level]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chances {
    /// Among pairs that are one person (m).
    pub same: Vec<f64>,
    /// Among pairs that died together (r).
    pub together: Vec<f64>,
    /// Among unrelated pairs (u).
    pub unrelated: Vec<f64>,
}

/// Everything that turns an agreement code into a weight.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    /// Of each comparison, `[comparison]`; that of place and date is not among them.
    pub chances: Vec<Chances>,
    /// Odds that two records are one person by place and date alone, in bits, `[level]`.
    pub start: Vec<f64>,
    /// Share of the others that died together and that of those that did not, by place and date, as binary logarithms,
    /// `[level]`.
    pub together: Vec<[f64; 2]>,
    /// Whether the first comparison is that of place and date.
    pub joint: bool,
    /// For each comparison, whether what victims of one incident share is shared by kinship, so that a rare value says
    /// less among them.
    pub kin: Vec<bool>,
}

/// Bits of a level in an agreement code.
pub(crate) const CODE_BITS: u32 = 6;
const CODE_MASK: u64 = (1 << CODE_BITS) - 1;

/// The level of a comparison in a code.
pub(crate) fn level_in(code: u64, comparison: usize) -> Level {
    (code >> (CODE_BITS * comparison as u32) & CODE_MASK) as Level
}

/// The levels of a code.
pub(crate) fn levels_in(code: u64, comparisons: usize) -> Vec<Level> {
    (0..comparisons).map(|comparison| level_in(code, comparison)).collect()
}

/// Agreement codes of pairs.
pub(crate) fn codes(comparisons: &[Box<dyn Compare>], pairs: &[Pair], memory: &mut Memory) -> Vec<u64> {
    let mut codes = vec![0; pairs.len()];
    for (at, comparison) in comparisons.iter().enumerate() {
        comparison.fill(pairs, CODE_BITS * at as u32, &mut codes, memory);
    }
    codes
}

/// What one comparison brings to a pair's weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Step {
    pub(crate) comparison: usize,
    pub(crate) bits: f64,
    /// How much of it is that the value is rare (more than 0) or common (less).
    pub(crate) rarity: f64,
}

impl Model {
    /// The weight of a pair in bits: the binary logarithm of the odds that the two are one person.
    pub(crate) fn weight(&self, comparisons: &[Box<dyn Compare>], pair: Pair, code: u64) -> f64 {
        let (first, mut weight, share) = self.begin(code);
        let (mut same, mut together, mut unrelated) = (0.0, 0.0, 0.0);
        for comparison in first..comparisons.len() {
            let level = level_in(code, comparison);
            if level == 0 {
                continue;
            }
            let (m, r, u) = self.terms(comparisons, comparison, level, pair);
            same += m;
            together += r;
            unrelated += u;
        }
        weight += same - mixed_log(share, together, unrelated);
        weight
    }

    /// The weight of a pair step by step: what it begins with, and what each comparison adds. The share of pairs that
    /// died together moves with each step, so that the steps depend on their order; their sum does not.
    pub(crate) fn steps(&self, comparisons: &[Box<dyn Compare>], pair: Pair, code: u64) -> (f64, Vec<Step>) {
        let (first, weight, share) = self.begin(code);
        let mut steps = Vec::new();
        let start = if self.joint { self.start[0] } else { weight };
        if self.joint {
            steps.push(Step { comparison: 0, bits: weight - start, rarity: 0.0 });
        }
        let (mut together, mut unrelated) = (0.0, 0.0);
        for comparison in first..comparisons.len() {
            let level = level_in(code, comparison);
            if level == 0 {
                steps.push(Step { comparison, bits: 0.0, rarity: 0.0 });
                continue;
            }
            let before = mixed_log(share, together, unrelated);
            let (m, r, u) = self.terms(comparisons, comparison, level, pair);
            let plain = &self.chances[comparison];
            let at = level as usize;
            let without = mixed_log(share, together + plain.together[at], unrelated + plain.unrelated[at]);
            together += r;
            unrelated += u;
            let after = mixed_log(share, together, unrelated);
            steps.push(Step { comparison, bits: m - (after - before), rarity: without - after });
        }
        (start, steps)
    }

    /// Chances of the levels of a comparison among pairs that are one person, `[level]`.
    pub(crate) fn of_same(&self, comparison: usize) -> Vec<f64> {
        let chance = |(level, bits): (usize, &f64)| if level == 0 { 0.0 } else { libm::exp2(*bits) };
        self.chances[comparison].same.iter().enumerate().map(chance).collect()
    }

    fn begin(&self, code: u64) -> (usize, f64, [f64; 2]) {
        let level = if self.joint { level_in(code, 0) as usize } else { 0 };
        (usize::from(self.joint), self.start[level], self.together[level])
    }

    /// Logarithms of the chances of a level in the three classes, with what a rare value adds.
    fn terms(
        &self,
        comparisons: &[Box<dyn Compare>],
        at: usize,
        level: Level,
        pair: Pair,
    ) -> (f64, f64, f64) {
        let chances = &self.chances[at];
        let place = level as usize;
        let (m, r, u) = (chances.same[place], chances.together[place], chances.unrelated[place]);
        let Some(common) = comparisons[at].commonness(level, pair) else { return (m, r, u) };
        let common = f64::from(common);
        if !self.kin[at] {
            return (m, r + common, u + common);
        }
        // Among those who died together a share `k` has the value in common as kin, however rare it is, and the rest
        // by chance: k + (1 - k) u x commonness, in place of k + (1 - k) u.
        let (chance_r, chance_u) = (libm::exp2(r), libm::exp2(u));
        let kin = ((chance_r - chance_u) / (1.0 - chance_u)).clamp(0.0, 1.0);
        let by_chance = (1.0 - kin) * chance_u;
        let of_together = libm::log2((kin + by_chance * libm::exp2(common)) / (kin + by_chance));
        (m, r + of_together, u + common)
    }
}

/// Chances as binary logarithms; none is less than one in a million.
pub(crate) fn logs(chances: &[f64]) -> Vec<f64> {
    chances.iter().map(|chance| libm::log2(chance.max(1e-6))).collect()
}

/// Shares of a part and of the rest, as binary logarithms.
pub(crate) fn shares(part: f64) -> [f64; 2] {
    [part, 1.0 - part].map(|share| if share > 0.0 { libm::log2(share) } else { f64::NEG_INFINITY })
}

/// The binary logarithm of a mixture of two chances, all given as logarithms.
fn mixed_log([share, rest]: [f64; 2], one: f64, other: f64) -> f64 {
    let (one, other) = (one + share, other + rest);
    let (high, low) = if one > other { (one, other) } else { (other, one) };
    // Beyond 40 bits the smaller one changes nothing that is shown.
    if high - low > 40.0 { high } else { high + libm::log2(1.0 + libm::exp2(low - high)) }
}
