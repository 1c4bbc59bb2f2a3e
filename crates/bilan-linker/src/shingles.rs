//! A text as the set of its runs of words, each run a number.

use std::collections::BTreeSet;

use crate::names::fold;

/// Words of a run. Shorter runs are shared by reports that only use the same phrases; longer ones break at every
/// edit: of a text with one word in ten changed, runs of four leave two thirds, runs of eight less than half.
const RUN_WORDS: usize = 4;

/// The distinct runs of a text, as numbers that are the same on every machine.
pub(crate) fn shingles(text: &str) -> BTreeSet<u32> {
    let folded = fold(text);
    let words = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<u64> = words.map(hash).collect();
    words.windows(RUN_WORDS).map(run).collect()
}

/// FNV-1a with a last mixing, since the bits of short words differ little.
fn hash(word: &str) -> u64 {
    mixed(word.bytes().fold(0xcbf2_9ce4_8422_2325, |state, byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    }))
}

fn run(words: &[u64]) -> u32 {
    let joined = words.iter().fold(0, |state: u64, word| mixed(state.rotate_left(23) ^ word));
    let high = joined >> 32;
    u32::try_from(high).unwrap_or(u32::MAX)
}

/// The finalizer of `SplitMix64`.
fn mixed(mut state: u64) -> u64 {
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_marks_change_nothing() {
        let plain = shingles("Douze villageois ont ete tues a Boyo mardi");
        assert_eq!(plain, shingles("« DOUZE villageois ont été tués, à Boyo ; mardi. »"));
        assert_eq!(plain.len(), 5);
    }

    #[test]
    fn numbers_stay_the_same_for_ever() {
        // Signatures are kept: a change here makes every kept one worthless, and needs a new version of their form.
        assert_eq!(shingles("one two three four").into_iter().collect::<Vec<_>>(), [PINNED]);
    }

    const PINNED: u32 = 4_206_582_507;

    #[test]
    fn too_few_words_have_no_run() {
        assert!(shingles("trois mots seulement").is_empty());
        assert!(shingles("").is_empty());
    }
}
