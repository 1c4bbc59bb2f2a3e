//! Codes that pages show have names there, in English and in French.

use std::path::Path;

use bilan_ledger::Act;
use serde_json::Value;

fn texts(language: &str, part: &str) -> Value {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/src/locale");
    let text = std::fs::read_to_string(web.join(language).join(part).with_extension("json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn named(part: &str, start: &str, codes: &[&str]) {
    for language in ["en", "fr"] {
        let known = texts(language, part);
        for code in codes {
            let name = known[format!("{start}{code}")].as_str().unwrap_or_default();
            assert!(!name.is_empty() && name != *code, "{language}: {code} has no name");
        }
        let left = known.as_object().unwrap().keys().filter_map(|key| key.strip_prefix(start));
        let left: Vec<_> = left.filter(|code| !codes.contains(code)).collect();
        assert!(left.is_empty(), "{language}: names of nothing: {left:?}");
    }
}

#[test]
fn every_act_of_the_ledger_has_its_name() {
    named("ledger", "ledger.act_", &Act::ALL.iter().map(|act| act.as_str()).collect::<Vec<_>>());
}

#[test]
fn every_reason_to_withhold_has_its_name() {
    let file: toml::Table = toml::from_str(include_str!("../../../../codebook/profiles.toml")).unwrap();
    let items = file["item"].as_array().unwrap();
    let codes: Vec<&str> = items.iter().map(|item| item["code"].as_str().unwrap()).collect();
    assert!(codes.len() >= 14);
    named("release", "release.reason_", &codes);
}
