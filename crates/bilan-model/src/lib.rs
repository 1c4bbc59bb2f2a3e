//! The nouns of casualty recording, and the public record format.
//!
//! This crate gives types whose constructors hold their invariants: a [`Count`] is never one bare integer, a
//! [`Span`] never runs backwards, a [`DateInterval`] keeps the precision that the text supports. The serde form of
//! [`Coding`] is the public record format (`docs/format/record.md`), versioned by [`RECORD_FORMAT`].
//!
//! It does no input or output, knows no clock and no other bilan crate. It holds no rule of the domain beyond the
//! invariants of its types: how a toll is made is `bilan-tally`, how a claim is read is `bilan-coder`.
//!
//! ```
//! use bilan_model::{Count, High};
//!
//! let count = Count::more_than(30);
//! assert_eq!(count.ends().low, Some(31));
//! assert_eq!(count.ends().high, High::Open { beyond: 30 });
//! ```

mod claim;
mod codes;
mod coding;
mod count;
mod date;
mod dossier;
mod estimate;
mod incident;
mod judgement;
mod person;
mod policy_toll;
mod release;
mod report;
mod source;
mod span;
mod toll;

pub use claim::{
    ActClaim, AllegedPerpetrator, Claim, ClaimId, ClaimKind, ResponsibilityClaim, StatusClaim, TollClaim,
};
pub use codes::{
    Act, Age, Attribution, Code, Confirmation, Grade, Method, Outcome, Policy, Precision, Profile,
    ReleaseState, Sex, Stance, StandardOfProof, StatusWord, UnknownCode, Unused, Victims,
};
pub use coding::{Account, Coding, Doubt, NonIncidentToll, Place, RECORD_FORMAT};
pub use count::{Count, CountError, Ends, High, Relation};
pub use date::{DateError, DateInterval};
pub use dossier::{Dossier, DossierIncident, Evidence};
pub use estimate::{CaptureHistory, Estimate, EstimateError};
pub use incident::{ClaimRef, Incident, IncidentAccount};
pub use judgement::{Judgement, Verdict};
pub use person::{List, Person};
pub use policy_toll::{
    AirwarsGrade, Cell, Grading, NotUsed, PolicyToll, Remark, Reviewed, Sum, TotalRow, UcdpCoding,
};
pub use release::{
    Breakdown, Displacement, Named, Point, RecordClaim, RecordParty, RecordPlace, RecordReport, RecordSource,
    ReleaseHead, ReleaseRecord, Withheld,
};
pub use report::{Report, ReportHeader};
pub use source::{Source, SourceWords};
pub use span::{Span, SpanError};
pub use toll::{LeftOut, Status, Toll, TollEnd, WhyLeftOut};
