//! What the sandbox refuses, tried out by a process that locks itself in the same way.
#![allow(clippy::unwrap_used, reason = "what is made here can be made, or the test fails")]

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use rustix::event::{PollFd, PollFlags, Timespec};

/// The example `escape`, built beside the tests.
fn escape() -> PathBuf {
    let child = PathBuf::from(env!("CARGO_BIN_EXE_bilan-read"));
    child.parent().unwrap().join("examples/escape")
}

fn run(what: &str) -> Output {
    run_as(&[what])
}

fn run_as(arguments: &[&str]) -> Output {
    let mut child = Command::new(escape())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A child that a limit ends may be gone before it is spoken to.
    let _ = child.stdin.take().unwrap().write_all(b"word");
    child.wait_with_output().unwrap()
}

#[test]
fn nothing_is_let_through_but_the_pipes() {
    let_nothing_through(run_as(&["attempts", "document"]));
    let_nothing_through(run_as(&["attempts", "rows"]));
}

fn let_nothing_through(output: Output) {
    let told = String::from_utf8(output.stdout).unwrap();
    let (heard, refused): (Vec<&str>, Vec<&str>) =
        told.lines().partition(|line| line.starts_with("hear its parent"));
    assert_eq!(heard, ["hear its parent: yes"], "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(refused.len(), 12);
    assert!(refused.iter().all(|line| line.ends_with(": no")), "{told}");
    assert!(output.status.success());
}

#[test]
fn limits_end_the_process_and_a_caught_panic_does_not() {
    for request in ["document", "rows"] {
        let allocate = run_as(&["allocate", request]);
        assert_eq!(allocate.status.signal(), Some(6), "{allocate:?}");
        assert!(String::from_utf8_lossy(&allocate.stderr).contains("memory allocation of"));
    }
    assert!(run("overflow").status.signal().is_some());
    let panic = run("panic");
    assert_eq!((panic.status.success(), &panic.stdout[..]), (true, &b"caught: yes\n"[..]));
}

#[test]
#[ignore = "long: works for ten seconds"]
fn time_ends_the_process() {
    assert_eq!(run("spin").status.signal(), Some(24));
}

#[test]
fn descriptors_that_the_parent_left_open_are_closed() {
    // The shell leaves the pipe to this test open as descriptor 9, and nowhere else. Once the child has locked itself
    // in, and while it still waits for a word, nobody holds the other end of that pipe any more.
    let script = format!("exec 9>&1 1>&2; exec {} attempts", escape().display());
    let mut child = Command::new("/bin/sh")
        .args(["-c", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    told.read_line(&mut line).unwrap();
    assert_eq!(line, "read a file: no\n");
    let pipe = child.stdout.take().unwrap();
    let mut state = [PollFd::new(&pipe, PollFlags::IN)];
    rustix::event::poll(&mut state, Some(&Timespec { tv_sec: 0, tv_nsec: 0 })).unwrap();
    assert!(state[0].revents().contains(PollFlags::HUP), "the descriptor is still open");
    assert!(child.try_wait().unwrap().is_none(), "the child has ended, which closes all");
    drop(child.stdin.take());
    std::io::copy(&mut told, &mut std::io::sink()).unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn what_is_not_asked_rightly_is_not_read() {
    for arguments in [
        &[][..],
        &["--format"],
        &["--format", "exe"],
        &["--format", "pdf", "--fast"],
        &["--rows", "csv"],
        &["--help"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_bilan-read")).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
    }
}
