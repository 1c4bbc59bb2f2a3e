//! A release as tables and documents, written record by record: no format ever holds all records.

mod acled;
mod actors;
mod book;
mod cell;
mod columns;
mod countries;
mod csv;
mod event_type;
mod flat;
mod format;
mod geojson;
mod hxl;
mod json;
mod loss;
mod number;
mod parquet;
mod rows;
mod shelf;
mod ucdp;
mod writers;
mod xlsx;
mod zip;

pub use cell::bare;
pub use columns::{Column, Kind, Table, tables};
pub use countries::{Countries, CountriesError, Country};
pub use format::Format;
pub use shelf::Shelf;
pub use writers::Writers;

/// What stands on every row of a release for the team alone.
pub const NOTICE: &str = "NOT FOR PUBLICATION";
