//! C2SP tlog-checkpoint: the signed statement of a log's size and root.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::hash::Hash;
use crate::note::{NoteError, SignedNote, SignerKey, VerifierKey};

/// What a log says of itself: with `size` leaves, its root is `root`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Identity of the log; in bilan it equals the name of the device's key.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// RFC 6962 root over their leaves.
    pub root: Hash,
}

/// Why bytes are no checkpoint of this log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The note or its text does not have the form of a checkpoint.
    #[error("not a checkpoint: {0}")]
    Malformed(String),
    /// Not signed by the device, or not over this text.
    #[error(transparent)]
    Signature(NoteError),
    /// A checkpoint of another log.
    #[error("the checkpoint is of another log, {0:?}")]
    Origin(String),
    /// Anything but exactly one signature line: bilan keeps cosignatures apart from the checkpoint.
    #[error("the checkpoint bears {0} signature lines, not one")]
    Lines(usize),
}

impl Checkpoint {
    /// The three lines that are signed.
    pub fn to_text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root.0))
    }

    /// Reads the text of a checkpoint in its one spelling. Extension lines, which bilan never writes, are refused.
    ///
    /// # Errors
    /// [`CheckpointError::Malformed`].
    pub fn parse_text(text: &str) -> Result<Self, CheckpointError> {
        let wrong = |what: &str| CheckpointError::Malformed(what.to_owned());
        let lines: Vec<_> = text.split('\n').collect();
        let [origin, size, root, ""] = lines[..] else {
            return Err(wrong("the text is not three lines"));
        };
        let size = size.parse().map_err(|_| wrong("the size is not a number"))?;
        let bytes = STANDARD.decode(root).ok().and_then(|bytes| bytes.try_into().ok());
        let root = Hash(bytes.ok_or_else(|| wrong("the root is not the base64 of 32 bytes"))?);
        let parsed = Self { origin: origin.to_owned(), size, root };
        if origin.is_empty() || parsed.to_text() != text {
            return Err(wrong("empty origin, or a spelling that is not canonical"));
        }
        Ok(parsed)
    }

    /// The bytes of the checkpoint file: this, signed by the device.
    pub(crate) fn seal(&self, key: &SignerKey) -> Vec<u8> {
        SignedNote::sign(&self.to_text(), key)
            .expect("three lines of printable ASCII can be signed")
            .to_bytes()
    }

    /// Reads a checkpoint file and holds it against the device's key, whose name must be the origin.
    ///
    /// # Errors
    /// [`CheckpointError`].
    pub fn open(bytes: &[u8], key: &VerifierKey) -> Result<Self, CheckpointError> {
        let note = SignedNote::parse(bytes).map_err(|error| CheckpointError::Malformed(error.to_string()))?;
        let checkpoint = Self::parse_text(note.text())?;
        note.verify(key).map_err(CheckpointError::Signature)?;
        match note.signatures().len() {
            1 if checkpoint.origin == key.name() => Ok(checkpoint),
            1 => Err(CheckpointError::Origin(checkpoint.origin)),
            lines => Err(CheckpointError::Lines(lines)),
        }
    }
}
