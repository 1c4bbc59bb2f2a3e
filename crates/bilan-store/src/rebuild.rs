//! Making a projection beside the old one and putting it in its place in one step.
//!
//! The new file, `<path>.new`, is held under a lock of the operating system while it is made. So two processes do
//! not write into one file, and one that a crash left behind is told from one that is being made: nobody holds it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::connect::{Purpose, connect};
use crate::error::StoreError;
use crate::head::Head;
use crate::key::Key;
use crate::store::{head_error, write_head};
use crate::write::Writer;

const SCHEMA: &str = include_str!("schema.sql");

/// Bytes of words that the index gathers before it writes them while all rows are new, and its usual setting.
const GATHERED_BYTES: (i64, i64) = (64 << 20, 1 << 20);

/// What `SQLite` puts beside a file that is changed, or that many read at once.
const JOURNALS: [&str; 3] = ["-journal", "-wal", "-shm"];

/// How often a new file is taken in hand that another process put in place or swept away meanwhile.
const TRIES: usize = 16;

/// Makes the projection and puts it at `path`.
pub(crate) fn rebuild<E: From<StoreError>>(
    path: &Path,
    key: &Key,
    head: &Head,
    fill: impl FnOnce(&mut Writer<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let new = beside(path, ".new");
    let held = hold(&new)?;
    let made = write_new(&new, key, head, fill).and_then(|()| Ok(put_in_place(&new, path, key)?));
    if made.is_err() {
        // Still under our lock; what cannot be removed is swept at the next open.
        let _ = fs::remove_file(&new);
    }
    drop(held);
    made
}

/// Removes a new file that a crash left behind; one that is being made stays.
pub(crate) fn sweep(path: &Path) {
    let new = beside(path, ".new");
    let Ok(file) = OpenOptions::new().read(true).write(true).open(&new) else { return };
    if file.try_lock().is_ok() && is_at(&file, &new) {
        // Nothing depends on it: the next rebuild takes it over.
        let _ = fs::remove_file(&new);
    }
}

/// The path with something behind its name.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// An empty file at `new` that this process alone may write.
fn hold(new: &Path) -> Result<File, StoreError> {
    for _ in 0..TRIES {
        let file = private_files().open(new).map_err(|error| io_error(new, &error))?;
        match file.try_lock() {
            // A file system without locks: one process at a time is then the caller's promise.
            Ok(()) => {}
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(io_error(new, &error)),
            Err(TryLockError::WouldBlock) => return Err(StoreError::Locked { path: new.to_path_buf() }),
        }
        // Between opening and locking, its maker may have put it in place: that one must not be emptied.
        if is_at(&file, new) {
            file.set_len(0).map_err(|error| io_error(new, &error))?;
            return Ok(file);
        }
    }
    Err(StoreError::Locked { path: new.to_path_buf() })
}

/// A new file that only its owner may read, as everything else of a case.
fn private_files() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Whether the open file is the one that the path names.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same =
        |open: &fs::Metadata, named: &fs::Metadata| open.dev() == named.dev() && open.ino() == named.ino();
    file.metadata().is_ok_and(|open| fs::metadata(path).is_ok_and(|named| same(&open, &named)))
}

/// Elsewhere an open file cannot be renamed or removed, so it is.
#[cfg(not(unix))]
fn is_at(_file: &File, path: &Path) -> bool {
    path.exists()
}

