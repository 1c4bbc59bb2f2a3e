//! Tables of other data sets read as sources: rows become [`ImportedEvent`]s, a row that cannot be read an error with
//! line and column.
//!
//! Columns are found by name, in any order. ACLED's and UCDP's older layouts are known by the names in
//! `codebook/import_columns.csv`. A byte order mark, `;` or tab between cells, and windows-1252 are seen from the bytes.

mod dates;
mod event;
mod field;
mod reader;
mod text;

pub use event::{Deaths, ImportedActor, ImportedCell, ImportedEvent};
pub use field::{Field, Mapping, MappingError};
pub use reader::{Events, ImportKind, OpenError, RowError, read_events};
