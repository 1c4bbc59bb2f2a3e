//! What a text may give away: a name, an address, a file, coordinates. Every doubt is decided against the text.

use std::collections::BTreeSet;

use crate::item::Item;
use crate::rules::Lists;

/// The words of a text: runs of letters. Signs that are no letters part them.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|sign: char| !sign.is_alphabetic()).filter(|word| !word.is_empty())
}

/// Every word is one of `known` (lower case), and no number is longer than a count of people.
pub(crate) fn all_known(text: &str, known: &BTreeSet<String>) -> bool {
    let figures = text.split(|sign: char| !sign.is_numeric());
    words(text).all(|word| known.contains(&word.to_lowercase()))
        && figures.into_iter().all(|run| run.chars().count() <= 6)
}

/// Some word begins with a capital, or is of a script that has none, and is not one of `known` (lower case).
pub(crate) fn may_name(text: &str, known: &BTreeSet<String>) -> bool {
    words(text).any(|word| !word.chars().all(char::is_lowercase) && !known.contains(&word.to_lowercase()))
}

/// As [`may_name`], of a line that bilan wrote: a word all in capitals is its own.
pub(crate) fn line_may_name(line: &str, known: &BTreeSet<String>) -> bool {
    let plain = |word: &str| word.chars().all(char::is_lowercase) || word.chars().all(char::is_uppercase);
    words(line).any(|word| !plain(word) && !known.contains(&word.to_lowercase()))
}

/// Whether a name holds one of `listed` (lower case) as whole words.
pub(crate) fn holds_word(name: &str, listed: &[String]) -> bool {
    let folded: Vec<String> = words(name).map(str::to_lowercase).collect();
    listed.iter().any(|phrase| {
        let phrase: Vec<&str> = words(phrase).collect();
        !phrase.is_empty() && folded.windows(phrase.len()).any(|part| part == phrase)
    })
}

/// Why a text must not be shown whatever it says: it holds an address, a telephone number, coordinates or a file name.
pub(crate) fn leads_to_people(text: &str, lists: &Lists) -> Option<Item> {
    if let Some(item) = file_name(text, lists) {
        return Some(item);
    }
    let found = text.contains(['@', '°', '\u{ff20}'])
        || text.contains("://")
        || long_number(text)
        || coordinates(text)
        || hardware_address(text);
    found.then_some(Item::ContactData)
}

/// A dot and a known ending behind it.
fn file_name(text: &str, lists: &Lists) -> Option<Item> {
    for (at, _) in text.match_indices('.') {
        let after = text.get(at + 1..).unwrap_or_default();
        let ending: String = after
            .chars()
            .take_while(|sign| sign.is_alphanumeric())
            .take(6)
            .collect::<String>()
            .to_lowercase();
        if lists.media_files.contains(&ending) {
            return Some(Item::GraphicMedia);
        }
        if lists.files.contains(&ending) {
            return Some(Item::ContactData);
        }
    }
    None
}

/// Eight digits or more with at most two signs between each and the next: a telephone or document number. A day
/// (`2024-05-19`) is none.
fn long_number(text: &str) -> bool {
    let mut run = String::new();
    let mut between = 0;
    let counts = |run: &str| {
        let run = run.trim_matches(|sign: char| !sign.is_numeric());
        run.chars().filter(|sign| sign.is_numeric()).count() >= 8 && !is_day(run)
    };
    for sign in text.chars() {
        if sign.is_numeric() {
            run.push(sign);
            between = 0;
        } else if !run.is_empty() && !sign.is_alphabetic() && between < 2 {
            run.push(sign);
            between += 1;
        } else {
            if counts(&run) {
                return true;
            }
            run.clear();
            between = 0;
        }
    }
    counts(&run)
}

fn is_day(run: &str) -> bool {
    let shape: Vec<(usize, bool)> = run
        .split(['-', '/', '.'])
        .map(|part| (part.len(), part.bytes().all(|sign| sign.is_ascii_digit())))
        .collect();
    matches!(shape[..], [(4, true), (2, true), (2, true)] | [(2, true), (2, true), (4, true)])
}

/// A decimal with four places or more.
fn coordinates(text: &str) -> bool {
    text.match_indices(['.', ',']).any(|(at, _)| {
        let (before, after) = text.split_at(at);
        let whole = before.chars().next_back().is_some_and(char::is_numeric);
        whole && after.chars().skip(1).take(4).filter(|sign| sign.is_numeric()).count() == 4
    })
}

/// Five pairs of hexadecimal digits or more, joined by colons or dashes: the address of a device.
fn hardware_address(text: &str) -> bool {
    let pair = |part: &str| part.len() == 2 && part.bytes().all(|sign| sign.is_ascii_hexdigit());
    text.split(|sign: char| !(sign.is_ascii_alphanumeric() || matches!(sign, ':' | '-')))
        .any(|token| token.split([':', '-']).filter(|part| pair(part)).count() >= 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> Lists {
        let strings = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        Lists {
            living: vec![],
            survivors: vec![],
            open_kinds: BTreeSet::new(),
            medical_kinds: BTreeSet::new(),
            party_kinds: BTreeSet::new(),
            shelter_words: vec![],
            medical_words: vec![],
            media_files: strings(&["jpg"]).into_iter().collect(),
            files: strings(&["docx"]).into_iter().collect(),
        }
    }

    #[test]
    fn what_leads_to_people_is_found() {
        for text in [
            "call +223 76 12 34 56",
            "76-12-34-56",
            "a.b@example.org",
            "https://example.org/x",
            "19.33021, 1.40211",
            "19,33021",
            "19° 20' N",
            "statement of M.docx",
            "00:1b:44:11:3a:b7",
        ] {
            assert_eq!(leads_to_people(text, &lists()), Some(Item::ContactData), "{text}");
        }
        assert_eq!(leads_to_people("IMG_0042.JPG.", &lists()), Some(Item::GraphicMedia));
    }

    #[test]
    fn figures_of_people_and_days_lead_to_nobody() {
        for text in
            ["29 dead, 1,232 wounded", "200 000 déplacés", "on 2024-05-19 he said.", "in 2011 and 2012", ""]
        {
            assert_eq!(leads_to_people(text, &lists()), None, "{text}");
        }
    }

    #[test]
    fn a_long_text_is_read_once() {
        let digits = "1.".repeat(500_000);
        assert_eq!(leads_to_people(&digits, &lists()), Some(Item::ContactData));
        assert_eq!(leads_to_people(&"1.23 ".repeat(200_000).replace(' ', " a "), &lists()), None);
        assert!(leads_to_people(&"9".repeat(1_000_000), &lists()).is_some());
    }

    #[test]
    fn a_capital_may_be_a_name_and_a_script_without_capitals_too() {
        let known = ["wagner".to_owned()].into();
        assert!(may_name("killed by Moussa", &known));
        assert!(may_name("موسى", &known));
        assert!(!may_name("killed by Wagner", &known));
        assert!(!may_name("twelve villagers", &known));
        assert!(line_may_name("killed: 3 (Moussa)", &known));
        assert!(!line_may_name("killed: 3; status CONTESTED", &known));
    }

    #[test]
    fn words_of_a_name_are_whole() {
        let listed = ["centre de santé".to_owned(), "camp".to_owned()];
        assert!(holds_word("Centre de santé de Ménaka", &listed));
        assert!(holds_word("IDP Camp", &listed));
        assert!(!holds_word("Campement Sévaré", &listed));
    }
}
