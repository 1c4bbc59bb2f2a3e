//! Opening a case: is the log the one last seen, and what did an interrupted write leave behind.

use crate::act::Role;
use crate::checkpoint::Checkpoint;
use crate::entry::Entry;
use crate::finding::{Finding, FindingKind};
use crate::hash::leaf_hash;
use crate::home::{self, last_checkpoint, load_keys};
use crate::id::{CaseId, DeviceId};
use crate::keys::{KeyName, SigningKeys, VerifyingKeys, key_path};
use crate::ledger::{Ledger, LedgerError, remove_object};
use crate::note::{SignedNote, VerifierKey};
use crate::segment::{RECORDS_PER_SEGMENT, read_segment, segment_from_path, segment_path};
use crate::storage::{Storage, StorageError, TEMP_DIR, parent, put, read_if_present};
use crate::tile::Tile;
use crate::tree::Tree;
use crate::vault::{self, Commit, VaultError};

/// The folder that keeps what was set aside.
pub(crate) const QUARANTINE_DIR: &str = "quarantine";

/// What opening a case found and did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenReport {
    /// What an interrupted write left behind, each kept under `quarantine/`. None of it was ever acknowledged.
    pub quarantined: Vec<Quarantined>,
}

/// Something that was set aside, every byte of it kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// The file it was, or was the end of.
    pub file: String,
    /// The file that keeps it.
    pub kept_as: String,
    /// Number of bytes.
    pub bytes: u64,
}

impl Ledger {
    /// Opens a case for the device whose keys the home storage holds.
    ///
    /// The keys must be those of the home storage; the checkpoint must be signed by the device, be the root of the
    /// entries, and continue the last checkpoint that the home storage has seen; the entries must continue each
    /// other. Their signatures, the tiles and the content of the vault are left to [`crate::verify()`] (the
    /// signed root already ties every byte of the log down).
    ///
    /// What lies beyond the checkpoint (an append that was interrupted and never acknowledged) is set aside, and an
    /// erasure that was interrupted is completed.
    ///
    /// # Errors
    /// [`LedgerError::NoCase`]; [`LedgerError::Home`] when the keys are not there; [`LedgerError::Integrity`],
    /// with nothing changed; [`LedgerError::Storage`].
    pub fn open(case: Box<dyn Storage>, home: Box<dyn Storage>) -> Result<(Self, OpenReport), LedgerError> {
        let keys = load_keys_of(case.as_ref(), home.as_ref())?;
        let mut ledger = Self::empty(case, home, keys);
        ledger.checkpoint = ledger.read_checkpoint()?;
        ledger.replay()?;
        let seen = ledger.check_last_seen()?;
        ledger.check_key_list()?;

        let report = OpenReport { quarantined: ledger.set_aside_leftovers()? };
        ledger.complete_erasures()?;
        if seen != Some(ledger.checkpoint.size) {
            let (case, device, bytes) = (ledger.case_id(), ledger.device_id(), ledger.checkpoint_bytes());
            home::save_checkpoint(ledger.home.as_mut(), case, device, bytes)?;
        }
        Ok((ledger, report))
    }

    fn read_checkpoint(&self) -> Result<Checkpoint, LedgerError> {
        let path = self.in_log("checkpoint");
        let Some(bytes) = read_if_present(self.case.as_ref(), &path)? else {
            // A case whose making was interrupted, or, if a checkpoint of it was ever seen, one that lost its own.
            return Err(match last_checkpoint(self.home.as_ref(), self.case_id(), self.device_id())? {
                None => LedgerError::NoCase(path),
                Some(_) => integrity(&path, None, FindingKind::Checkpoint, "the file is missing"),
            });
        };
        Checkpoint::open(&bytes, self.keys.verifying().of(Role::Device))
            .map_err(|error| integrity(&path, None, FindingKind::Checkpoint, error.to_string()))
    }

    /// Walks tree and chain over the entries that the checkpoint covers.
    fn replay(&mut self) -> Result<(), LedgerError> {
        let (log, size) = (self.log(), self.checkpoint.size);
        while self.tree.size() < size {
            let index = self.tree.size() / RECORDS_PER_SEGMENT;
            let file = format!("{log}/{}", segment_path(index));
            let segment = read_segment(self.case.as_ref(), &log, index)?.unwrap_or_default();
            let wanted = RECORDS_PER_SEGMENT.min(size - index * RECORDS_PER_SEGMENT);
            if (segment.notes.len() as u64) < wanted {
                let what = format!("the checkpoint covers {size} entries, and the log ends before");
                return Err(integrity(&file, None, FindingKind::CheckpointSize, what));
            }
            for (note, _) in segment.notes.iter().zip(0..wanted) {
                self.replay_entry(&file, note)?;
            }
        }
        if self.tree.root_at(size) != Some(self.checkpoint.root) {
            let what = "the checkpoint's root is not the root of the entries";
            return Err(integrity(&self.in_log("checkpoint"), None, FindingKind::CheckpointRoot, what));
        }
        Ok(())
    }

