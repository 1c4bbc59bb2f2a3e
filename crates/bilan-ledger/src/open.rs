//! Opening a case: is the log the one last seen, and what did an interrupted write leave behind.

use crate::act::Role;
use crate::checkpoint::Checkpoint;
use crate::entry::Entry;
use crate::finding::{Finding, FindingKind};
use crate::hash::leaf_hash;
use crate::home::{self, last_checkpoint, load_keys};
use crate::id::{CaseId, DeviceId};
use crate::keys::{KeyName, SigningKeys, VerifyingKeys, key_path};
use crate::ledger::{Ledger, LedgerError, has_file, remove_object};
use crate::note::{SignedNote, VerifierKey};
use crate::segment::{RECORDS_PER_SEGMENT, read_segment, segment_from_path, segment_path};
use crate::storage::{MemStorage, Storage, StorageError, TEMP_DIR, parent, put, read_if_present};
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

/// What an opening set aside, in few words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetAside<'a> {
    /// The folder that keeps all of it.
    pub folder: &'a str,
    /// Number of files, or ends of files.
    pub count: usize,
    /// Number of bytes.
    pub bytes: u64,
    /// The first of them, three at most.
    pub first: &'a [Quarantined],
}

impl Quarantined {
    /// What to tell a person of all that one opening set aside, which after a full disk can be hundreds of files;
    /// `None` when there is nothing to tell.
    pub fn in_few_words(all: &[Self]) -> Option<SetAside<'_>> {
        let folder = parent(&all.first()?.kept_as);
        let bytes = all.iter().map(|item| item.bytes).sum();
        Some(SetAside { folder, count: all.len(), bytes, first: &all[..all.len().min(3)] })
    }
}

