//! The tool that asks a server what its description allows and forbids, and holds every answer against it.

use std::path::PathBuf;

use anyhow::Result;

use crate::python;
use crate::shell::{Shell, setting};

/// The program of `BILAN_SCHEMATHESIS`, else of a virtual environment that is made once beside the build.
///
/// # Errors
/// When it cannot be made: no `venv`, or no index of packages.
pub(crate) fn provide(shell: &Shell) -> Result<PathBuf> {
    match setting("BILAN_SCHEMATHESIS") {
        Some(program) => Ok(PathBuf::from(program)),
        None => Ok(python::with(shell, "schemathesis", &["schemathesis==4.32.5"])?.join("schemathesis")),
    }
}
