//! Which accounts are one incident.

mod common;

use bilan_linker::{clusters, explain, link};
use bilan_model::{Account, Count};
use common::{account, report};

/// Whether two accounts, each of a report of its own, are one incident.
fn check(one: Account, other: Account, expected: bool) {
    let reports = [report("a", vec![one]), report("b", vec![other])];
    let ids = clusters(&reports).concat();
    assert_eq!(ids[0] == ids[1], expected, "{ids:?} {:?}", explain(&reports, (0, 0), (1, 0)));
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
    assert!(
        incident.accounts.iter().all(|entry| entry.account.cluster.as_deref() == Some("boyo-2021-12-06"))
    );
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
