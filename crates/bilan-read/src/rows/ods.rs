//! The rows of an `OpenDocument` sheet, element by element: the file is never in memory as a whole, and what it says is
//! repeated without end is written as often only where it holds something.

use std::io::{BufReader, Write};

use bilan_reader::FileKind;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::sheet::SheetOut;
use super::{MAX_COLUMNS, MAX_ROWS, RowsFault, instant};
use crate::archive::Archive;
use crate::xml::{MAX_DEPTH, entity, plain};

pub(super) fn write(bytes: &[u8], out: &mut impl Write) -> Result<(), RowsFault> {
    const MANIFEST: &str = "META-INF/manifest.xml";
    const CONTENT: &str = "content.xml";
    let mut archive = Archive::open(bytes, FileKind::OpenDocument)?;
    if archive.text(MANIFEST)?.is_some_and(|list| list.contains("encryption-data")) {
        return Err(RowsFault::Locked);
    }
    let content = archive.stream(CONTENT)?;
    let mut reader = Reader::from_reader(BufReader::with_capacity(64 * 1024, content));
    reader.config_mut().expand_empty_elements = true;
    let mut walk = Walk::new(out);
    let mut buffer = Vec::new();
    let mut depth = 0_usize;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(RowsFault::damaged)? {
            Event::Start(start) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(RowsFault::Damaged(format!(
                        "elements in elements, more than {MAX_DEPTH} deep"
                    )));
                }
                walk.start(&start, depth);
            }
            Event::End(end) => {
                if walk.end(end.local_name().as_ref(), depth)? {
                    return Ok(());
                }
                depth = depth.saturating_sub(1);
            }
            Event::Text(text) => walk.words(&text.into_inner()),
            Event::CData(text) => walk.words(&text.into_inner()),
            Event::GeneralRef(reference) => walk.words(&entity(&reference.into_inner())),
            Event::Eof if depth > 0 => return Err(RowsFault::damaged("it ends in the middle")),
            Event::Eof => return Ok(()),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// Where in the sheets the walk is.
struct Walk<'a, W> {
    sheet: SheetOut<'a, W>,
    held: bool,
    row: usize,
    row_times: usize,
    column: usize,
    cell: Option<Cell>,
    /// The depth of the element whose inside is passed over: a comment on a cell, a table in a cell.
    passed: Option<usize>,
}

/// A cell that is being read.
struct Cell {
    times: usize,
    /// What the cell holds where that is no words: a number, a date, a truth.
    value: Option<String>,
    words: String,
}

impl<'a, W: Write> Walk<'a, W> {
    fn new(out: &'a mut W) -> Self {
        let sheet = SheetOut::new(out);
        Self { sheet, held: false, row: 0, row_times: 1, column: 0, cell: None, passed: None }
    }

    fn start(&mut self, element: &BytesStart<'_>, depth: usize) {
        if self.passed.is_some() {
            return;
        }
        let name = element.local_name();
        match (name.as_ref(), &mut self.cell) {
            ("annotation" | "table", Some(_)) | ("tracked-changes", None) => self.passed = Some(depth),
            ("p", Some(cell)) if !cell.words.is_empty() => cell.words.push('\n'),
            ("line-break", Some(cell)) => cell.words.push('\n'),
            ("tab", Some(cell)) => cell.words.push('\t'),
            ("s", Some(cell)) => {
                let spaces = repeats(element, "c", 1024);
                cell.words.extend(std::iter::repeat_n(' ', spaces));
            }
            ("table", None) => (self.row, self.column) = (0, 0),
            ("table-row", None) => {
                self.row_times = repeats(element, "number-rows-repeated", MAX_ROWS);
                self.column = 0;
            }
            ("table-cell" | "covered-table-cell", None) => {
                let times = repeats(element, "number-columns-repeated", MAX_COLUMNS);
                self.cell = Some(Cell { times, value: value(element), words: String::new() });
            }
            _ => {}
        }
    }

    fn words(&mut self, words: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|_| self.passed.is_none()) {
            cell.words.push_str(words);
        }
    }

    /// Takes an end, and gives whether a sheet that held something has ended with it.
    fn end(&mut self, name: &str, depth: usize) -> Result<bool, RowsFault> {
        if let Some(passed) = self.passed {
            if depth == passed {
                self.passed = None;
            }
            return Ok(false);
        }
        match name {
            "table-cell" | "covered-table-cell" => {
                let Some(Cell { times, value, words }) = self.cell.take() else { return Ok(false) };
                let told = value.unwrap_or(words);
                if !told.trim().is_empty() {
                    self.held = true;
                    for column in self.column..self.column.saturating_add(times) {
                        self.sheet.cell(self.row, column, &told)?;
                    }
                }
                self.column = self.column.saturating_add(times);
            }
            "table-row" => {
                self.sheet.repeat_row(self.row_times)?;
                self.row = self.row.saturating_add(self.row_times);
            }
            "table" => return Ok(self.held),
            _ => {}
        }
        Ok(false)
    }
}

/// What a cell says that it holds, where it holds no words.
fn value(element: &BytesStart<'_>) -> Option<String> {
    let kind = attribute(element, "value-type")?;
    match kind.as_str() {
        "float" | "percentage" | "currency" => {
            let stated = attribute(element, "value")?;
            Some(stated.parse().map_or(stated, instant::number))
        }
        "date" => Some(instant::day_if_midnight(&attribute(element, "date-value")?).to_owned()),
        "boolean" => attribute(element, "boolean-value"),
        "time" => {
            let stated = attribute(element, "time-value")?;
            Some(time_told(&stated).unwrap_or(stated))
        }
        _ => None,
    }
}

/// `PT10H30M00S` as `10:30:00`.
fn time_told(stated: &str) -> Option<String> {
    let (hours, rest) = stated.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let (seconds, _) =
        rest.strip_suffix('S')?.split_once(['.', ',']).unwrap_or((rest.strip_suffix('S')?, ""));
    let number = |digits: &str| digits.parse::<u32>().ok();
    Some(format!("{:02}:{:02}:{:02}", number(hours)?, number(minutes)?, number(seconds)?))
}

/// An attribute by its name without the prefix. A file may state the value twice, as `office:` and as `calcext:`.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let attributes = attributes.with_checks(false).flatten();
    let mut named = attributes.filter(|attribute| attribute.key.local_name().as_ref() == name);
    named.find(|attribute| !attribute.key.as_ref().starts_with("calcext:")).map(|found| plain(&found.value))
}

/// How often something is repeated, as a file says; at least once.
fn repeats(element: &BytesStart<'_>, name: &str, most: usize) -> usize {
    attribute(element, name).and_then(|times| times.parse().ok()).unwrap_or(1).clamp(1, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_clocks_do() {
        assert_eq!(time_told("PT10H30M05S").unwrap(), "10:30:05");
        assert_eq!(time_told("PT100H00M05.25S").unwrap(), "100:00:05");
        assert_eq!(time_told("P1D"), None);
    }
}
