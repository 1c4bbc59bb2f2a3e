//! Known places of the world, by name: what country and level a name may mean.

mod build;
mod file;
mod layout;
mod locate;
mod row;
mod tables;

use std::fmt;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

pub use build::Builder;
pub use file::GazetteerError;
pub use locate::{Located, Location, Written};
pub use row::{Level, Point, Row, RowError};
pub use tables::Tables;

use crate::token::is_apostrophe;

/// One thing that a name may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate {
    /// ISO 3166 alpha-2.
    pub(crate) country: [u8; 2],
    pub(crate) level: Level,
}

/// Names in folded form with the places that have them; cheap to clone, so that every pack may hold the whole.
#[derive(Clone, Default)]
pub struct Gazetteer {
    file: Option<Arc<file::File>>,
}

impl Gazetteer {
    /// The gazetteer of the bytes that [`Builder::build`] made, which travel in the program.
    ///
    /// # Errors
    /// When they are none, are cut off or damaged.
    pub fn embedded(bytes: &'static [u8]) -> Result<Self, GazetteerError> {
        Ok(Self { file: Some(Arc::new(file::File::embedded(bytes)?)) })
    }

    /// The gazetteer of the bytes that [`Builder::build`] made.
    ///
    /// # Errors
    /// When they are none, are cut off or damaged.
    pub fn open(bytes: &Arc<[u8]>) -> Result<Self, GazetteerError> {
        Ok(Self { file: Some(Arc::new(file::File::read(bytes)?)) })
    }

    /// Reads the tables of `gazetteer/` as texts.
    ///
    /// Lines that are no place of a country are passed over: the tables are checked by the project's own tests.
    ///
    /// # Panics
    /// Never: what the builder gives can be opened.
    pub fn read(tables: &Tables<'_>) -> Self {
        let mut builder = Builder::new();
        tables.put_into(&mut builder);
        Self::open(&builder.build().into()).expect("the builder's bytes are a gazetteer")
    }

    /// How many places it knows.
    pub fn len(&self) -> usize {
        self.file.as_ref().map_or(0, |file| file.len())
    }

    /// Whether it knows no place.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Hands over every place, as rows to build from anew; other names come in folded form.
    pub fn rows(&self, mut take: impl FnMut(&Row<'_>)) {
        let Some(file) = &self.file else { return };
        let others = file.other_names();
        for (at, others) in (0u32..).zip(&others) {
            let Some(record) = file.whole(at) else { continue };
            let others: Vec<&str> = others.iter().map(String::as_str).collect();
            // An area of the same source is named by its number there, another one by its name.
            let area = |at: u32| {
                let area = file.record(at)?;
                let id = file.text(area.source_id);
                let own = area.source == record.source && !id.is_empty();
                Some(if own { id } else { file.text(area.name) })
            };
            let source_id = file.text(record.source_id);
            take(&Row {
                name: file.text(record.name),
                other_names: &others,
                country: std::str::from_utf8(&record.country).unwrap_or_default(),
                level: record.level,
                key: if record.level == Level::Place { "" } else { source_id },
                admin1: area(record.admin1).unwrap_or_default(),
                admin2: area(record.admin2).unwrap_or_default(),
                point: record.point,
                population: record.population,
                source: file.sources.get(usize::from(record.source)).map_or("", String::as_str),
                source_id,
                imported: record.imported,
            });
        }
    }

    /// Whether a folded name is known.
    pub(crate) fn knows(&self, folded: &str) -> bool {
        self.file.as_ref().is_some_and(|file| file.postings(folded).next().is_some())
    }

    /// What countries and levels a folded name may mean, sorted, each once; nothing where it is unknown.
    pub(crate) fn find(&self, folded: &str) -> Vec<Candidate> {
        let Some(file) = &self.file else { return Vec::new() };
        let of = |posting: file::Posting| {
            let record = file.record(posting.record)?;
            Some(Candidate { country: record.country, level: record.level })
        };
        let mut found: Vec<Candidate> = file.postings(folded).filter_map(of).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gazetteer").field("len", &self.len()).finish()
    }
}

/// A name without case, accents, hyphens and apostrophes.
pub(crate) fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    if name.is_ascii() {
        name.chars().for_each(|c| fold_char(c, &mut folded));
    } else {
        name.nfd().filter(|c| !is_combining_mark(*c)).for_each(|c| fold_char(c, &mut folded));
    }
    folded.truncate(folded.trim_end().len());
    folded
}

fn fold_char(c: char, folded: &mut String) {
    if c.is_ascii_alphanumeric() {
        folded.push(c.to_ascii_lowercase());
    } else if c.is_alphanumeric() && !is_apostrophe(c) {
        folded.extend(c.to_lowercase());
    } else if !folded.ends_with(' ') && !folded.is_empty() {
        folded.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_without_accents_and_hyphens() {
        let tables = Tables { admin1: "iso2\tname\tascii\nCD\tNord-Kivu\tNord-Kivu\n", ..Tables::default() };
        let gazetteer = Gazetteer::read(&tables);
        assert_eq!(gazetteer.find(&fold("nord kivu")).len(), 1);
        assert_eq!(gazetteer.find("kivu").len(), 0);
        assert_eq!(fold("N’Djaména"), "n djamena");
        assert_eq!(fold("N\u{2bc}Djaména "), "n djamena");
    }

    #[test]
    fn without_a_file_nothing_is_known() {
        let none = Gazetteer::default();
        assert!(none.is_empty() && none.find("gao").is_empty() && !none.knows("gao"));
    }
}
