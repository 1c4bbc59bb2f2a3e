//! Which accounts are one incident.

mod common;

use bilan_linker::{AccountKey, Decision, Ruling, Signature, clusters, explain, link, link_tellings};
use bilan_model::{Account, Count};
use common::{account, report, tellings};

/// Whether two accounts, each of a report of its own, are one incident.
fn check(one: Account, other: Account, expected: bool) {
    let reports = [report("a", vec![one]), report("b", vec![other])];
    let ids = clusters(&reports).concat();
    let why = explain(&tellings(&reports), &[], &AccountKey::new("a", "i1"), &AccountKey::new("b", "i1"));
    assert_eq!(ids[0] == ids[1], expected, "{ids:?} {why:?}");
    assert_eq!(why.map(|why| why.one_incident), Some(expected));
}

fn killed(count: u64) -> [Count; 1] {
    [Count::exactly(count)]
}

#[test]
fn one_place_one_day() {
    check(
        account("Amassine, région de Kidal", "ML", "2024-05-19", &killed(29)),
        account("Amassine", "ML", "2024-05-19", &[Count::more_than(30)]),
        true,
    );
    // Sources may contradict each other by far.
    check(
        account("Moura", "ML", "2022-03-27/2022-03-31", &killed(203)),
        account("Moura", "ML", "2022-03-27/2022-03-31", &[Count::at_least(500)]),
        true,
    );
    check(
        account("Moura", "ML", "2022-03-27/2022-03-31", &[]),
        account("Moura", "ML", "2022-03-01/2022-03-31", &[]),
        true,
    );
}

#[test]
fn another_day_is_another_incident() {
    check(
        account("Solhan", "BF", "2021-06-05", &killed(20)),
        account("Solhan", "BF", "2022-06-05", &killed(20)),
        false,
    );
    check(
        account("Filo Gringo", "CO", "2025-08-02", &killed(1)),
        account("Filo Gringo", "CO", "2025-08-09", &killed(11)),
        false,
    );
    // Sources differ by a day at times.
    check(
        account("Solhan", "BF", "2021-06-04", &killed(138)),
        account("Solhan", "BF", "2021-06-05", &killed(138)),
        true,
    );
}

#[test]
fn spellings_and_partial_names() {
    let on = |name: &str| account(name, "ML", "2024-07-25", &killed(84));
    check(on("Tinzaouatène"), on("Tin Zaouatine"), true);
    check(on("Oum Rawaba"), on("Um Rawaba"), true);
    check(on("Kouakourou-Sofara"), on("Kouakourou"), true);
    check(on("Amassine"), on("Amasrakad"), false);
}

#[test]
fn neighbours_on_one_day_stay_apart() {
    check(
        account("Tatum", "CM", "2023-10-10", &killed(4)),
        account("Mbiame", "CM", "2023-10-10", &killed(4)),
        false,
    );
    check(
        account("Mada", "NG", "2025-07-10", &killed(43)),
        account("Dan Gulbi", "NG", "2025-07-10", &killed(43)),
        false,
    );
}

#[test]
fn an_unknown_date_needs_more_than_a_name() {
    check(account("Tassik", "ML", "", &killed(11)), account("Tassik", "ML", "2024-05-15", &killed(11)), true);
    check(
        account("Tassik", "ML", "", &killed(11)),
        account("Tassik", "ML", "2024-05-15", &killed(160)),
        false,
    );
    check(account("Tassik", "ML", "", &[]), account("Tassik", "ML", "2024-05-15", &[]), false);
}

#[test]
fn an_area_needs_date_and_figures() {
    let link = |figures: [u64; 2], day: &str| {
        let reports = [
            report("a", vec![account("région de Tillabéri", "NE", "2020-12-21", &killed(figures[0]))]),
            report("b", vec![account("région de Tillabéri", "NE", day, &killed(figures[1]))]),
            report("c", vec![account("Tchombangou, région de Tillabéri", "NE", "2021-01-02", &killed(100))]),
        ];
        let ids = clusters(&reports).concat();
        ids[0] == ids[1]
    };
    assert!(link([17, 17], "2020-12-21"));
    assert!(!link([17, 40], "2020-12-21"));
    assert!(!link([17, 17], "2020-12-30"));
    // A village and an area that its account names around it.
    let village = |count| account("Tchombangou, région de Tillabéri", "NE", "2021-01-02", &killed(count));
    check(village(100), account("région de Tillabéri", "NE", "2021-01-02", &killed(100)), true);
    check(village(100), account("région de Tillabéri", "NE", "2021-01-02", &killed(7)), false);
}

#[test]
fn one_report_tells_its_incidents_apart() {
    let (attack, revenge) = ("2025-04-12/2025-04-13", "2025-04-14");
    let told = |doc: &str| {
        report(
            doc,
            vec![
                account("Koundjoaré", "TG", attack, &killed(12)),
                account("Koundjoaré", "TG", revenge, &killed(2)),
            ],
        )
    };
    let ids = clusters(&[told("a"), told("b")]);
    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[0][0], ids[0][1]);
}

