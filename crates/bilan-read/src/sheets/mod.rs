//! Rosters: files of tables, whose rows and columns are counted and whose header is shown.

pub(crate) mod csv;
pub(crate) mod ods;
pub(crate) mod xlsx;

use bilan_reader::{MAX_HEADER_CELLS, RosterSheet};

/// Sheets that are described of one file.
pub(crate) const MAX_SHEETS: usize = 256;

/// Counts one sheet, row by row.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    rows: usize,
    columns: usize,
    header: Vec<String>,
    header_row: Option<usize>,
    last_row: Option<usize>,
}

impl Counter {
    /// Takes a cell that holds words; rows come in order, `row` and `column` count from 0.
    pub(crate) fn cell(&mut self, row: usize, column: usize, words: &str) {
        if words.trim().is_empty() {
            return;
        }
        if self.last_row != Some(row) {
            self.rows += 1;
            self.last_row = Some(row);
        }
        self.columns = self.columns.max(column.saturating_add(1));
        if *self.header_row.get_or_insert(row) == row && column < MAX_HEADER_CELLS {
            if self.header.len() <= column {
                self.header.resize(column + 1, String::new());
            }
            self.header[column] = RosterSheet::header_cell(words);
        }
    }

    /// Counts the row of the last cell again, as often as a file says that it is repeated.
    pub(crate) fn repeat_row(&mut self, more: usize) {
        self.rows = self.rows.saturating_add(more);
    }

    /// The sheet.
    pub(crate) fn finish(self, name: Option<String>) -> RosterSheet {
        RosterSheet { name, rows: self.rows, columns: self.columns, header: self.header }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_far_cell_counts_and_fills_nothing() {
        let mut counter = Counter::default();
        counter.cell(1_048_575, 16_383, "x");
        let sheet = counter.finish(None);
        assert_eq!((sheet.rows, sheet.columns, sheet.header.len()), (1, 16_384, 0));
    }

    #[test]
    fn the_first_row_with_words_is_the_header() {
        let mut counter = Counter::default();
        counter.cell(0, 0, " ");
        counter.cell(2, 0, "Name");
        counter.cell(2, 2, "Place\nof death");
        counter.cell(3, 0, "A");
        let sheet = counter.finish(Some("Victims".into()));
        assert_eq!((sheet.rows, sheet.columns), (2, 3));
        assert_eq!(sheet.header, ["Name", "", "Place of death"]);
    }
}
