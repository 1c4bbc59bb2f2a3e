//! What linking takes: what each report tells, and what people have decided.

use std::sync::Arc;

use bilan_model::{Account, ReportHeader};
use serde::{Deserialize, Serialize};

use crate::signature::Signature;

/// A report with all that it tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Telling {
    /// The report.
    pub header: ReportHeader,
    /// One account an incident.
    pub accounts: Vec<Arc<Account>>,
    /// The signature of its text, where that is known and long enough.
    pub signature: Option<Signature>,
    /// When it came, as a number that grows (its place in the ledger): of two incidents with one name, the one that
    /// came first bears it. 0 where nobody knows.
    pub arrived: u64,
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
