//! A projection in its place: opening, updating, sealing and checking it.

use std::fmt;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use crate::connect::{Purpose, connect};
use crate::digest;
use crate::error::StoreError;
use crate::head::{FORMAT, Head};
use crate::key::Key;
use crate::rebuild;
use crate::write::Writer;

/// The projection of a case.
///
/// Reading needs no lock of the case; writing waits a short while for another writer, then says so.
pub struct Store {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
}

impl Store {
    /// Opens the projection at `path`, and removes what an interrupted rebuild left beside it.
    ///
    /// Reads a few pages only: see [`Store::check`] for all of them.
    ///
    /// # Errors
    ///
    /// When there is no file, it is damaged, has another key or another format, or cannot be read.
    pub fn open(path: &Path, key: &Key) -> Result<Self, StoreError> {
        rebuild::sweep(path);
        // SQLite does not tell a missing file from one that may not be read. Not to be tried by opening: closing any
        // handle of a file lets go of all locks that this process has on it, those of other connections too.
        std::fs::metadata(path).map_err(|error| StoreError::from_io(path, &error))?;
        let connection =
            connect(path, key, Purpose::InPlace).map_err(|error| StoreError::from_sql(path, &error))?;
        let store = Self { connection, path: path.to_path_buf() };
        store.head()?;
        Ok(store)
    }

    /// Makes a projection without rows in place of whatever is at `path`.
    ///
    /// # Errors
    ///
    /// As [`Store::rebuild`].
    pub fn create(path: &Path, key: &Key, head: &Head) -> Result<Self, StoreError> {
        Self::rebuild(path, key, head, |_| Ok(()))
    }

