//! The table of the coder's figures, for eyes and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use super::fit::Toll;
use super::interval::{Figure, resampled};
use super::measures::Measure;

/// The counts of the reports of a group.
pub(crate) struct Group {
    pub(crate) name: String,
    reports: Vec<BTreeMap<String, f64>>,
}

/// Reads what `counts.py` printed.
pub(crate) fn groups(said: &str) -> Result<Vec<Group>> {
    let said: Vec<Value> = serde_json::from_str(said).context("the counts are not JSON")?;
    said.iter().map(group).collect()
}

fn group(said: &Value) -> Result<Group> {
    let reports = serde_json::from_value(said["docs"].clone()).context("the counts have no reports")?;
    Ok(Group { name: said["group"].as_str().unwrap_or_default().to_owned(), reports })
}

impl Group {
    /// Tolls with the confidence that is to be judged, a report each.
    pub(crate) fn judged(name: &str, tolls: &[(&Toll, f64)]) -> Self {
        let mut reports: BTreeMap<&str, BTreeMap<String, f64>> = BTreeMap::new();
        for (toll, sure) in tolls {
            let right = f64::from(u8::from(toll.is_right));
            let of_report = reports.entry(&toll.doc).or_default();
            let mut add =
                |name: &str, value: f64| *of_report.entry(format!("confidence.{name}")).or_default() += value;
            let bin = (0..9).filter(|bin| f64::from(bin + 1) / 10.0 <= *sure).count();
            add("n", 1.0);
            add("right", right);
            add("brier", (sure - right) * (sure - right));
            add(&format!("bin{bin}.sure"), *sure);
            add(&format!("bin{bin}.right"), right);
        }
        Self { name: name.to_owned(), reports: reports.into_values().collect() }
    }

    fn figure(&self, measure: &Measure) -> Option<Figure> {
        let names = measure.counts();
        let row = |report: &BTreeMap<String, f64>| {
            names.iter().map(|name| report.get(name).copied().unwrap_or_default()).collect::<Vec<_>>()
        };
        let rows: Vec<_> = self.reports.iter().map(row).collect();
        resampled(&rows, |sums| measure.figure(sums))
    }
}

/// A table under a title: a line a measure, a column a group; the first group is the one that must and aim are for.
pub(crate) fn table(title: &str, measures: &[Measure], groups: &[Group]) -> (String, Value) {
    let mut text = format!("{title}\n{:<30}{:>5}{:>5}", "", "must", "aim");
    for group in groups {
        let label = format!("{} ({})", group.name, group.reports.len());
        write!(text, "  {label:<16}").expect("a String takes all that is written to it");
    }
    let mut kept = Map::new();
    for measure in measures {
        let bar = |bar: Option<f64>| bar.map(short).unwrap_or_default();
        text = format!(
            "{}\n{:<30}{:>5}{:>5}",
            text.trim_end(),
            measure.label,
            bar(measure.must),
            bar(measure.aim)
        );
        let mut columns = Map::new();
        for (column, group) in groups.iter().enumerate() {
            let figure = group.figure(measure);
            let standing = figure.filter(|_| column == 0).map_or("", |found| measure.standing(found.value));
            let cell = figure.map_or_else(
                || "n/a".to_owned(),
                |found| format!("{} {standing}", shown(&found, measure.is_sum())),
            );
            write!(text, "  {cell:<16}").expect("a String takes all that is written to it");
            columns.insert(group.name.clone(), figure.map_or(Value::Null, |found| kept_figure(&found)));
        }
        kept.insert(
            measure.label.to_owned(),
            json!({"must": measure.must, "aim": measure.aim, "figures": columns}),
        );
    }
    (format!("{}\n", text.trim_end()), Value::Object(kept))
}

fn kept_figure(figure: &Figure) -> Value {
    let rounded = |value: f64| (value * 1e4).round() / 1e4;
    json!({"value": rounded(figure.value), "low": rounded(figure.low), "high": rounded(figure.high)})
}

/// `.742 .70-.78`: three decimals, and two of the ends; a sum is whole.
fn shown(figure: &Figure, is_sum: bool) -> String {
    if is_sum {
        return format!("{} {}-{}", figure.value, figure.low, figure.high);
    }
    let cut = |text: String| text.replacen("0.", ".", 1);
    format!(
        "{} {}-{}",
        cut(format!("{:.3}", figure.value)),
        cut(format!("{:.2}", figure.low)),
        cut(format!("{:.2}", figure.high))
    )
}

fn short(bar: f64) -> String {
    if bar == 0.0 { "0".to_owned() } else { format!("{bar:.2}").replacen("0.", ".", 1) }
}

#[cfg(test)]
mod tests {
    use super::super::measures::REPORTS;
    use super::*;

    const SAID: &str = r#"[{"group": "all", "docs": [
        {"tolls.tp": 3, "tolls.pred": 4, "tolls.gold": 4}, {"tolls.tp": 3, "tolls.pred": 4, "tolls.gold": 4}]},
        {"group": "fr", "docs": []}]"#;

    #[test]
    fn a_line_has_bars_figure_interval_and_standing() {
        let (text, kept) = table("reports", &REPORTS[..1], &groups(SAID).expect("counts"));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "reports");
        assert_eq!(lines[1], "                               must  aim  all (2)           fr (0)");
        assert_eq!(lines[2], "tolls F1                        .82  .92  .750 .75-.75 -    n/a");
        assert_eq!(kept["tolls F1"]["figures"]["all"]["value"], 0.75);
        assert_eq!(kept["tolls F1"]["figures"]["fr"], Value::Null);
    }

    #[test]
    fn confidences_are_judged_by_report() {
        let toll =
            |doc: &str, is_right| Toll { doc: doc.to_owned(), fold: 0, features: Vec::new(), is_right };
        let (good, bad) = (toll("a", true), toll("b", false));
        let group = Group::judged("x", &[(&good, 0.9), (&bad, 0.3)]);
        assert_eq!(group.reports.len(), 2);
        assert!((group.reports[0]["confidence.brier"] - 0.01).abs() < 1e-9);
        assert!(
            group.reports[0].contains_key("confidence.bin9.sure")
                && group.reports[1].contains_key("confidence.bin3.sure")
        );
    }

    #[test]
    fn whole_numbers_are_shown_whole() {
        let figure = Figure { value: 3.0, low: 1.0, high: 6.0 };
        assert_eq!(shown(&figure, true), "3 1-6");
    }
}