    fn replay_entry(&mut self, file: &str, bytes: &[u8]) -> Result<(), LedgerError> {
        let seq = self.tree.size();
        let wrong = |what: String| integrity(file, Some(seq), FindingKind::Entry, what);
        let note = SignedNote::parse(bytes).map_err(|error| wrong(error.to_string()))?;
        let entry = Entry::parse_text(note.text()).map_err(|error| wrong(error.to_string()))?;
        let leaf = leaf_hash(bytes);
        if let Some(breach) = self.chain.accept(leaf, &entry).into_iter().next() {
            return Err(integrity(file, Some(seq), breach.kind, breach.what));
        }
        self.tree.push(leaf);
        Ok(())
    }

    /// Holds the log against the last checkpoint the home storage has seen; returns that checkpoint's size.
    fn check_last_seen(&self) -> Result<Option<u64>, LedgerError> {
        let (case, device) = (self.case_id(), self.device_id());
        let path = format!("home:{}", home::checkpoint_path(case, device));
        let Some(bytes) = last_checkpoint(self.home.as_ref(), case, device)? else {
            // Only while a case is being made has the home storage keys and no checkpoint.
            return match self.checkpoint.size {
                1 => Ok(None),
                _ => Err(integrity(&path, None, FindingKind::Home, NEVER_SEEN)),
            };
        };
        let seen = Checkpoint::open(&bytes, self.keys.verifying().of(Role::Device))
            .map_err(|error| integrity(&path, None, FindingKind::Home, error.to_string()))?;
        match compare_with_seen(&self.tree, &self.checkpoint, &seen) {
            None => Ok(Some(seen.size)),
            Some((kind, what)) => Err(integrity(&self.in_log("checkpoint"), None, kind, what)),
        }
    }

    /// The first entry must commit to exactly the keys that the home storage holds.
    fn check_key_list(&self) -> Result<(), LedgerError> {
        let commit = self.chain.keys().ok_or_else(|| LedgerError::NoCase(self.in_log("checkpoint")))?;
        let wrong = |what: String| integrity(&commit.path(), Some(0), FindingKind::Key, what);
        match vault::read(self.case.as_ref(), commit) {
            Ok(object) if object.content == self.keys.verifying().to_text().as_bytes() => Ok(()),
            Ok(_) => {
                Err(wrong("the keys that the case began with are not those of this computer".to_owned()))
            }
            Err(VaultError::Storage(error)) => Err(error.into()),
            Err(error @ (VaultError::Missing(_) | VaultError::Altered(_))) => Err(wrong(error.to_string())),
        }
    }

