//! The weights of `confidence`, learnt from the development reports: the same reports and coder give the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// A toll of a report: its features, and whether the scorer matches it.
#[derive(Debug, Clone)]
pub(crate) struct Toll {
    pub(crate) doc: String,
    /// Reports that share an event are never on both sides of a fold.
    pub(crate) fold: usize,
    pub(crate) features: Vec<String>,
    pub(crate) is_right: bool,
}

/// Parts of the reports, each judged by weights learnt from the others.
pub(crate) const FOLDS: usize = 5;

/// How strongly weights are held to 0: that of a Gaussian with variance 1/4 of a logit squared.
const HELD: f64 = 4.0;

/// Newton's steps; after six the weights stand still to the sixth decimal.
const STEPS: usize = 12;

/// The feature that every toll has, as the coder names it.
const ALWAYS: &str = "bias";

/// Joins what the coder's example tells (a line a report: coding and features) with what `counts.py` finds right.
pub(crate) fn tolls(told: &[Value], right: &[Value]) -> Result<Vec<Toll>> {
    let told: BTreeMap<&str, &Value> =
        told.iter().filter_map(|line| Some((line["coding"]["doc"].as_str()?, &line["features"]))).collect();
    let together: BTreeSet<&str> = right.iter().filter_map(|report| report["together"].as_str()).collect();
    let together: Vec<&str> = together.into_iter().collect();
    let mut tolls = Vec::new();
    for report in right {
        let doc = report["doc"].as_str().context("a report without a name")?;
        let features = told.get(doc).with_context(|| format!("{doc} was not coded"))?;
        let part =
            together.binary_search(&report["together"].as_str().unwrap_or_default()).unwrap_or_default();
        for (of_account, right) in lists(features).zip(lists(&report["right"])) {
            for (features, is_right) in lists(of_account).zip(lists(right)) {
                let features =
                    serde_json::from_value(features.clone()).context("features are no list of names")?;
                let is_right = is_right.as_bool().unwrap_or_default();
                tolls.push(Toll { doc: doc.to_owned(), fold: part % FOLDS, features, is_right });
            }
        }
    }
    if tolls.is_empty() {
        bail!("there is no toll to learn from");
    }
    Ok(tolls)
}

fn lists(value: &Value) -> std::slice::Iter<'_, Value> {
    value.as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

/// Weights in hundredths of a logit, by feature.
pub(crate) type Weights = BTreeMap<String, i32>;

/// Logistic regression by Newton's method, with every weight but that of [`ALWAYS`] held to 0.
pub(crate) fn learn(tolls: &[&Toll]) -> Result<Weights> {
    let mut names: Vec<&str> =
        tolls.iter().flat_map(|toll| toll.features.iter().map(String::as_str)).collect();
    names.sort_unstable();
    names.dedup();
    let always = names.len();
    let at = |name: &String| names.binary_search(&name.as_str()).unwrap_or(always);
    let rows: Vec<(Vec<usize>, f64)> = tolls
        .iter()
        .map(|toll| {
            (toll.features.iter().map(at).chain([always]).collect(), f64::from(u8::from(toll.is_right)))
        })
        .collect();
    let mut weights = vec![0.0; names.len() + 1];
    for _ in 0..STEPS {
        let mut slope: Vec<f64> = weights.iter().map(|weight| HELD * weight).collect();
        let mut bend = vec![vec![0.0; weights.len()]; weights.len()];
        for (index, row) in bend.iter_mut().enumerate() {
            row[index] = HELD;
        }
        (slope[always], bend[always][always]) = (0.0, 1e-9);
        for (features, is_right) in &rows {
            let sure = logistic(features.iter().map(|&feature| weights[feature]).sum());
            for &one in features {
                slope[one] += sure - is_right;
                for &other in features {
                    bend[one][other] += sure * (1.0 - sure);
                }
            }
        }
        for (weight, step) in weights.iter_mut().zip(solved(bend, slope)) {
            *weight -= step;
        }
    }
    let names = names.into_iter().chain([ALWAYS]).map(str::to_owned);
    names.zip(weights).map(|(name, weight)| Ok((name, hundredths(weight)?))).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "held within what a whole number holds")]
fn hundredths(weight: f64) -> Result<i32> {
    if !weight.is_finite() {
        bail!("the weights do not settle");
    }
    Ok((weight * 100.0).round().clamp(-1e4, 1e4) as i32)
}

/// Solves a symmetric positive system by elimination.
fn solved(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for pivot in 0..size {
        let (above, below) = matrix.split_at_mut(pivot + 1);
        let row = &above[pivot];
        for (offset, other) in below.iter_mut().enumerate() {
            let share = other[pivot] / row[pivot];
            if share != 0.0 {
                for (value, taken) in other.iter_mut().zip(row).skip(pivot) {
                    *value -= share * taken;
                }
                right[pivot + 1 + offset] -= share * right[pivot];
            }
        }
    }
    for index in (0..size).rev() {
        let known: f64 = (index + 1..size).map(|later| matrix[index][later] * right[later]).sum();
        right[index] = (right[index] - known) / matrix[index][index];
    }
    right
}

