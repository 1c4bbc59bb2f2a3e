//! The article that bilan was begun for, where the bench data are at hand.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::path::PathBuf;

use bilan_casework::tally::tally;
use bilan_model::Report;
use bilan_tally::{Basis, Glossary, Language, Sources, Verdicts};
use common::KNOWLEDGE;

const LINE: &str = "killed: 29 to more than 30; low end a Malian security source (says combatants), high end local \
                    sources (say civilians, conditional); status CONTESTED; 0 of 4 claims reviewed";

fn seed_article() -> Option<Report> {
    #[expect(clippy::disallowed_methods, reason = "where the bench data are, only the environment knows")]
    let bench = std::env::var("BILAN_BENCH").ok()?;
    let path = PathBuf::from(bench).join("reports/dev/seed-amassine.json");
    Some(serde_json::from_slice(&std::fs::read(path).ok()?).unwrap())
}

#[test]
fn bench_seed_article() {
    let Some(report) = seed_article() else {
        println!("skipped: BILAN_BENCH is not set, or holds no seed article");
        return;
    };
    let coding = KNOWLEDGE.code(&report).unwrap();
    let tolls: usize = coding.incidents.iter().map(|account| account.tolls.len()).sum();
    let places: Vec<(&str, Option<String>)> = coding
        .incidents
        .iter()
        .map(|account| {
            let date = account.date.map(|date| format!("{} {}", date.earliest(), date.latest()));
            (account.place.name.as_str(), date)
        })
        .collect();
    let dated = |text: &str| Some(text.to_owned());
    assert_eq!(
        places,
        [
            ("Amassine", dated("2024-05-19 2024-05-19")),
            ("Amasrakad", dated("2024-03-01 2024-03-31")),
            ("Ersane", dated("2023-10-01 2023-10-31")),
            ("Tassik", None),
        ]
    );
    assert_eq!(tolls, 7);

    let incidents = bilan_linker::link(&[(report.header.clone(), coding.incidents)]);
    assert_eq!(incidents.len(), 4);
    let (verdicts, sources) = (Verdicts::new(), Sources::default());
    let basis =
        Basis { reviewed_only: false, verdicts: &verdicts, sources: &sources, glossary: Glossary::none() };
    let tallies = tally(&incidents, basis, &KNOWLEDGE, Language::En).unwrap();
    let amassine = tallies.iter().find(|tally| tally.place.name == "Amassine").unwrap();
    assert_eq!(amassine.lines[0], LINE);
}
