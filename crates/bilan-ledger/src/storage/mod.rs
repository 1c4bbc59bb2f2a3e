//! Files as the ledger sees them: a small, object-safe trait of primitive steps, so that faults can be simulated.
//!
//! Each step is one that a crash can come between. What must be durable as a whole is put together from them in
//! one place, `put`: temporary file, fsync, rename, fsync of the folder.

mod dir;
mod mem;

use std::collections::BTreeSet;
use std::io;

pub use dir::DirStorage;
pub use mem::MemStorage;

/// Where unfinished files lie until they are renamed into place.
pub const TEMP_DIR: &str = "tmp";

/// Files written before they are synced together; bounds the files held open.
const PUT_GROUP: usize = 64;

/// A folder of files.
///
/// A path is relative, its elements parted by `/` and made of `[0-9A-Za-z._~+-]`, none beginning with a dot;
/// [`check_path`] refuses any other, so that no path leads out of the folder. Folders exist as files need them.
pub trait Storage: Send + Sync {
    /// Up to `len` bytes of a file, starting at `offset`; fewer only at its end.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when there is no such file; the others as they come.
    fn read_at(&self, path: &str, offset: u64, len: u64) -> Result<Vec<u8>, StorageError>;

    /// Paths of everything under a folder that is not itself a folder, sorted; empty when there is no such
    /// folder. May give paths that [`check_path`] refuses: strangers lie in a folder under any name.
    ///
    /// # Errors
    /// [`StorageError::Io`].
    fn list(&self, dir: &str) -> Result<Vec<String>, StorageError>;

    /// Makes a file of these bytes, in place of any of that name. Durable only after `sync` and `sync_dirs`.
    ///
    /// # Errors
    /// [`StorageError`].
    fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), StorageError>;

    /// Adds bytes at the end of a file, which is made if it does not exist. Durable only after `sync` (and,
    /// for a new file, `sync_dirs`).
    ///
    /// # Errors
    /// [`StorageError`].
    fn append(&mut self, path: &str, bytes: &[u8]) -> Result<(), StorageError>;

    /// Cuts a file to `len` bytes. Durable only after `sync`.
    ///
    /// # Errors
    /// [`StorageError`].
    fn truncate(&mut self, path: &str, len: u64) -> Result<(), StorageError>;

    /// Gives a file another name, in place of any file of that name. Durable only after `sync_dirs` of both folders.
    ///
    /// # Errors
    /// [`StorageError`].
    fn rename(&mut self, from: &str, to: &str) -> Result<(), StorageError>;

    /// Removes a file. Durable only after `sync_dirs`.
    ///
    /// # Errors
    /// [`StorageError`].
    fn remove(&mut self, path: &str) -> Result<(), StorageError>;

    /// Makes the bytes of a file durable (`fdatasync`). An error is final: what was written may be lost.
    ///
    /// # Errors
    /// [`StorageError`].
    fn sync(&mut self, path: &str) -> Result<(), StorageError>;

    /// Makes the names in these folders durable, and the folders' own names and those above them.
    ///
    /// # Errors
    /// [`StorageError`].
    fn sync_dirs(&mut self, dirs: &[&str]) -> Result<(), StorageError>;

    /// The whole of a file.
    ///
    /// # Errors
    /// As [`Storage::read_at`].
    fn read(&self, path: &str) -> Result<Vec<u8>, StorageError> {
        self.read_at(path, 0, u64::MAX)
    }
}

/// Why a step on files did not happen, or may not have.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no such file.
    #[error("{path}: no such file")]
    NotFound {
        /// The file asked for.
        path: String,
    },
    /// Not a path of the form that [`Storage`] describes.
    #[error("{path:?}: not a path inside the folder")]
    Path {
        /// The path asked for.
        path: String,
    },
    /// Another process works on the folder.
    #[error("another process is working on this case; close it and try again")]
    Locked,
    /// The operating system refused.
    #[error("{path}: could not {step}: {source}")]
    Io {
        /// The file or folder.
        path: String,
        /// What was tried.
        step: &'static str,
        /// What the system said.
        source: io::Error,
    },
}

/// Is this a path of the form that [`Storage`] describes?
///
/// # Errors
/// [`StorageError::Path`] when it is not.
pub fn check_path(path: &str) -> Result<(), StorageError> {
    let element_fits = |element: &str| {
        !element.is_empty()
            && !element.starts_with('.')
            && element.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._~+-".contains(&byte))
    };
    if path.split('/').all(element_fits) { Ok(()) } else { Err(StorageError::Path { path: path.to_owned() }) }
}

/// The folder a file lies in; empty for the top.
pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(dir, _)| dir)
}

/// Makes files durable: each complete under its name or not there at all, whatever happens in between.
///
/// # Errors
/// The storage's; then some of the files may be in place.
pub fn put(storage: &mut dyn Storage, files: &[(String, Vec<u8>)]) -> Result<(), StorageError> {
    for group in files.chunks(PUT_GROUP) {
        for (path, bytes) in group {
            let temp = temp_path(path);
            // Never written over: on a file system that does not rename as a whole (FAT), a power cut can leave a
            // finished file under both of its names, and writing to one would change the other.
            if storage.read_at(&temp, 0, 0).is_ok() {
                storage.remove(&temp)?;
            }
            storage.write(&temp, bytes)?;
        }
        for (path, _) in group {
            storage.sync(&temp_path(path))?;
        }
        for (path, _) in group {
            storage.rename(&temp_path(path), path)?;
        }
    }
    let dirs: BTreeSet<_> = files.iter().map(|(path, _)| parent(path)).collect();
    storage.sync_dirs(&dirs.into_iter().collect::<Vec<_>>())
}

/// The file's bytes, or `None` when there is no such file.
///
/// # Errors
/// Every other error of the storage.
pub fn read_if_present(storage: &dyn Storage, path: &str) -> Result<Option<Vec<u8>>, StorageError> {
    match storage.read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(StorageError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// One temporary name a file, so that a second try overwrites what a first left behind.
fn temp_path(path: &str) -> String {
    format!("{TEMP_DIR}/{}", path.replace('/', "~"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out_of_the_folder() {
        assert!(check_path("logs/00ff/tile/0/x001/002.p/3").is_ok());
        for wrong in
            ["", "/", "/etc/passwd", "..", "a/../b", "a//b", "a/", ".lock", "a/.b", "a\\b", "C:", "é", "a\0"]
        {
            assert!(check_path(wrong).is_err(), "{wrong:?}");
        }
    }
}
