//! How much of what a careful reader finds in the sample reports is found: a floor that may only rise.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(clippy::print_stdout, reason = "the table is what a reader of the test wants to see")]

mod common;

use std::fs;
use std::path::Path;

use bilan_casework::add::gather;
use bilan_casework::code::{Line, Options, file};
use bilan_casework::records::Stated;
use bilan_model::{Code as _, Coding};
use common::{KNOWLEDGE, samples};
use serde::Deserialize;

#[derive(Deserialize)]
struct Expected {
    report: Vec<ExpectedReport>,
}

#[derive(Deserialize)]
struct ExpectedReport {
    file: String,
    #[serde(default)]
    incident: Vec<ExpectedIncident>,
}

#[derive(Deserialize)]
struct ExpectedIncident {
    #[serde(default)]
    toll: Vec<ExpectedToll>,
}

#[derive(Deserialize)]
struct ExpectedToll {
    outcome: String,
    value: Option<u64>,
    relation: String,
}

/// Outcome, relation and value: what a toll is compared by.
type Key = (String, String, Option<u64>);

fn coded(case: &Path, name: &str) -> Coding {
    let inputs = gather(&[case.to_owned()], &Stated::default()).unwrap();
    let wanted = case.join(name);
    let stated = inputs
        .iter()
        .find(|input| matches!(&input.source, bilan_casework::add::Source::File(path) if *path == wanted))
        .map(|input| input.stated.clone());
    let options = Options { stated: stated.unwrap(), threads: 1, ..Options::default() };
    match file(&wanted, &KNOWLEDGE, &options).remove(0) {
        Line::Coded { coding, .. } => *coding,
        Line::Failed { error, .. } => panic!("{name}: {error}"),
    }
}

/// Expected, found among them, and found in all.
fn score(case: &str) -> (usize, usize, usize) {
    let folder = samples().join(case);
    let text = fs::read_to_string(folder.join("expected/claims.toml")).unwrap();
    let expected: Expected = toml::from_str(&text).unwrap();
    let mut total = (0, 0, 0);
    println!("{case:<10} {:<28} {:>8} {:>6} {:>6}", "report", "expected", "right", "found");
    for report in &expected.report {
        let wanted: Vec<Key> = report
            .incident
            .iter()
            .flat_map(|incident| &incident.toll)
            .map(|toll| {
                (toll.outcome.clone(), toll.relation.clone(), toll.value.filter(|_| toll.relation != "none"))
            })
            .collect();
        let coding = coded(&folder, &report.file);
        let mut found: Vec<Key> =
            coding.incidents.iter().flat_map(|account| &account.tolls).map(key).collect();
        let all = found.len();
        let right = wanted.iter().filter(|want| take(&mut found, want)).count();
        println!(
            "{:<10} {:<28} {:>8} {right:>6} {all:>6}",
            "",
            report.file.trim_start_matches("reports/"),
            wanted.len()
        );
        total = (total.0 + wanted.len(), total.1 + right, total.2 + all);
    }
    println!("{:<10} {:<28} {:>8} {:>6} {:>6}", "", "all", total.0, total.1, total.2);
    total
}

fn key(toll: &bilan_model::TollClaim) -> Key {
    let relation = serde_json::to_value(toll.count.relation()).unwrap().as_str().unwrap().to_owned();
    let value = toll.count.value().filter(|_| relation != "none");
    (toll.outcome.code().to_owned(), relation, value)
}

fn take(found: &mut Vec<Key>, want: &Key) -> bool {
    let at = found.iter().position(|key| key == want);
    at.map(|at| found.remove(at)).is_some()
}

#[test]
fn the_tolls_of_amassine_are_found() {
    const FLOOR: usize = 22;
    let (expected, right, _) = score("amassine");
    assert_eq!(expected, 24);
    assert!(right >= FLOOR, "{right} of {expected} tolls found");
}

#[test]
fn the_tolls_of_moura_are_found() {
    const FLOOR: usize = 13;
    let (expected, right, _) = score("moura");
    assert!(right >= FLOOR, "{right} of {expected} tolls found");
}
