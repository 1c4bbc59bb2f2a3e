//! Tables as comma-separated text: UTF-8, no byte order mark, lines end with LF.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::book::{Book, fits};
use super::cell::{Cell, guarded};
use super::columns::Table;

/// One file a table.
pub(super) struct CsvBook(pub(super) Vec<CsvTable>);

/// One table.
pub(super) struct CsvTable {
    table: Table,
    out: ::csv::Writer<Box<dyn Write + Send>>,
    buffer: String,
}

impl CsvTable {
    /// Begins with the names of the columns and, where there is one, a second row of tags.
    pub(super) fn begin(table: Table, out: Box<dyn Write + Send>, tags: bool) -> io::Result<Self> {
        let mut out = ::csv::WriterBuilder::new().buffer_capacity(1 << 16).from_writer(out);
        out.write_record(table.columns.iter().map(|column| column.name.as_str()))?;
        if tags {
            out.write_record(table.columns.iter().map(|column| column.meaning.as_str()))?;
        }
        Ok(Self { table, out, buffer: String::new() })
    }

    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        fits(&self.table, cells)?;
        for cell in cells {
            match cell {
                Cell::Text(text) => self.out.write_field(guarded(text).as_bytes())?,
                Cell::Empty => self.out.write_field(b"")?,
                Cell::Flag(true) => self.out.write_field(b"true")?,
                Cell::Flag(false) => self.out.write_field(b"false")?,
                Cell::Whole(number) => self.figure(*number)?,
                Cell::Number(number) => self.figure(*number)?,
                Cell::Day(day) => self.figure(*day)?,
            }
        }
        self.out.write_record(None::<&[u8]>)?;
        Ok(())
    }

    fn figure(&mut self, figure: impl std::fmt::Display) -> io::Result<()> {
        self.buffer.clear();
        write!(self.buffer, "{figure}").map_err(io::Error::other)?;
        self.out.write_field(self.buffer.as_bytes())?;
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Book for CsvBook {
    fn row(&mut self, table: usize, cells: &[Cell<'_>]) -> io::Result<u64> {
        match self.0.get_mut(table) {
            Some(table) => table.row(cells).map(|()| 0),
            None => Err(io::Error::from(io::ErrorKind::InvalidInput)),
        }
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.0.into_iter().try_for_each(CsvTable::finish)
    }
}
