//! The command as people meet it: what it prints and how it ends is data in `tests/cmd`.
//!
//! Commands run in a folder that vanishes, with the samples in it. `TRYCMD=overwrite` writes what they print; read it
//! aloud before you keep it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn commands_print_what_their_files_say() {
    common::run_as_written("tests/cmd/*.trycmd", "a member");
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
