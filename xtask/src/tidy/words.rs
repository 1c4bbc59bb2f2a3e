//! Rule: no word of a human language stands in the coder; language lives in packs.
//!
//! What counts as a word is what the packs hold. Codes, keys of TOML and the names of classes are no words of a
//! language although they look like some; neither is what an error says to a person.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use crate::tidy::finding::Finding;
use crate::tidy::literals::{Literal, literals};
use crate::tidy::tree::{Tree, has_extension};

const CODER: &str = "crates/bilan-coder/src/";

/// Shorter words are too often something else.
const LEAST_LETTERS: usize = 4;

/// Calls whose text is for a person who reads a message, not for the coder.
const MESSAGES: [&str; 10] = [
    "error(",
    "format!(",
    "expect(",
    "panic!(",
    "unreachable!(",
    "assert!(",
    "println!(",
    "rule(",
    "reason =",
    "write!(f,",
];

/// Looks at every string literal of the coder outside its tests.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let words = lexicon(tree);
    let codes = codes(tree);
    let mut findings = Vec::new();
    for (path, source) in tree.under(CODER).filter(|(path, _)| has_extension(path, "rs") && !is_test(path)) {
        for literal in literals(source).iter().filter(|literal| !is_message(literal)) {
            if codes.contains(literal.text) || is_id(literal.text) || is_named_after(literal) {
                continue;
            }
            if let Some((word, pack)) = first_word(literal.text, &words) {
                let what = format!("\"{word}\" is a word of {pack}: the coder knows no language, packs do");
                findings.push(Finding::new(format!("{path}:{}", literal.line), what));
            } else if literal.text.chars().any(|sign| sign.is_alphabetic() && !sign.is_ascii()) {
                let what = format!("\"{}\" has letters of a language: it belongs in a pack", literal.text);
                findings.push(Finding::new(format!("{path}:{}", literal.line), what));
            }
        }
    }
    findings
}

fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

fn is_message(literal: &Literal<'_>) -> bool {
    let before = literal.before.trim_end();
    let explains_a_rule = before.contains("rule(\"") && before.ends_with(',');
    explains_a_rule
        || MESSAGES.iter().any(|call| before.ends_with(call))
        || before.trim_start().starts_with("#[error(")
}

/// An id of several parts (`number.words`, `year_unknown`): no report writes like that.
fn is_id(text: &str) -> bool {
    text.contains(['.', '_']) && text.chars().all(|sign| sign.is_ascii_alphanumeric() || "._-".contains(sign))
}

/// The code of a variant (`Party = "party"`, `Self::Unknown => "unknown"`).
fn is_named_after(literal: &Literal<'_>) -> bool {
    let plain = |text: &str| text.replace('_', "").to_lowercase();
    let name = literal.before.trim_end().trim_end_matches(['=', '>']).trim_end();
    let name = name.rsplit(|sign: char| !sign.is_alphanumeric()).next().unwrap_or_default();
    !name.is_empty() && plain(name) == plain(literal.text)
}

fn first_word<'a>(text: &str, words: &'a BTreeMap<String, String>) -> Option<(&'a str, &'a str)> {
    let mut found = split(text).filter_map(|word| words.get_key_value(&word));
    found.next().map(|(word, pack)| (word.as_str(), pack.as_str()))
}

fn split(text: &str) -> impl Iterator<Item = String> {
    text.split(|sign: char| !sign.is_alphabetic())
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() >= LEAST_LETTERS)
}

/// Every word of the lexicons of the packs, with the file where it stands.
fn lexicon(tree: &Tree) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    for (path, text) in tree.under("packs/").filter(|(path, _)| path.contains("/lexicon/")) {
        let Ok(table) = text.parse::<Table>() else { continue };
        for group in table.values().filter_map(Value::as_array).flatten().filter_map(Value::as_table) {
            let forms =
                group.get("words").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
            for form in forms.map(|form| form.rsplit_once('/').map_or(form, |(form, _)| form)) {
                for word in split(form) {
                    words.entry(word).or_insert_with(|| path.to_owned());
                }
            }
        }
    }
    words
}

/// What may stand in the coder although it looks like a word: the codes of the model's closed lists and of the
/// codebook, the vocabulary that packs/README.md writes in backticks, keys of the packs, and names of files.
fn codes(tree: &Tree) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for (_, source) in tree.under("crates/bilan-model/src/") {
        codes.extend(literals(source).into_iter().map(|literal| literal.text.to_owned()));
    }
    let readme = tree.text("packs/README.md").unwrap_or_default();
    codes.extend(readme.split('`').skip(1).step_by(2).map(str::to_owned));
    for (path, text) in tree.under("packs/").chain(tree.under("codebook/")) {
        if let Ok(table) = text.parse::<Table>() {
            collect_keys(&Value::Table(table), &mut codes);
        }
        codes.extend(path.splitn(3, '/').nth(2).map(str::to_owned));
        codes.extend(path.rsplit('/').next().map(str::to_owned));
    }
    codes
}

/// Keys, and values that are one code and no list of words (`anchor = "publication"`).
fn collect_keys(value: &Value, codes: &mut BTreeSet<String>) {
    match value {
        Value::Table(table) => {
            for (key, inner) in table {
                codes.insert(key.clone());
                let code = inner
                    .as_str()
                    .filter(|_| !["what", "example", "counter_example"].contains(&key.as_str()));
                codes.extend(code.map(str::to_owned));
                collect_keys(inner, codes);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_keys(item, codes)),
        Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str) -> Vec<String> {
        let pack = "[[group]]\nclass = \"harm\"\noutcome = \"killed\"\nwords = [\"killed/fin\", \"shot dead\", \"harm\"]\n";
        let tree = Tree::made_up(&[
            ("packs/en/lexicon/harm.toml", pack),
            ("packs/README.md", "| `report` | verbs |\n"),
            ("crates/bilan-model/src/codes.rs", "Killed = \"killed\""),
            ("crates/bilan-coder/src/a.rs", source),
        ]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_word_of_a_pack_is_found() {
        assert_eq!(
            found("fn f() {}\nif word == \"was shot\" {}"),
            ["crates/bilan-coder/src/a.rs:2: \"shot\" is a word of packs/en/lexicon/harm.toml: \
              the coder knows no language, packs do"]
        );
    }

    #[test]
    fn letters_of_a_language_are_found() {
        assert_eq!(found("if word == \"tué\" {}").len(), 1);
    }

    #[test]
    fn codes_keys_and_classes_are_no_words() {
        assert!(found("[\"killed\", \"harm\", \"report\", \"outcome\", \"harm.toml\"]").is_empty());
        assert!(found("builder.rule(\"shot.dead\", \"somebody was shot\")").is_empty());
        assert!(found("Shot = \"shot\", Self::Shot => \"shot\"").is_empty());
    }

    #[test]
    fn messages_comments_and_tests_are_free() {
        assert!(
            found(
                "// \"shot\"\n#[error(\"shot {0}\")]\nformat!(\"shot\");\n#[cfg(test)]\nmod t { \"shot\" }"
            )
            .is_empty()
        );
    }
}
