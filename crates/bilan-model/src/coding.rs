//! What a coder read from one report: the public record format.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    Act, ActClaim, AllegedPerpetrator, Claim, Code as _, Count, DateInterval, Method, Outcome,
    ResponsibilityClaim, Span, Stance, StatusClaim, StatusWord, TollClaim,
};

/// Name and version of the public record format, in every record.
pub const RECORD_FORMAT: &str = "bilan-record/1";

/// Where, as the text names it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Place {
    /// The smallest named place of the event, as written.
    pub name: String,
    /// Larger areas named in the text that contain it, smallest first.
    pub admin: Vec<String>,
    /// ISO 3166 alpha-2, or empty where the text does not tell.
    pub country: String,
}

/// What one report tells of one incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Name inside the record: `i1`, `i2` ...
    pub id: String,
    /// The incident it was linked to, where linking ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// When, or `None` where the text gives no clue.
    pub date: Option<DateInterval>,
    /// Where.
    pub place: Place,
    /// What was done: a projection of [`Account::act_claims`] and the tolls.
    pub acts: Vec<Act>,
    /// How: a projection of [`Account::act_claims`].
    pub methods: Vec<Method>,
    /// Who is said to have done it: a projection of [`Account::responsibility_claims`].
    pub alleged_perpetrators: Vec<AllegedPerpetrator>,
    /// How many suffered what, one a source.
    pub tolls: Vec<TollClaim>,
    /// What the victims were, one a source.
    pub status_claims: Vec<StatusClaim>,
    /// Who did it, one a source.
    pub responsibility_claims: Vec<ResponsibilityClaim>,
    /// What was done, one a source.
    pub act_claims: Vec<ActClaim>,
}

impl Account {
    /// How many claims of any kind.
    pub fn claim_count(&self) -> usize {
        self.tolls.len() + self.status_claims.len() + self.responsibility_claims.len() + self.act_claims.len()
    }

