//! An incident as the pages show it: accounts side by side, who holds each end, the dispute, policies, relations.

use std::collections::BTreeMap;

use bilan_casework::case::Case;
use bilan_casework::place::located;
use bilan_casework::show;
use bilan_casework::state::State;
use bilan_casework::tally::{IncidentTally, LabelledRow, by_policy};
use bilan_casework::{Error, ErrorKind, grade};
use bilan_model::{
    ClaimRef, Code, DateInterval, Grade, High, Incident as Model, Outcome, Place, Policy, Precision,
    StandardOfProof, Status, Toll,
};
use bilan_tally::{ReasonCode, Standing, StatusSaid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::claim::Claim;
use crate::wire::columns::{Column, Fact, columns, facts};
use crate::wire::report::{ReportHead, report_text};
use crate::words::Words;

/// An incident in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IncidentRow {
    /// Name inside the case.
    pub id: String,
    /// Where, in words.
    pub place: String,
    /// ISO 3166 alpha-2, or empty.
    pub country: String,
    /// The first day it may have been.
    pub earliest: Option<String>,
    /// The last day it may have been.
    pub latest: Option<String>,
    /// How well established it is.
    pub grade: String,
    /// Reports that tell of it.
    pub reports: u64,
    /// Claims in them.
    pub claims: u64,
    /// Claims that nobody has judged.
    pub open: u64,
    /// One an outcome, killed first.
    pub tolls: Vec<TollLine>,
    /// It is contested who the dead were.
    pub contested: bool,
    /// The first toll in words.
    pub line: String,
}

/// The range of one outcome.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TollLine {
    /// What happened to the persons counted.
    pub outcome: String,
    /// Lower end, in persons.
    pub low: Option<u64>,
    /// The largest number that anybody names.
    pub high: Option<u64>,
    /// The upper end is open.
    pub high_open: bool,
    /// The words said "about" at one of the ends.
    pub about: bool,
    /// It is contested who they were.
    pub contested: bool,
    /// Claims of this outcome.
    pub claims: u64,
    /// Of them, judged by a person.
    pub reviewed: u64,
    /// The range in words.
    pub line: String,
}

/// A place with its country in words.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlaceFields {
    /// The smallest named place.
    pub name: String,
    /// Larger areas that contain it, smallest first.
    pub admin: Vec<String>,
    /// ISO 3166 alpha-2, or empty.
    pub country: String,
}

/// An incident with everything about it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Incident {
    /// Name inside the case.
    pub id: String,
    /// Where.
    pub place: PlaceFields,
    /// How exactly that is known.
    pub precision: String,
    /// Latitude and longitude in degrees, where a person gave them or the gazetteer knows the place.
    pub coordinates: Option<(f64, f64)>,
    /// Within how many kilometres of that point it was, by its precision.
    pub radius_km: Option<f64>,
    /// The first day it may have been.
    pub earliest: Option<String>,
    /// The last day it may have been.
    pub latest: Option<String>,
    /// One line an outcome, killed first.
    pub lines: Vec<String>,
    /// How far it is established.
    pub grade: GradeFields,
    /// What the dead were, by whom.
    pub status: StatusDispute,
    /// Who tells of it: one a source and account.
    pub columns: Vec<Column>,
    /// What they tell, a fact a row.
    pub facts: Vec<Fact>,
    /// The ends of each range, with who holds them.
    pub ends: Vec<Ends>,
    /// Every toll claim by the day of its report.
    pub over_time: Vec<TimedClaim>,
    /// The same claims under each policy.
    pub policies: Vec<PolicyFigures>,
    /// Incidents that a person related to it.
    pub related: Vec<RelatedIncident>,
    /// Every claim of its accounts.
    pub claims: Vec<Claim>,
    /// The reports that tell of it.
    pub reports: Vec<ReportHead>,
    /// Entries of merges and splits that nothing is left of.
    pub overruled: Vec<u64>,
    /// Shown as it was when the log had so many entries.
    pub as_of: Option<u64>,
}

