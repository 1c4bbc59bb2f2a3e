//! `gazetteer import`: an operator's own places beside those that travel in the program, kept in the home folder.

mod cod;
mod findings;
mod geonames;
mod home;
mod source;
#[cfg(test)]
mod tests;
mod wikidata;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use bilan_coder::Gazetteer;
use bilan_coder::gazetteer::{Builder, Row};
use serde::Serialize;

use crate::Progress;
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::knowledge::Knowledge;

pub use findings::{Finding, Findings};
pub(crate) use home::imported;
pub use home::{FOLDER, ImportedFile};

use findings::BadLine;
use source::Hashing;

/// The form of a file of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A dump of `GeoNames`: 19 columns between tabs, no header.
    GeoNames,
    /// A table of the common operational datasets of OCHA (COD-AB): areas with their codes.
    Cod,
    /// A table saved from the query service of Wikidata.
    Wikidata,
}

impl Format {
    /// The format of this name, as the command line takes it: `geonames`, `cod`, `wikidata`.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::GeoNames, Self::Cod, Self::Wikidata].into_iter().find(|format| format.name() == name)
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::GeoNames => "geonames",
            Self::Cod => "cod",
            Self::Wikidata => "wikidata",
        }
    }

    /// Who made such a file, where nobody says otherwise.
    fn maker(self) -> &'static str {
        match self {
            Self::GeoNames => "GeoNames, CC BY 4.0 (imported)",
            Self::Cod => "OCHA COD-AB",
            Self::Wikidata => "Wikidata, CC0",
        }
    }

    /// What the first line of a file says that it is.
    fn of_first_line(line: &str) -> Option<Self> {
        let lower = line.to_lowercase();
        if line.split('\t').count() == geonames::COLUMNS {
            Some(Self::GeoNames)
        } else if lower.contains("pcode") {
            Some(Self::Cod)
        } else if lower.contains("itemlabel") {
            Some(Self::Wikidata)
        } else {
            None
        }
    }
}

/// What to import.
#[derive(Debug, Clone, Copy)]
pub struct Import<'a> {
    /// The files, in any order.
    pub files: &'a [PathBuf],
    /// Their form; where it is not said, the first line of each tells it.
    pub format: Option<Format>,
    /// Who made them and under which licence: it goes wherever their places go.
    pub source: Option<&'a str>,
    /// Only look, and keep nothing.
    pub dry_run: bool,
}

/// What became of one file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FileReport {
    /// As it was named.
    pub path: String,
    /// Its form, where it was told.
    pub format: Option<Format>,
    /// Lines with a row.
    pub rows: u64,
    /// Places taken from them.
    pub places: u64,
    /// Rows of what is no place: rivers, buildings, countries.
    pub passed_over: u64,
    /// Lines that could not be taken.
    pub findings: Findings,
    /// Why the file could not be read to its end.
    #[serde(skip)]
    pub failed: Option<Error>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Imported {
    /// Each file, in the order given.
    pub files: Vec<FileReport>,
    /// Places that the gazetteer knows now, those of the program among them.
    pub places: usize,
    /// Bytes of the compiled gazetteer.
    pub bytes: usize,
    /// Where it was put; `None` where nothing was kept.
    pub stored: Option<PathBuf>,
}

impl Imported {
    /// Whether a file or a line could not be taken.
    pub fn has_findings(&self) -> bool {
        self.files.iter().any(|file| file.failed.is_some() || file.findings.count() > 0)
    }
}

