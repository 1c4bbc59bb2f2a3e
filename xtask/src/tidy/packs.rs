//! Rule: packs and codebook are whole, every rule in them says what it is, and no two rules share an id.

use std::collections::BTreeMap;

use toml::{Table, Value};

use crate::tidy::finding::Finding;
use crate::tidy::tree::{Tree, has_extension};

const README: &str = "packs/README.md";

/// Looks at the files of every pack, and at every TOML file of packs and codebook.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let expected = tree.text(README).map(files_of_a_pack).unwrap_or_default();
    if expected.is_empty() {
        return vec![Finding::new(README, "lists no files of a pack in its `packs/<lang>/` block")];
    }
    let mut findings = Vec::new();
    let mut ids = BTreeMap::new();
    for language in tree.folders("packs/") {
        let folder = format!("packs/{language}/");
        let files: Vec<&str> =
            tree.under(&folder).filter_map(|(path, _)| path.strip_prefix(&folder)).collect();
        findings.extend(whole(&folder, &files, &expected));
        for (path, text) in tree.under(&folder).filter(|(path, _)| has_extension(path, "toml")) {
            match text.parse::<Table>() {
                Ok(table) => findings.extend(rules(path, &language, &table, &mut ids)),
                Err(error) => findings.push(Finding::new(path, format!("is not TOML: {error}"))),
            }
        }
    }
    for (path, text) in tree.under("codebook/").filter(|(path, _)| has_extension(path, "toml")) {
        if let Err(error) = text.parse::<Table>() {
            findings.push(Finding::new(path, format!("is not TOML: {error}")));
        }
    }
    findings
}

/// What the README says that a pack holds: `lexicon/*.toml` stands for one file or more.
fn files_of_a_pack(readme: &str) -> Vec<String> {
    let block = readme.split_once("\npacks/<lang>/\n").map_or("", |(_, rest)| rest);
    let lines = block.lines().take_while(|line| line.starts_with("  "));
    lines.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

fn whole(folder: &str, files: &[&str], expected: &[String]) -> Vec<Finding> {
    let missing = expected.iter().filter(|pattern| !files.iter().any(|file| matches(file, pattern)));
    let missing =
        missing.map(|pattern| Finding::new(folder, format!("has no {pattern}, which {README} lists")));
    let unknown = files.iter().filter(|file| !expected.iter().any(|pattern| matches(file, pattern)));
    let unknown = unknown
        .map(|file| Finding::new(format!("{folder}{file}"), format!("is not a file that {README} lists")));
    missing.chain(unknown).collect()
}

fn matches(file: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => file.starts_with(start) && file.ends_with(end),
        None => file == pattern,
    }
}

/// What is wrong with the rules of one file: every table of a list that has an `id`.
fn rules(path: &str, language: &str, table: &Table, ids: &mut BTreeMap<String, String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in table.values().filter_map(Value::as_array).flatten().filter_map(Value::as_table) {
        let Some(id) = rule.get("id").and_then(Value::as_str) else { continue };
        if let Some(first) = ids.insert(id.to_owned(), path.to_owned()) {
            findings.push(Finding::new(path, format!("the id {id} stands already in {first}")));
        }
        let start = format!("{language}.");
        if !id.starts_with(&start) {
            findings.push(Finding::new(path, format!("the id {id} does not begin with {start}")));
        }
        for field in ["what", "example"] {
            if rule.get(field).and_then(Value::as_str).is_none_or(str::is_empty) {
                findings.push(Finding::new(path, format!("the rule {id} has no \"{field}\"")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "# Packs\n\n```\npacks/<lang>/\n  pack.toml   names\n  lexicon/*.toml  words\n```\n";
    const GROUP: &str = "[[group]]\nid = \"fr.harm.kill\"\nclass = \"harm\"\nwhat = \"w\"\nexample = \"e\"\n";

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let files = [&[(README, LIST), ("packs/fr/pack.toml", "")], files].concat();
        check(&Tree::made_up(&files)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_whole_pack_is_good() {
        assert!(found(&[("packs/fr/lexicon/harm.toml", GROUP)]).is_empty());
    }

    #[test]
    fn missing_and_unknown_files_are_found() {
        assert_eq!(
            found(&[("packs/fr/notes.toml", "")]),
            [
                "packs/fr/: has no lexicon/*.toml, which packs/README.md lists",
                "packs/fr/notes.toml: is not a file that packs/README.md lists",
            ]
        );
    }

    #[test]
    fn files_that_do_not_parse_are_found() {
        assert_eq!(found(&[("packs/fr/lexicon/harm.toml", "a = "), ("codebook/codes.toml", "]")]).len(), 2);
    }

    #[test]
    fn an_id_stands_once() {
        assert_eq!(
            found(&[("packs/fr/lexicon/a.toml", GROUP), ("packs/fr/lexicon/b.toml", GROUP)]),
            ["packs/fr/lexicon/b.toml: the id fr.harm.kill stands already in packs/fr/lexicon/a.toml"]
        );
    }

    #[test]
    fn an_id_tells_its_language() {
        assert_eq!(found(&[("packs/fr/lexicon/a.toml", &GROUP.replace("fr.harm", "en.harm"))]).len(), 1);
    }

    #[test]
    fn a_rule_says_what_it_is_with_an_example() {
        assert_eq!(
            found(&[("packs/fr/lexicon/a.toml", &GROUP.replace("example = \"e\"\n", ""))]),
            ["packs/fr/lexicon/a.toml: the rule fr.harm.kill has no \"example\""]
        );
    }

    #[test]
    fn a_readme_without_a_list_is_found() {
        assert_eq!(check(&Tree::made_up(&[(README, "# Packs\n")])).len(), 1);
    }
}
