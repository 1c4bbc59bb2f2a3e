//! What a coder read from one report: the public record format.

use serde::{Deserialize, Serialize};

use crate::{
    Act, ActClaim, AllegedPerpetrator, DateInterval, Method, ResponsibilityClaim, Span, StatusClaim,
    TollClaim,
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
