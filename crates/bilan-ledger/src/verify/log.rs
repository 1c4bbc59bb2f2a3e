//! The log: checkpoint, entries in their order, hash tiles, and what the home storage has seen of it.

use super::{CaseKeys, Verifier};
use crate::chain::Chain;
use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::entry::Entry;
use crate::finding::{Finding, FindingKind};
use crate::hash::leaf_hash;
use crate::home::{checkpoint_path, last_checkpoint};
use crate::keys::VerifyingKeys;
use crate::ledger::log_path;
use crate::note::SignedNote;
use crate::open::{NEVER_SEEN, compare_with_seen};
use crate::segment::{RECORDS_PER_SEGMENT, read_segment, segment_from_path, segment_path};
use crate::tile::{TILE_WIDTH, Tile, tiles_of};
use crate::tree::Tree;

/// A checkpoint is never longer; more bytes are not read.
const CHECKPOINT_BYTES_MAX: u64 = 1 << 16;

/// Bytes of a full tile; more are not read.
const TILE_BYTES_MAX: u64 = TILE_WIDTH * 32;

/// The log as far as it was walked.
pub(super) struct Walk {
    /// What the entries say; none where no log was found.
    pub(super) chain: Option<Chain>,
    /// The leaves of the records up to the first place where records cannot be told apart.
    tree: Tree,
    /// True once there was such a place: what follows it has no certain place in the tree.
    broken: bool,
}

/// The files of a log by kind.
#[derive(Default)]
struct LogFiles {
    /// `[segment]`: indices, sorted.
    segments: Vec<u64>,
    tiles: Vec<Tile>,
}

