//! Place names of a batch as words that weigh more or less, by how many places of the batch share them.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::{
    near::near,
    spelling::{VARIANT_LETTERS_MIN, is_variant},
};

/// A word in more than so many different place names of a batch is a kind of place ("region", "camp", "al"), and
/// weighs a quarter; above the second bound one half.
const COMMON_IN_NAMES: usize = 10;
const SHARED_IN_NAMES: usize = 3;
/// A longer word is a rarer one; beyond so many letters length says no more.
const LETTERS_MAX: usize = 8;
/// Share of the weight, in percent, that makes a name the other's.
const SHARE_SAME_PERCENT: usize = 80;
/// Share of the weight, in percent, below which nothing is shared.
const SHARE_SOME_PERCENT: usize = 40;

/// A distinct name of a batch: its place in [`Names`].
pub(crate) type NameId = usize;

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
}

/// The text in lower case, without accents.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd().filter(|mark| !is_combining_mark(*mark)).flat_map(char::to_lowercase).collect()
}

/// The distinct names of a batch, with how each stands to every other that it shares anything with.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) all: Vec<Name>,
    /// Words of each name, as places in `weights`.
    words: Vec<Vec<usize>>,
    /// Weight of each word, at least 1.
    weights: Vec<usize>,
    /// Weight of each name.
    totals: Vec<usize>,
    /// Words spelled nearly alike, by word, ascending.
    kin: Vec<Vec<usize>>,
    /// Names that share something with a name, ascending.
    pub(crate) alike: Vec<Vec<(NameId, Likeness)>>,
}

impl Names {
    /// From distinct names, ascending.
    pub(crate) fn new(all: Vec<Name>) -> Self {
        let words: BTreeSet<&str> = all.iter().flat_map(|name| &name.words).map(String::as_str).collect();
        let words: Vec<&str> = words.into_iter().collect();
        let place = |word: &String| words.binary_search(&word.as_str()).unwrap_or_default();
        let of_names: Vec<Vec<usize>> =
            all.iter().map(|name| name.words.iter().map(place).collect()).collect();
        let different: BTreeSet<&Vec<usize>> = of_names.iter().collect();
        let mut spread = vec![0; words.len()];
        different.into_iter().flatten().for_each(|word| spread[*word] += 1);
        let weights: Vec<usize> = words.iter().zip(spread).map(|(word, names)| weight(word, names)).collect();
        let totals = of_names.iter().map(|words| words.iter().map(|word| weights[*word]).sum()).collect();
        let mut kin = vec![Vec::new(); words.len()];
        for (one, other) in near(&words) {
            kin[one].push(other);
            kin[other].push(one);
        }
        for words in &mut kin {
            words.sort_unstable();
        }
        let mut names = Self { all, words: of_names, weights, totals, kin, alike: Vec::new() };
        names.alike = names.find_alike();
        names
    }

    /// How two names stand to each other.
    pub(crate) fn likeness(&self, one: NameId, other: NameId) -> Likeness {
        if self.is_empty(one) || self.is_empty(other) {
            Likeness::Unknown
        } else if one == other {
            Likeness::Same
        } else {
            let alike = &self.alike[one];
            let at = alike.binary_search_by_key(&other, |(name, _)| *name);
            at.map_or(Likeness::Different, |at| alike[at].1)
        }
    }

    pub(crate) fn is_empty(&self, name: NameId) -> bool {
        self.words[name].is_empty()
    }

    /// Every pair of names that shares something, both ways: by letters, or by a word that must be shared.
    fn find_alike(&self) -> Vec<Vec<(NameId, Likeness)>> {
        let mut alike = vec![Vec::new(); self.all.len()];
        let letters: Vec<&str> = self.all.iter().map(|name| name.letters.as_str()).collect();
        let mut candidates = near(&letters);
        candidates.extend(self.same_letters());
        candidates.extend(self.sharing_words());
        candidates.sort_unstable();
        candidates.dedup();
        for (one, other) in candidates {
            let likeness = self.compare(one, other);
            if likeness > Likeness::Different {
                alike[one].push((other, likeness));
                alike[other].push((one, likeness));
            }
        }
        for names in &mut alike {
            names.sort_unstable();
        }
        alike
    }

