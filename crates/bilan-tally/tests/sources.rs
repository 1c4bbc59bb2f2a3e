//! Who counts as one source: copies of one text, independence groups, parties.

mod common;

use bilan_model::{Count, Grade, High, Incident, IncidentAccount, Outcome, Victims};
use bilan_tally::{Basis, Glossary, Language, ReasonCode, SourceFacts, SourceLabel, Sources, Verdicts};
use common::{incident, report, says};
use proptest::prelude::*;

fn copies(docs: &[&str]) -> Sources {
    Sources::new(&[docs.iter().map(|doc| (*doc).to_owned()).collect()], [])
}

fn grouped(names: &[(&str, Option<&str>, &str)]) -> Sources {
    let facts = names.iter().map(|(name, report, group)| SourceFacts {
        name: (*name).into(),
        report: report.map(str::to_owned),
        group: Some((*group).into()),
        ..SourceFacts::default()
    });
    Sources::new(&[], facts)
}

fn with<T>(sources: &Sources, ask: impl FnOnce(&Basis<'_>) -> T) -> T {
    let verdicts = Verdicts::new();
    ask(&Basis { reviewed_only: false, verdicts: &verdicts, sources, glossary: Glossary::none() })
}

fn check(accounts: Vec<IncidentAccount>, sources: &Sources, expected: Grade) {
    let (grade, why) = with(sources, |basis| basis.grade(&incident(accounts)));
    assert_eq!(grade, expected, "{why:?}");
}

#[test]
fn copies_of_one_text_are_one_source() {
    let wire = |header| report(header, &[says("author", Count::exactly(12))]);
    let told = || vec![wire("r1/Radio Acacia"), wire("r2/Le Fleuve"), wire("r3/La Colline")];
    check(told(), &Sources::default(), Grade::Several);
    check(told(), &copies(&["r1", "r2"]), Grade::Several);
    check(told(), &copies(&["r1", "r2", "r3"]), Grade::SingleSource);
    let (_, why) = with(&copies(&["r1", "r2", "r3"]), |basis| basis.grade(&incident(told())));
    let counted = why.iter().find(|reason| reason.code == ReasonCode::CopiesCountedOnce);
    assert_eq!(counted.map(|reason| reason.sources), Some(2));
    // Two sources of one text stay two, in however many copies.
    let text =
        |header| report(header, &[says("the mayor", Count::exactly(12)), says("a nurse", Count::exactly(9))]);
    check(vec![text("r1"), text("r2")], &copies(&["r1", "r2"]), Grade::Several);
}

#[test]
fn a_group_makes_one_source_of_two_names_and_two_of_one() {
    let two = || {
        vec![report("r", &[says("the prefect", Count::exactly(12)), says("the ministry", Count::exactly(9))])]
    };
    check(two(), &Sources::default(), Grade::Several);
    let state = [("the prefect", None, "state"), ("ministry", None, "state")];
    check(two(), &grouped(&state), Grade::SingleSource);
    // Two residents of two reports whom a person knows to be two.
    let resident = |doc: &str| report(doc, &[says("a resident", Count::exactly(12))]);
    check(vec![resident("r1"), resident("r2")], &Sources::default(), Grade::SingleSource);
    let known = [("a resident", Some("r1"), "first"), ("a resident", Some("r2"), "second")];
    check(vec![resident("r1"), resident("r2")], &grouped(&known), Grade::Several);
}

#[test]
fn who_speaks_for_one_party_is_one_source() {
    let told = || {
        vec![
            report("r1", &[says("the spokesman", Count::exactly(12))]),
            report("r2/Army Voice", &[says("author", Count::exactly(9))]),
        ]
    };
    let speaks =
        |name: &str| SourceFacts { name: name.into(), party: Some("army".into()), ..SourceFacts::default() };
    check(told(), &Sources::default(), Grade::Several);
    check(told(), &Sources::new(&[], [speaks("spokesman"), speaks("Army Voice")]), Grade::SingleSource);
}

#[test]
fn two_mentions_in_one_article_are_no_two_sources() {
    let told = |one: &str, other: &str| {
        vec![report("r/Radio", &[says(one, Count::exactly(12)), says(other, Count::exactly(9))])]
    };
    check(told("a resident", "residents of Boyo"), &Sources::default(), Grade::SingleSource);
    check(told("un habitant", "des habitantes"), &Sources::default(), Grade::SingleSource);
    check(told("the mayor", "a nurse"), &Sources::default(), Grade::Several);
    // The prefect who passes on what a nurse told him.
    let chain = ["author", "the prefect", "a nurse"];
    let relayed = vec![report(
        "r/Radio",
        &[says("the prefect", Count::exactly(12)), says("a nurse", Count::exactly(9)).over(&chain)],
    )];
    check(relayed, &Sources::default(), Grade::SingleSource);
}

#[test]
fn a_denial_by_ones_own_group_is_no_dispute() {
    let told =
        || vec![report("r", &[says("the prefect", Count::exactly(12)), says("the ministry", Count::none())])];
    check(told(), &Sources::default(), Grade::Disputed);
    check(told(), &grouped(&[("prefect", None, "state"), ("ministry", None, "state")]), Grade::SingleSource);
}

fn ends(incident: &Incident, sources: &Sources) -> (Option<u64>, Option<High>) {
    let toll = with(sources, |basis| basis.toll(incident, Outcome::Killed));
    (toll.low.map(|end| end.figure), toll.high.map(|end| end.figure))
}

#[test]
fn a_cut_copy_makes_no_low_end() {
    // The copy was cut after "two soldiers": with its source's 29 in the whole text, 2 is no low end.
    let army = |count: u64, of| says("the army", Count::exactly(count)).of(of);
    let whole = report("r1/Agency", &[army(2, Victims::SecurityForces), army(29, Victims::Combatants)]);
    let cut = report("r2/Radio", &[army(2, Victims::SecurityForces)]);
    let told = incident(vec![whole, cut]);
    assert_eq!(ends(&told, &Sources::default()), (Some(2), Some(High::Closed(29))));
    assert_eq!(ends(&told, &copies(&["r1", "r2"])), (Some(29), Some(High::Closed(29))));
}

#[test]
fn rows_say_what_is_settled_and_where_copies_are() {
    let told = incident(vec![
        report("r1/Radio", &[says("author", Count::exactly(3))]),
        report("r2/Fleuve", &[says("author", Count::exactly(3))]),
        report("r3/Colline", &[says("the army", Count::exactly(4))]),
    ]);
    let army = SourceFacts {
        name: "the army".into(),
        kind: Some("army".into()),
        stance: Some("party".into()),
        ..SourceFacts::default()
    };
    let docs = ["r2", "r1", "elsewhere"].map(str::to_owned).to_vec();
    let rows = with(&Sources::new(&[docs], [army.clone()]), |basis| basis.by_source(&told));
    assert_eq!(rows.iter().map(|row| row.copies.concat()).collect::<Vec<_>>(), ["r2", "r1", ""]);
    assert_eq!(rows[2].source_facts, Some(army));
    assert_eq!(rows[0].source_facts, None);
}

#[test]
fn the_line_names_a_copied_text_once() {
    let told = incident(vec![
        report("r1/Radio", &[says("author", Count::exactly(3))]),
        report("r2/Fleuve", &[says("author", Count::exactly(3))]),
        report("r3/Colline", &[says("author", Count::exactly(3))]),
    ]);
    let names = |_: &str| -> Option<SourceLabel> { None };
    let line = |sources: &Sources| {
        with(sources, |basis| basis.line(&basis.toll(&told, Outcome::Killed), &told, &names, Language::En))
    };
    assert!(line(&Sources::default()).starts_with("killed: 3, according to Radio, Fleuve and 1 other;"));
    assert!(line(&copies(&["r1", "r2"])).starts_with("killed: 3, according to Radio and Colline;"));
    assert!(line(&copies(&["r1", "r2", "r3"])).starts_with("killed: 3, according to Radio;"));
}

/// Sources with a figure each.
type Figures<'a> = Vec<(&'a str, u64)>;

