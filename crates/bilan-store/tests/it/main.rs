//! What a projection promises, tried from outside.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
mod damage;
mod digest;
mod lists;
mod processes;
mod questions;
mod rank;
mod rebuild;
mod search;
