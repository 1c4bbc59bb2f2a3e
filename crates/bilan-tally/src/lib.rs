//! Incidents to documented tolls and grades.
//!
//! A toll is the range of what sources say of one outcome of one incident, with the claims that hold each end. This
//! crate makes it ([`tolls`], [`toll`]), says what the dead were and whether sources dispute it ([`status`],
//! [`statuses_said`]), lists every claim with where it stands ([`by_source`]), grades how well established the
//! incident is ([`grade`]) and writes the toll as one line ([`line()`]). The method is `docs/method/tally.md`.
//!
//! It never adds figures up, never estimates, and reads no text: it knows claims only. All functions are pure, and
//! their results do not depend on the order of accounts but for the references in them.
//!
//! ```
//! use std::collections::BTreeMap;
//! use bilan_model::{Incident, Outcome, Place, Policy};
//!
//! let incident = Incident { id: "x".into(), place: Place::default(), date: None, accounts: vec![] };
//! let policy = Policy { name: "documented".into(), reviewed_only: false };
//! let toll = bilan_tally::toll(&incident, Outcome::Killed, &policy, &BTreeMap::new());
//! assert_eq!((toll.claims, toll.low, toll.high), (0, None, None));
//! ```

mod figure;
mod grade;
mod line;
mod locale;
mod range;
mod source;
mod status;
mod supersede;
mod table;
mod toll;
mod words;

use std::collections::BTreeMap;

use bilan_model::{ClaimId, Verdict};

pub use figure::{LeftOut, WhyLeftOut, left_out};
pub use grade::{GradeReason, ReasonCode, grade};
pub use line::{SourceLabel, SourceNames, line};
pub use locale::Language;
pub use status::{Called, StatusSaid, status, statuses_said};
pub use table::{RangeEnd, Row, Standing, by_source};
pub use toll::{toll, tolls};

/// The decision that holds for each judged claim: the latest one.
pub type Verdicts = BTreeMap<ClaimId, Verdict>;
