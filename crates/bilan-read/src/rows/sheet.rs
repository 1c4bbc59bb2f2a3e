//! One sheet on its way out: cells come with their places, records go.

use std::io::Write;

use super::{MAX_COLUMNS, MAX_ROWS, RowsFault, write_cell};

/// Writes a sheet. Rows and columns count from 0, and rows come in order.
pub(super) struct SheetOut<'a, W> {
    out: &'a mut W,
    /// The row whose cells are kept.
    row: usize,
    cells: Vec<String>,
    /// How many of the cells are those of this row.
    used: usize,
    /// Rows that are written, those that hold nothing among them.
    written: usize,
}

impl<'a, W: Write> SheetOut<'a, W> {
    pub(super) fn new(out: &'a mut W) -> Self {
        Self { out, row: 0, cells: Vec::new(), used: 0, written: 0 }
    }

    /// Takes a cell; one that holds nothing takes no room.
    pub(super) fn cell(&mut self, row: usize, column: usize, words: &str) -> Result<(), RowsFault> {
        if words.trim().is_empty() {
            return Ok(());
        }
        if row >= MAX_ROWS {
            return Err(RowsFault::too_long());
        }
        if column >= MAX_COLUMNS {
            return Err(RowsFault::too_wide());
        }
        if row != self.row {
            if row < self.row {
                return Err(RowsFault::damaged(format!("row {} stands after row {}", row + 1, self.row + 1)));
            }
            self.end_row()?;
            self.row = row;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        for cell in &mut self.cells[self.used.min(column)..=column] {
            cell.clear();
        }
        self.cells[column].push_str(words);
        self.used = self.used.max(column + 1);
        Ok(())
    }

    /// Writes the row of the last cell, this often in all.
    pub(super) fn repeat_row(&mut self, times: usize) -> Result<(), RowsFault> {
        if self.used == 0 {
            return Ok(());
        }
        if self.row.saturating_add(times) > MAX_ROWS {
            return Err(RowsFault::too_long());
        }
        for _ in self.written..self.row {
            self.out.write_all(b"\n")?;
        }
        for _ in 0..times {
            for (column, cell) in self.cells[..self.used].iter().enumerate() {
                if column > 0 {
                    self.out.write_all(b",")?;
                }
                write_cell(self.out, cell)?;
            }
            self.out.write_all(b"\n")?;
        }
        self.written = self.row + times;
        self.row += times - 1;
        self.used = 0;
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), RowsFault> {
        self.repeat_row(1)
    }

    /// Writes what is left, and gives whether the sheet held anything.
    pub(super) fn finish(mut self) -> Result<bool, RowsFault> {
        self.end_row()?;
        Ok(self.written > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_order_and_gaps_stay() {
        let mut out = Vec::new();
        let mut sheet = SheetOut::new(&mut out);
        for (row, column, words) in
            [(2, 0, "name"), (2, 2, "age"), (4, 2, "5"), (4, 0, "A, \"B\""), (4, 3, " "), (5, 1, "x\ny")]
        {
            sheet.cell(row, column, words).unwrap();
        }
        sheet.repeat_row(2).unwrap();
        sheet.cell(8, 0, "z").unwrap();
        assert!(sheet.finish().unwrap());
        let told = String::from_utf8(out).unwrap();
        assert_eq!(told, "\n\nname,,age\n\n\"A, \"\"B\"\"\",,5\n,\"x\ny\"\n,\"x\ny\"\n\nz\n");
    }

    #[test]
    fn rows_that_go_back_and_places_too_far_are_refused() {
        let mut out = Vec::new();
        let mut sheet = SheetOut::new(&mut out);
        sheet.cell(3, 0, "a").unwrap();
        assert!(matches!(sheet.cell(2, 0, "b"), Err(RowsFault::Damaged(_))));
        assert!(matches!(sheet.cell(3, MAX_COLUMNS, "b"), Err(RowsFault::TooLarge(_))));
        assert!(matches!(sheet.cell(MAX_ROWS, 0, "b"), Err(RowsFault::TooLarge(_))));
        assert!(matches!(sheet.repeat_row(MAX_ROWS), Err(RowsFault::TooLarge(_))));
    }
}
