//! A language as data: the files of a pack, read, checked and compiled.

use std::collections::BTreeMap;

use bilan_model::{Act, Code, Method, Outcome, Relation, Report, ReportHeader, Victims};
use serde::Deserialize;

use crate::calendar::{Calendar, TimeFile};
use crate::codebook::Codebook;
use crate::gazetteer::Gazetteer;
use crate::lexicon::{Attributes, Class, Entry, Feature, Lexicon, NumberRole, Saying, Side, Tag};
use crate::reading::Reading;
use crate::timex::words::TimexWords;
use crate::token::{self, Kind, UNKNOWN};

/// How a language writes words and numbers.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    elisions: Vec<String>,
    thousands: Vec<String>,
    pub(crate) decimal: char,
    abbreviations: Vec<String>,
}

impl Script {
    #[cfg(test)]
    pub(crate) fn new(elisions: &[&str], thousands: &[&str], decimal: char, abbreviations: &[&str]) -> Self {
        let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            elisions: own(elisions),
            thousands: own(thousands),
            decimal,
            abbreviations: own(abbreviations),
        }
    }

    pub(crate) fn elides(&self, lower: &str) -> bool {
        self.elisions.iter().any(|elision| elision == lower)
    }

    pub(crate) fn abbreviates(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        self.abbreviations.contains(&lower)
    }

    /// Length in bytes of a thousands separator at the beginning of `rest`; any space stands for a space.
    pub(crate) fn thousands_at(&self, rest: &str) -> Option<usize> {
        let first = rest.chars().next()?;
        let plain = if matches!(first, '\u{a0}' | '\u{202f}' | '\u{2009}') { ' ' } else { first };
        self.thousands.iter().any(|t| t.starts_with(plain)).then(|| first.len_utf8())
    }
}

/// A pack, its codebook and its gazetteer, ready to code reports of one language.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that a language does or does not")]
pub struct Pack {
    pub(crate) language: String,
    pub(crate) script: Script,
    pub(crate) lexicon: Lexicon,
    pub(crate) rules: Vec<RuleNote>,
    /// Names that attributes refer to: kinds of sources and topics.
    pub(crate) names: Vec<String>,
    pub(crate) calendar: Calendar,
    pub(crate) timex: TimexWords,
    pub(crate) codebook: Codebook,
    pub(crate) gazetteer: Gazetteer,
    /// The coder's own rules in words, by id.
    tellings: BTreeMap<String, String>,
    /// The language writes accents, and reports in it may lack them.
    pub(crate) accents: bool,
    /// A noun group ends with its head ("wounded government soldiers") and not begins with it.
    pub(crate) head_last: bool,
    /// A plural without an article may count people ("dejó heridos").
    pub(crate) bare_plurals: bool,
    /// The subject of a passive may stand right behind it ("fueron asesinados doce campesinos").
    pub(crate) subject_behind: bool,
    /// A verb of saying without a subject goes on with the last source ("Añadió que").
    pub(crate) drops_subject: bool,
    /// Endings of words that are no name, to tell them in a text of capitals.
    pub(crate) no_name_endings: Vec<String>,
}

/// Why a group of words is in the pack, in words for `--explain`.
#[derive(Debug, Clone)]
pub(crate) struct RuleNote {
    pub(crate) id: String,
    pub(crate) what: String,
}

/// A file of a pack that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// The file is missing.
    #[error("the pack has no file {0}")]
    Missing(&'static str),
    /// The file is not the TOML that it should be.
    #[error("{file}: {why}")]
    Syntax {
        /// Path inside the pack.
        file: String,
        /// What the parser says, with the line.
        why: String,
    },
    /// A group says something that the coder does not know.
    #[error("{file}: group {group}: {why}")]
    Group {
        /// Path inside the pack.
        file: String,
        /// Id of the group.
        group: String,
        /// What is wrong.
        why: String,
    },
}

