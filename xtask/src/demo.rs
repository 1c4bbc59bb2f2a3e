//! `cargo xtask demo`: the whole job on the samples.

use anyhow::Result;

use crate::shell::Shell;

/// Builds `bilan` in the shared profile and runs `bilan demo` where the caller stands; its exit code is ours.
pub(crate) fn run(arguments: &[String]) -> Result<u8> {
    let shell = Shell::here()?;
    let mut cargo = shell.cargo(&["run", "--package", "bilan", "--profile", "ci", "--locked", "--", "demo"]);
    cargo.args(arguments).current_dir(std::env::current_dir()?);
    Shell::exit_code(&mut cargo)
}
