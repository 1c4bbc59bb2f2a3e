//! Policies: the worked examples of the codebook, the case of Amassine, and what must hold of every policy.
#![allow(clippy::unwrap_used, reason = "tests fail as tests do")]

mod common;

use std::collections::BTreeMap;

use bilan_model::{
    Age, AirwarsGrade, Attribution, Cell, ClaimId, Code, Count, Incident, IncidentAccount, Outcome, Policy,
    PolicyToll, Relation, Remark, ResponsibilityClaim, Sex, Span, Stance, Verdict, Victims,
};
use bilan_tally::{Basis, Glossary, PartyFacts, Sources, Traits, Verdicts, totals};
use common::{Claim, gold, incident, report, says};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Book {
    policy: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    code: String,
    source: String,
    en: Vec<String>,
    fr: Vec<String>,
    example: Vec<Example>,
}

#[derive(Deserialize)]
struct Example {
    what: String,
    claims: Vec<Said>,
    low: Option<u64>,
    high: Option<u64>,
    best: Option<u64>,
    #[serde(default)]
    high_open: bool,
    contested: Option<bool>,
    #[serde(default)]
    provisional: bool,
    #[serde(default)]
    rows: BTreeMap<String, [u64; 2]>,
    #[serde(default)]
    left_out: BTreeMap<String, usize>,
    airwars: Option<String>,
}

#[derive(Deserialize, Clone)]
struct Said {
    source: String,
    report: Option<String>,
    relation: Option<Relation>,
    value: Option<u64>,
    victims: Option<Victims>,
    part_of: Option<usize>,
    quote: Option<String>,
    #[serde(default)]
    accuses: Vec<String>,
    #[serde(default)]
    admits: Vec<String>,
}

fn count(said: &Said) -> Count {
    let value = said.value.unwrap_or_default();
    match said.relation.unwrap_or(Relation::Exactly) {
        Relation::AtLeast => Count::at_least(value),
        Relation::MoreThan => Count::more_than(value),
        Relation::Tens => Count::tens(),
        Relation::Hundreds => Count::hundreds(),
        Relation::Several => Count::several(),
        Relation::None => Count::none(),
        Relation::Exactly | Relation::About | Relation::AtMost | Relation::LessThan | Relation::Between => {
            Count::exactly(value)
        }
    }
}

fn blame(doc: &str, source: &str, party: &str, stance: Stance, at: usize) -> ResponsibilityClaim {
    let span = Span::new(50_000 + 20 * at, 50_010 + 20 * at).unwrap();
    ResponsibilityClaim {
        id: ClaimId::responsibility(doc, party, stance, span),
        party: party.to_owned(),
        stance,
        attributed_to: source.to_owned(),
        quote: String::new(),
        span,
    }
}

fn told(example: &[Said]) -> Incident {
    let mut docs: Vec<String> = example.iter().map(doc_of).collect();
    docs.sort();
    docs.dedup();
    let account = |doc: &String| -> IncidentAccount {
        let here: Vec<&Said> = example.iter().filter(|said| doc_of(said) == *doc).collect();
        let claims: Vec<Claim> = here
            .iter()
            .map(|said| {
                let mut claim =
                    says(&said.source, count(said)).of(said.victims.unwrap_or(Victims::Unspecified));
                claim.part_of = said.part_of;
                claim.quote.clone_from(&said.quote);
                claim
            })
            .collect();
        let mut entry = report(&format!("{doc}/{doc} daily"), &claims);
        let account = std::sync::Arc::make_mut(&mut entry.account);
        for said in here {
            for (stance, parties) in [(Stance::Accuses, &said.accuses), (Stance::Admits, &said.admits)] {
                for party in parties {
                    let at = account.responsibility_claims.len();
                    account.responsibility_claims.push(blame(doc, &said.source, party, stance, at));
                }
            }
        }
        entry
    };
    incident(docs.iter().map(account).collect())
}

fn doc_of(said: &Said) -> String {
    said.report.clone().unwrap_or_else(|| "r1".to_owned())
}

