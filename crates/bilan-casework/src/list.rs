//! `list`: reports, incidents, claims and sources of a case as rows.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{Account, Code as _, DateInterval, Grade, Incident, Place};
use jiff::civil::Date;
use serde::Serialize;

use crate::state::State;

/// A report, or a document that gave none.
#[derive(Debug, Clone, Serialize)]
pub struct ReportRow {
    /// The report's id; of the document where there is no report.
    pub id: String,
    /// When it was published.
    pub published: Option<Date>,
    /// Language.
    pub language: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Where the document came from.
    pub from: String,
    /// Incidents that it tells of.
    pub incidents: usize,
    /// Claims in it.
    pub claims: usize,
    /// How it stands.
    pub state: ReportStanding,
    /// Why there is no text, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// How a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportStanding {
    /// Read and coded.
    Coded,
    /// Read; there is no pack for its language.
    NotCoded,
    /// Replaced by another report; it stays.
    Superseded,
    /// Preserved, and no text could be made of it.
    Unreadable,
    /// Preserved, and to be read by the next `add`.
    Waiting,
}

/// An incident.
#[derive(Debug, Clone, Serialize)]
pub struct IncidentRow {
    /// Name inside the case.
    pub id: String,
    /// When.
    pub date: Option<DateInterval>,
    /// Where.
    pub place: Place,
    /// How well established it is.
    pub grade: Grade,
    /// Reports that tell of it.
    pub reports: usize,
    /// Claims in them.
    pub claims: usize,
}

/// A claim of any kind.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimRow {
    /// Its id.
    pub id: String,
    /// `toll`, `status`, `responsibility`, `act`.
    pub kind: &'static str,
    /// The incident that its account was linked to.
    pub incident: String,
    /// The report that it stands in.
    pub report: String,
    /// What it says, by its codes.
    pub says: String,
    /// Who says it, or `author`.
    pub source: String,
    /// The words that it was read from.
    pub quote: String,
}

/// A source, by its words in one report.
#[derive(Debug, Clone, Serialize)]
pub struct SourceRow {
    /// Its words, or `author`.
    pub source: String,
    /// Who publishes the report.
    pub publisher: Option<String>,
    /// The report.
    pub report: String,
    /// Claims attributed to it.
    pub claims: usize,
    /// Incidents that it speaks of.
    pub incidents: Vec<String>,
}

/// Every report in the order of the log, and every document that gave none.
pub fn reports(state: &State) -> Vec<ReportRow> {
    let mut rows = Vec::new();
    for item in &state.items {
        let mut given = false;
        for report in state.reports_of(&item.id) {
            given = true;
            let coding = report.coding();
            rows.push(ReportRow {
                id: report.id.clone(),
                published: report.text.published,
                language: report.header().language,
                publisher: report.text.publisher.clone(),
                title: report.text.title.clone(),
                from: item.acquisition.from.clone(),
                incidents: coding.map_or(0, |coding| coding.incidents.len()),
                claims: coding.map_or(0, |coding| coding.incidents.iter().map(Account::claim_count).sum()),
                state: match (&report.superseded_by, !report.is_coded()) {
                    (Some(_), _) => ReportStanding::Superseded,
                    (None, true) => ReportStanding::NotCoded,
                    (None, false) => ReportStanding::Coded,
                },
                why: None,
            });
        }
        let unread = if item.failures.is_empty() && !given {
            vec![None]
        } else {
            item.failures.iter().map(Some).collect()
        };
        rows.extend(unread.into_iter().map(|failure| ReportRow {
            id: item.id.clone(),
            published: item.acquisition.stated.published,
            language: item.acquisition.stated.language.clone(),
            publisher: item.acquisition.stated.publisher.clone(),
            title: item.acquisition.stated.title.clone(),
            from: item.acquisition.from.clone(),
            incidents: 0,
            claims: 0,
            state: if failure.is_some() { ReportStanding::Unreadable } else { ReportStanding::Waiting },
            why: failure.map(|failure| failure.why.clone()),
        }));
    }
    rows
}

/// Every incident, by date.
pub fn incidents(state: &State) -> Vec<IncidentRow> {
    let verdicts = state.verdicts();
    let row = |incident: Incident| IncidentRow {
        grade: bilan_tally::grade(&incident, &verdicts).0,
        reports: incident.accounts.len(),
        claims: incident.accounts.iter().map(|entry| entry.account.claim_count()).sum(),
        id: incident.id,
        date: incident.date,
        place: incident.place,
    };
    state.incidents().into_iter().map(row).collect()
}

/// Every claim, by incident, then report, then kind.
pub fn claims(state: &State) -> Vec<ClaimRow> {
    let mut rows = Vec::new();
    for incident in state.incidents() {
        for entry in &incident.accounts {
            rows.extend(claims_of(&incident.id, &entry.report.doc, &entry.account));
        }
    }
    rows
}

/// The claims of one account.
pub(crate) fn claims_of(incident: &str, report: &str, account: &Account) -> Vec<ClaimRow> {
    let row = |id: &bilan_model::ClaimId, kind, says: String, source: &str, quote: &str| ClaimRow {
        id: id.as_str().to_owned(),
        kind,
        incident: incident.to_owned(),
        report: report.to_owned(),
        says,
        source: source.to_owned(),
        quote: quote.to_owned(),
    };
    let tolls = account.tolls.iter().map(|claim| {
        let says = format!("{} {}", claim.outcome.code(), count(claim.count));
        row(&claim.id, "toll", says, &claim.attributed_to, &claim.quote)
    });
    let statuses = account.status_claims.iter().map(|claim| {
        row(&claim.id, "status", claim.status.code().to_owned(), &claim.attributed_to, &claim.quote)
    });
    let blames = account.responsibility_claims.iter().map(|claim| {
        let says = format!("{} {}", claim.stance.code(), claim.party);
        row(&claim.id, "responsibility", says, &claim.attributed_to, &claim.quote)
    });
    let acts = account.act_claims.iter().map(|claim| {
        let method = claim.method.map_or(String::new(), |method| format!(", {}", method.code()));
        row(&claim.id, "act", format!("{}{method}", claim.act.code()), &claim.attributed_to, "")
    });
    tolls.chain(statuses).chain(blames).chain(acts).collect()
}

/// A count by its codes: `more_than 30`, `between 40 50`, `tens`.
pub fn count(count: bilan_model::Count) -> String {
    let relation = serde_json::to_value(count.relation()).ok();
    let relation = relation.as_ref().and_then(|code| code.as_str()).unwrap_or_default().to_owned();
    let figures = [count.value(), count.high()].into_iter().flatten().map(|figure| figure.to_string());
    std::iter::once(relation).chain(figures).collect::<Vec<_>>().join(" ")
}

/// Every source by its words, in order of report.
pub fn sources(state: &State) -> Vec<SourceRow> {
    let mut rows: BTreeMap<(String, String), SourceRow> = BTreeMap::new();
    for incident in state.incidents() {
        let mut spoken: BTreeSet<(String, String)> = BTreeSet::new();
        for entry in &incident.accounts {
            for claim in claims_of(&incident.id, &entry.report.doc, &entry.account) {
                let key = (claim.report.clone(), claim.source.clone());
                let row = rows.entry(key.clone()).or_insert_with(|| SourceRow {
                    source: claim.source,
                    publisher: entry.report.publisher.clone(),
                    report: claim.report,
                    claims: 0,
                    incidents: Vec::new(),
                });
                row.claims += 1;
                if spoken.insert(key) {
                    row.incidents.push(incident.id.clone());
                }
            }
        }
    }
    rows.into_values().collect()
}
