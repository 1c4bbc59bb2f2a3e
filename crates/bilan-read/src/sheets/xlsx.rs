//! Excel sheets, cell by cell as the file has them: never as a rectangle, which one far cell makes huge.

use std::io::Cursor;

use bilan_reader::{Fault, FileKind, Roster, Unreadable};
use calamine::{DataRef, Reader, Xlsx, XlsxError};

use crate::archive::Archive;
use crate::sheets::{Counter, MAX_SHEETS};

/// Counts the sheets of a file. A sheet without cells (a chart) has no rows.
///
/// # Errors
/// [`Unreadable`] when the file is damaged, locked or past a limit.
pub(crate) fn read(bytes: &[u8]) -> Result<Roster, Unreadable> {
    // The limits of the archive are looked at first: the parser of sheets has none.
    let mut archive = Archive::open(bytes, FileKind::ExcelSheet)?;
    archive.check_sizes()?;
    drop(archive);
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let names = workbook.sheet_names();
    let mut sheets = Vec::new();
    for name in names.into_iter().take(MAX_SHEETS) {
        let mut counter = Counter::default();
        match workbook.worksheet_cells_reader(&name) {
            Ok(mut cells) => {
                while let Some(cell) = cells.next_cell().map_err(|error| unreadable(&error))? {
                    let (row, column) = cell.get_position();
                    counter.cell(row as usize, column as usize, &words(cell.get_value()));
                }
            }
            Err(XlsxError::NotAWorksheet(_)) => {}
            Err(error) => return Err(unreadable(&error)),
        }
        sheets.push(counter.finish(Some(crate::collect::short(&name))));
    }
    Ok(Roster { sheets })
}

/// The words of a cell; what is a number, a date or a mistake is shown as it is stored.
fn words(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::SharedString(words) => (*words).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(date) => date.as_f64().to_string(),
        DataRef::String(words) | DataRef::DateTimeIso(words) | DataRef::DurationIso(words) => words.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

fn unreadable(error: &XlsxError) -> Unreadable {
    let kind = FileKind::ExcelSheet;
    if matches!(error, XlsxError::Password) {
        return Unreadable::Locked { kind };
    }
    Unreadable::Damaged { kind, fault: Fault::structure(error) }
}
