//! The workplace: an HTTP API over the use cases of a case, and the pages that call it.

pub mod guard;
pub mod problem;
pub mod serve;
pub mod tls;
