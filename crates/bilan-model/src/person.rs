//! Persons, and the lists that name them.

use serde::{Deserialize, Serialize};

/// One organisation's roster of victims.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct List {
    /// Name of the list inside the case.
    pub name: String,
    /// Whose roster it is.
    pub organisation: String,
}

/// One person, as the lists that name them spell it: every spelling is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Id inside the case; never a name.
    pub id: String,
    /// Every spelling with the list that has it.
    pub names: Vec<(List, String)>,
}
