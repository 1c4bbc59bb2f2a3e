//! The `bilan` command: reads the command line and the environment once, and hands each verb to its file.

mod args;
mod commands;
mod help;
mod locale;
mod print;
mod settings;
mod words;

use std::process::ExitCode;

use clap::Parser as _;

use args::Cli;
use print::Printer;
use settings::Settings;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let settings = Settings::of(&cli.global);
    let mut printer = Printer::new(&settings);
    let outcome = commands::run(cli.command, &settings, &mut printer);
    printer.finish(outcome)
}
