//! What holds of every batch.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use bilan_linker::{clusters, link};
use common::{Report, accounts, batches, report};
use proptest::prelude::*;

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

    /// Reports of other places and years change no id: an incident is named by its own accounts.
    #[test]
    fn strangers_change_no_id(reports in batches(), strangers in batches()) {
        let plain = by_account(&reports);
        let mut more = reports.clone();
        for (at, (mut header, mut accounts)) in strangers.into_iter().enumerate() {
            header.doc = format!("stranger{at}");
            for account in &mut accounts {
                account.place = bilan_model::Place { name: format!("Zinder{at}"), admin: vec![], country: "TD".into() };
                account.date = Some(bilan_model::DateInterval::day("1999-01-01".parse().unwrap()));
            }
            more.push((header, accounts));
        }
        let all = by_account(&more);
        for (account, id) in plain {
            prop_assert_eq!(&all[&account], &id);
        }
    }

    #[test]
    fn threads_change_nothing(reports in batches()) {
        let expected = link(&reports);
        let found: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..3).map(|_| scope.spawn(|| link(&reports))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        prop_assert!(found.iter().all(|incidents| *incidents == expected));
    }
}
