//! Lines that could not be taken: the first ones by number, all of them counted.

use bilan_coder::gazetteer::RowError;
use serde::Serialize;

/// How many lines of a file are named.
const NAMED: usize = 20;

/// A line that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Number of the line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub what: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

/// The lines of a file that could not be taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// The first twenty.
    pub named: Vec<Finding>,
    /// How many more there are.
    pub more: u64,
}

impl Findings {
    /// How many lines there are.
    pub fn count(&self) -> u64 {
        self.named.len() as u64 + self.more
    }

    pub(super) fn add(&mut self, line: u64, bad: BadLine) {
        if self.named.len() < NAMED {
            self.named.push(Finding { line, what: bad.0 });
        } else {
            self.more += 1;
        }
    }
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadLine(pub(super) String);

impl BadLine {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }

    pub(super) fn of(why: &RowError) -> Self {
        Self(why.to_string())
    }
}
