//! Findings: what is wrong in a case, in which file, at which entry.

use std::fmt;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, relative to the case folder; `home:` before it when it lies in the home storage.
    pub file: String,
    /// The entry, where the finding is about one.
    pub entry: Option<u64>,
    /// What sort of thing.
    pub kind: FindingKind,
    /// In words.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.entry {
            Some(seq) => write!(f, "{}, entry {seq}: {}", self.file, self.what),
            None => write!(f, "{}: {}", self.file, self.what),
        }
    }
}

/// The sorts of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// A file could not be read.
    Unreadable,
    /// A file that does not belong to a case.
    Stranger,
    /// A public key is missing, malformed, or not the one the home storage or entry 0 names.
    Key,
    /// The home storage does not know the case, or its record of it is damaged.
    Home,
    /// The checkpoint is missing or malformed.
    Checkpoint,
    /// The checkpoint's signature does not hold.
    CheckpointSignature,
    /// The checkpoint names more entries than the log has.
    CheckpointSize,
    /// The checkpoint's root is not the root of the entries.
    CheckpointRoot,
    /// The home storage has seen a later checkpoint: an older copy, or a truncated log.
    RolledBack,
    /// The log does not continue the one the home storage has seen: rebuilt, or another branch.
    Forked,
    /// Entries or bytes after the last entry of the checkpoint: a write that was never acknowledged.
    BeyondCheckpoint,
    /// The records of a segment cannot be told apart to the end.
    Framing,
    /// An entry is not a signed note with the canonical text of an entry.
    Entry,
    /// An entry's signature does not hold, or is by another key than its role's.
    EntrySignature,
    /// An act signed in a role that may not do it, or a tool named where none may be or missing where one must.
    Role,
    /// An entry of another case or device.
    Foreign,
    /// Place, previous leaf or Lamport number do not continue the log.
    Order,
    /// An entry rests on an entry that is not in the log before it.
    Dependency,
    /// An entry breaks a rule of its act (the first entry, an erasure).
    Act,
    /// A hash tile is missing.
    TileMissing,
    /// A hash tile is not the one that follows from the entries.
    TileAltered,
    /// A vault object is not what its name commits to.
    ObjectAltered,
    /// A vault object that an entry names is not there, and no entry says that it was erased.
    ObjectMissing,
    /// A vault object that no entry names.
    ObjectUnnamed,
    /// A vault object that was erased is still there.
    ObjectNotErased,
}
