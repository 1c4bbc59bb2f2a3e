//! Files that are only read, as a `Storage`: every step that writes is refused.

use std::io;

use bilan_ledger::{Storage, StorageError};

/// Files to read.
pub(crate) trait Readable: Send + Sync {
    /// As [`Storage::read_at`].
    fn read_at(&self, path: &str, offset: u64, len: u64) -> Result<Vec<u8>, StorageError>;

    /// As [`Storage::list`].
    fn list(&self, dir: &str) -> Result<Vec<String>, StorageError>;
}

/// A storage that refuses to write.
#[derive(Debug, Clone)]
pub(crate) struct ReadOnly<R>(pub(crate) R);

impl<R: Readable> Storage for ReadOnly<R> {
    fn read_at(&self, path: &str, offset: u64, len: u64) -> Result<Vec<u8>, StorageError> {
        self.0.read_at(path, offset, len)
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, StorageError> {
        self.0.list(dir)
    }

    fn write(&mut self, path: &str, _bytes: &[u8]) -> Result<(), StorageError> {
        refused(path)
    }

    fn append(&mut self, path: &str, _bytes: &[u8]) -> Result<(), StorageError> {
        refused(path)
    }

    fn truncate(&mut self, path: &str, _len: u64) -> Result<(), StorageError> {
        refused(path)
    }

    fn rename(&mut self, _from: &str, to: &str) -> Result<(), StorageError> {
        refused(to)
    }

    fn remove(&mut self, path: &str) -> Result<(), StorageError> {
        refused(path)
    }

    fn sync(&mut self, path: &str) -> Result<(), StorageError> {
        refused(path)
    }

    fn sync_dirs(&mut self, dirs: &[&str]) -> Result<(), StorageError> {
        refused(dirs.first().copied().unwrap_or_default())
    }
}

fn refused(path: &str) -> Result<(), StorageError> {
    let source = io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "it is open for reading only");
    Err(StorageError::Io { path: path.to_owned(), step: "write", source })
}
