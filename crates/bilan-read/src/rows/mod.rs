//! The rows of a table as CSV, written as they are read: a table of a million rows takes no more room than its file.

mod instant;
mod ods;
mod parquet;
mod parquet_cell;
mod sheet;
mod xlsx;

use std::fmt;
use std::io::{self, BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use bilan_reader::Unreadable;
use bilan_reader::child::{
    EXIT_COLUMN, EXIT_DAMAGED, EXIT_LOCKED, EXIT_PIPE, EXIT_TOO_LARGE, MAX_ROWS_INPUT, RowsFormat,
};

/// The most columns a table may have, as Excel has it.
const MAX_COLUMNS: usize = 16_384;
/// The most rows a sheet may have: those of Excel, sixteen times.
const MAX_ROWS: usize = 16 * 1_048_576;

/// Why the rows of a table end before they are all written. Rows that were written before it are good.
#[derive(Debug)]
pub enum RowsFault {
    /// The table is not built as its format says.
    Damaged(String),
    /// The table is locked with a password.
    Locked,
    /// Something of the table is larger than may be.
    TooLarge(String),
    /// A column of this name is no column of cells.
    Column(String),
    /// The table could not be taken in, or its rows not given.
    Pipe(io::Error),
}

impl RowsFault {
    /// The code with which the child ends.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Damaged(_) => EXIT_DAMAGED,
            Self::Locked => EXIT_LOCKED,
            Self::TooLarge(_) => EXIT_TOO_LARGE,
            Self::Column(_) => EXIT_COLUMN,
            Self::Pipe(_) => EXIT_PIPE,
        }
    }

    fn damaged(what: impl fmt::Display) -> Self {
        Self::Damaged(what.to_string())
    }

    fn too_wide() -> Self {
        Self::TooLarge(format!("more than {MAX_COLUMNS} columns"))
    }

    fn too_long() -> Self {
        Self::TooLarge(format!("more than {MAX_ROWS} rows"))
    }
}

impl fmt::Display for RowsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged(what) | Self::TooLarge(what) | Self::Column(what) => f.write_str(what),
            Self::Locked => f.write_str("a password"),
            Self::Pipe(error) => error.fmt(f),
        }
    }
}

impl From<io::Error> for RowsFault {
    fn from(error: io::Error) -> Self {
        Self::Pipe(error)
    }
}

impl From<Unreadable> for RowsFault {
    fn from(why: Unreadable) -> Self {
        if let Unreadable::Damaged { fault, .. } = why {
            return Self::damaged(fault);
        }
        if let Unreadable::PastLimit { limit, .. } = why {
            return Self::TooLarge(limit.to_string());
        }
        if matches!(why, Unreadable::Locked { .. }) { Self::Locked } else { Self::damaged(why) }
    }
}

/// Writes the rows of a table: of a file of sheets, those of the first sheet that holds something. A table that holds
/// nothing gives nothing.
///
/// # Errors
/// [`RowsFault`], after the rows that could be read.
pub fn write_rows(format: RowsFormat, bytes: Vec<u8>, out: impl Write) -> Result<(), RowsFault> {
    if bytes.len() as u64 > MAX_ROWS_INPUT {
        return Err(RowsFault::TooLarge(format!("more than {} MiB", MAX_ROWS_INPUT >> 20)));
    }
    let mut out = BufWriter::with_capacity(64 * 1024, out);
    let run = AssertUnwindSafe(|| match format {
        RowsFormat::Xlsx => xlsx::write(&bytes, &mut out),
        RowsFormat::Ods => ods::write(&bytes, &mut out),
        RowsFormat::Parquet => parquet::write(bytes, &mut out),
    });
    let done = catch_unwind(run).unwrap_or_else(|_| Err(RowsFault::damaged("its parser stopped")));
    out.flush()?;
    done
}

/// Writes one cell as RFC 4180 has it.
fn write_cell(out: &mut impl Write, words: &str) -> io::Result<()> {
    if !words.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n')) {
        return out.write_all(words.as_bytes());
    }
    out.write_all(b"\"")?;
    for (at, piece) in words.split('"').enumerate() {
        if at > 0 {
            out.write_all(b"\"\"")?;
        }
        out.write_all(piece.as_bytes())?;
    }
    out.write_all(b"\"")
}
