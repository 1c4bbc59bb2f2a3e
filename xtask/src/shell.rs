//! Running other programs, and the few things asked of the machine.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// A program run from the root of the repository, with this process's input and output.
pub(crate) struct Shell {
    root: PathBuf,
}

impl Shell {
    /// Finds the root of the repository above the current folder.
    pub(crate) fn here() -> Result<Self> {
        let here = std::env::current_dir().context("the current folder cannot be read")?;
        let root = here.ancestors().find(|folder| folder.join("xtask/Cargo.toml").is_file());
        let root = root.context("this is not inside the repository of bilan")?.to_owned();
        Ok(Self { root })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A command that starts in the root of the repository.
    pub(crate) fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.root);
        command
    }

    /// Cargo, the one that started this chore where there is one.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        self.command(&setting("CARGO").unwrap_or_else(|| "cargo".to_owned()), arguments)
    }

    /// What `command` prints, or an error with what it said.
    pub(crate) fn output(command: &mut Command) -> Result<String> {
        let output = command.output().with_context(|| format!("{} did not start", name(command)))?;
        if !output.status.success() {
            bail!("{} failed: {}", name(command), String::from_utf8_lossy(&output.stderr).trim());
        }
        String::from_utf8(output.stdout)
            .with_context(|| format!("{} printed bytes that are not text", name(command)))
    }

    /// Runs `command` to its end and gives its exit code.
    pub(crate) fn exit_code(command: &mut Command) -> Result<u8> {
        let status = command.status().with_context(|| format!("{} did not start", name(command)))?;
        Ok(code(status))
    }

    /// The bench data: `BILAN_BENCH`, else the folder beside the repository, else none.
    pub(crate) fn bench_data(&self) -> Option<PathBuf> {
        let folder = setting("BILAN_BENCH")
            .map_or_else(|| self.root.join("../shared/bench"), |set| self.root.join(set));
        folder.canonicalize().ok().filter(|folder| folder.is_dir())
    }
}

/// An exit code as a shell gives it: 128 + signal where a signal ended the program.
pub(crate) fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal = None;
    let code = status.code().or(signal.map(|signal| 128 + signal)).unwrap_or(1);
    u8::try_from(code).unwrap_or(1)
}

/// Whether a program of this name can be started.
pub(crate) fn is_installed(program: &str) -> bool {
    let folders = setting("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(program).is_file())
}

/// A variable of the environment that is set to something.
#[expect(clippy::disallowed_methods, reason = "chores read the environment here and nowhere else")]
pub(crate) fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// What `work` gives, and how long it took.
#[expect(clippy::disallowed_methods, reason = "timings of chores are shown, never stored in a record")]
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = std::time::Instant::now();
    (work(), start.elapsed())
}

fn name(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args().take(2));
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_found_from_inside() {
        let shell = Shell::here().expect("tests run inside the repository");
        assert!(shell.root().join("Cargo.toml").is_file());
    }

    #[test]
    fn exit_codes_pass_through() {
        let shell = Shell::here().expect("tests run inside the repository");
        assert_eq!(Shell::exit_code(&mut shell.command("sh", &["-c", "exit 3"])).expect("sh starts"), 3);
        assert_eq!(
            Shell::exit_code(&mut shell.command("sh", &["-c", "kill -INT $$"])).expect("sh starts"),
            130
        );
    }

    #[test]
    fn a_failing_program_is_named() {
        let shell = Shell::here().expect("tests run inside the repository");
        let error = Shell::output(&mut shell.command("sh", &["-c", "echo no such thing >&2; exit 1"]));
        assert!(error.expect_err("it failed").to_string().ends_with("failed: no such thing"));
    }
}