#[derive(Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that a language does or does not")]
struct PackFile {
    language: String,
    #[serde(default)]
    elisions: Vec<String>,
    thousands: Vec<String>,
    decimal: char,
    #[serde(default)]
    abbreviations: Vec<String>,
    #[serde(default)]
    no_name_endings: Vec<String>,
    #[serde(default)]
    head: String,
    #[serde(default)]
    accents: bool,
    #[serde(default)]
    bare_plurals: bool,
    #[serde(default)]
    subject_behind: bool,
    #[serde(default)]
    drops_subject: bool,
    tellings: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct ParadigmFile {
    paradigm: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct LexiconFile {
    #[serde(default)]
    group: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    id: String,
    class: String,
    #[serde(default)]
    what: String,
    outcome: Option<String>,
    victims: Option<String>,
    act: Option<String>,
    method: Option<String>,
    side: Option<String>,
    stance: Option<String>,
    relation: Option<String>,
    place: Option<String>,
    topic: Option<String>,
    kind: Option<String>,
    paradigm: Option<String>,
    #[serde(default)]
    stems: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
}

#[derive(Deserialize)]
struct NumeralFile {
    #[serde(default)]
    units: BTreeMap<String, u64>,
    #[serde(default)]
    tens: BTreeMap<String, u64>,
    #[serde(default)]
    scale: BTreeMap<String, u64>,
    #[serde(default)]
    collective: BTreeMap<String, u64>,
    #[serde(default)]
    ordinal: BTreeMap<String, u64>,
    #[serde(default)]
    pair: BTreeMap<String, u64>,
}

/// The files of one pack: path inside the pack and text.
pub type PackFiles<'a> = &'a [(&'a str, &'a str)];

impl Pack {
    /// Compiles the files of one pack with the codebook and the gazetteer.
    ///
    /// # Errors
    /// When a file is missing, is not the TOML it should be, or uses a class, code or feature that does not exist.
    pub fn compile(
        files: PackFiles<'_>,
        codebook: Codebook,
        gazetteer: Gazetteer,
    ) -> Result<Self, PackError> {
        let header: PackFile = parse(files, "pack.toml")?;
        let own = |words: &[String]| words.to_vec();
        let script = Script {
            elisions: own(&header.elisions),
            thousands: own(&header.thousands),
            decimal: header.decimal,
            abbreviations: own(&header.abbreviations),
        };
        let mut builder =
            Builder { script, lexicon: Lexicon::default(), rules: Vec::new(), names: Vec::new() };
        let paradigms: ParadigmFile = parse(files, "paradigms.toml")?;
        for (path, text) in files.iter().filter(|(path, _)| path.starts_with("lexicon/")) {
            let file: LexiconFile = toml(path, text)?;
            for group in &file.group {
                builder.group(group, &paradigms.paradigm).map_err(|why| PackError::Group {
                    file: (*path).to_owned(),
                    group: group.id.clone(),
                    why,
                })?;
            }
        }
        builder.numerals(&parse(files, "numerals.toml")?);
        let calendar_source = files.iter().find(|(path, _)| *path == "time.toml").map(|(_, text)| *text);
        let words: TimeFile = toml("time.toml", calendar_source.ok_or(PackError::Missing("time.toml"))?)?;
        let calendar = Calendar::compile(&words, &mut builder);
        let timex = TimexWords::compile(&words.timex, &mut builder);
        codebook.teach(&header.language, &mut builder);
        Ok(Self {
            language: header.language,
            script: builder.script,
            accents: header.accents,
            tellings: header.tellings,
            lexicon: builder.lexicon,
            rules: builder.rules,
            names: builder.names,
            calendar,
            timex,
            codebook,
            gazetteer,
            head_last: header.head == "last",
            bare_plurals: header.bare_plurals || header.head == "last",
            subject_behind: header.subject_behind,
            drops_subject: header.drops_subject,
            no_name_endings: header.no_name_endings,
        })
    }

    /// ISO 639-1 code of the pack's language.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// What the rule `id` reads, in words, or `None` where the pack has no such rule.
    pub fn explain(&self, id: &str) -> Option<&str> {
        let what = self.rules.iter().find(|rule| rule.id == id).map(|rule| rule.what.as_str());
        what.or_else(|| self.tellings.get(id).map(String::as_str))
    }
}

fn parse<T: for<'d> Deserialize<'d>>(files: PackFiles<'_>, name: &'static str) -> Result<T, PackError> {
    let text = files.iter().find(|(path, _)| *path == name).ok_or(PackError::Missing(name))?.1;
    toml(name, text)
}

fn toml<T: for<'d> Deserialize<'d>>(path: &str, text: &str) -> Result<T, PackError> {
    toml::from_str(text).map_err(|error| PackError::Syntax { file: path.to_owned(), why: error.to_string() })
}

/// Fills a lexicon.
pub(crate) struct Builder {
    script: Script,
    lexicon: Lexicon,
    rules: Vec<RuleNote>,
    names: Vec<String>,
}

impl Builder {
    fn group(&mut self, group: &Group, paradigms: &BTreeMap<String, Vec<String>>) -> Result<(), String> {
        let class = Class::from_code(&group.class).ok_or_else(|| format!("no class \"{}\"", group.class))?;
        let attributes = self.attributes(group)?;
        let rule = self.rule(&group.id, &group.what);
        for word in &group.words {
            let (form, feature) = split_feature(word)?;
            self.add(form, class, attributes, feature, rule);
        }
        if let Some(name) = &group.paradigm {
            let endings = paradigms.get(name).ok_or_else(|| format!("no paradigm \"{name}\""))?;
            for stem in &group.stems {
                for ending in endings {
                    let (ending, feature) = split_feature(ending)?;
                    self.add(&format!("{stem}{ending}"), class, attributes, feature, rule);
                }
            }
        } else if !group.stems.is_empty() {
            return Err("stems need a paradigm".to_owned());
        }
        Ok(())
    }

    fn attributes(&mut self, group: &Group) -> Result<Attributes, String> {
        let say = |error: bilan_model::UnknownCode| error.to_string();
        let name = group.topic.as_ref().or(group.kind.as_ref()).map(|name| self.name(name));
        Ok(Attributes {
            outcome: group.outcome.as_deref().map(Outcome::from_code).transpose().map_err(say)?,
            victims: group.victims.as_deref().map(Victims::from_code).transpose().map_err(say)?,
            act: group.act.as_deref().map(Act::from_code).transpose().map_err(say)?,
            method: group.method.as_deref().map(Method::from_code).transpose().map_err(say)?,
            side: match group.side.as_deref() {
                None => None,
                Some("subject") => Some(Side::Subject),
                Some("object") => Some(Side::Object),
                Some("loss") => Some(Side::Loss),
                Some(other) => return Err(format!("no side \"{other}\"")),
            },
            saying: saying(group.stance.as_deref())?,
            relation: group.relation.as_deref().map(relation).transpose()?,
            after: group.place.as_deref() == Some("after"),
            name,
            ..Attributes::default()
        })
    }

    /// The index of a name that attributes refer to.
    pub(crate) fn name(&mut self, name: &str) -> usize {
        self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        })
    }