    /// Makes the whole projection anew and puts it in place of whatever is at `path`.
    ///
    /// It is written beside it, into `<path>.new`, and takes its place in one step when `fill` is done and the disk
    /// has confirmed: whenever that is interrupted, the old one stays. Connections that are open keep seeing the
    /// old one until they are opened again.
    ///
    /// # Errors
    ///
    /// Those of `fill`; when another process is writing; when the disk does not do it.
    pub fn rebuild<E: From<StoreError>>(
        path: &Path,
        key: &Key,
        head: &Head,
        fill: impl FnOnce(&mut Writer<'_>) -> Result<(), E>,
    ) -> Result<Self, E> {
        rebuild::rebuild(path, key, head, fill)?;
        Ok(Self::open(path, key)?)
    }

    /// Changes some rows, and what the projection follows from, in one transaction.
    ///
    /// An error of `change` leaves everything as it was. The digest is the one `head` has: absent is right unless
    /// the caller knows better.
    ///
    /// # Errors
    ///
    /// Those of `change`; when another connection is writing; when the file is damaged or the disk does not do it.
    pub fn update<E: From<StoreError>>(
        &mut self,
        head: &Head,
        change: impl FnOnce(&mut Writer<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let path = &self.path;
        let failed = |error: &rusqlite::Error| E::from(StoreError::from_sql(path, error));
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| failed(&error))?;
        change(&mut Writer::new(&transaction, path))?;
        write_head(&transaction, head).map_err(|error| head_error(path, error))?;
        transaction.commit().map_err(|error| failed(&error))
    }

    /// Changes some rows, and leaves what the projection follows from as it is: for rows that are ahead of it.
    ///
    /// # Errors
    ///
    /// As [`Store::update`].
    pub fn amend<E: From<StoreError>>(
        &mut self,
        change: impl FnOnce(&mut Writer<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let head = Head { digest: None, ..self.head()? };
        self.update(&head, change)
    }

    /// From here on, whoever reads is not held up by whoever writes, and the other way round; each reader sees the
    /// state at its first look. Until [`Store::close_for_many`] there are two more files beside the projection.
    ///
    /// # Errors
    ///
    /// When another connection is at work; when the disk does not do it.
    pub fn open_for_many(&self) -> Result<(), StoreError> {
        self.connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;",
            )
            .map_err(|error| self.failed(&error))
    }

    /// Back to one file, once no other connection is open; a later open does the same.
    ///
    /// # Errors
    ///
    /// When another connection is open; when the disk does not do it.
    pub fn close_for_many(&self) -> Result<(), StoreError> {
        self.connection.execute_batch("PRAGMA journal_mode = DELETE;").map_err(|error| self.failed(&error))
    }

    /// Runs several questions on one state of the projection.
    ///
    /// # Errors
    ///
    /// Those of the questions; when the file is damaged or cannot be read.
    pub fn at_once<T, E: From<StoreError>>(
        &self,
        questions: impl FnOnce(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let state = self.one_state().map_err(|error| E::from(self.failed(&error)))?;
        let answer = questions(self);
        drop(state);
        answer
    }

    /// What the projection follows from.
    ///
    /// # Errors
    ///
    /// When the file is damaged, has another format, or cannot be read.
    pub fn head(&self) -> Result<Head, StoreError> {
        let found = self
            .connection
            .query_row("SELECT format, case_id, log_size, log_root, digest FROM head", [], |row| {
                let head = Head {
                    case: row.get(1)?,
                    log_size: crate::table::cell(row, 2)?,
                    log_root: row.get(3)?,
                    digest: row.get(4)?,
                };
                Ok((row.get::<_, String>(0)?, head))
            })
            .optional()
            .map_err(|error| self.failed(&error))?;
        match found {
            Some((format, head)) if format == FORMAT => Ok(head),
            Some((found, _)) => Err(StoreError::OtherFormat { path: self.path.clone(), found }),
            None => Err(StoreError::Damaged { path: self.path.clone(), what: "it has no head".to_owned() }),
        }
    }

    /// The digest of all rows, as 64 hexadecimal digits: `docs/format/store.md` says of which bytes.
    ///
    /// It does not depend on the order in which rows came, nor on the head. Reads the whole projection.
    ///
    /// # Errors
    ///
    /// When the file is damaged or cannot be read.
    pub fn digest(&self) -> Result<String, StoreError> {
        // One transaction, so that no other connection changes rows between two tables.
        let transaction = self.connection.unchecked_transaction().map_err(|error| self.failed(&error))?;
        digest::digest(&transaction).map_err(|error| self.failed(&error))
    }

    /// Computes the digest and writes it into the head; gives it.
    ///
    /// # Errors
    ///
    /// When another connection is writing; when the file is damaged or the disk does not do it.
    pub fn seal(&mut self) -> Result<String, StoreError> {
        let path = &self.path;
        let failed = |error: rusqlite::Error| StoreError::from_sql(path, &error);
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let digest = digest::digest(&transaction).map_err(failed)?;
        transaction.execute("UPDATE head SET digest = ?1", [&digest]).map_err(failed)?;
        transaction.commit().map_err(failed)?;
        Ok(digest)
    }

    /// Reads every page and every index: whether anything changed since it was written.
    ///
    /// # Errors
    ///
    /// When something did, or the file cannot be read.
    pub fn check(&self) -> Result<(), StoreError> {
        for statement in ["PRAGMA cipher_integrity_check", "PRAGMA integrity_check"] {
            let findings = self.findings(statement).map_err(|error| self.failed(&error))?;
            if let Some(what) = findings.into_iter().find(|finding| finding != "ok") {
                return Err(StoreError::Damaged { path: self.path.clone(), what });
            }
        }
        Ok(())
    }

    fn findings(&self, statement: &str) -> rusqlite::Result<Vec<String>> {
        self.connection.prepare(statement)?.query_map([], |row| row.get(0))?.collect()
    }

    /// A transaction in which all questions see one state; none where one is open already.
    pub(crate) fn one_state(&self) -> rusqlite::Result<Option<Transaction<'_>>> {
        if self.connection.is_autocommit() {
            self.connection.unchecked_transaction().map(Some)
        } else {
            Ok(None)
        }
    }

    /// What a failing call means for this file.
    pub(crate) fn failed(&self, error: &rusqlite::Error) -> StoreError {
        StoreError::from_sql(&self.path, error)
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Why a head was not written.
pub(crate) enum HeadFault {
    /// Its log size does not fit.
    Size(u64),
    /// The file refused.
    Sql(rusqlite::Error),
}

/// The error that a head which was not written is.
pub(crate) fn head_error(path: &Path, fault: HeadFault) -> StoreError {
    match fault {
        HeadFault::Size(size) => StoreError::Row { table: "head", what: format!("a log of {size} entries") },
        HeadFault::Sql(error) => StoreError::from_sql(path, &error),
    }
}

/// Writes what the projection follows from.
pub(crate) fn write_head(connection: &Connection, head: &Head) -> Result<(), HeadFault> {
    let size = i64::try_from(head.log_size).map_err(|_| HeadFault::Size(head.log_size))?;
    connection
        .execute(
            "INSERT OR REPLACE INTO head (one, format, case_id, log_size, log_root, digest) \
             VALUES (1, ?1, ?2, ?3, ?4, ?5)",
            (FORMAT, &head.case, size, &head.log_root, &head.digest),
        )
        .map(drop)
        .map_err(HeadFault::Sql)
}