impl Verifier<'_> {
    pub(super) fn verify_log(&mut self, keys: &CaseKeys) -> Walk {
        let mut walk = Walk { chain: None, tree: Tree::new(), broken: false };
        let Some(device) = keys.device else { return walk };
        let log = log_path(device);
        let files = self.sort_files(&log);
        self.report.checkpoint = self.read_checkpoint(&log, keys);

        let mut chain = Chain::new(keys.case, device);
        for &index in &files.segments {
            self.walk_segment(&log, index, &mut chain, &mut walk, keys.trusted.as_ref());
        }
        self.check_end(&log, chain.next_seq(), &walk);
        self.check_tiles(&log, &files.tiles, &walk);
        self.check_last_seen(&log, keys, &walk);
        walk.chain = Some(chain);
        walk
    }

    /// Tells the files of the log by their names; any other file under `logs/` is a stranger.
    fn sort_files(&mut self, log: &str) -> LogFiles {
        let mut files = LogFiles::default();
        for path in self.list("logs") {
            let name = path.strip_prefix(log).and_then(|rest| rest.strip_prefix('/')).unwrap_or_default();
            let segment = segment_from_path(name).filter(|index| *index < u64::MAX / RECORDS_PER_SEGMENT);
            match (name, segment, Tile::from_path(name)) {
                (_, Some(index), _) => files.segments.push(index),
                (_, None, Some(tile)) => files.tiles.push(tile),
                ("checkpoint", None, None) => {}
                (_, None, None) => self.find_in(&path, FindingKind::Stranger, "does not belong to a case"),
            }
        }
        files.segments.sort_unstable();
        files
    }

    fn read_checkpoint(&mut self, log: &str, keys: &CaseKeys) -> Option<Checkpoint> {
        let path = format!("{log}/checkpoint");
        let bytes = self.read(&path, CHECKPOINT_BYTES_MAX, FindingKind::Checkpoint)?;
        let key = keys.device_key.as_ref()?;
        match Checkpoint::open(&bytes, key) {
            Ok(checkpoint) => return Some(checkpoint),
            Err(error @ CheckpointError::Signature(_)) => {
                self.find_in(&path, FindingKind::CheckpointSignature, error.to_string());
            }
            Err(error) => self.find_in(&path, FindingKind::Checkpoint, error.to_string()),
        }
        None
    }

    fn walk_segment(
        &mut self,
        log: &str,
        index: u64,
        chain: &mut Chain,
        walk: &mut Walk,
        keys: Option<&VerifyingKeys>,
    ) {
        let file = format!("{log}/{}", segment_path(index));
        let start = index * RECORDS_PER_SEGMENT;
        if chain.next_seq() != start {
            let what =
                format!("the entries from {} to {} before it are missing", chain.next_seq(), start - 1);
            self.find_in(&file, FindingKind::Framing, what);
            chain.skip_to(start);
            walk.broken = true;
        }
        let segment = match read_segment(self.case, log, index) {
            Ok(segment) => segment.unwrap_or_default(),
            Err(error) => {
                self.find_in(&file, FindingKind::Unreadable, error.to_string());
                return;
            }
        };
        for note in &segment.notes {
            let leaf = leaf_hash(note);
            self.check_entry(&file, note, chain, keys);
            self.report.entries_checked += 1;
            if !walk.broken {
                walk.tree.push(leaf);
            }
        }
        if !segment.rest.is_empty() {
            walk.broken = true;
            let at = chain.next_seq();
            let acknowledged =
                self.report.checkpoint.as_ref().is_some_and(|checkpoint| checkpoint.size <= at);
            let kind = if acknowledged { FindingKind::BeyondCheckpoint } else { FindingKind::Framing };
            let what = format!("{} bytes at the end are not a whole record", segment.rest.len());
            self.find(Finding { file, entry: Some(at), kind, what });
        }
    }

    fn check_entry(&mut self, file: &str, bytes: &[u8], chain: &mut Chain, keys: Option<&VerifyingKeys>) {
        let (seq, leaf) = (chain.next_seq(), leaf_hash(bytes));
        let find = |kind, what| Finding { file: file.to_owned(), entry: Some(seq), kind, what };
        let parsed = SignedNote::parse(bytes).map_err(|error| error.to_string()).and_then(|note| {
            let entry = Entry::parse_text(note.text()).map_err(|error| error.to_string())?;
            Ok((note, entry))
        });
        match parsed {
            Err(what) => {
                self.find(find(FindingKind::Entry, what));
                chain.skip(leaf);
            }
            Ok((note, entry)) => {
                if let Some(keys) = keys
                    && let Err(what) = check_signature(&note, &entry, keys)
                {
                    self.find(find(FindingKind::EntrySignature, what));
                }
                for breach in chain.accept(leaf, &entry) {
                    self.find(find(breach.kind, breach.what));
                }
            }
        }
    }

    /// Holds the entries that were found against the size and the root of the checkpoint.
    fn check_end(&mut self, log: &str, found: u64, walk: &Walk) {
        let Some(checkpoint) = self.report.checkpoint.clone() else { return };
        let (path, size) = (format!("{log}/checkpoint"), checkpoint.size);
        if found < size {
            let what = format!("covers {size} entries, and the log has {found}");
            self.find_in(&path, FindingKind::CheckpointSize, what);
        } else if !walk.covers(size) {
            self.find_in(&path, FindingKind::CheckpointRoot, "the root of the entries cannot be computed");
        } else if walk.tree.root_at(size) != Some(checkpoint.root) {
            self.find_in(&path, FindingKind::CheckpointRoot, "its root is not the root of the entries");
        }
        if found > size {
            let file = format!("{log}/{}", segment_path(size / RECORDS_PER_SEGMENT));
            let what = format!("{} entries beyond the checkpoint", found - size);
            self.find(Finding { file, entry: Some(size), kind: FindingKind::BeyondCheckpoint, what });
        }
    }

    /// Every tile of the log's size must be there; every tile that is there must follow from the entries.
    fn check_tiles(&mut self, log: &str, present: &[Tile], walk: &Walk) {
        let size = self.report.checkpoint.as_ref().map(|checkpoint| checkpoint.size);
        let size = size.filter(|size| walk.covers(*size)).unwrap_or(walk.tree.size());
        for tile in tiles_of(size).iter().filter(|tile| !present.contains(tile)) {
            self.find_in(&format!("{log}/{tile}"), FindingKind::TileMissing, "the file is missing");
        }
        for tile in present {
            let path = format!("{log}/{tile}");
            self.report.tiles_checked += 1;
            let Some(bytes) = self.read(&path, TILE_BYTES_MAX, FindingKind::TileMissing) else { continue };
            match tile.bytes(&walk.tree) {
                // A narrower tile that a wider one replaced holds nothing that is not in it.
                Some(expected) if expected == bytes && tile.fits(size) => {}
                Some(_) if tile.fits(size) => {
                    self.find_in(
                        &path,
                        FindingKind::TileAltered,
                        "not the hashes that follow from the entries",
                    );
                }
                None if walk.broken => {
                    self.find_in(
                        &path,
                        FindingKind::TileAltered,
                        "the entries that it covers cannot be told apart",
                    );
                }
                Some(_) | None => {
                    self.find_in(
                        &path,
                        FindingKind::BeyondCheckpoint,
                        "covers entries beyond the checkpoint",
                    );
                }
            }
        }
    }

    fn check_last_seen(&mut self, log: &str, keys: &CaseKeys, walk: &Walk) {
        let (Some(home), Some(case), Some(device)) = (self.home, keys.case, keys.device) else { return };
        let path = format!("home:{}", checkpoint_path(case, device));
        let seen = match last_checkpoint(home, case, device) {
            Err(error) => return self.find_in(&path, FindingKind::Unreadable, error.to_string()),
            // A home storage without keys for the case, which has been reported, or a case just being made.
            Ok(None) if !self.report.home_checked || walk.tree.size() == 1 => return,
            Ok(None) => return self.find_in(&path, FindingKind::Home, NEVER_SEEN),
            Ok(Some(bytes)) => bytes,
        };
        let Some(key) = &keys.device_key else { return };
        match Checkpoint::open(&seen, key) {
            Err(error) => self.find_in(&path, FindingKind::Home, error.to_string()),
            Ok(seen) => {
                let Some(now) = self.report.checkpoint.clone() else { return };
                if let Some((kind, what)) = compare_with_seen(&walk.tree, &now, &seen) {
                    self.find_in(&format!("{log}/checkpoint"), kind, what);
                }
            }
        }
    }
}

impl Walk {
    /// Is the place of each of the first `size` entries certain?
    fn covers(&self, size: u64) -> bool {
        size <= self.tree.size()
    }
}

/// The note must bear the signature of its role's key, and the entry must name that key.
fn check_signature(note: &SignedNote, entry: &Entry, keys: &VerifyingKeys) -> Result<(), String> {
    keys.verify(note, entry.role).map_err(|error| error.to_string())?;
    if entry.actor == keys.name_of(entry.role) {
        Ok(())
    } else {
        Err(format!("`actor` names {}, and another key signed", entry.actor))
    }
}
