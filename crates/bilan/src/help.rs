//! The command line with its help in the reader's language.

use bilan_tally::Language;
use clap::CommandFactory as _;

use crate::args::Cli;

/// The whole command line.
pub(crate) fn command(_language: Language) -> clap::Command {
    Cli::command()
}
