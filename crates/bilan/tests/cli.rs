//! The command as people meet it: what it prints and how it ends is data in `tests/cmd`.
//!
//! Commands run in a folder that vanishes, with the samples in it. `TRYCMD=overwrite` writes what they print; read it
//! aloud before you keep it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

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

#[test]
fn commands_print_what_their_files_say() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let work = tempfile::tempdir().unwrap();
    copy(&here.join("../../samples"), &work.path().join("samples"));
    std::env::set_current_dir(work.path()).unwrap();
    let home = work.path().join("home");
    let cases = trycmd::TestCases::new();
    cases
        .env("BILAN_HOME", home.to_str().unwrap())
        .env("BILAN_MEMBER", "a member")
        .env("BILAN_DEVICE", "a device")
        .env("COLUMNS", "80")
        .env("LC_ALL", "C")
        .env("NO_COLOR", "1")
        .case(here.join("tests/cmd/*.trycmd").to_str().unwrap());
}

/// The command, at home in a folder that vanishes.
fn bilan(work: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bilan"));
    command.current_dir(work).env("BILAN_HOME", work.join("home")).env("LC_ALL", "C");
    command
}

const LINE: &str = "{\"doc\":\"a\",\"language\":\"en\",\"text\":\"Twelve villagers were killed on 3 March 2024 in Exampleville.\"}\n";

#[test]
fn one_bit_changed_ends_with_4_and_names_the_file() {
    let work = tempfile::tempdir().unwrap();
    assert!(bilan(work.path()).args(["init", "case"]).status().unwrap().success());
    let key = work.path().join("case/keys/member.vkey");
    let mut bytes = fs::read(&key).unwrap();
    bytes[40] ^= 1;
    fs::write(&key, bytes).unwrap();
    let output = bilan(work.path()).args(["verify", "case"]).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&output.stdout).contains("keys/member.vkey"), "{output:?}");
    let output = bilan(work.path()).args(["tally", "case"]).output().unwrap();
    assert_eq!(output.status.code(), Some(4), "{output:?}");
}

#[test]
fn each_line_of_a_stream_is_answered_before_the_next_is_given() {
    let work = tempfile::tempdir().unwrap();
    let mut command = bilan(work.path());
    command.args(["code", "--jsonl", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for given in [LINE, "not JSON\n", LINE] {
        input.write_all(given.as_bytes()).unwrap();
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert_eq!(line.contains("\"error\""), given != LINE, "{line}");
    }
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(3));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let work = tempfile::tempdir().unwrap();
    fs::write(work.path().join("many.jsonl"), LINE.repeat(2_000)).unwrap();
    let mut command = bilan(work.path());
    command.args(["code", "--jsonl", "many.jsonl"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}
