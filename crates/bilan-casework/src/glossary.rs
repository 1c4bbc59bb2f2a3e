//! The glossary of a set of incidents: for whom their sources speak and what their parties are, by packs and codebook.

use std::collections::BTreeMap;

use bilan_model::{Age, Code as _, Incident, Sex};
use bilan_tally::{Glossary, PartyFacts, Traits};
use serde::Deserialize;

use crate::error::{Error, ErrorKind};
use crate::knowledge::{Knowledge, embedded};
use crate::labels::sources;

/// `wording.toml` of a pack: words that figures rest on beside those that the coder reads.
#[derive(Deserialize)]
struct Wording {
    dozens: Words,
    traits: Vec<TraitWords>,
}

#[derive(Deserialize)]
struct Words {
    words: Vec<String>,
}

#[derive(Deserialize)]
struct TraitWords {
    sex: String,
    age: String,
    words: Vec<String>,
}

/// `sources.toml` of the codebook, as far as sides go.
#[derive(Deserialize)]
struct Kinds {
    source: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    code: String,
    group: String,
}

/// What packs and codebook say of words, whatever incidents there are: read once, since every decision asks for it.
pub(crate) struct Wordings {
    glossary: Glossary,
    groups: SourceGroups,
}

fn wordings(knowledge: &Knowledge) -> Result<&Wordings, Error> {
    if let Some(known) = knowledge.wording.get() {
        return Ok(known);
    }
    let mut glossary = Glossary::default();
    glossary.parties = parties(knowledge)?;
    for language in knowledge.languages() {
        learn(&mut glossary, language)?;
    }
    let made = Wordings { glossary, groups: SourceGroups::of(knowledge)? };
    Ok(knowledge.wording.get_or_init(|| made))
}

/// Everything that packs and codebook say of the words in these incidents.
///
/// # Errors
/// When a pack or the codebook cannot be used.
pub(crate) fn of(incidents: &[Incident], knowledge: &Knowledge) -> Result<Glossary, Error> {
    let Wordings { glossary, groups } = wordings(knowledge)?;
    let mut glossary = glossary.clone();
    for incident in incidents {
        for entry in &incident.accounts {
            let language = entry.report.language.as_deref().unwrap_or_default();
            for words in sources(entry) {
                if glossary.speaks_for.contains_key(words) {
                    continue;
                }
                let side = side_of(words, language, &incident.place.country, &glossary, groups, knowledge)?;
                glossary.speaks_for.insert(words.to_owned(), side);
            }
        }
    }
    glossary.speaks_for.retain(|_, side| !side.is_empty());
    Ok(glossary)
}

/// The side that a source speaks for, empty where it speaks for none.
fn side_of(
    words: &str,
    language: &str,
    country: &str,
    glossary: &Glossary,
    groups: &SourceGroups,
    knowledge: &Knowledge,
) -> Result<String, Error> {
    let Some(pack) = knowledge.pack(language)? else { return Ok(String::new()) };
    let said = pack.source_kind(words);
    if let Some(facts) = said.party.as_ref().and_then(|party| glossary.parties.get(party)) {
        return Ok(facts.side.clone());
    }
    let country = said.country.as_deref().unwrap_or(country);
    let of_state = said.kind.as_ref().is_some_and(|kind| groups.is(kind, "state"));
    Ok(if of_state && !country.is_empty() { state_side(country) } else { String::new() })
}

fn state_side(country: &str) -> String {
    format!("state:{country}")
}

/// Which group a kind of source belongs to: a State, rebels, independent, affected.
pub(crate) struct SourceGroups(BTreeMap<String, String>);

impl SourceGroups {
    pub(crate) fn of(knowledge: &Knowledge) -> Result<Self, Error> {
        let kinds: Kinds = read("codebook/sources.toml", knowledge.codebook_text("sources.toml"))?;
        Ok(Self(kinds.source.into_iter().map(|kind| (kind.code, kind.group)).collect()))
    }

    fn is(&self, kind: &str, group: &str) -> bool {
        self.0.get(kind).is_some_and(|known| known == group)
    }

    /// Whether sources of a kind are private persons or may be: those who lived it, those close to them, the unnamed.
    pub(crate) fn is_of_persons(&self, kind: &str) -> bool {
        self.is(kind, "affected") || matches!(kind, "anonymous" | "medical")
    }
}

