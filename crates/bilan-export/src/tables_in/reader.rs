//! Rows to events.

use std::io::Cursor;

use bilan_model::{DateInterval, Point};
use jiff::civil::Date;

use super::event::{Deaths, ImportedActor, ImportedCell, ImportedEvent};
use super::field::{Field, Found, Mapping};
use super::{dates, text};
use crate::tables::bare;

/// Which data set a table is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportKind {
    /// ACLED, any layout.
    Acled,
    /// UCDP's Georeferenced Event Dataset, any layout.
    Ucdp,
    /// Another table, whose columns the caller names.
    Table(Mapping),
}

/// A file that is not a table of its kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// No first line with the names of columns.
    #[error("line 1: the names of the columns cannot be read: {0}")]
    NoHeader(String),
    /// No column holds this field, and there is no event without it.
    #[error("no column holds the field {field}; the columns are {columns}")]
    NoColumn {
        /// Code of the field.
        field: &'static str,
        /// The columns that the table has.
        columns: String,
    },
}

/// A row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {what}")]
pub struct RowError {
    /// Line of the file, from 1.
    pub line: u64,
    /// Name of the column; empty where the row as a whole is wrong.
    pub column: String,
    /// What is wrong.
    pub what: String,
}

/// The events of a table, in the order of its rows.
pub struct Events {
    rows: ::csv::StringRecordsIntoIter<Cursor<Vec<u8>>>,
    /// How far lines are counted, in bytes, and the line there.
    counted: (usize, u64),
    header: Vec<String>,
    found: Found,
    /// Precision of days is ACLED's.
    acled: bool,
}

/// Reads a table of events.
///
/// # Errors
/// When it has no header, or no column for the id (of ACLED and UCDP), a date or a figure.
pub fn read_events(kind: &ImportKind, bytes: &[u8]) -> Result<Events, OpenError> {
    let text = text::decoded(bytes);
    let delimiter = text::delimiter(&text);
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(Cursor::new(text.into_owned().into_bytes()));
    let header = reader.headers().map_err(|error| OpenError::NoHeader(error.to_string()))?;
    let header: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    let (mapping, wanted): (Mapping, &[(Field, &str)]) = match kind {
        ImportKind::Acled => {
            (Mapping::known("acled"), &[(Field::Id, "id"), (Field::Date, "date"), (Field::Deaths, "deaths")])
        }
        ImportKind::Ucdp => {
            (Mapping::known("ucdp"), &[(Field::Id, "id"), (Field::Date, "date"), (Field::Deaths, "deaths")])
        }
        ImportKind::Table(mapping) => (mapping.clone(), &[(Field::Date, "date"), (Field::Deaths, "deaths")]),
    };
    let found = mapping.find(&header);
    for (field, code) in wanted {
        let low_will_do = *field == Field::Deaths && !found.at(Field::Low).is_empty();
        if found.at(*field).is_empty() && !low_will_do {
            return Err(OpenError::NoColumn { field: code, columns: header.join(", ") });
        }
    }
    Ok(Events {
        rows: reader.into_records(),
        counted: (0, 1),
        header,
        found,
        acled: *kind == ImportKind::Acled,
    })
}

impl Events {
    /// The line of a byte, or of the first letter after it that ends no line.
    fn line_of(&mut self, byte: u64) -> u64 {
        let bytes = self.rows.reader().get_ref().get_ref();
        let (from, line) = self.counted;
        let rest = bytes.get(usize::try_from(byte).unwrap_or(usize::MAX)..).unwrap_or_default();
        let start = rest.iter().position(|letter| !matches!(letter, b'\r' | b'\n')).unwrap_or(rest.len());
        let to = (bytes.len() - rest.len() + start).max(from);
        let breaks = bytes.get(from..to).unwrap_or_default().iter().filter(|letter| **letter == b'\n');
        let line = line + breaks.count() as u64;
        self.counted = (to, line);
        line
    }
}

impl Iterator for Events {
    type Item = Result<ImportedEvent, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let before = self.rows.reader().position().byte();
            let row = self.rows.next()?;
            let line = self.line_of(before);
            let wrong = |what: String| Some(Err(RowError { line, column: String::new(), what }));
            let row = match row {
                Ok(row) => row,
                Err(error) => return wrong(error.to_string()),
            };
            if row.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if row.len() != self.header.len() {
                return wrong(format!("{} cells where the header has {}", row.len(), self.header.len()));
            }
            return Some(Row { events: self, cells: &row, line }.event());
        }
    }
}

/// One row being read.
struct Row<'a> {
    events: &'a Events,
    cells: &'a ::csv::StringRecord,
    line: u64,
}

