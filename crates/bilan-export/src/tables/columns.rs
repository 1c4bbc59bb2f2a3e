//! The columns of every table, from `codebook/export_columns.csv` and `codebook/hxl_columns.csv`.

use std::io;

use bilan_model::{Profile, ReleaseHead};

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number, 0 or more.
    Whole,
    /// A decimal number.
    Number,
    /// Yes or no.
    Flag,
    /// A day.
    Date,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, the header.
    pub name: String,
    /// What its cells are.
    pub kind: Kind,
    /// What it means, one English phrase; of HXL, its hashtag.
    pub meaning: String,
}

/// The columns of one table, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Name of the table.
    pub name: String,
    /// Its columns.
    pub columns: Vec<Column>,
}

const COLUMNS: &str = include_str!("../../../../codebook/export_columns.csv");
const HXL: &str = include_str!("../../../../codebook/hxl_columns.csv");

/// Every table with its columns, but for those that all of bilan's own tables carry (`notice`, `release`, `profile`,
/// `state`): what a data dictionary is made from.
///
/// # Errors
/// When the data file is not what it should be.
pub fn tables() -> io::Result<Vec<Table>> {
    let mut tables: Vec<Table> = Vec::new();
    for row in ::csv::Reader::from_reader(COLUMNS.as_bytes()).records() {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let column = Column { name: cell(1).to_owned(), kind: kind(cell(2))?, meaning: cell(3).to_owned() };
        match tables.last_mut() {
            Some(table) if table.name == cell(0) => table.columns.push(column),
            _ => tables.push(Table { name: cell(0).to_owned(), columns: vec![column] }),
        }
    }
    Ok(tables)
}

/// The columns of one table.
pub(super) fn table(name: &str) -> io::Result<Table> {
    tables()?.into_iter().find(|table| table.name == name).ok_or_else(|| odd(&format!("no table {name}")))
}

/// The columns of one of bilan's own tables, with those that all of them carry.
pub(super) fn framed(name: &str, head: &ReleaseHead) -> io::Result<Table> {
    let mut table = table(name)?;
    let text = |name: &str, meaning: &str| Column {
        name: name.to_owned(),
        kind: Kind::Text,
        meaning: meaning.to_owned(),
    };
    if head.profile == Profile::Internal {
        table.columns.insert(0, text("notice", super::NOTICE));
    }
    table.columns.extend([
        text("release", "id of the release"),
        text("profile", "for whom the release is"),
        text("state", "candidate, final or withdrawn"),
    ]);
    Ok(table)
}

/// The columns of the HXL table; their meaning is the hashtag.
pub(super) fn hxl() -> io::Result<Table> {
    let mut columns = Vec::new();
    for row in ::csv::Reader::from_reader(HXL.as_bytes()).records() {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or_default();
        columns.push(Column { name: cell(0).to_owned(), kind: kind(cell(2))?, meaning: cell(1).to_owned() });
    }
    Ok(Table { name: "hxl".to_owned(), columns })
}

fn kind(code: &str) -> io::Result<Kind> {
    match code {
        "text" => Ok(Kind::Text),
        "whole" => Ok(Kind::Whole),
        "number" => Ok(Kind::Number),
        "flag" => Ok(Kind::Flag),
        "date" => Ok(Kind::Date),
        other => Err(odd(&format!("no kind of column {other}"))),
    }
}

/// A data file of the codebook that is not what it should be.
pub(super) fn odd(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("codebook: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acled_has_31_columns_and_ucdp_49() {
        assert_eq!(table("acled").unwrap().columns.len(), 31);
        assert_eq!(table("ucdp").unwrap().columns.len(), 49);
        assert_eq!(hxl().unwrap().columns.len(), 30);
    }
}
