//! A sentence told to a person: English in the code, other languages in `locale/`, found by the English.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use bilan_tally::Language;
use serde::{Deserialize, Serialize, Serializer};

/// A sentence, or a part of one, with what stands in its places.
///
/// It is shown and serialized in English; [`Message::in_language`] tells it in another language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message(Box<Parts>);

/// Boxed, because every result of casework has room for an error with three messages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Parts {
    text: Cow<'static, str>,
    /// Texts from elsewhere (names, ids, paths) are left as they are even where a catalogue has the same word.
    translated: bool,
    values: Vec<(&'static str, Message)>,
}

/// The texts of one language, by the English ones.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    /// Sentences of this program.
    messages: BTreeMap<String, String>,
    /// Words and sentences that libraries and the system put into places.
    words: BTreeMap<String, String>,
}

static FRENCH: LazyLock<Catalogue> =
    LazyLock::new(|| toml::from_str(include_str!("../locale/fr.toml")).expect("a test reads it"));

impl Message {
    /// A sentence with `{name}` where a value goes; [`message!`](crate::message!) writes it.
    pub fn new(english: &'static str, values: Vec<(&'static str, Self)>) -> Self {
        Self(Box::new(Parts { text: Cow::Borrowed(english), translated: true, values }))
    }

    /// A text from elsewhere, the same in every language.
    pub fn as_it_stands(text: impl fmt::Display) -> Self {
        let text = Cow::Owned(text.to_string());
        Self(Box::new(Parts { text, translated: false, values: Vec::new() }))
    }

    /// A text of a library or of the system: translated where the catalogue has it, else as it stands.
    pub fn of_system(text: impl fmt::Display) -> Self {
        let mut message = Self::as_it_stands(text);
        message.0.translated = true;
        message
    }

    /// The sentence in a language; in English where that language has no text for it.
    pub fn in_language(&self, language: Language) -> String {
        match language {
            Language::En => self.told(None),
            Language::Fr => self.told(Some(&FRENCH)),
        }
    }

    /// The English sentence with its places unfilled: what catalogues know it by.
    pub fn sentence(&self) -> &str {
        &self.0.text
    }

    /// Whether the English sentence has these words in it.
    pub fn contains(&self, words: &str) -> bool {
        self.to_string().contains(words)
    }

    fn told(&self, catalogue: Option<&Catalogue>) -> String {
        let Parts { text, translated, values } = &*self.0;
        let english: &str = text;
        let known = catalogue
            .filter(|_| *translated)
            .and_then(|catalogue| catalogue.messages.get(english).or_else(|| catalogue.words.get(english)));
        let mut rest = known.map_or(english, String::as_str);
        let mut told = String::with_capacity(rest.len());
        while let Some((before, after)) = rest.split_once('{').filter(|_| !values.is_empty()) {
            let Some((name, after)) = after.split_once('}') else { break };
            told.push_str(before);
            if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
                told.push_str(&value.told(catalogue));
            }
            rest = after;
        }
        told.push_str(rest);
        told
    }
}

/// A sentence in English, with values in its places: `message!("there is no {kind} \"{id}\"", kind: kind, id = id)`.
///
/// After `=` stands a value that is the same in every language, after `:` one that is itself a message.
#[macro_export]
macro_rules! message {
    ($english:literal $(, $name:ident $sort:tt $value:expr)* $(,)?) => {
        $crate::Message::new($english, vec![$((stringify!($name), $crate::message!(@value $sort $value))),*])
    };
    (@value = $value:expr) => { $crate::Message::as_it_stands(&$value) };
    (@value : $value:expr) => { $crate::Message::from($value) };
}

impl From<&'static str> for Message {
    fn from(english: &'static str) -> Self {
        Self::new(english, Vec::new())
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::as_it_stands(text)
    }
}

impl PartialEq<&str> for Message {
    fn eq(&self, other: &&str) -> bool {
        self.told(None) == *other
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(None))
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    #[test]
    fn a_message_is_told_in_both_languages_and_names_stay() {
        let told = message!("there is no {kind} \"{id}\" in this case", kind: "claim", id = "claim");
        assert_eq!(told.to_string(), "there is no claim \"claim\" in this case");
        assert_eq!(told.in_language(Language::Fr), "affirmation introuvable dans ce dossier : « claim »");
        assert_eq!(
            Message::from("not in the catalogue".to_owned()).in_language(Language::Fr),
            "not in the catalogue"
        );
        assert_eq!(Message::from("{x}").to_string(), "{x}");
    }

