//! Every example of every pack is read as it says, or is marked as a gap and still is one.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod common;

use std::collections::BTreeMap;

use bilan_model::{Code, Coding, Confirmation, TollClaim};
use common::{Example, code_report, examples, packs, report};

/// How many gaps a pack has. A mended gap lowers the figure; nothing may raise it.
const GAPS: [(&str, usize); 2] = [("en", 0), ("fr", 2)];

/// Words that tell no two sources apart.
const ARTICLES: [&str; 10] = ["le", "la", "les", "l", "un", "une", "du", "the", "a", "an"];

/// A toll in the grammar of `examples.toml`.
fn written(toll: &TollClaim) -> String {
    let count = toll.count;
    let mut words = vec![toll.outcome.code().to_owned(), relation(toll)];
    words.push(count.value().map_or("-".to_owned(), |value| value.to_string()));
    words.extend(count.high().map(|high| high.to_string()));
    words.push(toll.victims.code().to_owned());
    words.push(format!("< {}", toll.attributed_to));
    words.extend(toll.hedged.then(|| "hedged".to_owned()));
    words.extend((toll.confirmation != Confirmation::Unstated).then(|| toll.confirmation.code().to_owned()));
    words.extend(toll.part_of.map(|_| "part".to_owned()));
    words.join(" ")
}

fn relation(toll: &TollClaim) -> String {
    let relation = serde_json::to_value(toll.count.relation()).unwrap();
    relation.as_str().unwrap().to_owned()
}

/// A toll without case, and its source without articles and in no order: what two tolls are compared by.
fn key(toll: &str) -> String {
    let (what, who) = toll.split_once('<').unwrap_or_else(|| panic!("no source in the toll {toll:?}"));
    let who = who.to_lowercase().replace(['\'', '\u{2019}'], " ");
    let mut who: Vec<&str> = who.split_whitespace().filter(|word| !ARTICLES.contains(word)).collect();
    who.sort_unstable();
    format!("{}< {}", what, who.join(" "))
}

fn tolls(coding: &Coding) -> Vec<String> {
    coding.incidents.iter().flat_map(|account| &account.tolls).map(written).collect()
}

/// What differs between the tolls that an example wants and those that were read, `None` where nothing does.
fn difference(example: &Example, read: &[String]) -> Option<String> {
    let mut wanted: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for toll in &example.tolls {
        wanted.entry(key(toll)).or_default().push(toll);
    }
    let mut lines = Vec::new();
    for toll in read {
        match wanted.get_mut(&key(toll)).and_then(Vec::pop) {
            Some(_) => lines.push(format!("      {toll}")),
            None => lines.push(format!("    + {toll}")),
        }
    }
    lines.extend(wanted.into_values().flatten().map(|toll| format!("    - {toll}")));
    let differs = lines.iter().any(|line| !line.starts_with("     "));
    differs.then(|| format!("  {}\n    {}\n{}\n", example.what, example.text, lines.join("\n")))
}

#[test]
fn every_example_is_read_as_it_says_or_is_a_known_gap() {
    let mut failures = Vec::new();
    for language in packs().keys() {
        for example in examples(language) {
            let read = tolls(&code_report(&report(
                language,
                Some(example.published.as_deref().unwrap_or("2024-07-23")),
                &example.text,
            )));
            match (difference(&example, &read), &example.gap) {
                (Some(difference), None) => failures.push(format!("{language}:\n{difference}")),
                (None, Some(gap)) => failures.push(format!(
                    "{language}:\n  {}\n    is read rightly now: take out gap = {gap:?} and lower GAPS\n",
                    example.what
                )),
                (None, None) | (Some(_), Some(_)) => {}
            }
        }
    }
    assert!(failures.is_empty(), "examples (- wanted, + read instead):\n{}", failures.concat());
}

#[test]
fn gaps_only_become_fewer() {
    let counted: Vec<(&str, usize)> = packs()
        .keys()
        .map(|language| {
            (language.as_str(), examples(language).iter().filter(|example| example.gap.is_some()).count())
        })
        .collect();
    assert_eq!(counted, GAPS, "gaps a pack, as counted and as GAPS has them");
}

#[test]
fn a_gap_says_why() {
    for language in packs().keys() {
        for example in examples(language) {
            let why = example.gap.as_deref().unwrap_or("none");
            assert!(!why.trim().is_empty(), "{language}: {} is a gap without a reason", example.what);
        }
    }
}
