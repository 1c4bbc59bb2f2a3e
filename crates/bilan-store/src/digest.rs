//! 32 bytes that say what all rows are, whatever order they came in: `docs/format/store.md` is the format.

use rusqlite::types::{Type, ValueRef};
use rusqlite::{Connection, Row};
use sha2::{Digest, Sha256};

use crate::key::hex;
use crate::rows::{
    AccountRow, BlobRow, ClaimRow, DecisionRow, DocumentRow, EntryRow, IncidentRow, ReportRow, SourceRow,
    TextRow, TodoRow,
};
use crate::table::Tabled;

/// What is hashed before everything else, so that no other hash of the system can be taken for this one.
const DIGEST_TYPE: &[u8] = b"bilan-store-digest/v1\n";

/// What marks the kind of a field.
const NULL: u8 = 0;
const INTEGER: u8 = 1;
const TEXT: u8 = 2;
const BYTES: u8 = 3;

/// The digest of all rows that the connection sees, in hexadecimal digits.
pub(crate) fn digest(connection: &Connection) -> rusqlite::Result<String> {
    let mut all = Sha256::new();
    all.update(DIGEST_TYPE);
    add_table::<DocumentRow>(connection, &mut all)?;
    add_table::<ReportRow>(connection, &mut all)?;
    add_table::<TextRow>(connection, &mut all)?;
    add_table::<IncidentRow>(connection, &mut all)?;
    add_table::<AccountRow>(connection, &mut all)?;
    add_table::<ClaimRow>(connection, &mut all)?;
    add_table::<SourceRow>(connection, &mut all)?;
    add_table::<DecisionRow>(connection, &mut all)?;
    add_table::<EntryRow>(connection, &mut all)?;
    add_table::<TodoRow>(connection, &mut all)?;
    add_table::<BlobRow>(connection, &mut all)?;
    Ok(hex(&all.finalize()))
}

/// Hashes a table: its name, the number of its rows, and the hashes of its rows in their own order.
///
/// Sorting hashes instead of rows needs no order of texts that two programs would have to agree on, and lets the file
/// be read from front to back.
fn add_table<T: Tabled>(connection: &Connection, all: &mut Sha256) -> rusqlite::Result<()> {
    let (columns, name) = (T::COLUMNS.join(", "), T::TABLE.name());
    let mut statement = connection.prepare(&format!("SELECT {columns} FROM {name} ORDER BY row"))?;
    let mut hashes: Vec<[u8; 32]> =
        statement.query_map([], |row| row_hash(row, T::COLUMNS.len()))?.collect::<rusqlite::Result<_>>()?;
    hashes.sort_unstable();
    add_sized(all, name.as_bytes());
    add_number(all, hashes.len());
    for hash in &hashes {
        all.update(hash);
    }
    Ok(())
}

fn row_hash(row: &Row<'_>, columns: usize) -> rusqlite::Result<[u8; 32]> {
    let mut hash = Sha256::new();
    for at in 0..columns {
        match row.get_ref(at)? {
            ValueRef::Null => hash.update([NULL]),
            ValueRef::Integer(number) => {
                hash.update([INTEGER]);
                hash.update(number.to_be_bytes());
            }
            ValueRef::Text(text) => {
                hash.update([TEXT]);
                add_sized(&mut hash, text);
            }
            ValueRef::Blob(bytes) => {
                hash.update([BYTES]);
                add_sized(&mut hash, bytes);
            }
            // No table has a column that could hold one.
            ValueRef::Real(_) => {
                return Err(rusqlite::Error::InvalidColumnType(at, String::new(), Type::Real));
            }
        }
    }
    Ok(hash.finalize().into())
}

fn add_sized(hash: &mut Sha256, bytes: &[u8]) {
    add_number(hash, bytes.len());
    hash.update(bytes);
}

/// Eight bytes, the highest first.
fn add_number(hash: &mut Sha256, number: usize) {
    hash.update((number as u64).to_be_bytes());
}
