//! The projection of a case: what ledger and vault say, as tables that answer quickly, with full-text search.
//!
//! What it gives: a [`Store`] is one keyed `SQLite` file. [`Store::rebuild`] makes it whole beside the old one and
//! puts it in its place; [`Store::update`] changes some rows in one transaction; the readers page through reports,
//! incidents, claims, sources, acts and open questions; [`Store::search`] finds words as people type them, without
//! accents and in any inflection, and [`Store::digest`] says in 32 bytes what all of it is.
//!
//! What it does not do: it decides nothing and knows no other crate of bilan, no clock, no randomness of its own and
//! no environment. It is never the truth: where it is damaged, old or lost, it is made again from ledger and vault
//! ([`StoreError::is_damage`] says when). No other crate holds a line of SQL.
//!
//! ```
//! use bilan_store::{Head, Key, Page, Query, ReportRow, Store, StoreError};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("store.sqlite");
//! let head = Head { case: "c1".into(), log_size: 7, log_root: "00".repeat(32), digest: None };
//! let store = Store::rebuild(&path, &Key([7; 32]), &head, |writer| -> Result<(), StoreError> {
//!     let report = ReportRow {
//!         id: "r1".into(),
//!         title: Some("Trente civils tués".into()),
//!         language: Some("fr".into()),
//!         record: "{}".into(),
//!         ..ReportRow::default()
//!     };
//!     writer.put_report(&report, Some("Des hommes armés ont attaqué le village à l'aube."))
//! })?;
//!
//! let found = store.search(&Query::parse("arme attaquer")?, Page::first(20))?;
//! assert_eq!(found.total, 1);
//! let snippet = &found.hits[0].snippet;
//! assert_eq!(&snippet.text[snippet.marks[0].clone()], "armés");
//! # Ok(())
//! # }
//! ```
//!
//! The file, its digest and what the search takes for a word: `docs/format/store.md`.

mod claims;
mod connect;
mod digest;
mod error;
mod expression;
mod fold;
mod head;
mod index;
mod key;
mod listing;
mod lookup;
mod overview;
mod parts;
mod plan;
mod query;
mod read;
mod rebuild;
mod rows;
mod search;
mod snippet;
mod sorted;
mod stem;
mod store;
mod table;
mod write;

pub use claims::{ClaimFilter, ClaimSort, Judged};
pub use error::StoreError;
pub use head::{FORMAT, Head};
pub use key::Key;
pub use listing::{Filter, Listing, Page};
pub use lookup::Lookup;
pub use overview::{Amounts, Explored, IncidentFilter, IncidentOrder, ReportFilter, ReportOrder, Voice};
pub use plan::Plan;
pub use query::{Query, QueryError, WORDS_MAX};
pub use rows::{
    AccountRow, BlobRow, ClaimRow, DecisionRow, DocumentRow, EntryRow, IncidentRow, ReportRow, SourceRow,
    TextRow, TodoRow,
};
pub use search::{Hit, HitKind, Hits};
pub use snippet::{Field, Snippet};
pub use sorted::{Cursor, Sheet};
pub use store::Store;
pub use table::Table;
pub use write::Writer;
