//! What packs and codebook say of the words in claims: this crate knows no language.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{Age, Sex};

use crate::words::fold;

/// What words mean, as far as figures rest on it. The default knows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Glossary {
    /// For which side a source speaks, by its words as reports have them: a name of a side such as `state:ML`, or of a
    /// party. Sources that speak for no side are left out.
    pub speaks_for: BTreeMap<String, String>,
    /// What is known of parties, by their names in claims.
    pub parties: BTreeMap<String, PartyFacts>,
    dozens: BTreeSet<String>,
    traits: BTreeMap<Vec<String>, Traits>,
}

/// What the codebook says of a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyFacts {
    /// Code of its kind: army, police, auxiliary, `armed_group`, `foreign_force`, community, unknown.
    pub kind: String,
    /// ISO 3166 alpha-2 of the State that it belongs to or fights beside.
    pub country: Option<String>,
    /// Its side, as [`Glossary::speaks_for`] names sides.
    pub side: String,
}

/// Sex and age class that words say of persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traits {
    /// Sex.
    pub sex: Sex,
    /// Age class.
    pub age: Age,
}

impl Traits {
    /// Nothing said.
    pub const UNKNOWN: Self = Self { sex: Sex::Unknown, age: Age::Unknown };
}

impl Glossary {
    /// A glossary that knows nothing.
    pub fn none() -> &'static Self {
        static NONE: Glossary = Glossary {
            speaks_for: BTreeMap::new(),
            parties: BTreeMap::new(),
            dozens: BTreeSet::new(),
            traits: BTreeMap::new(),
        };
        &NONE
    }

    /// Learns words that say twelves ("dozens"), against those that say tens.
    pub fn learn_dozens<'a>(&mut self, words: impl IntoIterator<Item = &'a str>) {
        self.dozens.extend(words.into_iter().map(fold));
    }

    /// Learns words that say sex or age of persons ("girls").
    pub fn learn_traits<'a>(&mut self, words: impl IntoIterator<Item = &'a str>, traits: Traits) {
        let phrases = words.into_iter().map(|phrase| tokens(phrase).collect());
        self.traits.extend(phrases.map(|phrase: Vec<String>| (phrase, traits)));
    }

    /// Whether a quote holds a word that says twelves.
    pub fn says_dozens(&self, quote: &str) -> bool {
        !self.dozens.is_empty() && tokens(quote).any(|word| self.dozens.contains(&word))
    }

    /// Sex and age class that words say of persons: of the words that say something the first, of two that begin
    /// together the longer.
    pub fn traits(&self, words: &str) -> Traits {
        let words: Vec<String> = tokens(words).collect();
        let starting = |at: usize| {
            let rest = &words[at..];
            let said = self.traits.iter().filter(move |(phrase, _)| rest.starts_with(phrase));
            said.max_by_key(|(phrase, _)| phrase.len())
        };
        (0..words.len()).find_map(starting).map_or(Traits::UNKNOWN, |(_, traits)| *traits)
    }
}

fn tokens(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(fold)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_of_two_phrases_holds() {
        let mut glossary = Glossary::default();
        glossary.learn_traits(["children"], Traits { sex: Sex::Unknown, age: Age::Child });
        glossary.learn_traits(["girl children"], Traits { sex: Sex::Female, age: Age::Child });
        assert_eq!(glossary.traits("12 Girl children").sex, Sex::Female);
        assert_eq!(glossary.traits("children").age, Age::Child);
        assert_eq!(glossary.traits("villagers"), Traits::UNKNOWN);
        assert!(!glossary.says_dozens("dozens of people"));
        glossary.learn_dozens(["Dozens"]);
        assert!(glossary.says_dozens("dozens of people"));
    }
}
