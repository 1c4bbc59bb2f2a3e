//! What words in and around names are: titles, particles, words for nobody in particular.

use std::sync::LazyLock;

use super::table::{Table, rows};

/// What a word is where it is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordKind {
    /// A title, rank or form of address.
    Honorific,
    /// A title where a full name follows, else a name.
    TitleOrName,
    /// "X, son of".
    Son,
    /// "X, daughter of".
    Daughter,
    /// Joined to the family name: van, de.
    Noble,
    /// What follows is another name of the person.
    Also,
    /// Nobody knows the name.
    Marker,
    /// Says what somebody is, not who.
    Noun,
    /// A little word between such.
    Small,
    /// Behind a family name: junior.
    Suffix,
}

static WORDS: LazyLock<Table> = LazyLock::new(|| {
    let pairs: Vec<_> = rows(include_str!("../../../../codebook/names/words.csv"))
        .filter_map(|row| Some((*row.first()?, *row.get(1)?)))
        .collect();
    Table::new(&pairs)
});

/// The kind of a folded word, `None` where it can only be a name.
pub(super) fn word_kind(word: &str) -> Option<WordKind> {
    Some(match WORDS.get(word)? {
        "honorific" => WordKind::Honorific,
        "title_or_name" => WordKind::TitleOrName,
        "son" => WordKind::Son,
        "daughter" => WordKind::Daughter,
        "noble" => WordKind::Noble,
        "also" => WordKind::Also,
        "marker" => WordKind::Marker,
        "noun" => WordKind::Noun,
        "small" => WordKind::Small,
        "suffix" => WordKind::Suffix,
        _ => return None,
    })
}
