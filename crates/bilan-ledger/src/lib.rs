//! The ground truth of a case: a signed append-only log and a vault of self-verifying objects.
//!
//! What it gives: every act in a case becomes an [`Entry`], a C2SP signed note, appended to one log a device;
//! the log is an RFC 6962 Merkle tree with C2SP tiles and checkpoints; the content an entry speaks of (an
//! article, a coding, a reason) lies in the [`vault`] under a salted commitment, so that it can be erased while
//! entry, signature and proof stay valid. [`verify()`] checks all of it and names what is wrong, file by file.
//!
//! What it does not do: it knows no other crate of bilan, no clock, no randomness, no environment and no
//! absolute path. Times, salts and key seeds come in as arguments; files through a [`Storage`].
//! It does not encrypt: encryption at rest is a layer below.
//!
//! ```
//! use bilan_ledger::*;
//!
//! # fn main() -> Result<(), LedgerError> {
//! let (case, home) = (MemStorage::new(), MemStorage::new());
//! let time = ClaimedTime::parse("2026-05-19T10:00:00Z").expect("a time in UTC");
//! let genesis = Genesis {
//!     case: CaseId::from_bytes([1; 16]),
//!     device: DeviceId::from_bytes([2; 16]),
//!     seeds: Seeds { device: [3; 32], member: [4; 32], machine: [5; 32] },
//!     claimed_time: time.clone(),
//!     salt: Salt([6; 32]),
//! };
//! let mut ledger = Ledger::create(Box::new(case.clone()), Box::new(home.clone()), &genesis)?;
//!
//! let report = Subject::Id([7; 16]);
//! let original = Draft::new(Act::Original, Signer::Member, report, time)
//!     .content(Content::new(Salt([8; 32]), b"Thirty people were killed".to_vec()));
//! let receipts = ledger.append(&[original])?;
//!
//! let proof = ledger.prove_inclusion(receipts[0].seq).expect("the entry is in the log");
//! assert!(proof.verify(receipts[0].leaf, ledger.checkpoint().root).is_ok());
//! assert!(verify(&case, Some(&home)).is_clean());
//! # Ok(())
//! # }
//! ```
//!
//! Formats, promises and limits in plain words: `docs/method/ledger.md`; how an outside expert checks a case
//! without bilan: `docs/VERIFY.md`.

#![expect(
    clippy::missing_panics_doc,
    reason = "each `expect` says why it cannot fail; no other panic is meant"
)]

mod act;
mod chain;
mod checkpoint;
mod draft;
mod entry;
mod finding;
mod hash;
mod hex;
mod home;
mod id;
mod keys;
mod ledger;
mod note;
mod open;
mod proof;
mod segment;
pub mod storage;
mod tile;
mod time;
mod tree;
pub mod vault;
mod verify;

pub use act::{Act, CountKey, Role, Tool, ToolName, ToolVersion};
pub use checkpoint::{Checkpoint, CheckpointError};
pub use draft::{Content, Dep, Draft, Signer};
pub use entry::{ENTRY_BYTES_MAX, ENTRY_TYPE, Entry, EntryError, SealedEntry};
pub use finding::{Finding, FindingKind};
pub use hash::{Hash, leaf_hash, node_hash};
pub use home::{HomeError, last_checkpoint, load_keys, save_checkpoint, save_keys};
pub use id::{CaseId, DeviceId, Subject};
pub use keys::{KEYS_TYPE, KeyName, Seeds, SigningKeys, VerifyingKeys};
pub use ledger::{Genesis, Ledger, LedgerError, Receipt};
pub use note::{NoteError, SignatureLine, SignedNote, SignerKey, VerifierKey};
pub use open::{OpenReport, Quarantined, SetAside};
pub use proof::{ConsistencyProof, InclusionProof, ProofError};
pub use segment::{RECORDS_PER_SEGMENT, Segment};
pub use storage::{DirStorage, MemStorage, Storage, StorageError};
pub use tile::{TILE_WIDTH, Tile, tiles_of};
pub use time::ClaimedTime;
pub use tree::Tree;
pub use vault::{Commit, Salt};
pub use verify::{VerifyReport, verify};
