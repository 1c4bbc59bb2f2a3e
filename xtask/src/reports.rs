//! Bench reports as lines for `bilan code --jsonl`: what a report is, never what its annotation says.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

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

/// The reports again and again, each time under new names, until their lines fill `bytes`.
pub(crate) fn repeat(reports: &[Value], bytes: usize) -> Vec<Value> {
    let mut repeated = Vec::new();
    let mut filled = 0;
    for (round, report) in (0..).flat_map(|round| reports.iter().map(move |report| (round, report))) {
        if filled >= bytes {
            break;
        }
        let mut copy = report.clone();
        copy["doc"] = format!("{}#{round}", report["doc"].as_str().unwrap_or_default()).into();
        filled += copy.to_string().len() + 1;
        repeated.push(copy);
    }
    repeated
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
    fn repeated_reports_have_names_of_their_own() {
        let reports = [json!({"doc": "a", "text": "x"}), json!({"doc": "b", "text": "yy"})];
        let repeated = repeat(&reports, 80);
        let names: Vec<_> = repeated.iter().filter_map(|report| report["doc"].as_str()).collect();
        assert_eq!(names, ["a#0", "b#0", "a#1", "b#1"]);
        assert_eq!(text_bytes(&repeated), 6);
        assert!(to_lines(&repeated).len() >= 80);
    }
}
