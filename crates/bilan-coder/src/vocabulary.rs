//! Words and their numbers: the one table that every word of every text is looked up in.

/// Numbers for words, in the order they were learnt. Never listed, only asked: open addressing costs one hash and
/// mostly one comparison a word, where an ordered map compares a dozen times.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    /// All words in a row.
    text: String,
    words: u32,
    /// A power of two of them, at most half of them taken.
    slots: Vec<Slot>,
}

/// Where a word may be.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// Its number + 1, 0 for none.
    number: u32,
    /// Its hash: most other words are told from it without a look at them.
    hash: u32,
    /// Where it stands in the text, and its length.
    start: u32,
    length: u32,
}

/// The hash of a word, by eight bytes at a time; the last eight may overlap those before.
fn hash(word: &str) -> u32 {
    const SEED: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |all: u64, eight: u64| {
        let all = (all ^ eight).wrapping_mul(PRIME);
        all ^ (all >> 29)
    };
    let bytes = word.as_bytes();
    let all = if let Some(last) = bytes.last_chunk::<8>() {
        let whole = bytes.chunks_exact(8).filter_map(|eight| eight.first_chunk::<8>());
        let all = whole.fold(SEED, |all, eight| mix(all, u64::from_le_bytes(*eight)));
        mix(all, u64::from_le_bytes(*last))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let four = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
        mix(SEED, four(first) | four(last) << 32)
    } else {
        mix(SEED, bytes.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)))
    };
    u32::try_from((all ^ word.len() as u64) & u64::from(u32::MAX)).unwrap_or_default()
}

impl Vocabulary {
    /// The number of a word.
    pub(crate) fn get(&self, word: &str) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        self.slots[self.slot(word, hash(word))].number.checked_sub(1)
    }

    /// The number of a word, and whether it is new.
    pub(crate) fn learn(&mut self, word: &str) -> (u32, bool) {
        if let Some(number) = self.get(word) {
            return (number, false);
        }
        if self.slots.len() < (self.words as usize + 1) * 2 {
            self.grow();
        }
        let number = self.words;
        let hash = hash(word);
        let slot = self.slot(word, hash);
        let [start, length] = [self.text.len(), word.len()]
            .map(|bytes| u32::try_from(bytes).expect("a vocabulary has fewer than 2^32 bytes"));
        self.slots[slot] = Slot { number: number + 1, hash, start, length };
        self.text.push_str(word);
        self.words += 1;
        (number, true)
    }

    /// The slot that holds a word with this hash, or the free one where it would be.
    fn slot(&self, word: &str, hash: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at].number > 0
            && !(self.slots[at].hash == hash && self.text_of(&self.slots[at]) == word)
        {
            at = (at + 1) & mask;
        }
        at
    }

    fn text_of(&self, slot: &Slot) -> &str {
        &self.text[slot.start as usize..(slot.start + slot.length) as usize]
    }

    fn grow(&mut self) {
        let larger = vec![Slot::default(); (self.slots.len() * 2).max(1 << 10)];
        for slot in std::mem::replace(&mut self.slots, larger).into_iter().filter(|slot| slot.number > 0) {
            let free = self.slot(self.text_of(&slot), slot.hash);
            self.slots[free] = slot;
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
