//! What a person may settle about a linkage.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::roles::Role;

/// Which model is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Lists of victims, with place and date of death.
    Victims,
    /// Any list of people.
    People,
}

/// Settings of a linkage, as they stand in a TOML file. What is left out is guessed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Which model is used; where it is left out, that of victims if the columns hold a date and a place of death.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
    /// The column that holds the id of each record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The column that says in which list a record stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// What columns hold, by their headings.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, Role>,
    /// Rules of blocking: each a list of names of keys. Empty: those of the preset.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Vec<String>>,
    /// Least average weight of a join, in bits.
    pub threshold: f64,
    /// Pairs of less weight are not kept, in bits.
    pub least: f64,
    /// Records that share a key beyond which they are not all compared with one another.
    pub largest_block: usize,
    /// Whether records of one list are compared.
    pub within_lists: bool,
    /// Whether dates with slashes begin with the month.
    pub month_first: bool,
    /// Seed of all chance.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            preset: None,
            id: None,
            list: None,
            columns: BTreeMap::new(),
            rules: Vec::new(),
            threshold: 0.0,
            least: -8.0,
            largest_block: 5000,
            within_lists: true,
            month_first: false,
            seed: 1,
        }
    }
}
