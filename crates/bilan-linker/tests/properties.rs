//! What holds of every batch.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use bilan_linker::{clusters, link};
use bilan_model::{Account, Count};
use common::{Report, account, report};
use proptest::prelude::*;

fn accounts() -> impl Strategy<Value = Account> {
    let place = prop::sample::select(vec![
        "Amassine, Kidal",
        "Amassine",
        "Amasine",
        "Tassik",
        "Kidal",
        "région de Kidal",
        "Gao",
        "",
    ]);
    let date = prop::sample::select(vec![
        "",
        "2024-05-19",
        "2024-05-18/2024-05-19",
        "2024-05-01/2024-05-31",
        "2024-05-20",
        "2023-10-01/2023-10-31",
    ]);
    let country = prop::sample::select(vec!["ML", "", "NE"]);
    let killed = prop::collection::vec((1u64..40).prop_map(Count::exactly), 0..3);
    (place, country, date, killed)
        .prop_map(|(place, country, date, killed)| account(place, country, date, &killed))
}

fn batches() -> impl Strategy<Value = Vec<Report>> {
    prop::collection::vec(prop::collection::vec(accounts(), 0..4), 0..7).prop_map(|reports| {
        reports
            .into_iter()
            .enumerate()
            .map(|(index, accounts)| report(&format!("r{index}"), accounts))
            .collect()
    })
}

/// The cluster of each account by report and account id.
fn by_account(reports: &[Report]) -> BTreeMap<(String, String), String> {
    let ids = clusters(reports);
    let mut all = BTreeMap::new();
    for ((header, accounts), ids) in reports.iter().zip(ids) {
        for (account, id) in accounts.iter().zip(ids) {
            all.insert((header.doc.clone(), account.id.clone()), id);
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_the_input_changes_nothing(reports in batches(), by in 0usize..7) {
        let mut turned = reports.clone();
        if !turned.is_empty() {
            let by = by % turned.len();
            turned.rotate_left(by);
            for (_, accounts) in &mut turned {
                accounts.reverse();
            }
        }
        prop_assert_eq!(by_account(&reports), by_account(&turned));
        prop_assert_eq!(link(&reports), link(&turned));
    }

    #[test]
    fn accounts_of_one_report_stay_apart(reports in batches()) {
        for ids in clusters(&reports) {
            prop_assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        }
    }

    #[test]
    fn every_account_stands_in_one_incident(reports in batches()) {
        let incidents = link(&reports);
        let total: usize = reports.iter().map(|(_, accounts)| accounts.len()).sum();
        prop_assert_eq!(incidents.iter().map(|incident| incident.accounts.len()).sum::<usize>(), total);
        let ids: BTreeSet<&str> = incidents.iter().map(|incident| incident.id.as_str()).collect();
        prop_assert_eq!(ids.len(), incidents.len());
        prop_assert!(incidents.iter().all(|incident| !incident.accounts.is_empty()));
        let found: BTreeSet<String> = clusters(&reports).concat().into_iter().collect();
        prop_assert_eq!(found.len(), incidents.len());
    }

    #[test]
    fn an_account_alone_stays_alone(one in accounts()) {
        let incidents = link(&[report("alone", vec![one.clone()])]);
        prop_assert_eq!(incidents.len(), 1);
        prop_assert_eq!(incidents[0].date, one.date);
        prop_assert_eq!(&incidents[0].place, &one.place);
    }
}
