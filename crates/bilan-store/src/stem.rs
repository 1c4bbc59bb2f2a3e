//! The part of a word that its inflections share, in French and in English.

use rust_stemmers::{Algorithm, Stemmer};

use crate::fold::{Word, folded};

/// Words whose stems are remembered while many texts are indexed: a language has not many more in use.
pub(crate) const REMEMBERED_MANY: usize = 1 << 16;

/// Words whose stems are remembered for one search.
pub(crate) const REMEMBERED_FEW: usize = 1 << 10;

/// How often a French stem is cut again.
const ROUNDS: usize = 4;

/// A language that words are stemmed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stemming {
    /// As French.
    French,
    /// As English.
    English,
}

impl Stemming {
    /// Whether words of a text in `language` are stemmed this way; a text of another or no language is stemmed in
    /// every way, so that it can be found at all.
    pub(crate) fn suits(self, language: Option<&str>) -> bool {
        let primary = language.unwrap_or_default().split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("fr") {
            return self == Self::French;
        }
        if primary.eq_ignore_ascii_case("en") {
            return self == Self::English;
        }
        true
    }
}

/// Both stemmers, with what they said last: the same words come again and again, and stemming is dear.
pub(crate) struct Stems {
    french: Stemmer,
    english: Stemmer,
    /// A word has one place here, found by its letters; the next word of that place takes it.
    known: Vec<Option<Known>>,
}

/// A word and its stem.
struct Known {
    stemming: Stemming,
    spelled: String,
    stem: String,
}

impl Stems {
    /// Stemmers that remember up to so many words, at least one.
    pub(crate) fn new(remembered: usize) -> Self {
        let known = std::iter::repeat_with(|| None).take(remembered.max(1)).collect();
        Self {
            french: Stemmer::create(Algorithm::French),
            english: Stemmer::create(Algorithm::English),
            known,
        }
    }

    /// The stem of a word: letters and digits without accents.
    pub(crate) fn stem(&mut self, word: &Word, stemming: Stemming) -> &str {
        let spelled = match stemming {
            Stemming::French => word.accented.as_ref().unwrap_or(&word.folded),
            Stemming::English => &word.folded,
        };
        let place = place(spelled, stemming, self.known.len());
        let known = &mut self.known[place];
        if known.as_ref().is_some_and(|known| known.stemming == stemming && known.spelled == *spelled) {
            return known.as_ref().map_or("", |known| &known.stem);
        }
        let stem = match stemming {
            Stemming::French => french_stem(&self.french, spelled),
            Stemming::English => nonempty(self.english.stem(spelled).into_owned(), spelled),
        };
        &known.insert(Known { stemming, spelled: spelled.clone(), stem }).stem
    }
}

/// Where a word is remembered (FNV-1a).
fn place(spelled: &str, stemming: Stemming, places: usize) -> usize {
    let start = 0xcbf2_9ce4_8422_2325 ^ stemming as u64;
    let hash =
        spelled.bytes().fold(start, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    // The remainder is less than a `usize`.
    usize::try_from((hash ^ (hash >> 32)) % places as u64).unwrap_or(0)
}

/// The French stem without accents, cut until nothing more comes off.
///
/// Snowball tells endings by their accents, which people leave out when they type. So the word is stemmed as it is
/// spelled, then without accents, again and again: *tué*, *tuées* and *tuees* all end as *tu*.
fn french_stem(stemmer: &Stemmer, spelled: &str) -> String {
    let mut stem = without_accents(&stemmer.stem(spelled), spelled);
    for _ in 0..ROUNDS {
        let again = without_accents(&stemmer.stem(&stem), &stem);
        if again == stem {
            break;
        }
        stem = again;
    }
    stem
}

fn without_accents(stem: &str, spelled: &str) -> String {
    nonempty(folded(stem).replace(' ', ""), &folded(spelled))
}

/// The stem, or the word where nothing is left of it.
fn nonempty(stem: String, word: &str) -> String {
    if stem.is_empty() { word.to_owned() } else { stem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::words;

    fn stem(text: &str, stemming: Stemming) -> String {
        Stems::new(1).stem(&words(text)[0], stemming).to_owned()
    }

    fn all_share_a_stem(forms: &[&str], stemming: Stemming) {
        for form in forms {
            assert_eq!(stem(form, stemming), stem(forms[0], stemming), "{form}");
        }
    }

    #[test]
    fn french_inflections_share_a_stem() {
        all_share_a_stem(&["tué", "tués", "tuée", "tuées", "tuer", "tue", "tues", "tuees"], Stemming::French);
        all_share_a_stem(
            &["enlevé", "enlevés", "enlevées", "enlever", "enlevèrent", "enleve"],
            Stemming::French,
        );
        all_share_a_stem(&["massacre", "massacres", "massacrés", "massacrees"], Stemming::French);
        all_share_a_stem(&["blessé", "blessées", "blesses", "BLESSÉS"], Stemming::French);
    }

    #[test]
    fn english_inflections_share_a_stem() {
        all_share_a_stem(&["killed", "kill", "kills", "killing"], Stemming::English);
        all_share_a_stem(&["massacre", "massacres", "massacred"], Stemming::English);
    }

    #[test]
    fn different_words_keep_apart() {
        assert_ne!(stem("civils", Stemming::French), stem("militaires", Stemming::French));
        assert_ne!(stem("soldiers", Stemming::English), stem("solids", Stemming::English));
    }

    #[test]
    fn a_language_chooses_its_stemmer() {
        assert!(Stemming::French.suits(Some("fr-CA")) && !Stemming::English.suits(Some("fr")));
        assert!(Stemming::English.suits(Some("EN")) && !Stemming::French.suits(Some("en_GB")));
        assert!(Stemming::English.suits(Some("es")) && Stemming::French.suits(None));
    }

    #[test]
    fn what_is_remembered_changes_nothing() {
        let text = "tuées tués massacres massacre enlevés enlever killed killing de la le";
        let mut few = Stems::new(2);
        let mut many = Stems::new(REMEMBERED_FEW);
        for word in words(text).iter().chain(&words(text)) {
            for stemming in [Stemming::French, Stemming::English] {
                let fresh = Stems::new(1).stem(word, stemming).to_owned();
                assert_eq!(few.stem(word, stemming), fresh);
                assert_eq!(many.stem(word, stemming), fresh);
            }
        }
    }
}