/// What the codebook and the packs say, as far as the examples need it.
fn glossary() -> Glossary {
    let mut glossary = Glossary::default();
    glossary.learn_dozens(["dozens"]);
    glossary.learn_traits(["girls"], Traits { sex: Sex::Female, age: Age::Child });
    for (name, kind, side) in [
        ("Malian Armed Forces", "army", "state:ML"),
        ("Wagner Group", "auxiliary", "state:ML"),
        ("JNIM", "armed_group", "JNIM"),
    ] {
        let facts = PartyFacts { kind: kind.to_owned(), country: Some("ML".into()), side: side.to_owned() };
        glossary.parties.insert(name.to_owned(), facts);
    }
    glossary.speaks_for.insert("Une source sécuritaire malienne".into(), "state:ML".into());
    glossary
}

fn by_policy(incident: &Incident, verdicts: &Verdicts) -> Vec<PolicyToll> {
    let (glossary, sources) = (glossary(), Sources::default());
    let basis = Basis { reviewed_only: false, verdicts, sources: &sources, glossary: &glossary };
    basis.by_policy(incident, Policy::ALL)
}

fn killed(incident: &Incident, policy: Policy) -> PolicyToll {
    let all = by_policy(incident, &Verdicts::new());
    all.into_iter().find(|toll| toll.policy == policy && toll.outcome == Outcome::Killed).unwrap()
}

