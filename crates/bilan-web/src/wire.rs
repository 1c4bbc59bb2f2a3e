//! The shapes that go over the wire, and how what casework knows becomes one of them.

pub mod claim;
pub mod columns;
pub mod decision;
pub mod incident;
pub mod ledger;
pub mod page;
pub mod report;
pub mod utf16;
