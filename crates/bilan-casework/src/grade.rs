//! `grade`: how far an incident is established, as a person says: whether it happened, who did it, and, apart from
//! both, which standard of proof is met.

use bilan_ledger::{Act, Subject};
use bilan_model::{Attribution, Grade, Grading, StandardOfProof};
use serde::Serialize;

use crate::case::Case;
use crate::decide::{Entered, enter};
use crate::decisions::{Decision, GradeSet};
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::incident::{anchors, one};
use crate::state::{Graded, State};

/// What a person says of how far an incident is established; `None` leaves it to the rules.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Said {
    /// Whether it happened.
    pub happened: Option<Grade>,
    /// Who did it.
    pub who: Option<Attribution>,
    /// The standard of proof that is met.
    pub standard_of_proof: Option<StandardOfProof>,
}

/// A grading that was set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GradedNow {
    /// Its entry.
    #[serde(flatten)]
    pub entered: Entered,
    /// The incident.
    pub incident: String,
    /// The grading by rule.
    pub by_rule: Grading,
    /// The grading that holds now.
    pub now: Grading,
    /// The standard of proof that is met, where a person said so.
    pub standard_of_proof: Option<StandardOfProof>,
}

impl Graded {
    /// Puts what the person said above a grading by rule.
    pub fn over(&self, grading: &mut Grading) {
        grading.happened = self.happened.unwrap_or(grading.happened);
        grading.who = self.who.unwrap_or(grading.who);
    }
}

/// The grading of an incident by rule.
///
/// # Errors
/// When the incident is not found.
pub fn by_rule(state: &State, id: &str) -> Result<Grading, Error> {
    let incident = one(state, id)?;
    let basis = state.picture().basis(false);
    Ok(Grading { happened: basis.grade(incident).0, who: basis.attribution(incident), airwars: None })
}

/// Sets how far an incident is established.
///
/// # Errors
/// When the incident is not found, nothing is said, or no reason is given.
pub fn set(
    case: &mut Case,
    state: &State,
    id: &str,
    said: Said,
    why: &str,
    env: &mut Env,
) -> Result<GradedNow, Error> {
    if said == Said::default() {
        return Err(Error::new(ErrorKind::Usage, "nothing is said of the incident")
            .safe("Nothing was written.")
            .next("Give --happened, --who or --standard-of-proof."));
    }
    let incident = one(state, id)?;
    let set = GradeSet {
        accounts: anchors(incident),
        happened: said.happened,
        who: said.who,
        standard_of_proof: said.standard_of_proof,
    };
    let (id, by_rule) = (incident.id.clone(), by_rule(state, &incident.id)?);
    let subject = Subject::from(case.ledger().case_id());
    let entered = enter(case, env, Act::GradeSet, subject, Decision::SetGrade(set), why, Vec::new())?;
    let state = state.clone().caught_up(case)?;
    let graded = state.picture().graded.get(&id).cloned().unwrap_or_default();
    let mut now = by_rule;
    graded.over(&mut now);
    Ok(GradedNow { entered, incident: id, by_rule, now, standard_of_proof: graded.standard_of_proof })
}