/// Imports files of places: compiled with those of the program and of earlier imports, for `embedded` and this home.
///
/// A bad line is reported with its number and stops no other; a file that cannot be read stops no other file. A place
/// that was imported before under the same source and number is replaced.
///
/// # Errors
/// When nothing at all could be taken, an earlier import cannot be read, or the disk refuses.
pub fn import(
    asked: &Import<'_>,
    embedded: &Knowledge,
    env: &Env,
    progress: &mut dyn Progress,
) -> Result<Imported, Error> {
    let earlier = home::read(env.home())?;
    let mut taken = Taken { builder: Builder::new(), ids: BTreeSet::new(), keep_ids: earlier.is_some() };
    let (mut files, mut known) = (Vec::new(), Vec::new());
    for path in asked.files {
        let (report, digest) = one_file(path, asked, &mut taken, progress);
        if let (Some(digest), Some(format)) = (digest, report.format) {
            known.push(ImportedFile {
                name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
                sha256: digest,
                format: format.name().to_owned(),
                source: asked.source.unwrap_or(format.maker()).to_owned(),
                imported: env.now_text(),
                places: report.places,
                refused: report.findings.count(),
            });
        }
        files.push(report);
    }
    let Taken { mut builder, ids, .. } = taken;
    if builder.is_empty() || asked.dry_run {
        return Ok(Imported { files, places: builder.len(), bytes: 0, stored: None });
    }
    add_all(embedded.gazetteer()?, &mut builder, |row| !row.imported);
    let mut listed = Vec::new();
    if let Some((manifest, gazetteer)) = earlier {
        add_all(&gazetteer, &mut builder, |row| row.imported && !ids.contains(&id_of(row)));
        listed = manifest.file;
        listed.retain(|old| known.iter().all(|new| (&new.sha256, &new.source) != (&old.sha256, &old.source)));
    }
    listed.extend(known);
    let bytes = builder.build();
    let places = open(&bytes)?.len();
    let stored = home::write(env.home(), &bytes, embedded, listed)?;
    Ok(Imported { files, places, bytes: bytes.len(), stored: Some(stored) })
}

/// Rows taken so far.
struct Taken {
    builder: Builder,
    /// Source and number of each, where an earlier import may hold the same.
    ids: BTreeSet<String>,
    keep_ids: bool,
}

impl Taken {
    fn add(&mut self, row: &Row<'_>) -> Result<(), BadLine> {
        self.builder.add(row).map_err(|why| BadLine::of(&why))?;
        if self.keep_ids && !row.source_id.is_empty() {
            self.ids.insert(id_of(row));
        }
        Ok(())
    }
}

fn id_of(row: &Row<'_>) -> String {
    format!("{}\n{}", row.source_id, row.source)
}

/// Puts rows of a gazetteer into a builder. They were taken once, so none is refused.
fn add_all(gazetteer: &Gazetteer, builder: &mut Builder, wanted: impl Fn(&Row<'_>) -> bool) {
    gazetteer.rows(|row| {
        if wanted(row) {
            let _ = builder.add(row);
        }
    });
}

fn open(bytes: &[u8]) -> Result<Gazetteer, Error> {
    Gazetteer::open(&bytes.into()).map_err(|error| Error::new(ErrorKind::Failure, error.to_string()))
}

/// Reads one file into the rows taken; gives its digest where it was read to its end.
fn one_file(
    path: &Path,
    asked: &Import<'_>,
    taken: &mut Taken,
    progress: &mut dyn Progress,
) -> (FileReport, Option<String>) {
    let mut report = FileReport {
        path: path.display().to_string(),
        format: asked.format,
        rows: 0,
        places: 0,
        passed_over: 0,
        findings: Findings::default(),
        failed: None,
    };
    match read(path, asked, taken, &mut report, progress) {
        Ok(digest) => (report, Some(digest)),
        Err(error) => {
            report.failed = Some(error);
            (report, None)
        }
    }
}

fn read(
    path: &Path,
    asked: &Import<'_>,
    taken: &mut Taken,
    report: &mut FileReport,
    progress: &mut dyn Progress,
) -> Result<String, Error> {
    let failed = |error: std::io::Error| Error::reading(path, &error);
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    let mut hashing = BufReader::with_capacity(1 << 16, Hashing::new(file));
    let format = match asked.format {
        Some(format) => format,
        None => told_by(hashing.fill_buf().map_err(failed)?).ok_or_else(|| unknown(path))?,
    };
    report.format = Some(format);
    let maker = asked.source.unwrap_or(format.maker());
    let mut job = source::Job { path, length, maker, taken, report, progress };
    match format {
        Format::GeoNames => geonames::read(&mut hashing, &mut job)?,
        Format::Cod => cod::read(&mut hashing, &mut job)?,
        Format::Wikidata => wikidata::read(&mut hashing, &mut job)?,
    }
    Ok(hashing.into_inner().digest())
}

fn told_by(beginning: &[u8]) -> Option<Format> {
    let line = beginning.split(|byte| *byte == b'\n').next().unwrap_or_default();
    Format::of_first_line(&String::from_utf8_lossy(line))
}

fn unknown(path: &Path) -> Error {
    Error::new(ErrorKind::Usage, "line 1: this is not a file of places in a form that bilan knows")
        .at(path.display())
        .safe("Nothing of this file was taken.")
        .next(
            "Say its form with --format: geonames (19 columns between tabs), cod (a CSV with columns such as \
             admin1Name_en and admin1Pcode) or wikidata (a CSV with columns item and itemLabel).",
        )
}
