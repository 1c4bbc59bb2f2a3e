//! What people decide stands above every weight.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use bilan_linker::{AccountKey, Decision, Fate, Linked, Ruling, Telling, explain, link_tellings};
use bilan_model::Count;
use common::{Report, account, batches, members, report, tellings};
use proptest::prelude::*;

fn key(doc: &str, account: &str) -> AccountKey {
    AccountKey::new(doc, account)
}

fn decision(ruling: Ruling, one: (&str, &str), other: (&str, &str)) -> Decision {
    Decision { one: key(one.0, one.1), other: key(other.0, other.1), ruling }
}

fn together(one: (&str, &str), other: (&str, &str)) -> Decision {
    decision(Ruling::Together, one, other)
}

fn apart(one: (&str, &str), other: (&str, &str)) -> Decision {
    decision(Ruling::Apart, one, other)
}

/// Three reports of one event and one of another.
fn told() -> Vec<Telling> {
    let on = |place: &str, day: &str, count: u64| account(place, "ML", day, &[Count::exactly(count)]);
    tellings(&[
        report("a", vec![on("Amassine", "2024-05-19", 29), on("Gao", "2021-01-05", 4)]),
        report("b", vec![on("Amassine", "2024-05-19", 29)]),
        report("c", vec![on("Amassine", "2024-05-19", 30)]),
        report("d", vec![on("Tassik", "2023-10-02", 11)]),
    ])
}

/// The accounts of each incident, as "a/i1".
fn groups(tellings: &[Telling], decisions: &[Decision]) -> BTreeSet<BTreeSet<String>> {
    let linked = link_tellings(tellings, decisions);
    members(tellings, &linked).into_iter().map(|accounts| accounts.into_iter().collect()).collect()
}

fn check(decisions: &[Decision], expected: &[&[&str]]) {
    let expected: BTreeSet<BTreeSet<String>> =
        expected.iter().map(|group| group.iter().map(|name| (*name).to_owned()).collect()).collect();
    assert_eq!(groups(&told(), decisions), expected, "{decisions:?}");
}

#[test]
fn a_person_joins_and_parts() {
    check(&[], &[&["a/i1", "b/i1", "c/i1"], &["a/i2"], &["d/i1"]]);
    check(&[apart(("a", "i1"), ("b", "i1"))], &[&["a/i1", "c/i1"], &["b/i1"], &["a/i2"], &["d/i1"]]);
    check(&[together(("c", "i1"), ("d", "i1"))], &[&["a/i1", "b/i1", "c/i1", "d/i1"], &["a/i2"]]);
    // Two accounts of one report too.
    check(&[together(("a", "i1"), ("a", "i2"))], &[&["a/i1", "a/i2", "b/i1", "c/i1"], &["d/i1"]]);
}

#[test]
fn of_two_decisions_the_later_one_holds() {
    let (join, part) = (together(("a", "i1"), ("d", "i1")), apart(("d", "i1"), ("a", "i1")));
    let fates = |decisions: &[Decision]| link_tellings(&told(), decisions).fates;
    assert_eq!(fates(&[join.clone(), part.clone()]), [Fate::Overruled { by: vec![1] }, Fate::Stands]);
    assert_eq!(fates(&[part, join]), [Fate::Overruled { by: vec![1] }, Fate::Stands]);
    // Two later ones together say otherwise.
    let decisions = [
        apart(("a", "i1"), ("d", "i1")),
        together(("a", "i1"), ("b", "i1")),
        together(("b", "i1"), ("d", "i1")),
    ];
    assert_eq!(fates(&decisions), [Fate::Overruled { by: vec![1, 2] }, Fate::Stands, Fate::Stands]);
    let decisions = [
        together(("b", "i1"), ("d", "i1")),
        together(("a", "i1"), ("b", "i1")),
        apart(("a", "i1"), ("d", "i1")),
    ];
    assert_eq!(fates(&decisions), [Fate::Overruled { by: vec![1, 2] }, Fate::Stands, Fate::Stands]);
}

#[test]
fn decisions_on_accounts_that_are_gone_are_listed() {
    let decisions = [apart(("a", "i9"), ("z", "i1")), apart(("b", "i1"), ("b", "i1"))];
    let linked = link_tellings(&told(), &decisions);
    assert_eq!(
        linked.fates,
        [Fate::NoSuchAccount { missing: vec![key("a", "i9"), key("z", "i1")] }, Fate::OneAccount]
    );
    assert_eq!(linked.incidents, link_tellings(&told(), &[]).incidents);
}

#[test]
fn explain_says_when_a_person_decided() {
    let ask = |decisions: &[Decision], one: (&str, &str), other: (&str, &str)| {
        explain(&told(), decisions, &key(one.0, one.1), &key(other.0, other.1)).unwrap()
    };
    let plain = ask(&[], ("a", "i1"), ("b", "i1"));
    assert!(plain.one_incident && plain.decided.is_none() && plain.weights.links());
    let parted = ask(&[apart(("a", "i1"), ("b", "i1"))], ("a", "i1"), ("b", "i1"));
    assert!(!parted.one_incident && parted.weights == plain.weights);
    assert_eq!((parted.decided, parted.by), (Some(Ruling::Apart), vec![0]));
    let decisions = [together(("a", "i2"), ("b", "i1")), together(("b", "i1"), ("d", "i1"))];
    let joined = ask(&decisions, ("a", "i2"), ("d", "i1"));
    assert!(joined.one_incident && !joined.weights.links());
    assert_eq!((joined.decided, joined.by), (Some(Ruling::Together), vec![0, 1]));
    assert!(ask(&[], ("a", "i1"), ("a", "i2")).one_report);
    assert!(explain(&told(), &[], &key("a", "i1"), &key("a", "i7")).is_none());
}

