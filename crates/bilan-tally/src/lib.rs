//! Incidents to documented tolls and grades.
//!
//! A toll is the range of what sources say of one outcome of one incident, with the claims that hold each end. This
//! crate makes it ([`Basis::toll`]), says what the dead were and whether sources dispute it ([`Basis::status`],
//! [`Basis::statuses_said`]), lists every claim with where it stands ([`Basis::by_source`]), grades how well
//! established the incident is ([`Basis::grade`]) and writes the toll as one line ([`Basis::line`]). The method is
//! `docs/method/tally.md`.
//!
//! It never adds figures up, never estimates, and reads no text: it knows claims only. All functions are pure, and
//! their results do not depend on the order of accounts but for the references in them.
//!
//! ```
//! use std::collections::BTreeMap;
//! use bilan_model::{Incident, Outcome, Place, Policy};
//! use bilan_tally::{Basis, Sources};
//!
//! let incident = Incident { id: "x".into(), place: Place::default(), date: None, accounts: vec![] };
//! let policy = Policy { name: "documented".into(), reviewed_only: false };
//! let basis = Basis { policy: &policy, verdicts: &BTreeMap::new(), sources: &Sources::default() };
//! let toll = basis.toll(&incident, Outcome::Killed);
//! assert_eq!((toll.claims, toll.low, toll.high), (0, None, None));
//! ```

mod basis;
mod figure;
mod grade;
mod line;
mod locale;
mod range;
mod source;
mod sources;
mod status;
mod supersede;
mod table;
mod toll;
mod words;

use std::collections::BTreeMap;

use bilan_model::{ClaimId, Verdict};

pub use basis::Basis;
pub use bilan_model::{LeftOut, WhyLeftOut};
pub use figure::left_out;
pub use grade::{GradeReason, ReasonCode, grade};
pub use line::{SourceLabel, SourceNames, line};
pub use locale::Language;
pub use sources::{SourceFacts, Sources};
pub use status::{Called, StatusSaid, status, statuses_said};
pub use table::{RangeEnd, Row, Standing, by_source};
pub use toll::{toll, tolls};

/// The decision that holds for each judged claim: the latest one.
pub type Verdicts = BTreeMap<ClaimId, Verdict>;