/// How far an incident is established, and why.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GradeFields {
    /// Whether it happened.
    pub happened: String,
    /// Who did it.
    pub who: String,
    /// The standard of proof that a person holds to be met.
    pub standard_of_proof: Option<String>,
    /// The rules that bore on it, in sentences.
    pub reasons: Vec<String>,
    /// The member who graded it, where one did.
    pub by_member: Option<GradedBy>,
}

/// Who graded an incident.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GradedBy {
    /// Who.
    pub member: String,
    /// Why.
    pub why: String,
    /// The entry.
    pub entry: u64,
}

/// What the dead were, by whom.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatusDispute {
    /// Over all accounts: `civilian`, `combatant`, `contested` ...
    pub status: String,
    /// The same in words.
    pub label: String,
    /// Who says what.
    pub said: Vec<SaidOfStatus>,
}

/// What one source calls the victims.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SaidOfStatus {
    /// The source, in the reader's language.
    pub source: String,
    /// What it calls them.
    pub calls: Vec<String>,
    /// The same in words.
    pub label: String,
    /// Every time with reserve.
    pub hedged: bool,
    /// The report.
    pub report: String,
}

/// The range of an outcome with who holds each end.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Ends {
    /// What happened to the persons counted.
    pub outcome: String,
    /// The same in words.
    pub label: String,
    /// The lower end.
    pub low: Option<End>,
    /// The upper end.
    pub high: Option<End>,
    /// The upper end is open.
    pub high_open: bool,
    /// It is contested who they were.
    pub contested: bool,
    /// The line that a reader gets.
    pub line: String,
}

/// One end of a range.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct End {
    /// Persons.
    pub value: u64,
    /// Who holds it.
    pub holders: Vec<Holder>,
}

/// A claim that holds an end of a range.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Holder {
    /// The claim.
    pub claim: String,
    /// Who says it, in the reader's language.
    pub source: String,
    /// Who publishes the report.
    pub publisher: Option<String>,
}

/// A toll claim by the day of its report.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TimedClaim {
    /// The claim.
    pub claim: String,
    /// When its report was published.
    pub published: Option<String>,
    /// Who says it.
    pub source: String,
    /// What happened to the persons counted.
    pub outcome: String,
    /// The count in words.
    pub count: String,
    /// Lower end, in persons.
    pub low: Option<u64>,
    /// Upper end, in persons.
    pub high: Option<u64>,
    /// The upper end is open.
    pub high_open: bool,
    /// With reserve.
    pub hedged: bool,
    /// Where it stands in the toll: `in_range`, `beside`, `part`, `superseded`, `denial`, `left_out`.
    pub standing: String,
    /// What was decided of it.
    pub verdict: Option<String>,
}

/// The figures of a policy.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PolicyFigures {
    /// The policy.
    pub policy: String,
    /// Its name in words.
    pub label: String,
    /// One an outcome that it counts.
    pub rows: Vec<PolicyRow>,
}

/// One outcome under one policy.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PolicyRow {
    /// What happened to the persons counted.
    pub outcome: String,
    /// The same in words.
    pub label: String,
    /// Lower end, in persons.
    pub low: Option<u64>,
    /// Upper end, in persons.
    pub high: Option<u64>,
    /// The upper end is open.
    pub high_open: bool,
    /// The one figure of policies that have one.
    pub best: Option<u64>,
    /// It is contested who they were.
    pub contested: bool,
    /// Fewer independent sources than the policy asks for.
    pub provisional: bool,
    /// The range in words.
    pub line: String,
}

/// An incident that a person related to this one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RelatedIncident {
    /// Its id.
    pub id: String,
    /// How.
    pub how: String,
    /// The same in words.
    pub label: String,
    /// `to`: this one is ... the other; `from`: the other is ... this one.
    pub direction: Direction,
    /// Why.
    pub why: String,
    /// The entry.
    pub entry: u64,
}

/// Which way a relation reads.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From this incident to the other.
    To,
    /// From the other to this one.
    From,
}

/// "Amassine, Kidal", or that it is not known.
pub fn place_words(place: &Place, words: Words<'_>) -> String {
    let names = std::iter::once(&place.name).chain(&place.admin).filter(|name| !name.is_empty());
    let names: Vec<&str> = names.map(String::as_str).collect();
    if names.is_empty() { words.say("place_unknown", &[]) } else { names.join(", ") }
}

