//! Files in memory, shared between clones: for tests.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use super::{Storage, StorageError, check_path};

/// A folder in memory. Clones share it, so that a test can look at what a ledger wrote, or change it.
#[derive(Debug, Clone, Default)]
pub struct MemStorage {
    files: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
}

impl MemStorage {
    /// An empty folder.
    pub fn new() -> Self {
        Self::default()
    }

    /// The files as they are now, path and bytes, sorted.
    pub fn snapshot(&self) -> BTreeMap<String, Vec<u8>> {
        self.lock().clone()
    }

    /// A folder with these files.
    pub fn from_snapshot(files: BTreeMap<String, Vec<u8>>) -> Self {
        Self { files: Arc::new(Mutex::new(files)) }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.files.lock().expect("no step panics while it holds the files")
    }
}

impl Storage for MemStorage {
    fn read_at(&self, path: &str, offset: u64, len: u64) -> Result<Vec<u8>, StorageError> {
        check_path(path)?;
        let files = self.lock();
        let bytes = files.get(path).ok_or_else(|| not_found(path))?;
        let clip = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
        Ok(bytes[clip(offset)..clip(offset.saturating_add(len))].to_vec())
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, StorageError> {
        let inside =
            |path: &str| dir.is_empty() || path.strip_prefix(dir).is_some_and(|rest| rest.starts_with('/'));
        Ok(self.lock().keys().filter(|path| inside(path)).cloned().collect())
    }

    fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), StorageError> {
        check_path(path)?;
        self.lock().insert(path.to_owned(), bytes.to_vec());
        Ok(())
    }

    fn append(&mut self, path: &str, bytes: &[u8]) -> Result<(), StorageError> {
        check_path(path)?;
        self.lock().entry(path.to_owned()).or_default().extend_from_slice(bytes);
        Ok(())
    }

    fn truncate(&mut self, path: &str, len: u64) -> Result<(), StorageError> {
        let mut files = self.lock();
        let bytes = files.get_mut(path).ok_or_else(|| not_found(path))?;
        bytes.truncate(usize::try_from(len).unwrap_or(usize::MAX));
        Ok(())
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), StorageError> {
        check_path(to)?;
        let mut files = self.lock();
        let bytes = files.remove(from).ok_or_else(|| not_found(from))?;
        files.insert(to.to_owned(), bytes);
        Ok(())
    }

    fn remove(&mut self, path: &str) -> Result<(), StorageError> {
        self.lock().remove(path).map(drop).ok_or_else(|| not_found(path))
    }

    fn sync(&mut self, path: &str) -> Result<(), StorageError> {
        if self.lock().contains_key(path) { Ok(()) } else { Err(not_found(path)) }
    }

    fn sync_dirs(&mut self, _dirs: &[&str]) -> Result<(), StorageError> {
        Ok(())
    }
}

fn not_found(path: &str) -> StorageError {
    StorageError::NotFound { path: path.to_owned() }
}
