//! A person's decision into the ledger: with a reason, signed with the member's key.

use bilan_ledger::{Act, Dep, Receipt, Subject};
use serde::Serialize;

use crate::case::Case;
use crate::decisions::Decision;
use crate::drafter::decision;
use crate::env::Env;
use crate::error::{Error, ErrorKind};

/// Where a decision stands in the ledger; `undo` takes it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entered {
    /// Number of its entry.
    pub entry: u64,
    /// Leaf of its entry.
    pub leaf: String,
}

impl Entered {
    pub(crate) fn of(receipt: &Receipt) -> Self {
        Self { entry: receipt.seq, leaf: receipt.leaf.to_string() }
    }
}

/// Refuses an empty reason: a decision without one cannot be defended later.
pub(crate) fn reason(why: &str) -> Result<&str, Error> {
    let why = why.trim();
    if why.is_empty() {
        return Err(Error::new(ErrorKind::Usage, "a decision needs a reason")
            .safe("Nothing was written.")
            .next("Say why with --why \"...\": those who check the case later will read it."));
    }
    Ok(why)
}

/// Enters a decision.
pub(crate) fn enter(
    case: &mut Case,
    env: &mut Env,
    act: Act,
    subject: Subject,
    decided: Decision,
    why: &str,
    deps: Vec<Dep>,
) -> Result<Entered, Error> {
    let mut draft = decision(env, act, subject, decided, reason(why)?);
    draft.deps = deps;
    let receipts = case.append(&[draft])?;
    Ok(Entered::of(receipts.first().expect("one draft gives one receipt")))
}
