//! What a rule says.

use std::fmt;

/// One thing that breaks a rule: where, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// A crate, a file, or a file and line (`path:12`).
    pub(crate) place: String,
    /// What is wrong, and what would be right.
    pub(crate) what: String,
}

/// What came of a rule.
pub(crate) enum Outcome {
    /// Nothing, or what was found.
    Findings(Vec<Finding>),
    /// It could not look, and why.
    Skipped(&'static str),
}

impl Finding {
    pub(crate) fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

impl From<Vec<Finding>> for Outcome {
    fn from(findings: Vec<Finding>) -> Self {
        Self::Findings(findings)
    }
}