/// Forces of countries and the parties of the codebook. Forces of one State, and who fights beside it, are one side.
fn parties(knowledge: &Knowledge) -> Result<BTreeMap<String, PartyFacts>, Error> {
    #[derive(Deserialize)]
    struct Countries {
        country: Vec<Country>,
    }
    #[derive(Deserialize)]
    struct Country {
        code: String,
        army: Option<Force>,
        police: Option<Force>,
    }
    #[derive(Deserialize)]
    struct Force {
        name: String,
    }
    #[derive(Deserialize)]
    struct Parties {
        party: Vec<Party>,
    }
    #[derive(Deserialize)]
    struct Party {
        name: String,
        kind: Option<String>,
        #[serde(default)]
        countries: Vec<String>,
    }
    let countries: Countries = read("codebook/countries.toml", knowledge.codebook_text("countries.toml"))?;
    let listed: Parties = read("codebook/parties.toml", knowledge.codebook_text("parties.toml"))?;
    let mut known = BTreeMap::new();
    for country in countries.country {
        for (kind, force) in [("army", country.army), ("police", country.police)] {
            if let Some(force) = force {
                let side = state_side(&country.code);
                let facts = PartyFacts { kind: kind.to_owned(), country: Some(country.code.clone()), side };
                known.insert(force.name, facts);
            }
        }
    }
    for party in listed.party {
        let kind = party.kind.unwrap_or_else(|| "unknown".to_owned());
        let country = match &party.countries[..] {
            [only] => Some(only.clone()),
            _ => None,
        };
        let of_state = matches!(kind.as_str(), "army" | "police" | "auxiliary");
        let side = match &country {
            Some(country) if of_state => state_side(country),
            _ => party.name.clone(),
        };
        known.insert(party.name, PartyFacts { kind, country, side });
    }
    Ok(known)
}

fn learn(glossary: &mut Glossary, language: &str) -> Result<(), Error> {
    let path = format!("packs/{language}/wording.toml");
    let text = embedded(&path).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
    let wording: Wording = read(&path, text)?;
    glossary.learn_dozens(wording.dozens.words.iter().map(String::as_str));
    for entry in &wording.traits {
        let unknown = |error: bilan_model::UnknownCode| belongs_to_bilan(&path, &error.to_string());
        let traits = Traits {
            sex: Sex::from_code(&entry.sex).map_err(unknown)?,
            age: Age::from_code(&entry.age).map_err(unknown)?,
        };
        glossary.learn_traits(entry.words.iter().map(String::as_str), traits);
    }
    Ok(())
}

/// The words for people of every pack: they name nobody.
pub(crate) fn people_words(knowledge: &Knowledge) -> Vec<String> {
    let mut words = Vec::new();
    for language in knowledge.languages() {
        for file in ["people", "titles", "casualties", "numbers", "grammar"] {
            let path = format!("packs/{language}/lexicon/{file}.toml");
            let text = embedded(&path).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
            let table: toml::Table = toml::from_str(text).unwrap_or_default();
            table.values().for_each(|value| phrases(value, &mut words));
        }
    }
    words
}

/// Every text in the lists `words` and `stems` of a file of a pack, without the signs behind its slash.
fn phrases(value: &toml::Value, words: &mut Vec<String>) {
    for value in value.as_array().into_iter().flatten() {
        phrases(value, words);
    }
    let Some(table) = value.as_table() else { return };
    for name in ["words", "stems"] {
        let listed = table.get(name).and_then(toml::Value::as_array).into_iter().flatten();
        let texts = listed.filter_map(toml::Value::as_str);
        words.extend(texts.map(|text| text.split('/').next().unwrap_or_default().to_owned()));
    }
}

pub(crate) fn read<'a, T: Deserialize<'a>>(path: &str, text: &'a str) -> Result<T, Error> {
    toml::from_str(text).map_err(|error| belongs_to_bilan(path, &error.to_string()))
}

fn belongs_to_bilan(path: &str, why: &str) -> Error {
    Error::new(ErrorKind::Failure, why.to_owned())
        .at(path)
        .safe("Nothing was changed.")
        .next("This is a mistake in a file that belongs to bilan: please report it with this message.")
}