fn book() -> Book {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../codebook/policies.toml");
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn every_policy_is_in_the_codebook_with_its_rules() {
    let codes: Vec<String> = book().policy.iter().map(|entry| entry.code.clone()).collect();
    assert_eq!(codes, Policy::ALL.iter().map(|policy| policy.code().to_owned()).collect::<Vec<_>>());
    for entry in book().policy {
        assert!(!entry.source.is_empty() && entry.en.len() == entry.fr.len(), "{}", entry.code);
    }
}

#[test]
fn worked_examples_come_out_as_written() {
    let mut run = 0;
    for entry in book().policy {
        let policy = Policy::from_code(&entry.code).unwrap();
        for example in &entry.example {
            let toll = killed(&told(&example.claims), policy);
            let name = format!("{}: {}", entry.code, example.what);
            assert_eq!((toll.low, toll.high, toll.best), (example.low, example.high, example.best), "{name}");
            assert_eq!(
                (toll.high_open, toll.provisional),
                (example.high_open, example.provisional),
                "{name}"
            );
            assert!(example.contested.is_none_or(|contested| contested == toll.contested), "{name}");
            if !example.rows.is_empty() {
                let rows = toll.status.iter();
                let rows: BTreeMap<String, [u64; 2]> =
                    rows.map(|(row, cell)| (row.clone(), [cell.low.unwrap(), cell.high.unwrap()])).collect();
                assert_eq!(rows, example.rows, "{name}");
            }
            for (why, times) in &example.left_out {
                let left = toll.claims_left_out.iter().filter(|left| left.why.code() == why);
                assert_eq!(left.count(), *times, "{name}: {why}");
            }
            if let Some(grade) = &example.airwars {
                let given = serde_json::to_value(toll.grade.airwars).unwrap();
                assert_eq!(given.as_str(), Some(grade.as_str()), "{name}");
            }
            run += 1;
        }
    }
    assert!(run >= 15, "{run} examples");
}

/// OHCHR on Ukraine, 1 April 2022: sex is known of some without age, age of some without sex.
#[test]
fn a_partial_breakdown_adds_up_with_the_unknown() {
    let part = |value, victims, words: &str| {
        says("the rights office", Count::exactly(value)).of(victims).words(words).part_of(0)
    };
    let claims = [
        says("the rights office", Count::exactly(1232)).of(Victims::Civilians),
        part(250, Victims::Men, "men"),
        part(176, Victims::Women, "women"),
        part(18, Victims::Children, "girls"),
        part(36, Victims::Children, "boys"),
        part(58, Victims::Children, "children"),
        part(694, Victims::Unspecified, "adults"),
    ];
    let told = incident(vec![report("r1", &claims)]);
    let mut glossary = glossary();
    for (word, sex, age) in [
        ("boys", Sex::Male, Age::Child),
        ("children", Sex::Unknown, Age::Child),
        ("adults", Sex::Unknown, Age::Adult),
    ] {
        glossary.learn_traits([word], Traits { sex, age });
    }
    let (verdicts, sources) = (Verdicts::new(), Sources::default());
    let basis = Basis { reviewed_only: false, verdicts: &verdicts, sources: &sources, glossary: &glossary };
    let rows = basis.breakdown(&told, "Unknown");
    let cell = |sex: Sex, age: Age| -> u64 {
        rows.iter().filter(|row| (row.sex, row.age) == (sex, age)).map(|row| row.deaths).sum()
    };
    assert_eq!(cell(Sex::Male, Age::Adult), 250);
    assert_eq!(cell(Sex::Female, Age::Adult), 176);
    assert_eq!((cell(Sex::Female, Age::Child), cell(Sex::Male, Age::Child)), (18, 36));
    assert_eq!((cell(Sex::Unknown, Age::Child), cell(Sex::Unknown, Age::Adult)), (58, 694));
    assert_eq!(rows.iter().map(|row| row.deaths).sum::<u64>(), 1232);
    assert!(rows.iter().all(|row| row.status == "Civilian"));
}

/// The article that the project begins with: nearly one number, two stories of who the dead were.
#[test]
fn amassine_under_five_policies() {
    let Some(accounts) = gold("seed-amassine") else { return };
    let of = |cluster: &str| {
        let here = accounts.iter().filter(|(name, _)| name.contains(cluster)).map(|(_, entry)| entry.clone());
        incident(here.collect())
    };
    let amassine = of("amassine");
    let figures = |policy| {
        let toll = killed(&amassine, policy);
        (toll.low, toll.high, toll.high_open, toll.best, toll.contested)
    };
    assert_eq!(figures(Policy::Range), (Some(29), Some(31), true, None, true));
    assert_eq!(figures(Policy::Airwars), (Some(29), Some(31), true, None, true));
    assert_eq!(figures(Policy::Ucdp), (Some(29), Some(31), true, Some(29), true));
    assert_eq!(figures(Policy::Acled), (Some(29), Some(29), false, Some(29), true));
    assert_eq!(figures(Policy::Ibc), (Some(29), Some(31), true, None, true));

    let airwars = killed(&amassine, Policy::Airwars);
    let row = |name: &str| airwars.status.get(name).map(|cell| (cell.low, cell.high));
    assert_eq!(row("civilians"), Some((Some(30), Some(31))));
    assert_eq!(row("militants_by_attacker"), Some((Some(29), Some(29))), "context, never proof of status");
    assert_eq!((row("militants"), row("conceded")), (None, None), "silence is no admission");
    assert_ne!(airwars.grade.airwars, Some(AirwarsGrade::Confirmed));
    assert!(killed(&amassine, Policy::Ibc).provisional, "one publication");

    let ucdp = killed(&amassine, Policy::Ucdp);
    let types: Vec<Option<u8>> = ucdp.codings.iter().map(|coding| coding.type_of_violence).collect();
    assert_eq!(types, [Some(3), Some(1)], "both codings that the dispute leaves open");
    assert!(ucdp.codings.iter().all(|coding| coding.deaths_unknown == 29));

    for toll in by_policy(&amassine, &Verdicts::new()) {
        let claims = amassine.tolls().filter(|(_, _, claim)| claim.outcome == toll.outcome).count();
        assert_eq!(toll.claims_used.len() + toll.claims_left_out.len(), claims, "each claim in one place");
    }
}

#[test]
fn the_disputed_stand_in_a_row_of_their_own_in_totals() {
    let contested = told(&[
        Said { accuses: vec!["JNIM".into()], ..said("residents", 30, Victims::Civilians) },
        Said { report: Some("r2".into()), ..said("an officer", 29, Victims::Combatants) },
    ]);
    let plain = told(&[said("residents", 8, Victims::Civilians)]);
    let tolls: Vec<PolicyToll> =
        [&contested, &plain].iter().flat_map(|incident| by_policy(incident, &Verdicts::new())).collect();
    let rows = totals(&tolls);
    let row = |status: &str| {
        let found = rows.iter().find(|row| row.policy == Policy::Range && row.status == status);
        found.map(|row| (row.sum.incidents, row.sum.low, row.sum.high))
    };
    assert_eq!(row("all"), Some((2, 37, 38)));
    assert_eq!(row("contested"), Some((1, 29, 30)));
    assert_eq!(row("civilians"), Some((1, 8, 8)));
}

fn said(source: &str, value: u64, victims: Victims) -> Said {
    Said {
        source: source.to_owned(),
        report: None,
        relation: None,
        value: Some(value),
        victims: Some(victims),
        part_of: None,
        quote: None,
        accuses: vec![],
        admits: vec![],
    }
}

#[test]
fn who_did_it_is_graded_apart() {
    let who = |claims: &[Said]| killed(&told(claims), Policy::Range).grade.who;
    let army = || vec!["Malian Armed Forces".to_owned()];
    let by = |source: &str, report: &str, accuses: Vec<String>| Said {
        accuses,
        report: Some(report.to_owned()),
        ..said(source, 5, Victims::Civilians)
    };
    assert_eq!(who(&[by("residents", "r1", vec![])]), Attribution::Unknown);
    assert_eq!(who(&[by("residents", "r1", army())]), Attribution::SingleSource);
    assert_eq!(who(&[by("residents", "r1", army()), by("a doctor", "r2", army())]), Attribution::Several);
    let allies = vec!["Malian Armed Forces".to_owned(), "Wagner Group".to_owned()];
    assert_eq!(who(&[by("residents", "r1", allies), by("a doctor", "r2", army())]), Attribution::Several);
    let rebels = vec!["JNIM".to_owned()];
    assert_eq!(who(&[by("residents", "r1", rebels), by("a doctor", "r2", army())]), Attribution::Contested);
    let admits = Said { admits: army(), ..by("the Malian Armed Forces", "r2", vec![]) };
    assert_eq!(who(&[by("residents", "r1", army()), admits]), Attribution::Admitted);
}

#[test]
fn an_outcome_that_a_policy_does_not_count_has_no_figure() {
    let told =
        incident(vec![report("r1", &[says("residents", Count::exactly(4)).outcome(Outcome::Abducted)])]);
    for toll in by_policy(&told, &Verdicts::new()) {
        let counted = toll.policy == Policy::Range;
        assert_eq!(toll.low, counted.then_some(4), "{:?}", toll.policy);
        assert_eq!(toll.remarks.contains(&Remark::OutcomeNotCounted), !counted);
    }
}

fn any_claim() -> impl Strategy<Value = (usize, usize, u64, usize, usize, bool)> {
    (0..4usize, 0..5usize, 1..60u64, 0..6usize, 0..Victims::ALL.len(), any::<bool>())
}

fn build(claims: &[(usize, usize, u64, usize, usize, bool)]) -> Vec<IncidentAccount> {
    let sources = ["residents", "a prefect", "the army", "a doctor", "author"];
    let mut reports: BTreeMap<usize, Vec<Claim>> = BTreeMap::new();
    for (doc, source, value, relation, victims, hedged) in claims {
        let count = match relation {
            0 => Count::at_least(*value),
            1 => Count::more_than(*value),
            2 => Count::about(*value),
            3 => Count::tens(),
            4 => Count::none(),
            _ => Count::exactly(*value),
        };
        let mut claim = says(sources[*source], count).of(Victims::ALL[*victims]);
        claim.hedged = *hedged;
        claim.quote = Some(format!("{value} {relation}"));
        reports.entry(*doc).or_default().push(claim);
    }
    reports
        .into_iter()
        .map(|(doc, claims)| report(&format!("d{doc}/paper {doc}/2024-05-{:02}", doc + 10), &claims))
        .collect()
}

type Figures = (Policy, Option<u64>, Option<u64>, bool, Option<u64>, BTreeMap<String, Cell>);

/// Figures of a toll: all that a reader sees but the names of claims.
fn figures(incident: &Incident) -> Vec<Figures> {
    by_policy(incident, &Verdicts::new())
        .into_iter()
        .map(|toll| (toll.policy, toll.low, toll.high, toll.high_open, toll.best, toll.status))
        .collect()
}

proptest! {
    #[test]
    fn the_order_of_claims_never_matters(claims in prop::collection::vec(any_claim(), 1..9), turn in 0..9usize) {
        let accounts = build(&claims);
        let mut turned = accounts.clone();
        let by = turn % turned.len();
        turned.rotate_left(by);
        prop_assert_eq!(figures(&incident(accounts)), figures(&incident(turned)));
    }

    #[test]
    fn a_copy_of_a_report_changes_no_figure(claims in prop::collection::vec(any_claim(), 1..9)) {
        let accounts = build(&claims);
        let mut copy = accounts[0].clone();
        copy.report.doc = "copy".to_owned();
        copy.report.publisher = Some("another paper".to_owned());
        let account = std::sync::Arc::make_mut(&mut copy.account);
        for claim in &mut account.tolls {
            claim.id = ClaimId::toll("copy", claim.outcome, claim.span);
        }
        let copies = vec![vec![accounts[0].report.doc.clone(), "copy".to_owned()]];
        let with: Vec<IncidentAccount> = accounts.iter().cloned().chain([copy]).collect();
        let sources = Sources::new(&copies, []);
        let (glossary, verdicts) = (glossary(), Verdicts::new());
        let basis = Basis { reviewed_only: false, verdicts: &verdicts, sources: &sources, glossary: &glossary };
        let of = |accounts: Vec<IncidentAccount>| {
            let tolls = basis.by_policy(&incident(accounts), Policy::ALL).into_iter();
            tolls.map(|t| (t.policy, t.low, t.high, t.high_open, t.best, t.status, t.provisional)).collect::<Vec<_>>()
        };
        prop_assert_eq!(of(accounts), of(with));
    }

    #[test]
    fn withdrawing_what_was_added_restores_the_figures(claims in prop::collection::vec(any_claim(), 1..9), extra in any_claim()) {
        let before = incident(build(&claims));
        let mut added = build(&[extra]);
        added[0].report.doc = "added".to_owned();
        let mut with = before.clone();
        with.accounts.extend(added);
        with.accounts.retain(|entry| entry.report.doc != "added");
        prop_assert_eq!(figures(&before), figures(&with));
    }

    #[test]
    fn figures_are_in_order_and_parts_add_up(claims in prop::collection::vec(any_claim(), 1..9)) {
        let told = incident(build(&claims));
        for toll in by_policy(&told, &Verdicts::new()) {
            if let (Some(low), Some(high)) = (toll.low, toll.high) {
                prop_assert!(low <= high, "{:?}", toll);
                prop_assert!(toll.best.is_none_or(|best| low <= best && best <= high), "{:?}", toll);
            }
            if toll.policy == Policy::Range && toll.outcome == Outcome::Killed {
                let basis = Basis {
                    reviewed_only: false,
                    verdicts: &Verdicts::new(),
                    sources: &Sources::default(),
                    glossary: Glossary::none(),
                };
                let rows = basis.breakdown(&told, "Unknown");
                prop_assert_eq!(rows.iter().map(|row| row.deaths).sum::<u64>(), toll.low.unwrap_or(0));
            }
            if toll.policy == Policy::Ucdp && toll.best.is_some() {
                let sum: u64 = toll.status.values().filter_map(|cell| cell.best).sum();
                prop_assert_eq!(Some(sum), toll.best);
            }
        }
    }

    #[test]
    fn a_rejected_claim_holds_no_figure(claims in prop::collection::vec(any_claim(), 1..9), which in 0..9usize) {
        let told = incident(build(&claims));
        let all: Vec<ClaimId> = told.tolls().map(|(_, _, claim)| claim.id.clone()).collect();
        let claim = &all[which % all.len()];
        let verdicts = Verdicts::from([(claim.clone(), Verdict::Reject)]);
        for toll in by_policy(&told, &verdicts) {
            prop_assert!(!toll.claims_used.contains(claim));
        }
    }
}
