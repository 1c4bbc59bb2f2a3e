//! The `bilan` command: reads the command line and the environment once, and hands each verb to its file.

mod args;
mod commands;
mod help;
mod locale;
mod print;
mod settings;
mod usage;
mod words;

use std::process::ExitCode;

use print::Printer;
use settings::Settings;

fn main() -> ExitCode {
    let cli = match help::parse() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let settings = Settings::of(&cli.global);
    let mut printer = Printer::new(&settings);
    let outcome = commands::run(cli.command, &settings, &mut printer);
    printer.finish(outcome)
}
