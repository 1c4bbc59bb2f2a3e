//! Words of the codebook's tables, found by their letters.

/// Pairs of words, found by the first: slots by hash, the next free one where two meet.
pub(super) struct Table {
    slots: Vec<Option<(&'static str, &'static str)>>,
}

impl Table {
    /// The first pair of a word holds.
    pub(super) fn new(pairs: &[(&'static str, &'static str)]) -> Self {
        let size = (pairs.len() * 2).next_power_of_two().max(16);
        let mut slots = vec![None; size];
        for pair in pairs {
            let mut at = hash(pair.0) & (size - 1);
            while slots[at].is_some_and(|(word, _)| word != pair.0) {
                at = (at + 1) & (size - 1);
            }
            slots[at].get_or_insert(*pair);
        }
        Self { slots }
    }

    /// What stands beside a word.
    pub(super) fn get(&self, word: &str) -> Option<&'static str> {
        let last = self.slots.len() - 1;
        let mut at = hash(word) & last;
        while let Some((known, beside)) = self.slots[at] {
            if known == word {
                return Some(beside);
            }
            at = (at + 1) & last;
        }
        None
    }
}

/// FNV-1a, with the high bits brought down.
fn hash(word: &str) -> usize {
    let hash =
        word.bytes().fold(0xcbf2_9ce4_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash ^ (hash >> 15)) as usize
}

/// The rows of a table of the codebook: no quotes, lines of `#` are comments, the first line names the columns.
pub(super) fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .skip(1)
        .map(|line| line.split(',').collect())
}
