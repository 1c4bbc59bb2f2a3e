//! Why two records are, or are not, taken for one person: what each comparison says, in words and bits, and which rules
//! of blocking would bring the two together.

use serde::Serialize;

use super::{
    block::Pair,
    link::{Linkage, Linker},
    model::level_in,
};

/// A pair of records explained. The bits of the steps add up to the weight.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Waterfall {
    /// Ids of the two records.
    pub records: [String; 2],
    /// What the steps begin with: the odds of any two records, in bits.
    pub start: f64,
    /// What each comparison says.
    pub steps: Vec<WaterfallStep>,
    /// Binary logarithm of the odds that the two are one person.
    pub bits: f64,
    /// The chance that they are.
    pub chance: f64,
    /// Whether the two stand in one group.
    pub together: bool,
    /// Rules of blocking, and on which of their keys the two agree.
    pub rules: Vec<RuleFit>,
}

/// What one comparison says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WaterfallStep {
    /// What is compared.
    pub comparison: String,
    /// How far the two agree.
    pub level: String,
    /// What both records say, where it is one text.
    pub values: [String; 2],
    /// What this adds, in bits.
    pub bits: f64,
    /// How much of it is that the value is rare (more than 0) or common (less than 0).
    pub rarity: f64,
}

/// A rule of blocking, held against two records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleFit {
    /// The rule.
    pub rule: String,
    /// Whether it brings the two together.
    pub brings: bool,
    /// Keys on which they differ, or that one of them lacks.
    pub lacking: Vec<String>,
}

impl Linker<'_> {
    /// Explains two records by their numbers.
    pub fn explain(&self, linkage: &Linkage, one: u32, other: u32) -> Waterfall {
        let pair: Pair = (one.min(other), one.max(other));
        let prepared = self.prepared();
        let code = self.code(pair);
        let names = self.comparisons();
        let mut steps = Vec::new();
        let (start, found) = linkage.model.steps(&prepared.comparisons, pair, code);
        for step in found {
            let (comparison, levels) = &names[step.comparison];
            let level = level_in(code, step.comparison);
            steps.push(WaterfallStep {
                comparison: comparison.clone(),
                level: levels[level as usize].clone(),
                values: [pair.0, pair.1].map(|record| prepared.comparisons[step.comparison].said(record)),
                bits: step.bits,
                rarity: step.rarity,
            });
        }
        let bits = start + steps.iter().map(|step| step.bits).sum::<f64>();
        let ids = &self.table().ids;
        Waterfall {
            records: [pair.0, pair.1].map(|record| ids[record as usize].to_string()),
            start,
            steps,
            bits,
            chance: super::score::chance_of(bits),
            together: linkage.groups[pair.0 as usize] == linkage.groups[pair.1 as usize],
            rules: self.rule_fits(pair),
        }
    }

    fn rule_fits(&self, (one, other): Pair) -> Vec<RuleFit> {
        let prepared = self.prepared();
        let agrees = |key: &usize| {
            let rows = &prepared.keys[*key].rows;
            rows[one as usize] != 0 && rows[one as usize] == rows[other as usize]
        };
        let fit = |keys: &Vec<usize>| {
            let lacking: Vec<String> =
                keys.iter().filter(|key| !agrees(key)).map(|key| prepared.keys[*key].name.clone()).collect();
            RuleFit { rule: prepared.rule_name(keys), brings: lacking.is_empty(), lacking }
        };
        prepared.rules.iter().map(fit).collect()
    }
}
