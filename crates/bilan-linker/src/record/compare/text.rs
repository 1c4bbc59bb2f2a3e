//! Comparison of texts that are spelled in one way or nearly so: a town, an address, an occupation.

use super::{Commonness, Compare, Level, Memory, UNKNOWN};
use crate::record::block::Pair;
use crate::record::likeness::{edits, jaro_winkler};
use crate::record::texts::{MISSING, TextId, Texts};

/// How texts are held against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// By likeness of spelling.
    Words,
    /// By digits or letters put in, left out or exchanged: numbers, codes.
    Marks,
    /// By the part before the sign `@`, then by likeness.
    Address,
}

/// Texts that may be misspelled.
pub(crate) struct Text {
    name: String,
    /// Tells this set of texts from others in [`Memory`].
    set: u8,
    texts: Texts,
    rows: Vec<TextId>,
    manner: Manner,
    commonness: Commonness,
}

pub(crate) const EXACT: Level = 1;
const NEAR: Level = 2;
const LIKE: Level = 3;
const FAINT: Level = 4;
const OTHER: Level = 5;
/// How many levels there are.
pub(crate) const LEVELS: usize = 6;

impl Text {
    pub(crate) fn new(name: &str, set: u8, texts: Texts, rows: Vec<TextId>, manner: Manner) -> Self {
        let commonness = Commonness::count(rows.iter().copied(), texts.len());
        Self { name: name.to_owned(), set, texts, rows, manner, commonness }
    }

    fn alike(&self, one: &str, other: &str) -> Level {
        match self.manner {
            Manner::Words => by_likeness(one, other),
            Manner::Marks => match edits(one.as_bytes(), other.as_bytes(), 2) {
                Some(0 | 1) => NEAR,
                Some(2) => LIKE,
                _ if one.len() > 3 && other.len() > 3 && one.get(..3) == other.get(..3) => FAINT,
                _ => OTHER,
            },
            Manner::Address => {
                let name = |text: &str| text.split('@').next().unwrap_or_default().to_owned();
                let (a, b) = (name(one), name(other));
                if a == b && !a.is_empty() { NEAR } else { by_likeness(&a, &b).max(LIKE) }
            }
        }
    }
}

fn by_likeness(one: &str, other: &str) -> Level {
    match jaro_winkler(one.as_bytes(), other.as_bytes()) {
        like if like >= 0.92 => NEAR,
        like if like >= 0.85 => LIKE,
        like if like >= 0.7 => FAINT,
        _ => OTHER,
    }
}

impl Compare for Text {
    fn name(&self) -> &str {
        &self.name
    }

    fn levels(&self) -> Vec<String> {
        let levels = match self.manner {
            Manner::Words => ["not given", "same", "nearly the same", "like", "faintly alike", "different"],
            Manner::Marks => {
                ["not given", "same", "one mark apart", "two marks apart", "begins the same", "different"]
            }
            Manner::Address => {
                ["not given", "same", "same before the sign @", "like", "faintly alike", "different"]
            }
        };
        levels.map(str::to_owned).to_vec()
    }

    fn said(&self, record: u32) -> String {
        self.texts.get(self.rows[record as usize]).to_owned()
    }

    fn level(&self, one: u32, other: u32, memory: &mut Memory) -> Level {
        let (a, b) = (self.rows[one as usize], self.rows[other as usize]);
        match (a, b) {
            (MISSING, _) | (_, MISSING) => UNKNOWN,
            _ if a == b => EXACT,
            _ => memory.likeness(self.set, a, b, || self.alike(self.texts.get(a), self.texts.get(b))),
        }
    }

    fn commonness(&self, level: Level, (one, other): Pair) -> Option<f32> {
        let of = |record: u32| self.commonness.of(self.rows[record as usize]);
        match level {
            EXACT => Some(of(one)),
            NEAR => Some(of(one).max(of(other)) / 2.0),
            _ => None,
        }
    }
}
