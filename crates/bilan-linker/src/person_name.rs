//! Names of persons as they are written, taken apart so that two spellings of one name can meet.
//!
//! [`parse`] takes a name apart, [`fold`] writes it in plain Latin letters, [`sound`] gives the phonetic key of a word
//! and [`class`] the spelling that the tables of `codebook/names` take as the name's own. Nothing here says that two
//! persons are one.

mod letters;
mod parts;
mod romanise;
mod romanise_rules;
mod sound;
mod spelling_class;
mod table;
mod tokens;
mod word_kind;

use unicode_normalization::UnicodeNormalization;

pub use parts::{Particle, PersonName, parse};
pub use sound::sound;
pub use spelling_class::class;

/// A text's letters in plain lower-case Latin, Arabic letters romanised, one space between words. Letters of other
/// alphabets are left out; apostrophes join, everything else divides words.
///
/// ```
/// assert_eq!(bilan_linker::fold("  Aïssata  TRAORÉ (25 ans)"), "aissata traore ans");
/// assert_eq!(bilan_linker::fold("محمد"), "mohamed");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let words = text.split(|letter: char| !joins(letter));
    for word in words {
        let before = folded.len();
        if before > 0 {
            folded.push(' ');
        }
        let start = folded.len();
        fold_word(word, &mut folded);
        if folded.len() == start {
            folded.truncate(before);
        }
    }
    folded
}

/// Whether a character is part of a word: a letter, a mark on one or an apostrophe.
fn joins(letter: char) -> bool {
    letter.is_ascii_alphabetic()
        || matches!(letter, '\'' | '’' | '‘' | '`' | '´')
        || (!letter.is_ascii()
            && (letter.is_alphabetic() || letters::is_arabic(letter) || letters::latin(letter).is_some()))
        || letter == 'ـ'
}

/// Puts a word's plain letters behind what `out` holds.
fn fold_word(word: &str, out: &mut String) {
    if word.chars().any(letters::is_arabic) {
        romanise::romanise(word, out);
        return;
    }
    for letter in word.chars() {
        if let Some(plain) = letters::latin(letter) {
            out.push_str(plain);
        } else if !letter.is_ascii() {
            out.extend(std::iter::once(letter).nfkd().filter_map(letters::latin).flat_map(str::chars));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_fold_to_plain_letters() {
        for (text, folded) in [
            ("", ""),
            ("O'Neill", "oneill"),
            ("N’Diaye", "ndiaye"),
            ("Müller-Lüdenscheidt", "muller ludenscheidt"),
            ("Ğabriel ŞAHİN", "gabriel sahin"),
            ("J.-P. Sartre", "j p sartre"),
            ("Ærø Straße Þór", "aero strasse thor"),
            ("مُحَمَّد أحمد", "mohamed ahmed"),
            ("عبد الله", "abd allah"),
            ("Ɓoubou Ɗiallo Ŋari", "boubou diallo nari"),
            ("e\u{301}lise", "elise"),
            ("Иван", ""),
            ("12 ? !", ""),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    proptest! {
        #[test]
        fn fold_is_plain_and_stays(text in any::<String>()) {
            let folded = fold(&text);
            prop_assert!(folded.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b' '));
            prop_assert!(!folded.contains("  ") && folded == folded.trim());
            prop_assert_eq!(fold(&folded), folded);
        }

        #[test]
        fn arabic_folds_too(text in "[\u{600}-\u{6ff} ]{0,30}") {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded);
        }

        #[test]
        fn sound_hears_letters_only(text in "[a-zA-Z]{1,40}") {
            let key = sound(&fold(&text));
            prop_assert!(!key.is_empty() && key.len() <= 8);
            prop_assert_eq!(sound(&text), key);
        }

        #[test]
        fn a_class_is_its_own_class(text in "[a-z]{1,12}") {
            if let Some(name) = class(&text) {
                prop_assert_eq!(class(name), Some(name));
            }
        }

        #[test]
        fn parse_takes_anything(text in any::<String>()) {
            let name = parse(&text);
            prop_assert_eq!(&parse(&text), &name);
            for word in name.given.iter().chain(&name.father_or_family).chain(&name.also).chain(&name.honorifics) {
                prop_assert!(!word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase()));
            }
        }
    }
}
