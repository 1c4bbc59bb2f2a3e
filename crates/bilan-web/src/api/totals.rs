//! Totals: the tolls of incidents added up under a policy, each sum with its disputed part.

use axum::Json;
use axum::extract::{Query, State};
use bilan_casework::tally::{by_policy, total};
use bilan_casework::{Error, ErrorKind, message};
use bilan_model::{Code as _, Incident, Outcome, Policy, Status};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::incidents::Wanted;
use crate::problem::{Problem, ProblemBody};
use crate::reader::Reader;
use crate::words::Words;
use crate::workplace::Workplace;

/// Sums over incidents.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Totals {
    /// By whose rules.
    pub policy: String,
    /// Incidents counted.
    pub incidents: u64,
    /// One an outcome.
    pub rows: Vec<Sum>,
    /// Incidents left out because another one counts them already.
    pub left_out: u64,
}

/// The sum of an outcome, with the part of it where it is contested who the persons were.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Sum {
    /// What happened to the persons counted.
    pub outcome: String,
    /// The same in words.
    pub label: String,
    /// Lower ends added up.
    pub low: u64,
    /// Upper ends added up.
    pub high: u64,
    /// At least one upper end is open.
    pub high_open: bool,
    /// Incidents with a figure.
    pub incidents: u64,
    /// Of these, contested ones.
    pub contested_incidents: u64,
    /// Lower ends of contested ones.
    pub contested_low: u64,
    /// Upper ends of contested ones.
    pub contested_high: u64,
    /// All of it in a sentence.
    pub line: String,
}

/// By whose rules.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct ByPolicy {
    /// A policy; `range` where it is not given.
    pub policy: Option<String>,
}

/// Adds up the tolls of incidents under a policy; the contested part stands beside each sum.
///
/// # Errors
/// When there is no such policy, or a day is none.
#[utoipa::path(get, path = "/api/totals", tag = "explore", params(Wanted, ByPolicy),
    responses((status = 200, body = Totals), (status = 422, body = ProblemBody)))]
pub async fn totals(
    State(place): State<Workplace>,
    Reader(language): Reader,
    Query(wanted): Query<Wanted>,
    Query(by): Query<ByPolicy>,
) -> Result<Json<Totals>, Problem> {
    place.ask(language, move |place, words| summed(place, &wanted, &by, words)).await.map(Json)
}

fn summed(place: &Workplace, wanted: &Wanted, by: &ByPolicy, words: Words<'_>) -> Result<Totals, Error> {
    let code = by.policy.as_deref().unwrap_or("range");
    let policy = Policy::from_code(code).map_err(|_| {
        Error::new(ErrorKind::Usage, message!("there is no policy \"{name}\"", name = code))
            .next("Choose one of the list.")
    })?;
    let state = place.desk().whole()?;
    let picture = state.picture();
    let (from, to) = (day(wanted.from.as_deref())?, day(wanted.to.as_deref())?);
    let basis = picture.basis(false);
    let fits = |incident: &&Incident| {
        let country = said(wanted.country.as_ref()).is_none_or(|country| incident.place.country == country);
        let after = from.is_none_or(|from| incident.date.is_some_and(|date| date.latest() >= from));
        let before = to.is_none_or(|to| incident.date.is_some_and(|date| date.earliest() <= to));
        let contested =
            wanted.contested.is_none_or(|wanted| (basis.status(incident) == Status::Contested) == wanted);
        let grade = said(wanted.grade.as_ref()).is_none_or(|grade| basis.grade(incident).0.code() == grade);
        let open = wanted.open.is_none_or(|wanted| {
            let mut claims = incident.accounts.iter().flat_map(|entry| entry.account.claims());
            claims.any(|claim| !picture.verdicts.contains_key(claim.id())) == wanted
        });
        country && after && before && contested && grade && open && has_words(incident, wanted)
    };
    let incidents: Vec<Incident> = picture.incidents.iter().filter(fits).cloned().collect();
    let tolls = by_policy(&incidents, basis, &[policy], &picture.graded, words.knowledge())?;
    let summed = total(&tolls, &picture.relations);
    let mut rows = Vec::new();
    for row in summed.rows.iter().filter(|row| row.status == "all" && row.sum.incidents > 0) {
        let mut sum = Sum {
            outcome: row.outcome.code().to_owned(),
            label: words.code::<Outcome>(row.outcome),
            low: row.sum.low,
            high: row.sum.high,
            high_open: row.sum.high_open,
            incidents: row.sum.incidents as u64,
            ..Sum::default()
        };
        let mut contested_open = false;
        let counted = tolls.iter().filter(|toll| !summed.parts_left_out.contains(&toll.incident));
        for toll in counted.filter(|toll| toll.toll.outcome == row.outcome && toll.toll.contested) {
            if toll.toll.low.is_some() || toll.toll.high.is_some() {
                sum.contested_incidents += 1;
                sum.contested_low += toll.toll.low.unwrap_or(0);
                sum.contested_high += toll.toll.high.unwrap_or(0);
                contested_open |= toll.toll.high_open;
            }
        }
        sum.line = sentence(&sum, contested_open, words);
        rows.push(sum);
    }
    Ok(Totals {
        policy: policy.code().to_owned(),
        incidents: incidents.len() as u64,
        rows,
        left_out: summed.parts_left_out.len() as u64,
    })
}

/// A filter that says something.
fn said(filter: Option<&String>) -> Option<&str> {
    filter.map(String::as_str).filter(|text| !text.is_empty())
}

/// Whether all words of a filter stand in the id, place or country of an incident.
fn has_words(incident: &Incident, wanted: &Wanted) -> bool {
    let place = &incident.place;
    let names = [&incident.id, &place.name, &place.country].into_iter().chain(&place.admin);
    let text = names.map(|name| name.to_lowercase()).collect::<Vec<_>>().join(" ");
    let words = wanted.words.as_deref().unwrap_or_default().to_lowercase();
    words.split_whitespace().all(|word| text.contains(word))
}

fn sentence(sum: &Sum, contested_open: bool, words: Words<'_>) -> String {
    let range = words.range(Some(sum.low), Some(sum.high), sum.high_open);
    let contested = words.range(Some(sum.contested_low), Some(sum.contested_high), contested_open);
    let values = [
        ("outcome", sum.label.clone()),
        ("range", range),
        ("incidents", sum.incidents.to_string()),
        ("crange", contested),
        ("contested", sum.contested_incidents.to_string()),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    words.say(if sum.contested_incidents > 0 { "total_contested" } else { "total_line" }, &values)
}

fn day(text: Option<&str>) -> Result<Option<Date>, Error> {
    let text = text.filter(|text| !text.is_empty());
    text.map(|text| {
        text.parse().map_err(|_| {
            Error::new(ErrorKind::Usage, message!("\"{text}\" is no day", text = text))
                .next("Write it as 2024-05-19.")
        })
    })
    .transpose()
}
