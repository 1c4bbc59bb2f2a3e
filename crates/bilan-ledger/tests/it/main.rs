//! The ledger held against the specifications, against other implementations, against faults and against tampering.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod c2sp;
mod damage;
mod entry;
mod faults;
mod ledger;
mod power;
mod rfc6962;
mod support;
