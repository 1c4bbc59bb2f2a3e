//! The rows of an Excel sheet, cell by cell as the file has them.

use std::borrow::Cow;
use std::io::{Cursor, Write};

use bilan_reader::FileKind;
use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};

use super::sheet::SheetOut;
use super::{RowsFault, instant};
use crate::archive::Archive;

/// The most bytes that everything but the sheets may unpack to (512 MiB): shared words, styles.
const MAX_BESIDE_SHEETS: u64 = 512 * 1024 * 1024;
/// The days of Excel's calendar that are dates.
const DAYS: std::ops::Range<f64> = 0.0..2_958_466.0;

pub(super) fn write(bytes: &[u8], out: &mut impl Write) -> Result<(), RowsFault> {
    // The sheets stream by; all else the parser takes into memory without a limit of its own.
    if let Ok(mut archive) = Archive::open(bytes, FileKind::ExcelSheet) {
        archive.check_sizes_but(MAX_BESIDE_SHEETS, |name| name.starts_with(b"xl/worksheets/"))?;
    }
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| fault(&error))?;
    for name in workbook.sheet_names() {
        let mut sheet = SheetOut::new(out);
        match workbook.worksheet_cells_reader(&name) {
            Ok(mut cells) => {
                while let Some(cell) = cells.next_cell().map_err(|error| fault(&error))? {
                    let (row, column) = cell.get_position();
                    let (row, column) = (row as usize, column as usize);
                    sheet.cell(row, column, &told(cell.get_value()))?;
                }
            }
            // A chart.
            Err(XlsxError::NotAWorksheet(_)) => {}
            Err(error) => return Err(fault(&error)),
        }
        if sheet.finish()? {
            break;
        }
    }
    Ok(())
}

/// The words of a cell.
fn told<'a>(value: &'a DataRef<'_>) -> Cow<'a, str> {
    Cow::Owned(match value {
        DataRef::SharedString(words) => return Cow::Borrowed(words),
        DataRef::String(words) | DataRef::DurationIso(words) => return Cow::Borrowed(words),
        DataRef::DateTimeIso(words) => return Cow::Borrowed(instant::day_if_midnight(words)),
        DataRef::Empty => return Cow::Borrowed(""),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => instant::number(*number),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(date) => date_told(date),
        DataRef::Error(error) => error.to_string(),
    })
}

/// A date; a time alone where there is no day; a length of time as hours, minutes and seconds.
fn date_told(date: &ExcelDateTime) -> String {
    const NANOSECONDS_A_MILLISECOND: i64 = 1_000_000;
    let days = date.as_f64();
    if !DAYS.contains(&days) {
        return instant::number(days);
    }
    let of_hours = |hours: i64, minutes: u8, seconds: u8, milliseconds: u16| {
        let whole = (hours * 60 + i64::from(minutes)) * 60 + i64::from(seconds);
        instant::time((whole * 1000 + i64::from(milliseconds)) * NANOSECONDS_A_MILLISECOND)
    };
    if date.is_duration() {
        #[allow(clippy::cast_possible_truncation, reason = "at most 2,958,466 days are far fewer than fit")]
        let seconds = (days * 86_400.0).round() as i64;
        return instant::time(seconds * 1000 * NANOSECONDS_A_MILLISECOND);
    }
    let (year, month, day, hour, minute, second, milliseconds) = date.to_ymd_hms_milli();
    let time = of_hours(i64::from(hour), minute, second, milliseconds);
    if days < 1.0 {
        return time;
    }
    if time == "00:00:00" {
        return format!("{year:04}-{month:02}-{day:02}");
    }
    format!("{year:04}-{month:02}-{day:02}T{time}")
}

fn fault(error: &XlsxError) -> RowsFault {
    if matches!(error, XlsxError::Password) { RowsFault::Locked } else { RowsFault::damaged(error) }
}
