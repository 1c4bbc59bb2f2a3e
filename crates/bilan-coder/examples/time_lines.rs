//! The time expressions of texts as JSON lines: `{"id","input","ref"}` in, `{"id","found":[{"start","end","value"}]}`
//! out, with offsets in characters. `ref` is the day that relative expressions count from; the language of a line is
//! its `language`, else the beginning of its id (`fr-...`).
//!
//! `cargo run --profile ci -p bilan-coder --example time_lines < cases.jsonl > found.jsonl`
#![allow(clippy::print_stdout, reason = "what it finds is its output")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::error::Error;

use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    for line in std::io::stdin().lines() {
        let case: Value = serde_json::from_str(&line?)?;
        let word = |key: &str| case[key].as_str().unwrap_or_default();
        let (id, text) = (word("id"), word("input"));
        let published = word("ref").get(..10).and_then(|day| day.parse().ok());
        let language = case["language"].as_str().or_else(|| id.get(..2)).unwrap_or("fr");
        let Some(pack) = common::packs().get(language) else { continue };
        let characters = |byte: usize| text[..byte].chars().count();
        let found: Vec<Value> = bilan_coder::time_expressions(text, published, pack)
            .into_iter()
            .map(|found| {
                let (start, end) = (characters(found.span.start()), characters(found.span.end()));
                json!({"start": start, "end": end, "value": found.value})
            })
            .collect();
        println!("{}", json!({"id": id, "found": found}));
    }
    Ok(())
}
