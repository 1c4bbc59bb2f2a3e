//! A folder of a disk, as the ledger sees it.

use bilan_ledger::storage::{Storage, StorageError, check_path};

use crate::disk::{Disk, not_found};

/// A folder of a [`Disk`]. Clones are the same folder.
#[derive(Debug, Clone)]
pub struct Mount {
    disk: Disk,
    folder: String,
}

impl Mount {
    pub(crate) fn new(disk: Disk, folder: &str) -> Self {
        Self { disk, folder: folder.to_owned() }
    }

    fn full(&self, path: &str) -> Result<String, StorageError> {
        check_path(path)?;
        Ok(format!("{}/{path}", self.folder))
    }

    /// The error as the program is to see it: with its own path.
    fn own(&self, error: StorageError) -> StorageError {
        let inside = |path: String| match path.strip_prefix(&format!("{}/", self.folder)) {
            Some(path) => path.to_owned(),
            None => path,
        };
        match error {
            StorageError::NotFound { path } => StorageError::NotFound { path: inside(path) },
            StorageError::Io { path, step, source } => StorageError::Io { path: inside(path), step, source },
            error @ (StorageError::Path { .. } | StorageError::Locked) => error,
        }
    }
}

impl Storage for Mount {
    fn read_at(&self, path: &str, offset: u64, len: u64) -> Result<Vec<u8>, StorageError> {
        let full = self.full(path)?;
        let state = self.disk.state();
        let bytes = &state.file(&full).ok_or_else(|| not_found(path))?.now;
        let clip = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
        Ok(bytes[clip(offset)..clip(offset.saturating_add(len))].to_vec())
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, StorageError> {
        let prefix =
            if dir.is_empty() { format!("{}/", self.folder) } else { format!("{}/{dir}/", self.folder) };
        let cut = self.folder.len() + 1;
        let state = self.disk.state();
        Ok(state
            .paths()
            .filter(|path| path.starts_with(&prefix))
            .map(|path| path[cut..].to_owned())
            .collect())
    }

    fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), StorageError> {
        let full = self.full(path)?;
        let done = self.disk.state().put_bytes(&full, bytes, false);
        done.map_err(|error| self.own(error))
    }

    fn append(&mut self, path: &str, bytes: &[u8]) -> Result<(), StorageError> {
        let full = self.full(path)?;
        let done = self.disk.state().put_bytes(&full, bytes, true);
        done.map_err(|error| self.own(error))
    }

    fn truncate(&mut self, path: &str, len: u64) -> Result<(), StorageError> {
        let full = self.full(path)?;
        let done = self.disk.state().change(&full, |state| state.truncate(&full, len));
        done.map_err(|error| self.own(error))
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), StorageError> {
        let (from, to) = (self.full(from)?, self.full(to)?);
        let done = self.disk.state().change(&to, |state| state.rename(&from, &to));
        done.map_err(|error| self.own(error))
    }

    fn remove(&mut self, path: &str) -> Result<(), StorageError> {
        let full = self.full(path)?;
        let done = self.disk.state().change(&full, |state| state.remove(&full));
        done.map_err(|error| self.own(error))
    }

    fn sync(&mut self, path: &str) -> Result<(), StorageError> {
        let full = self.full(path)?;
        let done = self.disk.state().sync_file(&full);
        done.map_err(|error| self.own(error))
    }

    fn sync_dirs(&mut self, dirs: &[&str]) -> Result<(), StorageError> {
        dirs.iter().try_for_each(|dir| {
            let full = if dir.is_empty() { self.folder.clone() } else { format!("{}/{dir}", self.folder) };
            let done = self.disk.state().sync_folder(&full);
            done.map_err(|error| self.own(error))
        })
    }
}
