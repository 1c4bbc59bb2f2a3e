//! `cargo xtask fmt`: the code in the house's format.

use anyhow::Result;

use crate::shell::Shell;

/// Formats every crate.
pub(crate) fn run() -> Result<u8> {
    Shell::exit_code(&mut Shell::here()?.cargo(&["fmt", "--all"]))
}

/// Says what is not in the house's format, and changes nothing.
pub(crate) fn check(shell: &Shell) -> Result<u8> {
    Shell::exit_code(&mut shell.cargo(&["fmt", "--all", "--check"]))
}
