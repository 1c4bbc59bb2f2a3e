//! A page of a list.

use bilan_store::{Cursor, Sheet};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A page of a list, with what leads to the next.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// How many there are in all, where that is known.
    pub total: Option<u64>,
    /// What to give as `cursor` for the next page; `None` at the end.
    pub next: Option<String>,
}

/// Which page is asked for.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// At most so many rows, 1 to 500.
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<u64>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

/// Rows on a page where the request does not say.
const ROWS: u64 = 50;
/// Rows on a page at most.
const ROWS_AT_MOST: u64 = 500;

impl Paging {
    /// How many rows.
    pub fn limit(&self) -> u64 {
        self.limit.unwrap_or(ROWS).clamp(1, ROWS_AT_MOST)
    }

    /// Rows to leave out, where the cursor is a number of rows.
    pub fn offset(&self) -> u64 {
        self.cursor.as_deref().and_then(|cursor| cursor.parse().ok()).unwrap_or(0)
    }

    /// Where the page begins, where the cursor is one of the projection's.
    pub fn after(&self) -> Option<Cursor> {
        self.cursor.as_deref().and_then(Cursor::from_text)
    }

    /// Rows on the page, as the projection counts them.
    pub fn rows(&self) -> usize {
        usize::try_from(self.limit()).unwrap_or(usize::MAX)
    }

    /// The page of a list of which all is at hand.
    pub fn cut<T>(&self, all: Vec<T>) -> Page<T> {
        let total = all.len() as u64;
        let offset = self.offset();
        let skip = usize::try_from(offset).unwrap_or(usize::MAX);
        let rows = usize::try_from(self.limit()).unwrap_or(usize::MAX);
        let rows: Vec<T> = all.into_iter().skip(skip).take(rows).collect();
        self.page(rows, total)
    }

    /// A page of which the rows were asked for by number.
    pub fn page<T>(&self, rows: Vec<T>, total: u64) -> Page<T> {
        let end = self.offset().saturating_add(rows.len() as u64);
        let next = (end < total && !rows.is_empty()).then(|| end.to_string());
        Page { rows, total: Some(total), next }
    }
}

impl<T> Page<T> {
    /// A page of the projection, row by row as pages show them.
    pub fn of<R>(sheet: Sheet<R>, shown: impl FnMut(R) -> T) -> Self {
        Self {
            total: Some(sheet.total),
            next: sheet.next.map(|cursor| cursor.to_text()),
            rows: sheet.rows.into_iter().map(shown).collect(),
        }
    }
}
