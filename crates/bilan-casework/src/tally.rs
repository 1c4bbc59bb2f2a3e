//! `tally`: for each incident the lines of its tolls, its grade and the table by source.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{
    Code as _, DateInterval, Grade, Incident, Place, Policy, PolicyToll, Status, Toll, TotalRow,
};
use bilan_tally::{Basis, GradeReason, Language, Row, SourceNames as _, parts_of_others, totals};
use serde::Serialize;

use crate::decisions::Connection;
use crate::error::{Error, ErrorKind};
use crate::knowledge::Knowledge;
use crate::state::{Graded, IncidentRelation};
use crate::{labels, message};

/// One incident with what was made of its claims.
#[derive(Debug, Clone, Serialize)]
pub struct IncidentTally {
    /// Name inside the case.
    pub incident: String,
    /// Where.
    pub place: Place,
    /// When.
    pub date: Option<DateInterval>,
    /// Reports that tell of it.
    pub reports: usize,
    /// How well established it is.
    pub grade: Grade,
    /// Why.
    pub grade_reasons: Vec<GradeReason>,
    /// What the dead were.
    pub status: Status,
    /// One line an outcome, killed first, in the language asked for.
    pub lines: Vec<String>,
    /// One toll an outcome, killed first.
    pub tolls: Vec<Toll>,
    /// Every toll claim with where it stands.
    pub rows: Vec<LabelledRow>,
}

/// A claim with its source as the reader's language says it.
#[derive(Debug, Clone, Serialize)]
pub struct LabelledRow {
    /// The label of the source; `None` where its words are quoted as they stand.
    pub source_label: Option<String>,
    /// The claim.
    #[serde(flatten)]
    pub row: Row,
}

/// The policies of a name: one, or `all`. `documented` is the former name of `range`.
///
/// # Errors
/// When there is none.
pub fn policies(name: &str) -> Result<Vec<Policy>, Error> {
    match name {
        "all" => Ok(Policy::ALL.to_vec()),
        "documented" => Ok(vec![Policy::Range]),
        _ => Policy::from_code(name).map(|policy| vec![policy]).map_err(|_| {
            let known = Policy::ALL.iter().map(|policy| policy.code()).collect::<Vec<_>>().join(", ");
            Error::new(ErrorKind::Usage, message!("there is no policy \"{name}\"", name = name))
                .next(message!("This version knows: {policies}.", policies = format!("{known}, all")))
        }),
    }
}

/// One outcome of one incident under one policy: a line of `tally --policy P --json`.
#[derive(Debug, Clone, Serialize)]
pub struct IncidentPolicyToll {
    /// Name inside the case.
    pub incident: String,
    /// Where.
    pub place: Place,
    /// When.
    pub date: Option<DateInterval>,
    /// The figure, with the claims that it rests on.
    #[serde(flatten)]
    pub toll: PolicyToll,
}

/// Every incident under each of the policies, in order of incidents, outcomes and policies; a person's grading (`graded`,
/// by incident) stands above the rules'.
///
/// # Errors
/// When a pack cannot be used.
pub fn by_policy(
    incidents: &[Incident],
    basis: Basis<'_>,
    policies: &[Policy],
    graded: &BTreeMap<String, Graded>,
    knowledge: &Knowledge,
) -> Result<Vec<IncidentPolicyToll>, Error> {
    let glossary = crate::glossary::of(incidents, knowledge)?;
    let basis = Basis { glossary: &glossary, ..basis };
    let of_one = |incident: &Incident| -> Vec<IncidentPolicyToll> {
        let mut tolls = basis.by_policy(incident, policies);
        if let Some(said) = graded.get(&incident.id) {
            for toll in &mut tolls {
                said.over(&mut toll.grade);
            }
        }
        let named = |toll| IncidentPolicyToll {
            incident: incident.id.clone(),
            place: incident.place.clone(),
            date: incident.date,
            toll,
        };
        tolls.into_iter().map(named).collect()
    };
    Ok(incidents.iter().flat_map(of_one).collect())
}

/// Sums over incidents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// The sums.
    pub rows: Vec<TotalRow>,
    /// Incidents that a person said to be part of another one here, which counts them already.
    pub parts_left_out: BTreeSet<String>,
}

/// Adds up tolls of incidents. What is part of another incident is left out: its dead are counted there.
pub fn total(tolls: &[IncidentPolicyToll], relations: &[IncidentRelation]) -> Totals {
    let incidents: BTreeSet<&str> = tolls.iter().map(|toll| toll.incident.as_str()).collect();
    let parts = relations.iter().filter(|relation| relation.how == Connection::PartOf);
    let left = parts_of_others(&incidents, parts.map(|part| (part.one.as_str(), part.other.as_str())));
    let counted = tolls.iter().filter(|toll| !left.contains(toll.incident.as_str()));
    Totals {
        rows: totals(counted.map(|toll| &toll.toll)),
        parts_left_out: left.into_iter().map(str::to_owned).collect(),
    }
}

/// Tallies every incident, in order.
///
/// # Errors
/// When a pack cannot be used.
pub fn tally(
    incidents: &[Incident],
    basis: Basis<'_>,
    knowledge: &Knowledge,
    language: Language,
) -> Result<Vec<IncidentTally>, Error> {
    incidents.iter().map(|incident| one(incident, basis, knowledge, language)).collect()
}

fn one(
    incident: &Incident,
    basis: Basis<'_>,
    knowledge: &Knowledge,
    language: Language,
) -> Result<IncidentTally, Error> {
    let labels = labels::of_incident(incident, knowledge, language)?;
    let names = |words: &str| labels.get(words).cloned();
    let tolls = basis.tolls(incident);
    let lines = tolls.iter().map(|toll| basis.line(toll, incident, &names, language)).collect();
    let (grade, grade_reasons) = basis.grade(incident);
    let labelled =
        |row: Row| LabelledRow { source_label: names.label(&row.source).map(|label| label.text), row };
    Ok(IncidentTally {
        incident: incident.id.clone(),
        place: incident.place.clone(),
        date: incident.date,
        reports: incident.accounts.len(),
        grade,
        grade_reasons,
        status: basis.status(incident),
        lines,
        tolls,
        rows: basis.by_source(incident).into_iter().map(labelled).collect(),
    })
}
