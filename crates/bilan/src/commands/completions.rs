//! `completions`: the command line, as shells complete it.

use clap::CommandFactory as _;

use crate::args::{Cli, CompletionsArgs};
use crate::print::{Ended, Printer};

pub(crate) fn run(args: &CompletionsArgs, printer: &mut Printer) -> Ended {
    clap_complete::generate(args.shell, &mut Cli::command(), "bilan", printer.stream());
    Ended::Well
}
