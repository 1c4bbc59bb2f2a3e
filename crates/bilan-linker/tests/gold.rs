//! Linking of the gold accounts against the gold clusters.

mod common;

use std::collections::BTreeMap;

use bilan_linker::clusters;
use common::gold;

/// B-cubed over all mentions: precision, recall, F1.
fn b_cubed(found: &[String], truth: &[String]) -> (f64, f64, f64) {
    let count = |keys: &mut dyn Iterator<Item = (String, String)>| {
        let mut counts: BTreeMap<(String, String), f64> = BTreeMap::new();
        keys.for_each(|key| *counts.entry(key).or_default() += 1.0);
        counts
    };
    let both = count(&mut found.iter().cloned().zip(truth.iter().cloned()));
    let of_found = count(&mut found.iter().map(|id| (id.clone(), String::new())));
    let of_truth = count(&mut truth.iter().map(|id| (id.clone(), String::new())));
    let mean = |size: &dyn Fn(&(String, String)) -> f64| -> f64 {
        let mentions: f64 = both.values().sum();
        both.iter().map(|(key, shared)| shared * shared / size(key)).sum::<f64>() / mentions
    };
    let precision = mean(&|key| of_found[&(key.0.clone(), String::new())]);
    let recall = mean(&|key| of_truth[&(key.1.clone(), String::new())]);
    (precision, recall, 2.0 * precision * recall / (precision + recall))
}

/// Takes something from the account at an index.
type Spoil = fn(&mut bilan_model::Account, usize);

/// With what a coder may fail to read taken away, linking degrades gently: dates, areas, countries, tolls.
#[test]
fn gold_accounts_link() {
    let Some((reports, truth)) = gold() else { return };
    let truth = truth.concat();
    let spoil: [(&str, f64, Spoil); 6] = [
        ("as annotated", 0.97, |_, _| {}),
        ("without areas and countries", 0.95, |account, _| {
            account.place.admin.clear();
            account.place.country.clear();
        }),
        ("without tolls and parties", 0.95, |account, _| {
            account.tolls.clear();
            account.alleged_perpetrators.clear();
        }),
        ("every third without a date", 0.85, |account, index| {
            if index.is_multiple_of(3) {
                account.date = None;
            }
        }),
        ("every third without a place", 0.85, |account, index| {
            if index.is_multiple_of(3) {
                account.place = bilan_model::Place::default();
            }
        }),
        ("every third with an area for its place", 0.85, |account, index| {
            if let (true, Some(area)) = (index.is_multiple_of(3), account.place.admin.pop()) {
                account.place.name = area;
            }
        }),
    ];
    for (what, least, spoil) in spoil {
        let mut spoilt = reports.clone();
        spoilt.iter_mut().flat_map(|(_, accounts)| accounts).enumerate().for_each(|(at, a)| spoil(a, at));
        let (precision, recall, f1) = b_cubed(&clusters(&spoilt).concat(), &truth);
        println!("linking, gold accounts {what}: P {precision:.3} R {recall:.3} F1 {f1:.3}");
        assert!(f1 >= least, "{what}");
    }
}
