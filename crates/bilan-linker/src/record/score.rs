//! Scoring: every pair that blocking brings gets its weight; those that say something are kept.

use rayon::prelude::*;

use super::{
    block::{Brought, KeyTable, Pair},
    cluster::Weighed,
    compare::Memory,
    model::{Model, codes},
    prepare::{Prepared, mask_of},
    texts::TextId,
};

/// Pairs that are compared together.
const BATCH: usize = 2048;
/// Pairs of a piece of work.
const PIECE_PAIRS: u64 = 200_000;

/// What is asked of scoring.
pub(crate) struct Asked<'a> {
    /// Pairs of less weight are not kept, in bits.
    pub(crate) least: f64,
    /// Records that share a key beyond which a group is split.
    pub(crate) largest_block: usize,
    /// Lists, if records of one list are not to be compared, `[record]`.
    pub(crate) apart: Option<&'a [TextId]>,
}

/// A rule of blocking and what it brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCount {
    /// What records agree on.
    pub rule: String,
    /// Pairs that the rule brings by itself.
    pub pairs: u64,
    /// Pairs that no earlier rule brought.
    pub new: u64,
    /// Records in groups that were too large to compare each with each.
    pub split: u64,
}

/// Weighed pairs.
#[derive(Debug, Default)]
pub(crate) struct Scored {
    /// Those that are kept, in no order that matters.
    pub(crate) kept: Vec<Weighed>,
    pub(crate) rules: Vec<RuleCount>,
    /// The sum of the chances that a pair is one person, over all that were compared.
    pub(crate) expected: f64,
    /// The sum of the lesser of the two chances, that it is and that it is not.
    pub(crate) doubtful: f64,
}

/// Weighs each pair that a rule brings, once; tells of each rule when it is done.
pub(crate) fn score(
    prepared: &Prepared,
    model: &Model,
    asked: &Asked,
    done: &mut dyn FnMut(usize),
) -> Scored {
    let table = prepared.key_table();
    let mut earlier: Vec<Brought> = Vec::new();
    let mut scored = Scored::default();
    for (at, keys) in prepared.rules.iter().enumerate() {
        let rule = prepared.rule(keys, asked.largest_block);
        let pieces = rule.pieces(PIECE_PAIRS);
        let work = |groups: &&[(u32, u32)]| {
            let mut piece = Piece::new(prepared, model, asked, &table, &earlier);
            rule.each_pair(groups, |pair| piece.take(pair));
            piece.flush();
            (piece.kept, piece.new, [piece.expected, piece.doubtful])
        };
        let found: Vec<(Vec<Weighed>, u64, [f64; 2])> = pieces.par_iter().map(work).collect();
        let new = found.iter().map(|(_, new, _)| new).sum();
        let (pairs, split) = (rule.pairs(), rule.split_records());
        scored.rules.push(RuleCount { rule: prepared.rule_name(keys), pairs, new, split });
        for (.., [expected, doubtful]) in &found {
            scored.expected += expected;
            scored.doubtful += doubtful;
        }
        scored.kept.extend(found.into_iter().flat_map(|(kept, ..)| kept));
        earlier.push(rule.brought(mask_of(keys), prepared.records));
        done(at);
    }
    scored
}

/// A piece of work: takes pairs, and weighs them batch by batch.
struct Piece<'a> {
    prepared: &'a Prepared,
    model: &'a Model,
    asked: &'a Asked<'a>,
    table: &'a KeyTable,
    earlier: &'a [Brought],
    memory: Memory,
    batch: Vec<Pair>,
    kept: Vec<Weighed>,
    new: u64,
    expected: f64,
    doubtful: f64,
}

impl<'a> Piece<'a> {
    fn new(
        prepared: &'a Prepared,
        model: &'a Model,
        asked: &'a Asked<'a>,
        table: &'a KeyTable,
        earlier: &'a [Brought],
    ) -> Self {
        let (memory, batch) = (Memory::new(), Vec::with_capacity(BATCH));
        Self {
            prepared,
            model,
            asked,
            table,
            earlier,
            memory,
            batch,
            kept: Vec::new(),
            new: 0,
            expected: 0.0,
            doubtful: 0.0,
        }
    }

    fn take(&mut self, pair: Pair) {
        if !self.earlier.is_empty() {
            let agreed = self.table.agreed(pair);
            if self.earlier.iter().any(|rule| rule.has(pair, agreed)) {
                return;
            }
        }
        if self.asked.apart.is_some_and(|lists| lists[pair.0 as usize] == lists[pair.1 as usize]) {
            return;
        }
        self.new += 1;
        self.batch.push(pair);
        if self.batch.len() == BATCH {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let comparisons = &self.prepared.comparisons;
        let codes = codes(comparisons, &self.batch, &mut self.memory);
        for (pair, code) in self.batch.iter().zip(codes) {
            let bits = self.model.weight(comparisons, *pair, code);
            if bits > -20.0 {
                let chance = chance_of(bits);
                self.expected += chance;
                self.doubtful += chance.min(1.0 - chance);
            }
            if bits >= self.asked.least {
                self.kept.push(Weighed { one: pair.0, other: pair.1, bits: bits as f32 });
            }
        }
        self.batch.clear();
    }
}

/// The chance that a pair of such a weight is one person.
pub(crate) fn chance_of(bits: f64) -> f64 {
    1.0 / (1.0 + libm::exp2(-bits))
}
