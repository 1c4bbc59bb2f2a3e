//! Files in a folder of the operating system.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::{Storage, StorageError, check_path, parent};

/// The lock file; its name begins with a dot, so no path of [`Storage`] reaches it. While the lock is held, it holds
/// the number of the process that does.
const LOCK: &str = ".lock";

/// A folder on disk. Its files and folders are readable by their owner alone, where the system knows owners.
#[derive(Debug)]
pub struct DirStorage {
    root: PathBuf,
    /// Files written since their last sync, by path: an fsync error shows on the handle that wrote.
    unsynced: BTreeMap<String, File>,
    /// Folders whose own names are known to be durable. Starts empty: an earlier run may have made a folder
    /// and been stopped before it synced.
    durable_dirs: BTreeSet<String>,
    /// Held locked as long as this value lives.
    lock: Option<File>,
}

impl DirStorage {
    /// The folder at `root`, shared: for reading, or for folders whose writers do not meet (the home storage).
    /// Nothing is made until something is written.
    pub fn shared(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), unsynced: BTreeMap::new(), durable_dirs: BTreeSet::new(), lock: None }
    }

    /// The folder at `root`, made if it does not exist, and locked against every other process until dropped.
    ///
    /// # Errors
    /// [`StorageError::Locked`] when another holds it; [`StorageError::Io`].
    pub fn locked(root: impl Into<PathBuf>) -> Result<Self, StorageError> {
        let mut storage = Self::shared(root);
        make_root(&storage.root).map_err(|error| io("", "make the folder", error))?;
        let path = storage.root.join(LOCK);
        let lock = private_files()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(|error| io(LOCK, "open", error))?;
        match lock.try_lock() {
            Ok(()) => {
                tell_holder(&lock, &format!("{}\n", std::process::id()));
                storage.lock = Some(lock);
            }
            Err(TryLockError::WouldBlock) => return Err(StorageError::Locked),
            Err(TryLockError::Error(error)) => return Err(io(LOCK, "lock", error)),
        }
        Ok(storage)
    }

    /// The number of the process that holds the folder at `root` locked, if it left one. Asked after
    /// [`StorageError::Locked`]; otherwise it may be of a process that is gone.
    pub fn holder(root: &Path) -> Option<u32> {
        fs::read_to_string(root.join(LOCK)).ok()?.trim_end().parse().ok()
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn file_path(&self, path: &str) -> Result<PathBuf, StorageError> {
        check_path(path)?;
        Ok(self.root.join(path))
    }

    /// Opens a file to write, making the folders above it, and keeps the handle for the sync to come.
    fn write_with(&mut self, path: &str, options: &OpenOptions, bytes: &[u8]) -> Result<(), StorageError> {
        let file_path = self.file_path(path)?;
        self.make_parent(path)?;
        let mut file = options.open(file_path).map_err(|error| io(path, "open to write", error))?;
        file.write_all(bytes).map_err(|error| io(path, "write", error))?;
        self.unsynced.insert(path.to_owned(), file);
        Ok(())
    }

    fn make_parent(&self, path: &str) -> Result<(), StorageError> {
        make_root(&self.root).map_err(|error| io("", "make the folder", error))?;
        let dir = self.root.join(parent(path));
        private_folders().create(dir).map_err(|error| io(parent(path), "make the folder", error))
    }

    fn collect(&self, dir: &str, found: &mut Vec<String>) -> Result<(), StorageError> {
        let entries = match fs::read_dir(self.root.join(dir)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(io(dir, "list", error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| io(dir, "list", error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if dir.is_empty() { name } else { format!("{dir}/{name}") };
            // Not followed where it is a link: a link to a folder is listed as a stranger.
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => self.collect(&path, found)?,
                Ok(_) => found.push(path),
                Err(error) => return Err(io(&path, "inspect", error)),
            }
        }
        Ok(())
    }
}

impl Drop for DirStorage {
    fn drop(&mut self) {
        if let Some(lock) = &self.lock {
            tell_holder(lock, "");
            // Not left to closing: a child process that another thread is just starting may hold the file open too.
            let _ = lock.unlock();
        }
    }
}

impl Storage for DirStorage {
    fn read_at(&self, path: &str, offset: u64, len: u64) -> Result<Vec<u8>, StorageError> {
        let file_path = self.file_path(path)?;
        let failed = |error: io::Error| {
            if error.kind() == io::ErrorKind::NotFound {
                return StorageError::NotFound { path: path.to_owned() };
            }
            io(path, "read", error)
        };
        let kind = fs::symlink_metadata(&file_path).map_err(failed)?.file_type();
        if !kind.is_file() {
            return Err(failed(io::Error::other("not a regular file")));
        }
        let mut file = File::open(file_path).map_err(failed)?;
        file.seek(SeekFrom::Start(offset)).map_err(failed)?;
        let mut bytes = Vec::new();
        file.take(len).read_to_end(&mut bytes).map_err(failed)?;
        Ok(bytes)
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, StorageError> {
        let mut found = Vec::new();
        self.collect(dir, &mut found)?;
        found.sort();
        Ok(found)
    }

    fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), StorageError> {
        self.write_with(path, private_files().write(true).create(true).truncate(true), bytes)
    }

    fn append(&mut self, path: &str, bytes: &[u8]) -> Result<(), StorageError> {
        self.write_with(path, private_files().append(true).create(true), bytes)
    }

    fn truncate(&mut self, path: &str, len: u64) -> Result<(), StorageError> {
        let file = OpenOptions::new().write(true).open(self.file_path(path)?);
        let file = file.map_err(|error| io(path, "open to cut", error))?;
        file.set_len(len).map_err(|error| io(path, "cut", error))?;
        self.unsynced.insert(path.to_owned(), file);
        Ok(())
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), StorageError> {
        let (from_path, to_path) = (self.file_path(from)?, self.file_path(to)?);
        self.make_parent(to)?;
        fs::rename(from_path, to_path).map_err(|error| io(to, "rename into place", error))
    }

    fn remove(&mut self, path: &str) -> Result<(), StorageError> {
        fs::remove_file(self.file_path(path)?).map_err(|error| io(path, "remove", error))
    }

    fn sync(&mut self, path: &str) -> Result<(), StorageError> {
        let file = match self.unsynced.remove(path) {
            Some(file) => file,
            None => File::open(self.file_path(path)?).map_err(|error| io(path, "open to sync", error))?,
        };
        file.sync_data().map_err(|error| io(path, "sync to disk", error))
    }

    fn sync_dirs(&mut self, dirs: &[&str]) -> Result<(), StorageError> {
        let mut to_sync = BTreeSet::new();
        for dir in dirs {
            let mut dir = *dir;
            while to_sync.insert(dir) && !dir.is_empty() && !self.durable_dirs.contains(dir) {
                dir = parent(dir);
            }
        }
        for dir in &to_sync {
            if !dir.is_empty() {
                check_path(dir)?;
            }
            sync_folder(&self.root.join(dir)).map_err(|error| io(dir, "sync the folder to disk", error))?;
        }
        self.durable_dirs.extend(to_sync.into_iter().map(str::to_owned));
        Ok(())
    }
}

/// Puts the holder's number, or nothing, into the lock file: help for people, so it may fail (on a full disk).
fn tell_holder(mut lock: &File, text: &str) {
    let told = lock.set_len(0).and_then(|()| lock.seek(SeekFrom::Start(0)));
    let _ = told.and_then(|_| lock.write_all(text.as_bytes()));
}

/// Makes the folder of a storage and those above it as far as they are missing, each name durable in the one above.
fn make_root(root: &Path) -> io::Result<()> {
    if root.is_dir() {
        return Ok(());
    }
    let above = match root.parent() {
        Some(above) if above.as_os_str().is_empty() => Path::new("."),
        Some(above) => above,
        None => return Ok(()),
    };
    make_root(above)?;
    match private_folders().recursive(false).create(root) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        Ok(()) | Err(_) => {}
    }
    sync_folder(above)
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Elsewhere a folder cannot be opened as a file; the file system is trusted to keep renames in order.
#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

fn private_files() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn private_folders() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

fn io(path: &str, step: &'static str, source: io::Error) -> StorageError {
    let path = if path.is_empty() { ".".to_owned() } else { path.to_owned() };
    StorageError::Io { path, step, source }
}
