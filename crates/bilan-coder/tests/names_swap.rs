//! Swapping the names of the warring parties changes nothing but the names (DESIGN, section 6).
//!
//! Between parties of one kind the codings are identical once the names are swapped back. Between parties of two kinds
//! the lawful changes of labels are left out, and what must not move is compared: how many, who says it, how surely.
//! The pairs are data: `packs/<lang>/swap.toml`.

mod common;

use bilan_model::{Coding, Report};
use common::{Pair, code_report, examples, packs, pairs, report, samples};
use serde_json::{Map, Value, json};

/// Names of the pair by what takes their place, longest first, so that none is found inside another.
fn table(pair: &Pair) -> Vec<(&str, &str)> {
    let there = pair.a.iter().map(String::as_str).zip(pair.b.iter().map(String::as_str));
    let back = pair.b.iter().map(String::as_str).zip(pair.a.iter().map(String::as_str));
    let mut table: Vec<_> = there.chain(back).collect();
    table.sort_by_key(|(from, _)| std::cmp::Reverse(from.chars().count()));
    table
}

/// `text` with each name of the pair in the place of the other. A name is a whole word.
fn swap(text: &str, table: &[(&str, &str)]) -> String {
    let mut swapped = String::with_capacity(text.len());
    let mut rest = text;
    let mut before: Option<char> = None;
    while let Some(c) = rest.chars().next() {
        let starts = !before.is_some_and(char::is_alphanumeric);
        let found = table.iter().find_map(|(from, to)| {
            let after = tail(rest, from).filter(|_| starts)?;
            let ends = !after.chars().next().is_some_and(char::is_alphanumeric);
            ends.then_some((*to, after))
        });
        match found {
            Some((to, after)) => {
                swapped.push_str(&as_written(to, c));
                rest = after;
                before = to.chars().next_back();
            }
            None => {
                swapped.push(c);
                rest = &rest[c.len_utf8()..];
                before = Some(c);
            }
        }
    }
    swapped
}

/// What stands behind a name at the head of a text; a capital at the beginning of a sentence and the typographic
/// apostrophe are no difference.
fn tail<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    for (index, wanted) in name.chars().enumerate() {
        let found = rest.next()?;
        let apostrophe = wanted == '\'' && found == '\u{2019}';
        let capital = index == 0 && found.to_lowercase().eq(wanted.to_lowercase());
        if found != wanted && !apostrophe && !capital {
            return None;
        }
    }
    Some(rest.as_str())
}

/// A name with the first letter as large as the one that stood there.
fn as_written(name: &str, there: char) -> String {
    let mut letters = name.chars();
    let first = letters
        .next()
        .map(|c| if there.is_uppercase() { c.to_uppercase().to_string() } else { c.to_string() });
    first.unwrap_or_default() + letters.as_str()
}
