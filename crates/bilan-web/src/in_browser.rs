//! What casework says to do next, for somebody who sits before a page: the hints name commands, the pages have their own
//! ways. What only the command line can do stays as it is.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use bilan_casework::Message;
use bilan_tally::Language;
use serde::Deserialize;

/// A hint of the pages in each language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hint {
    en: String,
    fr: String,
}

/// By the sentence of casework, in English, places unfilled.
static HINTS: LazyLock<BTreeMap<String, Hint>> =
    LazyLock::new(|| toml::from_str(include_str!("../locale/browser.toml")).expect("a test reads it"));

/// The hint in a language, as the pages say it.
pub(crate) fn in_browser(hint: &Message, language: Language) -> String {
    match (HINTS.get(hint.sentence()), language) {
        (Some(own), Language::En) => own.en.clone(),
        (Some(own), Language::Fr) => own.fr.clone(),
        (None, _) => hint.in_language(language),
    }
}

#[cfg(test)]
mod tests {
    use bilan_casework::message;

    use super::*;

    #[derive(Deserialize)]
    struct French {
        messages: BTreeMap<String, String>,
    }

    /// Sentences that only whoever runs bilan can follow, or that no page ever shows.
    const COMMAND_LINE: [&str; 29] = [
        "Correct the line; `bilan match",
        "Give every record an id of its own",
        "Look at what the columns were taken for",
        "Choose another one with --listen",
        "--map cannot be used",
        "Say it with --publisher",
        "Say with --map",
        "Write --map",
        "Give another backup",
        "Give another folder",
        "Give the folder that",
        "Keep the case on",
        "Look for a later backup",
        "Make it anew: bilan rebuild",
        "Nothing was taken out of the backup",
        "Reports are sensitive",
        "Run `bilan verify` on the case, and bring",
        "Say its form with --format",
        "The case may be of a later",
        "Work on the computer that made",
        "Choose another name, or look at `bilan member",
        "Look at `bilan member",
        "Give one with --role",
        "--kind and --incident belong",
        "Add it as a document",
        "Give a file of tiles",
        "`bilan method CASE`",
        "Use --profile internal",
        "Check the name, or make a case: bilan init",
    ];

    #[test]
    fn every_hint_that_names_a_command_has_its_way_in_the_browser() {
        let french: French = toml::from_str(include_str!("../../bilan-casework/locale/fr.toml")).unwrap();
        let names_a_command = |text: &str| {
            text.contains("`bilan ")
                || text.contains(": bilan ")
                || text.contains(" --")
                || text.starts_with("--")
        };
        let known: Vec<&String> = french.messages.keys().filter(|text| names_a_command(text)).collect();
        assert!(known.len() > 30, "the sentences moved");
        let left: Vec<_> = known
            .into_iter()
            .filter(|text| !HINTS.contains_key(*text))
            .filter(|text| !COMMAND_LINE.iter().any(|start| text.starts_with(start)))
            .collect();
        assert!(left.is_empty(), "commands told to somebody before a page: {left:#?}");
        for (sentence, hint) in &*HINTS {
            assert!(french.messages.contains_key(sentence), "casework says no such thing: {sentence}");
            for text in [&hint.en, &hint.fr] {
                assert!(!names_a_command(text) && text.ends_with('.'), "{text}");
            }
        }
    }

    #[test]
    fn a_hint_is_said_in_the_language_of_the_page() {
        let hint = message!("`bilan list CASE {kind}s` shows their ids; the first digits are enough.", kind: "claim");
        assert!(in_browser(&hint, Language::En).contains("search"));
        assert!(in_browser(&hint, Language::Fr).contains("recherche"));
        let plain = Message::from("Check the name and the folder you are in.");
        assert_eq!(in_browser(&plain, Language::En), plain.to_string());
    }
}
