//! What a row of another data set says: a source's word, never a claim of bilan's.

use bilan_model::{DateInterval, Point};

use super::field::Field;

/// One event of another data set.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedEvent {
    /// Line of the file that the row begins in, from 1.
    pub row: u64,
    /// Its id there.
    pub id: String,
    /// The days between which it happened, as the row's precision allows; `None` where the row has no date.
    pub date: Option<DateInterval>,
    /// The smallest named place.
    pub place: String,
    /// Larger areas that contain it, smallest first.
    pub areas: Vec<String>,
    /// The country as the row writes it.
    pub country: String,
    /// The point.
    pub point: Option<Point>,
    /// Who takes part.
    pub actors: Vec<ImportedActor>,
    /// What kind of event the data set says that it is, broadest first.
    pub event_types: Vec<String>,
    /// How many died.
    pub deaths: Deaths,
    /// Its sources, as one text.
    pub sources: String,
    /// Its notes.
    pub notes: String,
    /// Every cell that is not empty, in the order of the columns: the words that all of this was read from.
    pub cells: Vec<ImportedCell>,
}

/// One cell of the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedCell {
    /// Name of its column, as the header writes it.
    pub column: String,
    /// What stands in it.
    pub value: String,
    /// The field that the column holds, where it holds one.
    pub field: Option<Field>,
}

/// A party as the data set names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedActor {
    /// Its name.
    pub name: String,
    /// Of the first side, else of the second. In ACLED this tells nothing of who attacked.
    pub first_side: bool,
}

/// Deaths; what the row does not say is `None`. Persons.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Deaths {
    /// Lower end.
    pub low: Option<u64>,
    /// The one figure.
    pub best: Option<u64>,
    /// Upper end.
    pub high: Option<u64>,
    /// Of the first side.
    pub side_a: Option<u64>,
    /// Of the second side.
    pub side_b: Option<u64>,
    /// Civilians.
    pub civilians: Option<u64>,
    /// Of whom it is not known what they were.
    pub unknown: Option<u64>,
}
