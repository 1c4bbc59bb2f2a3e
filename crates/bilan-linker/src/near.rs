//! Words spelled nearly alike, found without comparing all with all.

use crate::spelling::{TWO_EDITS_LETTERS_MIN, VARIANT_LETTERS_MIN, is_variant};

/// Beyond so many letters only one edit is looked for: the ways to leave two letters out grow with the square.
const TWO_EDITS_LETTERS_MAX: usize = 64;

/// The pairs of different words (smaller place first) of which one is a variant of the other. Two words within n
/// edits of each other have a form in common that is made by leaving n letters or fewer out of each.
pub(crate) fn near(words: &[&str]) -> Vec<(usize, usize)> {
    let mut forms: Vec<(u64, usize)> = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let letters: Vec<char> = word.chars().collect();
        if letters.len() >= VARIANT_LETTERS_MIN {
            forms.extend(shortened(&letters).into_iter().map(|form| (form, place)));
        }
    }
    forms.sort_unstable();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for group in forms.chunk_by(|one, other| one.0 == other.0) {
        for (at, (_, one)) in group.iter().enumerate() {
            pairs.extend(group[at + 1..].iter().map(|(_, other)| (*one, *other)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs.retain(|(one, other)| one != other && is_variant(words[*one], words[*other]));
    pairs
}

/// The word and all that is left of it without one letter, or without two where it is long, as numbers.
fn shortened(letters: &[char]) -> Vec<u64> {
    let mut forms = vec![number(letters, None, None)];
    for one in 0..letters.len() {
        forms.push(number(letters, Some(one), None));
        if (TWO_EDITS_LETTERS_MIN..=TWO_EDITS_LETTERS_MAX).contains(&letters.len()) {
            forms.extend((one + 1..letters.len()).map(|two| number(letters, Some(one), Some(two))));
        }
    }
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// Letters without two of them as one number: what is equal meets, and what meets is compared.
fn number(letters: &[char], one: Option<usize>, two: Option<usize>) -> u64 {
    let kept = letters.iter().enumerate().filter(|(at, _)| Some(*at) != one && Some(*at) != two);
    kept.fold(0xcbf2_9ce4_8422_2325, |state: u64, (_, letter)| {
        (state ^ u64::from(*letter)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_variant_is_missed(words in prop::collection::btree_set("[ab]{4,7}|[abc]{9,13}", 0..20)) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let found = near(&words);
            for one in 0..words.len() {
                for other in one + 1..words.len() {
                    prop_assert_eq!(found.contains(&(one, other)), is_variant(words[one], words[other]));
                }
            }
        }
    }
}
