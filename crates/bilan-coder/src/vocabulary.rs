//! Words and their numbers: the one table that every word of every text is looked up in.

/// Numbers for words, in the order they were learnt. Never listed, only asked: open addressing costs one hash and
/// mostly one comparison a word, where an ordered map compares a dozen times.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    words: Vec<Box<str>>,
    /// Number + 1 of the word in each slot, 0 for none; a power of two of them, at most half of them taken.
    slots: Vec<u32>,
}

/// Bits of a word's hash that choose its first slot.
fn hash(word: &str) -> usize {
    const SEED: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut all = SEED;
    for bytes in word.as_bytes().chunks(8) {
        let mut eight = [0; 8];
        eight[..bytes.len()].copy_from_slice(bytes);
        all = (all ^ u64::from_le_bytes(eight)).wrapping_mul(PRIME);
        all ^= all >> 29;
    }
    usize::try_from((all ^ word.len() as u64) & u64::from(u32::MAX)).unwrap_or_default()
}

impl Vocabulary {
    /// The number of a word.
    pub(crate) fn get(&self, word: &str) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let number = self.slots[self.slot(word)].checked_sub(1)?;
        Some(number)
    }

    /// The number of a word, and whether it is new.
    pub(crate) fn learn(&mut self, word: &str) -> (u32, bool) {
        if let Some(number) = self.get(word) {
            return (number, false);
        }
        if self.slots.len() < (self.words.len() + 1) * 2 {
            self.grow();
        }
        let number = u32::try_from(self.words.len()).expect("a vocabulary has fewer than 2^32 words");
        let slot = self.slot(word);
        self.slots[slot] = number + 1;
        self.words.push(word.into());
        (number, true)
    }

    /// The slot that holds a word, or the free one where it would be.
    fn slot(&self, word: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash(word) & mask;
        while let Some(number) = self.slots[slot].checked_sub(1) {
            if *self.words[number as usize] == *word {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        self.slots = vec![0; (self.slots.len() * 2).max(1 << 10)];
        for at in 0..self.words.len() {
            let slot = self.slot(&self.words[at]);
            self.slots[slot] = u32::try_from(at + 1).expect("a vocabulary has fewer than 2^32 words");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_learnt_is_known_by_its_number() {
        let mut vocabulary = Vocabulary::default();
        assert_eq!(vocabulary.get("mort"), None);
        let words: Vec<String> = (0..5000).map(|n| format!("{}mort{n}é", "x".repeat(n % 19))).collect();
        for (number, word) in words.iter().enumerate() {
            assert_eq!(vocabulary.learn(word), (u32::try_from(number).unwrap(), true));
        }
        for (number, word) in words.iter().enumerate() {
            assert_eq!(vocabulary.get(word), u32::try_from(number).ok());
            assert_eq!(vocabulary.learn(word), (u32::try_from(number).unwrap(), false));
        }
        assert_eq!(vocabulary.get("vivant"), None);
        assert_eq!(vocabulary.get(""), None);
    }
}
