//! The texts of output in each language: data in `locale/`, read into one struct so that none can be missing.

use std::collections::BTreeMap;

use bilan_tally::Language;
use serde::Deserialize;

/// Every text; `{x}` in one stands for what [`fill`] puts in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Texts {
    pub(crate) months: Vec<String>,
    pub(crate) date_unknown: String,
    pub(crate) date_days: String,
    pub(crate) date_range: String,
    pub(crate) place_unknown: String,
    pub(crate) in_itself: String,
    pub(crate) nobody_named: String,
    pub(crate) quoted: String,
    pub(crate) grade_disputed: String,
    pub(crate) grade_unconfirmed: String,
    pub(crate) grade_single_source: String,
    pub(crate) grade_several: String,
    pub(crate) grade_confirmed: String,
    pub(crate) grade_line: String,
    pub(crate) reports_one: String,
    pub(crate) reports_many: String,
    pub(crate) count_exactly: String,
    pub(crate) count_about: String,
    pub(crate) count_at_least: String,
    pub(crate) count_more_than: String,
    pub(crate) count_at_most: String,
    pub(crate) count_less_than: String,
    pub(crate) count_between: String,
    pub(crate) count_tens: String,
    pub(crate) count_hundreds: String,
    pub(crate) count_several: String,
    pub(crate) count_none: String,
    pub(crate) conditional: String,
    pub(crate) not_said: String,
    pub(crate) called: String,
    pub(crate) stands_in_range: String,
    pub(crate) stands_low: String,
    pub(crate) stands_high: String,
    pub(crate) stands_both: String,
    pub(crate) stands_beside: String,
    pub(crate) stands_part: String,
    pub(crate) stands_superseded: String,
    pub(crate) stands_denial: String,
    pub(crate) stands_rejected: String,
    pub(crate) stands_not_reviewed: String,
    pub(crate) head_source: String,
    pub(crate) head_in: String,
    pub(crate) head_figure: String,
    pub(crate) head_who: String,
    pub(crate) head_stands: String,
    pub(crate) head_id: String,
    pub(crate) head_published: String,
    pub(crate) head_language: String,
    pub(crate) head_publisher: String,
    pub(crate) head_title: String,
    pub(crate) head_claims: String,
    pub(crate) head_state: String,
    pub(crate) head_date: String,
    pub(crate) head_place: String,
    pub(crate) head_grade: String,
    pub(crate) head_reports: String,
    pub(crate) head_says: String,
    pub(crate) head_incident: String,
    pub(crate) head_incidents: String,
    pub(crate) head_quote: String,
    pub(crate) head_outcome: String,
    pub(crate) state_coded: String,
    pub(crate) state_not_coded: String,
    pub(crate) state_superseded: String,
    pub(crate) state_unreadable: String,
    pub(crate) state_waiting: String,
    pub(crate) state_withdrawn: String,
    pub(crate) state_roster: String,
    pub(crate) head_judged: String,
    pub(crate) none_reports: String,
    pub(crate) none_incidents: String,
    pub(crate) none_claims: String,
    pub(crate) none_filter: String,
    pub(crate) none_toll: String,
    pub(crate) demo_title: String,
    pub(crate) demo_samples: String,
    pub(crate) demo_others: String,
    pub(crate) demo_checked: String,
    pub(crate) demo_checkpoint: String,
    pub(crate) demo_dossier: String,
    pub(crate) demo_next: String,
    pub(crate) demo_next_words: String,
    pub(crate) demo_next_why: String,
    pub(crate) demo_next_verify: String,
    pub(crate) demo_dry: String,
    /// Nought takes the form of one: "0 rapport".
    pub(crate) zero_is_one: bool,
    /// Sentences about what was done, by name.
    pub(crate) said: BTreeMap<String, String>,
}

impl Texts {
    /// The texts of a language.
    pub(crate) fn of(language: Language) -> Self {
        let source = match language {
            Language::En => include_str!("../locale/en.toml"),
            Language::Fr => include_str!("../locale/fr.toml"),
        };
        toml::from_str(source).expect("a test reads both files")
    }
}

impl Texts {
    /// A sentence by its name, with what stands in its places.
    pub(crate) fn say(&self, name: &str, values: &[(&str, &str)]) -> String {
        fill(self.said.get(name).map_or(name, String::as_str), values)
    }

    /// A sentence about a number: `name.one` or `name.many`, with the number as `{n}`.
    pub(crate) fn counted(&self, name: &str, count: impl TryInto<usize>) -> String {
        let count = count.try_into().unwrap_or(usize::MAX);
        let form = if count == 1 || (count == 0 && self.zero_is_one) { "one" } else { "many" };
        self.say(&format!("{name}.{form}"), &[("n", &count.to_string())])
    }
}

/// A text with what stands in its places.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        filled.push_str(before);
        filled.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn both_languages_are_whole() {
        for language in [Language::En, Language::Fr] {
            assert_eq!(Texts::of(language).months.len(), 12);
        }
    }

    /// Names of the places of a text.
    fn places(text: &str) -> BTreeSet<&str> {
        let after = text.split('{').skip(1);
        after.filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
    }

    #[test]
    fn both_languages_say_the_same() {
        let (english, french) = (Texts::of(Language::En).said, Texts::of(Language::Fr).said);
        assert_eq!(english.keys().collect::<Vec<_>>(), french.keys().collect::<Vec<_>>());
        for (name, text) in &english {
            assert_eq!(places(text), places(&french[name]), "{name}");
        }
    }

    #[test]
    fn every_sentence_is_there_and_is_used() {
        let commands = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut sources = String::new();
        for folder in [commands.clone(), commands.join("commands")] {
            for file in std::fs::read_dir(folder).unwrap() {
                let path = file.unwrap().path();
                if path.extension().is_some_and(|extension| extension == "rs") {
                    sources.push_str(&std::fs::read_to_string(path).unwrap());
                }
            }
        }
        let texts = Texts::of(Language::En);
        for call in ["say(\"", "say(\n", "counted(\""] {
            for rest in sources.split(call).skip(1) {
                let name = rest.trim_start().trim_start_matches('"').split('"').next().unwrap();
                let known = |suffix: &str| texts.said.contains_key(&format!("{name}{suffix}"));
                assert!(name.contains('{') || known("") || known(".one"), "no sentence {name}");
            }
        }
        for name in texts.said.keys() {
            let stem = name.trim_end_matches(".one").trim_end_matches(".many");
            let stem = stem.split_once('/').map_or(stem, |(stem, _)| stem);
            assert!(sources.contains(&format!("\"{stem}")), "nothing says {name}");
        }
    }

    #[test]
    fn a_value_is_not_read_as_a_place() {
        assert_eq!(fill("{a} and {b}", &[("a", "{b}"), ("b", "2")]), "{b} and 2");
    }
}
