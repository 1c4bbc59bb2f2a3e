//! Every time expression of the packs' cases is found, with its value.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]
#![allow(dead_code, reason = "the helpers serve other tests too")]

mod common;

use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    text: String,
    found: Vec<String>,
}

#[test]
fn time_expressions_are_found_with_their_values() {
    let published = "2024-07-23".parse().ok();
    let mut failures = Vec::new();
    for (language, pack) in common::packs() {
        let path = format!("{}/../../packs/{language}/times.toml", env!("CARGO_MANIFEST_DIR"));
        let Ok(file) = std::fs::read_to_string(path) else { continue };
        for case in toml::from_str::<Cases>(&file).unwrap().case {
            let read: Vec<String> = bilan_coder::time_expressions(&case.text, published, pack)
                .iter()
                .map(|found| format!("{} | {}", found.span.of(&case.text).unwrap(), found.value))
                .collect();
            if read != case.found {
                failures.push(format!("{}\n  wanted {:?}\n  read   {read:?}\n", case.text, case.found));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.concat());
}
