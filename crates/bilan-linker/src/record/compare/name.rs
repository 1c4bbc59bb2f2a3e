//! Comparison of a part of a name: the given name, or the father's, clan or family name.

use std::sync::Arc;

use super::{Commonness, Compare, Level, Memory, UNKNOWN};
use crate::record::block::Pair;
use crate::record::likeness::jaro_winkler;
use crate::record::names::Names;
use crate::record::texts::{MISSING, TextId};

pub(crate) const EXACT: Level = 1;
pub(crate) const CLASS: Level = 2;
pub(crate) const SOUND: Level = 3;
pub(crate) const NEAR: Level = 4;
pub(crate) const LIKE: Level = 5;
pub(crate) const SWAPPED: Level = 6;
pub(crate) const INITIAL: Level = 7;
pub(crate) const FAINT: Level = 8;
pub(crate) const OTHER: Level = 9;
/// How many levels a part of a name has.
pub(crate) const LEVELS: usize = 10;

/// Which part of the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Given,
    Family,
}

/// Compares one part of names.
pub(crate) struct ComparePart {
    names: Arc<Names>,
    part: Part,
    spelling: Commonness,
    class: Commonness,
    sound: Commonness,
}

impl ComparePart {
    pub(crate) fn new(names: Arc<Names>, part: Part) -> Self {
        let rows = match part {
            Part::Given => &names.given,
            Part::Family => &names.family,
        };
        let words = names.words.len();
        let spelling = Commonness::count(rows.iter().copied(), words);
        let class = Commonness::count(rows.iter().map(|word| names.class[*word as usize]), words);
        let sound = Commonness::count(rows.iter().map(|word| names.sound[*word as usize]), words);
        Self { names, part, spelling, class, sound }
    }

    fn word(&self, record: u32) -> TextId {
        match self.part {
            Part::Given => self.names.given[record as usize],
            Part::Family => self.names.family[record as usize],
        }
    }

    fn other_word(&self, record: u32) -> TextId {
        match self.part {
            Part::Given => self.names.family[record as usize],
            Part::Family => self.names.given[record as usize],
        }
    }

    /// The level of two words by themselves.
    fn words(&self, one: TextId, other: TextId, memory: &mut Memory) -> Level {
        let names = &*self.names;
        let (a, b) = (one as usize, other as usize);
        if one == other {
            return EXACT;
        }
        if names.class[a] == names.class[b] {
            return CLASS;
        }
        if names.sound[a] == names.sound[b] && names.sound[a] != MISSING {
            return SOUND;
        }
        memory.likeness(1, one, other, || {
            let (one, other) = (names.words.get(one).as_bytes(), names.words.get(other).as_bytes());
            if one.len() == 1 || other.len() == 1 {
                return if one.first() == other.first() { INITIAL } else { OTHER };
            }
            match jaro_winkler(one, other) {
                like if like >= 0.92 => NEAR,
                like if like >= 0.85 => LIKE,
                like if like >= 0.7 => FAINT,
                _ => OTHER,
            }
        })
    }

    fn alike(&self, one: TextId, other: TextId) -> bool {
        one != MISSING
            && other != MISSING
            && (self.names.class[one as usize] == self.names.class[other as usize]
                || self.names.sound[one as usize] == self.names.sound[other as usize]
                    && self.names.sound[one as usize] != MISSING)
    }

    /// Whether given and family name stand in the other order.
    fn swapped(&self, one: u32, other: u32) -> bool {
        self.alike(self.word(one), self.other_word(other))
            && self.alike(self.other_word(one), self.word(other))
    }
}

impl Compare for ComparePart {
    fn name(&self) -> &'static str {
        match self.part {
            Part::Given => "given name",
            Part::Family => "family name",
        }
    }

    fn levels(&self) -> Vec<String> {
        let names = [
            "not given",
            "same spelling",
            "spellings of one name",
            "sounds the same",
            "nearly the same spelling",
            "like spelling",
            "given and family name exchanged",
            "initial agrees",
            "faintly alike",
            "different",
        ];
        names.map(str::to_owned).to_vec()
    }

    fn said(&self, record: u32) -> String {
        let names = &self.names;
        let first = names.words.get(self.word(record));
        let second =
            if self.part == Part::Given { names.words.get(names.second[record as usize]) } else { "" };
        [first, second].join(" ").trim().to_owned()
    }

    fn level(&self, one: u32, other: u32, memory: &mut Memory) -> Level {
        let (a, b) = (self.word(one), self.word(other));
        if a == MISSING || b == MISSING {
            return UNKNOWN;
        }
        let mut level = self.words(a, b, memory);
        if level <= LIKE {
            return level;
        }
        if self.part == Part::Given {
            let (second_a, second_b) = (self.names.second[one as usize], self.names.second[other as usize]);
            if second_b != MISSING {
                level = level.min(self.words(a, second_b, memory));
            }
            if second_a != MISSING {
                level = level.min(self.words(second_a, b, memory));
            }
        }
        if level > SWAPPED && self.swapped(one, other) {
            return SWAPPED;
        }
        level
    }

    fn commonness(&self, level: Level, (one, other): Pair) -> Option<f32> {
        let (a, b) = (self.word(one), self.word(other));
        let (a_at, b_at) = (a as usize, b as usize);
        let names = &*self.names;
        match level {
            EXACT => Some(self.spelling.of(a)),
            CLASS => Some(self.class.of(names.class[a_at]).max(self.class.of(names.class[b_at]))),
            SOUND | SWAPPED => Some(self.sound.of(names.sound[a_at]).max(self.sound.of(names.sound[b_at]))),
            NEAR | LIKE => Some(self.class.of(names.class[a_at]).max(self.class.of(names.class[b_at])) / 2.0),
            _ => None,
        }
    }
}
