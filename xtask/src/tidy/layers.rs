//! Rule: arrows of use point strictly down, so engines do not know each other (DESIGN, section 4).

use crate::tidy::finding::Finding;
use crate::workspace::Package;

/// Every crate that may exist, and its layer: a crate uses crates of lower layers only.
const LAYERS: &[(&str, u8)] = &[
    ("bilan-model", 0),
    ("bilan-reader", 1),
    ("bilan-coder", 1),
    ("bilan-linker", 1),
    ("bilan-tally", 1),
    ("bilan-estimator", 1),
    ("bilan-ledger", 1),
    ("bilan-store", 1),
    ("bilan-disclosure", 1),
    ("bilan-export", 1),
    ("bilan-testkit", 2),
    ("bilan-read", 2),
    ("bilan-casework", 2),
    ("bilan-web", 3),
    ("bilan-corpus", 3),
    ("bilan", 4),
];

/// Serves tests alone.
const TESTKIT: &str = "bilan-testkit";
/// Builds before any crate of bilan does.
const XTASK: &str = "xtask";

/// Looks at every arrow between two crates of the workspace.
pub(crate) fn check(packages: &[Package]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in packages {
        if package.name != XTASK && layer(&package.name).is_none() {
            let what = "has no layer: give it one in xtask/src/tidy/layers.rs and a place in ARCHITECTURE.md";
            findings.push(Finding::new(&package.name, what));
        }
        let inside =
            package.dependencies.iter().filter(|used| packages.iter().any(|other| other.name == used.name));
        findings.extend(inside.filter_map(|used| {
            Some(Finding::new(&package.name, refused(&package.name, &used.name, used.dev)?))
        }));
    }
    findings
}

/// Why the arrow may not be, or `None` where it may.
fn refused(from: &str, to: &str, dev: bool) -> Option<String> {
    if from == XTASK {
        return Some(format!("must not use {to}: chores work while the rest does not compile"));
    }
    if to == XTASK {
        return Some("must not use xtask: nothing of bilan depends on the chores".to_owned());
    }
    if to == TESTKIT {
        return (!dev).then(|| format!("must not use {TESTKIT} outside its tests"));
    }
    let (from_layer, to_layer) = (layer(from)?, layer(to)?);
    if dev {
        let what =
            || format!("(L{from_layer}) must not reach up to {to} (L{to_layer}), not even in its tests");
        return (to_layer > from_layer).then(what);
    }
    let what = || format!("(L{from_layer}) must not use {to} (L{to_layer}): arrows point strictly down");
    (to_layer >= from_layer).then(what)
}

fn layer(name: &str) -> Option<u8> {
    LAYERS.iter().find(|(known, _)| *known == name).map(|(_, layer)| *layer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(packages: &[Package]) -> Vec<String> {
        check(packages).iter().map(ToString::to_string).collect()
    }

    fn house() -> Vec<Package> {
        ["bilan-model", "bilan-coder", "bilan-linker", "bilan-casework", "bilan-testkit"]
            .map(|name| Package::made_up(name, &[], &[]))
            .into()
    }

    fn with(package: Package) -> Vec<Package> {
        let mut packages: Vec<_> = house().into_iter().filter(|other| other.name != package.name).collect();
        packages.push(package);
        packages
    }

    #[test]
    fn arrows_down_are_good() {
        let casework =
            Package::made_up("bilan-casework", &["bilan-coder", "bilan-linker", "bilan-model", "serde"], &[]);
        assert!(found(&with(casework)).is_empty());
    }

    #[test]
    fn engines_do_not_know_each_other() {
        assert_eq!(
            found(&with(Package::made_up("bilan-coder", &["bilan-linker"], &[]))),
            ["bilan-coder: (L1) must not use bilan-linker (L1): arrows point strictly down"]
        );
    }

    #[test]
    fn nothing_reaches_up() {
        assert_eq!(found(&with(Package::made_up("bilan-model", &["bilan-casework"], &[]))).len(), 1);
    }

    #[test]
    fn tests_may_use_a_neighbour_and_never_what_stands_above() {
        assert!(
            found(&with(Package::made_up("bilan-coder", &[], &["bilan-linker", "bilan-testkit"]))).is_empty()
        );
        assert_eq!(
            found(&with(Package::made_up("bilan-coder", &[], &["bilan-casework"]))),
            ["bilan-coder: (L1) must not reach up to bilan-casework (L2), not even in its tests"]
        );
    }

    #[test]
    fn the_testkit_stays_in_tests() {
        assert_eq!(found(&with(Package::made_up("bilan-casework", &["bilan-testkit"], &[]))).len(), 1);
    }

    #[test]
    fn the_chores_stand_apart() {
        assert_eq!(found(&with(Package::made_up("xtask", &["bilan-model"], &[]))).len(), 1);
        let mut packages = with(Package::made_up("bilan-casework", &["xtask"], &[]));
        packages.push(Package::made_up("xtask", &[], &[]));
        assert_eq!(found(&packages).len(), 1);
    }

    #[test]
    fn a_new_crate_is_given_a_layer() {
        assert_eq!(found(&with(Package::made_up("bilan-charts", &[], &[]))).len(), 1);
    }
}
