//! `cargo xtask bench`: measures, never a test.

mod coder;
mod linker;
mod web;

use anyhow::{Result, bail};

use crate::shell::Shell;
use crate::workspace::{self, Workspace};

/// What may be measured: the crate `bilan-<name>`.
const NAMES: [&str; 8] = ["coder", "linker", "estimator", "ledger", "store", "casework", "web", "corpus"];

/// Runs the benches of the named crate, or of all, and says plainly what does not exist yet.
pub(crate) fn run(arguments: &[String]) -> Result<u8> {
    let shell = Shell::here()?;
    let workspace = workspace::read(&shell)?;
    if let [name, options @ ..] = arguments
        && name == "coder"
        && !options.is_empty()
    {
        coder::run(&shell, &workspace.target, options)?;
        return Ok(0);
    }
    if let [name, options @ ..] = arguments
        && name == "web"
    {
        web::run(&shell, &workspace.target, options)?;
        return Ok(0);
    }
    if let [name, options @ ..] = arguments
        && name == "linker"
        && !options.is_empty()
    {
        linker::run(&shell, &workspace.target, options)?;
        return Ok(0);
    }
    let names = asked(arguments)?;
    let mut worst = 0;
    for name in names {
        worst = worst.max(one(&shell, &workspace, name)?);
    }
    Ok(worst)
}

fn asked(arguments: &[String]) -> Result<Vec<&str>> {
    if let Some(unknown) = arguments.iter().find(|name| !NAMES.contains(&name.as_str())) {
        bail!("there is no bench \"{unknown}\"; there are: {}", NAMES.join(", "));
    }
    Ok(if arguments.is_empty() { NAMES.to_vec() } else { arguments.iter().map(String::as_str).collect() })
}

fn one(shell: &Shell, workspace: &Workspace, name: &str) -> Result<u8> {
    let package = format!("bilan-{name}");
    let Some(found) = workspace.packages.iter().find(|found| found.name == package) else {
        println!("{name}: {package} does not exist yet, so there is nothing to measure.");
        return Ok(0);
    };
    let mut worst = 0;
    for bench in &found.benches {
        println!("--- {name}: {bench}");
        let cargo = &["bench", "--package", &package, "--profile", "release", "--locked", "--bench", bench];
        worst = worst.max(Shell::exit_code(&mut shell.cargo(cargo))?);
    }
    if found.benches.is_empty() && name != "web" {
        println!("{name}: {package} has no bench of its own yet.");
    }
    if name == "web" {
        web::run(shell, &workspace.target, &[])?;
        return Ok(worst);
    }
    if name == "linker" {
        println!("--- linker: records to persons, beside Splink");
        linker::run(shell, &workspace.target, &[])?;
    }
    if name == "coder" {
        println!("--- coder: every figure it must show");
        coder::run(shell, &workspace.target, &[])?;
    }
    Ok(worst)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_name_all_are_asked_for() {
        assert_eq!(asked(&[]).expect("all"), NAMES);
    }

    #[test]
    fn an_unknown_name_is_refused() {
        let error = asked(&["parser".to_owned()]).expect_err("there is none");
        assert!(error.to_string().starts_with("there is no bench \"parser\""));
    }
}
