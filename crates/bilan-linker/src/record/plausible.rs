//! Other groupings that the weights allow, for whoever must carry the doubt of linking on.

use super::{
    block::Pair,
    chance::{mixed, mixed_pair, unit},
    cluster::{Weighed, clusters},
};

/// One draw: each weight is moved by logistic noise, so that a pair by itself is joined as often as its weight says
/// (perturb and maximise, Papandreou and Yuille 2011), and groups are made anew.
pub(crate) fn draw(
    records: usize,
    pairs: &[Weighed],
    threshold: f32,
    weigh: &(dyn Fn(Pair) -> f32 + Sync),
    seed: u64,
) -> Vec<u32> {
    let noise = |pair: Pair| {
        let chance = unit(mixed_pair(pair.0, pair.1) ^ mixed(seed)).clamp(1e-9, 1.0 - 1e-9);
        libm::log2(chance / (1.0 - chance)) as f32
    };
    let moved: Vec<Weighed> = pairs
        .iter()
        .map(|pair| Weighed { bits: pair.bits + noise((pair.one, pair.other)), ..*pair })
        .collect();
    clusters(records, &moved, threshold, &|pair| weigh(pair) + noise(pair))
}
