//! `man`: the command line as man pages, one a verb.

use std::fs;
use std::path::Path;

use bilan_casework::Error;
use clap::Command;

use crate::args::ManArgs;
use crate::help;
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;

pub(crate) fn run(args: &ManArgs, settings: &Settings, printer: &mut Printer) -> Outcome {
    fs::create_dir_all(&args.dir).map_err(|error| Error::writing(&args.dir, &error))?;
    let mut command = help::command(settings.language);
    command.build();
    let pages = page(&command, &args.dir)?;
    let dir = args.dir.display().to_string();
    let pages = printer.texts.counted("count.pages", pages);
    let text = printer.texts.say("man.written", &[("pages", &pages), ("dir", &dir)]);
    printer.text(&text, "")?;
    Ok(Ended::Well)
}

/// Writes the page of a command and those of its verbs; gives their number.
fn page(command: &Command, dir: &Path) -> Result<usize, Failure> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let path = dir.join(format!("{name}.1"));
    let mut bytes = Vec::new();
    clap_mangen::Man::new(command.clone()).title(name).render(&mut bytes)?;
    fs::write(&path, bytes).map_err(|error| Error::writing(&path, &error))?;
    let mut pages = 1;
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set() && verb.get_name() != "help") {
        pages += page(verb, dir)?;
    }
    Ok(pages)
}