/// The first and the last day.
pub fn days(date: Option<DateInterval>) -> (Option<String>, Option<String>) {
    let day = |day: jiff::civil::Date| day.to_string();
    (date.map(|date| day(date.earliest())), date.map(|date| day(date.latest())))
}

/// A toll as lists show it.
pub fn toll_line(toll: &Toll, words: Words<'_>) -> TollLine {
    let low = toll.low.as_ref().map(|end| end.figure);
    let end = toll.high.as_ref().map(|end| end.figure);
    // The number that is shown is one that was named: "at least 500" exceeds 499.
    let (high, high_open) = match end {
        None => (None, false),
        Some(High::Closed(figure)) => (Some(figure), false),
        Some(High::Open { beyond }) => (Some(beyond.saturating_add(1)), true),
    };
    let about =
        toll.low.as_ref().is_some_and(|end| end.about) || toll.high.as_ref().is_some_and(|end| end.about);
    TollLine {
        outcome: toll.outcome.code().to_owned(),
        low,
        high,
        high_open,
        about,
        contested: toll.status == Status::Contested,
        claims: toll.claims as u64,
        reviewed: toll.reviewed as u64,
        line: words.toll_range(low, end),
    }
}

/// Within how many kilometres of its point an incident was, by how exactly its place is known.
pub fn radius_km(precision: Precision) -> Option<f64> {
    match precision {
        Precision::Site => Some(1.0),
        Precision::Settlement => Some(5.0),
        Precision::Area => Some(75.0),
        Precision::Country | Precision::Unknown => None,
    }
}

/// An incident of a state with everything about it.
///
/// # Errors
/// When there is none of this id, a text is not what it was, or a pack cannot be used.
pub fn incident(case: &Case, state: &State, id: &str, words: Words<'_>) -> Result<Incident, Error> {
    let knowledge = words.knowledge();
    let tally = show::incident(state, id, knowledge, words.language())?.tally;
    let picture = state.picture();
    let found = picture.incidents.iter().find(|incident| incident.id == tally.incident);
    let found = found.ok_or_else(|| Error::new(ErrorKind::Missing, "there is no such incident"))?;
    let (earliest, latest) = days(found.date);
    let precision = picture.precision(&found.id, &found.place);
    let said = picture.placed.get(&found.id).and_then(|placed| placed.coordinates);
    let coordinates = match said {
        Some(point) => Some(point),
        None if precision >= Precision::Settlement => {
            located(knowledge, &found.place)?.map(|point| (point.latitude, point.longitude))
        }
        None => None,
    };
    let (claims, reports) = told(case, state, found, words)?;
    let columns = columns(state, found, words)?;
    let facts = facts(found, &columns, &claims, words);
    Ok(Incident {
        id: found.id.clone(),
        place: PlaceFields {
            name: found.place.name.clone(),
            admin: found.place.admin.clone(),
            country: found.place.country.clone(),
        },
        precision: precision.code().to_owned(),
        radius_km: coordinates.and_then(|_| radius_km(precision)),
        coordinates,
        earliest,
        latest,
        lines: tally.lines.clone(),
        grade: grade_fields(state, found, &tally, words)?,
        status: status(state, found, &tally, &columns, words),
        ends: ends(&tally, words),
        over_time: over_time(state, found, &tally, words),
        policies: policies(state, found, words)?,
        related: related(state, &found.id, words),
        overruled: picture.overruled.iter().copied().collect(),
        as_of: None,
        columns,
        facts,
        claims,
        reports,
    })
}

/// The claims of an incident's accounts, and the reports that they stand in.
fn told(
    case: &Case,
    state: &State,
    incident: &Model,
    words: Words<'_>,
) -> Result<(Vec<Claim>, Vec<ReportHead>), Error> {
    let (mut claims, mut reports): (Vec<Claim>, Vec<ReportHead>) = (Vec::new(), Vec::new());
    for entry in &incident.accounts {
        if reports.iter().any(|head| head.id == entry.report.doc) {
            continue;
        }
        let Some(report) = state.report(&entry.report.doc) else { continue };
        let told = report_text(case, state, report, words, None)?;
        claims.extend(told.claims.into_iter().filter(|claim| claim.incident.as_ref() == Some(&incident.id)));
        reports.push(told.head);
    }
    Ok((claims, reports))
}

