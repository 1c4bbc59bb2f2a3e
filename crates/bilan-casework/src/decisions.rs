//! What people decide, as the vault keeps it: judgements, corrections, sources, places, merges, splits, undoing.

pub use bilan_model::Precision;
use bilan_model::{Attribution, Claim, ClaimId, DateInterval, Grade, Place, StandardOfProof, Verdict};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The content of a decision's entry: what was decided, by whom, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecisionRecord {
    /// What.
    #[serde(flatten)]
    pub decision: Decision,
    /// Who, as the computer knows them.
    #[serde(default)]
    pub member: String,
    /// Why, in their words.
    #[serde(default)]
    pub why: String,
}

/// A decision of a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "format")]
pub enum Decision {
    /// A claim is accepted, rejected, corrected or added.
    #[serde(rename = "bilan-judgement/1")]
    Judge(Box<Judged>),
    /// A second person's reading of a claim, made without seeing the first: it holds nothing, it is compared.
    #[serde(rename = "bilan-second-reading/1")]
    ReadAgain(Box<Judged>),
    /// What is known of a report beside its text is otherwise.
    #[serde(rename = "bilan-restatement/1")]
    Restate(Restated),
    /// What a source is.
    #[serde(rename = "bilan-source/1")]
    SetSource(SourceSet),
    /// Where an incident was.
    #[serde(rename = "bilan-place/1")]
    SetPlace(PlaceSet),
    /// How far an incident is established.
    #[serde(rename = "bilan-grade/1")]
    SetGrade(GradeSet),
    /// Incidents are one.
    #[serde(rename = "bilan-merge/1")]
    Merge(Merged),
    /// An incident is two.
    #[serde(rename = "bilan-split/1")]
    Split(SplitApart),
    /// Two incidents have to do with each other.
    #[serde(rename = "bilan-relation/1")]
    Relate(Related),
    /// A report replaces another.
    #[serde(rename = "bilan-supersede/1")]
    Supersede(Supersession),
    /// An earlier act counts no more.
    #[serde(rename = "bilan-undo/1")]
    Undo(Undone),
}

impl Decision {
    /// Its name, as `history` says it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Judge(judged) if judged.added => "add",
            Self::Judge(judged) => match judged.verdict {
                Verdict::Accept => "accept",
                Verdict::Reject => "reject",
                Verdict::Correct => "correct",
            },
            Self::ReadAgain(_) => "second reading",
            Self::Restate(_) => "restate",
            Self::SetSource(_) => "source set",
            Self::SetPlace(_) => "place set",
            Self::SetGrade(_) => "grade",
            Self::Merge(_) => "merge",
            Self::Split(_) => "split",
            Self::Relate(_) => "relate",
            Self::Supersede(_) => "supersede",
            Self::Undo(_) => "undo",
        }
    }
}

/// An account, so that it is found again after a new coding: by the claims in it, then by place and day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccountAnchor {
    /// The report.
    pub report: String,
    /// The account's name in the coding that the person saw.
    pub account: String,
    /// Where.
    pub place: Place,
    /// When.
    pub date: Option<DateInterval>,
    /// Its claims.
    pub claims: Vec<ClaimId>,
}

/// A claim as a person holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// Where it stands.
    pub account: AccountAnchor,
    /// What was decided.
    pub verdict: Verdict,
    /// The person entered it: no machine had read it.
    #[serde(default)]
    pub added: bool,
    /// The claim as it holds from here on; as it was read, where it is rejected.
    pub claim: Claim,
    /// The toll that it is part of, where a person says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<ClaimId>,
}

/// What is known of a report beside its text, said anew; what is not given stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restated {
    /// The report.
    pub report: String,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Its language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

impl Restated {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.published.is_none()
            && self.publisher.is_none()
            && self.language.is_none()
            && self.title.is_none()
    }
}