#[test]
fn a_joined_incident_speaks_with_its_best_account() {
    // A person joins a report with a wrong date; a third report that agrees with the other one still finds them.
    let on = |day: &str| account("Létélé", "CF", day, &[Count::exactly(24)]);
    let told = tellings(&[
        report("a", vec![on("2024-11-18")]),
        report("b", vec![on("2022-03-02")]),
        report("c", vec![on("2024-11-18")]),
    ]);
    assert_eq!(groups(&told, &[together(("a", "i1"), ("b", "i1"))]).len(), 1);
}

fn keys(reports: &[Report]) -> Vec<AccountKey> {
    let of = |(header, accounts): &Report| {
        let doc = header.doc.clone();
        accounts
            .iter()
            .map(move |account| AccountKey::new(doc.clone(), account.id.clone()))
            .collect::<Vec<_>>()
    };
    reports.iter().flat_map(of).collect()
}

/// Reports, with decisions on their accounts.
fn judged() -> impl Strategy<Value = (Vec<Report>, Vec<Decision>)> {
    let decisions = prop::collection::vec(
        (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<bool>()),
        0..9,
    );
    (batches(), decisions).prop_map(|(reports, drawn)| {
        let keys = keys(&reports);
        let decision = |(one, other, joins): (prop::sample::Index, prop::sample::Index, bool)| Decision {
            one: keys[one.index(keys.len())].clone(),
            other: keys[other.index(keys.len())].clone(),
            ruling: if joins { Ruling::Together } else { Ruling::Apart },
        };
        let drawn = if keys.is_empty() { vec![] } else { drawn };
        let decisions = drawn.into_iter().map(decision).collect();
        (reports, decisions)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_decision_that_stands_is_obeyed((reports, decisions) in judged()) {
        let linked = link_tellings(&tellings(&reports), &decisions);
        let mut id_of = BTreeMap::new();
        for (telling, ids) in reports.iter().zip(&linked.ids) {
            for (account, id) in telling.1.iter().zip(ids) {
                id_of.insert(AccountKey::new(telling.0.doc.clone(), account.id.clone()), id.clone());
            }
        }
        prop_assert_eq!(linked.fates.len(), decisions.len());
        for (index, (decision, fate)) in decisions.iter().zip(&linked.fates).enumerate() {
            let one_incident = id_of[&decision.one] == id_of[&decision.other];
            match fate {
                Fate::Stands => prop_assert_eq!(one_incident, decision.ruling == Ruling::Together),
                Fate::Overruled { by } => {
                    // Later decisions, which stand themselves, and which say otherwise without any other.
                    let stands = |later: &usize| *later > index && linked.fates[*later] == Fate::Stands;
                    prop_assert!(!by.is_empty() && by.iter().all(stands));
                    let mut alone = vec![decision.clone()];
                    alone.extend(by.iter().map(|later| decisions[*later].clone()));
                    let fates = link_tellings(&tellings(&reports), &alone).fates;
                    let overruled = matches!(fates[0], Fate::Overruled { .. });
                    prop_assert!(overruled);
                    prop_assert!(fates[1..].iter().all(|fate| *fate == Fate::Stands));
                    prop_assert_eq!(one_incident, decision.ruling == Ruling::Apart);
                }
                Fate::OneAccount => prop_assert_eq!(&decision.one, &decision.other),
                Fate::NoSuchAccount { .. } => prop_assert!(false, "every account is there"),
            }
        }
        let last = linked.fates.last();
        prop_assert!(last.is_none_or(|fate| [Fate::Stands, Fate::OneAccount].contains(fate)));
    }

    #[test]
    fn the_order_of_reports_changes_nothing((reports, decisions) in judged(), by in 0usize..7) {
        let told = tellings(&reports);
        let mut turned = told.clone();
        if !turned.is_empty() {
            let by = by % turned.len();
            turned.rotate_left(by);
            for telling in &mut turned {
                telling.accounts.reverse();
            }
        }
        let (one, other) = (link_tellings(&told, &decisions), link_tellings(&turned, &decisions));
        prop_assert_eq!(members(&told, &one), members(&turned, &other));
        let what = |linked: &Linked| -> Vec<_> {
            linked.incidents.iter().map(|incident| (incident.id.clone(), incident.place.clone(), incident.date)).collect()
        };
        prop_assert_eq!(what(&one), what(&other));
        prop_assert_eq!(one.fates, other.fates);
    }

    #[test]
    fn decisions_that_say_what_holds_change_nothing((reports, _) in judged()) {
        let told = tellings(&reports);
        let plain = link_tellings(&told, &[]);
        let mut decisions = Vec::new();
        for incident in &plain.incidents {
            let key = |(report, account): &(usize, usize)| {
                AccountKey::new(&*told[*report].doc, &*told[*report].accounts[*account].id)
            };
            let first = key(&incident.accounts[0]);
            let joined = incident.accounts[1..].iter().map(key);
            decisions.extend(joined.map(|other| Decision { one: first.clone(), other, ruling: Ruling::Together }));
        }
        // All that was joined is joined; what was apart may now find its way by the best account of a unit, or not.
        let again = link_tellings(&told, &decisions);
        for (ids, before) in again.ids.iter().flatten().zip(plain.ids.iter().flatten()) {
            let fellows = |all: &[Vec<String>], id: &String| all.iter().flatten().filter(|other| *other == id).count();
            prop_assert!(fellows(&again.ids, ids) >= fellows(&plain.ids, before));
        }
        prop_assert!(again.fates.iter().all(|fate| *fate == Fate::Stands));
    }
}
