//! The names that all languages share: countries, their forces, parties, kinds of sources.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::lexicon::{Attributes, Casing, Class, Feature};
use crate::pack::{Builder, PackError};

/// The coding scheme's names, as `codebook/` holds them.
#[derive(Debug, Clone, Default)]
pub struct Codebook {
    pub(crate) countries: Vec<Country>,
    /// Forces of countries first, then the parties of `parties.toml`.
    pub(crate) parties: Vec<Party>,
    sources: Vec<SourceKind>,
    articles: BTreeMap<String, Articles>,
}

/// A country: its ISO code, its names in each language and its armed forces.
#[derive(Debug, Clone)]
pub(crate) struct Country {
    pub(crate) code: String,
    names: BTreeMap<String, Names>,
    capital: Vec<String>,
    /// Index of its armed forces in [`Codebook::parties`].
    pub(crate) army: Option<usize>,
    /// Index of its police in [`Codebook::parties`].
    pub(crate) police: Option<usize>,
    /// Indices of branches of its forces that go by a name of their own ("air", "gendarmerie", "forces").
    pub(crate) branches: BTreeMap<String, usize>,
}

impl Country {
    /// Its forces of a kind: `police`, a branch, or the army for all that has no name of its own.
    pub(crate) fn force(&self, kind: &str) -> Option<usize> {
        let own = self.branches.get(kind).copied();
        match kind {
            "police" | "gendarmerie" => own.or(self.police).or(self.army),
            _ => own.or(self.army),
        }
    }

    /// Whether a party is its army or a branch of it that fights under the same command.
    pub(crate) fn fields(&self, party: usize) -> bool {
        let branches = self.branches.iter().filter(|(kind, _)| kind.as_str() != "gendarmerie");
        self.army == Some(party) || branches.map(|(_, index)| *index).any(|index| index == party)
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Names {
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    adjectives: Vec<String>,
}

/// A party to a conflict.
#[derive(Debug, Clone)]
pub(crate) struct Party {
    /// Canonical name.
    pub(crate) name: String,
    /// Countries it acts in.
    pub(crate) countries: Vec<String>,
    /// Its people are fighters of an armed group, not of a State.
    pub(crate) fighters: bool,
    aliases: BTreeMap<String, Vec<String>>,
}

impl Party {
    /// Its name in a language: the first that the codebook lists, else the canonical name.
    pub(crate) fn name_in(&self, language: &str) -> &str {
        self.aliases.get(language).and_then(|names| names.first()).unwrap_or(&self.name)
    }
}

#[derive(Debug, Clone, Deserialize)]
struct SourceKind {
    code: String,
    #[serde(default)]
    article: String,
    /// It reads in the plural even where there is one: "the United Nations".
    #[serde(default)]
    plural_only: bool,
    #[serde(flatten)]
    labels: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize)]
struct CountryFile {
    country: Vec<CountryEntry>,
}

#[derive(Deserialize)]
struct CountryEntry {
    code: String,
    #[serde(default)]
    capital: Vec<String>,
    army: Option<ForceEntry>,
    police: Option<ForceEntry>,
    #[serde(flatten)]
    languages: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize)]
struct ForceEntry {
    name: String,
    #[serde(flatten)]
    aliases: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct PartyFile {
    party: Vec<PartyEntry>,
}

#[derive(Deserialize)]
struct PartyEntry {
    name: String,
    #[serde(default)]
    countries: Vec<String>,
    /// Which branch of the forces of its country it is.
    branch: Option<String>,
    kind: Option<String>,
    #[serde(flatten)]
    rest: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize)]
struct SourceFile {
    articles: BTreeMap<String, Articles>,
    source: Vec<SourceKind>,
}

impl Codebook {
    /// Reads `countries.toml`, `parties.toml` and `sources.toml`.
    ///
    /// # Errors
    /// When one of them is not the TOML it should be.
    pub fn read(countries: &str, parties: &str, sources: &str) -> Result<Self, PackError> {
        let syntax = |file: &str, error: toml::de::Error| PackError::Syntax {
            file: format!("codebook/{file}"),
            why: error.to_string(),
        };
        let countries: CountryFile = toml::from_str(countries).map_err(|e| syntax("countries.toml", e))?;
        let parties: PartyFile = toml::from_str(parties).map_err(|e| syntax("parties.toml", e))?;
        let sources: SourceFile = toml::from_str(sources).map_err(|e| syntax("sources.toml", e))?;
        let mut book = Self { sources: sources.source, articles: sources.articles, ..Self::default() };
        for entry in countries.country {
            book.country(entry);
        }
        for entry in parties.party {
            if let Some(branch) = entry.branch {
                let index = book.parties.len();
                for country in book.countries.iter_mut().filter(|c| entry.countries.contains(&c.code)) {
                    country.branches.insert(branch.clone(), index);
                }
            }
            let aliases =
                entry.rest.into_iter().filter_map(|(key, value)| Some((key, value.try_into().ok()?)));
            book.parties.push(Party {
                name: entry.name,
                countries: entry.countries,
                fighters: entry.kind.as_deref() == Some("armed_group"),
                aliases: aliases.collect(),
            });
        }
        Ok(book)
    }

