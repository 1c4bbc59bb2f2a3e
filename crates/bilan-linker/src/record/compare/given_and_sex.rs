//! Joint comparison of given name and sex: two women and two men share a given name by chance more often than a woman
//! and a man do, so that what either says of unrelated people depends on the other.

use super::name::{self, ComparePart};
use super::same::Same;
use super::{Compare, Level, Memory};
use crate::record::block::Pair;

/// Compares given names and sexes.
pub(crate) struct GivenAndSex {
    pub(crate) given: ComparePart,
    pub(crate) sex: Same,
}

/// Levels of the given name within one level of sex.
pub(crate) const GIVEN_LEVELS: usize = name::LEVELS;
pub(crate) const LEVELS: usize = 3 * GIVEN_LEVELS;

impl Compare for GivenAndSex {
    fn name(&self) -> &'static str {
        "given name and sex"
    }

    fn levels(&self) -> Vec<String> {
        let given = self.given.levels();
        let sexes = ["", ", same sex", ", other sex"];
        sexes.iter().flat_map(|sex| given.iter().map(move |name| format!("{name}{sex}"))).collect()
    }

    fn said(&self, record: u32) -> String {
        [self.given.said(record), self.sex.said(record)].join(" ").trim().to_owned()
    }

    fn level(&self, one: u32, other: u32, memory: &mut Memory) -> Level {
        let sex = self.sex.level(one, other, memory) as usize;
        (sex * GIVEN_LEVELS) as Level + self.given.level(one, other, memory)
    }

    fn commonness(&self, level: Level, pair: Pair) -> Option<f32> {
        self.given.commonness((level as usize % GIVEN_LEVELS) as Level, pair)
    }
}
