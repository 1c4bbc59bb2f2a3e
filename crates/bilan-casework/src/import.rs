//! `import`: a table of another data set as a source: the file as it came, then each row as a report of that publisher,
//! with its own cells as the words of its claims.

mod account;
mod drafts;

use std::collections::BTreeSet;

use bilan_export::tables::Countries;
use bilan_export::tables_in::{ImportKind, ImportedEvent, Mapping, RowError, read_events};
use jiff::civil::Date;
use serde::Serialize;

use self::drafts::{Became, File, Importer};
use crate::case::Case;
use crate::digest::sha256;
use crate::drafter::Drafter;
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::knowledge::{Knowledge, embedded};
use crate::recode::relink;
use crate::records::Stated;
use crate::state::State;
use crate::{Message, Progress, message, projection};

/// Rows appended at once, at most.
const ROWS_AT_ONCE: usize = 256;
/// How the readers of imported rows are called: `import.acled` and so on.
pub(crate) const READER: &str = "import.";

/// Whose table it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DataSet {
    /// ACLED.
    Acled,
    /// UCDP's Georeferenced Event Dataset.
    Ucdp,
    /// Another one.
    Table,
}

impl DataSet {
    fn code(self) -> &'static str {
        match self {
            Self::Acled => "acled",
            Self::Ucdp => "ucdp",
            Self::Table => "table",
        }
    }

    /// The name of a rule of this import.
    fn rule(self, what: &str) -> String {
        format!("{READER}{}.{what}", self.code())
    }

    fn reader(self) -> String {
        format!("{READER}{}", self.code())
    }

    fn publisher(self) -> Option<&'static str> {
        match self {
            Self::Acled => Some("ACLED"),
            Self::Ucdp => Some("UCDP GED"),
            Self::Table => None,
        }
    }
}

/// What is to be imported.
#[derive(Debug, Clone)]
pub struct Request {
    /// From where, as records and messages say it.
    pub from: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// Whose table it is; told from its columns where it is not given.
    pub set: Option<DataSet>,
    /// Columns of a table that is neither ACLED's nor UCDP's, as `date=Jour,deaths=Morts`.
    pub map: Option<String>,
    /// Who publishes it; needed where the data set does not tell.
    pub publisher: Option<String>,
    /// When it was published.
    pub published: Option<Date>,
}

