//! One file a verb; here, which verb goes where.

mod add;
mod backup;
mod changes;
mod code;
mod completions;
mod decided;
mod demo;
mod dossier;
mod export;
mod gazetteer;
mod grade;
mod history;
mod import;
mod incident;
mod init;
mod judge;
mod list;
mod man;
mod matching;
mod member;
mod method;
mod note;
mod place;
mod policies;
mod rebuild;
mod recode;
mod release;
mod report;
mod restore;
mod search;
mod serve;
mod show;
mod source;
mod tally;
mod todo;
mod undo;
mod verify;

use std::path::Path;

use bilan_casework::case::Case;
use bilan_casework::projection;
use bilan_casework::state::State;
use bilan_casework::{Env, Error, ErrorKind, Knowledge};

use crate::args::{AsOfArg, Command};
use crate::print::{Outcome, Printer};
use crate::settings::Settings;

/// Runs a command.
pub(crate) fn run(command: Command, settings: &Settings, printer: &mut Printer) -> Outcome {
    let knowledge = knowledge(&command, settings)?;
    match command {
        Command::Demo(args) => demo::run(&args, settings, printer, &knowledge),
        Command::Init(args) => init::run(&args, settings, printer),
        Command::Add(args) => add::run(&args, settings, printer, &knowledge),
        Command::Import(args) => import::run(&args, settings, printer, &knowledge),
        Command::Code(args) => code::run(&args, printer, &knowledge),
        Command::List(args) => list::run(&args, settings, printer),
        Command::Show(args) => show::run(&args, settings, printer, &knowledge),
        Command::Tally(args) => tally::run(&args, settings, printer, &knowledge),
        Command::Todo(args) => todo::run(&args, settings, printer),
        Command::Judge(args) => judge::run(&args, settings, printer),
        Command::Note(args) => note::run(&args, settings, printer, &knowledge),
        Command::Source(command) => source::run(&command, settings, printer),
        Command::Incident(command) => incident::run(&command, settings, printer),
        Command::Grade(args) => grade::run(&args, settings, printer, &knowledge),
        Command::Match(args) => matching::run(&args, settings, printer),
        Command::Serve(args) => serve::run(&args, settings, printer, knowledge),
        Command::Place(command) => place::run(&command, settings, printer),
        Command::Report(command) => report::run(&command, settings, printer, &knowledge),
        Command::Undo(args) => undo::run(&args, settings, printer, &knowledge),
        Command::History(args) => history::run(&args, settings, printer),
        Command::Recode(args) => recode::run(&args, settings, printer, &knowledge),
        Command::Method(args) => method::run(&args, settings, printer, &knowledge),
        Command::Release(args) => release::run(&args, settings, printer, &knowledge),
        Command::Export(args) => export::run(&args, settings, printer, &knowledge),
        Command::Dossier(args) => dossier::run(&args, settings, printer, &knowledge),
        Command::Verify(args) => verify::run(&args, settings, printer, &knowledge),
        Command::Completions(args) => Ok(completions::run(&args, settings, printer)),
        Command::Search(args) => search::run(&args, settings, printer),
        Command::Rebuild(args) => rebuild::run(&args, settings, printer),
        Command::Backup(args) => backup::run(&args, settings, printer),
        Command::Restore(args) => restore::run(&args, settings, printer),
        Command::Member(command) => member::run(&command, settings, printer),
        Command::Gazetteer(command) => gazetteer::run(&command, settings, printer),
        Command::Man(args) => man::run(&args, settings, printer),
    }
}

/// What coding rests on: with the places that were imported on this computer, but for the demonstration, which is the
/// same everywhere.
fn knowledge(command: &Command, settings: &Settings) -> Result<Knowledge, Error> {
    match (command, settings.home()) {
        (Command::Demo(_), _) | (_, None) => Ok(Knowledge::embedded()),
        (_, Some(home)) => Knowledge::load(home),
    }
}

fn env(settings: &Settings) -> Result<Env, Error> {
    settings.env().ok_or_else(|| {
        Error::new(ErrorKind::Failure, "there is no folder for the keys: your home folder is not known")
            .safe("Nothing was changed.")
            .next("Set BILAN_HOME to a folder of yours, outside the case.")
    })
}

/// Opens a case to look at it; nothing in its log and vault is written.
fn open_to_read(folder: &Path, env: &Env) -> Result<(Case, State), Error> {
    let case = Case::open_to_read(folder, env)?;
    let state = projection::state(&case)?;
    Ok((case, state))
}

/// Opens a case for a decision; with `dry_run` it goes through all checks and writes nothing.
fn open_to_write(
    folder: &Path,
    dry_run: bool,
    env: &Env,
    printer: &mut Printer,
) -> Result<(Case, State), Error> {
    let (mut case, state) = open(folder, env, printer)?;
    if dry_run {
        case.rehearse();
    }
    Ok((case, state))
}

/// Opens a case to look at it as it is, or as it was.
fn open_as_of(
    folder: &Path,
    as_of: &AsOfArg,
    env: &Env,
    printer: &mut Printer,
) -> Result<(Case, State), Error> {
    let (case, state) = open_to_read(folder, env)?;
    match &as_of.as_of {
        None => Ok((case, state)),
        Some(as_of) => {
            let then = State::read_as_of(&case, as_of)?;
            let text = printer.texts.say("as_of.note", &[("entries", &then.size.to_string())]);
            printer.note(&text);
            Ok((case, then))
        }
    }
}

/// Opens a case, says what opening set aside, and replays it.
fn open(folder: &Path, env: &Env, printer: &mut Printer) -> Result<(Case, State), Error> {
    let case = Case::open(folder, env)?;
    set_aside(&case, printer);
    let state = projection::state(&case)?;
    Ok((case, state))
}

/// Says what opening a case set aside: three by name, the others by number.
fn set_aside(case: &Case, printer: &mut Printer) {
    const NAMED: usize = 3;
    let left = &case.set_aside;
    let Some(first) = left.first() else { return };
    let folder = case.folder().join(&first.kept_as);
    let folder = folder.parent().unwrap_or(case.folder()).display().to_string();
    let bytes: u64 = left.iter().map(|left| left.bytes).sum();
    let names: Vec<&str> = left
        .iter()
        .take(NAMED)
        .map(|left| left.kept_as.rsplit('/').next().unwrap_or(&left.kept_as))
        .collect();
    let mut names = names.join(", ");
    if left.len() > NAMED {
        names.push_str(", ...");
    }
    let values = [
        ("folder", folder),
        ("bytes", bytes.to_string()),
        ("count", left.len().to_string()),
        ("names", names),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    printer.note(&printer.texts.say("set_aside", &values));
}
