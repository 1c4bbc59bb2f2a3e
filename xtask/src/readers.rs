//! A Python with the readers that exported files are read back by: openpyxl, pyarrow and libhxl, in a folder of their own.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::shell::{Shell, setting};

/// The readers, pinned, and what they forget to bring.
const READERS: [&str; 4] = ["openpyxl==3.1.5", "pyarrow==26.0.1", "libhxl==5.2.2", "six==1.17.0"];

/// The Python of `BILAN_READERS`, else of a virtual environment that is made once beside the build.
///
/// # Errors
/// When it cannot be made: no `venv`, or no index of packages.
pub(crate) fn provide(shell: &Shell) -> Result<PathBuf> {
    if let Some(python) = setting("BILAN_READERS") {
        return Ok(PathBuf::from(python));
    }
    let folder = setting("CARGO_TARGET_DIR")
        .map_or_else(|| shell.root().join("target"), PathBuf::from)
        .join("readers");
    let python = folder.join("bin/python");
    let done = folder.join("provided");
    let wanted = READERS.join(" ");
    if std::fs::read_to_string(&done).is_ok_and(|provided| provided == wanted) {
        return Ok(python);
    }
    let place = folder.to_str().context("the build folder has a name that is no text")?;
    Shell::output(&mut shell.command("python3", &["-m", "venv", "--clear", place]))?;
    let mut install =
        shell.command(python.to_str().unwrap_or_default(), &["-m", "pip", "install", "--quiet"]);
    Shell::output(install.args(READERS))?;
    std::fs::write(&done, wanted).with_context(|| format!("{} cannot be written", done.display()))?;
    Ok(python)
}
