//! Commands as files say them, run in a folder that vanishes, with the samples in it.

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

/// Runs the commands of files, given by their path from the crate, and holds what they print against the files.
pub(crate) fn run_as_written(files: &str, member: &str) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let work = tempfile::tempdir().unwrap();
    copy(&here.join("../../samples"), &work.path().join("samples"));
    std::env::set_current_dir(work.path()).unwrap();
    let home = work.path().join("home");
    let cases = trycmd::TestCases::new();
    cases
        .env("BILAN_HOME", home.to_str().unwrap())
        .env("BILAN_MEMBER", member)
        .env("BILAN_DEVICE", "a device")
        .env("COLUMNS", "80")
        .env("LC_ALL", "C")
        .env("NO_COLOR", "1")
        .case(here.join(files).to_str().unwrap());
}
