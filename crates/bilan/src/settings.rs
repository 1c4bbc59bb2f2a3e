//! What the environment says, read once: home folder, who works where, language, terminal.

use std::io::{IsTerminal as _, stderr, stdout};
use std::path::{Path, PathBuf};
use std::{fs, thread};

use bilan_casework::{Env, ReaderChild};
use bilan_tally::Language;

use crate::args::{Global, Lang};

/// Columns where there is no terminal to ask.
const WIDTH_DEFAULT: usize = 80;
/// Lines longer than this are hard to read, however wide the terminal.
const WIDTH_MAX: usize = 120;

/// The environment as the commands see it.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) language: Language,
    pub(crate) width: usize,
    pub(crate) colour_out: bool,
    pub(crate) colour_err: bool,
    /// Standard error is a terminal: progress may be drawn.
    pub(crate) draws_progress: bool,
    reader: PathBuf,
    home: Option<PathBuf>,
    member: String,
    device: String,
}

impl Settings {
    pub(crate) fn of(global: &Global) -> Self {
        let colours = variable("NO_COLOR").is_none() && variable("TERM").as_deref() != Some("dumb");
        Self {
            language: language(global.lang),
            width: width(),
            colour_out: colours && stdout().is_terminal(),
            colour_err: colours && stderr().is_terminal(),
            draws_progress: stderr().is_terminal(),
            reader: reader(),
            home: home(),
            member: variable("BILAN_MEMBER")
                .or_else(|| variable("USER"))
                .unwrap_or_else(|| "not stated".to_owned()),
            device: device(),
        }
    }

    /// The world for use cases; `None` where there is no place for keys.
    pub(crate) fn env(&self) -> Option<Env> {
        let threads = Self::threads();
        let reader = ReaderChild { path: self.reader.clone(), allow_unsandboxed: false };
        Some(Env::system(self.home.clone()?, self.member.clone(), self.device.clone(), threads, reader))
    }

    /// Where keys, imported places and last checkpoints are kept.
    pub(crate) fn home(&self) -> Option<&Path> {
        self.home.as_deref()
    }

    pub(crate) fn threads() -> usize {
        thread::available_parallelism().map_or(1, |count| count.get().min(8))
    }
}

/// A variable of the environment that is set to something.
fn variable(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
    let value = std::env::var(name);
    value.ok().filter(|value| !value.is_empty())
}

fn language(asked: Option<Lang>) -> Language {
    match asked {
        Some(Lang::En) => Language::En,
        Some(Lang::Fr) => Language::Fr,
        None => {
            let system = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable).unwrap_or_default();
            if system.starts_with("fr") { Language::Fr } else { Language::En }
        }
    }
}

fn width() -> usize {
    let asked = variable("COLUMNS").and_then(|columns| columns.parse().ok());
    let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let width = terminal.filter(|_| stdout().is_terminal()).or(asked).unwrap_or(WIDTH_DEFAULT);
    width.clamp(40, WIDTH_MAX)
}

/// The program that reads binary formats: beside this one, unless told otherwise.
fn reader() -> PathBuf {
    let name = format!("bilan-read{}", std::env::consts::EXE_SUFFIX);
    let beside = || std::env::current_exe().ok().map(|program| program.with_file_name(&name));
    variable("BILAN_READ").map(PathBuf::from).or_else(beside).unwrap_or_else(|| PathBuf::from(&name))
}

fn home() -> Option<PathBuf> {
    let given = variable("BILAN_HOME").map(PathBuf::from);
    let data = || variable("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let user = || variable("HOME").map(|home| Path::new(&home).join(".local/share"));
    given.or_else(|| data().or_else(user).map(|data| data.join("bilan")))
}

fn device() -> String {
    let named = variable("BILAN_DEVICE").or_else(|| variable("HOSTNAME"));
    let file = || fs::read_to_string("/etc/hostname").ok().map(|name| name.trim().to_owned());
    named.or_else(file).filter(|name| !name.is_empty()).unwrap_or_else(|| "not stated".to_owned())
}
