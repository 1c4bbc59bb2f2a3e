//! `cargo xtask lint`: what CI refuses before it runs a test.

use anyhow::Result;

use crate::fmt;
use crate::shell::{self, Shell};
use crate::stages::Stages;

const CLIPPY: &[&str] =
    &["clippy", "--workspace", "--all-targets", "--profile", "ci", "--locked", "--", "--deny", "warnings"];

const DOC: &[&str] = &["doc", "--workspace", "--no-deps", "--profile", "ci", "--locked"];

/// A crate's first page may point to its private modules: the reader of the page has the source.
const DOC_FLAGS: &str = "--deny warnings --allow rustdoc::private_intra_doc_links";

/// Advisories need the network and change without us: `cargo deny check advisories` is a person's chore.
const DENY: &[&str] = &["deny", "--workspace", "--locked", "check", "bans", "licenses", "sources"];

/// Runs every check and says which failed.
pub(crate) fn run() -> Result<u8> {
    let shell = Shell::here()?;
    let mut stages = Stages::default();
    stages.run("format", || fmt::check(&shell));
    stages.run("clippy", || Shell::exit_code(&mut shell.cargo(CLIPPY)));
    stages.run("docs", || Shell::exit_code(shell.cargo(DOC).env("RUSTDOCFLAGS", DOC_FLAGS)));
    if shell::is_installed("cargo-deny") {
        stages.run("licences and dependencies", || Shell::exit_code(&mut shell.cargo(DENY)));
    } else {
        stages.skip("licences and dependencies", "cargo install cargo-deny --locked");
    }
    if shell::is_installed("typos") {
        stages.run("spelling", || Shell::exit_code(&mut shell.command("typos", &[])));
    } else {
        stages.skip("spelling", "cargo install typos-cli --locked");
    }
    Ok(stages.finish())
}
