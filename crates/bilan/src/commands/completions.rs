//! `completions`: the command line, as shells complete it.

use crate::args::CompletionsArgs;
use crate::help;
use crate::print::{Ended, Printer};
use crate::settings::Settings;

pub(crate) fn run(args: &CompletionsArgs, settings: &Settings, printer: &mut Printer) -> Ended {
    clap_complete::generate(args.shell, &mut help::command(settings.language), "bilan", printer.stream());
    Ended::Well
}
