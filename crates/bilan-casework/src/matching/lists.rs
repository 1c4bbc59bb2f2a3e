//! Lists as they stand in files: which column is the id, which the list, and whether the dates can be told apart.

use std::collections::BTreeMap;
use std::path::Path;

use bilan_linker::record::{Role, Settings, Table, TableBuilder, guess};

use crate::extract::ReaderChild;
use crate::matching::Request;
use crate::rows::Rows;
use crate::{Error, ErrorKind, Progress, message};

/// Headings that are taken for the id of a record, the first that is there.
const IDS: [&str; 7] = ["rec_id", "record_id", "unique_id", "uid", "id", "identifiant", "no"];
/// Headings that are taken for the list that a record stands in.
const LISTS: [&str; 6] = ["list_id", "list", "liste", "source_dataset", "source", "dataset"];
/// Headings that hold the answer of another linkage, and are never compared.
const ANSWERS: [&str; 4] = ["entity_id", "cluster_id", "cluster", "person_id"];

/// Records of one or more lists.
pub struct Lists {
    /// The records.
    pub table: Table,
    /// The column of ids, or what stands in its place.
    pub id: String,
    /// The column of lists, where there is one.
    pub list: Option<String>,
    /// The files with how many records each has.
    pub files: Vec<(String, u64)>,
    /// Whether dates with slashes begin with the month.
    month_first: bool,
}

impl Lists {
    /// Reads the lists.
    ///
    /// # Errors
    /// When a file cannot be read, a column is missing, an id stands twice, or dates are written in two ways.
    pub fn read(request: &Request, reader: &ReaderChild, progress: &mut dyn Progress) -> Result<Self, Error> {
        let opened: Vec<Rows> =
            request.files.iter().map(|path| Rows::open(path, reader)).collect::<Result<_, _>>()?;
        let mut headings: Vec<String> = Vec::new();
        for heading in opened.iter().flat_map(Rows::headings) {
            if !headings.contains(heading) {
                headings.push(heading.clone());
            }
        }
        let asked = &request.settings;
        let id = chosen(asked.id.as_deref(), &IDS, &headings, &request.files)?;
        let list = chosen(asked.list.as_deref(), &LISTS, &headings, &request.files)?;
        let kept: Vec<&str> = headings
            .iter()
            .map(String::as_str)
            .filter(|heading| Some(*heading) != id.as_deref() && Some(*heading) != list.as_deref())
            .filter(|heading| {
                asked.columns.contains_key(*heading) || !ANSWERS.contains(&plain(heading).as_str())
            })
            .collect();
        let mut builder = TableBuilder::new(&kept);
        let mut lines: Vec<(u32, u64)> = Vec::new();
        let mut files = Vec::new();
        for (at, (path, mut rows)) in request.files.iter().zip(opened).enumerate() {
            let name = file_name(path);
            let place = |heading: &str| rows.headings().iter().position(|known| known == heading);
            let id_at = id.as_deref().and_then(place);
            let list_at = list.as_deref().and_then(place);
            let columns: Vec<Option<usize>> = kept.iter().map(|heading| place(heading)).collect();
            let mut count = 0;
            while let Some(row) = rows.next()? {
                let cell = |at: Option<usize>| at.map_or("", |at| row.cells.get(at));
                count += 1;
                let number = count.to_string();
                let own_id = id_at.map_or(number.as_str(), |at| cell(Some(at)).trim());
                if own_id.is_empty() {
                    return Err(empty_id(path, row.line));
                }
                let own_list = list_at.map_or(name.as_str(), |at| cell(Some(at)));
                builder.push(own_id, own_list, columns.iter().map(|at| cell(*at)));
                lines.push((u32::try_from(at).unwrap_or(u32::MAX), row.line));
                if count % 50_000 == 0 {
                    progress.at("Reading the lists", lines.len(), lines.len() + 1);
                }
            }
            files.push((name, count));
        }
        let (table, order) = builder.finish_with_order();
        let line = |row: usize| {
            let (file, line) = lines[order[row] as usize];
            format!("{}:{line}", request.files[file as usize].display())
        };
        if let Some(row) = table.ids.windows(2).position(|ids| ids[0] == ids[1]) {
            return Err(repeated_id(&table.ids[row], &line(row), &line(row + 1)));
        }
        let month_first = month_first(&table, asked, &line)?;
        let id = id.unwrap_or_else(|| "row".to_owned());
        Ok(Self { table, id, list, files, month_first })
    }

