//! Connections to the projection, kept open and handed out to whoever reads.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use bilan_store::{Key, Store, StoreError};

/// Connections that wait for readers, at most.
const IDLE_MAX: usize = 8;

/// Connections to one projection.
pub(super) struct Pool {
    path: PathBuf,
    key: Key,
    idle: Mutex<Vec<Store>>,
}

impl Pool {
    pub(super) fn new(path: PathBuf, key: Key) -> Self {
        Self { path, key, idle: Mutex::default() }
    }

    /// The folder of the case.
    pub(super) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    /// A connection of one's own.
    pub(super) fn open(&self) -> Result<Store, StoreError> {
        let store = Store::open(&self.path, &self.key)?;
        store.open_for_many()?;
        Ok(store)
    }

    /// What a question gives; the connection goes back where nothing went wrong.
    pub(super) fn with<T, E: From<StoreError>>(
        &self,
        question: impl FnOnce(&Store) -> Result<T, E>,
    ) -> Result<T, E> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let store = idle.map_or_else(|| self.open(), Ok)?;
        let answer = question(&store)?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_MAX {
            idle.push(store);
        }
        Ok(answer)
    }

    /// Closes the connections that wait: the file is another now, or goes back to being one file.
    pub(super) fn clear(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
