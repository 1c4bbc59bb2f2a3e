//! The server as a stranger's tool understands its description: requests made from it, fitting and unfitting, and every
//! answer held against it. Runs where `BILAN_SCHEMATHESIS` names the program.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::sync::mpsc::channel;
use std::time::Duration;

use bilan_casework::desk::Desk;
use bilan_casework::{Env, Knowledge, ReaderChild};
use bilan_tally::Language;
use bilan_web::guard::admission::Mode;
use bilan_web::serve::{Opening, Told, serve};

use crate::house::House;

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,\
                      response_headers_conformance,unsupported_method,allow_header_conformance";
const SECONDS: &str = "80";
const SEED: &str = "20240519";

/// Exchanges the key of the address for the session's cookie.
fn cookie(address: &str, key: &str) -> String {
    let body = format!("{{\"key\":\"{key}\"}}");
    let mut stream = TcpStream::connect(address).unwrap();
    let head = "Content-Type: application/json\r\nX-Bilan: 1\r\nConnection: close";
    let length = body.len();
    write!(stream, "POST /api/session/key HTTP/1.1\r\nHost: {address}\r\n{head}\r\nContent-Length: {length}\r\n\r\n{body}").unwrap();
    let mut told = String::new();
    stream.read_to_string(&mut told).unwrap();
    let line = told.lines().find(|line| line.to_lowercase().starts_with("set-cookie:")).unwrap();
    line[11..].split(';').next().unwrap().trim().to_owned()
}

#[test]
fn every_answer_is_as_the_description_says() {
    let Some(program) = std::env::var_os("BILAN_SCHEMATHESIS") else {
        // Nobody reads what a test that passed has printed: where all must run, it fails.
        assert!(std::env::var_os("CI").is_none(), "BILAN_SCHEMATHESIS names no program: in CI it must");
        println!("BILAN_SCHEMATHESIS names no program: not run");
        return;
    };
    // The case is made by a house, whose desk is closed again.
    let (folder, home) = House::new(Mode::Alone).leave();
    let case = folder.path().join("case");
    let reader = ReaderChild { path: "bilan-read".into(), allow_unsandboxed: false };
    let env = Env::system(home.clone(), "amina".to_owned(), "a device".to_owned(), 1, reader);
    let desk = Desk::open(&case, env, std::sync::Arc::new(Knowledge::embedded())).unwrap();
    let opening = Opening {
        case_name: "case".to_owned(),
        alone_as: "amina".to_owned(),
        listen: "127.0.0.1:0".parse().unwrap(),
        tls: None,
        host: None,
        publications: folder.path().join("publications"),
        tiles: None,
        home,
        language: Language::En,
    };
    let (say, said) = channel();
    std::thread::spawn(move || serve(desk, opening, move |told| drop(say.send(told.clone()))));
    let Told::Alone(opened) = said.recv_timeout(Duration::from_secs(30)).unwrap() else { panic!("alone") };
    let (base, key) = opened.split_once("/#k=").unwrap();
    let cookie = cookie(base.strip_prefix("http://").unwrap(), key);
    let run = Command::new(program)
        .current_dir(folder.path())
        .arg("run")
        .arg(format!("{base}/api/openapi.json"))
        .args(["-H", &format!("Cookie: {cookie}"), "-H", "X-Bilan: 1", "--checks", CHECKS, "--seed", SEED])
        .args(["--max-time", SECONDS, "--max-examples", "25", "--phases", "examples,coverage,fuzzing"])
        .args(["--exclude-path", "/api/events", "--exclude-path", "/api/session/logout"])
        .args(["--generation-database", "none", "--request-timeout", "20", "--no-color", "--no-shrink"])
        .args(["--suppress-health-check", "all", "--warnings", "off", "--continue-on-failure"])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&run.stdout);
    println!("{told}\n{}", String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success());
}
