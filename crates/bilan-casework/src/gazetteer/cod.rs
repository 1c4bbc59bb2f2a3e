//! A table of areas of the common operational datasets of OCHA (COD-AB): one row an area of the smallest level, with
//! names and codes of the areas around it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

use bilan_coder::gazetteer::{Level, Row};
use csv::StringRecord;

use super::Taken;
use super::findings::BadLine;
use super::source::{Job, Lines, cell, commas, point, whole};
use crate::error::Error;

/// The columns of one level.
#[derive(Debug, Default)]
struct Columns {
    names: Vec<usize>,
    code: Option<usize>,
}

/// The columns of a table.
#[derive(Debug, Default)]
struct Table {
    levels: BTreeMap<u32, Columns>,
    lat: Option<usize>,
    lon: Option<usize>,
}

impl Table {
    fn of(header: &StringRecord) -> Self {
        let mut table = Self::default();
        for (column, title) in header.iter().enumerate() {
            let title = title.trim().to_lowercase();
            match title.as_str() {
                "lat" | "latitude" | "y" | "center_lat" | "y_coord" => table.lat = Some(column),
                "lon" | "long" | "longitude" | "x" | "center_lon" | "x_coord" => table.lon = Some(column),
                _ => table.level(&title, column),
            }
        }
        table.levels.retain(|_, columns| columns.code.is_some());
        table
    }

    /// `admin1Name_en`, `admin1AltName1_fr`, `admin1Pcode`; newer tables write `adm1_name`, `adm1_pcode`.
    fn level(&mut self, title: &str, column: usize) {
        let Some(rest) = title.strip_prefix("admin").or_else(|| title.strip_prefix("adm")) else { return };
        let mut letters = rest.chars();
        let Some(level) = letters.next().and_then(|digit| digit.to_digit(10)) else { return };
        let columns = self.levels.entry(level).or_default();
        let what = letters.as_str().trim_start_matches('_');
        if what.starts_with("pcode") {
            columns.code = columns.code.or(Some(column));
        } else if what.contains("name") && !what.contains("type") {
            columns.names.push(column);
        }
    }
}

pub(super) fn read(file: impl BufRead, job: &mut Job<'_>) -> Result<(), Error> {
    let mut lines = Lines::new(file);
    let header = job.header(&mut lines)?;
    let columns = Table::of(&header);
    if !columns.levels.contains_key(&0) || columns.levels.keys().all(|level| *level == 0) {
        return Err(job.no_columns(
            "the columns of a COD table are missing: admin0Pcode, admin1Name_en and admin1Pcode, and so on",
            "Save the table of areas (not the shapes) as CSV, with its first line.",
        ));
    }
    let maker = job.maker.to_owned();
    let mut seen = BTreeSet::new();
    job.each(&mut lines, commas, |record, taken| {
        whole(record, header.len())?;
        row(record, &columns, &maker, &mut seen, taken)
    })
}

/// The areas of a row, each when it is first met; the smallest one has the row's point.
fn row(
    record: &StringRecord,
    table: &Table,
    maker: &str,
    seen: &mut BTreeSet<String>,
    taken: &mut Taken,
) -> Result<u64, BadLine> {
    // The second line of many tables holds tags for machines.
    if record.iter().next().is_some_and(|first| first.starts_with('#')) {
        return Ok(0);
    }
    let code = |level: u32| cell(record, table.levels.get(&level).and_then(|columns| columns.code));
    let place = point(cell(record, table.lat), cell(record, table.lon))?;
    let smallest = table.levels.keys().rev().copied().find(|level| !code(*level).is_empty()).unwrap_or(0);
    let mut places = 0;
    for (&level, columns) in table.levels.iter().filter(|(level, _)| **level > 0) {
        let own = code(level);
        if own.is_empty() || seen.contains(own) {
            continue;
        }
        let names: Vec<&str> = columns
            .names
            .iter()
            .map(|&column| cell(record, Some(column)))
            .filter(|name| !name.is_empty())
            .collect();
        let name = *names
            .first()
            .ok_or_else(|| BadLine::new(format!("the area {own} of level {level} has no name")))?;
        let row = Row {
            other_names: names.get(1..).unwrap_or_default(),
            key: own,
            admin1: if level > 1 { code(1) } else { "" },
            admin2: if level > 2 { code(2) } else { "" },
            point: place.filter(|_| level == smallest),
            source_id: own,
            imported: true,
            ..Row::new(maker, code(0), if level == 1 { Level::Admin1 } else { Level::Admin2 }, name)
        };
        taken.add(&row)?;
        seen.insert(own.to_owned());
        places += 1;
    }
    if places == 0 && smallest == 0 {
        return Err(BadLine::new("it has no code of an area"));
    }
    Ok(places)
}
