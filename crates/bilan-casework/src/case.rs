//! A case open for work: its folder, its ledger, and what opening set aside.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bilan_ledger::{
    CaseId, Commit, Content, DirStorage, Draft, Ledger, LedgerError, Quarantined, Receipt, SealedEntry,
    Storage,
};
use serde::Deserialize;

use crate::env::Env;
use crate::error::{Error, ErrorKind};

/// The file that says that a folder is a case. It follows from the case's id; `verify` holds it against that.
pub(crate) const CASE_FILE: &str = "case.toml";

/// A case, locked against every other process until dropped.
#[derive(Debug)]
pub struct Case {
    folder: PathBuf,
    ledger: Ledger,
    /// Nothing is written: appending gives the receipts that there would be.
    rehearsal: bool,
    /// What would be in the log and in the vault, where a use case is shown what it would do.
    foreseen: Option<Foreseen>,
    /// What an interrupted write had left behind, kept under `quarantine/`.
    pub set_aside: Vec<Quarantined>,
}

/// Entries that are not written, with their contents.
#[derive(Debug, Default)]
struct Foreseen {
    entries: Vec<SealedEntry>,
    contents: BTreeMap<Commit, Vec<u8>>,
}

impl Case {
    /// Opens the case in a folder.
    ///
    /// # Errors
    /// When it is no case, is locked, is not what it was, or its keys are not on this computer.
    pub fn open(folder: &Path, env: &Env) -> Result<Self, Error> {
        if !is_case(folder) {
            return Err(Error::no_case(folder));
        }
        let storage = DirStorage::locked(folder).map_err(|error| Error::storage(folder, &error))?;
        let case = Self::open_on(Box::new(storage), folder, env)?;
        case.check_file()?;
        Ok(case)
    }

    /// Opens the case in a folder to read in it: nothing is written, and another process may be at work on it. A case
    /// of another computer, whose keys are not here, can be read too.
    ///
    /// # Errors
    /// When it is no case, or is not what it was.
    pub fn open_to_read(folder: &Path, env: &Env) -> Result<Self, Error> {
        if !is_case(folder) {
            return Err(Error::no_case(folder));
        }
        let storage = || Box::new(DirStorage::shared(folder));
        let ledger = match Ledger::open_read_only(storage(), Some(Box::new(env.home_storage()))) {
            // Where this computer knows the folder, missing keys are no matter of another computer.
            Err(LedgerError::Home(_)) if remembered(folder, env).is_none() => {
                Ledger::open_read_only(storage(), None)
            }
            opened => opened,
        };
        let case = Self::new(folder, ledger.map_err(|error| Error::ledger(folder, error))?, Vec::new());
        case.check_file()?;
        Ok(case)
    }

    /// Opens the case in a folder to read in it, without looking at what this computer knows of it.
    ///
    /// # Errors
    /// As [`Case::open_to_read`].
    pub(crate) fn open_to_read_without_keys(folder: &Path) -> Result<Self, Error> {
        let ledger = Ledger::open_read_only(Box::new(DirStorage::shared(folder)), None);
        Ok(Self::new(folder, ledger.map_err(|error| Error::ledger(folder, error))?, Vec::new()))
    }

    /// The case file follows from the case's id: another, or none, is not what it was.
    fn check_file(&self) -> Result<(), Error> {
        let path = self.folder.join(CASE_FILE);
        match fs::read(&path) {
            Ok(bytes) if bytes == case_file(self.ledger.case_id()).as_bytes() => Ok(()),
            Ok(_) | Err(_) => {
                Err(Error::new(ErrorKind::Integrity, "the case file is missing or not the one of this case")
                    .at(path.display())
                    .safe("Nothing was changed.")
                    .next("Run `bilan verify` on the case: it lists everything that is wrong."))
            }
        }
    }

    /// Opens a case on a storage of the caller's choice; `folder` is only told to people.
    ///
    /// # Errors
    /// As [`Case::open`].
    pub fn open_on(storage: Box<dyn Storage>, folder: &Path, env: &Env) -> Result<Self, Error> {
        let opened = Ledger::open(storage, Box::new(env.home_storage()));
        let (ledger, report) = opened.map_err(|error| Error::ledger(folder, error))?;
        Ok(Self::new(folder, ledger, report.quarantined))
    }

