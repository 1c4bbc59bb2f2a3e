//! Which known place a name means: candidates with scores, and when that is settled.

use std::cmp::Reverse;

use super::file::File;
use super::layout::Record;
use super::row::{Level, Point};
use super::{Gazetteer, fold};

/// How a name names a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Written {
    /// By another name or spelling than its own.
    OtherName,
    /// By its name, but for case, accents, hyphens and apostrophes.
    Folded,
    /// By its name.
    Exact,
}

/// A place that a name may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    /// As the source writes it.
    pub name: String,
    /// ISO 3166 alpha-2.
    pub country: String,
    /// How large it is.
    pub level: Level,
    /// The first-level area that it is in.
    pub admin1: Option<String>,
    /// The second-level area that it is in.
    pub admin2: Option<String>,
    /// Where the source puts it.
    pub point: Option<Point>,
    /// How many people live there.
    pub population: Option<u32>,
    /// Who says so.
    pub source: String,
    /// Its number or code at the source; empty where it has none.
    pub source_id: String,
    /// How the name names it.
    pub written: Written,
    /// Whether the areas that were named fit: `None` where none is known, or nothing says which areas it is in.
    pub fits_areas: Option<bool>,
    /// Whether the country that was named is its own: `None` where none was.
    pub fits_country: Option<bool>,
    /// 0 to 100: country 40, areas 30, how it is written up to 10, level up to 6, people up to 14.
    pub score: u8,
}

/// What is known of where a place is.
#[derive(Debug, Clone, PartialEq)]
pub enum Location {
    /// One known place is meant.
    Located(Box<Located>),
    /// Several may be meant, or one whose area or country is not the one named; best first.
    Ambiguous(Vec<Located>),
    /// No known place of that country has this name.
    NotLocated,
}

/// How far the best must lead the next place: one more or less of people or letters does not settle it.
const LEAD: u8 = 15;

impl Gazetteer {
    /// Every known place that a name may mean, best first.
    ///
    /// `admin` are areas that the text names around it, `country` the code of the country that it speaks of, empty
    /// where it is not known.
    pub fn candidates(&self, name: &str, admin: &[String], country: &str) -> Vec<Located> {
        let Some(file) = &self.file else { return Vec::new() };
        let areas = Areas::named(file, admin);
        let mut found: Vec<(Located, u32)> = file
            .postings(&fold(name))
            .filter_map(|posting| {
                let record = file.whole(posting.record)?;
                let written = match posting.other {
                    true => Written::OtherName,
                    false if file.text(record.name) == name.trim() => Written::Exact,
                    false => Written::Folded,
                };
                let fits = areas.fit(file, posting.record, &record);
                Some((located(file, &record, written, fits, country), posting.record))
            })
            .collect();
        found.sort_by_key(|(place, at)| (Reverse(place.score), *at));
        found.into_iter().map(|(place, _)| place).collect()
    }

    /// Which place a name means. A place of another country, or of another area than the one named, is never taken for
    /// it: a village that is not known has namesakes that are.
    pub fn locate(&self, name: &str, admin: &[String], country: &str) -> Location {
        let mut found = self.candidates(name, admin, country);
        found.retain(|place| place.fits_country != Some(false));
        let Some(best) = found.first() else { return Location::NotLocated };
        let rival = |other: &&Located| !is_same(best, other) && best.score < other.score.saturating_add(LEAD);
        if best.fits_areas == Some(false) || found.iter().skip(1).find(rival).is_some() {
            return Location::Ambiguous(found);
        }
        Location::Located(Box::new(found.swap_remove(0)))
    }
}

/// Areas that a text names, as records.
struct Areas {
    known: Vec<u32>,
}

impl Areas {
    fn named(file: &File, names: &[String]) -> Self {
        let known = names.iter().flat_map(|name| areas_of(file, name)).collect();
        Self { known }
    }

