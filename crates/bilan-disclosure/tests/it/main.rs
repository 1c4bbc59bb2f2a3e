//! What is withheld, how points move, and what may be released.

mod canary;
mod displace;
mod disclose;
mod laws;
mod profiles;
mod risk;
mod sample;
