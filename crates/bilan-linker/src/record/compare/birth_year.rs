//! Comparison of years of birth, as given or worked out from ages.

use super::{Compare, Level, Memory, UNKNOWN};

/// Estimated year of birth of each record; 0: not known.
pub(crate) struct BirthYear(pub(crate) Vec<i16>);

impl Compare for BirthYear {
    fn name(&self) -> &'static str {
        "year of birth"
    }

    fn levels(&self) -> Vec<String> {
        [
            "not given",
            "same year",
            "a year apart",
            "2 or 3 years",
            "4 to 6 years",
            "7 to 12 years",
            "more than 12 years",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    fn said(&self, record: u32) -> String {
        let year = self.0[record as usize];
        if year == 0 { String::new() } else { year.to_string() }
    }

    fn level(&self, one: u32, other: u32, _: &mut Memory) -> Level {
        let (a, b) = (self.0[one as usize], self.0[other as usize]);
        if a == 0 || b == 0 {
            return UNKNOWN;
        }
        match a.abs_diff(b) {
            0 => 1,
            1 => 2,
            2..=3 => 3,
            4..=6 => 4,
            7..=12 => 5,
            _ => 6,
        }
    }
}
