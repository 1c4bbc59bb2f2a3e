//! `tally`: for each incident the lines of its tolls, its grade and the table by source.

use bilan_model::{DateInterval, Grade, Incident, Place, Policy, Status, Toll};
use bilan_tally::{Basis, GradeReason, Language, Row, SourceNames as _};
use serde::Serialize;

use crate::error::{Error, ErrorKind};
use crate::knowledge::Knowledge;
use crate::{labels, message};

/// The policies that a toll can be made by.
pub const POLICIES: [&str; 1] = ["documented"];

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

/// The policy of a name.
///
/// # Errors
/// When there is none.
pub fn policy(name: &str, reviewed_only: bool) -> Result<Policy, Error> {
    if POLICIES.contains(&name) {
        return Ok(Policy { name: name.to_owned(), reviewed_only });
    }
    Err(Error::new(ErrorKind::Usage, message!("there is no policy \"{name}\"", name = name))
        .next(message!("This version knows: {policies}.", policies = POLICIES.join(", "))))
}

/// The policy of every figure that is shown without asking for one.
pub(crate) fn every_claim() -> Policy {
    Policy { name: POLICIES[0].to_owned(), reviewed_only: false }
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
