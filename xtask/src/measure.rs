//! Time and memory that a command uses.

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::shell::{self, Shell};

/// Asking for the memory of a child needs `unsafe` in Rust; Python, which the tests need anyway, has it at hand.
const MEASURE: &str = include_str!("measure.py");

/// What a command used.
#[derive(Debug, PartialEq)]
pub(crate) struct Usage {
    pub(crate) seconds_wall: f64,
    /// User and system time together.
    pub(crate) seconds_cpu: f64,
    pub(crate) peak_memory_mib: f64,
    /// Whether the command was held to one core.
    pub(crate) one_core: bool,
}

/// Runs `command` on one core where the machine can hold it there, from one file to another.
///
/// Exit codes 0 (done) and 3 (finished with findings) are both an end.
pub(crate) fn on_one_core(shell: &Shell, input: &Path, output: &Path, command: &[&str]) -> Result<Usage> {
    let one_core = shell::is_installed("taskset");
    let mut python = shell.command("python3", &["-c", MEASURE]);
    python.arg(input).arg(output);
    if one_core {
        python.args(["taskset", "-c", "0"]);
    }
    let said = Shell::output(python.args(command))?;
    usage(&said, one_core)
}

/// Runs `command` on all cores, without input; what it prints goes to a file.
pub(crate) fn in_all(shell: &Shell, output: &Path, command: &[&str]) -> Result<Usage> {
    let mut python = shell.command("python3", &["-c", MEASURE, "/dev/null"]);
    usage(&Shell::output(python.arg(output).args(command))?, false)
}

fn usage(said: &str, one_core: bool) -> Result<Usage> {
    let said: Value = serde_json::from_str(said).context("the measure is not JSON")?;
    let figure = |name: &str| said[name].as_f64().with_context(|| format!("the measure has no {name}"));
    match said["code"].as_i64() {
        Some(0 | 3) => {}
        code => bail!("the measured command ended with {}", code.unwrap_or(-1)),
    }
    Ok(Usage {
        seconds_wall: figure("seconds_wall")?,
        seconds_cpu: figure("seconds_cpu")?,
        peak_memory_mib: figure("peak_memory_mib")?,
        one_core,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_is_read() {
        let said = r#"{"code": 3, "seconds_wall": 2.5, "seconds_cpu": 2, "peak_memory_mib": 31.5}"#;
        let expected = Usage { seconds_wall: 2.5, seconds_cpu: 2.0, peak_memory_mib: 31.5, one_core: true };
        assert_eq!(usage(said, true).expect("a good measure"), expected);
    }

    #[test]
    fn a_command_that_failed_has_no_measure() {
        let said = r#"{"code": 101, "seconds_wall": 2.5, "seconds_cpu": 2, "peak_memory_mib": 31.5}"#;
        assert_eq!(
            usage(said, true).expect_err("it failed").to_string(),
            "the measured command ended with 101"
        );
    }
}
