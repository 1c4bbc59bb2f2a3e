//! Names of the records, as numbered words: what was given first, what came last, and how each word sounds.

use crate::person_name;

use super::{
    table::Column,
    texts::{MISSING, TextId, Texts},
};

/// Names of the records in parts.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Words of names, folded.
    pub(crate) words: Texts,
    /// First given name of each record, `[record]`.
    pub(crate) given: Vec<TextId>,
    /// Second given name, if any.
    pub(crate) second: Vec<TextId>,
    /// Father's, clan or family name.
    pub(crate) family: Vec<TextId>,
    /// How each word sounds: the number of its key, `[word]`.
    pub(crate) sound: Vec<TextId>,
    /// Which spellings are of one name: the number of their common spelling, `[word]`.
    pub(crate) class: Vec<TextId>,
    /// First two letters of each word.
    pub(crate) start: Vec<TextId>,
}

impl Names {
    /// From one column that holds whole names.
    pub(crate) fn from_whole(column: &Column) -> Self {
        let mut names = Self::default();
        let parts: Vec<[TextId; 3]> = column.texts.iter().map(|text| names.parts(text)).collect();
        for value in &column.rows {
            let [given, second, family] = parts[*value as usize];
            names.given.push(given);
            names.second.push(second);
            names.family.push(family);
        }
        names.keyed()
    }

    /// From a column of given names and one of family names.
    pub(crate) fn from_parts(given: &Column, family: &Column) -> Self {
        let mut names = Self::default();
        let words = |names: &mut Self, column: &Column| -> Vec<[TextId; 2]> {
            let first_two = |text: &str| {
                let folded = person_name::fold(text);
                let mut words = folded.split_whitespace();
                [words.next(), words.next()].map(|word| names.words.number(word.unwrap_or_default()))
            };
            column.texts.iter().map(first_two).collect()
        };
        let of_given = words(&mut names, given);
        let joined: Vec<TextId> = family
            .texts
            .iter()
            .map(|text| names.words.number(&person_name::fold(text).replace(' ', "")))
            .collect();
        names.given = given.rows.iter().map(|value| of_given[*value as usize][0]).collect();
        names.second = given.rows.iter().map(|value| of_given[*value as usize][1]).collect();
        names.family = family.rows.iter().map(|value| joined[*value as usize]).collect();
        names.keyed()
    }

    fn parts(&mut self, text: &str) -> [TextId; 3] {
        let name = person_name::parse(text);
        if name.unnamed {
            return [MISSING; 3];
        }
        let mut number = |word: Option<&String>| self.words.number(word.map_or("", String::as_str));
        [number(name.given.first()), number(name.given.get(1)), number(name.father_or_family.last())]
    }

    fn keyed(mut self) -> Self {
        let mut keys = Texts::default();
        self.sound = self.words.iter().map(|word| keys.number(&person_name::sound(word))).collect();
        let mut classes = Texts::default();
        let class = |word| classes.number(person_name::class(word).unwrap_or(word));
        self.class = self.words.iter().map(class).collect();
        let mut starts = Texts::default();
        let start = |word: &str| starts.number(word.get(..2).unwrap_or_default());
        self.start = self.words.iter().map(start).collect();
        self
    }

    /// The keys of words, `[word]`, for each record of a part of names, `[record]`.
    pub(crate) fn keys(part: &[TextId], of: &[TextId]) -> Vec<TextId> {
        part.iter().map(|word| of[*word as usize]).collect()
    }
}
