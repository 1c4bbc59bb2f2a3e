//! Words compared without case and accents.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A word of at least this many letters carries content; shorter ones are mostly articles and prepositions. No
/// list of such words: language lives in packs.
const CONTENT_LETTERS_MIN: usize = 4;

/// The text in lower case, without accents.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd().filter(|mark| !is_combining_mark(*mark)).flat_map(char::to_lowercase).collect()
}

/// Words of a name, folded; shared, since a case says the same names again and again.
pub(crate) type Words = Arc<BTreeSet<String>>;

thread_local! {
    /// Words of the names met last. What [`content`] gives follows from the name alone: this only saves time.
    static MET: RefCell<BTreeMap<String, Words>> = const { RefCell::new(BTreeMap::new()) };
}

/// So many names are remembered before all are forgotten.
const MET_MAX: usize = 8192;

/// The words that carry content, folded: long ones, acronyms and those with a digit; all words where that leaves
/// none.
pub(crate) fn content(text: &str) -> Words {
    MET.with_borrow_mut(|met| {
        if let Some(words) = met.get(text) {
            return Arc::clone(words);
        }
        if met.len() >= MET_MAX {
            met.clear();
        }
        let words = Arc::new(content_of(text));
        met.insert(text.to_owned(), Arc::clone(&words));
        words
    })
}

fn content_of(text: &str) -> BTreeSet<String> {
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

/// An ending of at most this many letters makes another form of a word ("resident", "residents", "habitantes").
const ENDING_LETTERS_MAX: usize = 2;

/// Whether every word of one set has a form in the other; an empty set is held by none. Words are two forms of one
/// where the longer only adds a short ending: no grammar of any language, so it also holds for some that are two.
pub(crate) fn contained_by_form(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let holds = |large: &BTreeSet<String>, small: &BTreeSet<String>| {
        small.iter().all(|word| large.iter().any(|known| is_form(known, word)))
    };
    !one.is_empty() && !other.is_empty() && (holds(one, other) || holds(other, one))
}

fn is_form(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short == long
        || (short.chars().count() >= CONTENT_LETTERS_MIN
            && long.strip_prefix(short).is_some_and(|ending| ending.chars().count() <= ENDING_LETTERS_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        content(text).iter().cloned().collect()
    }

    #[test]
    fn articles_fall_and_acronyms_stay() {
        assert_eq!(words("le CSP"), ["csp"]);
        assert_eq!(words("L’armée du Mali"), ["armee", "mali"]);
        assert_eq!(words("l'AFC/M23"), ["afc", "m23"]);
        assert_eq!(words("el ELN"), ["eln"]);
    }

    #[test]
    fn forms_of_a_word_are_one() {
        let same = |one, other| contained_by_form(&content(one), &content(other));
        assert!(same("a resident", "residents of Boyo"));
        assert!(same("un habitant", "des habitantes"));
        assert!(!same("le maire", "la mairie"));
        assert!(!same("police", "a policeman"));
        assert!(!same("", "residents"));
    }

    #[test]
    fn short_words_stay_where_there_are_no_others() {
        assert_eq!(words("a boy"), ["a", "boy"]);
    }
}
