//! A Python with the readers that exported files are read back by: openpyxl, pyarrow and libhxl, in a folder of their own.

use std::path::PathBuf;

use anyhow::Result;

use crate::python;
use crate::shell::{Shell, setting};

/// The readers, pinned, and what they forget to bring.
const READERS: [&str; 4] = ["openpyxl==3.1.5", "pyarrow==26.0.1", "libhxl==5.2.2", "six==1.17.0"];

/// The Python of `BILAN_READERS`, else of a virtual environment that is made once beside the build.
///
/// # Errors
/// When it cannot be made: no `venv`, or no index of packages.
pub(crate) fn provide(shell: &Shell) -> Result<PathBuf> {
    match setting("BILAN_READERS") {
        Some(python) => Ok(PathBuf::from(python)),
        None => Ok(python::with(shell, "readers", &READERS)?.join("python")),
    }
}
