//! Comparison of dates of birth as written.

use super::{Compare, Level, Memory, UNKNOWN};
use crate::record::likeness::edits;
use crate::record::texts::{MISSING, TextId, Texts};
use crate::record::when::{Apart, Date, Precision};

/// Dates of birth: what was written, and what it says.
pub(crate) struct BirthDate {
    pub(crate) texts: Texts,
    pub(crate) rows: Vec<TextId>,
    /// The date of each text, `[text]`.
    pub(crate) dates: Vec<Date>,
}

/// How many levels there are.
pub(crate) const LEVELS: usize = 9;

impl BirthDate {
    fn compare(&self, one: TextId, other: TextId) -> Level {
        let (a, b) = (self.texts.get(one).as_bytes(), self.texts.get(other).as_bytes());
        let (first, second) = (self.dates[one as usize], self.dates[other as usize]);
        let whole = first.precision == Precision::Day && second.precision == Precision::Day;
        if whole && first.apart(second) == Apart::Exchanged {
            return 3;
        }
        match edits(a, b, 2) {
            Some(0 | 1) => return 2,
            Some(2) => return 4,
            _ => {}
        }
        let known = first.precision > Precision::Missing && second.precision > Precision::Missing;
        let years = first.year.abs_diff(second.year);
        match years {
            _ if !known => 8,
            0 => 5,
            1 => 6,
            2..=10 => 7,
            _ => 8,
        }
    }
}

impl Compare for BirthDate {
    fn name(&self) -> &'static str {
        "date of birth"
    }

    fn levels(&self) -> Vec<String> {
        [
            "not given",
            "same",
            "one digit apart",
            "day and month exchanged",
            "two digits apart",
            "same year",
            "a year apart",
            "within ten years",
            "different",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    fn said(&self, record: u32) -> String {
        self.texts.get(self.rows[record as usize]).to_owned()
    }

    fn level(&self, one: u32, other: u32, memory: &mut Memory) -> Level {
        let (a, b) = (self.rows[one as usize], self.rows[other as usize]);
        match (a, b) {
            (MISSING, _) | (_, MISSING) => UNKNOWN,
            _ if a == b => 1,
            _ => memory.likeness(3, a, b, || self.compare(a, b)),
        }
    }
}
