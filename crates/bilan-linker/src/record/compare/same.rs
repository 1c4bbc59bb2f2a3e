//! Comparison of a thing that is either the same or not: a sex, an occupation, a list.

use super::{Commonness, Compare, Level, Memory, UNKNOWN};
use crate::record::block::Pair;
use crate::record::table::Column;
use crate::record::texts::{MISSING, TextId, Texts};

/// Values that are the same or not.
pub(crate) struct Same {
    name: String,
    texts: Texts,
    rows: Vec<TextId>,
    /// Given where a rare value says more than a common one.
    commonness: Option<Commonness>,
}

pub(crate) const SAME: Level = 1;
const DIFFERENT: Level = 2;

impl Same {
    /// From a column; `by_rarity`: a rare value says more than a common one.
    pub(crate) fn new(name: &str, column: &Column, by_rarity: bool) -> Self {
        let (texts, rows) = (column.texts.clone(), column.rows.clone());
        let commonness = by_rarity.then(|| Commonness::count(rows.iter().copied(), texts.len()));
        Self { name: name.to_owned(), texts, rows, commonness }
    }
}

impl Compare for Same {
    fn name(&self) -> &str {
        &self.name
    }

    fn levels(&self) -> Vec<String> {
        ["not given", "same", "different"].map(str::to_owned).to_vec()
    }

    fn said(&self, record: u32) -> String {
        self.texts.get(self.rows[record as usize]).to_owned()
    }

    fn level(&self, one: u32, other: u32, _: &mut Memory) -> Level {
        let (a, b) = (self.rows[one as usize], self.rows[other as usize]);
        match (a, b) {
            (MISSING, _) | (_, MISSING) => UNKNOWN,
            _ if a == b => SAME,
            _ => DIFFERENT,
        }
    }

    fn commonness(&self, level: Level, (one, _): Pair) -> Option<f32> {
        let commonness = self.commonness.as_ref().filter(|_| level == SAME)?;
        Some(commonness.of(self.rows[one as usize]))
    }
}
