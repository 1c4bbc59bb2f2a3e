//! Spellings that the tables know as one name.

use std::sync::LazyLock;

use super::table::{Table, rows};

static SPELLINGS: LazyLock<Table> = LazyLock::new(|| {
    let by_hand = spellings(include_str!("../../../../codebook/names/spellings.csv"));
    let learnt = spellings(include_str!("../../../../codebook/names/spellings_learnt.csv"));
    let known = Table::new(&by_hand);
    let learnt = learnt.into_iter().map(|(spelling, name)| (spelling, known.get(name).unwrap_or(name)));
    Table::new(&by_hand.iter().copied().chain(learnt).collect::<Vec<_>>())
});

/// Each spelling with its name, the name itself among them.
fn spellings(table: &'static str) -> Vec<(&'static str, &'static str)> {
    rows(table)
        .flat_map(|row| {
            let (name, spellings) = (row[0], row.get(1).copied().unwrap_or_default());
            std::iter::once(name).chain(spellings.split(' ')).map(move |spelling| (spelling, name))
        })
        .filter(|(spelling, _)| !spelling.is_empty())
        .collect()
}

/// The canonical spelling of a folded word, with or without its article; `None` where the tables do not know it.
///
/// ```
/// use bilan_linker::class;
/// assert_eq!(class("mouhamed"), Some("mohamed"));
/// assert_eq!(class("muhammad"), Some("mohamed"));
/// assert_eq!(class("mamadu"), Some("mamadou"));
/// ```
pub fn class(word: &str) -> Option<&'static str> {
    SPELLINGS.get(word).or_else(|| {
        let rest = word.strip_prefix("al").or_else(|| word.strip_prefix("el"))?;
        (rest.len() >= 4 && !rest.starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'l']))
            .then(|| SPELLINGS.get(rest))
            .flatten()
    })
}
