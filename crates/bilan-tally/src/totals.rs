//! Figures of many incidents added up: by policy, outcome and what the victims were, the disputed in a row of its own.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{Cell, Outcome, Policy, PolicyToll, Sum, TotalRow};

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
        let whole = Cell { low: toll.low, high: toll.high, high_open: toll.high_open, best: toll.best };
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

/// The incidents that totals leave out: each is told to be part of another that is among `incidents`.
pub fn parts_of_others<'a>(
    incidents: &BTreeSet<&'a str>,
    part_of: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> BTreeSet<&'a str> {
    let inside = |(part, whole): &(&str, &str)| part != whole && incidents.contains(whole);
    part_of.into_iter().filter(inside).map(|(part, _)| part).collect()
}
