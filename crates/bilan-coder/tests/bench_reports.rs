//! The coder against the gold annotation of the bench: a floor for all development reports, and one report in full.
//!
//! The bench is found through `BILAN_BENCH`; without it these tests say that they were skipped.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests fail and speak as tests do")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bilan_model::{
    Account, Act, Code, Confirmation, Count, DateInterval, Outcome, Stance, StatusWord, TollClaim, Victims,
};
use common::{code_report, development_reports, shown};
use serde_json::{Value, json};

/// The folder of report benches, or `None` with a printed line where there is none.
#[expect(clippy::disallowed_methods, reason = "tests find the bench by its environment variable")]
fn bench() -> Option<PathBuf> {
    let folder = std::env::var("BILAN_BENCH").ok().map(|folder| Path::new(&folder).join("reports"));
    if folder.is_none() {
        println!("skipped: BILAN_BENCH is not set");
    }
    folder
}

fn gold(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn bench_dev_reports_reach_the_floor() {
    let Some(bench) = bench() else { return };
    let reports = development_reports().iter().filter(|report| {
        report.header.language.as_ref().is_some_and(|language| common::packs().contains_key(language))
    });
    let lines: Vec<String> =
        reports.map(|report| serde_json::to_string(&code_report(report)).unwrap() + "\n").collect();
    assert!(lines.len() > 50, "only {} reports have a pack", lines.len());

    let work = tempfile::tempdir().unwrap();
    let (predictions, scores) = (work.path().join("predictions.jsonl"), work.path().join("scores.json"));
    fs::write(&predictions, lines.concat()).unwrap();
    let mut scorer = Command::new("python3");
    scorer.arg(bench.join("score_reports.py")).arg(bench.join("dev")).arg(&predictions);
    let output = scorer.arg("--json").arg(&scores).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let overall = &gold(&scores)["overall"];
    let f1 = |what: &str| overall[what]["f1"].as_f64().unwrap();
    println!("tolls {:.3}, incidents {:.3}", f1("tolls"), f1("incidents"));
    assert!(f1("tolls") >= 0.80, "tolls: {}", overall["tolls"]);
    assert!(f1("incidents") >= 0.90, "incidents: {}", overall["incidents"]);
    assert_eq!(overall["false_alarms"]["docs_hit"], 0, "incidents where there are none");
}

/// Content words of a source: two mentions are one source where one holds the words of the other, or they share half.
fn same_source(a: &str, b: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let name = name.to_lowercase().replace(['\'', '\u{2019}', '(', ')'], " ");
        name.split_whitespace().filter(|word| word.chars().count() > 2).map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    let shared = a.iter().filter(|word| b.contains(word)).count();
    let all = a.len() + b.len() - shared;
    shared > 0 && (shared == a.len().min(b.len()) || 2 * shared >= all)
}

fn check_toll(read: &TollClaim, gold: &Value) {
    let what = &gold["quote"];
    assert_eq!(read.outcome.code(), gold["outcome"], "outcome of {what}");
    let count: Count = serde_json::from_value(gold.clone()).unwrap();
    assert_eq!(read.count, count, "count of {what}");
    assert_eq!(read.victims.code(), gold["victims"], "victims of {what}");
    assert_eq!(read.hedged, gold["hedged"], "hedging of {what}");
    assert_eq!(read.confirmation.code(), gold["confirmation"], "confirmation of {what}");
    assert_eq!(json!(read.part_of), gold["part_of"], "what {what} is part of");
    assert_eq!(read.status_contested, gold["status_contested"], "contested status of {what}");
    let source = gold["attributed_to"].as_str().unwrap();
    let same = read.attributed_to == source || same_source(&read.attributed_to, source);
    assert!(same, "source of {what}: {:?} instead of {source:?}", read.attributed_to);
}

/// One real article in full: four incidents, seven tolls, a dispute about who the dead were.
#[test]
fn bench_seed_article() {
    let Some(bench) = bench() else { return };
    let gold = gold(&bench.join("dev/seed-amassine.json"));
    let coding = code_report(&shown(&gold));

    let incidents = gold["incidents"].as_array().unwrap();
    assert_eq!(coding.incidents.len(), incidents.len());
    for (account, gold) in coding.incidents.iter().zip(incidents) {
        assert_eq!(account.place.name, gold["place"]["name"]);
        assert_eq!(account.place.country, gold["place"]["country"]);
        assert_eq!(serde_json::to_value(account.date).unwrap(), gold["date"], "{}", account.place.name);
        let tolls = gold["tolls"].as_array().unwrap();
        assert_eq!(account.tolls.len(), tolls.len(), "tolls of {}", account.place.name);
        for (read, gold) in account.tolls.iter().zip(tolls) {
            check_toll(read, gold);
        }
    }
    let dates: Vec<Option<DateInterval>> = coding.incidents.iter().map(|account| account.date).collect();
    let days = |first: &str, last: &str| {
        Some(DateInterval::new(first.parse().unwrap(), last.parse().unwrap()).unwrap())
    };
    let expected = [
        days("2024-05-19", "2024-05-19"),
        days("2024-03-01", "2024-03-31"),
        days("2023-10-01", "2023-10-31"),
        None,
    ];
    assert_eq!(dates, expected);

    let amassine = &coding.incidents[0];
    assert!(amassine.tolls.iter().all(|toll| toll.status_contested));
    says(amassine, StatusWord::Civilians, "Cadre stratégique pour la défense du peuple de l’Azawad (CSP)");
    says(amassine, StatusWord::Civilians, "sources locales et indépendantes");
    says(amassine, StatusWord::Combatants, "source sécuritaire malienne");
    assert!(!amassine.status_claims.iter().any(|claim| {
        claim.status == StatusWord::Civilians
            && same_source(&claim.attributed_to, "source sécuritaire malienne")
    }));
    for party in ["Malian Armed Forces", "Wagner Group"] {
        let accused =
            amassine.responsibility_claims.iter().any(|c| c.party == party && c.stance == Stance::Accuses);
        assert!(accused, "{party} is not accused");
    }
    let silent = |party: &str| !same_source(party, "source sécuritaire malienne");
    assert!(
        amassine.responsibility_claims.iter().all(|claim| silent(&claim.attributed_to)),
        "the security source says nothing of who killed them"
    );

    let unconfirmed = &coding.incidents[3].tolls[0];
    assert_eq!(unconfirmed.confirmation, Confirmation::Unconfirmed);
    assert!(same_source(&unconfirmed.attributed_to, "le CSP"));
    assert_eq!(coding.incidents[1].tolls[0].victims, Victims::Children);
    assert!(coding.incidents[1].acts.contains(&Act::DroneStrike));
    assert!(
        coding.incidents.iter().all(|account| account.tolls.iter().all(|t| t.outcome == Outcome::Killed))
    );
}

fn says(account: &Account, status: StatusWord, source: &str) {
    let said = account
        .status_claims
        .iter()
        .any(|claim| claim.status == status && same_source(&claim.attributed_to, source));
    assert!(said, "{source} does not call the dead {}: {:?}", status.code(), account.status_claims);
}
