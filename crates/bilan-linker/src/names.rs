//! Place names as words that weigh more or less, by how many places of the batch share them.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::spelling::edits;

/// A word in more than so many different place names of a batch is a kind of place ("region", "camp", "al"), and
/// weighs a quarter; above the second bound one half.
const COMMON_IN_NAMES: usize = 10;
const SHARED_IN_NAMES: usize = 3;
/// A longer word is a rarer one; beyond so many letters length says no more.
const LETTERS_MAX: usize = 8;
/// Words from so many letters on may be spelled differently.
const VARIANT_LETTERS_MIN: usize = 5;
/// Share of the weight, in percent, that makes a name the other's.
const SHARE_SAME_PERCENT: usize = 80;
/// Share of the weight, in percent, below which nothing is shared.
const SHARE_SOME_PERCENT: usize = 40;

/// A place name, folded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Name {
    /// Its words, sorted.
    pub(crate) words: BTreeSet<String>,
    /// All its letters, in order, without spaces.
    pub(crate) letters: String,
}

/// How two names stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Likeness {
    /// One of them is not known.
    Unknown,
    /// Nothing shared that matters.
    Different,
    /// Some weight shared.
    Partial,
    /// One holds the other ("Um Rawaba", "Um Rawaba hospital").
    Contained,
    /// Two spellings of one short name.
    ShortVariant,
    /// Two spellings of one name.
    Variant,
    /// The same words.
    Same,
}

impl Name {
    pub(crate) fn new(text: &str) -> Self {
        let folded = fold(text);
        let words = || folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        Self { words: words().map(str::to_owned).collect(), letters: words().collect() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// The text in lower case, without accents.
pub(crate) fn fold(text: &str) -> String {
    text.nfkd().filter(|mark| !is_combining_mark(*mark)).flat_map(char::to_lowercase).collect()
}

/// In how many different place names of a batch each word stands.
#[derive(Debug, Default)]
pub(crate) struct Rarity {
    names: BTreeMap<String, usize>,
}

impl Rarity {
    /// Counts words over different names: the same village in many reports stays rare.
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a Name>) -> Self {
        let different: BTreeSet<&BTreeSet<String>> = names.map(|name| &name.words).collect();
        let mut counted = Self::default();
        for word in different.into_iter().flatten() {
            *counted.names.entry(word.clone()).or_default() += 1;
        }
        counted
    }

    /// Weight of a word, at least 1.
    fn weight(&self, word: &str) -> usize {
        let letters = word.chars().count().min(LETTERS_MAX);
        let quarters = match self.names.get(word).copied().unwrap_or(1) {
            names if names > COMMON_IN_NAMES => 1,
            names if names > SHARED_IN_NAMES => 2,
            _ => 4,
        };
        (letters * quarters).max(1)
    }

    /// How two names stand to each other.
    pub(crate) fn likeness(&self, one: &Name, other: &Name) -> Likeness {
        if one.is_empty() || other.is_empty() {
            return Likeness::Unknown;
        }
        if one.letters == other.letters || one.words == other.words {
            return Likeness::Same;
        }
        if is_variant(&one.letters, &other.letters) {
            let long =
                one.letters.chars().count().min(other.letters.chars().count()) > VARIANT_LETTERS_MIN + 1;
            return if long { Likeness::Variant } else { Likeness::ShortVariant };
        }
        let shared = self.shared(one, other);
        let (smaller, larger) = {
            let (a, b) = (self.total(one), self.total(other));
            (a.min(b), a.max(b))
        };
        if shared * 100 >= larger * SHARE_SAME_PERCENT {
            Likeness::Same
        } else if shared * 100 >= smaller * SHARE_SAME_PERCENT {
            Likeness::Contained
        } else if shared * 100 >= smaller * SHARE_SOME_PERCENT {
            Likeness::Partial
        } else {
            Likeness::Different
        }
    }

    fn total(&self, name: &Name) -> usize {
        name.words.iter().map(|word| self.weight(word)).sum()
    }

    /// The weight of the words that the other name has too, by the lighter side.
    fn shared(&self, one: &Name, other: &Name) -> usize {
        let found = |from: &Name, to: &Name| -> usize {
            let known =
                |word: &&String| to.words.contains(*word) || to.words.iter().any(|w| is_variant(word, w));
            from.words.iter().filter(known).map(|word| self.weight(word)).sum()
        };
        found(one, other).min(found(other, one))
    }
}

/// One edit in five letters or more, two in ten or more.
fn is_variant(one: &str, other: &str) -> bool {
    let letters = |word: &str| word.chars().count();
    let (shorter, longer) = (letters(one).min(letters(other)), letters(one).max(letters(other)));
    if shorter < VARIANT_LETTERS_MIN || longer - shorter > 2 {
        return false;
    }
    edits(one, other) <= if shorter >= 2 * VARIANT_LETTERS_MIN { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: &str, other: &str, expected: Likeness) {
        let known = [
            "région de Kidal",
            "région de Mopti",
            "région de Gao",
            "région de Ségou",
            "région du Nord",
            "région du Sud",
            "région de Kayes",
            "région du Lac",
            "région du Fleuve",
            "région de l'Est",
            "région de l'Ouest",
        ];
        let names: Vec<Name> = known.iter().chain(&[one, other]).map(|name| Name::new(name)).collect();
        let rarity = Rarity::new(names.iter());
        assert_eq!(rarity.likeness(&Name::new(one), &Name::new(other)), expected, "{one} {other}");
        assert_eq!(rarity.likeness(&Name::new(other), &Name::new(one)), expected, "{other} {one}");
    }

    #[test]
    fn spellings_of_one_place() {
        check("Koundjoaré", "KOUNDJOARE", Likeness::Same);
        check("Tinzaouatène", "Tin Zaouatine", Likeness::Variant);
        check("Valuyki", "Valuiki", Likeness::Variant);
        check("Oum Rawaba", "Um Rawaba", Likeness::Variant);
        check("Ersane", "Ersan", Likeness::ShortVariant);
        check("Pobé-Mengao-Djibo", "Djibo-Pobe-Mengao", Likeness::Same);
        check("Um Rawaba", "Um Rawaba Teaching Hospital", Likeness::Contained);
        check("Kouakourou-Sofara", "Kouakourou", Likeness::Contained);
    }

    #[test]
    fn different_places() {
        check("Amassine", "Amasrakad", Likeness::Different);
        check("Al-Maghazi", "Al-Rahad", Likeness::Different);
        check("région de Tillabéri", "région de Ménaka", Likeness::Different);
        check("Boca de Grita", "région de Tillabéri", Likeness::Different);
        check("", "Amassine", Likeness::Unknown);
    }
}