/// What a source is; three things that are in tension at times, and the party that it speaks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceSet {
    /// The source by its words, as `list sources` says them.
    pub name: String,
    /// Its kind, a code of the codebook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Where it stands, in the person's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stance: Option<String>,
    /// Sources of one group count as one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The party that it speaks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
}

/// Where an incident was, as a person says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceSet {
    /// The incident's accounts then.
    pub accounts: Vec<AccountAnchor>,
    /// Where.
    pub place: Place,
    /// How exactly.
    pub precision: Precision,
    /// Latitude and longitude in degrees (WGS 84), where a person gives them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coordinates: Option<(f64, f64)>,
}

/// How far an incident is established, as a person says; what is not said stays as the rules have it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GradeSet {
    /// The incident's accounts then.
    pub accounts: Vec<AccountAnchor>,
    /// Whether it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Grade>,
    /// Who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<Attribution>,
    /// The standard of proof that is met; never made from a grade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard_of_proof: Option<StandardOfProof>,
}

/// Incidents that are one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Merged {
    /// Their ids then.
    pub incidents: Vec<String>,
    /// All their accounts then.
    pub accounts: Vec<AccountAnchor>,
}

/// Accounts that tell of another event than the rest of their incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SplitApart {
    /// The incident's id then.
    pub incident: String,
    /// The accounts that go.
    pub apart: Vec<AccountAnchor>,
    /// The accounts that stay.
    pub from: Vec<AccountAnchor>,
}

/// Two incidents that have to do with each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Related {
    /// Accounts of the one.
    pub one: Vec<AccountAnchor>,
    /// Accounts of the other.
    pub other: Vec<AccountAnchor>,
    /// How, read from the one to the other.
    pub how: Connection,
}

/// How an incident has to do with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    /// It is a part of the other.
    PartOf,
    /// It follows from the other.
    Follows,
    /// It is said to be a reprisal for the other.
    Reprisal,
    /// Both belong to one operation.
    SameOperation,
    /// The same persons may be counted in both.
    SameVictims,
    /// In some other way, which the reason says.
    Other,
}

impl Connection {
    /// How it stands in records.
    pub fn code(self) -> &'static str {
        match self {
            Self::PartOf => "part_of",
            Self::Follows => "follows",
            Self::Reprisal => "reprisal",
            Self::SameOperation => "same_operation",
            Self::SameVictims => "same_victims",
            Self::Other => "other",
        }
    }
}

/// Which report replaces which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supersession {
    /// The report that is replaced and stays.
    pub old: String,
    /// The report that replaces it.
    pub new: String,
}

/// An earlier entry that counts no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// Its number.
    pub entry: u64,
    /// Its leaf.
    pub leaf: String,
}

/// How a note came about; content of a note entry together with its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRecord {
    /// `bilan-note/1`.
    pub format: String,
    /// The report that is made of it.
    pub report: String,
    /// The name that the source goes by here, never their own.
    pub pseudonym: String,
    /// What the source agreed to.
    pub consent: Consent,
    /// How it was told.
    pub how: NoteKind,
    /// On which day.
    pub held: Date,
    /// Who wrote it down.
    pub member: String,
    /// When it was entered, RFC 3339 in UTC.
    pub when: String,
    /// Its language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What was told.
    pub text: String,
}

/// What a person who tells something agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// That the team keeps and uses it.
    Internal,
    /// That it is also given to a court or a mechanism.
    Court,
    /// That it is also published, without the name.
    Public,
}

impl Consent {
    /// How it stands in records.
    pub fn code(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Court => "court",
            Self::Public => "public",
        }
    }
}

/// How something was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// Face to face.
    Interview,
    /// By telephone.
    PhoneCall,
    /// In writing: a message, a letter.
    Message,
    /// The member was there.
    Visit,
}

impl NoteKind {
    /// How it stands in records.
    pub fn code(self) -> &'static str {
        match self {
            Self::Interview => "interview",
            Self::PhoneCall => "phone_call",
            Self::Message => "message",
            Self::Visit => "visit",
        }
    }
}
