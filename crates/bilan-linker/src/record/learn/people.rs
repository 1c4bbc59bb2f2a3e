//! Weights for lists of people: u from pairs drawn by chance, m by expectation and maximisation.
//!
//! Each lesson is a rule of blocking; what its keys touch is left out of that lesson, so that what is learned does not
//! depend on why the pairs were brought together, and the lessons are averaged.

use crate::record::{
    mixture::{Class, Mixture},
    model::{Chances, Model, logs, shares},
    prepare::Prepared,
};

use super::{LESSON_PAIRS, NO_LIMIT, at_least, patterns, to_shares, unrelated};

/// Lessons at most.
const LESSONS: usize = 8;
/// Share of pairs of one person that differ altogether on a thing, at least: everything can be wrong.
const DIFFER_AT_LEAST: f64 = 0.002;

/// Learns the model of Fellegi and Sunter.
pub(crate) fn learn(people: &Prepared, seed: u64) -> Model {
    let unrelated = unrelated(&people.comparisons, people.records, seed);
    let comparisons = people.comparisons.len();
    let mut sums: Vec<Vec<f64>> = unrelated.iter().map(|levels| vec![0.0; levels.len()]).collect();
    let mut found = Vec::new();
    for keys in lessons(people) {
        let (pairs, each) = people.rule(keys, NO_LIMIT).sample(LESSON_PAIRS, seed);
        if pairs.is_empty() {
            continue;
        }
        let touched = |at: &usize| keys.iter().any(|key| people.keys[*key].comparison == *at);
        let mut seen = patterns(&people.comparisons, &pairs, each);
        for pattern in &mut seen {
            (0..comparisons).filter(touched).for_each(|at| pattern.levels[at] = 0);
        }
        let learned: Vec<bool> = (0..comparisons).map(|at| !touched(&at)).collect();
        let mut mixture = Mixture {
            classes: vec![
                Class::new(unrelated.iter().map(|levels| hopeful(levels.len())).collect(), learned.clone()),
                Class::new(unrelated.clone(), vec![false; comparisons]),
            ],
            shares: vec![vec![0.3, 0.7]],
        };
        mixture.fit(&seen);
        let same = mixture.shares[0][0] * pairs.len() as f64 * each;
        for at in (0..comparisons).filter(|at| learned[*at]) {
            sums[at].iter_mut().zip(&mixture.classes[0].levels[at]).for_each(|(sum, level)| *sum += level);
        }
        found.push((keys, same));
    }
    let mut same = sums;
    for levels in &mut same {
        if levels.iter().sum::<f64>() <= 0.0 {
            *levels = hopeful(levels.len());
        }
        to_shares(levels);
        let last = levels.len() - 1;
        at_least(levels, DIFFER_AT_LEAST, |level| level == last);
    }
    let pairs = people.records as f64 * (people.records as f64 - 1.0) / 2.0;
    let matches = matches(people, &same, &found).clamp(1.0, (pairs / 2.0).max(1.0));
    let chances = same.iter().zip(&unrelated);
    let chances = chances.map(|(same, unrelated)| Chances {
        same: logs(same),
        together: logs(unrelated),
        unrelated: logs(unrelated),
    });
    Model {
        chances: chances.collect(),
        start: vec![libm::log2(matches / (pairs - matches).max(1.0))],
        together: vec![shares(0.0)],
        joint: false,
        kin: vec![false; comparisons],
    }
}

/// Rules by which records agree wholly, those that touch different things first.
fn lessons(people: &Prepared) -> Vec<&Vec<usize>> {
    let sure = |rule: &&Vec<usize>| {
        rule.iter().all(|key| people.keys[*key].agree.iter().skip(2).all(|chance| *chance < 0.75))
    };
    let sure: Vec<&Vec<usize>> = people.rules.iter().filter(sure).collect();
    let rules = if sure.is_empty() { people.rules.iter().collect() } else { sure };
    let mut touched = vec![0; people.comparisons.len()];
    let mut chosen: Vec<&Vec<usize>> = Vec::new();
    while chosen.len() < LESSONS {
        let burden = |rule: &Vec<usize>| -> usize {
            rule.iter().map(|key| touched[people.keys[*key].comparison]).sum()
        };
        let left = rules.iter().filter(|rule| !chosen.contains(rule));
        let Some(next) = left.min_by_key(|rule| burden(rule)) else { break };
        next.iter().for_each(|key| touched[people.keys[*key].comparison] += 1);
        chosen.push(next);
    }
    chosen
}

/// The number of pairs that are one person: what each lesson found over what its rule catches of them; the middle one.
fn matches(people: &Prepared, same: &[Vec<f64>], found: &[(&Vec<usize>, f64)]) -> f64 {
    let caught = |keys: &Vec<usize>| -> f64 {
        let of_key = |key: &usize| {
            let key = &people.keys[*key];
            same[key.comparison].iter().zip(&key.agree).map(|(chance, agree)| chance * agree).sum::<f64>()
        };
        keys.iter().map(of_key).product()
    };
    let mut estimates: Vec<f64> = found.iter().map(|(keys, pairs)| pairs / caught(keys).max(0.05)).collect();
    estimates.sort_by(f64::total_cmp);
    estimates.get(estimates.len() / 2).copied().unwrap_or(people.records as f64 / 10.0)
}

/// Chances to begin with: the nearer the level, the likelier.
fn hopeful(levels: usize) -> Vec<f64> {
    let mut chances = vec![0.0; levels];
    for (level, chance) in chances.iter_mut().enumerate().skip(1) {
        *chance = 0.5_f64.powi(level as i32);
    }
    to_shares(&mut chances);
    chances
}
