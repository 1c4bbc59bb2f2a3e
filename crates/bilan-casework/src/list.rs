//! `list`: reports, incidents, claims and sources of a case as rows.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{
    Account, Claim, Code as _, DateInterval, Grade, Incident, IncidentAccount, Place, Verdict,
};
use bilan_tally::Verdicts;
use jiff::civil::Date;
use serde::Serialize;

use crate::decisions::SourceSet;
use crate::state::{Item, ReportState, State};

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
    /// Why there is no text, in words; of a table, what it holds.
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
    /// Taken back by the person who added it; it stays.
    Withdrawn,
    /// A table: kept, not coded.
    Roster,
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
    /// What a person decided of it; `None` where nobody judged it.
    pub verdict: Option<Verdict>,
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
    /// What people said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set: Option<SourceSet>,
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
                published: report.header().published,
                language: report.header().language,
                publisher: report.header().publisher,
                title: report.header().title,
                from: item.acquisition.from.clone(),
                incidents: coding.map_or(0, |coding| coding.incidents.len()),
                claims: coding.map_or(0, |coding| coding.incidents.iter().map(Account::claim_count).sum()),
                state: standing(report),
                why: None,
            });
        }
        for seen in &item.rosters {
            let header = |sheet: &bilan_reader::RosterSheet| {
                let columns = sheet.header.join(" | ");
                let name = sheet.name.as_ref().map_or(String::new(), |name| format!("{name}: "));
                format!("{name}{} x {} ({columns})", sheet.rows, sheet.columns)
            };
            let holds: Vec<String> = seen.roster.sheets.iter().map(header).collect();
            rows.push(document_row(item, ReportStanding::Roster, Some(holds.join("; "))));
            given = true;
        }
        let unread = if item.failures.is_empty() && !given {
            vec![None]
        } else {
            item.failures.iter().map(Some).collect()
        };
        rows.extend(unread.into_iter().map(|failure| {
            let state = if failure.is_some() { ReportStanding::Unreadable } else { ReportStanding::Waiting };
            document_row(item, state, failure.map(|failure| failure.why.clone()))
        }));
    }
    rows
}

/// A document that gave no report.
fn document_row(item: &Item, state: ReportStanding, why: Option<String>) -> ReportRow {
    let stated = &item.acquisition.stated;
    ReportRow {
        id: item.id.clone(),
        published: stated.published,
        language: stated.language.clone(),
        publisher: stated.publisher.clone(),
        title: stated.title.clone(),
        from: item.acquisition.from.clone(),
        incidents: 0,
        claims: 0,
        state: if item.withdrawn_by.is_some() { ReportStanding::Withdrawn } else { state },
        why,
    }
}

/// How a report stands.
pub(crate) fn standing(report: &ReportState) -> ReportStanding {
    if report.withdrawn_by.is_some() {
        ReportStanding::Withdrawn
    } else if report.superseded_by.is_some() {
        ReportStanding::Superseded
    } else if report.is_coded() {
        ReportStanding::Coded
    } else {
        ReportStanding::NotCoded
    }
}

/// Every incident, by date.
pub fn incidents(state: &State) -> Vec<IncidentRow> {
    let basis = state.picture().basis(false);
    let row = |incident: Incident| IncidentRow {
        grade: basis.grade(&incident).0,
        reports: incident.accounts.len(),
        claims: incident.accounts.iter().map(|entry| entry.account.claim_count()).sum(),
        id: incident.id,
        date: incident.date,
        place: incident.place,
    };
    state.incidents().into_iter().map(row).collect()
}

/// Every claim of the reports that stand, in the order of [`accounts`], then by kind.
pub fn claims(state: &State) -> Vec<ClaimRow> {
    let verdicts = &state.picture().verdicts;
    let rows = accounts(state)
        .flat_map(|(incident, report, account)| claims_of(incident, report, account, verdicts));
    rows.collect()
}

/// Every account of the reports that stand, as (incident, report, account): those of incidents first, by incident, then
/// report; then, with an empty name, those that no incident holds, since everything in them was rejected.
pub(crate) fn accounts(state: &State) -> impl Iterator<Item = (&str, &str, &Account)> {
    let picture = state.picture();
    let linked = picture.incidents.iter().flat_map(|incident| {
        let entries = incident.accounts.iter();
        entries.map(|entry| (incident.id.as_str(), entry.report.doc.as_str(), &*entry.account))
    });
    let listed: BTreeSet<(&str, &str)> =
        linked.clone().map(|(_, report, account)| (report, account.id.as_str())).collect();
    let told = picture
        .told
        .iter()
        .flat_map(|told| told.accounts.iter().map(|account| ("", told.header.doc.as_str(), &**account)));
    linked.chain(told.filter(move |(_, report, account)| !listed.contains(&(*report, account.id.as_str()))))
}

/// The claims of one account.
pub(crate) fn claims_of(
    incident: &str,
    report: &str,
    account: &Account,
    verdicts: &Verdicts,
) -> Vec<ClaimRow> {
    let row = |claim: Claim| ClaimRow {
        id: claim.id().as_str().to_owned(),
        kind: claim.kind().code(),
        incident: incident.to_owned(),
        report: report.to_owned(),
        says: claim_says(&claim),
        source: claim.attributed_to().to_owned(),
        quote: claim.quote().to_owned(),
        verdict: verdicts.get(claim.id()).copied(),
    };
    account.claims().map(row).collect()
}

/// What a claim says, by its codes.
pub fn claim_says(claim: &Claim) -> String {
    match claim {
        Claim::Toll(claim) => format!("{} {}", claim.outcome.code(), count(claim.count)),
        Claim::Status(claim) => claim.status.code().to_owned(),
        Claim::Responsibility(claim) => format!("{} {}", claim.stance.code(), claim.party),
        Claim::Act(claim) => {
            let method = claim.method.map_or(String::new(), |method| format!(", {}", method.code()));
            format!("{}{method}", claim.act.code())
        }
    }
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
    sources_of(state, &|_| true)
}

/// As [`sources`], of some reports alone.
pub(crate) fn sources_of(state: &State, wanted: &dyn Fn(&str) -> bool) -> Vec<SourceRow> {
    let mut rows: BTreeMap<(String, String), SourceRow> = BTreeMap::new();
    let picture = state.picture();
    let known = |entry: &IncidentAccount, source: &str| {
        let name = if source == "author" { entry.report.publisher.as_deref()? } else { source };
        picture.sources.get(&name.to_lowercase())
    };
    for incident in &picture.incidents {
        let mut spoken: BTreeSet<(String, String)> = BTreeSet::new();
        for entry in incident.accounts.iter().filter(|entry| wanted(&entry.report.doc)) {
            for claim in claims_of(&incident.id, &entry.report.doc, &entry.account, &picture.verdicts) {
                let key = (claim.report.clone(), claim.source.clone());
                let row = rows.entry(key.clone()).or_insert_with(|| SourceRow {
                    source: claim.source,
                    publisher: entry.report.publisher.clone(),
                    report: claim.report,
                    claims: 0,
                    incidents: Vec::new(),
                    set: known(entry, &key.1).cloned(),
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
