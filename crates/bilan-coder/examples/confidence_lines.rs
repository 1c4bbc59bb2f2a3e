//! The features by which each toll of each report gets its confidence, as JSON lines: what the weights are learnt from.
//!
//! `cargo run --profile ci -p bilan-coder --example confidence_lines < reports.jsonl > features.jsonl`
#![allow(clippy::print_stdout, reason = "what it tells is its output")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::error::Error;

use bilan_model::{Coding, Report};

fn main() -> Result<(), Box<dyn Error>> {
    for line in std::io::stdin().lines() {
        let report: Report = serde_json::from_str(&line?)?;
        let language = report.header.language.as_deref().unwrap_or_default();
        let (coding, features) = match common::packs().get(language) {
            Some(pack) => bilan_coder::code_with_features(&report, pack),
            None => (Coding::empty(&report.header.doc), Vec::new()),
        };
        println!("{}", serde_json::json!({"coding": coding, "features": features}));
    }
    Ok(())
}