    /// The index of a rule, made where it is new.
    pub(crate) fn rule(&mut self, id: &str, what: &str) -> usize {
        self.rules.push(RuleNote { id: id.to_owned(), what: what.to_owned() });
        self.rules.len() - 1
    }

    /// Adds one phrase, cut into words as a report is.
    pub(crate) fn add(
        &mut self,
        phrase: &str,
        class: Class,
        attributes: Attributes,
        feature: Feature,
        rule: usize,
    ) {
        let words = self.words(phrase);
        if words.contains(&UNKNOWN) {
            // Figures and quotation marks are no words: the stages read them themselves.
            return;
        }
        self.lexicon.add(&words, Entry { class, attributes, feature, rule });
    }

    /// The numbers of the words of a phrase; signs inside it count as words.
    fn words(&mut self, phrase: &str) -> Vec<u32> {
        let cut = token::cut(phrase, &self.script, |_| None);
        cut.tokens
            .iter()
            .map(|token| word_key(phrase, token).map_or(UNKNOWN, |key| self.lexicon.learn(&key)))
            .collect()
    }

    fn numerals(&mut self, file: &NumeralFile) {
        let rule = self.rule("number.words", "a number in words");
        let tables = [
            (&file.units, NumberRole::Unit),
            (&file.tens, NumberRole::Unit),
            (&file.pair, NumberRole::Unit),
            (&file.scale, NumberRole::Scale),
            (&file.collective, NumberRole::Collective),
            (&file.ordinal, NumberRole::Ordinal),
        ];
        for (table, role) in tables {
            for (word, &value) in table {
                let attributes = Attributes { number: Some((role, value)), ..Attributes::default() };
                self.add(word, Class::Number, attributes, Feature::Plain, rule);
            }
        }
    }
}

/// The key of a token in the vocabulary: its word in lower case with plain apostrophes, or its sign.
pub(crate) fn word_key(text: &str, token: &token::Token) -> Option<String> {
    match token.kind {
        Kind::Word | Kind::Sign(_) | Kind::Mixed(_) => Some(
            text[token.start..token.end].to_lowercase().replace(['\u{2019}', '\u{2018}', '\u{02bc}'], "'"),
        ),
        Kind::Figure(_) | Kind::QuoteOpen | Kind::QuoteClose => None,
    }
}