#[test]
fn an_incident_says_place_date_and_order() {
    let mut late = report("late", vec![account("Boyo, Ouaka", "CF", "2021-12-06/2021-12-13", &killed(20))]);
    late.0.published = Some("2022-07-27".parse().unwrap());
    let mut early = report("early", vec![account("Boyo", "", "2021-12-06/2021-12-07", &killed(15))]);
    early.0.published = Some("2021-12-20".parse().unwrap());
    let undated = report("undated", vec![account("Boyo", "CF", "2021-12-01/2021-12-31", &killed(20))]);
    let incidents = link(&[late, undated, early]);
    assert_eq!(incidents.len(), 1);
    let incident = &incidents[0];
    assert_eq!(incident.id, "boyo-2021-12-06");
    assert_eq!((incident.place.admin.len(), incident.place.country.as_str()), (1, "CF"));
    let docs: Vec<&str> = incident.accounts.iter().map(|entry| entry.report.doc.as_str()).collect();
    assert_eq!(docs, ["early", "late", "undated"]);
    assert_eq!(incident.date.unwrap().days(), 2);
}

#[test]
fn ids_of_two_incidents_differ() {
    let told = report(
        "a",
        vec![account("Gao", "ML", "2024-01-01", &killed(1)), account("Gao", "ML", "2024-01-01", &[])],
    );
    assert_eq!(clusters(&[told]).concat(), ["gao-2024-01-01", "gao-2024-01-01-2"]);
}

/// A text of its own for each seed.
fn text(seed: usize) -> Option<Signature> {
    let words: Vec<String> =
        (0..200).map(|at| format!("w{}", (at * at + 31 * at * seed + seed) % 977)).collect();
    Signature::of(&words.join(" "))
}

#[test]
fn copies_of_one_text_tell_of_the_same_incidents() {
    // Neither place nor date is known: the figures alone are not enough, and with one text they are.
    let told = |signatures: [Option<Signature>; 2]| {
        let accounts = || vec![account("", "ML", "", &[Count::exactly(29), Count::exactly(41)])];
        let mut told = tellings(&[report("a", accounts()), report("b", accounts())]);
        for (telling, signature) in told.iter_mut().zip(signatures) {
            telling.signature = signature;
        }
        let linked = link_tellings(&told, &[]);
        (linked.incidents.len(), linked.copies.groups)
    };
    assert_eq!(told([None, None]), (2, vec![]));
    assert_eq!(told([text(1), text(2)]), (2, vec![]));
    assert_eq!(told([text(1), text(1)]), (1, vec![vec!["a".to_owned(), "b".to_owned()]]));
}

#[test]
fn copies_of_one_text_with_other_days_stay_apart() {
    // A text that is sent again a year later with other figures tells of another incident.
    let on = |day: &str, count: u64| vec![account("Solhan", "BF", day, &killed(count))];
    let mut told = tellings(&[report("a", on("2021-06-05", 138)), report("b", on("2022-06-05", 9))]);
    for telling in &mut told {
        telling.signature = text(1);
    }
    assert_eq!(link_tellings(&told, &[]).incidents.len(), 2);
}

#[test]
fn a_misread_date_or_place_gives_way_to_several_equal_figures() {
    let figures = [Count::exactly(24), Count::exactly(15), Count::exactly(71)];
    check(
        account("Létélé", "CF", "2024-11-18", &figures),
        account("Létélé", "CF", "2024-12-02", &figures),
        true,
    );
    check(
        account("Létélé", "CF", "2024-11-18", &figures[..1]),
        account("Létélé", "CF", "2024-12-02", &figures[..1]),
        false,
    );
    check(account("Lume", "CD", "2025-03-09", &figures), account("Beni", "CD", "2025-03-09", &figures), true);
    check(
        account("Lume", "CD", "2025-03-09", &figures[..1]),
        account("Beni", "CD", "2025-03-09", &figures[..1]),
        false,
    );
    // Small figures that long lists share weigh little, however many.
    let small: Vec<Count> = (3..9).map(Count::exactly).collect();
    check(account("Lume", "CD", "2025-03-09", &small), account("Beni", "CD", "2025-03-09", &small), false);
}

#[test]
fn what_one_account_tells_of_a_place_holds_for_all() {
    // "Beni" is the town; that Lume lies in the territory of Beni stands in the third report only.
    let told = |third: &str| {
        let reports = [
            report("a", vec![account("Lume", "CD", "2025-03-09", &killed(14))]),
            report("b", vec![account("Beni", "CD", "2025-03-09", &killed(14))]),
            report("c", vec![account(third, "CD", "2019-01-01", &killed(3))]),
        ];
        let ids = clusters(&reports).concat();
        ids[0] == ids[1]
    };
    assert!(told("Lume, territoire de Beni"));
    assert!(!told("Lume, territoire de Rutshuru"));
}

#[test]
fn who_came_first_keeps_the_plain_name() {
    let told = |arrived: [u64; 2]| {
        let mut told = tellings(&[
            report("a", vec![account("Gao", "ML", "2024-01-01", &killed(3))]),
            report("b", vec![account("Gao", "ML", "2024-01-01", &killed(90))]),
        ]);
        for (telling, arrived) in told.iter_mut().zip(arrived) {
            telling.arrived = arrived;
        }
        let apart = [Decision {
            one: AccountKey::new("a", "i1"),
            other: AccountKey::new("b", "i1"),
            ruling: Ruling::Apart,
        }];
        link_tellings(&told, &apart).ids.concat()
    };
    assert_eq!(told([1, 2]), ["gao-2024-01-01", "gao-2024-01-01-2"]);
    assert_eq!(told([2, 1]), ["gao-2024-01-01-2", "gao-2024-01-01"]);
}