fn told() -> impl Strategy<Value = Incident> {
    let claim = (prop::sample::select(vec!["author", "the mayor", "the army", "residents"]), 1u64..40);
    let claims = prop::collection::vec(claim, 0..4);
    prop::collection::vec((claims, 0usize..3), 1..5).prop_map(|reports| {
        let report = |(at, (claims, publisher)): (usize, (Figures<'_>, usize))| {
            let claims: Vec<_> =
                claims.iter().map(|(source, count)| says(source, Count::exactly(*count))).collect();
            report(&format!("r{at}/{}", ["Radio", "Fleuve", "Agency"][publisher]), &claims)
        };
        incident(reports.into_iter().enumerate().map(report).collect())
    })
}

/// Some reports as copies, some names in groups.
fn known() -> impl Strategy<Value = Sources> {
    let copied = prop::collection::btree_set(0usize..5, 0..4);
    let group = prop::option::of(prop::sample::select(vec!["one", "other"]));
    (copied, group.clone(), group).prop_map(|(copied, mayor, army)| {
        let docs = copied.into_iter().map(|at| format!("r{at}")).collect();
        let fact = |(name, group): (&str, Option<&str>)| SourceFacts {
            name: name.into(),
            group: group.map(str::to_owned),
            ..SourceFacts::default()
        };
        Sources::new(&[docs], [("the mayor", mayor), ("the army", army)].map(fact))
    })
}

/// How many independent sources a grade counts.
fn independent(incident: &Incident, sources: &Sources) -> usize {
    let (_, why) = with(sources, |basis| basis.grade(incident));
    why.iter().find(|reason| reason.code == ReasonCode::IndependentSources).map_or(0, |reason| reason.sources)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn copies_never_add_a_source_and_never_lower_the_low_end(
        told in told(),
        docs in prop::collection::btree_set(0usize..5, 0..5),
    ) {
        let docs: Vec<String> = docs.into_iter().map(|at| format!("r{at}")).collect();
        let known = Sources::new(&[docs], []);
        prop_assert!(independent(&told, &known) <= independent(&told, &Sources::default()));
        let (before, after) = (ends(&told, &Sources::default()), ends(&told, &known));
        prop_assert!(after.0 >= before.0);
        prop_assert_eq!(after.1, before.1);
    }

    #[test]
    fn the_order_of_accounts_changes_no_count(told in told(), known in known(), by in 0usize..5) {
        let mut turned = told.clone();
        let by = by % turned.accounts.len();
        turned.accounts.rotate_left(by);
        prop_assert_eq!(independent(&told, &known), independent(&turned, &known));
        prop_assert_eq!(ends(&told, &known), ends(&turned, &known));
        prop_assert_eq!(with(&known, |basis| basis.grade(&told).0), with(&known, |basis| basis.grade(&turned).0));
    }
}