fn grade_fields(
    state: &State,
    incident: &Model,
    tally: &IncidentTally,
    words: Words<'_>,
) -> Result<GradeFields, Error> {
    let graded = state.picture().graded.get(&incident.id);
    let mut grading = grade::by_rule(state, &incident.id)?;
    if let Some(graded) = graded {
        graded.over(&mut grading);
    }
    let mut reasons: Vec<String> = tally
        .grade_reasons
        .iter()
        .map(|reason| {
            let name = match reason.code {
                ReasonCode::FigureDisputed => "reason_figure_disputed",
                ReasonCode::DeathsDenied => "reason_deaths_denied",
                ReasonCode::SaidUnconfirmed => "reason_said_unconfirmed",
                ReasonCode::IndependentSources => "reason_independent_sources",
                ReasonCode::CopiesCountedOnce => "reason_copies_counted_once",
            };
            words.say(name, &[("n", &reason.sources.to_string())])
        })
        .collect();
    if graded.is_some() {
        reasons.insert(0, words.say("reason_by_member", &[]));
    }
    let standard = graded.and_then(|graded| graded.standard_of_proof);
    Ok(GradeFields {
        happened: Code::code(grading.happened).to_owned(),
        who: grading.who.code().to_owned(),
        standard_of_proof: standard.map(|standard: StandardOfProof| standard.code().to_owned()),
        reasons,
        by_member: graded.map(|graded| GradedBy {
            member: graded.member.clone(),
            why: graded.why.clone(),
            entry: graded.entry,
        }),
    })
}

/// The code that a value has in records.
pub fn code_of(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn status(
    state: &State,
    incident: &Model,
    tally: &IncidentTally,
    columns: &[Column],
    words: Words<'_>,
) -> StatusDispute {
    let status = code_of(&tally.status);
    let said = |said: StatusSaid| {
        let entry = &incident.accounts[said.account];
        let same = |column: &&Column| column.report == entry.report.doc && column.source == said.source;
        let calls: Vec<String> = said.calls.iter().map(code_of).collect();
        let label: Vec<String> = calls.iter().map(|call| words.say(&format!("called_{call}"), &[])).collect();
        SaidOfStatus {
            source: columns
                .iter()
                .find(same)
                .map_or(said.source.clone(), |column| column.source_label.clone()),
            label: label.join(", "),
            calls,
            hedged: said.hedged,
            report: entry.report.doc.clone(),
        }
    };
    let all = state.picture().basis(false).statuses_said(incident);
    StatusDispute {
        label: words.say(&format!("status_{status}"), &[]),
        status,
        said: all.into_iter().map(said).collect(),
    }
}

fn ends(tally: &IncidentTally, words: Words<'_>) -> Vec<Ends> {
    let by_claim: BTreeMap<&str, &LabelledRow> =
        tally.rows.iter().map(|row| (row.row.claim.claim.as_str(), row)).collect();
    let holders = |held_by: &[ClaimRef]| {
        let holder = |held: &ClaimRef| {
            let row = by_claim.get(held.claim.as_str())?;
            Some(Holder {
                claim: held.claim.as_str().to_owned(),
                source: source_words(row, words),
                publisher: row.row.publisher.clone(),
            })
        };
        held_by.iter().filter_map(holder).collect::<Vec<_>>()
    };
    let of_toll = |(toll, line): (&Toll, &String)| {
        let said = toll_line(toll, words);
        Ends {
            label: words.code::<Outcome>(toll.outcome),
            low: toll.low.as_ref().map(|end| End { value: end.figure, holders: holders(&end.held_by) }),
            high: toll
                .high
                .as_ref()
                .map(|end| End { value: said.high.unwrap_or_default(), holders: holders(&end.held_by) }),
            high_open: said.high_open,
            contested: said.contested,
            outcome: said.outcome,
            line: line.clone(),
        }
    };
    tally.tolls.iter().zip(&tally.lines).map(of_toll).collect()
}

/// Who says a figure, in the reader's language.
fn source_words(row: &LabelledRow, words: Words<'_>) -> String {
    if row.row.source == "author" {
        return row.row.publisher.clone().unwrap_or_else(|| words.say("author", &[]));
    }
    row.source_label.clone().unwrap_or_else(|| row.row.source.clone())
}

fn over_time(state: &State, incident: &Model, tally: &IncidentTally, words: Words<'_>) -> Vec<TimedClaim> {
    let verdicts = &state.picture().verdicts;
    let timed = |row: &LabelledRow| {
        let ends = row.row.count.ends();
        let entry = incident.accounts.get(row.row.claim.account);
        let (high, high_open) = match ends.high {
            High::Closed(high) => (Some(high), false),
            High::Open { beyond } => (Some(beyond), true),
        };
        TimedClaim {
            claim: row.row.claim.claim.as_str().to_owned(),
            published: entry.and_then(|entry| entry.report.published).map(|day| day.to_string()),
            source: source_words(row, words),
            outcome: row.row.outcome.code().to_owned(),
            count: words.count(row.row.count),
            low: ends.low,
            high: high.map(|high| if high_open { high.max(ends.low.unwrap_or(0)) } else { high }),
            high_open,
            hedged: row.row.hedged,
            standing: standing(&row.row.standing).to_owned(),
            verdict: verdicts
                .get(&row.row.claim.claim)
                .map(|now| crate::wire::claim::verdict(*now).to_owned()),
        }
    };
    let mut all: Vec<TimedClaim> = tally.rows.iter().map(timed).collect();
    all.sort_by(|one, other| (&one.published, &one.claim).cmp(&(&other.published, &other.claim)));
    all
}

fn standing(standing: &Standing) -> &'static str {
    match standing {
        Standing::InRange => "in_range",
        Standing::Beside => "beside",
        Standing::Part => "part",
        Standing::Superseded { .. } => "superseded",
        Standing::Denial => "denial",
        Standing::LeftOut { .. } => "left_out",
    }
}

