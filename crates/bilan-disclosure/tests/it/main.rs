//! What is withheld, how points move, and what may be released.

#![expect(clippy::unwrap_used, clippy::assigning_clones, reason = "made-up records are as they are made")]

mod canary;
mod disclose;
mod displace;
mod laws;
mod profiles;
mod risk;
mod sample;