    fn same_letters(&self) -> Vec<(NameId, NameId)> {
        let mut by_letters: BTreeMap<&str, Vec<NameId>> = BTreeMap::new();
        for (id, name) in self.all.iter().enumerate().filter(|(_, name)| !name.letters.is_empty()) {
            by_letters.entry(&name.letters).or_default().push(id);
        }
        by_letters.values().flat_map(|names| pairs(names)).collect()
    }

    /// Pairs of which one has a word, or a near spelling of it, without which too little of it could be shared: what
    /// is left of the name without its rarest words weighs less than [`SHARE_SOME_PERCENT`].
    fn sharing_words(&self) -> Vec<(NameId, NameId)> {
        let mut having: Vec<Vec<NameId>> = vec![Vec::new(); self.weights.len()];
        for (name, words) in self.words.iter().enumerate() {
            for word in words {
                having[*word].push(name);
            }
        }
        let mut found = Vec::new();
        for (name, words) in self.words.iter().enumerate() {
            let mut rarest = words.clone();
            rarest.sort_by_key(|word| (having[*word].len(), *word));
            let mut left = self.totals[name];
            for word in rarest {
                if left * 100 < self.totals[name] * SHARE_SOME_PERCENT {
                    break;
                }
                left -= self.weights[word];
                let others = self.kin[word].iter().chain([&word]).flat_map(|word| &having[*word]);
                found.extend(others.filter(|other| **other != name).map(|o| (name.min(*o), name.max(*o))));
            }
        }
        found
    }

    fn compare(&self, one: NameId, other: NameId) -> Likeness {
        let (first, second) = (&self.all[one], &self.all[other]);
        if first.letters == second.letters || first.words == second.words {
            return Likeness::Same;
        }
        if is_variant(&first.letters, &second.letters) {
            let shorter = first.letters.chars().count().min(second.letters.chars().count());
            return if shorter > VARIANT_LETTERS_MIN + 1 {
                Likeness::Variant
            } else {
                Likeness::ShortVariant
            };
        }
        let shared = self.shared(one, other);
        let (smaller, larger) = {
            let (a, b) = (self.totals[one], self.totals[other]);
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

    /// The weight of the words that the other name has too, by the lighter side.
    fn shared(&self, one: NameId, other: NameId) -> usize {
        let found = |from: NameId, to: NameId| -> usize {
            let has = |word: &usize| self.words[to].contains(word);
            let known = |word: &&usize| has(word) || self.kin[**word].iter().any(has);
            self.words[from].iter().filter(known).map(|word| self.weights[*word]).sum()
        };
        found(one, other).min(found(other, one))
    }
}

fn weight(word: &str, names: usize) -> usize {
    let letters = word.chars().count().min(LETTERS_MAX);
    let quarters = match names {
        names if names > COMMON_IN_NAMES => 1,
        names if names > SHARED_IN_NAMES => 2,
        _ => 4,
    };
    (letters * quarters).max(1)
}

/// All pairs of a list, smaller first where it ascends.
fn pairs(ids: &[usize]) -> impl Iterator<Item = (usize, usize)> + '_ {
    ids.iter().enumerate().flat_map(|(at, one)| ids[at + 1..].iter().map(move |other| (*one, *other)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
        let names: BTreeSet<Name> = known.iter().chain(&[one, other]).map(|name| Name::new(name)).collect();
        let names = Names::new(names.into_iter().collect());
        let id = |text| names.all.binary_search(&Name::new(text)).unwrap();
        assert_eq!(names.likeness(id(one), id(other)), expected, "{one} {other}");
        assert_eq!(names.likeness(id(other), id(one)), expected, "{other} {one}");
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

    /// Names over few letters and words, so that many are near each other.
    fn names() -> impl Strategy<Value = Vec<Name>> {
        let word = prop_oneof![
            "[ab]{2,3}",
            "[ab]{5,7}",
            "[ab]{10,12}",
            Just("region".to_owned()),
            Just("camp".to_owned())
        ];
        let name = prop::collection::vec(word, 0..4).prop_map(|words| Name::new(&words.join(" ")));
        prop::collection::btree_set(name, 0..24).prop_map(|names| names.into_iter().collect())
    }

    proptest! {
        /// What is found without comparing all with all is what comparing all with all finds.
        #[test]
        fn nothing_alike_is_missed(all in names()) {
            let names = Names::new(all);
            let filled: Vec<usize> = (0..names.all.len()).filter(|name| !names.is_empty(*name)).collect();
            for (one, other) in pairs(&filled) {
                prop_assert_eq!(names.likeness(one, other), names.compare(one, other));
            }
        }
    }
}
