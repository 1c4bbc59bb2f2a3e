//! What the full-text index holds of a text: its words folded, and stemmed as its language asks.

use std::fmt::Write;

use crate::fold::words;
use crate::stem::{Stemming, Stems};

/// Stands between two fields, so that no phrase runs across. No letter, so no word that is looked for.
const BETWEEN_FIELDS: &str = " \u{b6} ";

/// The three columns of the index for one row.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Indexed {
    /// Folded words.
    pub exact: String,
    /// French stems; empty for a text of another known language.
    pub fr: String,
    /// English stems; empty for a text of another known language.
    pub en: String,
}

impl Indexed {
    /// The columns for the fields of a row in `language`.
    pub(crate) fn of(fields: &[Option<&str>], language: Option<&str>, stems: &mut Stems) -> Self {
        let mut indexed = Self::default();
        for field in fields.iter().copied().flatten() {
            indexed.push(field, language, stems);
        }
        indexed
    }

    fn push(&mut self, field: &str, language: Option<&str>, stems: &mut Stems) {
        let words = words(field);
        for word in &words {
            append(&mut self.exact, &word.folded);
        }
        self.exact.push_str(BETWEEN_FIELDS);
        for (column, stemming) in [(&mut self.fr, Stemming::French), (&mut self.en, Stemming::English)] {
            if stemming.suits(language) {
                for word in &words {
                    append(column, stems.stem(word, stemming));
                }
                column.push_str(BETWEEN_FIELDS);
            }
        }
    }
}

fn append(column: &mut String, word: &str) {
    // Writing to a String cannot fail.
    let _ = write!(column, " {word}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stay_apart_and_language_chooses_columns() {
        let mut stems = Stems::new(1);
        let indexed = Indexed::of(&[Some("Trente tués"), None, Some("L'aube")], Some("fr"), &mut stems);
        assert_eq!(indexed.exact, " trente tues \u{b6}  aube \u{b6} ");
        assert_eq!(indexed.fr, " trent tu \u{b6}  aub \u{b6} ");
        assert_eq!(indexed.en, "");
        let indexed = Indexed::of(&[Some("Killings")], None, &mut stems);
        assert!(indexed.en.contains(" kill ") && !indexed.fr.is_empty());
    }
}
