//! What is withheld, how points move, and what may be released.

mod canary;
mod disclose;
mod displace;
mod laws;
mod profiles;
mod risk;
mod sample;
