//! The guide is run as a test: what it says a command prints, the command prints.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

/// `docs/guide.md` is what it says: a recorder's week, command by command.
#[test]
fn the_guide_prints_what_it_says() {
    common::run_as_written("../../docs/guide.md", "Aya");
}
