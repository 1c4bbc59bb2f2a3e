//! Rule: every Rust file of the sources begins with one line that says its duty.

use crate::tidy::finding::Finding;
use crate::tidy::tree::{Tree, has_extension};

/// Looks at the first line of every file under `crates/*/src` and `xtask/src`.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let sources = tree.all().filter(|(path, _)| is_source(path));
    let silent = sources.filter(|(_, text)| !says_its_duty(text));
    silent
        .map(|(path, _)| Finding::new(format!("{path}:1"), "begins with no \"//! \" line that says its duty"))
        .collect()
}

fn is_source(path: &str) -> bool {
    let inside = path.strip_prefix("crates/").and_then(|rest| rest.split_once('/')).map(|(_, rest)| rest);
    let inside = inside.or(path.strip_prefix("xtask/"));
    has_extension(path, "rs") && inside.is_some_and(|rest| rest.starts_with("src/"))
}

fn says_its_duty(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    first.strip_prefix("//! ").is_some_and(|duty| !duty.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_duty_is_found() {
        let tree = Tree::made_up(&[
            ("crates/bilan-coder/src/good.rs", "//! One duty.\nfn f() {}\n"),
            ("crates/bilan-coder/src/deep/bad.rs", "use std::fs;\n//! Too late.\n"),
            ("crates/bilan-coder/tests/free.rs", "fn f() {}\n"),
            ("xtask/src/empty.rs", "//! \n"),
        ]);
        let places: Vec<_> = check(&tree).into_iter().map(|finding| finding.place).collect();
        assert_eq!(places, ["crates/bilan-coder/src/deep/bad.rs:1", "xtask/src/empty.rs:1"]);
    }
}
