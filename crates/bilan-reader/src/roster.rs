//! A table of people or events: recognised and counted, never read as text.

use serde::{Deserialize, Serialize};

/// Cells of a header that are shown.
pub const MAX_HEADER_CELLS: usize = 64;
/// Characters of one header cell that are shown.
pub const MAX_HEADER_CHARS: usize = 100;

/// A file of tables (xlsx, ods, csv). It is kept and not coded: its rows are not sentences, and a figure in a cell
/// says nothing of who claims it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// Its sheets, in order; a csv file has one, without a name.
    pub sheets: Vec<RosterSheet>,
}

/// One sheet of a roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterSheet {
    /// Its name, as the file has it.
    pub name: Option<String>,
    /// The rows that hold something, the header among them.
    pub rows: usize,
    /// The columns that hold something: the furthest one of any row, from 1.
    pub columns: usize,
    /// What stands in the first row that holds something, at most [`MAX_HEADER_CELLS`] cells of at most
    /// [`MAX_HEADER_CHARS`] characters; empty cells are empty words.
    pub header: Vec<String>,
}

impl RosterSheet {
    /// A header cell, cut to what is shown, its line ends as spaces.
    pub fn header_cell(words: &str) -> String {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        words.chars().take(MAX_HEADER_CHARS).collect()
    }
}
