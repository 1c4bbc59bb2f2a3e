//! Text cut into words without case, accents and typographic signs, each with where it stands.
//!
//! One way for what is stored and for what is looked for. A word is a run of letters and digits; compatibility forms
//! are taken apart (NFKD), marks dropped, ligatures spelled out. Elided words (*l'*, *d'*, *qu'*) and the English *'s*
//! are dropped, everything else is kept, "stop words" too: *no*, *all* and *one* matter here.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Bytes of a folded word beyond which letters are dropped: nobody types such a word, and the index refuses it.
const WORD_BYTES_MAX: usize = 128;

/// Words that are dropped before an apostrophe.
static ELISIONS: LazyLock<Vec<&str>> =
    LazyLock::new(|| include_str!("elisions.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The word without case and accents.
    pub folded: String,
    /// The word in lower case with its accents, where it has other letters than ASCII: endings are told by accents.
    pub accented: Option<String>,
}

/// The words of a text, in order.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    // Where the last word ended when an apostrophe and nothing else came after it.
    let mut joined = false;
    let mut at = 0;
    while let Some(sign) = text[at..].chars().next() {
        if !begins_word(sign) {
            joined = is_apostrophe(sign) && words.last().is_some_and(|last| last.end == at);
            at += sign.len_utf8();
            continue;
        }
        let word = word_at(text, at);
        at = word.end;
        if word.folded.is_empty() {
            continue;
        }
        if joined && words.last().is_some_and(|last| ELISIONS.contains(&last.folded.as_str())) {
            words.pop();
        } else if joined && word.folded == "s" {
            continue;
        }
        joined = false;
        words.push(word);
    }
    words
}

/// The text as its folded words with a space between: what filters compare.
pub(crate) fn folded(text: &str) -> String {
    let words: Vec<String> = words(text).into_iter().map(|word| word.folded).collect();
    words.join(" ")
}

/// The word that begins at `start`.
fn word_at(text: &str, start: usize) -> Word {
    let mut folded = String::new();
    let mut end = start;
    let mut ascii = true;
    for sign in text[start..].chars() {
        if !begins_word(sign) && !is_inside_word(sign) {
            break;
        }
        end += sign.len_utf8();
        ascii &= sign.is_ascii();
        fold_into(sign, &mut folded);
    }
    let accented = (!ascii && folded.len() < WORD_BYTES_MAX).then(|| {
        let inside = text[start..end].chars().filter(|sign| !is_invisible(*sign));
        inside.nfkc().flat_map(char::to_lowercase).collect()
    });
    Word { start, end, folded, accented }
}

/// Whether the sign can be the first of a word.
fn begins_word(sign: char) -> bool {
    if sign.is_ascii() { sign.is_ascii_alphanumeric() } else { sign.is_alphanumeric() && !is_invisible(sign) }
}

/// Whether the sign goes on with a word that has begun.
fn is_inside_word(sign: char) -> bool {
    !sign.is_ascii() && (is_combining_mark(sign) || is_invisible(sign))
}

/// Signs that are in a word and not to be seen: soft hyphen, joiners, the Arabic stroke that only lengthens a line.
fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{640}')
}

fn is_apostrophe(sign: char) -> bool {
    matches!(sign, '\'' | '\u{2019}' | '\u{2bc}' | '\u{2018}' | '\u{ff07}')
}

/// Appends what is left of a sign without case and marks.
fn fold_into(sign: char, folded: &mut String) {
    if folded.len() >= WORD_BYTES_MAX {
        return;
    }
    if sign.is_ascii() {
        folded.push(sign.to_ascii_lowercase());
        return;
    }
    decompose_compatible(sign, |part| {
        for part in part.to_lowercase() {
            match part {
                'œ' => folded.push_str("oe"),
                'æ' => folded.push_str("ae"),
                'ß' => folded.push_str("ss"),
                'ø' => folded.push('o'),
                'đ' | 'ð' => folded.push('d'),
                'ł' => folded.push('l'),
                'ı' => folded.push('i'),
                // Lower case of a capital sharp i brings a mark of its own; a fraction brings its stroke.
                part if part.is_alphanumeric() && !is_combining_mark(part) && !is_invisible(part) => {
                    folded.push(part);
                }
                _ => {}
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folded_words(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn case_accents_and_ligatures_go() {
        assert_eq!(folded_words("Les SŒURS tuées à Ménaka"), ["les", "soeurs", "tuees", "a", "menaka"]);
        assert_eq!(folded_words("e\u{301}cole ﬁn İstanbul straße"), ["ecole", "fin", "istanbul", "strasse"]);
        assert_eq!(folded_words("mas\u{ad}sacre"), ["massacre"]);
        assert_eq!(folded_words("مـحـمد"), ["محمد"]);
    }

    #[test]
    fn elisions_and_possessives_go() {
        assert_eq!(folded_words("l'armée, l’ONU, qu'ils"), ["armee", "onu", "ils"]);
        assert_eq!(folded_words("Kony's men didn't"), ["kony", "men", "didn", "t"]);
        assert_eq!(folded_words("aujourd'hui s'est"), ["aujourd", "hui", "est"]);
        assert_eq!(folded_words("d ' accord"), ["d", "accord"]);
    }

    #[test]
    fn words_know_where_they_stand() {
        let text = "« Tués » : 30";
        let found: Vec<&str> = words(text).iter().map(|word| &text[word.start..word.end]).collect();
        assert_eq!(found, ["Tués", "30"]);
        assert_eq!(words(text)[0].accented.as_deref(), Some("tués"));
        assert_eq!(words(text)[1].accented, None);
    }

    #[test]
    fn a_word_without_end_is_cut() {
        let long = "é".repeat(100_000);
        let found = words(&long);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].end, long.len());
        assert!(found[0].folded.len() <= WORD_BYTES_MAX);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in ".{0,60}") {
            let once = folded(&text);
            prop_assert_eq!(&folded(&once), &once);
        }

        #[test]
        fn words_lie_in_order_inside_the_text(text in ".{0,60}") {
            let mut last = 0;
            for word in words(&text) {
                prop_assert!(last <= word.start && word.start < word.end);
                prop_assert!(text.is_char_boundary(word.start) && text.is_char_boundary(word.end));
                prop_assert!(word.folded.chars().all(char::is_alphanumeric));
                last = word.end;
            }
        }
    }
}
