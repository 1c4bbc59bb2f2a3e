//! Lists as rows: CSV and TSV read here, Excel, `OpenDocument` and Parquet by the sandboxed child; one row at a time.
//!
//! What a list is, is told by its content. The first row that holds something has the names of the columns; rows that
//! hold nothing are passed over. A list that cannot be read without guessing is refused, with the line.

mod child;
mod records;
mod source;
mod told;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use bilan_reader::{Hint, RowsReading, TextEncoding, rows_reading_of};

use crate::ReaderChild;
use crate::error::Error;
use child::RowsChild;
use records::Records;
use source::Source;
use told::Fault;

/// How many bytes of the beginning and of the end of a file tell what it is.
const TELLING_BYTES: u64 = 64 * 1024;

/// A list that is being read.
///
/// The child that reads for it ends with the thread that opened it, or when it is dropped.
#[derive(Debug)]
pub struct Rows {
    path: PathBuf,
    records: Records,
    headings: Vec<String>,
    /// The line of a row that was read and not yet given.
    waiting: Option<u64>,
    ended: bool,
}

/// One row of a list.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Where it begins, from 1: its line in a text, its row in a sheet or table.
    pub line: u64,
    /// Its cells, one for each heading.
    pub cells: Cells<'a>,
}

/// The cells of a row: as many as the list has headings, those that the row does not have empty.
#[derive(Debug, Clone, Copy)]
pub struct Cells<'a> {
    text: &'a str,
    ends: &'a [usize],
    count: usize,
}

impl<'a> Cells<'a> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none, which no list has.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The cell of a column, as it stands; empty where the row has none.
    pub fn get(&self, column: usize) -> &'a str {
        let Some(end) = self.ends.get(column) else { return "" };
        let start = column.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start..*end).unwrap_or_default()
    }

    /// The cells in the order of the headings.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let cells = *self;
        (0..cells.count).map(move |column| cells.get(column))
    }
}

impl Rows {
    /// Opens a list and reads its headings and its first row.
    ///
    /// # Errors
    /// When the file cannot be read or is no list; when it has no rows, or two columns of one name.
    pub fn open(path: &Path, reader: &ReaderChild) -> Result<Self, Error> {
        let mut file = File::open(path).map_err(|error| Error::reading(path, &error))?;
        let kind = file.metadata().map_err(|error| Error::reading(path, &error))?;
        if kind.is_dir() {
            return Err(Error::reading(path, &std::io::ErrorKind::IsADirectory.into()));
        }
        if !kind.is_file() {
            return Err(Fault::NoFile.told(path));
        }
        let reading = reading(&mut file, path, kind.len()).map_err(|error| Error::reading(path, &error))?;
        let records = match reading {
            RowsReading::Nobody(kind) => Err(Fault::Kind(kind)),
            RowsReading::Child(format) => RowsChild::start(reader, format, file)
                .map_err(Fault::Child)
                .and_then(|child| Records::of_rows(Source::child(child))),
            RowsReading::Here => {
                let encoding = TextEncoding::of(&file).map_err(|error| Error::reading(path, &error))?;
                file.rewind().map_err(|error| Error::reading(path, &error))?;
                Records::of_lines(Source::file(file, encoding))
            }
        };
        let records = records.map_err(|fault| fault.told(path))?;
        let mut rows =
            Self { path: path.to_owned(), records, headings: Vec::new(), waiting: None, ended: false };
        rows.begin().map_err(|fault| fault.told(path))?;
        Ok(rows)
    }

    /// The names of the columns, without blanks around them; a column without a name has an empty one.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// The next row, if there is one. After an error there is none.
    ///
    /// # Errors
    /// When the row has more cells than there are headings, or the file goes on in a way that cannot be read.
    #[allow(
        clippy::should_implement_trait,
        reason = "a row lasts until the next one, which iterators cannot say"
    )]
    pub fn next(&mut self) -> Result<Option<Row<'_>>, Error> {
        if self.ended {
            return Ok(None);
        }
        let line = match self.waiting.take() {
            Some(line) => Ok(Some(line)),
            None => self.advance(),
        };
        self.ended = !matches!(line, Ok(Some(_)));
        let Some(line) = line.map_err(|fault| fault.told(&self.path))? else { return Ok(None) };
        let (text, ends) = self.records.record();
        Ok(Some(Row { line, cells: Cells { text, ends, count: self.headings.len() } }))
    }

    /// Reads the headings, and the first row to know that there is one.
    fn begin(&mut self) -> Result<(), Fault> {
        if self.records.next()?.is_none() {
            return Err(Fault::Empty);
        }
        let (text, ends) = self.records.record();
        let cells = Cells { text, ends, count: ends.len() };
        self.headings = cells.iter().map(|heading| heading.trim().to_owned()).collect();
        let mut seen = BTreeSet::new();
        let named = self.headings.iter().filter(|heading| !heading.is_empty());
        let twice: BTreeSet<&str> = named.filter(|name| !seen.insert(*name)).map(String::as_str).collect();
        if !twice.is_empty() {
            return Err(Fault::Twice(twice.into_iter().collect::<Vec<_>>().join(", ")));
        }
        self.waiting = self.advance()?;
        if self.waiting.is_none() { Err(Fault::HeadingsOnly) } else { Ok(()) }
    }

    /// Goes to the next row, and gives its line.
    fn advance(&mut self) -> Result<Option<u64>, Fault> {
        let Some(line) = self.records.next()? else { return Ok(None) };
        let (cells, columns) = (self.records.record().1.len(), self.headings.len());
        if cells > columns {
            return Err(Fault::Longer { line: self.records.place(line), cells, columns });
        }
        Ok(Some(line))
    }
}

/// By whom the rows of a file are read; it is at its beginning afterwards.
fn reading(file: &mut File, path: &Path, bytes: u64) -> std::io::Result<RowsReading> {
    let mut telling = Vec::new();
    file.by_ref().take(TELLING_BYTES).read_to_end(&mut telling)?;
    if bytes > TELLING_BYTES {
        file.seek(SeekFrom::Start(bytes.saturating_sub(TELLING_BYTES).max(TELLING_BYTES)))?;
        file.by_ref().take(TELLING_BYTES).read_to_end(&mut telling)?;
    }
    file.rewind()?;
    let name = path.file_name().map(|name| name.to_string_lossy());
    Ok(rows_reading_of(&telling, &Hint { file_name: name.as_deref(), format: None }))
}

#[cfg(test)]
mod tests;