    /// The settings with what the lists say themselves.
    pub fn settings(&self, asked: &Settings) -> Settings {
        let mut settings = asked.clone();
        settings.id = Some(self.id.clone());
        settings.list.clone_from(&self.list);
        settings.month_first |= self.month_first;
        settings
    }

    /// The numbers of records by their ids.
    pub(super) fn pairs_asked(&self, asked: &[[String; 2]]) -> Result<Vec<(u32, u32)>, Error> {
        let number = |id: &String| {
            let found = self.table.ids.binary_search_by(|known| known.as_ref().cmp(id.as_str()));
            found.map(|at| u32::try_from(at).unwrap_or(u32::MAX)).map_err(|_| {
                Error::new(ErrorKind::Usage, message!("there is no record with the id {id}", id = id))
                    .safe("Nothing was written.")
                    .next("Write the ids as they stand in the lists.")
            })
        };
        asked.iter().map(|[one, other]| Ok((number(one)?, number(other)?))).collect()
    }
}

fn plain(heading: &str) -> String {
    heading.trim().to_lowercase().replace([' ', '-'], "_")
}

fn file_name(path: &Path) -> String {
    path.file_stem().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// The heading that was asked for, or the first usual one that is there.
fn chosen(
    asked: Option<&str>,
    usual: &[&str],
    headings: &[String],
    files: &[std::path::PathBuf],
) -> Result<Option<String>, Error> {
    let Some(asked) = asked else {
        let found = usual.iter().find_map(|usual| headings.iter().find(|heading| plain(heading) == *usual));
        return Ok(found.cloned());
    };
    if headings.iter().any(|heading| heading == asked) {
        return Ok(Some(asked.to_owned()));
    }
    let known = headings.join(", ");
    let place = files.first().map(|path| path.display().to_string()).unwrap_or_default();
    Err(Error::new(ErrorKind::Usage, message!("there is no column \"{column}\"", column = asked))
        .at(place)
        .safe("Nothing was written.")
        .next(message!("Choose one of its columns: {columns}.", columns = known)))
}

fn empty_id(path: &Path, line: u64) -> Error {
    Error::new(ErrorKind::Failure, "a record has no id")
        .at(format!("{}:{line}", path.display()))
        .safe("Nothing was written.")
        .next("Give every record an id of its own, or choose another column with --id.")
}

fn repeated_id(id: &str, one: &str, other: &str) -> Error {
    Error::new(ErrorKind::Failure, message!("two records have the id {id}", id = id))
        .at(message!("{one} and {other}", one = one, other = other))
        .safe("Nothing was written.")
        .next("Give every record an id of its own over all lists, or choose another column with --id.")
}

/// Whether dates with slashes begin with the month. Where some can only be read one way and some only the other, nobody
/// can know what the rest says.
fn month_first(table: &Table, asked: &Settings, line: &dyn Fn(usize) -> String) -> Result<bool, Error> {
    let mut found: BTreeMap<bool, usize> = BTreeMap::new();
    for (column, guessed) in table.columns.iter().zip(guess(table)) {
        let role = asked.columns.get(&column.name).copied().unwrap_or(guessed);
        if !matches!(role, Role::BirthDate | Role::DeathDate) {
            continue;
        }
        let order: Vec<Option<bool>> = column.texts.iter().map(only_order).collect();
        for (row, text) in column.rows.iter().enumerate() {
            if let Some(is_month_first) = order[*text as usize] {
                found.entry(is_month_first).or_insert(row);
            }
        }
    }
    match (found.get(&false), found.get(&true)) {
        (Some(one), Some(other)) => Err(Error::new(
            ErrorKind::Failure,
            "dates are written with the day first in some records and with the month first in others",
        )
        .at(message!("{one} and {other}", one = line(*one), other = line(*other)))
        .safe("Nothing was written.")
        .next("Write all dates as 2021-05-31, and link again.")),
        (None, Some(_)) => Ok(true),
        _ => Ok(false),
    }
}

/// Whether a date with slashes can only be read with the month first (`Some(true)`) or only with the day first.
fn only_order(text: &str) -> Option<bool> {
    let mut parts = text.split(['/', '.']).map(|part| part.parse::<u32>().ok());
    let (Some(Some(one)), Some(Some(other)), Some(Some(year))) = (parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    match (one, other) {
        (13..=31, 1..=12) if year > 31 => Some(false),
        (1..=12, 13..=31) if year > 31 => Some(true),
        _ => None,
    }
}
