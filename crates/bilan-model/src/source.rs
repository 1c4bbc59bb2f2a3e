//! Who says it.

use serde::{Deserialize, Serialize};

/// How a source reads in a line of text: its kind and nationality as the pack recognised them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceWords {
    /// Code of the kind in `codebook/sources.toml`: `security_source`, `local_sources` ...
    pub kind: String,
    /// ISO 3166 alpha-2 of a nationality in the words ("malienne": ML).
    pub country: Option<String>,
}

/// A source: three fields that are in tension at times ("independent sources close to the rebellion").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The fullest words of the report for it.
    pub name: String,
    /// What kind it is, as a code of the codebook.
    pub kind: Option<String>,
    /// Whose side it stands on, as the report says it.
    pub stance: Option<String>,
    /// Sources of one group count as one.
    pub independence_group: Option<String>,
}
