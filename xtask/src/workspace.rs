//! The crates of the workspace, as `cargo metadata` tells them.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::shell::Shell;

/// The workspace as cargo sees it.
pub(crate) struct Workspace {
    /// In alphabetical order.
    pub(crate) packages: Vec<Package>,
    /// Where cargo puts what it makes.
    pub(crate) target: PathBuf,
}

/// One crate of the workspace.
#[derive(Debug, Default)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) dependencies: Vec<Dependency>,
    /// Names of its bench targets.
    pub(crate) benches: Vec<String>,
}

/// A crate that another one uses.
#[derive(Debug)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// Used by tests, benches and examples only.
    pub(crate) dev: bool,
}

/// Asks cargo.
pub(crate) fn read(shell: &Shell) -> Result<Workspace> {
    let mut cargo = shell.cargo(&["metadata", "--format-version", "1", "--no-deps"]);
    parse(&Shell::output(&mut cargo)?).context("cargo metadata gave what was not expected")
}

fn parse(metadata: &str) -> Result<Workspace> {
    let metadata: Value = serde_json::from_str(metadata)?;
    let target = metadata["target_directory"].as_str().context("no target_directory")?.into();
    let listed = metadata["packages"].as_array().context("no packages")?;
    let mut packages = listed.iter().map(package).collect::<Result<Vec<_>>>()?;
    packages.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Workspace { packages, target })
}

fn package(value: &Value) -> Result<Package> {
    let name = value["name"].as_str().context("a package without a name")?.to_owned();
    let targets = value["targets"].as_array().context("no targets")?;
    let is_bench =
        |target: &&Value| target["kind"].as_array().is_some_and(|kinds| kinds.iter().any(|k| k == "bench"));
    let benches =
        targets.iter().filter(is_bench).filter_map(|target| target["name"].as_str()).map(str::to_owned);
    let dependencies = value["dependencies"].as_array().context("no dependencies")?;
    let dependencies = dependencies.iter().map(|dependency| {
        let name = dependency["name"].as_str().context("a dependency without a name")?.to_owned();
        Ok(Dependency { name, dev: dependency["kind"] == "dev" })
    });
    Ok(Package { name, dependencies: dependencies.collect::<Result<_>>()?, benches: benches.collect() })
}

#[cfg(test)]
impl Package {
    /// A made-up crate with its dependencies and its dev-dependencies.
    pub(crate) fn made_up(name: &str, normal: &[&str], dev: &[&str]) -> Self {
        let all = normal.iter().map(|name| (name, false)).chain(dev.iter().map(|name| (name, true)));
        let dependencies = all.map(|(name, dev)| Dependency { name: (*name).to_owned(), dev }).collect();
        Self { name: name.to_owned(), dependencies, benches: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_says_is_read() {
        let metadata = r#"{"target_directory": "out", "packages": [
            {"name": "b", "targets": [{"kind": ["lib"], "name": "b"}, {"kind": ["bench"], "name": "speed"}],
             "dependencies": [{"name": "serde", "kind": null}, {"name": "insta", "kind": "dev"}]},
            {"name": "a", "targets": [], "dependencies": []}]}"#;
        let workspace = parse(metadata).expect("good metadata");
        let names: Vec<_> = workspace.packages.iter().map(|package| package.name.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
        let b = &workspace.packages[1];
        assert_eq!(b.benches, ["speed"]);
        assert_eq!(b.dependencies.iter().map(|d| d.dev).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn metadata_without_packages_is_an_error() {
        assert!(parse(r#"{"target_directory": "out"}"#).is_err());
    }
}