fn policies(state: &State, incident: &Model, words: Words<'_>) -> Result<Vec<PolicyFigures>, Error> {
    let picture = state.picture();
    let one = std::slice::from_ref(incident);
    let figures = by_policy(one, picture.basis(false), Policy::ALL, &picture.graded, words.knowledge())?;
    let of_policy = |policy: &Policy| {
        let mine = figures.iter().filter(|figure| figure.toll.policy == *policy);
        let counted = mine.filter(|figure| figure.toll.low.is_some() || figure.toll.high.is_some());
        let row = |figure: &bilan_casework::tally::IncidentPolicyToll| PolicyRow {
            outcome: figure.toll.outcome.code().to_owned(),
            label: words.code::<Outcome>(figure.toll.outcome),
            low: figure.toll.low,
            high: figure.toll.high,
            high_open: figure.toll.high_open,
            best: figure.toll.best,
            contested: figure.toll.contested,
            provisional: figure.toll.provisional,
            line: words.range(figure.toll.low, figure.toll.high, figure.toll.high_open),
        };
        PolicyFigures {
            policy: policy.code().to_owned(),
            label: words.code::<Policy>(*policy),
            rows: counted.map(row).collect(),
        }
    };
    Ok(Policy::ALL.iter().map(of_policy).collect())
}

fn related(state: &State, id: &str, words: Words<'_>) -> Vec<RelatedIncident> {
    let relations = state.picture().relations.iter();
    let mine = relations.filter(|relation| relation.one == id || relation.other == id);
    let of = |relation: &bilan_casework::state::IncidentRelation| {
        let to = relation.one == id;
        RelatedIncident {
            id: if to { relation.other.clone() } else { relation.one.clone() },
            how: relation.how.code().to_owned(),
            label: words.say(&format!("connection_{}", relation.how.code()), &[]),
            direction: if to { Direction::To } else { Direction::From },
            why: relation.why.clone(),
            entry: relation.entry,
        }
    };
    mine.map(of).collect()
}

/// The grade that a row of a list shows.
pub fn grade_code(grade: Grade) -> &'static str {
    grade.code()
}
