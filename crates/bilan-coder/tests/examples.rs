//! Every example of every pack is read as it says, or is marked as a gap and still is one.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod common;

use std::collections::BTreeMap;

use bilan_model::{Account, Code, Coding, Confirmation, DateInterval, TollClaim};
use common::{Example, code_report, examples, packs, report};

/// How many gaps a pack has. A mended gap lowers the figure; nothing may raise it.
const GAPS: [(&str, usize); 3] = [("en", 7), ("es", 5), ("fr", 8)];

/// Words that tell no two sources apart.
const ARTICLES: [&str; 15] =
    ["le", "la", "les", "l", "un", "une", "du", "the", "a", "an", "el", "los", "las", "una", "del"];

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

/// What was read without case, and its source without articles and in no order: what two of a kind are compared by.
fn key(read: &str) -> String {
    let Some((what, who)) = read.split_once('<') else { return read.to_lowercase() };
    let who = who.to_lowercase().replace(['\'', '\u{2019}'], " ");
    let mut who: Vec<&str> = who.split_whitespace().filter(|word| !ARTICLES.contains(word)).collect();
    who.sort_unstable();
    format!("{}< {}", what, who.join(" "))
}

/// A day, or `first/last`.
fn written_date(date: DateInterval) -> String {
    let (earliest, latest) = (date.earliest(), date.latest());
    if earliest == latest { earliest.to_string() } else { format!("{earliest}/{latest}") }
}

/// What was read, of each kind that an example asks for, with what it wants of it.
fn asked(example: &Example, coding: &Coding) -> Vec<(&'static str, Vec<String>, Vec<String>)> {
    let accounts = &coding.incidents;
    let each = |kind: fn(&Account) -> Vec<String>| accounts.iter().flat_map(kind).collect::<Vec<_>>();
    let status = |account: &Account| {
        account.status_claims.iter().map(|c| format!("{} < {}", c.status.code(), c.attributed_to)).collect()
    };
    let responsibility = |account: &Account| {
        let claims = account.responsibility_claims.iter();
        claims.map(|c| format!("{} {} < {}", c.party, c.stance.code(), c.attributed_to)).collect()
    };
    let place = |account: &Account| vec![format!("{} | {}", account.place.name, account.place.country)];
    let dates = |account: &Account| vec![account.date.map_or("-".to_owned(), written_date)];
    let acts = |account: &Account| account.acts.iter().map(|act| act.code().to_owned()).collect();
    let contested = accounts.iter().flat_map(|account| &account.tolls).any(|toll| toll.status_contested);
    let one = |what: String| vec![what];
    [
        ("toll", example.tolls.clone(), each(|account| account.tolls.iter().map(written).collect())),
        ("status", example.status.clone(), each(status)),
        ("responsibility", example.responsibility.clone(), each(responsibility)),
        ("act", example.acts.clone(), each(acts)),
        ("date", example.dates.clone(), each(dates)),
        ("place", example.places.clone(), each(place)),
        ("incidents", example.incidents.map(|n| one(n.to_string())), one(accounts.len().to_string())),
        ("contested", example.contested.map(|is| one(is.to_string())), one(contested.to_string())),
    ]
    .into_iter()
    .filter_map(|(kind, wanted, read)| Some((kind, wanted?, read)))
    .collect()
}

/// What differs between what an example wants and what was read, `None` where nothing does.
fn difference(example: &Example, coding: &Coding) -> Option<String> {
    let mut lines = Vec::new();
    for (kind, wanted, read) in asked(example, coding) {
        let mut open: BTreeMap<String, Vec<&String>> = BTreeMap::new();
        for one in &wanted {
            open.entry(key(one)).or_default().push(one);
        }
        for one in read {
            match open.get_mut(&key(&one)).and_then(Vec::pop) {
                Some(_) => lines.push(format!("      {kind} {one}")),
                None => lines.push(format!("    + {kind} {one}")),
            }
        }
        lines.extend(open.into_values().flatten().map(|one| format!("    - {kind} {one}")));
    }
    let differs = lines.iter().any(|line| !line.starts_with("     "));
    differs.then(|| format!("  {}\n    {}\n{}\n", example.what, example.text, lines.join("\n")))
}

#[test]
fn every_example_is_read_as_it_says_or_is_a_known_gap() {
    let mut failures = Vec::new();
    for language in packs().keys() {
        for example in examples(language) {
            let published = example.published.as_deref().unwrap_or("2024-07-23");
            let mut report = report(language, Some(published), &example.text);
            report.header.publisher.clone_from(&example.publisher);
            let read = code_report(&report);
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
