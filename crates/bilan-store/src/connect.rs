//! A keyed connection to a file, set up the same way everywhere.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::key::Key;

/// How long to wait for another connection that is writing, before saying so.
const PATIENCE: Duration = Duration::from_secs(2);

/// What every connection is told before it reads the first page.
///
/// The cipher's own log goes nowhere: damage is an error of ours, not a line on stderr. The page size is not in the
/// clear, so it has to be told. Sorting happens in memory: no temporary file holds what the store encrypts. What is
/// deleted is overwritten.
const SETTINGS: &str = "\
PRAGMA cipher_page_size = 4096;
PRAGMA cipher_memory_security = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA trusted_schema = OFF;
PRAGMA cell_size_check = ON;
PRAGMA secure_delete = ON;
";

/// For a projection in its place: a change is on the disk in full or not at all, whenever the machine stops.
const IN_PLACE: &str = "PRAGMA synchronous = FULL; PRAGMA cache_size = -32768;";

/// For one that is being made: nobody reads it, and if the machine stops it is thrown away.
const IN_THE_MAKING: &str = "\
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -131072;";

/// What the connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To read and update a projection in its place.
    InPlace,
    /// To make a new one.
    InTheMaking,
}

/// Opens the file, which exists; whether the key fits shows at the first read.
pub(crate) fn connect(path: &Path, key: &Key, purpose: Purpose) -> rusqlite::Result<Connection> {
    // No `SQLITE_OPEN_URI`: a path is a path, whatever it looks like.
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(PATIENCE)?;
    connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    connection.execute_batch(&format!("PRAGMA key = \"x'{}'\";", key.hex()))?;
    connection.execute_batch(SETTINGS)?;
    connection.execute_batch(match purpose {
        Purpose::InPlace => IN_PLACE,
        Purpose::InTheMaking => IN_THE_MAKING,
    })?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}
