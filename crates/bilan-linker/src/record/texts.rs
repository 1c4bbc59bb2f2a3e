//! Many texts in one piece of memory, each distinct text once.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// The number of a text in [`Texts`]. [`MISSING`] is the empty text.
pub type TextId = u32;

/// A text that is not given.
pub const MISSING: TextId = 0;

/// Distinct texts, numbered in the order in which they came; the first is the empty text.
#[derive(Debug, Clone)]
pub struct Texts {
    bytes: String,
    ends: Vec<usize>,
    index: HashTable<TextId>,
    hasher: DefaultHashBuilder,
}

impl Default for Texts {
    fn default() -> Self {
        let mut texts = Self {
            bytes: String::new(),
            ends: Vec::new(),
            index: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
        };
        texts.number("");
        texts
    }
}

impl Texts {
    /// The number of a text, a new one if it was not met before.
    pub fn number(&mut self, text: &str) -> TextId {
        let hash = self.hasher.hash_one(text);
        let (bytes, ends, hasher) = (&self.bytes, &self.ends, &self.hasher);
        let found = self.index.entry(
            hash,
            |id| slice(bytes, ends, *id) == text,
            |id| hasher.hash_one(slice(bytes, ends, *id)),
        );
        match found {
            hashbrown::hash_table::Entry::Occupied(known) => *known.get(),
            hashbrown::hash_table::Entry::Vacant(free) => {
                let id = TextId::try_from(ends.len()).unwrap_or(TextId::MAX);
                free.insert(id);
                self.bytes.push_str(text);
                self.ends.push(self.bytes.len());
                id
            }
        }
    }

    /// The text of a number.
    ///
    /// # Panics
    ///
    /// If the number is not one of these texts.
    pub fn get(&self, id: TextId) -> &str {
        slice(&self.bytes, &self.ends, id)
    }

    /// How many distinct texts there are, the empty one counted.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no text but the empty one.
    pub fn is_empty(&self) -> bool {
        self.len() < 2
    }

    /// All texts in the order of their numbers, the empty one first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|at| slice(&self.bytes, &self.ends, at as TextId))
    }
}

fn slice<'a>(bytes: &'a str, ends: &[usize], id: TextId) -> &'a str {
    let at = id as usize;
    let start = if at == 0 { 0 } else { ends[at - 1] };
    &bytes[start..ends[at]]
}
