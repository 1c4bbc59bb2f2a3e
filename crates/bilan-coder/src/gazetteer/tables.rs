//! The tables of `gazetteer/` as rows.

use super::build::Builder;
use super::row::{Level, Point, Row};

/// The tables of `gazetteer/`, each with its header; an empty text is a table without rows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tables<'a> {
    /// `iso2, name, ascii, id`.
    pub admin1: &'a str,
    /// `iso2, admin1, name, id`.
    pub admin2: &'a str,
    /// `iso2, name, alternates, admin1, lat, lon, population, id`.
    pub places: &'a str,
    /// `iso2, name, level, variants`.
    pub exonyms: &'a str,
    /// `table, source`: who made each of them.
    pub sources: &'a str,
}

impl Tables<'_> {
    /// Puts every row into a builder. Lines that are no place of a country are passed over.
    pub fn put_into(&self, builder: &mut Builder) {
        let [areas1, areas2, towns, exonyms] =
            ["admin1.tsv", "admin2.tsv", "places.tsv", "exonyms.tsv"].map(|table| self.source(table));
        // What the builder refuses has no name or no country: the project's own tests look for such lines.
        lines(self.admin1, |cells| {
            let [country, name, ascii] = [0, 1, 2].map(|at| cell(cells, at));
            let row = Row {
                other_names: &[ascii],
                source_id: cell(cells, 3),
                ..Row::new(areas1, country, Level::Admin1, name)
            };
            let _ = builder.add(&row);
        });
        lines(self.admin2, |cells| {
            let [country, admin1, name] = [0, 1, 2].map(|at| cell(cells, at));
            let row =
                Row { admin1, source_id: cell(cells, 3), ..Row::new(areas2, country, Level::Admin2, name) };
            let _ = builder.add(&row);
        });
        lines(self.places, |cells| {
            let others: Vec<&str> = cell(cells, 2).split('|').collect();
            let number = |at: usize| cell(cells, at).parse::<f64>().ok();
            let point = number(4).zip(number(5)).and_then(|(lat, lon)| Point::new(lat, lon).ok());
            let _ = builder.add(&Row {
                other_names: &others,
                admin1: cell(cells, 3),
                point,
                population: cell(cells, 6).parse().ok(),
                source_id: cell(cells, 7),
                ..Row::new(towns, cell(cells, 0), Level::Place, cell(cells, 1))
            });
        });
        lines(self.exonyms, |cells| {
            let level = match cell(cells, 2) {
                "admin1" => Level::Admin1,
                "admin2" => Level::Admin2,
                _ => Level::Place,
            };
            let others: Vec<&str> = cell(cells, 3).split('|').collect();
            let _ = builder.add_other_names(exonyms, cell(cells, 0), level, cell(cells, 1), &others);
        });
    }

    /// Who made a table; empty where nobody says.
    fn source(&self, table: &str) -> &str {
        let rows = self.sources.lines().filter_map(|line| line.split_once('\t'));
        rows.into_iter().find(|(name, _)| *name == table).map_or("", |(_, source)| source)
    }
}

/// The cells of every line behind the header.
fn lines(table: &str, mut take: impl FnMut(&[&str])) {
    for line in table.lines().skip(1) {
        take(&line.split('\t').collect::<Vec<_>>());
    }
}

fn cell<'a>(cells: &[&'a str], at: usize) -> &'a str {
    cells.get(at).copied().unwrap_or_default()
}
