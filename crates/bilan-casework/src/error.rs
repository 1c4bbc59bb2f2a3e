//! The one error of casework: its kind, what happened, where, what is safe, what to do next.

use std::fmt;
use std::io;
use std::path::Path;

use bilan_ledger::vault::VaultError;
use bilan_ledger::{LedgerError, StorageError};

use crate::message;
use crate::message::Message;

/// What sort of failure: the binary gives each an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// Something could not be done.
    Failure,
    /// What was asked for does not make sense.
    Usage,
    /// What was asked about is not in the case.
    Missing,
    /// Something was refused by rule.
    Refused,
    /// The evidence is not what it was.
    Integrity,
    /// Another process works on the case.
    Locked,
}

/// A failure as it is told to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What sort.
    pub kind: ErrorKind,
    /// What happened: a sentence.
    pub what: Message,
    /// To which file and place, where there is one.
    pub place: Option<String>,
    /// What is safe all the same.
    pub safe: Option<Message>,
    /// What to do next: a sentence.
    pub next: Option<Message>,
}

impl Error {
    /// A failure of this kind.
    pub fn new(kind: ErrorKind, what: impl Into<Message>) -> Self {
        Self { kind, what: what.into(), place: None, safe: None, next: None }
    }

    /// The failure with its place.
    #[must_use]
    pub fn at(mut self, place: impl fmt::Display) -> Self {
        self.place = Some(place.to_string());
        self
    }

    /// The failure with what is safe all the same.
    #[must_use]
    pub fn safe(mut self, safe: impl Into<Message>) -> Self {
        self.safe = Some(safe.into());
        self
    }

    /// The failure with what to do next.
    #[must_use]
    pub fn next(mut self, next: impl Into<Message>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// A file that could not be read.
    pub fn reading(path: &Path, error: &io::Error) -> Self {
        let told = [
            (
                io::ErrorKind::NotFound,
                message!("there is no such file or folder"),
                message!("Check the name and the folder you are in."),
            ),
            (
                io::ErrorKind::PermissionDenied,
                message!("you are not allowed to read it"),
                message!("Ask the owner of the file, or copy it to a folder of yours."),
            ),
            (
                io::ErrorKind::IsADirectory,
                message!("it is a folder, not a file"),
                message!("Give the files in it by name."),
            ),
        ];
        let told = told.into_iter().find(|(kind, _, _)| *kind == error.kind());
        let other = || {
            let next = message!("Check that the disk is connected and sound, then try again.");
            (message!("it could not be read: {error}", error: Message::of_system(error)), next)
        };
        let (what, next) = told.map_or_else(other, |(_, what, next)| (what, next));
        Self::new(ErrorKind::Failure, what).at(path.display()).next(next)
    }

    /// A file outside the case that could not be written.
    pub fn writing(path: &Path, error: &io::Error) -> Self {
        Self::new(
            ErrorKind::Failure,
            message!("it could not be written: {error}", error: Message::of_system(error)),
        )
        .at(path.display())
        .safe("The case and everything in it is as it was.")
        .next("Check that the folder exists, that you may write there and that the disk is not full.")
    }

    /// A failure of the ledger of the case in `folder`.
    pub(crate) fn ledger(folder: &Path, error: LedgerError) -> Self {
        let place = folder.display();
        match error {
            LedgerError::NoCase(_) => Self::no_case(folder),
            LedgerError::NotEmpty(file) => Self::new(ErrorKind::Usage, "there is a case, or part of one, here already")
                .at(folder.join(file).display())
                .safe("Nothing was changed.")
                .next("Choose a folder that does not exist yet."),
            LedgerError::Home(error) => Self::new(
                ErrorKind::Failure,
                message!("the keys of this case are not on this computer ({error})", error = error),
            )
            .at(place)
            .safe("The case is as it was; nothing was changed.")
            .next(
                "Work on the computer that made the case, or set BILAN_HOME to the folder with its keys. \
                 `bilan verify` works without keys.",
            ),
            LedgerError::Integrity(finding) => {
                Self::new(ErrorKind::Integrity, message!("the case is not what it was: {what}", what: Message::of_system(&finding.what)))
                    .at(folder.join(&finding.file).display())
                    .safe("Nothing was changed.")
                    .next("Run `bilan verify` on the case: it lists everything that is wrong. Do not repair by hand.")
            }
            LedgerError::Draft { why, .. } => {
                Self::new(ErrorKind::Failure, message!("the ledger refused an entry: {why}", why = why))
                    .at(place)
                    .safe("Nothing was written; the case is as it was.")
                    .next("This is a mistake in bilan: please report it with this message.")
            }
            LedgerError::NoEntry(seq) => Self::new(ErrorKind::Missing, message!("the log has no entry {entry}", entry = seq)).at(place),
            LedgerError::Vault(error) => Self::vault(folder, &error),
            LedgerError::Storage(error) => Self::storage(folder, &error),
            LedgerError::Poisoned => Self::new(ErrorKind::Failure, "an earlier write failed, so nothing more was written")
                .at(place)
                .safe("Everything acknowledged before is on disk and stays.")
                .next("Free space or reconnect the disk, then give the same command again: it goes on where it stopped."),
        }
    }

    /// A failure of the vault of the case in `folder`.
    pub(crate) fn vault(folder: &Path, error: &VaultError) -> Self {
        match error {
            VaultError::Storage(error) => Self::storage(folder, error),
            VaultError::Missing(commit) | VaultError::Altered(commit) => {
                Self::new(ErrorKind::Integrity, "an object of the vault is missing or altered")
                    .at(folder.join(commit.path()).display())
                    .safe("Nothing was changed.")
                    .next("Run `bilan verify` on the case, and bring the object back from a backup.")
            }
        }
    }

    /// A failure of files of the case in `folder`.
    pub(crate) fn storage(folder: &Path, error: &StorageError) -> Self {
        match error {
            StorageError::Locked => Self::new(ErrorKind::Locked, "another bilan is working on this case")
                .at(folder.display())
                .safe("Nothing was changed.")
                .next("Wait until it is done, or close it, and try again."),
            StorageError::Io { path, step, source } => Self::new(
                ErrorKind::Failure,
                message!("could not {step}: {error}", step: *step, error: Message::of_system(source)),
            )
            .at(folder.join(path).display())
            .safe("Everything acknowledged before is on disk and stays; nothing of this step counts.")
            .next(
                "Check that the disk is connected, writable and not full, then give the same command again: \
                         it goes on where it stopped.",
            ),
            StorageError::NotFound { path } | StorageError::Path { path } => {
                Self::new(ErrorKind::Integrity, "a file of the case is missing")
                    .at(folder.join(path).display())
                    .safe("Nothing was changed.")
                    .next("Run `bilan verify` on the case: it lists everything that is wrong.")
            }
        }
    }

    /// There is no case in `folder`.
    pub(crate) fn no_case(folder: &Path) -> Self {
        let (what, next) = if folder.is_dir() {
            (
                message!("this folder is not a case"),
                message!("Check the name: a case has a file case.toml in it."),
            )
        } else if folder.exists() {
            (message!("this is a file, and a case is a folder"), message!("Check the name."))
        } else {
            (
                message!("there is no such case"),
                message!("Check the name, or make a case: bilan init {folder}", folder = folder.display()),
            )
        };
        Self::new(ErrorKind::Failure, what).at(folder.display()).next(next)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{place}: {}", self.what),
            None => write!(f, "{}", self.what),
        }
    }
}

impl std::error::Error for Error {}