/// What an import did.
#[derive(Debug, Clone, Serialize)]
pub struct Imported {
    /// From where.
    pub from: String,
    /// Whose table it is.
    pub kind: DataSet,
    /// The source that its rows are.
    pub publisher: String,
    /// The entry that took the file in, which `undo` takes back.
    pub entry: u64,
    /// Rows imported now.
    pub rows: usize,
    /// Claims in them.
    pub claims: usize,
    /// Rows that an earlier import brought in.
    pub known: usize,
    /// Rows imported now whose incident other sources tell of too.
    pub linked: usize,
    /// Rows that could not be read.
    pub failed: Vec<FailedRow>,
    /// Incidents in the case now.
    pub incidents: usize,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailedRow {
    /// Its line, from 1.
    pub line: u64,
    /// The column; empty where the row as a whole is wrong.
    pub column: String,
    /// What is wrong.
    pub what: String,
}

/// What became of the rows so far.
#[derive(Default)]
struct Done {
    reports: BTreeSet<String>,
    claims: usize,
    known: usize,
    failed: Vec<FailedRow>,
}

impl Done {
    fn take(&mut self, became: Became) {
        match became {
            Became::Report { report, claims } => {
                self.reports.insert(report);
                self.claims += claims;
            }
            Became::Known => self.known += 1,
            Became::Failed(row) => self.failed.push(row),
        }
    }
}

/// Imports a table. The same file again brings in what an interrupted import left, and else nothing.
///
/// # Errors
/// When the file is no such table, its publisher is not known, or the case refuses.
pub fn import(
    case: &mut Case,
    state: &State,
    request: &Request,
    env: &mut Env,
    knowledge: &Knowledge,
    progress: &mut dyn Progress,
) -> Result<Imported, Error> {
    let (set, rows) = rows(request)?;
    let publisher = publisher(request, set)?;
    let countries = countries()?;
    let digest = sha256(&request.bytes);
    let known = state.with_bytes(&digest);
    let stated = Stated {
        published: request.published,
        publisher: Some(publisher.clone()),
        language: None,
        title: None,
    };
    let mut importer = Importer { stated, set, countries, drafter: Drafter::new(state, env, knowledge) };
    let mut drafts = Vec::new();
    let mut file = match known.and_then(|item| File::known(state, item)) {
        Some(file) => file,
        None => importer.new_file(request, digest, &mut drafts)?,
    };
    let mut done = Done::default();
    for (at, some) in rows.chunks(ROWS_AT_ONCE).enumerate() {
        progress.at("rows", at * ROWS_AT_ONCE, rows.len());
        for row in some {
            done.take(importer.row(row, &file, &mut drafts)?);
        }
        file.written(&case.append(&std::mem::take(&mut drafts))?);
    }
    progress.at("rows", rows.len(), rows.len());
    let after = linked_anew(case, state, env, knowledge)?;
    let incidents = after.incidents();
    let is_other = |report: &str| after.report(report).is_some_and(|report| !report.is_import());
    let shared = incidents
        .iter()
        .filter(|incident| incident.accounts.iter().any(|account| is_other(&account.report.doc)))
        .flat_map(|incident| &incident.accounts);
    let summary = Imported {
        from: request.from.clone(),
        kind: set,
        publisher,
        entry: file.entry.unwrap_or_default(),
        linked: shared.filter(|account| done.reports.contains(&account.report.doc)).count(),
        rows: done.reports.len(),
        claims: done.claims,
        known: done.known,
        failed: done.failed,
        incidents: incidents.len(),
    };
    if case.ledger().size() > state.size {
        projection::seal(case, after, env)?;
    }
    Ok(summary)
}

/// The state after the import, with its links recorded.
fn linked_anew(
    case: &mut Case,
    before: &State,
    env: &mut Env,
    knowledge: &Knowledge,
) -> Result<State, Error> {
    let after = before.clone().caught_up(case)?;
    if after.size > before.size {
        relink(case, before, &after, env, knowledge)?;
    }
    Ok(after)
}

type Rows = Vec<Result<ImportedEvent, RowError>>;

/// The rows of the table, as the data set that it is said to be, or is by its columns.
fn rows(request: &Request) -> Result<(DataSet, Rows), Error> {
    let mapping = request.map.as_deref().map(mapping).transpose()?;
    let set = request.set.or_else(|| mapping.as_ref().map(|_| DataSet::Table));
    let kind = |set: DataSet| match set {
        DataSet::Acled => ImportKind::Acled,
        DataSet::Ucdp => ImportKind::Ucdp,
        DataSet::Table => ImportKind::Table(mapping.clone().unwrap_or_default()),
    };
    let refused = |what: Message| {
        Error::new(ErrorKind::Failure, what)
            .at(&request.from)
            .safe("Nothing was imported.")
            .next("Say with --map which columns hold the date and the deaths, and with --publisher whose table it is.")
    };
    let tried: &[DataSet] = match &set {
        Some(set) => std::slice::from_ref(set),
        None => &[DataSet::Acled, DataSet::Ucdp],
    };
    let mut why = String::new();
    for set in tried {
        match read_events(&kind(*set), &request.bytes) {
            Ok(events) => {
                let rows: Rows = events.collect();
                if rows.is_empty() {
                    return Err(refused(message!("the table has no rows")));
                }
                return Ok((*set, rows));
            }
            Err(error) => why = error.to_string(),
        }
    }
    Err(refused(match set {
        Some(_) => message!("the table cannot be read: {why}", why = why),
        None => message!("the columns are neither ACLED's nor UCDP's"),
    }))
}

/// The columns that a person names; a name may have a comma in it.
fn mapping(text: &str) -> Result<Mapping, Error> {
    let mut pairs: Vec<String> = Vec::new();
    for piece in text.split(',') {
        match pairs.last_mut() {
            Some(last) if !piece.contains('=') => {
                last.push(',');
                last.push_str(piece);
            }
            _ => pairs.push(piece.to_owned()),
        }
    }
    Mapping::of_pairs(pairs.iter().map(String::as_str)).map_err(|error| {
        Error::new(ErrorKind::Usage, message!("--map cannot be used: {why}", why = error))
            .safe("Nothing was imported.")
            .next("Write --map \"date=COLUMN,place=COLUMN,deaths=COLUMN\".")
    })
}

fn publisher(request: &Request, set: DataSet) -> Result<String, Error> {
    let said = request.publisher.as_deref().map(str::trim).filter(|name| !name.is_empty());
    said.or(set.publisher()).map(str::to_owned).ok_or_else(|| {
        Error::new(ErrorKind::Usage, "nobody knows whose table this is")
            .at(&request.from)
            .safe("Nothing was imported.")
            .next("Say it with --publisher: its rows count as what that source says.")
    })
}

fn countries() -> Result<Countries, Error> {
    let path = "codebook/country_codes.csv";
    let text = embedded(path).and_then(|bytes| std::str::from_utf8(bytes).ok());
    Countries::parse(text.unwrap_or_default())
        .map_err(|error| Error::new(ErrorKind::Failure, error.to_string()).at(path))
}