fn split_feature(word: &str) -> Result<(&str, Feature), String> {
    let (form, code) = word.rsplit_once('/').unwrap_or((word, ""));
    Feature::from_code(code)
        .map(|feature| (form, feature))
        .ok_or_else(|| format!("no feature \"{code}\" ({word})"))
}

fn saying(code: Option<&str>) -> Result<Saying, String> {
    Ok(match code {
        None | Some("says") => Saying::Says,
        Some("confirms") => Saying::Confirms,
        Some("unconfirmed") => Saying::Unconfirmed,
        Some("denies") => Saying::Denies,
        Some("accuses") => Saying::Accuses,
        Some("claims") => Saying::Claims,
        Some(other) => return Err(format!("no stance \"{other}\"")),
    })
}

fn relation(code: &str) -> Result<Relation, String> {
    Ok(match code {
        "about" => Relation::About,
        "at_least" => Relation::AtLeast,
        "more_than" => Relation::MoreThan,
        "at_most" => Relation::AtMost,
        "less_than" => Relation::LessThan,
        "tens" => Relation::Tens,
        "hundreds" => Relation::Hundreds,
        "several" => Relation::Several,
        other => return Err(format!("no relation \"{other}\"")),
    })
}

impl Pack {
    /// How a source's words read in a language: its label with nationality and article, and whether it is plural.
    ///
    /// "Une source sécuritaire malienne" reads "a Malian security source" in English. `None` where the words hold no
    /// kind of source that the pack knows: then quote them. Words that are in that language already stay as they are,
    /// but for a capital article.
    pub fn source_label(&self, words: &str, language: &str) -> Option<(String, bool)> {
        let report = Report {
            header: ReportHeader {
                doc: String::new(),
                language: None,
                title: None,
                publisher: None,
                published: None,
            },
            text: words.to_owned(),
        };
        let reading = Reading::new(&report, self);
        let tokens = 0..reading.tokens.len();
        if language == self.language {
            let noun = |at| reading.tag(at, Class::Source).or_else(|| reading.tag(at, Class::Person));
            let many = tokens
                .clone()
                .find_map(noun)
                .is_some_and(|tag| reading.entry(&tag).feature == Feature::Plural);
            let article = reading.is(0, Class::Determiner) && !reading.tokens[0].upper;
            return Some((if article { lower_first(words) } else { words.to_owned() }, many));
        }
        let party = tokens.clone().find_map(|at| reading.tag(at, Class::Party));
        let source = tokens.clone().find_map(|at| reading.tag(at, Class::Source));
        let country = tokens
            .filter_map(|at| reading.tag(at, Class::Nationality).or_else(|| reading.tag(at, Class::Country)))
            .find_map(|tag| reading.entry(&tag).attributes.name)
            .map(|index| self.codebook.countries[index].code.clone());
        // "The Malian army" is a kind of source, "the rebels of the CSP" a party by name.
        let by_kind = |source: &Tag, party: &Tag| {
            let inside = party.first <= source.first && source.end <= party.end;
            let armed = matches!(reading.name(source), Some("rebel_group" | "armed_group"));
            inside || (source.first < party.first && !armed)
        };
        match (source, party) {
            (Some(source), party) if party.is_none_or(|party| by_kind(&source, &party)) => {
                let many = reading.entry(&source).feature == Feature::Plural;
                self.codebook.source_label(reading.name(&source)?, country.as_deref(), language, many)
            }
            (_, Some(party)) => {
                let index = reading.entry(&party).attributes.name?;
                Some((self.codebook.parties[index].name_in(language).to_owned(), false))
            }
            _ => None,
        }
    }
}

/// Words with their first letter small.
fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

impl Pack {
    /// Share of a text's words that the pack knows, 0 to 1: where nobody states the language of a short text, the pack
    /// that knows most of its words is taken.
    pub fn familiarity(&self, text: &str) -> f64 {
        let cut = token::cut(text, &self.script, |word| self.lexicon.word(word));
        let words = cut.tokens.iter().filter(|token| token.kind == Kind::Word && !token.capital);
        let (known, all) = words
            .fold((0u32, 0u32), |(known, all), token| (known + u32::from(token.word != UNKNOWN), all + 1));
        f64::from(known) / f64::from(all.max(1))
    }
}
