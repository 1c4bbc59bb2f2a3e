//! Verification: every byte of a case held against keys, signatures, leaves, root and commitments.
//!
//! Nothing is changed, nothing is believed because it parses, and the first thing wrong does not end it.

mod keys;
mod log;
mod objects;

use crate::checkpoint::Checkpoint;
use crate::finding::{Finding, FindingKind};
use crate::id::{CaseId, DeviceId};
use crate::storage::{Storage, StorageError};

use keys::CaseKeys;
use log::Walk;

/// What a verification looked at and what it found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// The case, if its keys name one.
    pub case: Option<CaseId>,
    /// The device whose log was verified, if there is one.
    pub device: Option<DeviceId>,
    /// Entries looked at, sound or not.
    pub entries_checked: u64,
    /// Hash tiles looked at, sound or not.
    pub tiles_checked: u64,
    /// Vault objects read and hashed, sound or not.
    pub objects_checked: u64,
    /// Vault objects that are gone as an entry says: erased.
    pub objects_erased: u64,
    /// The checkpoint, if the device's key signed it.
    pub checkpoint: Option<Checkpoint>,
    /// Was the case held against the keys that a home storage holds for it?
    pub home_checked: bool,
    /// Everything that is wrong, in the order it was met; empty for a sound case.
    pub findings: Vec<Finding>,
}

impl VerifyReport {
    /// Is nothing wrong?
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Verifies a case: keys, checkpoint, every entry, every tile, every vault object, and strangers among them.
///
/// With the home storage of the device it also tells a log that was truncated, put back to an older copy, or made
/// anew under other keys. Without it, only whether the case agrees with itself. Whatever the bytes, it goes on to
/// the end and does not panic. It reads what another process may be writing: hold the case's lock, or verify a copy.
pub fn verify(case: &dyn Storage, home: Option<&dyn Storage>) -> VerifyReport {
    let mut verifier = Verifier { case, home, report: VerifyReport::default() };
    let keys = verifier.gather_keys();
    let walk = verifier.verify_log(&keys);
    verifier.verify_objects(&walk);
    verifier.report
}

struct Verifier<'a> {
    case: &'a dyn Storage,
    home: Option<&'a dyn Storage>,
    report: VerifyReport,
}

impl Verifier<'_> {
    fn find(&mut self, finding: Finding) {
        self.report.findings.push(finding);
    }

    /// A finding about a file as a whole.
    fn find_in(&mut self, file: &str, kind: FindingKind, what: impl Into<String>) {
        self.find(Finding { file: file.to_owned(), entry: None, kind, what: what.into() });
    }

    /// The file's bytes, or one more than `max` of them where it is longer; if it is missing, a finding of `kind`.
    fn read(&mut self, path: &str, max: u64, kind: FindingKind) -> Option<Vec<u8>> {
        match self.case.read_at(path, 0, max + 1) {
            Ok(bytes) => return Some(bytes),
            Err(StorageError::NotFound { .. }) => self.find_in(path, kind, "the file is missing"),
            Err(error) => self.find_in(path, FindingKind::Unreadable, error.to_string()),
        }
        None
    }

    /// The files in a folder; where they cannot be listed, a finding and none.
    fn list(&mut self, dir: &str) -> Vec<String> {
        self.case.list(dir).unwrap_or_else(|error| {
            self.find_in(dir, FindingKind::Unreadable, error.to_string());
            Vec::new()
        })
    }
}
