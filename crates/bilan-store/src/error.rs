//! What can go wrong with the file, sorted by what the caller does next.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no file: nothing is lost, it is made from ledger and vault.
    #[error("{}: there is no projection; it can be built from ledger and vault", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file is not what was written, or the key is not the one that it was written with.
    #[error(
        "{}: the projection is damaged or of another key ({what}); ledger and vault are not touched by this, and \
         the projection can be built again from them", path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What gave it away.
        what: String,
    },
    /// The file is whole, of a format of another version of bilan.
    #[error(
        "{}: the projection has format {found:?}, not {expected:?}; it can be built again from ledger and vault",
        path.display(), expected = crate::FORMAT
    )]
    OtherFormat {
        /// The file.
        path: PathBuf,
        /// The format it states.
        found: String,
    },
    /// Another connection is writing: wait and try again.
    #[error("{}: another process is writing the projection; try again when it is done", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// The disk did not do it: full, read-only, not permitted, failing.
    #[error("{}: {what}; the projection is as it was before", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        what: String,
    },
    /// A row that the caller gave cannot be stored: a number beyond 2^63 - 1.
    #[error("the table {table} cannot hold this row: {what}")]
    Row {
        /// The table.
        table: &'static str,
        /// What does not fit.
        what: String,
    },
}

impl StoreError {
    /// Whether building the projection again from ledger and vault is the cure.
    ///
    /// Not so for a lock or a failing disk: there a rebuild would fail too, or make it worse.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Missing { .. } | Self::Damaged { .. } | Self::OtherFormat { .. } => true,
            Self::Locked { .. } | Self::Io { .. } | Self::Row { .. } => false,
        }
    }

    /// What a failing call of `SQLite` means for the file at `path`.
    ///
    /// Every statement of this crate is fixed and tried, so one that fails for a reason of its own (a table that is
    /// not there, a value of another type) shows a file that is not ours or not whole.
    pub(crate) fn from_sql(path: &Path, error: &rusqlite::Error) -> Self {
        let path = path.to_path_buf();
        let what = error.to_string();
        let Some(code) = error.sqlite_error() else {
            return Self::Damaged { path, what };
        };
        // A file that ends before its last page is cut off, whatever cut it.
        if code.extended_code == rusqlite::ffi::SQLITE_IOERR_SHORT_READ {
            return Self::Damaged { path, what };
        }
        if matches!(
            code.code,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed
        ) {
            return Self::Locked { path };
        }
        if matches!(
            code.code,
            ErrorCode::SystemIoFailure
                | ErrorCode::DiskFull
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied
                | ErrorCode::NoLargeFileSupport
                | ErrorCode::OutOfMemory
                | ErrorCode::OperationInterrupted
                | ErrorCode::OperationAborted
        ) {
            return Self::Io { path, what };
        }
        Self::Damaged { path, what }
    }

    /// What a failing call of the file system means for the file at `path`.
    pub(crate) fn from_io(path: &Path, error: &io::Error) -> Self {
        let path = path.to_path_buf();
        if error.kind() == io::ErrorKind::NotFound {
            return Self::Missing { path };
        }
        Self::Io { path, what: error.to_string() }
    }
}
