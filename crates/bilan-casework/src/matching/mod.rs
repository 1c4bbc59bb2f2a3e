//! Lists of persons linked without a case: files in, groups, pairs and a report of the model out.

mod lists;
mod report;
mod write;

use std::path::PathBuf;

use bilan_linker::record::{Linkage, Linker, Role, RuleCount, Settings, Step, Table};
use bilan_tally::Language;
use serde::Serialize;

use crate::extract::ReaderChild;
use crate::{Error, ErrorKind, Message, Progress, message};

pub use bilan_linker::record::{Preset, Settings as LinkageSettings, Waterfall};
pub use lists::Lists;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The lists.
    pub files: Vec<PathBuf>,
    /// What is settled; the rest is guessed.
    pub settings: Settings,
    /// Pairs of records to explain, by their ids.
    pub explain: Vec<[String; 2]>,
}

/// Where the answers go.
#[derive(Debug, Clone)]
pub struct Outputs {
    /// Records with the number of their group.
    pub clusters: Option<PathBuf>,
    /// Pairs with their weights.
    pub pairs: Option<PathBuf>,
    /// The model, as a page.
    pub report: Option<PathBuf>,
    /// Language of the page.
    pub language: Language,
}

/// What linking gave, for people and programs.
#[derive(Debug, Clone, Serialize)]
pub struct Matched {
    /// Records read.
    pub records: u64,
    /// Groups, a record by itself counted.
    pub clusters: u64,
    /// How many persons there are.
    pub persons: PersonCount,
    /// Pairs that were compared.
    pub pairs_compared: u64,
    /// Rules of blocking, with what they brought.
    pub blocking: Vec<Blocking>,
    /// The share of the pairs of one person that blocking brings, as the model has it.
    pub blocking_coverage: f64,
    /// Least average weight of a join, in bits.
    pub threshold_bits: f64,
    /// What each column was taken to hold.
    pub columns: Vec<ColumnRole>,
    /// The pairs that were asked about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub explained: Vec<Waterfall>,
}

/// The number of persons with its interval.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct PersonCount {
    /// The number that the weights lead one to expect.
    pub estimate: u64,
    /// Ends of the interval.
    pub lower: u64,
    /// See `lower`.
    pub upper: u64,
}

/// A rule of blocking.
#[derive(Debug, Clone, Serialize)]
pub struct Blocking {
    /// What records agree on.
    pub rule: String,
    /// Pairs that it brings.
    pub pairs: u64,
    /// Pairs that no rule before it brings; `null` before any is made.
    pub new_pairs: Option<u64>,
    /// Records in groups too large to compare each with each.
    pub records_split: u64,
}

/// What a column was taken to hold.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnRole {
    /// Heading.
    pub column: String,
    /// Role.
    pub role: Role,
}

/// What would be done: columns, and how many pairs blocking brings.
#[derive(Debug, Clone, Serialize)]
pub struct Plan {
    /// Records read.
    pub records: u64,
    /// The column that was taken for the id of a record.
    pub id: String,
    /// The column that was taken for the list.
    pub list: Option<String>,
    /// What each column was taken to hold.
    pub columns: Vec<ColumnRole>,
    /// Rules of blocking.
    pub blocking: Vec<Blocking>,
    /// Pairs they bring together, at most.
    pub pairs: u64,
}

/// Says what would be done, without comparing a pair.
///
/// # Errors
/// When a list cannot be read, or the settings name what is not there.
pub fn plan(request: &Request, reader: &ReaderChild, progress: &mut dyn Progress) -> Result<Plan, Error> {
    let lists = Lists::read(request, reader, progress)?;
    let settings = lists.settings(&request.settings);
    let linker = linker(&lists.table, &settings)?;
    let blocking: Vec<Blocking> =
        linker.counted_rules().into_iter().map(|rule| blocking(rule, false)).collect();
    Ok(Plan {
        records: lists.table.len() as u64,
        id: lists.id.clone(),
        list: lists.list.clone(),
        columns: column_roles(&lists.table, linker.roles()),
        pairs: blocking.iter().map(|rule| rule.pairs).sum(),
        blocking,
    })
}

