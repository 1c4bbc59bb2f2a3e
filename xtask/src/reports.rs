//! Bench reports as lines for `bilan code --jsonl`: what a report is, never what its annotation says.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

use crate::random::Random;

/// All that the coder may see of a report.
const SHOWN: [&str; 6] = ["doc", "language", "title", "publisher", "published", "text"];

/// The reports of a folder of annotated reports (`*.json`), in the order of their file names, annotation left out.
pub(crate) fn annotated(folder: &Path) -> Result<Vec<Value>> {
    let mut reports = Vec::new();
    for path in files(folder, "json")? {
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let whole: Value = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
        reports.push(shown(&whole));
    }
    if reports.is_empty() {
        bail!("{} holds no report (*.json)", folder.display());
    }
    Ok(reports)
}

/// The plain text reports of the samples, for machines without bench data.
pub(crate) fn samples(root: &Path) -> Result<Vec<Value>> {
    let mut reports = Vec::new();
    for case in ["amassine", "moura"] {
        for path in files(&root.join("samples").join(case).join("reports"), "txt")? {
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let doc = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            reports.push(serde_json::json!({"doc": format!("{case}-{doc}"), "text": text}));
        }
    }
    Ok(reports)
}

/// One line a report.
pub(crate) fn to_lines(reports: &[Value]) -> String {
    reports.iter().fold(String::new(), |mut lines, report| {
        writeln!(lines, "{report}").expect("a String takes all that is written to it");
        lines
    })
}

/// The reports again and again, each time under new names and varied, until their lines fill `bytes`.
///
/// Other years and other figures, so that copies do not all tell of one event; the same in every run.
pub(crate) fn varied(reports: &[Value], bytes: usize) -> Vec<Value> {
    let mut random = Random::seeded(20);
    let mut copies = Vec::new();
    let mut filled = 0;
    for (round, report) in (0..).flat_map(|round| reports.iter().map(move |report| (round, report))) {
        if filled >= bytes {
            break;
        }
        let mut copy = report.clone();
        copy["doc"] = format!("{}#{round}", report["doc"].as_str().unwrap_or_default()).into();
        if round > 0 {
            let years = random.below(40);
            for field in ["published", "text"] {
                if let Some(text) = report[field].as_str() {
                    copy[field] = vary(text, years, field == "text", &mut random).into();
                }
            }
        }
        filled += copy.to_string().len() + 1;
        copies.push(copy);
    }
    copies
}

/// A text with its years moved back, and its small numbers drawn anew where `figures`: days stay days.
fn vary(text: &str, years: usize, figures: bool, random: &mut Random) -> String {
    let mut varied = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|sign: char| sign.is_ascii_digit()) {
        let digits = &rest[start..];
        let end = digits.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(digits.len());
        varied.push_str(&rest[..start]);
        let number = &digits[..end];
        match (number.parse::<usize>(), number.len()) {
            (Ok(year @ 1940..2100), 4) => varied.push_str(&(year - years).to_string()),
            (Ok(1..=28), 1 | 2) if figures => varied.push_str(&(1 + random.below(28)).to_string()),
            (Ok(32..=99), 2) if figures => varied.push_str(&(32 + random.below(68)).to_string()),
            _ => varied.push_str(number),
        }
        rest = &digits[end..];
    }
    varied + rest
}

/// Bytes of the texts alone.
pub(crate) fn text_bytes(reports: &[Value]) -> usize {
    reports.iter().filter_map(|report| report["text"].as_str()).map(str::len).sum()
}

fn shown(whole: &Value) -> Value {
    let known =
        SHOWN.iter().filter_map(|field| whole.get(*field).map(|value| ((*field).to_owned(), value.clone())));
    Value::Object(known.filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>())
}

fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    let mut paths: Vec<_> =
        paths.into_iter().filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_annotation_is_never_shown() {
        let whole = json!({"doc": "a", "title": null, "text": "Deux morts.", "incidents": [{"place": {"name": "X"}}],
            "non_incident_tolls": [], "note": "gold"});
        assert_eq!(shown(&whole), json!({"doc": "a", "text": "Deux morts."}));
    }

    #[test]
    fn copies_have_names_years_and_figures_of_their_own() {
        let report = |doc: &str, text: &str| json!({"doc": doc, "published": "2024-02-29", "text": text});
        let reports =
            [report("a", "Le 19 mai 2024, 12 morts à RN7."), report("b", "70 000 déplacés, 45 blessés")];
        let copies = varied(&reports, 280);
        let names: Vec<_> = copies.iter().filter_map(|report| report["doc"].as_str()).collect();
        assert_eq!(names, ["a#0", "b#0", "a#1", "b#1"]);
        assert_eq!(copies[0]["text"], reports[0]["text"], "the first round is the reports themselves");
        assert_ne!(copies[2]["text"], reports[0]["text"]);
        assert!(copies[3]["text"].as_str().is_some_and(|text| text.contains(" 000 déplacés, ")));
        assert!(to_lines(&copies).len() >= 280);
        assert_eq!(varied(&reports, 280), copies, "the same again");
    }

    #[test]
    fn years_move_together_and_days_stay_days() {
        let mut random = Random::seeded(1);
        assert_eq!(vary("2024-02-28", 4, false, &mut random), "2020-02-28");
        let varied = vary("le 19 mai 2024, 33 morts", 4, true, &mut random);
        let numbers: Vec<usize> = varied.split([' ', ',']).filter_map(|word| word.parse().ok()).collect();
        assert!(numbers[0] <= 28 && numbers[1] == 2020 && (32..100).contains(&numbers[2]), "{varied}");
    }
}
