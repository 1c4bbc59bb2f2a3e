//! Builders of incidents, and the gold records as accounts.
#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests fail and speak as tests do")]

use std::path::Path;

use bilan_model::{
    Account, ClaimId, ClaimRef, Confirmation, Count, Grade, Incident, IncidentAccount, Outcome, Place,
    ReportHeader, Span, StatusClaim, StatusWord, Toll, TollClaim, Victims,
};
use bilan_tally::{Basis, Glossary, GradeReason, Language, Row, SourceNames, Sources, Verdicts};
use serde_json::{Value, json};

/// A toll claim of `source` in a few words; the rest by the methods of [`Claim`].
pub(crate) fn says(source: &str, count: Count) -> Claim {
    Claim {
        source: source.to_owned(),
        count,
        outcome: Outcome::Killed,
        victims: Victims::Unspecified,
        victim_words: None,
        hedged: false,
        confirmation: Confirmation::Unstated,
        part_of: None,
        quote: None,
        chain: vec![],
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Claim {
    pub(crate) source: String,
    pub(crate) count: Count,
    pub(crate) outcome: Outcome,
    pub(crate) victims: Victims,
    pub(crate) victim_words: Option<String>,
    pub(crate) hedged: bool,
    pub(crate) confirmation: Confirmation,
    pub(crate) part_of: Option<usize>,
    pub(crate) quote: Option<String>,
    pub(crate) chain: Vec<String>,
}

impl Claim {
    pub(crate) fn of(mut self, victims: Victims) -> Self {
        self.victims = victims;
        self
    }
    pub(crate) fn words(mut self, words: &str) -> Self {
        self.victim_words = Some(words.to_owned());
        self
    }
    pub(crate) fn outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = outcome;
        self
    }
    pub(crate) fn hedged(mut self) -> Self {
        self.hedged = true;
        self
    }
    pub(crate) fn is(mut self, confirmation: Confirmation) -> Self {
        self.confirmation = confirmation;
        self
    }
    pub(crate) fn part_of(mut self, index: usize) -> Self {
        self.part_of = Some(index);
        self
    }
    /// From the author inwards.
    pub(crate) fn over(mut self, chain: &[&str]) -> Self {
        self.chain = chain.iter().map(|link| (*link).to_owned()).collect();
        self
    }
    pub(crate) fn quote(mut self, quote: &str) -> Self {
        self.quote = Some(quote.to_owned());
        self
    }
}

/// One report with its account. `header` is "doc", "doc/publisher" or "doc/publisher/2024-05-20".
pub(crate) fn report(header: &str, claims: &[Claim]) -> IncidentAccount {
    let mut parts = header.split('/');
    let doc = parts.next().unwrap().to_owned();
    let header = ReportHeader {
        publisher: parts.next().map(str::to_owned),
        published: parts.next().map(|day| day.parse().unwrap()),
        language: None,
        title: None,
        doc,
    };
    let tolls =
        claims.iter().enumerate().map(|(index, claim)| toll_claim(&header.doc, index, claim)).collect();
    let account = Account {
        id: "i1".into(),
        cluster: None,
        date: None,
        place: Place::default(),
        acts: vec![],
        methods: vec![],
        alleged_perpetrators: vec![],
        tolls,
        status_claims: vec![],
        responsibility_claims: vec![],
        act_claims: vec![],
    };
    IncidentAccount { report: header, account: account.into() }
}

fn toll_claim(doc: &str, index: usize, claim: &Claim) -> TollClaim {
    let span = Span::new(100 * index, 100 * index + 10).unwrap();
    TollClaim {
        id: ClaimId::toll(doc, claim.outcome, span),
        outcome: claim.outcome,
        count: claim.count,
        victims: claim.victims,
        victim_words: claim.victim_words.clone(),
        status_contested: false,
        attributed_to: claim.source.clone(),
        chain: claim.chain.clone(),
        hedged: claim.hedged,
        confirmation: claim.confirmation,
        part_of: claim.part_of,
        quote: claim.quote.clone().unwrap_or_else(|| format!("{doc} {index}")),
        span,
        rules: vec![],
        confidence: 1.0,
    }
}

/// Adds a status claim to a report.
pub(crate) fn with_status(mut report: IncidentAccount, source: &str, status: StatusWord) -> IncidentAccount {
    let at = 10_000 + 100 * report.account.status_claims.len();
    let span = Span::new(at, at + 10).unwrap();
    std::sync::Arc::make_mut(&mut report.account).status_claims.push(StatusClaim {
        id: ClaimId::status(&report.report.doc, status, span),
        status,
        words: String::new(),
        attributed_to: source.to_owned(),
        hedged: false,
        quote: String::new(),
        span,
    });
    report
}

pub(crate) fn incident(accounts: Vec<IncidentAccount>) -> Incident {
    Incident { id: "test".into(), place: Place::default(), date: None, accounts }
}

/// The toll where nothing is known of sources; so the others.
pub(crate) fn toll(incident: &Incident, outcome: Outcome, reviewed_only: bool, verdicts: &Verdicts) -> Toll {
    Basis { reviewed_only, verdicts, sources: &Sources::default(), glossary: Glossary::none() }
        .toll(incident, outcome)
}

pub(crate) fn tolls(incident: &Incident, reviewed_only: bool, verdicts: &Verdicts) -> Vec<Toll> {
    Basis { reviewed_only, verdicts, sources: &Sources::default(), glossary: Glossary::none() }
        .tolls(incident)
}

pub(crate) fn by_source(incident: &Incident, reviewed_only: bool, verdicts: &Verdicts) -> Vec<Row> {
    Basis { reviewed_only, verdicts, sources: &Sources::default(), glossary: Glossary::none() }
        .by_source(incident)
}

pub(crate) fn grade(incident: &Incident, verdicts: &Verdicts) -> (Grade, Vec<GradeReason>) {
    Basis { reviewed_only: false, verdicts, sources: &Sources::default(), glossary: Glossary::none() }
        .grade(incident)
}

pub(crate) fn line(toll: &Toll, incident: &Incident, names: &impl SourceNames, language: Language) -> String {
    let basis = Basis {
        reviewed_only: false,
        verdicts: &Verdicts::new(),
        sources: &Sources::default(),
        glossary: Glossary::none(),
    };
    basis.line(toll, incident, names, language)
}

pub(crate) fn killed(incident: &Incident) -> Toll {
    toll(incident, Outcome::Killed, false, &Verdicts::new())
}

/// The words of the sources that hold an end.
pub(crate) fn sources(incident: &Incident, held_by: &[ClaimRef]) -> Vec<String> {
    held_by.iter().map(|claim| incident.toll(claim).unwrap().attributed_to.clone()).collect()
}

/// The accounts of one gold report with their clusters, or `None` with a printed line where the bench is absent.
#[expect(clippy::disallowed_methods, reason = "tests find the bench by its environment variable")]
pub(crate) fn gold(doc: &str) -> Option<Vec<(String, IncidentAccount)>> {
    let Ok(bench) = std::env::var("BILAN_BENCH") else {
        println!("skipped: BILAN_BENCH is not set");
        return None;
    };
    let path = Path::new(&bench).join("reports/dev").join(format!("{doc}.json"));
    let report: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    Some(accounts_of(&report))
}

/// Every document of the gold folder, in order.
#[expect(clippy::disallowed_methods, reason = "tests find the bench by its environment variable")]
pub(crate) fn gold_docs() -> Vec<String> {
    let Ok(bench) = std::env::var("BILAN_BENCH") else { return vec![] };
    let files = std::fs::read_dir(Path::new(&bench).join("reports/dev")).unwrap();
    let mut docs: Vec<String> = files
        .filter_map(|file| file.unwrap().file_name().to_str()?.strip_suffix(".json").map(str::to_owned))
        .collect();
    docs.sort();
    docs
}

/// A gold report as accounts: what a coder adds (ids, spans, rules) is filled in.
pub(crate) fn accounts_of(report: &Value) -> Vec<(String, IncidentAccount)> {
    let header: ReportHeader = serde_json::from_value(report.clone()).unwrap();
    let text = report["text"].as_str().unwrap();
    let incidents = report["incidents"].as_array().unwrap();
    incidents
        .iter()
        .map(|gold| {
            let mut account = gold.clone();
            for list in ["tolls", "status_claims", "responsibility_claims", "alleged_perpetrators"] {
                fill(&mut account, list, text);
            }
            account["act_claims"] = json!([]);
            let account: Account = serde_json::from_value(account).unwrap();
            let cluster = gold["cluster"].as_str().unwrap().to_owned();
            (
                cluster,
                IncidentAccount { report: header.clone(), account: with_ids(account, &header.doc).into() },
            )
        })
        .collect()
}

fn fill(account: &mut Value, list: &str, text: &str) {
    if account.get(list).is_none() {
        account[list] = json!([]);
    }
    for claim in account[list].as_array_mut().unwrap() {
        let quote = claim.get("quote").or(claim.get("mention")).and_then(Value::as_str).unwrap_or_default();
        let start = text.find(quote).unwrap_or(0);
        claim["span"] = json!([start, start + quote.len().max(1)]);
        claim["id"] = json!("");
        claim["chain"] = json!([]);
        claim["rules"] = json!([]);
        claim["confidence"] = json!(1.0);
    }
}

fn with_ids(mut account: Account, doc: &str) -> Account {
    for claim in &mut account.tolls {
        claim.id = ClaimId::toll(doc, claim.outcome, claim.span);
    }
    for claim in &mut account.status_claims {
        claim.id = ClaimId::status(doc, claim.status, claim.span);
    }
    for claim in &mut account.responsibility_claims {
        claim.id = ClaimId::responsibility(doc, &claim.party, claim.stance, claim.span);
    }
    account
}