    fn country(&mut self, entry: CountryEntry) {
        let mut force = |force: Option<ForceEntry>| {
            force.map(|force| {
                self.parties.push(Party {
                    name: force.name,
                    countries: vec![entry.code.clone()],
                    fighters: false,
                    aliases: force.aliases,
                });
                self.parties.len() - 1
            })
        };
        let army = force(entry.army);
        let police = force(entry.police);
        let names =
            entry.languages.into_iter().filter_map(|(key, value)| Some((key, value.try_into().ok()?)));
        self.countries.push(Country {
            code: entry.code,
            names: names.collect(),
            capital: entry.capital,
            army,
            police,
            branches: BTreeMap::new(),
        });
    }

    /// The country with this ISO code.
    pub(crate) fn country_of(&self, code: &str) -> Option<&Country> {
        self.countries.iter().find(|country| country.code == code)
    }

    /// Puts the names of one language into a lexicon.
    pub(crate) fn teach(&self, language: &str, builder: &mut Builder) {
        let government = builder.name("government");
        let country_rule = builder.rule("codebook.country", "a country of the codebook");
        let party_rule = builder.rule("codebook.party", "a party of the codebook");
        let capital_rule =
            builder.rule("codebook.capital", "a capital, which stands for its government in the press");
        for (index, country) in self.countries.iter().enumerate() {
            let own = Attributes { name: Some(index), ..Attributes::default() };
            if let Some(names) = country.names.get(language) {
                for name in &names.names {
                    builder.add(name, Class::Country, own.cased(name), Feature::Plain, country_rule);
                }
                for name in &names.adjectives {
                    builder.add(name, Class::Nationality, own, Feature::Plain, country_rule);
                }
            }
            for name in &country.capital {
                let seat =
                    Attributes { name: Some(government), casing: Casing::Capital, ..Attributes::default() };
                builder.add(name, Class::Source, seat, Feature::Singular, capital_rule);
                builder.add(name, Class::Capital, own.cased(name), Feature::Plain, capital_rule);
            }
        }
        for (index, party) in self.parties.iter().enumerate() {
            let own = Attributes { name: Some(index), ..Attributes::default() };
            let listed = party.aliases.get(language).into_iter().flatten();
            for name in listed.chain([&party.name]) {
                builder.add(name, Class::Party, own.cased(name), Feature::Plain, party_rule);
            }
        }
    }

    /// How a source of a kind and nationality reads in a language, with its article: "a Malian security source",
    /// and whether it reads in the plural.
    pub(crate) fn source_label(
        &self,
        kind: &str,
        country: Option<&str>,
        language: &str,
        many: bool,
    ) -> Option<(String, bool)> {
        let kind = self.sources.iter().find(|source| source.code == kind)?;
        let many = many || kind.plural_only;
        let labels = kind.labels.get(language)?;
        let form = labels.get(if many { "many" } else { "one" })?.as_str()?;
        let feminine = labels.get("gender").and_then(toml::Value::as_str) == Some("f");
        let adjective = country
            .and_then(|code| self.country_of(code)?.names.get(language))
            .and_then(|names| names.adjectives.get(adjective_form(&names.adjectives, feminine, many)))
            .map_or("", String::as_str);
        let text = form.replace("{nat}", adjective).replace("  ", " ").trim().to_owned();
        Some((self.articles.get(language)?.before(&text, &kind.article, feminine, many), many))
    }
}

/// Index of the form that agrees, where a language lists masculine, feminine and their plurals.
fn adjective_form(forms: &[String], feminine: bool, many: bool) -> usize {
    if forms.len() < 4 { 0 } else { usize::from(feminine) + 2 * usize::from(many) }
}

/// The articles of one language, as `sources.toml` holds them; each with the space behind it, if any.
#[derive(Debug, Clone, Default, Deserialize)]
struct Articles {
    /// Letters before which the vowel forms stand.
    vowels: String,
    definite: ArticleForms,
    indefinite: ArticleForms,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct ArticleForms {
    masculine: String,
    feminine: String,
    masculine_vowel: String,
    feminine_vowel: String,
    many: String,
    /// Where the plural has a feminine of its own ("las").
    #[serde(default)]
    many_feminine: String,
}

impl Articles {
    /// A label with its article; `kind` is `definite`, `indefinite` or `none`.
    fn before(&self, label: &str, kind: &str, feminine: bool, many: bool) -> String {
        let forms = match kind {
            "none" => return label.to_owned(),
            "definite" => &self.definite,
            _ => &self.indefinite,
        };
        let vowel = label.chars().next().is_some_and(|first| self.vowels.contains(first));
        let article = match (many, feminine, vowel) {
            (true, true, _) if !forms.many_feminine.is_empty() => &forms.many_feminine,
            (true, ..) => &forms.many,
            (false, true, false) => &forms.feminine,
            (false, true, true) => &forms.feminine_vowel,
            (false, false, false) => &forms.masculine,
            (false, false, true) => &forms.masculine_vowel,
        };
        format!("{article}{label}")
    }
}