/// How a log that is behind what the home storage has seen is to be met.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Older {
    Refused,
    Accepted,
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
        let secrets = load_keys_of(case.as_ref(), home.as_ref())?;
        let mut ledger = Self::empty(case, home, secrets.verifying().clone());
        let seen = ledger.walk(true, Older::Refused)?;
        ledger.secrets = Some(secrets);

        if seen != Some(ledger.checkpoint.size) {
            // The append was interrupted after its checkpoint was in place, and perhaps before the disk kept it. Before
            // anything rests on it, it is written anew: else a power cut now would bring back the older one, for which
            // the home storage has seen too much, and what is erased or set aside below too little is left.
            let erased: Vec<_> = ledger.chain.erased().keys().copied().collect();
            ledger.publish(&ledger.checkpoint_bytes.clone(), &erased)?;
        }
        let report = OpenReport { quarantined: ledger.set_aside_leftovers()? };
        ledger.complete_erasures()?;
        Ok((ledger, report))
    }

    /// Opens a case to read in it, and writes nothing, neither in the case nor at home: it may lie on a disk that
    /// cannot be written to, and another process may be appending to it, of which nothing later than now is seen.
    ///
    /// With the home storage, all is held against it as by [`Ledger::open`]. Without, the case need only agree with
    /// itself: for a computer that has no keys of it. What lies beyond the checkpoint is left where it is and not read.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn open_read_only(
        case: Box<dyn Storage>,
        home: Option<Box<dyn Storage>>,
    ) -> Result<Self, LedgerError> {
        let keys = match &home {
            Some(home) => load_keys_of(case.as_ref(), home.as_ref())?.verifying().clone(),
            None => keys_in_case(case.as_ref())?,
        };
        let with_home = home.is_some();
        let mut ledger = Self::empty(case, home.unwrap_or_else(|| Box::new(MemStorage::new())), keys);
        ledger.walk(with_home, Older::Refused)?;
        Ok(ledger)
    }

    /// Opens a case that was brought back from a backup, though the home storage may have seen more of it than the
    /// backup has: then the number of entries seen is given too, and what lies between is lost once an entry is
    /// appended. That entry has to be [`crate::Act::Restore`], with who accepts the loss and why as its content.
    ///
    /// # Errors
    /// As [`Ledger::open`], but for an older copy. A log that is no beginning of what was seen, as far as that can be
    /// told, is still an integrity failure.
    pub fn open_restored(
        case: Box<dyn Storage>,
        home: Box<dyn Storage>,
    ) -> Result<(Self, Option<u64>), LedgerError> {
        let secrets = load_keys_of(case.as_ref(), home.as_ref())?;
        let mut ledger = Self::empty(case, home, secrets.verifying().clone());
        let seen = ledger.walk(true, Older::Accepted)?;
        ledger.secrets = Some(secrets);
        let size = ledger.checkpoint.size;
        Ok((ledger, seen.filter(|seen| *seen > size)))
    }

    /// Reads checkpoint and entries and holds them against all that is known; returns the size last seen.
    fn walk(&mut self, with_home: bool, older: Older) -> Result<Option<u64>, LedgerError> {
        // First of all: a writer at work beside us moves the case on before the home storage, so what is read there
        // now is never ahead of what is read in the case later.
        let seen = if with_home {
            last_checkpoint(self.home.as_ref(), self.case_id(), self.device_id())?
        } else {
            None
        };
        self.read_checkpoint(seen.is_some())?;
        self.replay()?;
        let seen = if with_home { self.check_last_seen(seen.as_deref(), older)? } else { None };
        self.check_key_list()?;
        Ok(seen)
    }

    fn read_checkpoint(&mut self, was_seen: bool) -> Result<(), LedgerError> {
        let path = self.in_log("checkpoint");
        let Some(bytes) = read_if_present(self.case.as_ref(), &path)? else {
            // A case whose making was interrupted, or, if a checkpoint of it was ever seen, one that lost its own.
            return Err(if was_seen {
                integrity(&path, None, FindingKind::Checkpoint, "the file is missing")
            } else {
                LedgerError::NoCase(path)
            });
        };
        self.checkpoint = Checkpoint::open(&bytes, self.keys.of(Role::Device))
            .map_err(|error| integrity(&path, None, FindingKind::Checkpoint, error.to_string()))?;
        self.checkpoint_bytes = bytes;
        Ok(())
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
    fn check_last_seen(&self, seen: Option<&[u8]>, older: Older) -> Result<Option<u64>, LedgerError> {
        let path = format!("home:{}", home::checkpoint_path(self.case_id(), self.device_id()));
        let Some(bytes) = seen else {
            // Only while a case is being made has the home storage keys and no checkpoint.
            return match self.checkpoint.size {
                1 => Ok(None),
                _ => Err(integrity(&path, None, FindingKind::Home, NEVER_SEEN)),
            };
        };
        let seen = Checkpoint::open(bytes, self.keys.of(Role::Device))
            .map_err(|error| integrity(&path, None, FindingKind::Home, error.to_string()))?;
        match compare_with_seen(&self.tree, &self.checkpoint, &seen) {
            None => Ok(Some(seen.size)),
            Some((FindingKind::RolledBack, _)) if older == Older::Accepted => Ok(Some(seen.size)),
            Some((kind, what)) => Err(integrity(&self.in_log("checkpoint"), None, kind, what)),
        }
    }

    /// The first entry must commit to exactly the keys that the home storage holds.
    fn check_key_list(&self) -> Result<(), LedgerError> {
        let commit = self.chain.keys().ok_or_else(|| LedgerError::NoCase(self.in_log("checkpoint")))?;
        let wrong = |what: String| integrity(&commit.path(), Some(0), FindingKind::Key, what);
        match vault::read(self.case.as_ref(), commit) {
            Ok(object) if object.content == self.keys.to_text().as_bytes() => Ok(()),
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
        for object in self.chain.erased().keys() {
            if has_file(case, &object.path()) {
                remove_object(case, *object)?;
            }
        }
        Ok(())
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

/// The public keys that lie in the case, if they belong together.
fn keys_in_case(case: &dyn Storage) -> Result<VerifyingKeys, LedgerError> {
    named_in_case(case)?;
    let read = |role| -> Result<VerifierKey, LedgerError> {
        let path = key_path(role);
        let wrong = |what: String| integrity(&path, None, FindingKind::Key, what);
        let bytes = read_if_present(case, &path)?.ok_or_else(|| wrong("the file is missing".to_owned()))?;
        let text = std::str::from_utf8(&bytes).ok().and_then(|text| text.strip_suffix('\n'));
        let text = text.ok_or_else(|| wrong("not one line of text".to_owned()))?;
        VerifierKey::parse(text).map_err(|error| wrong(error.to_string()))
    };
    let keys = [read(Role::Device)?, read(Role::Member)?, read(Role::Machine)?];
    let apart = || integrity("keys", None, FindingKind::Key, "the three keys do not belong to one case");
    VerifyingKeys::new(keys).ok_or_else(apart)
}

/// The case and the device that the device's public key in the case names.
fn named_in_case(case: &dyn Storage) -> Result<(CaseId, DeviceId), LedgerError> {
    let path = key_path(Role::Device);
    let Some(bytes) = read_if_present(case, &path)? else {
        // Keys are written before the first entry: a log without them has lost them.
        let has_log = case.list("logs")?.iter().any(|path| path.ends_with("/checkpoint"));
        return Err(if has_log {
            integrity(&path, None, FindingKind::Key, "the file is missing")
        } else {
            LedgerError::NoCase(path)
        });
    };
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
        // The program may have died before it synced the file.
        case.sync(path)?;
        case.rename(path, &kept_as)?;
        // A temporary file that comes back is set aside again; anything else is to be gone for good.
        let dirs = [parent(&kept_as), parent(path)];
        case.sync_dirs(if dirs[1] == TEMP_DIR { &dirs[..1] } else { &dirs })?;
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
