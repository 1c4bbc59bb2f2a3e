//! ACLED's types of events by acts, methods and status: the first row of `codebook/acled_events.csv` that fits.

use std::io;

use bilan_model::{Act, Code, Method, ReleaseRecord};

use super::columns::odd;
use super::rows::{did, status};

const EVENTS: &str = include_str!("../../../../codebook/acled_events.csv");

/// One row of the table.
#[derive(Debug, Clone)]
pub(super) struct EventType {
    acts: Vec<Act>,
    methods: Vec<Method>,
    statuses: Vec<String>,
    pub(super) disorder: String,
    pub(super) event: String,
    pub(super) sub_event: String,
}

/// The table.
pub(super) fn parse() -> io::Result<Vec<EventType>> {
    let mut types = Vec::new();
    for row in ::csv::Reader::from_reader(EVENTS.as_bytes()).records() {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or_default();
        types.push(EventType {
            acts: codes(cell(0))?,
            methods: codes(cell(1))?,
            statuses: cell(2).split_whitespace().map(str::to_owned).collect(),
            disorder: cell(3).to_owned(),
            event: cell(4).to_owned(),
            sub_event: cell(5).to_owned(),
        });
    }
    Ok(types)
}

fn codes<C: Code>(text: &str) -> io::Result<Vec<C>> {
    text.split_whitespace().map(|code| C::from_code(code).map_err(|error| odd(&error.to_string()))).collect()
}

/// The type of a record; none where nothing is said of what was done.
pub(super) fn of<'t>(types: &'t [EventType], record: &ReleaseRecord) -> Option<&'t EventType> {
    let was = if super::rows::contested(record) { "contested" } else { status(record.status) };
    types.iter().find(|kind| {
        let fits = kind.statuses.iter().any(|status| status == "any" || status == was);
        fits && did(record, &kind.acts, &kind.methods)
    })
}
