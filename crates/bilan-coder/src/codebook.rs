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
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Names {
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    adjectives: Vec<String>,
}

/// What a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartyKind {
    /// Armed forces of a State.
    Army,
    /// Police of a State.
    Police,
    /// Official auxiliaries of a State.
    Auxiliary,
    /// Anyone else.
    Other,
}

/// A party to a conflict.
#[derive(Debug, Clone)]
pub(crate) struct Party {
    /// Canonical name.
    pub(crate) name: String,
    pub(crate) kind: PartyKind,
    /// Countries it acts in.
    pub(crate) countries: Vec<String>,
    aliases: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Clone, Deserialize)]
struct SourceKind {
    code: String,
    #[serde(default)]
    article: String,
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
    kind: String,
    #[serde(default)]
    countries: Vec<String>,
    #[serde(flatten)]
    rest: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize)]
struct SourceFile {
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
        let mut book = Self { sources: sources.source, ..Self::default() };
        for entry in countries.country {
            book.country(entry);
        }
        for entry in parties.party {
            let kind = match entry.kind.as_str() {
                "army" => PartyKind::Army,
                "police" => PartyKind::Police,
                "auxiliary" => PartyKind::Auxiliary,
                _ => PartyKind::Other,
            };
            let aliases = entry.rest.into_iter().filter_map(|(key, value)| Some((key, value.try_into().ok()?)));
            book.parties.push(Party {
                name: entry.name,
                kind,
                countries: entry.countries,
                aliases: aliases.collect(),
            });
        }
        Ok(book)
    }

    fn country(&mut self, entry: CountryEntry) {
        let mut force = |force: Option<ForceEntry>, kind| {
            force.map(|force| {
                self.parties.push(Party {
                    name: force.name,
                    kind,
                    countries: vec![entry.code.clone()],
                    aliases: force.aliases,
                });
                self.parties.len() - 1
            })
        };
        let army = force(entry.army, PartyKind::Army);
        let police = force(entry.police, PartyKind::Police);
        let names = entry.languages.into_iter().filter_map(|(key, value)| Some((key, value.try_into().ok()?)));
        self.countries.push(Country { code: entry.code, names: names.collect(), capital: entry.capital, army, police });
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
        let capital_rule = builder.rule("codebook.capital", "a capital, which stands for its government in the press");
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
                let seat = Attributes { name: Some(government), casing: Casing::Capital, ..Attributes::default() };
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

    /// How a source of a kind and nationality reads in a language, with its article: "a Malian security source".
    pub(crate) fn source_label(&self, kind: &str, country: Option<&str>, language: &str, many: bool) -> Option<String> {
        let kind = self.sources.iter().find(|source| source.code == kind)?;
        let labels = kind.labels.get(language)?;
        let form = labels.get(if many { "many" } else { "one" })?.as_str()?;
        let feminine = labels.get("gender").and_then(toml::Value::as_str) == Some("f");
        let adjective = country
            .and_then(|code| self.country_of(code)?.names.get(language))
            .and_then(|names| names.adjectives.get(adjective_form(&names.adjectives, feminine, many)))
            .map_or("", String::as_str);
        let text = form.replace("{nat}", adjective).replace("  ", " ").trim().to_owned();
        Some(with_article(language, &kind.article, &text, feminine, many))
    }
}

/// Index of the form that agrees, where a language lists masculine, feminine and their plurals.
fn adjective_form(forms: &[String], feminine: bool, many: bool) -> usize {
    if forms.len() < 4 { 0 } else { usize::from(feminine) + 2 * usize::from(many) }
}

fn with_article(language: &str, article: &str, text: &str, feminine: bool, many: bool) -> String {
    let vowel = text.chars().next().is_some_and(|c| "aeiouéèêhAEIOUÉ".contains(c));
    let article = match (language, article, many) {
        (_, "none", _) => "",
        ("fr", "definite", true) => "les ",
        ("fr", "definite", false) if vowel => "l'",
        ("fr", "definite", false) => if feminine { "la " } else { "le " },
        ("fr", _, true) => "des ",
        ("fr", _, false) => if feminine { "une " } else { "un " },
        (_, "definite", _) => "the ",
        (_, _, true) => "",
        (_, _, false) if vowel && !text.starts_with(['h', 'u', 'U']) => "an ",
        (_, _, false) => "a ",
    };
    format!("{article}{text}")
}
