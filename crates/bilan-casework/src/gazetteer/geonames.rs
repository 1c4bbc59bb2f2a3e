//! A dump of `GeoNames` (`ML.txt`, `allCountries.txt`): 19 columns between tabs, no header, no quotes.

use std::io::BufRead;

use bilan_coder::gazetteer::{Level, Row};
use csv::StringRecord;

use super::Taken;
use super::findings::BadLine;
use super::source::{Job, Lines, cell, point, tabs};
use crate::error::Error;

/// Columns of a row.
pub(super) const COLUMNS: usize = 19;

pub(super) fn read(file: impl BufRead, job: &mut Job<'_>) -> Result<(), Error> {
    let maker = job.maker.to_owned();
    job.each(&mut Lines::new(file), tabs, |record, taken| row(record, &maker, taken))
}

fn row(record: &StringRecord, maker: &str, taken: &mut Taken) -> Result<u64, BadLine> {
    if record.len() != COLUMNS {
        let what =
            format!("it has {} columns between tabs, and a row of GeoNames has {COLUMNS}", record.len());
        return Err(BadLine::new(what));
    }
    let text = |column: usize| cell(record, Some(column));
    let Some((level, has_key)) = level_of(text(6), text(7)) else { return Ok(0) };
    let place = point(text(4), text(5))?;
    let people = text(14);
    let population = match people {
        "" | "0" => None,
        _ => Some(
            people
                .parse()
                .map_err(|_| BadLine::new(format!("population \"{people}\" is no number of people")))?,
        ),
    };
    let others: Vec<&str> = text(3).split(',').chain([text(2)]).filter(|name| is_name(name)).collect();
    let country = text(8);
    let admin1 = code(country, &[text(10)]);
    let admin2 = code(country, &[text(10), text(11)]);
    let own = if level == Level::Admin1 { &admin1 } else { &admin2 };
    let row = Row {
        other_names: &others,
        key: if has_key { own } else { "" },
        admin1: if level == Level::Admin1 { "" } else { &admin1 },
        admin2: if level == Level::Admin1 || has_key { "" } else { &admin2 },
        point: place,
        population,
        source_id: text(0),
        imported: true,
        ..Row::new(maker, country, level, text(1))
    };
    taken.add(&row).map(|()| 1)
}

/// How large a feature is, and whether other rows name it by its codes; `None` for what is no place: rivers, buildings,
/// countries, areas of the past.
fn level_of(class: &str, feature: &str) -> Option<(Level, bool)> {
    match (class, feature) {
        ("P", _) => Some((Level::Place, false)),
        ("A", "ADM1") => Some((Level::Admin1, true)),
        ("A", "ADM2") => Some((Level::Admin2, true)),
        ("A", "ADM3" | "ADM4" | "ADM5" | "ADMD") => Some((Level::Admin2, false)),
        _ => None,
    }
}

/// The code by which an area is named all over the dump: `ML.05`, `ML.05.503`. Empty where a part is unknown.
fn code(country: &str, parts: &[&str]) -> String {
    if parts.iter().any(|part| part.is_empty() || *part == "00") {
        return String::new();
    }
    format!("{country}.{}", parts.join("."))
}

/// Among other names stand codes of airports and addresses of pages.
fn is_name(name: &str) -> bool {
    let is_code =
        name.len() <= 4 && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    !name.is_empty() && !is_code && !name.contains("://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_have_their_levels() {
        assert_eq!(level_of("P", "PPLQ"), Some((Level::Place, false)));
        assert_eq!(level_of("A", "ADM2"), Some((Level::Admin2, true)));
        assert_eq!(level_of("A", "ADM1H"), None);
        assert_eq!(level_of("A", "PCLI"), None);
        assert_eq!(level_of("H", "STM"), None);
    }

    #[test]
    fn codes_and_pages_are_no_names() {
        assert!(is_name("Gao") && is_name("Gâo") && is_name("غاو"));
        assert!(!is_name("GAQ") && !is_name("") && !is_name("https://en.wikipedia.org/wiki/Gao"));
    }
}
