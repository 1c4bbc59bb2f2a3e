//! Counts, claims and ranges in the words of the reader's language.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use bilan_casework::{Knowledge, labels};
use bilan_model::{Act, Claim, Code, Count, High, Method, Outcome, Stance, StatusWord};
use bilan_tally::Language;

type Texts = BTreeMap<String, String>;

static ENGLISH: LazyLock<Texts> = LazyLock::new(|| read(include_str!("../locale/words.en.toml")));
static FRENCH: LazyLock<Texts> = LazyLock::new(|| read(include_str!("../locale/words.fr.toml")));

fn read(text: &str) -> Texts {
    toml::from_str(text).expect("a test reads it")
}

/// What gives words: the codebook's labels and this crate's sentences, in one language.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    knowledge: &'a Knowledge,
    language: Language,
}

impl<'a> Words<'a> {
    /// The words of a language.
    pub fn new(knowledge: &'a Knowledge, language: Language) -> Self {
        Self { knowledge, language }
    }

    /// The codebook and the packs.
    pub fn knowledge(&self) -> &'a Knowledge {
        self.knowledge
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The label of a code of a closed list.
    pub fn code<C: Code>(&self, code: C) -> String {
        self.label(C::LIST, code.code())
    }

    /// The label of a code of a list of the codebook, or the code itself.
    pub fn label(&self, list: &str, code: &str) -> String {
        self.knowledge.label(list, code, labels::code(self.language))
    }

    /// A sentence by its name, with values in its places; the name itself where there is none.
    pub fn say(&self, name: &str, values: &[(&str, &str)]) -> String {
        let texts = match self.language {
            Language::En => &ENGLISH,
            Language::Fr => &FRENCH,
        };
        let mut text = texts.get(name).cloned().unwrap_or_else(|| name.to_owned());
        for (place, value) in values {
            text = text.replace(&format!("{{{place}}}"), value);
        }
        text
    }

    /// "more than 30".
    pub fn count(&self, count: Count) -> String {
        let figure = |value: Option<u64>| value.map_or(String::new(), |value| value.to_string());
        let name = format!("count_{}", relation(count));
        self.say(&name, &[("v", &figure(count.value())), ("h", &figure(count.high()))])
    }

    /// What a claim says, in one line: "killed: more than 30".
    pub fn claim(&self, claim: &Claim) -> String {
        match claim {
            Claim::Toll(toll) => self.say(
                "says_toll",
                &[("outcome", &self.code::<Outcome>(toll.outcome)), ("count", &self.count(toll.count))],
            ),
            Claim::Status(status) => {
                self.say("says_status", &[("status", &self.code::<StatusWord>(status.status))])
            }
            Claim::Responsibility(said) => self.say(
                "says_responsibility",
                &[("stance", &self.code::<Stance>(said.stance)), ("party", &said.party)],
            ),
            Claim::Act(said) => {
                let act = self.code::<Act>(said.act);
                match said.method {
                    None => act,
                    Some(method) => self
                        .say("says_act_method", &[("act", &act), ("method", &self.code::<Method>(method))]),
                }
            }
        }
    }

    /// "29 to 45", "at least 29", "29 to 30 or more": `high` is the largest number that anybody names.
    pub fn range(&self, low: Option<u64>, high: Option<u64>, open: bool) -> String {
        let figure = |value: u64| value.to_string();
        match (low, high) {
            (None, None) => self.say("range_none", &[]),
            (Some(low), None) => self.say("range_at_least", &[("v", &figure(low))]),
            (None, Some(high)) => self.say("range_at_most", &[("v", &figure(high))]),
            (Some(low), Some(high)) if low == high && !open => figure(low),
            (Some(low), Some(high)) if low == high => self.say("range_at_least", &[("v", &figure(low))]),
            (Some(low), Some(high)) => {
                let name = if open { "range_or_more" } else { "range" };
                self.say(name, &[("v", &figure(low)), ("h", &figure(high))])
            }
        }
    }

    /// The range of a toll, whose open end is what is exceeded: of "more than 30", "29 to 31 or more".
    pub fn toll_range(&self, low: Option<u64>, high: Option<High>) -> String {
        match high {
            Some(High::Open { beyond }) => self.range(low, Some(beyond.saturating_add(1)), true),
            Some(High::Closed(high)) => self.range(low, Some(high), false),
            None => self.range(low, None, false),
        }
    }
}

/// The code of a count's relation.
pub fn relation(count: Count) -> String {
    serde_json::to_value(count.relation())
        .ok()
        .and_then(|code| code.as_str().map(str::to_owned))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_sentences() {
        assert!(ENGLISH.keys().eq(FRENCH.keys()));
    }

    #[test]
    fn ranges_read_as_they_are_said() {
        let knowledge = Knowledge::embedded();
        let words = Words::new(&knowledge, Language::En);
        assert_eq!(words.toll_range(Some(29), Some(High::Open { beyond: 30 })), "29 to 31 or more");
        assert_eq!(words.toll_range(Some(20), Some(High::Open { beyond: 499 })), "20 to 500 or more");
        assert_eq!(words.toll_range(Some(30), Some(High::Open { beyond: 29 })), "at least 30");
        assert_eq!(words.range(Some(29), Some(30), true), "29 to 30 or more");
        assert_eq!(words.range(Some(29), Some(29), false), "29");
        assert_eq!(words.range(Some(3), None, true), "at least 3");
        assert_eq!(Words::new(&knowledge, Language::Fr).range(Some(2), Some(5), false), "2 à 5");
    }
}
