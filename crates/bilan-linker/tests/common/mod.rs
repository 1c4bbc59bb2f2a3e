//! Accounts in a few words, and the gold records as accounts.
#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests fail and speak as tests do")]

use std::path::Path;

use bilan_linker::{AccountOutline, Linked, Telling};
use bilan_model::{
    Account, ClaimId, Confirmation, Count, Outcome, Place, ReportHeader, Span, TollClaim, Victims,
};
use proptest::prelude::*;
use serde_json::{Value, json};

pub(crate) type Report = (ReportHeader, Vec<Account>);

/// A report named `doc` with its accounts.
pub(crate) fn report(doc: &str, accounts: Vec<Account>) -> Report {
    let header =
        ReportHeader { doc: doc.into(), language: None, title: None, publisher: None, published: None };
    let name = |(index, mut account): (usize, Account)| {
        account.id = format!("i{}", index + 1);
        for (toll, claim) in account.tolls.iter_mut().enumerate() {
            let start = 1000 * index + 10 * toll;
            claim.span = Span::new(start, start + 5).unwrap();
            claim.id = ClaimId::toll(doc, claim.outcome, claim.span);
        }
        account
    };
    (header, accounts.into_iter().enumerate().map(name).collect())
}

/// Accounts over few places, days and figures, so that many are alike.
pub(crate) fn accounts() -> impl Strategy<Value = Account> {
    let place = prop::sample::select(vec![
        "Amassine, Kidal",
        "Amassine",
        "Amasine",
        "Tassik",
        "Kidal",
        "région de Kidal",
        "Gao",
        "",
    ]);
    let date = prop::sample::select(vec![
        "",
        "2024-05-19",
        "2024-05-18/2024-05-19",
        "2024-05-01/2024-05-31",
        "2024-05-20",
        "2023-10-01/2023-10-31",
    ]);
    let country = prop::sample::select(vec!["ML", "", "NE"]);
    let killed = prop::collection::vec((1u64..40).prop_map(Count::exactly), 0..3);
    (place, country, date, killed)
        .prop_map(|(place, country, date, killed)| account(place, country, date, &killed))
}

/// Reports of such accounts.
pub(crate) fn batches() -> impl Strategy<Value = Vec<Report>> {
    prop::collection::vec(prop::collection::vec(accounts(), 0..4), 0..7).prop_map(|reports| {
        reports
            .into_iter()
            .enumerate()
            .map(|(index, accounts)| report(&format!("r{index}"), accounts))
            .collect()
    })
}

/// Reports without texts, in the order of their arrival.
pub(crate) fn tellings(reports: &[Report]) -> Vec<Telling> {
    let telling = |(arrived, (header, accounts)): (u64, &Report)| Telling {
        doc: header.doc.as_str().into(),
        published: header.published,
        accounts: accounts.iter().map(AccountOutline::from).collect(),
        signature: None,
        arrived,
    };
    (0..).zip(reports).map(telling).collect()
}

/// The accounts of each incident, as "a/i1", in their order.
#[allow(dead_code, reason = "each test file is a crate of its own and uses its part")]
pub(crate) fn members(tellings: &[Telling], linked: &Linked) -> Vec<Vec<String>> {
    let name = |(report, account): &(usize, usize)| {
        let telling = &tellings[*report];
        format!("{}/{}", telling.doc, telling.accounts[*account].id)
    };
    linked.incidents.iter().map(|incident| incident.accounts.iter().map(name).collect()).collect()
}

/// An account of killings at "name" or "name, area, area" in a country, on "2024-05-19", "2024-03-01/2024-03-31" or
/// on no known day.
pub(crate) fn account(place: &str, country: &str, date: &str, killed: &[Count]) -> Account {
    let mut names = place.split(", ").map(str::to_owned);
    let date = (!date.is_empty()).then(|| {
        let (from, to) = date.split_once('/').unwrap_or((date, date));
        serde_json::from_value(json!({"earliest": from, "latest": to})).unwrap()
    });
    Account {
        id: String::new(),
        cluster: None,
        date,
        place: Place { name: names.next().unwrap(), admin: names.collect(), country: country.into() },
        acts: vec![],
        methods: vec![],
        alleged_perpetrators: vec![],
        tolls: killed.iter().map(|count| toll(*count)).collect(),
        status_claims: vec![],
        responsibility_claims: vec![],
        act_claims: vec![],
    }
}

fn toll(count: Count) -> TollClaim {
    let span = Span::new(0, 1).unwrap();
    TollClaim {
        id: ClaimId::toll("", Outcome::Killed, span),
        outcome: Outcome::Killed,
        count,
        victims: Victims::Unspecified,
        victim_words: None,
        status_contested: false,
        attributed_to: "author".into(),
        chain: vec![],
        hedged: false,
        confirmation: Confirmation::Unstated,
        part_of: None,
        quote: String::new(),
        span,
        rules: vec![],
        confidence: 1.0,
    }
}

/// The gold reports with the cluster of each account, or `None` with a printed line where the bench is absent.
#[expect(clippy::disallowed_methods, reason = "tests find the bench by its environment variable")]
pub(crate) fn gold() -> Option<(Vec<Report>, Vec<Vec<String>>)> {
    let Ok(bench) = std::env::var("BILAN_BENCH") else {
        println!("skipped: BILAN_BENCH is not set");
        return None;
    };
    let mut files: Vec<_> = std::fs::read_dir(Path::new(&bench).join("reports/dev"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    let gold = files.iter().map(|path| {
        let record: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let header: ReportHeader = serde_json::from_value(record.clone()).unwrap();
        let incidents = record["incidents"].as_array().unwrap();
        let clusters: Vec<String> =
            incidents.iter().map(|incident| incident["cluster"].as_str().unwrap().to_owned()).collect();
        ((header, incidents.iter().map(gold_account).collect()), clusters)
    });
    Some(gold.unzip())
}

/// A gold incident as an account: what a coder adds (ids, spans, rules) is filled in.
fn gold_account(gold: &Value) -> Account {
    let mut account = gold.clone();
    account["cluster"] = Value::Null;
    account["act_claims"] = json!([]);
    for list in ["tolls", "status_claims", "responsibility_claims", "alleged_perpetrators"] {
        if account.get(list).is_none() {
            account[list] = json!([]);
        }
        for (index, claim) in account[list].as_array_mut().unwrap().iter_mut().enumerate() {
            claim["span"] = json!([index, index + 1]);
            claim["id"] = json!("");
            claim["chain"] = json!([]);
            claim["rules"] = json!([]);
            claim["confidence"] = json!(1.0);
        }
    }
    serde_json::from_value(account).unwrap()
}
