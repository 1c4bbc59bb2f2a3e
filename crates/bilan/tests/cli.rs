//! The command as people meet it: what it prints and how it ends is data in `tests/cmd`.
//!
//! Commands run in a folder that vanishes, with the samples in it. `TRYCMD=overwrite` writes what they print; read it
//! aloud before you keep it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
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

/// A server on this computer that gives every request this answer, and its address.
fn answering(answer: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = BufReader::new(stream.try_clone().unwrap());
            let (mut line, mut length) = (String::new(), 0);
            while request.read_line(&mut line).unwrap() > 2 {
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                line.clear();
            }
            request.read_exact(&mut vec![0; length]).unwrap();
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", answer.len());
            stream.write_all(format!("{head}{answer}").as_bytes()).unwrap();
        }
    });
    url
}

#[test]
fn a_second_reader_proposes_and_its_failure_ends_with_3_beside_the_usual_coding() {
    let work = tempfile::tempdir().unwrap();
    fs::write(work.path().join("one.jsonl"), LINE).unwrap();
    let code = |arguments: &[&str]| {
        // A proxy would carry reports away from this computer: it is not used.
        let mut command = bilan(work.path());
        command.env("HTTP_PROXY", "http://127.0.0.1:9").env("ALL_PROXY", "http://127.0.0.1:9");
        command.args(["code", "--jsonl", "one.jsonl"]).args(arguments).output().unwrap()
    };
    let plain = code(&[]);
    let tolls = r#"{\"tolls\":[{\"outcome\":\"killed\",\"number\":12,\"source\":\"author\",\"quote\":\"Twelve villagers were killed\"}]}"#;
    let good = answering(format!(r#"{{"choices":[{{"message":{{"content":"{tolls}"}}}}]}}"#));
    let output = code(&["--propose-with", &good, "--propose-model", "m"]);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{err}");
    assert!(out.contains(r#""proposals":[{"outcome":"killed","value":12"#), "{out}");
    assert!(
        out.contains(r#""verdict":"agrees""#) && err.contains("The second reader read 1 report"),
        "{out}{err}"
    );

    let bad = answering("<html>502</html>".to_owned());
    let output = code(&["--propose-with", &bad, "--lang", "fr"]);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(3), "{err}");
    assert!(err.contains("non lus par le second lecteur") && err.contains("n'est pas du JSON"), "{err}");
    let rules = String::from_utf8_lossy(&plain.stdout).trim_end().trim_end_matches('}').to_owned();
    assert!(out.starts_with(&rules), "the coding by the rules comes first and is the same:\n{rules}\n{out}");

    for (arguments, code_wanted, words) in [
        (&["--propose-with", "http://192.0.2.1:8080"][..], 3, "--propose-allow-remote"),
        (&["--propose-with", "https://localhost:8080"], 2, "tunnel"),
        (&["--propose-with", "http://localhost@192.0.2.1"], 2, "no plain address"),
        (&["--propose-model", "m"], 2, "--propose-with"),
    ] {
        let output = code(arguments);
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code_wanted), "{arguments:?}: {err}");
        assert!(err.contains(words) && output.stdout.is_empty(), "{arguments:?}: {err}");
    }
}
