//! Rule: no place of the bench reports stands in our data, so that no score is won by knowing the test.
//!
//! Large places (countries, capitals, first-level areas, cities) may: every gazetteer has them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::tidy::finding::Finding;
use crate::tidy::fold::fold;
use crate::tidy::tree::{Tree, has_extension, line_at};

/// People enough that a place is known to every gazetteer.
const CITY: u64 = 100_000;

/// Names that are words or names of something else too, with what they are. Short, and every entry says why.
const ALSO_SOMETHING_ELSE: &[(&str, &str)] =
    &[("convencion", "Spanish for convention, in the name of a party")];

/// The names of the places of the bench, folded, but for large places and the variants that `exonyms` gives them.
pub(crate) fn read(bench: &Path, exonyms: &str) -> Result<Vec<String>> {
    let mut names = BTreeSet::new();
    let folder = bench.join("reports/dev");
    for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let text = fs::read_to_string(&path)?;
            names.extend(places(&serde_json::from_str(&text).with_context(|| path.display().to_string())?));
        }
    }
    let mut large = large_places(&bench.join("../gazetteer"))?;
    large.extend(variants(exonyms, &large));
    Ok(names.into_iter().filter(|name| !large.contains(name)).collect())
}

fn places(report: &Value) -> Vec<String> {
    let incidents = report["incidents"].as_array().into_iter().flatten();
    let names = incidents.filter_map(|incident| incident["place"]["name"].as_str());
    names.map(|name| tidied(&fold(name))).filter(|name| name.chars().count() > 3).collect()
}

/// Other names of first-level areas and of large places, from a table of iso2, name, level, variants.
fn variants(exonyms: &str, large: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for line in exonyms.lines().skip(1) {
        if let [_, name, level, variants, ..] = line.split('\t').collect::<Vec<_>>().as_slice()
            && (*level == "admin1" || large.contains(&tidied(&fold(name))))
        {
            found.extend(variants.split('|').map(|variant| tidied(&fold(variant))));
        }
    }
    found
}

/// Countries, capitals, first-level areas and cities of the gazetteer seed that lies beside the bench.
fn large_places(gazetteer: &Path) -> Result<BTreeSet<String>> {
    let mut large = BTreeSet::new();
    for (file, columns) in
        [("geonames_countries.csv", &["name", "capital"][..]), ("geonames_admin1.csv", &["name"])]
    {
        let path = gazetteer.join(file);
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        large.extend(column_values(&text, columns, |_| true));
    }
    let path = gazetteer.join("naturalearth_places.csv");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let is_large = |row: &dyn Fn(&str) -> String| {
        row("feature_class").contains("capital")
            || row("population").parse::<u64>().is_ok_and(|people| people >= CITY)
    };
    large.extend(column_values(&text, &["name", "name_ascii"], |row| is_large(row)));
    Ok(large)
}

/// Folded values of some columns of the rows that `keep` wants; `keep` asks for a field by the name of its column.
fn column_values(csv: &str, columns: &[&str], keep: impl Fn(&dyn Fn(&str) -> String) -> bool) -> Vec<String> {
    let mut lines = csv.lines();
    let header = fields(lines.next().unwrap_or_default());
    let mut values = Vec::new();
    for line in lines {
        let row = fields(line);
        let field = |name: &str| {
            let column = header.iter().position(|title| title == name);
            column.and_then(|column| row.get(column)).cloned().unwrap_or_default()
        };
        if keep(&field) {
            values.extend(columns.iter().map(|column| tidied(&fold(&field(column)))));
        }
    }
    values
}

/// Fields of a line of CSV without line breaks inside fields.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for sign in line.chars() {
        match sign {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            sign => fields.last_mut().expect("there is always a last field").push(sign),
        }
    }
    fields
}

/// Looks for the names in packs, codebook and the names that we add to the gazetteer. Names of persons are left out: many
/// a village has one.
pub(crate) fn check(names: &[String], tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let ours = tree.all().filter(|(path, _)| is_our_data(path));
    for (path, text) in ours {
        let padded =
            text.lines().map(|line| format!(" {} ", tidied(&fold(line)))).collect::<Vec<_>>().join("\n");
        for name in names.iter().filter(|name| !ALSO_SOMETHING_ELSE.iter().any(|(known, _)| known == name)) {
            if let Some(offset) = padded.find(&format!(" {name} ")) {
                let place = format!("{path}:{}", line_at(&padded, offset));
                findings.push(Finding::new(place, format!("\"{name}\" is a place of the bench reports")));
            }
        }
    }
    findings
}

fn is_our_data(path: &str) -> bool {
    if path.starts_with("codebook/names/") {
        return false;
    }
    path == "gazetteer/exonyms.tsv"
        || ((path.starts_with("packs/") || path.starts_with("codebook/")) && !has_extension(path, "md"))
}

/// One space between words, none around.
fn tidied(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn places_of_a_report_are_folded_and_short_ones_left_out() {
        let report = json!({"incidents": [{"place": {"name": "Été-la-Mare"}}, {"place": {"name": "Ura"}}, {"place": null}]});
        assert_eq!(places(&report), ["ete la mare"]);
    }

    #[test]
    fn a_known_place_in_our_data_is_found() {
        let names = ["ete la mare".to_owned()];
        let tree = Tree::made_up(&[
            ("packs/fr/lexicon/a.toml", "x = 1\nwords = [\"à Été-la-Mare\"]\n"),
            ("gazetteer/exonyms.tsv", "Été la Mare\tSummer\n"),
            ("gazetteer/places.csv", "Été la Mare\n"),
            ("packs/README.md", "Été la Mare\n"),
            ("packs/fr/lexicon/b.toml", "words = [\"été la mareyeuse\"]\n"),
        ]);
        let found: Vec<_> = check(&names, &tree).into_iter().map(|finding| finding.place).collect();
        assert_eq!(found, ["gazetteer/exonyms.tsv:1", "packs/fr/lexicon/a.toml:2"]);
    }

    #[test]
    fn variants_of_large_places_only_are_free() {
        let exonyms = "iso2\tname\tlevel\tvariants\nSY\tDamascus\tplace\tDamas|Damasco\nSY\tHamlet\tplace\tHameau\n\
                       SY\tDera\tadmin1\tDéraa\n";
        let large = BTreeSet::from(["damascus".to_owned()]);
        assert_eq!(variants(exonyms, &large), ["damas", "damasco", "deraa"]);
    }

    #[test]
    fn rows_are_chosen_by_their_fields() {
        let csv = "name,population\n\"Grand, Ville\",200000\nHameau,12\n";
        let large = column_values(csv, &["name"], |row| {
            row("population").parse::<u64>().is_ok_and(|people| people >= CITY)
        });
        assert_eq!(large, ["grand ville"]);
    }
}
