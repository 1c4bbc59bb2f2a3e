//! `cargo xtask tidy`: the rules of the house that no compiler knows, one file a rule.
//!
//! A rule is a pure function from what it reads to findings. To add one: a file here with its tests, a line in
//! [`RULES`] and a line in CONTRIBUTING.md.

mod finding;
mod first_lines;
mod fold;
mod layers;
mod literals;
mod map;
mod owners;
mod packs;
mod places_of_bench;
mod secrets;
mod tree;
mod words;

use anyhow::Result;

use crate::shell::Shell;
use crate::workspace::{self, Workspace};
use finding::Outcome;
use tree::Tree;

/// All that the rules may look at.
struct House {
    workspace: Workspace,
    tree: Tree,
    /// Names of the places in the bench reports that may stand in no data of ours; `None` without bench data.
    bench_names: Option<Vec<String>>,
}

/// A rule by name.
type Rule = (&'static str, fn(&House) -> Outcome);

const RULES: [Rule; 8] = [
    ("layers", |house| layers::check(&house.workspace.packages).into()),
    ("owners", |house| owners::check(&house.workspace.packages).into()),
    ("map", |house| map::check(&house.tree).into()),
    ("first lines", |house| first_lines::check(&house.tree).into()),
    ("packs", |house| packs::check(&house.tree).into()),
    ("bench places", |house| match &house.bench_names {
        Some(names) => places_of_bench::check(names, &house.tree).into(),
        None => Outcome::Skipped("no bench data; set BILAN_BENCH to the folder of the benches"),
    }),
    ("words", |house| words::check(&house.tree).into()),
    ("secrets", |house| secrets::check(&house.tree).into()),
];

/// Runs every rule; exit code 1 where one has findings.
pub(crate) fn run() -> Result<u8> {
    check(&Shell::here()?)
}

/// Runs every rule on the repository and prints what they find.
pub(crate) fn check(shell: &Shell) -> Result<u8> {
    let tree = Tree::read(shell)?;
    let exonyms = tree.text("gazetteer/exonyms.tsv").unwrap_or_default();
    let bench_names = shell.bench_data().map(|bench| places_of_bench::read(&bench, exonyms)).transpose()?;
    let house = House { workspace: workspace::read(shell)?, tree, bench_names };
    let mut found = 0;
    for (name, rule) in RULES {
        match rule(&house) {
            Outcome::Findings(findings) if findings.is_empty() => println!("ok       {name}"),
            Outcome::Findings(findings) => {
                println!("FAILED   {name}");
                for finding in &findings {
                    println!("  {finding}");
                }
                found += findings.len();
            }
            Outcome::Skipped(why) => println!("skipped  {name}: {why}"),
        }
    }
    if found > 0 {
        println!("tidy: {found} findings");
    }
    Ok(u8::from(found > 0))
}
