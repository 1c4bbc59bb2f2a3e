//! Known places of the world, by name: what country and level a name may mean.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How large a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// A town or village.
    Place,
    /// A second-level area.
    Admin2,
    /// A first-level area.
    Admin1,
}

/// One thing that a name may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate {
    /// ISO 3166 alpha-2.
    pub(crate) country: [u8; 2],
    pub(crate) level: Level,
}

/// Names in folded form with what they may mean.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    /// Sorted; shared, so that every pack may hold the whole.
    names: Arc<[(Box<str>, Candidate)]>,
}

impl Gazetteer {
    /// Reads the tables of `gazetteer/`: first-level areas, second-level areas, places, other names.
    ///
    /// Lines that are no place of a country are passed over: the tables are checked by the project's own tests.
    pub fn read(admin1: &str, admin2: &str, places: &str, exonyms: &str) -> Self {
        let mut names = Vec::new();
        table(admin1, Level::Admin1, &[1, 2], &mut names);
        table(admin2, Level::Admin2, &[1, 2], &mut names);
        table(places, Level::Place, &[1, 2], &mut names);
        other_names(exonyms, &mut names);
        names.sort();
        names.dedup();
        Self { names: names.into() }
    }

    /// What a name may mean; nothing where it is unknown.
    pub(crate) fn find(&self, folded: &str) -> &[(Box<str>, Candidate)] {
        let from = self.names.partition_point(|(name, _)| name.as_ref() < folded);
        let count = self.names[from..].iter().take_while(|(name, _)| name.as_ref() == folded).count();
        &self.names[from..from + count]
    }
}

/// Rows of `country, name, other forms ...`, the header passed over; other forms stand between bars.
fn table(text: &str, level: Level, columns: &[usize], names: &mut Vec<(Box<str>, Candidate)>) {
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let Some(country) = country_of(cells.first().copied().unwrap_or_default()) else { continue };
        for form in columns.iter().filter_map(|&column| cells.get(column)).flat_map(|cell| cell.split('|')) {
            push(form, Candidate { country, level }, names);
        }
    }
}

/// Rows of `country, name, level, variants`, the header passed over.
fn other_names(text: &str, names: &mut Vec<(Box<str>, Candidate)>) {
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [country, name, level, variants] = cells[..] else { continue };
        let Some(country) = country_of(country) else { continue };
        let level = match level {
            "admin1" => Level::Admin1,
            "admin2" => Level::Admin2,
            _ => Level::Place,
        };
        for form in variants.split('|').chain([name]) {
            push(form, Candidate { country, level }, names);
        }
    }
}

fn push(form: &str, candidate: Candidate, names: &mut Vec<(Box<str>, Candidate)>) {
    let folded = fold(form);
    if folded.chars().count() > 2 {
        names.push((folded.into(), candidate));
    }
}

fn country_of(code: &str) -> Option<[u8; 2]> {
    <[u8; 2]>::try_from(code.as_bytes()).ok().filter(|code| code.iter().all(u8::is_ascii_uppercase))
}

/// A name without case, accents, hyphens and apostrophes.
pub(crate) fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for c in name.nfd().filter(|c| !is_combining_mark(*c)) {
        if c.is_alphanumeric() {
            folded.extend(c.to_lowercase());
        } else if !folded.ends_with(' ') && !folded.is_empty() {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_without_accents_and_hyphens() {
        let gazetteer = Gazetteer::read("iso2\tname\tascii\nCD\tNord-Kivu\tNord-Kivu\n", "", "", "");
        assert_eq!(gazetteer.find(&fold("nord kivu")).len(), 1);
        assert_eq!(gazetteer.find("kivu").len(), 0);
        assert_eq!(fold("N’Djaména"), "n djamena");
    }
}