/// How sure the coder is with these weights: in whole percent, between 1 and 99.
pub(crate) fn confidence(weights: &Weights, toll: &Toll) -> f64 {
    let weight = |name: &str| weights.get(name).copied().unwrap_or_default();
    let sum: i32 = toll.features.iter().map(|feature| weight(feature)).sum::<i32>() + weight(ALWAYS);
    (logistic(f64::from(sum) / 100.0) * 100.0).round().clamp(1.0, 99.0) / 100.0
}

fn logistic(sum: f64) -> f64 {
    1.0 / (1.0 + exponential(-sum.clamp(-30.0, 30.0)))
}

/// `exp` made of sums and products alone, which give the same bits on every machine: that of the library does not.
fn exponential(power: f64) -> f64 {
    let part = power / 1024.0;
    let series =
        1.0 + part * (1.0 + part / 2.0 * (1.0 + part / 3.0 * (1.0 + part / 4.0 * (1.0 + part / 5.0))));
    (0..10).fold(series, |value, _| value * value)
}

/// Every toll with the confidence that weights learnt from the other folds give it.
pub(crate) fn out_of_fold(tolls: &[Toll]) -> Result<Vec<(&Toll, f64)>> {
    let mut judged = Vec::with_capacity(tolls.len());
    for fold in 0..FOLDS {
        let (inside, outside): (Vec<&Toll>, Vec<&Toll>) = tolls.iter().partition(|toll| toll.fold == fold);
        let weights = learn(&outside)?;
        judged.extend(inside.into_iter().map(|toll| (toll, confidence(&weights, toll))));
    }
    Ok(judged)
}

/// The file of the weights.
pub(crate) fn file(weights: &Weights) -> String {
    let mut text = "# Weights of the features of `confidence`, in hundredths of a logit (confidence.rs says what they are).\n\
        # Learnt, not written: `cargo xtask bench coder --fit write` makes this file again, byte for byte.\n"
        .to_owned();
    for (name, weight) in weights {
        writeln!(text, "{name}\t{weight}").expect("a String takes all that is written to it");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn toll(fold: usize, feature: &str, is_right: bool) -> Toll {
        Toll { doc: format!("d{fold}"), fold, features: vec![feature.to_owned()], is_right }
    }

    /// 40 tolls of either kind: of the good three of four are right, of the bad one of four.
    fn made() -> Vec<Toll> {
        let kinds = [("good", 3), ("bad", 1)];
        let of_kind = |(name, right): (&'static str, usize)| {
            (0..40).map(move |at| toll(at % 5, name, at / 5 % 4 < right))
        };
        kinds.into_iter().flat_map(of_kind).collect()
    }

    #[test]
    fn a_feature_that_tells_gets_weight() {
        let tolls = made();
        let weights = learn(&tolls.iter().collect::<Vec<_>>()).expect("weights");
        assert!(weights["good"] > 50 && weights["bad"] < -50 && weights[ALWAYS].abs() < 5, "{weights:?}");
        let sure = |name| confidence(&weights, &toll(0, name, true));
        assert!((sure("good") - 0.7).abs() < 0.05 && (sure("bad") - 0.3).abs() < 0.05);
        assert_eq!(file(&weights).lines().count(), 5);
        assert_eq!(weights, learn(&tolls.iter().collect::<Vec<_>>()).expect("weights"), "the same again");
    }

    #[test]
    fn each_toll_is_judged_by_the_other_folds() {
        let tolls = made();
        let judged = out_of_fold(&tolls).expect("confidences");
        assert_eq!(judged.len(), tolls.len());
        assert!(judged.iter().all(|(toll, sure)| (*sure > 0.5) == (toll.features[0] == "good")));
    }

    #[test]
    fn the_exponential_is_that_of_mathematics() {
        for (power, expected) in [(0.0, 1.0), (1.0, std::f64::consts::E), (-3.0, 0.049_787_068_367_863_9)] {
            assert!((exponential(power) - expected).abs() < 1e-9, "{power}");
        }
    }

    #[test]
    fn a_system_is_solved() {
        let found = solved(vec![vec![4.0, 1.0], vec![1.0, 3.0]], vec![1.0, 2.0]);
        assert!((found[0] - 1.0 / 11.0).abs() < 1e-12 && (found[1] - 7.0 / 11.0).abs() < 1e-12);
    }

    #[test]
    fn reports_of_one_event_are_of_one_fold() {
        let told = |doc: &str| json!({"coding": {"doc": doc}, "features": [[["x"]]]});
        let right = |doc: &str, together: &str| json!({"doc": doc, "together": together, "right": [[true]]});
        let made =
            tolls(&[told("a"), told("b"), told("c")], &[right("a", "e"), right("b", "f"), right("c", "e")]);
        let folds: Vec<usize> = made.expect("tolls").iter().map(|toll| toll.fold).collect();
        assert_eq!(folds, [0, 1, 0]);
        assert!(tolls(&[told("a")], &[right("b", "f")]).is_err());
    }
}
