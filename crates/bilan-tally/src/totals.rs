//! Figures of many incidents added up: by policy, outcome and what the victims were, the disputed in a row of its own.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{Outcome, Policy};
use serde::{Deserialize, Serialize};

use crate::PolicyToll;

/// The sum over incidents of one policy, outcome and status. Persons; documented ones only, never an estimate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// Incidents with a figure.
    pub incidents: usize,
    /// Of them, those without a lower end: it counts as 0.
    pub without_low: usize,
    /// Of them, provisional ones.
    pub provisional: usize,
    /// Lower ends added up.
    pub low: u64,
    /// The largest numbers that anybody names, added up.
    pub high: u64,
    /// At least one of them leaves its upper end open.
    pub high_open: bool,
    /// The one figures added up, of policies that have one.
    pub best: Option<u64>,
}

/// One row of the totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotalRow {
    /// By whose rules.
    pub policy: Policy,
    /// What happened to them.
    pub outcome: Outcome,
    /// What the victims were, as [`PolicyToll::status`] names it; `all` for all of them.
    pub status: String,
    /// The sum.
    #[serde(flatten)]
    pub sum: Sum,
}

/// Adds up tolls of incidents, one row a status and one for all, in order of policy, outcome and status (all first).
///
/// Who adds up must leave out what would count the same persons twice: an incident that is part of another.
pub fn totals<'a>(tolls: impl IntoIterator<Item = &'a PolicyToll>) -> Vec<TotalRow> {
    let mut sums: BTreeMap<(Policy, Outcome), BTreeMap<&str, Sum>> = BTreeMap::new();
    for toll in tolls {
        if toll.low.is_none() && toll.high.is_none() {
            continue;
        }
        let rows = sums.entry((toll.policy, toll.outcome)).or_default();
        let whole =
            crate::Cell { low: toll.low, high: toll.high, high_open: toll.high_open, best: toll.best };
        rows.entry(ALL).or_default().add(whole, toll.provisional);
        for (status, cell) in &toll.status {
            rows.entry(status).or_default().add(*cell, toll.provisional);
        }
    }
    let row = |((policy, outcome), rows): ((Policy, Outcome), BTreeMap<&str, Sum>)| {
        let mut rows: Vec<TotalRow> = rows
            .into_iter()
            .map(|(status, sum)| TotalRow { policy, outcome, status: status.to_owned(), sum })
            .collect();
        rows.sort_by_key(|row| row.status != ALL);
        rows
    };
    sums.into_iter().flat_map(row).collect()
}

/// The row of all statuses.
const ALL: &str = "all";

impl Sum {
    fn add(&mut self, cell: crate::Cell, provisional: bool) {
        self.incidents += 1;
        self.without_low += usize::from(cell.low.is_none());
        self.provisional += usize::from(provisional);
        self.low = self.low.saturating_add(cell.low.unwrap_or(0));
        self.high = self.high.saturating_add(cell.high.or(cell.low).unwrap_or(0));
        self.high_open |= cell.high_open;
        self.best = match (self.best, cell.best) {
            (Some(sum), Some(best)) => Some(sum.saturating_add(best)),
            (one, other) => one.or(other),
        };
    }
}

/// The incidents that totals leave out: each is told to be part of another that is among `incidents`.
pub fn parts_of_others<'a>(
    incidents: &BTreeSet<&'a str>,
    part_of: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> BTreeSet<&'a str> {
    let inside = |(part, whole): &(&str, &str)| part != whole && incidents.contains(whole);
    part_of.into_iter().filter(inside).map(|(part, _)| part).collect()
}
