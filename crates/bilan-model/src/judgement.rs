//! A person's decision on a claim.

use serde::{Deserialize, Serialize};

use crate::ClaimId;

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The claim is read rightly.
    Accept,
    /// The claim is not in the text.
    Reject,
    /// The claim is in the text, otherwise than read.
    Correct,
}

/// A decision with who, when and why. It is never erased; a later one answers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// The claim judged.
    pub claim: ClaimId,
    /// What was decided.
    pub verdict: Verdict,
    /// The member's key name.
    pub member: String,
    /// When the member says that it was decided, RFC 3339 in UTC.
    pub claimed_time: String,
    /// Why, in the member's words.
    pub why: String,
}
