//! Pages of lists, and what a list is narrowed by.

use crate::fold::folded;

/// A part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Rows to skip.
    pub offset: u64,
    /// Rows to give at most.
    pub limit: u64,
}

impl Page {
    /// All of the list.
    pub const ALL: Self = Self { offset: 0, limit: u64::MAX };

    /// The first `limit` rows.
    pub const fn first(limit: u64) -> Self {
        Self { offset: 0, limit }
    }

    /// Limit and offset as the statement takes them: no list is longer than 2^63 - 1.
    pub(crate) fn bounds(self) -> (i64, i64) {
        let bound = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        (bound(self.limit), bound(self.offset))
    }
}

/// A page of a list, with how long the list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing<T> {
    /// The rows of the page, in the list's order.
    pub rows: Vec<T>,
    /// Number of rows of the whole list.
    pub total: u64,
}

/// What a row must have to be listed; the default lists every row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words that must all occur in the row, in part or whole, without regard to case and accents.
    pub words: String,
    /// The report that the row is, belongs to or tells of.
    pub report: Option<String>,
    /// The incident that the row is, belongs to or tells of.
    pub incident: Option<String>,
}

impl Filter {
    /// Rows that have these words.
    pub fn words(words: &str) -> Self {
        Self { words: words.to_owned(), ..Self::default() }
    }

    /// Rows of one report.
    pub fn report(report: &str) -> Self {
        Self { report: Some(report.to_owned()), ..Self::default() }
    }

    /// Rows of one incident.
    pub fn incident(incident: &str) -> Self {
        Self { incident: Some(incident.to_owned()), ..Self::default() }
    }

    /// What must occur in the folded words of a row. What a person joined with signs (`2024-03`) stays one piece.
    pub(crate) fn folded_words(&self) -> Vec<String> {
        self.words.split_whitespace().map(folded).filter(|piece| !piece.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filter_words_are_folded_in_pieces() {
        assert_eq!(Filter::words("Tués 2024-03 🔥").folded_words(), ["tues", "2024 03"]);
        assert!(Filter::default().folded_words().is_empty());
    }

    #[test]
    fn no_page_is_out_of_range() {
        assert_eq!(Page::ALL.bounds(), (i64::MAX, 0));
    }
}
