//! The model of a linkage as a page: what export draws, gathered from the linker.

use std::collections::BTreeMap;

use bilan_export::linkage::{
    ComparisonTable, Language as PageLanguage, LevelRow, LinkageReport, RuleRow, Waterfall as Chart,
    WaterfallStep as ChartStep, page as drawn,
};
use bilan_linker::record::{Linkage, Linker, Settings, Waterfall};
use bilan_tally::Language;

use super::Lists;
use crate::message;

/// Pairs that are shown beside those that were asked about: the weakest that were joined and the strongest that were
/// not.
const SHOWN: usize = 3;
/// Records whose own weights are looked at.
const LOOKED_AT: usize = 5_000;

/// The page.
pub(super) fn page(
    lists: &Lists,
    settings: &Settings,
    linker: &Linker<'_>,
    linkage: &Linkage,
    explained: &[Waterfall],
    language: Language,
) -> String {
    let persons = linkage.persons;
    let role = |(column, role): (&bilan_linker::record::Column, &_)| (column.name.clone(), code(*role));
    let rule = |rule: &bilan_linker::record::RuleCount| RuleRow {
        rule: rule.rule.clone(),
        pairs: rule.pairs,
        new: rule.new,
        split: rule.split,
    };
    let report = LinkageReport {
        lists: lists.files.clone(),
        records: lists.table.len() as u64,
        groups: persons.groups,
        persons: [persons.estimate, persons.lower, persons.upper],
        columns: lists.table.columns.iter().zip(linker.roles()).map(role).collect(),
        rules: linkage.rules.iter().map(rule).collect(),
        coverage: linkage.coverage,
        expected_pairs: linkage.expected_pairs,
        comparisons: tables(linker, linkage),
        joint: linkage.model.joint,
        weights: histogram(linkage),
        threshold: settings.threshold,
        sizes: sizes(linkage),
        unlinkable: unlinkable(linker, linkage),
        pairs: charts(linker, linkage, settings, explained, language),
        settings: toml::to_string_pretty(settings).unwrap_or_default(),
        program: format!("bilan {}", env!("CARGO_PKG_VERSION")),
    };
    let language = match language {
        Language::En => PageLanguage::En,
        Language::Fr => PageLanguage::Fr,
    };
    drawn(&report, language)
}

/// A role by its code, as settings name it.
fn code(role: bilan_linker::record::Role) -> String {
    serde_json::to_value(role).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn tables(linker: &Linker<'_>, linkage: &Linkage) -> Vec<ComparisonTable> {
    let model = &linkage.model;
    let table = |(at, (name, levels)): (usize, (String, Vec<String>))| {
        let chances = &model.chances[at];
        let is_start = model.joint && at == 0;
        let row = |(level, name): (usize, String)| LevelRow {
            name,
            same: chances.same[level].exp2(),
            together: (model.joint && !is_start).then(|| chances.together[level].exp2()),
            unrelated: chances.unrelated[level].exp2(),
            bits: chances.same[level] - chances.unrelated[level],
        };
        let levels = levels.into_iter().enumerate().skip(1).map(row);
        ComparisonTable {
            name,
            levels: levels.filter(|row| row.same > 2e-6 || row.unrelated > 2e-6).collect(),
        }
    };
    linker.comparisons().into_iter().enumerate().map(table).collect()
}

fn histogram(linkage: &Linkage) -> Vec<(f64, u64)> {
    let mut bins: BTreeMap<i32, u64> = BTreeMap::new();
    for pair in &linkage.pairs {
        #[expect(clippy::cast_possible_truncation, reason = "weights are a few dozen bits")]
        let bin = pair.bits.floor().clamp(-60.0, 60.0) as i32;
        *bins.entry(bin).or_default() += 1;
    }
    bins.into_iter().map(|(bin, pairs)| (f64::from(bin), pairs)).collect()
}

fn sizes(linkage: &Linkage) -> Vec<(u64, u64)> {
    let mut members: BTreeMap<u32, u64> = BTreeMap::new();
    for group in &linkage.groups {
        *members.entry(*group).or_default() += 1;
    }
    let mut sizes: BTreeMap<u64, u64> = BTreeMap::new();
    for size in members.values() {
        *sizes.entry(*size).or_default() += 1;
    }
    sizes.into_iter().collect()
}

/// For each bit from -10 to 30, the share of records that cannot reach it.
fn unlinkable(linker: &Linker<'_>, linkage: &Linkage) -> Vec<(f64, f64)> {
    let weights = linker.weights_with_themselves(linkage, LOOKED_AT);
    let all = weights.len().max(1);
    let share = |bits: i32| {
        let below = weights.iter().filter(|weight| **weight < f64::from(bits)).count();
        #[expect(clippy::cast_precision_loss, reason = "a few thousand records")]
        let share = below as f64 / all as f64;
        (f64::from(bits), share)
    };
    (-10..=30).map(share).collect()
}

fn charts(
    linker: &Linker<'_>,
    linkage: &Linkage,
    settings: &Settings,
    explained: &[Waterfall],
    language: Language,
) -> Vec<Chart> {
    let [asked, weakest, strongest_apart, strongest] = [
        message!("Asked about"),
        message!("Among the weakest pairs that were joined"),
        message!("Among the strongest pairs that were not joined"),
        message!("The strongest pair"),
    ]
    .map(|title| title.in_language(language));
    let mut charts: Vec<Chart> = explained.iter().map(|pair| chart(&asked, pair)).collect();
    let together = |one: u32, other: u32| linkage.groups[one as usize] == linkage.groups[other as usize];
    let mut joined: Vec<_> = linkage.pairs.iter().filter(|pair| together(pair.one, pair.other)).collect();
    joined.sort_by(|one, other| one.bits.total_cmp(&other.bits));
    let mut apart: Vec<_> = linkage.pairs.iter().filter(|pair| !together(pair.one, pair.other)).collect();
    apart.sort_by(|one, other| other.bits.total_cmp(&one.bits));
    let near = joined.iter().filter(|pair| f64::from(pair.bits) >= settings.threshold).take(SHOWN);
    charts.extend(near.map(|pair| chart(&weakest, &linker.explain(linkage, pair.one, pair.other))));
    let shown_apart = apart.iter().take(SHOWN);
    charts.extend(
        shown_apart.map(|pair| chart(&strongest_apart, &linker.explain(linkage, pair.one, pair.other))),
    );
    charts
        .extend(joined.last().map(|pair| chart(&strongest, &linker.explain(linkage, pair.one, pair.other))));
    charts
}

fn chart(title: &str, pair: &Waterfall) -> Chart {
    let step = |step: &bilan_linker::record::WaterfallStep| ChartStep {
        comparison: step.comparison.clone(),
        level: step.level.clone(),
        values: step.values.clone(),
        bits: step.bits,
        rarity: step.rarity,
    };
    Chart {
        title: title.to_owned(),
        records: pair.records.clone(),
        start: pair.start,
        steps: pair.steps.iter().map(step).collect(),
        bits: pair.bits,
        chance: pair.chance,
        together: pair.together,
    }
}
