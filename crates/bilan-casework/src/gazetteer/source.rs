//! Reading a table row by row, with its digest and its place in the file.

use std::io::{self, BufRead, Read};
use std::path::Path;

use bilan_coder::gazetteer::Point;
use csv::StringRecord;
use sha2::{Digest as _, Sha256};

use super::findings::BadLine;
use super::{FileReport, Taken};
use crate::digest::hex;
use crate::error::{Error, ErrorKind};
use crate::{Message, Progress, message};

/// A reader that takes the digest of what passes.
pub(super) struct Hashing<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Hashing<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, hash: Sha256::new() }
    }

    /// SHA-256 of everything read, in hexadecimal digits.
    pub(super) fn digest(self) -> String {
        hex(&self.hash.finalize())
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(&buffer[..count]);
        Ok(count)
    }
}

/// Bytes of the longest line that is looked at: all names of the best-known place fit many times.
const LONGEST: u64 = 1 << 20;

/// The lines of a file, counted from 1.
pub(super) struct Lines<R> {
    reader: R,
    buffer: Vec<u8>,
    line: u64,
    bytes: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, buffer: Vec::new(), line: 0, bytes: 0 }
    }

    /// The next line without its end; `None` behind the last. Only so much is held as a line may be long.
    fn next(&mut self) -> io::Result<Option<Result<&str, BadLine>>> {
        self.buffer.clear();
        let mut count = self.part()?;
        if count == 0 {
            return Ok(None);
        }
        self.line += 1;
        let too_long = count == LONGEST && !self.buffer.ends_with(b"\n");
        while count == LONGEST && !self.buffer.ends_with(b"\n") {
            self.buffer.clear();
            count = self.part()?;
        }
        if too_long {
            return Ok(Some(Err(BadLine::new(format!("it is longer than {LONGEST} bytes")))));
        }
        let text = std::str::from_utf8(&self.buffer).map(|text| text.trim_end_matches(['\n', '\r']));
        let text = text.map(|text| if self.line == 1 { text.trim_start_matches('\u{feff}') } else { text });
        Ok(Some(text.map_err(|_| BadLine::new("it is not UTF-8 text"))))
    }

    fn part(&mut self) -> io::Result<u64> {
        let count = (&mut self.reader).take(LONGEST).read_until(b'\n', &mut self.buffer)?;
        self.bytes += count as u64;
        Ok(count as u64)
    }
}

/// One file on its way into the rows taken.
pub(super) struct Job<'a> {
    pub(super) path: &'a Path,
    /// Bytes of the file.
    pub(super) length: u64,
    /// Who made it.
    pub(super) maker: &'a str,
    pub(super) taken: &'a mut Taken,
    pub(super) report: &'a mut FileReport,
    pub(super) progress: &'a mut dyn Progress,
}

impl Job<'_> {
    /// The first line of a table with commas, cut into cells; empty where it cannot be.
    pub(super) fn header(&self, lines: &mut Lines<impl BufRead>) -> Result<StringRecord, Error> {
        let mut record = StringRecord::new();
        if let Some(Ok(line)) = lines.next().map_err(|error| Error::reading(self.path, &error))? {
            commas(line, &mut record);
        }
        Ok(record)
    }

    /// Hands every row that is left to `row`, cut by `cut`; it gives how many places it took. What it cannot take is a
    /// finding. A row is a line: a quotation mark that nobody closed ends with it.
    pub(super) fn each(
        &mut self,
        lines: &mut Lines<impl BufRead>,
        cut: impl Fn(&str, &mut StringRecord),
        mut row: impl FnMut(&StringRecord, &mut Taken) -> Result<u64, BadLine>,
    ) -> Result<(), Error> {
        let mut record = StringRecord::new();
        let size = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
        loop {
            let found = match lines.next().map_err(|error| Error::reading(self.path, &error))? {
                None => return Ok(()),
                Some(Ok("")) => continue,
                Some(Ok(line)) => {
                    cut(line, &mut record);
                    row(&record, self.taken)
                }
                Some(Err(bad)) => Err(bad),
            };
            self.report.rows += 1;
            match found {
                Ok(0) => self.report.passed_over += 1,
                Ok(places) => self.report.places += places,
                Err(bad) => self.report.findings.add(lines.line, bad),
            }
            if self.report.rows.is_multiple_of(1 << 16) {
                self.progress.at("places", size(lines.bytes), size(self.length));
            }
        }
    }

    /// The file has not the columns that its form has.
    pub(super) fn no_columns(&self, what: impl Into<Message>, next: impl Into<Message>) -> Error {
        Error::new(ErrorKind::Usage, message!("line 1: {what}", what: what.into()))
            .at(self.path.display())
            .safe("Nothing of this file was taken.")
            .next(next)
    }
}

/// Cells between tabs, without quotation marks of the table's own.
pub(super) fn tabs(line: &str, record: &mut StringRecord) {
    record.clear();
    line.split('\t').for_each(|cell| record.push_field(cell));
}

/// Cells between commas, some in quotation marks.
pub(super) fn commas(line: &str, record: &mut StringRecord) {
    let mut table = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(1 << 9)
        .from_reader(line.as_bytes());
    // Text in memory is read without failure; a line of which nothing can be made has no cells.
    if !table.read_record(record).unwrap_or(false) {
        record.clear();
    }
}

/// A row has as many cells as the first line.
pub(super) fn whole(record: &StringRecord, header: usize) -> Result<(), BadLine> {
    if record.len() == header {
        return Ok(());
    }
    let what = format!("it has {} columns, and the first line has {header}", record.len());
    Err(BadLine::new(what))
}

/// A number of degrees.
pub(super) fn degrees(cell: &str, what: &str) -> Result<f64, BadLine> {
    let number = cell.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| BadLine::new(format!("{what} \"{cell}\" is not a number")))
}

/// The point of two cells; none where both are empty.
pub(super) fn point(lat: &str, lon: &str) -> Result<Option<Point>, BadLine> {
    if lat.trim().is_empty() && lon.trim().is_empty() {
        return Ok(None);
    }
    let point = Point::new(degrees(lat, "latitude")?, degrees(lon, "longitude")?);
    point.map(Some).map_err(|why| BadLine::of(&why))
}

/// The cell of a column that the table may not have.
pub(super) fn cell(record: &StringRecord, column: Option<usize>) -> &str {
    column.and_then(|column| record.get(column)).unwrap_or_default().trim()
}
