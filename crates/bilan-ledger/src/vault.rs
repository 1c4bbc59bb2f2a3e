//! The vault: content by salted commitment, each object a file that verifies itself.
//!
//! An object file is the 32 bytes of the salt followed by the content, nothing else. Its name is its commitment,
//! `SHA-256("bilan-field/v1\n" || file)`, under a folder named by the first two digits. Without the salt nobody
//! can test a guess of the content against the commitment; once the file is erased, the commitment says nothing.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::hash::sha256;
use crate::hex;
use crate::storage::{Storage, StorageError};

/// The text before every object when it is hashed, so that no other hash of the system can be taken for one.
pub const FIELD_TYPE: &[u8] = b"bilan-field/v1\n";

/// Length of the salt at the start of an object file.
pub const SALT_BYTES: usize = 32;

/// Bytes hashed at a time, so that a large original does not have to fit in memory to be verified.
const CHUNK_BYTES: u64 = 1 << 20;

/// The commitment to an object: its name in the vault and in entries.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Commit([u8; 32]);

/// 32 secret random bytes, fresh for each object; whoever holds them and the content can open the commitment.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; SALT_BYTES]);

impl Commit {
    /// The commitment to `content` under `salt`.
    pub fn of(salt: &Salt, content: &[u8]) -> Self {
        Self(sha256(&[FIELD_TYPE, &salt.0, content]))
    }

    /// The commitment written as 64 lower-case hexadecimal digits; any other spelling is `None`.
    pub fn from_hex(text: &str) -> Option<Self> {
        hex::decode(text).map(Self)
    }

    /// The path of the object's file in the case: `vault/<first two digits>/<commitment>`.
    pub fn path(self) -> String {
        let name = self.to_string();
        format!("vault/{}/{name}", &name[..2])
    }

    /// The commitment whose [`Commit::path`] this is; any other text is `None`.
    pub fn from_path(path: &str) -> Option<Self> {
        let commit = path.rsplit('/').next().and_then(Self::from_hex)?;
        (commit.path() == path).then_some(commit)
    }
}

impl fmt::Display for Commit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

impl fmt::Debug for Commit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Commit({self})")
    }
}

impl fmt::Debug for Salt {
    /// Hides the salt, which opens the commitment to anyone who can guess the content.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(..)")
    }
}

/// An object read from the vault and found to be the one its commitment names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// The salt: needed, with the content, by whoever is to check the commitment.
    pub salt: Salt,
    /// The content.
    pub content: Vec<u8>,
}

/// Why the vault does not give an object.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The vault has no such object: erased, or missing.
    #[error("{0}: no such object in the vault (erased or missing)")]
    Missing(Commit),
    /// The file is there and is not what was committed to.
    #[error("{0}: the object is not what was committed to")]
    Altered(Commit),
    /// The storage failed.
    #[error(transparent)]
    Storage(StorageError),
}

/// Reads an object and verifies it.
///
/// # Errors
/// [`VaultError`]; an altered object is never returned.
pub fn read(case: &dyn Storage, commit: Commit) -> Result<Object, VaultError> {
    let mut file = match case.read(&commit.path()) {
        Ok(file) => file,
        Err(StorageError::NotFound { .. }) => return Err(VaultError::Missing(commit)),
        Err(error) => return Err(VaultError::Storage(error)),
    };
    if file.len() < SALT_BYTES || sha256(&[FIELD_TYPE, &file]) != commit.0 {
        return Err(VaultError::Altered(commit));
    }
    let content = file.split_off(SALT_BYTES);
    let salt = Salt(file.try_into().expect("split at the length of a salt"));
    Ok(Object { salt, content })
}

/// Reads an object piece by piece and says whether it is what was committed to.
///
/// # Errors
/// The storage's; a missing file is [`StorageError::NotFound`].
pub(crate) fn is_intact(case: &dyn Storage, commit: Commit) -> Result<bool, StorageError> {
    let path = commit.path();
    let mut state = Sha256::new();
    state.update(FIELD_TYPE);
    let mut offset = 0;
    loop {
        let chunk = case.read_at(&path, offset, CHUNK_BYTES)?;
        if chunk.is_empty() {
            let digest: [u8; 32] = state.finalize().into();
            return Ok(offset >= SALT_BYTES as u64 && digest == commit.0);
        }
        state.update(&chunk);
        offset += chunk.len() as u64;
    }
}

/// The bytes of the object's file.
pub(crate) fn object_file(salt: &Salt, content: &[u8]) -> Vec<u8> {
    [&salt.0, content].concat()
}