/// Fills the new file.
fn write_new<E: From<StoreError>>(
    new: &Path,
    key: &Key,
    head: &Head,
    fill: impl FnOnce(&mut Writer<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let failed = |error: rusqlite::Error| E::from(StoreError::from_sql(new, &error));
    let mut connection = connect(new, key, Purpose::InTheMaking).map_err(failed)?;
    let transaction = connection.transaction().map_err(failed)?;
    let (tables, indexes) = in_two(SCHEMA);
    transaction.execute_batch(&tables).map_err(failed)?;
    gather(&transaction, GATHERED_BYTES.0).map_err(failed)?;
    fill(&mut Writer::new(&transaction, new))?;
    // An index of rows that are all there is sorted and written once; row by row, every row costs each index a page.
    transaction.execute_batch(&indexes).map_err(failed)?;
    transaction.execute_batch("INSERT INTO words (words) VALUES ('optimize')").map_err(failed)?;
    gather(&transaction, GATHERED_BYTES.1).map_err(failed)?;
    write_head(&transaction, head).map_err(|fault| head_error(new, fault))?;
    transaction.commit().map_err(failed)?;
    connection.close().map_err(|(_, error)| failed(error))
}

/// The statements of a schema: all others, and those that make indexes.
fn in_two(schema: &str) -> (String, String) {
    let (mut others, mut indexes) = (String::new(), String::new());
    let mut within = false;
    for line in schema.lines() {
        within |= line.starts_with("CREATE INDEX");
        let part = if within { &mut indexes } else { &mut others };
        part.push_str(line);
        part.push('\n');
        within &= !line.trim_end().ends_with(';');
    }
    (others, indexes)
}

fn gather(connection: &Connection, bytes: i64) -> rusqlite::Result<()> {
    connection.execute("INSERT INTO words (words, rank) VALUES ('hashsize', ?1)", [bytes]).map(drop)
}

/// Puts the new file in place of the old one, which no other connection is changing.
fn put_in_place(new: &Path, path: &Path, key: &Key) -> Result<(), StoreError> {
    let kept_still = hold_still(path, key)?;
    let journals: Vec<PathBuf> = JOURNALS.iter().map(|suffix| beside(path, suffix)).collect();
    if journals.iter().any(|journal| journal.exists()) {
        // What is left of a change to the old file would be taken for one to the new file. The old file goes first:
        // without its journal it could be half-changed and look whole.
        remove(path)?;
        journals.iter().try_for_each(|journal| remove(journal))?;
    }
    let file = OpenOptions::new().write(true).open(new).map_err(|error| io_error(new, &error))?;
    file.sync_all().map_err(|error| io_error(new, &error))?;
    fs::rename(new, path).map_err(|error| io_error(path, &error))?;
    drop(kept_still);
    sync_folder(path)
}

/// Holds the old file still, if there is one that can be: a damaged one need not be.
fn hold_still(path: &Path, key: &Key) -> Result<Option<Connection>, StoreError> {
    if !path.exists() {
        return Ok(None);
    }
    let held = connect(path, key, Purpose::InPlace)
        .and_then(|connection| connection.execute_batch("BEGIN EXCLUSIVE").map(|()| connection));
    match held.map_err(|error| StoreError::from_sql(path, &error)) {
        Ok(connection) => Ok(Some(connection)),
        Err(error @ StoreError::Locked { .. }) => Err(error),
        Err(
            StoreError::Missing { .. }
            | StoreError::Damaged { .. }
            | StoreError::OtherFormat { .. }
            | StoreError::Io { .. }
            | StoreError::Row { .. },
        ) => Ok(None),
    }
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_error(path, &error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Has the disk confirm the new name.
#[cfg(unix)]
fn sync_folder(path: &Path) -> Result<(), StoreError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| io_error(path, &error))
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Here a missing file is a missing folder: no damage that a rebuild cures.
fn io_error(path: &Path, error: &io::Error) -> StoreError {
    StoreError::Io { path: path.to_path_buf(), what: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indexes_are_made_apart() {
        let (tables, indexes) = in_two(SCHEMA);
        assert!(!tables.contains("CREATE INDEX") && tables.contains("CREATE TRIGGER claim_comes"));
        assert!(
            indexes.split(';').all(|one| one.trim().is_empty() || one.trim().starts_with("CREATE INDEX"))
        );
        assert_eq!(indexes.matches("CREATE INDEX").count(), SCHEMA.matches("CREATE INDEX").count());
    }
}