/// Links the lists and writes what is asked for.
///
/// # Errors
/// When a list cannot be read, the settings name what is not there, or a file cannot be written.
pub fn match_lists(
    request: &Request,
    outputs: &Outputs,
    reader: &ReaderChild,
    progress: &mut dyn Progress,
) -> Result<Matched, Error> {
    let lists = Lists::read(request, reader, progress)?;
    let settings = lists.settings(&request.settings);
    let linker = linker(&lists.table, &settings)?;
    let asked = lists.pairs_asked(&request.explain)?;
    let linkage = linker.link(&mut |step| told(step, progress));
    let explained: Vec<Waterfall> =
        asked.iter().map(|(one, other)| linker.explain(&linkage, *one, *other)).collect();
    if let Some(path) = &outputs.clusters {
        write::clusters(path, &lists.table, &linkage)?;
    }
    if let Some(path) = &outputs.pairs {
        write::pairs(path, &lists.table, &linkage)?;
    }
    if let Some(path) = &outputs.report {
        write::text(path, &report::page(&lists, &settings, &linker, &linkage, &explained, outputs.language))?;
    }
    Ok(matched(&lists.table, &settings, &linker, linkage, explained))
}

fn matched(
    table: &Table,
    settings: &Settings,
    linker: &Linker<'_>,
    linkage: Linkage,
    explained: Vec<Waterfall>,
) -> Matched {
    let persons = linkage.persons;
    Matched {
        records: table.len() as u64,
        clusters: persons.groups,
        persons: PersonCount {
            estimate: whole(persons.estimate),
            lower: whole(persons.lower),
            upper: whole(persons.upper),
        },
        pairs_compared: linkage.rules.iter().map(|rule| rule.new).sum(),
        blocking_coverage: linkage.coverage,
        threshold_bits: settings.threshold,
        columns: column_roles(table, linker.roles()),
        blocking: linkage.rules.into_iter().map(|rule| blocking(rule, true)).collect(),
        explained,
    }
}

fn linker<'a>(table: &'a Table, settings: &'a Settings) -> Result<Linker<'a>, Error> {
    Linker::new(table, settings).map_err(|error| {
        Error::new(ErrorKind::Usage, message!("the lists cannot be linked: {why}", why = error))
            .safe("Nothing was written.")
            .next("Look at what the columns were taken for with --dry-run, and settle it in a file given with --settings.")
    })
}

fn told(step: Step, progress: &mut dyn Progress) {
    match step {
        Step::Learn => progress.at("Learning the weights", 0, 1),
        Step::Score(done, all) => progress.at("Comparing pairs", done, all),
        Step::Cluster => progress.at("Grouping records", 0, 1),
    }
}

fn blocking(rule: RuleCount, is_made: bool) -> Blocking {
    let RuleCount { rule, pairs, new, split } = rule;
    Blocking { rule, pairs, new_pairs: is_made.then_some(new), records_split: split }
}

fn column_roles(table: &Table, roles: &[Role]) -> Vec<ColumnRole> {
    let role = |(column, role): (&bilan_linker::record::Column, &Role)| ColumnRole {
        column: column.name.clone(),
        role: *role,
    };
    table.columns.iter().zip(roles).map(role).collect()
}

/// A count as a whole number; none is negative.
fn whole(number: f64) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of records")]
    let whole = number.round().max(0.0) as u64;
    whole
}

/// The name of a comparison or of one of its levels in a language; a heading of a list stays as it is.
pub fn in_words(name: &str, language: Language) -> String {
    // The same word is also what a command is called.
    let name = if name == "list" { message!("source list") } else { Message::of_system(name) };
    name.in_language(language)
}

/// Settings out of a TOML file.
///
/// # Errors
/// When the file cannot be read or says what no setting is, with the line.
pub fn read_settings(path: &std::path::Path) -> Result<Settings, Error> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::reading(path, &error))?;
    toml::from_str(&text).map_err(|error| {
        Error::new(ErrorKind::Usage, message!("the settings cannot be read: {why}", why = error.message()))
            .at(place_of(path, &text, error.span()))
            .safe("Nothing was written.")
            .next("Correct the line; `bilan match --dry-run` says what can be settled.")
    })
}

fn place_of(path: &std::path::Path, text: &str, span: Option<std::ops::Range<usize>>) -> String {
    let line = span.map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    line.map_or_else(|| path.display().to_string(), |line| format!("{}:{line}", path.display()))
}
