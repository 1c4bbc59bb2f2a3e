//! Columns made ready: what is compared, and by which keys records come together.

pub(crate) mod people;
pub(crate) mod victims;

use super::{
    block::{KeyTable, Rule},
    compare::{Compare, name},
    names::Names,
    texts::TextId,
};

/// A key of blocking.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    /// As rules name it.
    pub(crate) name: String,
    /// The key of each record, `[record]`; 0: none.
    pub(crate) rows: Vec<TextId>,
    /// The comparison that the key is part of.
    pub(crate) comparison: usize,
    /// The chance that two records agree on the key at each level of that comparison, `[level]`.
    pub(crate) agree: Vec<f64>,
    /// A coarser key of the same thing: whoever agrees on this one agrees on that one.
    pub(crate) within: Option<usize>,
}

/// Records ready to be compared.
pub(crate) struct Prepared {
    pub(crate) records: usize,
    pub(crate) comparisons: Vec<Box<dyn Compare>>,
    pub(crate) keys: Vec<Key>,
    /// Rules of blocking, as keys.
    pub(crate) rules: Vec<Vec<usize>>,
}

/// The keys of a rule, one bit a key of [`KeyTable`].
pub(crate) fn mask_of(keys: &[usize]) -> u64 {
    keys.iter().fold(0, |mask, key| mask | 1 << key)
}

impl Prepared {
    /// The rule of these keys; groups of more than `limit` records are split.
    pub(crate) fn rule(&self, keys: &[usize], limit: usize) -> Rule {
        let columns: Vec<&[TextId]> = keys.iter().map(|key| self.keys[*key].rows.as_slice()).collect();
        Rule::new(&columns, limit)
    }

    /// What a rule asks for, by the names of its keys.
    pub(crate) fn rule_name(&self, keys: &[usize]) -> String {
        let names: Vec<&str> = keys.iter().map(|key| self.keys[*key].name.as_str()).collect();
        names.join(" + ")
    }

    /// The keys of all records, side by side.
    pub(crate) fn key_table(&self) -> KeyTable {
        let columns: Vec<&[TextId]> = self.keys.iter().map(|key| key.rows.as_slice()).collect();
        KeyTable::new(&columns)
    }

    /// The key of a name.
    pub(crate) fn key(&self, name: &str) -> Option<usize> {
        self.keys.iter().position(|key| key.name == name)
    }

    /// Keys by their names; those that are not there are left out.
    pub(crate) fn keys_of(&self, names: &[&str]) -> Vec<usize> {
        names.iter().filter_map(|name| self.key(name)).collect()
    }
}

/// The chances of agreeing on the key of a part of a name at each of its levels, from the spellings in the records:
/// how often two spellings of one name, and two words that sound the same, agree on the key.
pub(crate) fn name_agreement(names: &Names, rows: &[TextId], key: &[TextId], is_spelling: bool) -> Vec<f64> {
    let share = |of: &[TextId]| {
        let mut words: Vec<(TextId, TextId)> =
            rows.iter().filter(|word| **word != 0).map(|word| (of[*word as usize], *word)).collect();
        words.sort_unstable();
        let (mut same, mut all) = (0.0, 0.0);
        for group in words.chunk_by(|one, other| one.0 == other.0) {
            let size = group.len() as f64;
            let squares = |parts: Vec<TextId>| -> f64 {
                let mut parts = parts;
                parts.sort_unstable();
                parts.chunk_by(|one, other| one == other).map(|part| (part.len() * part.len()) as f64).sum()
            };
            let spelled = squares(group.iter().map(|(_, word)| *word).collect());
            all += size * size - spelled;
            same += squares(group.iter().map(|(_, word)| key[*word as usize]).collect()) - spelled;
        }
        if all > 0.0 { (same / all).clamp(0.0, 1.0) } else { 1.0 }
    };
    let mut agree = vec![0.0; name::LEVELS];
    agree[name::EXACT as usize] = 1.0;
    if !is_spelling {
        agree[name::CLASS as usize] = share(&names.class);
        agree[name::SOUND as usize] = share(&names.sound);
        agree[name::NEAR as usize] = 0.5;
        agree[name::LIKE as usize] = 0.3;
        agree[name::FAINT as usize] = 0.1;
    }
    agree
}