    #[test]
    fn a_value_is_not_read_as_a_place() {
        assert_eq!(message!("line 1: {what}", what = "{next}").to_string(), "line 1: {next}");
    }

    /// Names of the places of a text.
    fn places(text: &str) -> BTreeSet<&str> {
        let after = text.split('{').skip(1);
        after.filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
    }

    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }

    /// The source without its tests and comments; what stands in brackets begins right behind them.
    fn code(path: &Path) -> String {
        let text = std::fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let lines = code.lines().map(str::trim).filter(|line| !line.starts_with("//"));
        lines.map(|line| if line.ends_with('(') { line.to_owned() } else { format!("{line}\n") }).collect()
    }

    /// Functions and closures that take messages: literals given to them are told to a person too.
    fn takers(code: &str) -> BTreeSet<String> {
        let mut takers = BTreeSet::new();
        for (before, after) in [("fn ", "("), ("let ", " = |")] {
            for piece in code.split(before).skip(1) {
                let Some((name, rest)) = piece.split_once(after) else { continue };
                let parameters = rest.split([')', '|']).next().unwrap();
                let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                if plain && parameters.contains("Message") {
                    takers.insert(format!("{name}("));
                }
            }
        }
        takers
    }

    /// The string literals directly among the arguments that begin `text`, not those of calls within.
    fn literals(text: &str) -> Vec<String> {
        let (mut found, mut depth, mut chars) = (Vec::new(), 0_u32, text.chars().peekable());
        while let Some(c) = chars.next() {
            match c {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' if depth == 0 => break,
                ')' | ']' | '}' => depth -= 1,
                '"' => {
                    let mut literal = String::new();
                    while let Some(c) = chars.next().filter(|c| *c != '"') {
                        match (c, chars.peek()) {
                            ('\\', Some('\n')) => while chars.next_if(|c| c.is_whitespace()).is_some() {},
                            ('\\', _) => literal.extend(chars.next()),
                            _ => literal.push(c),
                        }
                    }
                    if depth == 0 {
                        found.push(literal);
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// Every English text in the sources that is told to a person.
    fn told() -> BTreeSet<String> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        sources(&here.join("src"), &mut files);
        sources(&here.join("../bilan/src"), &mut files);
        sources(&here.join("../bilan-web/src"), &mut files);
        files.retain(|path| !path.ends_with("tests.rs") && !path.ends_with("message.rs"));
        let known = ["Error::new(", "Self::new(ErrorKind", ".safe(", ".next(", "message!("];
        let mut calls: BTreeSet<String> = known.iter().map(|call| (*call).to_owned()).collect();
        let helpers = files.iter().filter(|path| !path.ends_with("error.rs"));
        calls.extend(helpers.flat_map(|path| takers(&code(path))));
        let mut told = BTreeSet::new();
        for code in files.iter().map(|path| code(path)) {
            for call in &calls {
                for rest in code.split(call).skip(1) {
                    let mut texts = literals(rest);
                    // The pages' server also names sentences of its own catalogue, each by one word.
                    texts.retain(|text| text.contains(' '));
                    // The other arguments of `message!` are values.
                    let one = if call == "message!(" { 1 } else { texts.len() };
                    told.extend(texts.into_iter().take(one));
                }
            }
        }
        told
    }

    #[test]
    fn every_message_has_a_french_text_and_no_text_is_left_over() {
        let told = told();
        assert!(told.len() > 100, "the sources are not found: {}", told.len());
        let french = &FRENCH.messages;
        let missing: Vec<&String> = told.iter().filter(|text| !french.contains_key(*text)).collect();
        assert!(missing.is_empty(), "no French text in locale/fr.toml for: {missing:#?}");
        let left: Vec<&String> = french.keys().filter(|text| !told.contains(*text)).collect();
        assert!(left.is_empty(), "nothing says what locale/fr.toml has: {left:#?}");
        for (english, french) in french {
            assert_eq!(places(english), places(french), "{english}");
        }
    }
}
