//! What linking takes: outlines of what each report tells, and what people have decided.

use bilan_model::{Account, Act, Count, DateInterval, Outcome, Place};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::signature::Signature;

/// A report with all that it tells, as far as linking asks. It holds no words of a text, so that the reports of a large
/// archive fit into memory side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Telling {
    /// The report's name.
    pub doc: Box<str>,
    /// When it was published.
    pub published: Option<Date>,
    /// One outline an incident.
    pub accounts: Box<[AccountOutline]>,
    /// The signature of its text, where that is known and long enough.
    pub signature: Option<Signature>,
    /// When it came, as a number that grows (its place in the ledger): of two incidents with one name, the one that
    /// came first bears it. 0 where nobody knows.
    pub arrived: u64,
}

/// What linking sees of an account.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountOutline {
    /// The account's id in its report: `i1`, `i2` ...
    pub id: Box<str>,
    /// When.
    pub date: Option<DateInterval>,
    /// Where.
    pub place: Place,
    /// Names of the parties that someone holds responsible.
    pub parties: Box<[String]>,
    /// What was done.
    pub acts: Box<[Act]>,
    /// Claimed figures that are no denials.
    pub figures: Box<[Figure]>,
}

/// A claimed figure that is no denial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Figure {
    /// Of what.
    pub outcome: Outcome,
    /// How many.
    pub count: Count,
    /// It is no part of another figure.
    pub whole: bool,
}

impl From<&Account> for AccountOutline {
    fn from(account: &Account) -> Self {
        let claims = account.tolls.iter().filter(|claim| !claim.count.is_none());
        let figure = |claim: &bilan_model::TollClaim| Figure {
            outcome: claim.outcome,
            count: claim.count,
            whole: claim.part_of.is_none(),
        };
        Self {
            id: account.id.as_str().into(),
            date: account.date,
            place: account.place.clone(),
            parties: account.alleged_perpetrators.iter().map(|party| party.name.clone()).collect(),
            acts: account.acts.iter().copied().collect(),
            figures: claims.map(figure).collect(),
        }
    }
}

/// Names an account: its report and its id in that report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AccountKey {
    /// The report.
    pub doc: String,
    /// The account's id in it: `i1`, `i2` ...
    pub account: String,
}

impl AccountKey {
    /// The account `account` of the report `doc`.
    pub fn new(doc: impl Into<String>, account: impl Into<String>) -> Self {
        Self { doc: doc.into(), account: account.into() }
    }
}

/// What a person said of two accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// They tell of one incident, be they of one report.
    Together,
    /// They tell of two.
    Apart,
}

/// A person's decision on two accounts. It stands above every weight.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Decision {
    /// One account.
    pub one: AccountKey,
    /// The other.
    pub other: AccountKey,
    /// What was decided.
    pub ruling: Ruling,
}

/// What became of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fate")]
pub enum Fate {
    /// It is obeyed.
    Stands,
    /// Later decisions say otherwise, alone or together.
    Overruled {
        /// Their places in the list of decisions, ascending.
        by: Vec<usize>,
    },
    /// No report of the batch has such an account: it was coded anew, or its report was replaced.
    NoSuchAccount {
        /// The accounts that are missing.
        missing: Vec<AccountKey>,
    },
    /// It parts an account from itself.
    OneAccount,
}