    /// Whether a place is in one of the areas, or is one; `None` where no area of its country is known, or nobody says
    /// which areas it is in.
    fn fit(&self, file: &File, at: u32, record: &Record) -> Option<bool> {
        let own = [record.admin1, record.admin2, at];
        if self.known.iter().any(|area| own.contains(area)) {
            return Some(true);
        }
        let levels = |level: Level| match level {
            Level::Admin1 => file.record(record.admin1).is_some(),
            Level::Admin2 => file.record(record.admin2).is_some(),
            Level::Place => false,
        };
        let told = self
            .known
            .iter()
            .filter_map(|area| file.record(*area))
            .any(|area| area.country == record.country && levels(area.level));
        told.then_some(false)
    }
}

/// The areas that a name with or without the noun of its kind may mean: "Mopti region", "région de Kidal".
fn areas_of(file: &File, name: &str) -> Vec<u32> {
    let folded = fold(name);
    let words: Vec<&str> = folded.split(' ').collect();
    let of = |name: &str| -> Vec<u32> {
        let is_area = |at: &u32| file.record(*at).is_some_and(|record| record.level != Level::Place);
        file.postings(name).map(|posting| posting.record).filter(is_area).collect()
    };
    let shorter = |count: usize| {
        // The noun stands before or behind the name.
        let tail = words[count..].join(" ");
        let head = words[..words.len() - count].join(" ");
        [of(&tail), of(&head)].concat()
    };
    (0..words.len().min(4)).map(shorter).find(|found| !found.is_empty()).unwrap_or_default()
}

fn located(
    file: &File,
    record: &Record,
    written: Written,
    fits_areas: Option<bool>,
    country: &str,
) -> Located {
    let own = String::from_utf8_lossy(&record.country).into_owned();
    let area = |at: u32| file.record(at).map(|area| file.text(area.name).to_owned());
    let fits_country = (!country.is_empty()).then(|| own == country);
    Located {
        name: file.text(record.name).to_owned(),
        level: record.level,
        admin1: area(record.admin1),
        admin2: area(record.admin2),
        point: record.point,
        population: record.population,
        source: file.sources.get(usize::from(record.source)).cloned().unwrap_or_default(),
        source_id: file.text(record.source_id).to_owned(),
        written,
        fits_areas,
        fits_country,
        score: score(record, written, fits_areas, fits_country),
        country: own,
    }
}

fn score(record: &Record, written: Written, fits_areas: Option<bool>, fits_country: Option<bool>) -> u8 {
    let country = if fits_country == Some(true) { 40 } else { 0 };
    let areas = if fits_areas == Some(true) { 30 } else { 0 };
    let written = match written {
        Written::Exact => 10,
        Written::Folded => 8,
        Written::OtherName => 5,
    };
    // A name without a noun of its kind is a town's before it is that of the area around it.
    let level = match record.level {
        Level::Place => 6,
        Level::Admin1 => 4,
        Level::Admin2 => 2,
    };
    // Two for each digit: a city of a million before a village.
    let digits = record.population.filter(|people| *people > 0).map_or(0, |people| people.ilog10() + 1);
    let people = u8::try_from(digits.min(7) * 2).unwrap_or(14);
    country + areas + written + level + people
}

/// Whether two candidates are one place told twice, or a place and the area around it that bears its name.
fn is_same(a: &Located, b: &Located) -> bool {
    let same_area = match (&a.admin1, &b.admin1) {
        (Some(a), Some(b)) => fold(a) == fold(b),
        (Some(area), None) if b.level == Level::Admin1 => fold(area) == fold(&b.name),
        (None, Some(area)) if a.level == Level::Admin1 => fold(area) == fold(&a.name),
        _ => true,
    };
    if a.country != b.country || !same_area {
        return false;
    }
    if a.level != b.level {
        return true;
    }
    match (a.point, b.point) {
        (Some(a), Some(b)) => a.is_near(b),
        _ => a.admin1.is_some() && a.admin1 == b.admin1 && a.admin2 == b.admin2,
    }
}
