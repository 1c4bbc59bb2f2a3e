//! Rule: ARCHITECTURE.md names what exists, and nothing else.
//!
//! A heading that begins with a crate in backticks (`### `bilan-coder`: ...`) opens the section of that crate; one
//! that begins with a folder (`### `packs/`: ...`) that of a folder of the root.

use crate::tidy::finding::Finding;
use crate::tidy::tree::Tree;

const MAP: &str = "ARCHITECTURE.md";

/// Folders of the root that need no section: the crates inside have theirs, and dot folders hold settings.
fn needs_no_section(folder: &str) -> bool {
    folder == "crates" || folder == "xtask" || folder.starts_with('.')
}

/// Compares the map with the tree, both ways.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(text) = tree.text(MAP) else {
        return vec![Finding::new(MAP, "is missing: it is the map of the house")];
    };
    let sections = sections(text);
    let crates = tree.folders("crates/").into_iter().chain(["xtask".to_owned()]);
    let folders = tree.folders("").into_iter().filter(|folder| !needs_no_section(folder));
    let things: Vec<String> = crates.chain(folders.map(|folder| format!("{folder}/"))).collect();

    let mut findings = Vec::new();
    for thing in &things {
        match sections.iter().filter(|section| section.thing == thing).collect::<Vec<_>>().as_slice() {
            [] => findings
                .push(Finding::new(MAP, format!("has no section for {thing} (a heading with `{thing}`)"))),
            [section] if !section.says_never => {
                let what =
                    format!("does not say what {thing} never does: the section needs the word \"never\"");
                findings.push(Finding::new(format!("{MAP}:{}", section.line), what));
            }
            [_] => {}
            [_, second, ..] => {
                findings.push(Finding::new(
                    format!("{MAP}:{}", second.line),
                    format!("is a second section for {thing}"),
                ));
            }
        }
    }
    let gone = sections.iter().filter(|section| !things.iter().any(|thing| thing == section.thing));
    findings.extend(gone.map(|section| {
        Finding::new(
            format!("{MAP}:{}", section.line),
            format!("is a section for {}, which does not exist", section.thing),
        )
    }));
    findings
}

struct Section<'a> {
    thing: &'a str,
    line: usize,
    says_never: bool,
}

fn sections(text: &str) -> Vec<Section<'_>> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    let mut open = false;
    for (number, line) in (1..).zip(text.lines()) {
        if line.starts_with('#') {
            let thing = line
                .trim_start_matches('#')
                .trim_start()
                .strip_prefix('`')
                .and_then(|rest| rest.split_once('`'));
            open = thing.is_some();
            sections.extend(thing.map(|(thing, _)| Section { thing, line: number, says_never: false }));
        } else if open && let Some(section) = sections.last_mut() {
            section.says_never |=
                line.to_lowercase().split(|c: char| !c.is_alphabetic()).any(|word| word == "never");
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODER: (&str, &str) = ("crates/bilan-coder/src/lib.rs", "");
    const XTASK: (&str, &str) = ("xtask/src/main.rs", "");
    const GOOD: &str =
        "# Map\n\n### `bilan-coder`: text to claims\nIt never fails.\n\n### `xtask`\nNever slow.\n";

    fn found(map: &str, more: &[(&str, &str)]) -> Vec<String> {
        let files = [&[CODER, XTASK, (MAP, map)], more].concat();
        check(&Tree::made_up(&files)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_true_map_is_good() {
        assert!(found(GOOD, &[(".ci/run", "")]).is_empty());
    }

    #[test]
    fn a_crate_or_folder_without_a_section_is_found() {
        assert_eq!(
            found(GOOD, &[("crates/bilan-tally/src/lib.rs", ""), ("packs/fr/pack.toml", "")]),
            [
                "ARCHITECTURE.md: has no section for bilan-tally (a heading with `bilan-tally`)",
                "ARCHITECTURE.md: has no section for packs/ (a heading with `packs/`)",
            ]
        );
    }

    #[test]
    fn a_section_for_what_is_gone_is_found() {
        let map = format!("{GOOD}\n## `bilan-web`\nIt never dies.\n");
        assert_eq!(found(&map, &[]), ["ARCHITECTURE.md:9: is a section for bilan-web, which does not exist"]);
    }

    #[test]
    fn a_section_says_what_its_thing_never_does() {
        let map = GOOD.replace("It never fails", "It works. Nevertheless");
        assert_eq!(found(&map, &[]).len(), 1);
    }

    #[test]
    fn a_second_section_is_found() {
        let map = format!("{GOOD}\n## `bilan-coder`\nnever\n");
        assert_eq!(found(&map, &[]), ["ARCHITECTURE.md:9: is a second section for bilan-coder"]);
    }

    #[test]
    fn a_missing_map_is_found() {
        assert_eq!(check(&Tree::made_up(&[CODER])).len(), 1);
    }
}