impl Row<'_> {
    fn event(&self) -> Result<ImportedEvent, RowError> {
        let mut actors = Vec::new();
        for (field, first_side) in [(Field::ActorA, true), (Field::ActorB, false)] {
            for name in self.all(field).into_iter().flat_map(|cell| cell.split(';')) {
                let name = name.trim();
                if !name.is_empty() {
                    actors.push(ImportedActor { name: name.to_owned(), first_side });
                }
            }
        }
        let types = [self.text(Field::EventType), self.text(Field::SubEventType)];
        Ok(ImportedEvent {
            row: self.line,
            id: whole_id(self.text(Field::Id)),
            date: self.date()?,
            place: self.text(Field::Place).to_owned(),
            areas: self.all(Field::Area).into_iter().map(str::to_owned).collect(),
            country: self.text(Field::Country).to_owned(),
            point: self.point()?,
            actors,
            event_types: types.into_iter().filter(|kind| !kind.is_empty()).map(str::to_owned).collect(),
            deaths: self.deaths()?,
            sources: self.all(Field::Sources).join("; "),
            notes: self.text(Field::Notes).to_owned(),
            cells: self.cells(),
        })
    }

    /// The cells that are not empty.
    fn cells(&self) -> Vec<ImportedCell> {
        let cells = self.events.header.iter().zip(self.cells.iter()).enumerate();
        let cells = cells.map(|(at, (column, value))| ImportedCell {
            column: column.clone(),
            value: bare(value).trim().to_owned(),
            field: self.events.found.of_column(at),
        });
        cells.filter(|cell| !cell.value.is_empty()).collect()
    }

    fn text(&self, field: Field) -> &str {
        let at = self.events.found.at(field).first();
        bare(at.and_then(|at| self.cells.get(*at)).unwrap_or_default()).trim()
    }

    /// The cells of all columns of a field that are not empty.
    fn all(&self, field: Field) -> Vec<&str> {
        let cells = self.events.found.at(field).iter().filter_map(|at| self.cells.get(*at));
        cells.map(|cell| bare(cell).trim()).filter(|cell| !cell.is_empty()).collect()
    }

    fn wrong(&self, field: Field, what: String) -> RowError {
        let at = self.events.found.at(field).first();
        let column = at.and_then(|at| self.events.header.get(*at)).cloned().unwrap_or_default();
        RowError { line: self.line, column, what }
    }

    fn day(&self, field: Field) -> Result<Option<Date>, RowError> {
        match self.text(field) {
            "" => Ok(None),
            cell => match dates::day(cell) {
                Some(day) => Ok(Some(day)),
                None => Err(self.wrong(field, format!("{cell:?} is not one day"))),
            },
        }
    }

    fn date(&self) -> Result<Option<DateInterval>, RowError> {
        let Some(first) = self.day(Field::Date)? else { return Ok(None) };
        if self.events.acled {
            let precision = self.whole(Field::DatePrecision)?.unwrap_or(1);
            let (earliest, latest) = dates::around(first, precision);
            return Ok(DateInterval::new(earliest, latest).ok());
        }
        let last = self.day(Field::DateEnd)?.unwrap_or(first);
        let interval = DateInterval::new(first, last);
        interval.map(Some).map_err(|error| self.wrong(Field::DateEnd, error.to_string()))
    }

    fn degrees(&self, field: Field, limit: f64) -> Result<Option<f64>, RowError> {
        match self.text(field) {
            "" => Ok(None),
            cell => match cell.replace(',', ".").parse::<f64>() {
                Ok(degrees) if degrees.abs() <= limit => Ok(Some(degrees)),
                _ => Err(self.wrong(field, format!("{cell:?} is no number of degrees up to {limit}"))),
            },
        }
    }

    fn point(&self) -> Result<Option<Point>, RowError> {
        let latitude = self.degrees(Field::Latitude, 90.0)?;
        let longitude = self.degrees(Field::Longitude, 180.0)?;
        if let (Some(latitude), Some(longitude)) = (latitude, longitude) {
            return Ok(Some(Point { latitude, longitude }));
        }
        let cell = self.text(Field::Point);
        if cell.is_empty() {
            return Ok(None);
        }
        let inner = cell.trim_start_matches("POINT").trim().strip_prefix('(');
        let pair =
            inner.and_then(|inner| inner.strip_suffix(')')).and_then(|inner| inner.trim().split_once(' '));
        let point = pair.and_then(|(longitude, latitude)| {
            let point = Point { latitude: latitude.trim().parse().ok()?, longitude: longitude.parse().ok()? };
            (point.latitude.abs() <= 90.0 && point.longitude.abs() <= 180.0).then_some(point)
        });
        point.map(Some).ok_or_else(|| self.wrong(Field::Point, format!("{cell:?} is no point")))
    }

    /// A whole number; `12.0` is one, as spreadsheets leave it.
    fn whole(&self, field: Field) -> Result<Option<u64>, RowError> {
        match self.text(field) {
            "" => Ok(None),
            cell => match whole(cell) {
                Some(number) => Ok(Some(number)),
                None => Err(self.wrong(field, format!("{cell:?} is no whole number"))),
            },
        }
    }

    fn deaths(&self) -> Result<Deaths, RowError> {
        let deaths = Deaths {
            low: self.whole(Field::Low)?,
            best: self.whole(Field::Deaths)?,
            high: self.whole(Field::High)?,
            side_a: self.whole(Field::DeathsA)?,
            side_b: self.whole(Field::DeathsB)?,
            civilians: self.whole(Field::DeathsCivilians)?,
            unknown: self.whole(Field::DeathsUnknown)?,
        };
        match (deaths.low, deaths.high) {
            (Some(low), Some(high)) if low > high => {
                Err(self.wrong(Field::Low, format!("the lower end {low} lies above the upper end {high}")))
            }
            _ => Ok(deaths),
        }
    }
}

/// The number, where it is whole.
fn whole(cell: &str) -> Option<u64> {
    let digits = match cell.split_once(['.', ',']) {
        Some((whole, rest)) if rest.bytes().all(|byte| byte == b'0') => whole,
        Some(_) => return None,
        None => cell,
    };
    digits.parse().ok()
}

/// An id that a spreadsheet made a decimal number (`12345.0`) is whole again.
fn whole_id(id: &str) -> String {
    let number = id.split_once('.').filter(|(whole, rest)| {
        !whole.is_empty()
            && whole.bytes().all(|byte| byte.is_ascii_digit())
            && !rest.is_empty()
            && rest.bytes().all(|byte| byte == b'0')
    });
    number.map_or(id, |(whole, _)| whole).to_owned()
}