    /// Every claim: tolls, then statuses, then responsibilities, then acts.
    pub fn claims(&self) -> impl Iterator<Item = Claim> + '_ {
        let tolls = self.tolls.iter().cloned().map(Claim::Toll);
        let statuses = self.status_claims.iter().cloned().map(Claim::Status);
        let blames = self.responsibility_claims.iter().cloned().map(Claim::Responsibility);
        tolls.chain(statuses).chain(blames).chain(self.act_claims.iter().cloned().map(Claim::Act))
    }

    /// The account without the claims that `wanted` refuses, its projections made anew. A part whose whole goes
    /// stands by itself.
    #[must_use]
    pub fn keeping(&self, wanted: impl Fn(&crate::ClaimId) -> bool) -> Self {
        let mut kept = self.clone();
        let places: Vec<usize> = (0..self.tolls.len()).filter(|at| wanted(&self.tolls[*at].id)).collect();
        let moved = |whole: usize| places.iter().position(|place| *place == whole);
        kept.tolls = places
            .iter()
            .map(|at| TollClaim {
                part_of: self.tolls[*at].part_of.and_then(moved),
                ..self.tolls[*at].clone()
            })
            .collect();
        kept.status_claims.retain(|claim| wanted(&claim.id));
        kept.responsibility_claims.retain(|claim| wanted(&claim.id));
        kept.act_claims.retain(|claim| wanted(&claim.id));
        kept.project();
        kept
    }

    /// Makes acts, methods, alleged perpetrators and the dispute over the dead anew from the claims.
    pub fn project(&mut self) {
        self.project_acts();
        self.project_perpetrators();
        let says = |status: StatusWord| {
            let said = self.status_claims.iter().filter(move |claim| claim.status == status);
            said.map(|claim| claim.attributed_to.as_str()).collect::<BTreeSet<_>>()
        };
        let (civilians, combatants) = (says(StatusWord::Civilians), says(StatusWord::Combatants));
        let contested = civilians.iter().any(|source| combatants.iter().any(|other| other != source));
        // A dispute that was read in other words ("no civilian died", women among "fighters") stands as long as somebody
        // calls the dead fighters or soldiers.
        let armed = !combatants.is_empty() || !says(StatusWord::Other).is_empty();
        for toll in &mut self.tolls {
            let contested = contested || (toll.status_contested && armed);
            toll.status_contested = contested && toll.outcome == Outcome::Killed && !toll.count.is_none();
        }
    }

    /// Acts of harm to persons follow from the tolls, all others from what is told.
    fn project_acts(&mut self) {
        let harms: BTreeSet<Act> = Outcome::ALL.iter().copied().filter_map(implied).collect();
        let told = self.act_claims.iter().map(|claim| claim.act).filter(|act| !harms.contains(act));
        let tolls = self.tolls.iter().filter(|toll| !toll.count.is_none());
        let acts: BTreeSet<Act> = told.chain(tolls.filter_map(|toll| implied(toll.outcome))).collect();
        let methods: BTreeSet<Method> = self.act_claims.iter().filter_map(|claim| claim.method).collect();
        self.acts = acts.into_iter().collect();
        self.methods = methods.into_iter().collect();
    }

    fn project_perpetrators(&mut self) {
        let blames: Vec<&ResponsibilityClaim> =
            self.responsibility_claims.iter().filter(|claim| claim.stance != Stance::Denies).collect();
        let blamed = |party: &AllegedPerpetrator, claim: &ResponsibilityClaim| {
            party.name == claim.party && party.attributed_to == claim.attributed_to
        };
        self.alleged_perpetrators.retain(|party| blames.iter().any(|claim| blamed(party, claim)));
        for claim in blames {
            if !self.alleged_perpetrators.iter().any(|party| blamed(party, claim)) {
                self.alleged_perpetrators.push(AllegedPerpetrator {
                    name: claim.party.clone(),
                    mention: claim.quote.clone(),
                    attributed_to: claim.attributed_to.clone(),
                    span: claim.span,
                });
            }
        }
    }
}

/// The act that a toll of this outcome tells of, where it tells of one by itself.
fn implied(outcome: Outcome) -> Option<Act> {
    match outcome {
        Outcome::Killed => Some(Act::Killing),
        Outcome::Injured => Some(Act::Injury),
        Outcome::Abducted => Some(Act::Abduction),
        Outcome::Displaced => Some(Act::Displacement),
        Outcome::Detained => Some(Act::Detention),
        Outcome::Raped => Some(Act::SexualViolence),
        Outcome::Missing => None,
    }
}

/// A figure that is not the toll of an incident, kept with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NonIncidentToll {
    /// The words with the number.
    pub quote: String,
    /// Why it is none: `cumulative`, `forecast`, `accident`, `historical` ...
    pub why: String,
    /// Where they stand.
    pub span: Span,
    /// What happened to the people counted; records of older programs do not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// How many.
    #[serde(flatten)]
    pub count: Option<Count>,
}

/// Something the coder could not settle and a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// What, as a code: `year_unknown`, `no_pack`, `place_unknown` ...
    pub what: String,
    /// The passage, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// Everything read from one report; one line of `bilan code --jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Coding {
    /// [`RECORD_FORMAT`].
    pub format: String,
    /// The report's name.
    pub doc: String,
    /// One account an incident.
    pub incidents: Vec<Account>,
    /// Figures that are not tolls of an incident.
    pub non_incident_tolls: Vec<NonIncidentToll>,
    /// What a person should look at.
    pub doubts: Vec<Doubt>,
}

impl Coding {
    /// A coding with nothing in it yet.
    pub fn empty(doc: &str) -> Self {
        Self {
            format: RECORD_FORMAT.to_owned(),
            doc: doc.to_owned(),
            incidents: Vec::new(),
            non_incident_tolls: Vec::new(),
            doubts: Vec::new(),
        }
    }
}
