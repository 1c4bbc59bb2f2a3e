//! Arabic letters to Latin: a table of names, and rules for what it does not know. Vowels are not written in Arabic,
//! so rules alone find the consonants of a name and guess the rest.

use std::sync::LazyLock;

use super::{
    letters,
    romanise_rules::by_rule,
    table::{Table, rows},
};

static NAMES: LazyLock<Table> = LazyLock::new(|| {
    let pairs: Vec<_> = rows(include_str!("../../../../codebook/names/arabic_known.csv"))
        .chain(rows(include_str!("../../../../codebook/names/arabic.csv")))
        .filter_map(|row| Some((*row.first()?, *row.get(1)?)))
        .collect();
    Table::new(&pairs)
});

/// Words of one letter or two that a name of the table stands behind.
const ARTICLE: &str = "ال";

/// Writes an Arabic word in Latin letters after what stands in `out`.
pub(super) fn romanise(word: &str, out: &mut String) {
    let plain: String = word.chars().filter_map(letters::arabic).collect();
    if let Some(name) = NAMES.get(&plain) {
        out.push_str(name);
    } else if let Some(rest) = plain.strip_prefix("عبدال").filter(|rest| rest.chars().count() >= 3) {
        out.push_str("abdel");
        behind(rest, out);
    } else if let Some(rest) = plain.strip_prefix(ARTICLE).filter(|rest| rest.chars().count() >= 3) {
        out.push_str("al");
        behind(rest, out);
    } else {
        by_rule(&plain, out);
    }
}

fn behind(rest: &str, out: &mut String) {
    match NAMES.get(rest) {
        Some(name) => out.push_str(name.strip_prefix("al").filter(|name| name.len() > 3).unwrap_or(name)),
        None => by_rule(rest, out),
    }
}
