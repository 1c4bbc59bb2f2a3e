//! One file a verb; here, which verb goes where.

mod add;
mod code;
mod completions;
mod demo;
mod dossier;
mod init;
mod list;
mod show;
mod tally;
mod verify;

use std::path::Path;

use bilan_casework::case::Case;
use bilan_casework::state::State;
use bilan_casework::{Env, Error, ErrorKind, Knowledge};

use crate::args::Command;
use crate::print::{Outcome, Printer};
use crate::settings::Settings;

/// Runs a command.
pub(crate) fn run(command: Command, settings: &Settings, printer: &mut Printer) -> Outcome {
    let knowledge = Knowledge::embedded();
    match command {
        Command::Demo(args) => demo::run(&args, settings, printer, &knowledge),
        Command::Init(args) => init::run(&args, settings, printer),
        Command::Add(args) => add::run(&args, settings, printer, &knowledge),
        Command::Code(args) => code::run(&args, printer, &knowledge),
        Command::List(args) => list::run(&args, settings, printer),
        Command::Show(args) => show::run(&args, settings, printer, &knowledge),
        Command::Tally(args) => tally::run(&args, settings, printer, &knowledge),
        Command::Dossier(args) => dossier::run(&args, settings, printer, &knowledge),
        Command::Verify(args) => verify::run(&args, settings, printer, &knowledge),
        Command::Completions(args) => Ok(completions::run(&args, printer)),
    }
}

fn env(settings: &Settings) -> Result<Env, Error> {
    settings.env().ok_or_else(|| {
        Error::new(ErrorKind::Failure, "there is no folder for the keys: your home folder is not known")
            .safe("Nothing was changed.")
            .next("Set BILAN_HOME to a folder of yours, outside the case.")
    })
}

/// Opens a case, says what opening set aside, and replays it.
fn open(folder: &Path, env: &Env, printer: &mut Printer) -> Result<(Case, State), Error> {
    let case = Case::open(folder, env)?;
    for left in &case.set_aside {
        printer.note(&format!(
            "An earlier run was interrupted. What it had not finished is kept in {} ({} bytes); nothing acknowledged \
             was lost.",
            folder.join(&left.kept_as).display(),
            left.bytes
        ));
    }
    let state = State::read(&case)?;
    Ok((case, state))
}
