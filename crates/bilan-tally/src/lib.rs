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
//! use bilan_model::{Incident, Outcome, Place};
//! use bilan_tally::{Basis, Glossary, Sources};
//!
//! let incident = Incident { id: "x".into(), place: Place::default(), date: None, accounts: vec![] };
//! let basis = Basis {
//!     reviewed_only: false,
//!     verdicts: &BTreeMap::new(),
//!     sources: &Sources::default(),
//!     glossary: Glossary::none(),
//! };
//! let toll = basis.toll(&incident, Outcome::Killed);
//! assert_eq!((toll.claims, toll.low, toll.high), (0, None, None));
//! ```

mod attackers;
mod basis;
mod breakdown;
mod figure;
mod glossary;
mod grade;
mod line;
mod locale;
mod policy;
mod range;
mod source;
mod sources;
mod status;
mod supersede;
mod table;
mod toll;
mod totals;
mod who;
mod words;

use std::collections::BTreeMap;

use bilan_model::{ClaimId, Verdict};

pub use basis::Basis;
pub use bilan_model::{LeftOut, WhyLeftOut};
pub use figure::left_out;
pub use glossary::{Glossary, PartyFacts, Traits};
pub use grade::{GradeReason, ReasonCode, grade};
pub use line::{SourceLabel, SourceNames, line};
pub use locale::Language;
pub use sources::{SourceFacts, Sources};
pub use status::{Called, StatusSaid, status, statuses_said};
pub use table::{RangeEnd, Row, Standing, by_source};
pub use toll::{toll, tolls};
pub use totals::{parts_of_others, totals};

/// The decision that holds for each judged claim: the latest one.
pub type Verdicts = BTreeMap<ClaimId, Verdict>;
