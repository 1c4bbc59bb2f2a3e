//! What leaves the case: one record an incident. A disclosure profile makes one from the other; a format writes it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Act, Age, ClaimId, Confirmation, Count, DateInterval, Method, Outcome, Place, PolicyToll, Precision,
    Profile, ReleaseState, Sex, Stance, StandardOfProof, Status, Victims,
};

/// What is said of a release once for all its records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseHead {
    /// `bilan-release/1`.
    pub format: String,
    /// Its id, 32 hex digits.
    pub release: String,
    /// The case's id, hex.
    pub case: String,
    /// For whom.
    pub profile: Profile,
    /// How far it has come.
    pub state: ReleaseState,
    /// When it was made, RFC 3339 in UTC.
    pub made: String,
    /// Language of its labels, ISO 639-1: `en` or `fr`.
    pub language: String,
    /// The release that this one follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
}

/// A point on the earth, WGS 84, in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// North of the equator, -90 to 90.
    pub latitude: f64,
    /// East of Greenwich, -180 to 180.
    pub longitude: f64,
}

/// How a point was moved away from where it was.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Displacement {
    /// It stands where the event is known to have been, as exactly as that is known.
    None,
    /// It is the middle of the named place or area.
    Snapped,
    /// It was moved at random, at most this far.
    Jittered {
        /// In kilometres.
        radius_km: f64,
    },
}

/// Where, with how exactly that is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordPlace {
    /// Names.
    #[serde(flatten)]
    pub place: Place,
    /// How exactly it is known.
    pub precision: Precision,
    /// The point, where there is one to give.
    pub point: Option<Point>,
    /// How the point was moved.
    pub displacement: Displacement,
}

/// A party that somebody says did it: always alleged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordParty {
    /// Canonical name, or `unknown`.
    pub name: String,
    /// Code of its kind in the codebook: army, police, auxiliary, `armed_group`, `foreign_force`, community, unknown.
    pub kind: String,
    /// ISO 3166 alpha-2 of the State that it belongs to, where it belongs to one.
    pub country: Option<String>,
    /// Blamed, admitting or denying.
    pub stance: Stance,
    /// Who says so.
    pub attributed_to: String,
}

/// Who says something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordSource {
    /// The words of the report, or `author`.
    pub words: String,
    /// How they read in the language of the release; `None` where they are quoted as they stand.
    pub label: Option<String>,
    /// Code of its kind in the codebook.
    pub kind: Option<String>,
    /// It speaks of private persons, or is one: a witness, a resident, a relative.
    pub is_person: bool,
}

/// A report that tells of the incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordReport {
    /// Its id in the case.
    pub report: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub published: Option<jiff::civil::Date>,
    /// Its language.
    pub language: Option<String>,
    /// It is a member's note of what a person told, with their consent to publication or without.
    pub note: Option<bool>,
}

/// One toll claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordClaim {
    /// The claim.
    pub claim: ClaimId,
    /// The report that it stands in.
    pub report: String,
    /// What happened to the persons counted.
    pub outcome: Outcome,
    /// How many.
    #[serde(flatten)]
    pub count: Count,
    /// Who they were, by the claim's own words.
    pub victims: Victims,
    /// The words that name them.
    pub victim_words: Option<String>,
    /// Who says it, in the words of the report, or `author`.
    pub attributed_to: String,
    /// Conditional or with a word of doubt.
    pub hedged: bool,
    /// What the report says of its being established.
    pub confirmation: Confirmation,
    /// Where it stands in the range: a code such as `in_range` or `superseded`.
    pub standing: String,
    /// A person has judged it.
    pub reviewed: bool,
    /// The words with the number.
    pub quote: Option<String>,
}

/// Deaths by the lists of SDG indicator 16.1.2. The rows of an incident add up to its figure; what is not said is
/// unknown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Breakdown {
    /// Sex.
    pub sex: Sex,
    /// Age class.
    pub age: Age,
    /// Cause, as the indicator's list has it.
    pub cause: String,
    /// Status, as the indicator's list has it, or `Contested`.
    pub status: String,
    /// Persons.
    pub deaths: u64,
}

/// How many of the dead have a name, beside how many are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Persons with a name.
    pub named: u64,
    /// Lower end of the range of killed.
    pub counted_low: Option<u64>,
    /// Upper end.
    pub counted_high: Option<u64>,
}

/// One incident as it leaves the case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReleaseRecord {
    /// Its name.
    pub incident: String,
    /// When.
    pub date: Option<DateInterval>,
    /// Where.
    pub place: RecordPlace,
    /// What was done.
    pub acts: Vec<Act>,
    /// How.
    pub methods: Vec<Method>,
    /// Who is said to have done it, by whom.
    pub parties: Vec<RecordParty>,
    /// What the dead were, over all reports.
    pub status: Status,
    /// Every outcome under every policy.
    pub tolls: Vec<PolicyToll>,
    /// The range of each outcome as a line of text.
    pub lines: Vec<String>,
    /// Deaths by sex, age, cause and status.
    pub breakdown: Vec<Breakdown>,
    /// Named against counted.
    pub named: Named,
    /// The standard of proof that a person says is met; never made from the grade.
    pub standard_of_proof: Option<StandardOfProof>,
    /// Who says something of it.
    pub sources: Vec<RecordSource>,
    /// The reports that tell of it.
    pub reports: Vec<RecordReport>,
    /// The toll claims.
    pub claims: Vec<RecordClaim>,
    /// Other incidents that a person related to it, with how.
    pub related: Vec<(String, String)>,
}

/// How many of each thing a profile held back, by the code of the reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld(pub BTreeMap<String, u64>);

impl Withheld {
    /// Counts more of one kind.
    pub fn count(&mut self, reason: &str, times: u64) {
        if times > 0 {
            *self.0.entry(reason.to_owned()).or_default() += times;
        }
    }

    /// All that was held back.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }
}
