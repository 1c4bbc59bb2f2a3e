//! The log as the pages show it.

use bilan_casework::history::HistoryRow as Told;
use serde::Serialize;
use utoipa::ToSchema;

/// An act of a case as it is told.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HistoryRow {
    /// Number of its entry.
    pub entry: u64,
    /// When, by the clock of the device: RFC 3339 in UTC.
    pub when: String,
    /// Who.
    pub who: String,
    /// A program did it.
    pub machine: bool,
    /// What: the name of a decision, else the act.
    pub what: String,
    /// The reports, claims or incidents that it is about.
    pub about: Vec<String>,
    /// What it says, by its codes.
    pub says: String,
    /// Why.
    pub why: String,
    /// The later entry that undid it.
    pub undone_by: Option<u64>,
    /// It can be undone.
    pub undoable: bool,
}

/// The acts that `undo` takes back.
const UNDOABLE: [&str; 13] = [
    "accept",
    "reject",
    "correct",
    "add",
    "restate",
    "source set",
    "place set",
    "grade",
    "merge",
    "split",
    "relate",
    "supersede",
    "undo",
];

impl From<Told> for HistoryRow {
    fn from(told: Told) -> Self {
        let undoable = told.undone_by.is_none()
            && (UNDOABLE.contains(&told.what.as_str()) || matches!(told.what.as_str(), "ingest" | "note"));
        Self {
            entry: told.entry,
            when: told.when,
            machine: told.who.starts_with("bilan-") || told.who == "machine" || told.who == "device",
            who: told.who,
            what: told.what,
            about: told.about,
            says: told.says,
            why: told.why,
            undone_by: told.undone_by,
            undoable,
        }
    }
}
