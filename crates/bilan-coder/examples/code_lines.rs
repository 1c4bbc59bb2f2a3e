//! The coder alone over reports as JSON lines, with the packs as their folders hold them now: what a linguist runs
//! after each change, without building the command.
//!
//! `cargo run --profile ci -p bilan-coder --example code_lines < reports.jsonl > codings.jsonl`
#![allow(clippy::print_stdout, reason = "what it codes is its output")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::error::Error;

use bilan_model::{Coding, Report};

fn main() -> Result<(), Box<dyn Error>> {
    for line in std::io::stdin().lines() {
        let report: Report = serde_json::from_str(&line?)?;
        let language = report.header.language.as_deref().unwrap_or_default();
        let coding = match common::packs().get(language) {
            Some(pack) => bilan_coder::code(&report, pack),
            None => Coding::empty(&report.header.doc),
        };
        println!("{}", serde_json::to_string(&coding)?);
    }
    Ok(())
}