    pub(crate) fn new(folder: &Path, ledger: Ledger, set_aside: Vec<Quarantined>) -> Self {
        Self { folder: folder.to_owned(), ledger, rehearsal: false, foreseen: None, set_aside }
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its ledger.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// From here on nothing is written: a use case goes through all its checks and says what it would do.
    pub fn rehearse(&mut self) {
        self.rehearsal = true;
    }

    /// Whether nothing is written.
    pub(crate) fn is_rehearsal(&self) -> bool {
        self.rehearsal
    }

    /// From here on nothing is written, and whoever reads sees what would be, until [`Case::forget`].
    pub(crate) fn foresee(&mut self) {
        self.forget();
        self.foreseen = Some(Foreseen::default());
    }

    /// Lets go of what was foreseen.
    pub(crate) fn forget(&mut self) {
        self.foreseen = None;
        self.ledger.forget();
    }

    /// Entries in the log, with those that are foreseen.
    pub(crate) fn size(&self) -> u64 {
        self.ledger.size() + self.foreseen.as_ref().map_or(0, |foreseen| foreseen.entries.len() as u64)
    }

    /// The entries from a number on, with those that are foreseen.
    pub(crate) fn entries_from(
        &self,
        seq: u64,
    ) -> impl Iterator<Item = Result<SealedEntry, LedgerError>> + '_ {
        let foreseen = self.foreseen.iter().flat_map(|foreseen| &foreseen.entries);
        let later = foreseen.filter(move |sealed| sealed.entry.seq >= seq).cloned().map(Ok);
        self.ledger.entries_from(seq).chain(later)
    }

    /// Appends entries, all or none, durable when it returns.
    pub(crate) fn append(&mut self, drafts: &[Draft]) -> Result<Vec<Receipt>, Error> {
        if let Some(foreseen) = &mut self.foreseen {
            let sealed = self.ledger.foresee(drafts).map_err(|error| Error::ledger(&self.folder, error))?;
            for draft in drafts {
                if let Content::New { bytes, .. } = &draft.content {
                    foreseen.contents.extend(draft.content.commit().map(|commit| (commit, bytes.clone())));
                }
            }
            let receipts = sealed.iter().map(|sealed| Receipt {
                seq: sealed.entry.seq,
                leaf: sealed.leaf,
                commit: sealed.entry.commit,
            });
            let receipts = receipts.collect();
            foreseen.entries.extend(sealed);
            return Ok(receipts);
        }
        if self.rehearsal {
            let seqs = self.ledger.size()..;
            let receipt = |(seq, draft): (u64, &Draft)| Receipt {
                seq,
                leaf: self.ledger.checkpoint().root,
                commit: draft.content.commit(),
            };
            return Ok(seqs.zip(drafts).map(receipt).collect());
        }
        self.ledger.append(drafts).map_err(|error| Error::ledger(&self.folder, error))
    }

    /// The content of a vault object, verified.
    pub(crate) fn read(&self, commit: Commit) -> Result<Vec<u8>, Error> {
        let foreseen = self.foreseen.as_ref().and_then(|foreseen| foreseen.contents.get(&commit));
        if let Some(content) = foreseen {
            return Ok(content.clone());
        }
        self.ledger.read(commit).map_err(|error| Error::vault(&self.folder, &error))
    }
}

/// Whether a folder holds a case, sound or not.
pub(crate) fn is_case(folder: &Path) -> bool {
    folder.join(CASE_FILE).is_file() || folder.join("logs").is_dir()
}

/// The bytes of the case file.
pub(crate) fn case_file(case: CaseId) -> String {
    format!(
        "# A case of bilan: `bilan verify` checks it. Do not change anything in this folder by hand.\nformat = \"bilan-case/1\"\ncase = \"{case}\"\n"
    )
}

/// Notes in the home folder which case a folder holds: a stranger put in its place then shows.
pub(crate) fn remember(folder: &Path, case: CaseId, env: &Env) -> Result<(), Error> {
    let Some(note) = memory(folder, env) else { return Ok(()) };
    if let Some(parent) = note.parent() {
        fs::create_dir_all(parent).map_err(|error| Error::writing(parent, &error))?;
    }
    crate::files::write_durably(&note, format!("{case}\n").as_bytes())
}

/// The case that was made in a folder, as far as this computer remembers.
pub(crate) fn remembered(folder: &Path, env: &Env) -> Option<CaseId> {
    CaseId::from_hex(fs::read_to_string(memory(folder, env)?).ok()?.trim_end())
}

fn memory(folder: &Path, env: &Env) -> Option<PathBuf> {
    let path = fs::canonicalize(folder).ok()?;
    Some(env.home().join("folders").join(crate::digest::sha256(path.as_os_str().as_encoded_bytes())))
}

/// Which case a folder holds, as its case file says; nothing else is read.
///
/// # Errors
/// When it is no case.
pub fn id_of(folder: &Path) -> Result<CaseId, Error> {
    named_in_file(folder).ok_or_else(|| Error::no_case(folder))
}

/// The id that a case file names.
pub(crate) fn named_in_file(folder: &Path) -> Option<CaseId> {
    #[derive(Deserialize)]
    struct File {
        case: String,
    }
    let text = fs::read_to_string(folder.join(CASE_FILE)).ok()?;
    CaseId::from_hex(&toml::from_str::<File>(&text).ok()?.case)
}
