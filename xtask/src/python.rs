//! Virtual environments of Python beside the build, each made once with pinned packages.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::shell::{Shell, setting};

/// The folder of programs of a virtual environment with these packages.
///
/// # Errors
/// When it cannot be made: no `venv`, or no index of packages.
pub(crate) fn with(shell: &Shell, name: &str, packages: &[&str]) -> Result<PathBuf> {
    let folder =
        setting("CARGO_TARGET_DIR").map_or_else(|| shell.root().join("target"), PathBuf::from).join(name);
    let programs = folder.join("bin");
    let python = programs.join("python");
    let done = folder.join("provided");
    let wanted = packages.join(" ");
    if std::fs::read_to_string(&done).is_ok_and(|provided| provided == wanted) {
        return Ok(programs);
    }
    let place = folder.to_str().context("the build folder has a name that is no text")?;
    Shell::output(&mut shell.command("python3", &["-m", "venv", "--clear", place]))?;
    let mut install =
        shell.command(python.to_str().unwrap_or_default(), &["-m", "pip", "install", "--quiet"]);
    Shell::output(install.args(packages))?;
    std::fs::write(&done, wanted).with_context(|| format!("{} cannot be written", done.display()))?;
    Ok(programs)
}