    /// Moves everything that is not part of the acknowledged log or vault into quarantine.
    fn set_aside_leftovers(&mut self) -> Result<Vec<Quarantined>, StorageError> {
        let mut quarantine = Quarantine::new(self.case.as_ref())?;
        let mut leftovers = self.case.list(TEMP_DIR)?;
        leftovers.extend(self.case.list(&self.log())?.into_iter().filter(|path| !self.is_part_of_log(path)));
        leftovers.extend(self.case.list("vault")?.into_iter().filter(|path| !self.is_named_object(path)));
        for path in leftovers {
            match quarantine.take_file(self.case.as_mut(), &path) {
                // A stranger whose name no storage path can have: left where it is, for `verify` to report.
                Ok(()) | Err(StorageError::Path { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let (log, size) = (self.log(), self.checkpoint.size);
        let last = (size - 1) / RECORDS_PER_SEGMENT;
        let acknowledged = usize::try_from(size - last * RECORDS_PER_SEGMENT).expect("at most 256");
        if let Some(segment) = read_segment(self.case.as_ref(), &log, last)? {
            let path = format!("{log}/{}", segment_path(last));
            quarantine.take_tail(self.case.as_mut(), &path, segment.bytes_of(acknowledged))?;
        }
        Ok(quarantine.taken)
    }

    fn is_part_of_log(&self, path: &str) -> bool {
        let size = self.checkpoint.size;
        let Some(path) = path.strip_prefix(&format!("{}/", self.log())) else { return false };
        let segment = segment_from_path(path).is_some_and(|index| index <= (size - 1) / RECORDS_PER_SEGMENT);
        let tile = Tile::from_path(path).is_some_and(|tile| tile.is_of(size));
        path == "checkpoint" || segment || tile
    }

    fn is_named_object(&self, path: &str) -> bool {
        Commit::from_path(path).is_some_and(|commit| self.chain.named().contains_key(&commit))
    }

    fn complete_erasures(&mut self) -> Result<(), StorageError> {
        let case = self.case.as_mut();
        self.chain.erased().keys().try_for_each(|object| remove_object(case, *object))
    }
}

pub(crate) const NEVER_SEEN: &str = "the record of the last checkpoint seen is gone";

/// What is wrong with a log, given the last checkpoint that was seen of it.
pub(crate) fn compare_with_seen(
    tree: &Tree,
    now: &Checkpoint,
    seen: &Checkpoint,
) -> Option<(FindingKind, String)> {
    if now.size < seen.size {
        let what = format!(
            "the log has {} entries, and {} have been seen: it was truncated, or an older copy put in its place",
            now.size, seen.size
        );
        return Some((FindingKind::RolledBack, what));
    }
    (tree.root_at(seen.size) != Some(seen.root)).then(|| {
        let what = format!("the first {} entries are not those that have been seen", seen.size);
        (FindingKind::Forked, what)
    })
}

/// The secret keys for the case, if the public keys in the case are theirs, byte for byte.
fn load_keys_of(case: &dyn Storage, home: &dyn Storage) -> Result<SigningKeys, LedgerError> {
    let (case_id, device) = named_in_case(case)?;
    let keys = load_keys(home, case_id, device)?;
    check_key_files(case, keys.verifying())?;
    Ok(keys)
}

/// The case and the device that the device's public key in the case names.
fn named_in_case(case: &dyn Storage) -> Result<(CaseId, DeviceId), LedgerError> {
    let path = key_path(Role::Device);
    let bytes = read_if_present(case, &path)?.ok_or_else(|| LedgerError::NoCase(path.clone()))?;
    let wrong = |what: &str| integrity(&path, None, FindingKind::Key, what);
    let text = std::str::from_utf8(&bytes).map_err(|_| wrong("not text"))?;
    let key = VerifierKey::parse(text.trim_end()).map_err(|error| wrong(&error.to_string()))?;
    match KeyName::parse(key.name()) {
        Some(KeyName::Device(case, device)) => Ok((case, device)),
        Some(KeyName::Member(..) | KeyName::Machine(..)) | None => Err(wrong("not the key of a device")),
    }
}

fn check_key_files(case: &dyn Storage, keys: &VerifyingKeys) -> Result<(), LedgerError> {
    for (path, bytes) in keys.files() {
        if read_if_present(case, &path)?.as_deref() != Some(&bytes[..]) {
            return Err(integrity(&path, None, FindingKind::Key, "not the key that this computer holds"));
        }
    }
    Ok(())
}

/// One opening's folder in `quarantine/`.
struct Quarantine {
    dir: String,
    taken: Vec<Quarantined>,
}

impl Quarantine {
    /// A folder that no earlier opening used: `quarantine/<n>`.
    fn new(case: &dyn Storage) -> Result<Self, StorageError> {
        let used = case.list(QUARANTINE_DIR)?;
        let number = |path: &String| path.split('/').nth(1).and_then(|number| number.parse::<u64>().ok());
        let next = used.iter().filter_map(number).max().map_or(1, |last| last.saturating_add(1));
        Ok(Self { dir: format!("{QUARANTINE_DIR}/{next:04}"), taken: Vec::new() })
    }

    /// Moves a file here.
    fn take_file(&mut self, case: &mut dyn Storage, path: &str) -> Result<(), StorageError> {
        let bytes = case.read(path)?.len() as u64;
        let kept_as = self.name(path, "");
        case.rename(path, &kept_as)?;
        case.sync_dirs(&[parent(&kept_as), parent(path)])?;
        self.taken.push(Quarantined { file: path.to_owned(), kept_as, bytes });
        Ok(())
    }

    /// Moves the bytes of a file from `start` on here: first kept, then cut.
    fn take_tail(&mut self, case: &mut dyn Storage, path: &str, start: u64) -> Result<(), StorageError> {
        let tail = case.read_at(path, start, u64::MAX)?;
        if tail.is_empty() {
            return Ok(());
        }
        let (kept_as, bytes) = (self.name(path, ".tail"), tail.len() as u64);
        put(case, &[(kept_as.clone(), tail)])?;
        case.truncate(path, start)?;
        case.sync(path)?;
        self.taken.push(Quarantined { file: path.to_owned(), kept_as, bytes });
        Ok(())
    }

    fn name(&self, path: &str, suffix: &str) -> String {
        format!("{}/{}{suffix}", self.dir, path.replace('/', "~"))
    }
}

fn integrity(file: &str, entry: Option<u64>, kind: FindingKind, what: impl Into<String>) -> LedgerError {
    LedgerError::Integrity(Finding { file: file.to_owned(), entry, kind, what: what.into() })
}
