//! How well established it is that an incident happened.

use serde::{Deserialize, Serialize};

/// A first grading by rule, over what the accounts say; a person may grade otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Someone expressly rejects the figure or the deaths.
    Disputed,
    /// The report itself says that it is not verified.
    Unconfirmed,
    /// One source, or copies of one.
    SingleSource,
    /// At least two sources of different independence groups.
    Several,
}
