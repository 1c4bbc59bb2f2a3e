//! The whole server as members, strangers and attackers meet it: the real router behind the real guard, in memory.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod forged;
mod headers;
mod hostile;
mod house;
mod login;
mod matrix;
mod missing;
mod names;
mod routes;
mod schemathesis;
mod socket;
mod tiles;
