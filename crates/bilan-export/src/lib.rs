//! Dossiers to bytes.
//!
//! [`html`] gives a dossier as a folder of pages: `index.html`, one page a report with the cited words marked, and the
//! files that the caller adds. The pages need no script, no network and no other file; they print on A4.
//!
//! [`tables`] writes a release as a stream of records in eight formats (csv, xlsx, json, geojson, hxl, acled, ucdp,
//! parquet), and says beside each file what it had no place for.
//!
//! [`tables_in`] reads tables of other data sets (ACLED, UCDP GED, any CSV) as sources.
//!
//! Every text that came from outside (report, source, title, label, id) is data: it is escaped, characters that cannot
//! be seen or that turn the direction of text are shown as visible markers, and names are isolated. A span that does
//! not lie in its text is said to be not found; no input makes a page fail. Same dossier, same bytes.
//!
//! This crate makes no toll, no grade and no line of text about them: it shows what it is given, with the words each
//! claim came from. It knows one profile, internal, and stamps it on every page.
//!
//! ```
//! use bilan_model::{Dossier, Profile};
//!
//! let dossier = Dossier {
//!     profile: Profile::Internal,
//!     case: "9f2c".to_owned(),
//!     made: "2024-07-01T09:30:00Z".to_owned(),
//!     language: "en".to_owned(),
//!     checkpoint: String::new(),
//!     incidents: Vec::new(),
//!     evidence: Vec::new(),
//!     source_labels: std::collections::BTreeMap::new(),
//!     code_labels: std::collections::BTreeMap::new(),
//! };
//! let files = bilan_export::html(&dossier, &[], Vec::new());
//! assert_eq!(files[0].0, "index.html");
//! ```

mod html;
pub mod linkage;
pub mod tables;
pub mod tables_in;

pub use html::{Rendered, html};
