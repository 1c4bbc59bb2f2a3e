//! What is wrong with a list, as it is told to a person.

use std::io;
use std::path::Path;

use bilan_reader::FileKind;

use super::child::ChildFault;
use crate::error::{Error, ErrorKind};
use crate::message;
use crate::message::Message;

/// A place in a list, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A line of a text.
    Line(u64),
    /// A row of a sheet or a table.
    Row(u64),
}

impl Place {
    fn told(self) -> Message {
        match self {
            Self::Line(line) => message!("line {line}", line = line),
            Self::Row(row) => message!("row {row}", row = row),
        }
    }
}

/// What is wrong with a list.
#[derive(Debug)]
pub(super) enum Fault {
    /// A pipe or a device.
    NoFile,
    /// A file of a kind that holds no list, or whose lists are not read.
    Kind(FileKind),
    /// It could not be read.
    Reading(io::Error),
    /// Nothing is in it.
    Empty,
    /// Nothing is under its headings.
    HeadingsOnly,
    /// These headings stand there twice.
    Twice(String),
    /// A row has more cells than there are headings.
    Longer { line: Place, cells: usize, columns: usize },
    /// A quotation mark that is never closed.
    LoneQuote { line: Place },
    /// Something stands between the end of quotation marks and the end of the cell.
    AfterQuote { opened: Place, line: Place },
    /// A byte that is zero.
    Nul { line: Place },
    /// Bytes that are no letters; where, is known to whoever counts lines.
    Letters { line: Option<Place>, encoding: &'static str },
    /// A row larger than may be.
    TooLong { line: Place, limit_mib: usize },
    /// A row of more cells than may be.
    TooManyCells { line: Place, limit: usize },
    /// The child did not read it to its end.
    Child(ChildFault),
}

impl Fault {
    /// The error for this file.
    pub(super) fn told(self, path: &Path) -> Error {
        let headings = || {
            message!(
                "Give a file with the names of the columns in its first row and a row for each person under it."
            )
        };
        let quotes = || {
            message!(
                "Inside a cell in quotation marks, write each mark twice; remove marks that stand alone."
            )
        };
        let save =
            || message!("Open it in the program that made it, and save it again as XLSX or as CSV in UTF-8.");
        let (what, next) = match self {
            Self::Reading(error) => return Error::reading(path, &error),
            Self::Child(fault) => child(fault),
            Self::NoFile => (
                message!("it is a pipe or a device, and a list is read from a file"),
                message!("Write the list to a file, and give that."),
            ),
            Self::Kind(kind) => (
                message!(
                    "this is {kind}, and lists are read as CSV, TSV, XLSX, ODS and Parquet",
                    kind: Message::of_system(kind)
                ),
                save(),
            ),
            Self::Empty => (message!("the list is empty"), headings()),
            Self::HeadingsOnly => (message!("the list has the names of its columns and no row"), headings()),
            Self::Twice(names) => (
                message!("columns of the list have the same name: {names}", names = names),
                message!("Give each column a name of its own."),
            ),
            Self::Longer { line, cells, columns } => (
                message!(
                    "{place} has {cells} cells, and the list has {columns} columns",
                    place: line.told(), cells = cells, columns = columns
                ),
                message!(
                    "The first row has the names of the columns: give every column one, and put a cell that holds \
                     the sign between cells in quotation marks."
                ),
            ),
            Self::LoneQuote { line } => (
                message!("{place} has a quotation mark that opens a cell and is never closed", place: line.told()),
                quotes(),
            ),
            Self::AfterQuote { opened, line } => (
                message!(
                    "the quotation mark that opens a cell in {opened} is closed in the middle of it, in {place}",
                    opened: opened.told(), place: line.told()
                ),
                quotes(),
            ),
            Self::Nul { line } => {
                (message!("{place} has a zero byte in it, as no text does", place: line.told()), save())
            }
            Self::Letters { line, encoding } => (
                message!(
                    "{place} has bytes that are no letters of {encoding}",
                    place: line.map_or_else(|| message!("the list"), Place::told), encoding = encoding
                ),
                save(),
            ),
            Self::TooLong { line, limit_mib } => (
                message!("{place} has more than {limit} MiB", place: line.told(), limit = limit_mib),
                quotes(),
            ),
            Self::TooManyCells { line, limit } => {
                (message!("{place} has more than {limit} cells", place: line.told(), limit = limit), save())
            }
        };
        Error::new(ErrorKind::Failure, what)
            .at(path.display())
            .safe("The list was only read, and is as it was.")
            .next(next)
    }
}

/// What happened to the child, and what to do next.
fn child(fault: ChildFault) -> (Message, Message) {
    let csv = || message!("Save the list as CSV in UTF-8, and give that file.");
    let again = || message!("Open it in the program that made it, save it again, and give that file.");
    match fault {
        ChildFault::NotFound(detail) => (
            message!(
                "bilan-read, which reads lists of this kind, could not be started: {detail}",
                detail: Message::of_system(detail)
            ),
            message!("Put bilan-read beside bilan, or name it with BILAN_READ."),
        ),
        ChildFault::NoSandbox(detail) => (
            message!(
                "this computer cannot lock the reader in, so the list was not read: {detail}",
                detail: Message::of_system(detail)
            ),
            csv(),
        ),
        ChildFault::TimedOut(seconds) => (
            message!("reading the list took longer than {seconds} s and was stopped", seconds = seconds),
            csv(),
        ),
        ChildFault::OutOfMemory => {
            (message!("reading the list needs more than 2 GiB of memory and was stopped"), csv())
        }
        ChildFault::TooLarge(detail) => {
            (message!("the list is too large: {detail}", detail: Message::of_system(detail)), csv())
        }
        ChildFault::Killed(signal) => (
            message!(
                "the reader crashed on the list (signal {signal}); nothing else was harmed",
                signal = signal
            ),
            again(),
        ),
        ChildFault::Damaged(detail) => {
            (message!("the list is damaged: {detail}", detail: Message::of_system(detail)), again())
        }
        ChildFault::Locked => (
            message!("the list is locked with a password"),
            message!("Open it with its password, save it without one, and give that file."),
        ),
        ChildFault::Column(column) => (
            message!(
                "the column \"{column}\" holds more than one value in a cell, or no words",
                column = column
            ),
            message!("Write the table again without this column."),
        ),
        ChildFault::Exited(code, detail) => (
            message!(
                "the reader ended with code {code}: {detail}",
                code = code, detail: Message::of_system(detail)
            ),
            message!("Use bilan and bilan-read of the same version."),
        ),
    }
}
