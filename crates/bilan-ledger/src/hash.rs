//! SHA-256 with the leaf and node prefixes of RFC 6962, section 2.1.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::hex;

/// 32 bytes of SHA-256: a leaf, a node, or the root of a tree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash written as 64 lower-case hexadecimal digits; any other spelling is `None`.
    pub fn from_hex(text: &str) -> Option<Self> {
        hex::decode(text).map(Self)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

/// SHA-256 of several pieces, one after the other.
pub(crate) fn sha256(pieces: &[&[u8]]) -> [u8; 32] {
    let mut state = Sha256::new();
    for piece in pieces {
        state.update(piece);
    }
    state.finalize().into()
}

/// The leaf of an entry: `SHA-256(0x00 || bytes)`, over the bytes as stored (RFC 6962, section 2.1).
pub fn leaf_hash(bytes: &[u8]) -> Hash {
    Hash(sha256(&[&[0], bytes]))
}

/// The parent of two nodes: `SHA-256(0x01 || left || right)` (RFC 6962, section 2.1).
pub fn node_hash(left: Hash, right: Hash) -> Hash {
    Hash(sha256(&[&[1], &left.0, &right.0]))
}

/// The root of a tree without leaves: `SHA-256("")` (RFC 6962, section 2.1).
pub(crate) fn empty_root() -> Hash {
    Hash(sha256(&[]))
}
