//! Words compared without case and accents.

use std::collections::BTreeSet;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A word of at least this many letters carries content; shorter ones are mostly articles and prepositions. No
/// list of such words: language lives in packs.
const CONTENT_LETTERS_MIN: usize = 4;

/// The text in lower case, without accents.
pub(crate) fn fold(text: &str) -> String {
    text.nfkd().filter(|mark| !is_combining_mark(*mark)).flat_map(char::to_lowercase).collect()
}

/// The words that carry content, folded: long ones, acronyms and those with a digit; all words where that leaves
/// none.
pub(crate) fn content(text: &str) -> BTreeSet<String> {
    let words = || text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let kept: BTreeSet<String> = words().filter(|word| carries_content(word)).map(fold).collect();
    if kept.is_empty() { words().map(fold).collect() } else { kept }
}

fn carries_content(word: &str) -> bool {
    let letters = word.chars().count();
    letters >= CONTENT_LETTERS_MIN
        || word.chars().any(char::is_numeric)
        || (letters >= 2 && word.chars().all(char::is_uppercase))
}

/// Whether one set holds the other; an empty set is held by none.
pub(crate) fn contained(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    !one.is_empty() && !other.is_empty() && (one.is_subset(other) || other.is_subset(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        content(text).into_iter().collect()
    }

    #[test]
    fn articles_fall_and_acronyms_stay() {
        assert_eq!(words("le CSP"), ["csp"]);
        assert_eq!(words("L’armée du Mali"), ["armee", "mali"]);
        assert_eq!(words("l'AFC/M23"), ["afc", "m23"]);
        assert_eq!(words("el ELN"), ["eln"]);
    }

    #[test]
    fn short_words_stay_where_there_are_no_others() {
        assert_eq!(words("a boy"), ["a", "boy"]);
    }
}
