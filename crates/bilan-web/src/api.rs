//! What the pages ask and tell: one file a resource.

pub mod agreement;
pub mod case;
pub mod claims;
pub mod codebook;
pub mod explore;
pub mod files;
pub mod history;
pub mod incidents;
pub mod ledger;
pub mod publish;
pub mod reports;
pub mod review;
pub mod search;
pub mod sources;
pub mod totals;
