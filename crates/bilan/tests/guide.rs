//! The guide is run as a test: what it says a command prints, the command prints.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::path::Path;

/// Copies a folder; names that begin with a dot stay.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// `docs/guide.md` is what it says: a recorder's week, command by command.
#[test]
fn the_guide_prints_what_it_says() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let work = tempfile::tempdir().unwrap();
    copy(&here.join("../../samples"), &work.path().join("samples"));
    std::env::set_current_dir(work.path()).unwrap();
    let home = work.path().join("home");
    let cases = trycmd::TestCases::new();
    cases
        .env("BILAN_HOME", home.to_str().unwrap())
        .env("BILAN_MEMBER", "Aya")
        .env("BILAN_DEVICE", "laptop")
        .env("COLUMNS", "80")
        .env("LC_ALL", "C")
        .env("NO_COLOR", "1")
        .case(here.join("../../docs/guide.md").to_str().unwrap());
}
