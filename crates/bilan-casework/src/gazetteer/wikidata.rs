//! A table saved from the query service of Wikidata: one row an item, with label, other labels, point, country, area.

use std::collections::BTreeSet;
use std::io::BufRead;

use bilan_coder::gazetteer::{Level, Point, Row};
use csv::StringRecord;

use super::Taken;
use super::findings::BadLine;
use super::source::{Job, Lines, cell, commas, degrees, whole};
use crate::error::Error;

/// The columns of a table.
struct Table {
    item: usize,
    label: usize,
    country: usize,
    others: Option<usize>,
    point: Option<usize>,
    area: Option<usize>,
    population: Option<usize>,
}

impl Table {
    fn of(header: &StringRecord) -> Option<Self> {
        let find = |titles: &[&str]| {
            header.iter().position(|title| {
                let title = title.trim().to_lowercase();
                titles.contains(&title.as_str())
            })
        };
        Some(Self {
            item: find(&["item"])?,
            label: find(&["itemlabel"])?,
            country: find(&["countrycode"])?,
            others: find(&["itemaltlabel"]),
            point: find(&["coord", "coords", "coordinates"]),
            area: find(&["adminlabel"]),
            population: find(&["population"]),
        })
    }
}

pub(super) fn read(file: impl BufRead, job: &mut Job<'_>) -> Result<(), Error> {
    let mut lines = Lines::new(file);
    let header = job.header(&mut lines)?;
    let columns = Table::of(&header).ok_or_else(|| {
        job.no_columns(
            "the columns of a Wikidata table are missing: item, itemLabel and countryCode",
            "Ask the query service for ?item ?itemLabel ?itemAltLabel ?coord ?countryCode ?adminLabel (countryCode is \
             property P297 of the country), and save the answer as CSV.",
        )
    })?;
    let maker = job.maker.to_owned();
    let mut seen = BTreeSet::new();
    job.each(&mut lines, commas, |record, taken| {
        whole(record, header.len())?;
        row(record, &columns, &maker, &mut seen, taken)
    })
}

/// The place of a row; a row that tells once more of an item, with another area, is passed over.
fn row(
    record: &StringRecord,
    table: &Table,
    maker: &str,
    seen: &mut BTreeSet<String>,
    taken: &mut Taken,
) -> Result<u64, BadLine> {
    let item = cell(record, Some(table.item));
    let item = item.rsplit('/').next().unwrap_or(item);
    if item.strip_prefix('Q').is_none_or(|number| number.parse::<u64>().is_err()) {
        return Err(BadLine::new(format!("\"{item}\" is not an item, as Q3543")));
    }
    let label = cell(record, Some(table.label));
    if label == item {
        return Err(BadLine::new(format!("{item} has no name in the language of the query")));
    }
    if seen.contains(item) {
        return Ok(0);
    }
    let point = point_of(cell(record, table.point))?;
    let people = cell(record, table.population);
    let population = match people {
        "" => None,
        _ => Some(
            people
                .parse()
                .map_err(|_| BadLine::new(format!("population \"{people}\" is no number of people")))?,
        ),
    };
    let others: Vec<&str> = cell(record, table.others).split(',').collect();
    let area = cell(record, table.area);
    let row = Row {
        other_names: &others,
        admin1: area,
        admin2: area,
        point,
        population,
        source_id: item,
        imported: true,
        ..Row::new(maker, cell(record, Some(table.country)), Level::Place, label)
    };
    taken.add(&row)?;
    seen.insert(item.to_owned());
    Ok(1)
}

/// `Point(lon lat)`.
fn point_of(cell: &str) -> Result<Option<Point>, BadLine> {
    if cell.is_empty() {
        return Ok(None);
    }
    let inside = cell.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let inside = inside.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let (lon, lat) = inside
        .and_then(|numbers| numbers.trim().split_once(' '))
        .ok_or_else(|| BadLine::new(format!("\"{cell}\" is not a point, as Point(-0.05 16.27)")))?;
    let point = Point::new(degrees(lat, "latitude")?, degrees(lon, "longitude")?);
    point.map(Some).map_err(|why| BadLine::of(&why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_longitude_first() {
        let point = point_of("Point(-0.05 16.27)").unwrap().unwrap();
        assert_eq!((point.lat(), point.lon()), (16.27, -0.05));
        assert_eq!(point_of(""), Ok(None));
        for (cell, what) in [
            ("Point(16.27)", "\"Point(16.27)\" is not a point, as Point(-0.05 16.27)"),
            ("Point(-0.05 95.2)", "latitude 95.2 is outside -90..90"),
            ("Point(x 1)", "longitude \"x\" is not a number"),
        ] {
            assert_eq!(point_of(cell), Err(BadLine::new(what)));
        }
    }
}
