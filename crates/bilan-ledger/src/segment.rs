//! Segments: the files that hold the entries, framed as C2SP tlog-tiles entry bundles.
//!
//! A segment is a run of records, each a big-endian `u16` length and that many bytes of a note. Segment `n` holds
//! the entries `256 n` to `256 n + 255`; only the last is still being written, by appending in place. A finished
//! segment is byte for byte the C2SP bundle `tile/entries/<n>`, and the last one is the partial bundle of the
//! checkpoint's size. They lie in `entries/`, apart from `tile/`, because files under `tile/` never change.

use crate::hash::{Hash, leaf_hash};
use crate::storage::{Storage, StorageError};
use crate::tile::{index_from_path, index_path};

/// Records in a finished segment.
pub const RECORDS_PER_SEGMENT: u64 = 256;

/// Bytes a segment can have at most; more are not read.
const SEGMENT_BYTES_MAX: u64 = RECORDS_PER_SEGMENT * (2 + u16::MAX as u64);

/// The bytes of a segment, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Segment {
    /// The notes, in order; at most [`RECORDS_PER_SEGMENT`].
    pub notes: Vec<Vec<u8>>,
    /// What follows them and is no whole record: empty unless the last write was cut short, or bytes were changed.
    pub rest: Vec<u8>,
}

impl Segment {
    /// Takes bytes apart; whatever they are, nothing of them is lost.
    pub fn parse(bytes: &[u8]) -> Self {
        let mut notes = Vec::new();
        let mut rest = bytes;
        while (notes.len() as u64) < RECORDS_PER_SEGMENT
            && let Some((note, after)) = split_record(rest)
        {
            notes.push(note.to_vec());
            rest = after;
        }
        Self { notes, rest: rest.to_vec() }
    }

    /// The leaves of the notes.
    pub fn leaves(&self) -> impl Iterator<Item = Hash> {
        self.notes.iter().map(|note| leaf_hash(note))
    }

    /// Number of bytes of the first `count` records.
    pub(crate) fn bytes_of(&self, count: usize) -> u64 {
        self.notes.iter().take(count).map(|note| 2 + note.len() as u64).sum()
    }
}

fn split_record(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, after) = bytes.split_first_chunk::<2>()?;
    after.split_at_checked(usize::from(u16::from_be_bytes(*length)))
}

/// A note with its length before it; `None` when it is too long for a record.
pub(crate) fn record(note: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(note.len()).ok()?;
    Some([&length.to_be_bytes(), note].concat())
}

/// Path of a segment in the log's folder: `entries/<n>`, `n` as in tile paths.
pub(crate) fn segment_path(index: u64) -> String {
    format!("entries/{}", index_path(index))
}

/// The index whose [`segment_path`] this is; any other text is `None`.
pub(crate) fn segment_from_path(path: &str) -> Option<u64> {
    index_from_path(path.strip_prefix("entries/")?)
}

/// Reads a segment of the log in the folder `log`; `None` when there is no such file.
///
/// # Errors
/// The storage's.
pub(crate) fn read_segment(
    case: &dyn Storage,
    log: &str,
    index: u64,
) -> Result<Option<Segment>, StorageError> {
    // One byte more than fits, so that bytes too many show as a rest.
    match case.read_at(&format!("{log}/{}", segment_path(index)), 0, SEGMENT_BYTES_MAX + 1) {
        Ok(bytes) => Ok(Some(Segment::parse(&bytes))),
        Err(StorageError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
