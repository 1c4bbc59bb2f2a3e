//! What takes rows of several tables and puts them into files.

use std::io;

use super::{cell::Cell, columns::Table};

/// A set of tables being written.
pub(super) trait Book: Send {
    /// One more row of a table, by its place in the set. Gives how many cells had to be cut short.
    fn row(&mut self, table: usize, cells: &[Cell<'_>]) -> io::Result<u64>;
    /// Writes what is left.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// A row of the wrong length would put figures under the names of others.
pub(super) fn fits(table: &Table, cells: &[Cell<'_>]) -> io::Result<()> {
    if cells.len() == table.columns.len() {
        Ok(())
    } else {
        Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("table {}: {} cells for {} columns", table.name, cells.len(), table.columns.len()),
        ))
    }
}
