//! `bilan add` killed at random moments, and two commands on one case: the binary as people run it.
//!
//! A kill leaves what was written in the system's cache, so this shows the order of steps and the way back, not the
//! syncs: those are shown on a disk model, in `bilan-ledger`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Reports in the folder that is added.
const REPORTS: usize = 60;
/// Kills of the test command; the long test does [`KILLS_LONG`].
const KILLS: usize = 40;
const KILLS_LONG: usize = 300;
/// Then the case is finished, and another begun.
const KILLS_PER_CASE: usize = 10;

/// The command, at home in a folder that vanishes.
fn bilan(work: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bilan"));
    command.current_dir(work).env("BILAN_HOME", work.join("home")).env("LC_ALL", "C").env("NO_COLOR", "1");
    command
}

fn output(work: &Path, arguments: &[&str]) -> Output {
    bilan(work).args(arguments).output().unwrap()
}

/// What a command with `--json` prints; it must end well.
fn json(work: &Path, arguments: &[&str]) -> Value {
    let output = output(work, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Numbers that follow from a seed (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// A folder of small reports, each of its own text.
fn reports(work: &Path) -> PathBuf {
    let folder = work.join("reports");
    fs::create_dir(&folder).unwrap();
    for number in 0..REPORTS {
        let text = format!(
            "{} villagers were killed on {} March 2024 in Exampleville, the mayor said. A witness spoke of {} dead.\n",
            20 + number,
            number % 28 + 1,
            22 + number
        );
        fs::write(folder.join(format!("{number:03}.txt")), text).unwrap();
    }
    folder
}

/// Entries of the log under the checkpoint: what is acknowledged.
fn acknowledged(work: &Path, case: &str) -> u64 {
    let logs = work.join(case).join("logs");
    let device = fs::read_dir(logs).unwrap().next().unwrap().unwrap();
    let checkpoint = fs::read_to_string(device.path().join("checkpoint")).unwrap();
    checkpoint.lines().nth(1).unwrap().parse().unwrap()
}

/// How long a whole addition takes here and now: the moments of the kills are spread over that.
#[expect(clippy::disallowed_methods, reason = "no outcome depends on it, only where the kills fall")]
fn length_of_an_addition(work: &Path) -> Duration {
    assert!(output(work, &["init", "measured"]).status.success());
    let begun = Instant::now();
    assert!(start(work, "measured").wait().unwrap().success());
    begun.elapsed()
}

fn start(work: &Path, case: &str) -> Child {
    let mut command = bilan(work);
    command.args(["add", case, "reports"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// After a kill: the case opens, verifies, and holds at least what it held; returns the ids of its reports.
fn check(work: &Path, case: &str, before: u64, known: &BTreeSet<String>) -> BTreeSet<String> {
    let listed = json(work, &["list", case, "reports", "--json"]);
    // A document that was preserved and waits to be read stands under an id of its own until then.
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let read = rows(&listed).into_iter().filter(|row| row["state"] != "waiting");
    let ids: BTreeSet<String> = read.map(|row| text(&row, "id")).collect();
    let documents: BTreeSet<String> = rows(&listed).iter().map(|row| text(row, "from")).collect();
    assert_eq!(documents.len(), rows(&listed).len(), "a document was added twice");
    assert!(ids.is_superset(known), "a report that was listed is gone");
    let verified = json(work, &["verify", case, "--json"]);
    assert_eq!(verified["findings"], Value::Array(Vec::new()), "{verified}");
    assert!(verified["size"].as_u64().unwrap() >= before, "{before} entries were acknowledged: {verified}");
    ids
}

fn rows(listed: &Value) -> Vec<Value> {
    let rows = listed.as_array().or_else(|| listed.as_object()?.values().find_map(Value::as_array));
    rows.cloned().unwrap_or_default()
}

/// Kills additions to one case after another; returns how many kills hit a running addition, in words.
fn kill_often(kills: usize) -> String {
    let work = tempfile::tempdir().unwrap();
    let work = work.path();
    reports(work);
    let length = u64::try_from(length_of_an_addition(work).as_micros()).unwrap();
    let mut random = Random(2026);
    let (mut killed, mut case_number, mut joined) = (0, 0, 0);
    while killed < kills {
        case_number += 1;
        let case = format!("case{case_number}");
        assert!(output(work, &["init", &case]).status.success());
        let mut known = BTreeSet::new();
        let mut whole = false;
        let enough = kills.min(killed + KILLS_PER_CASE);
        while !whole && killed < enough {
            let mut child = start(work, &case);
            std::thread::sleep(Duration::from_micros(random.next() % length));
            child.kill().unwrap();
            whole = child.wait().unwrap().success();
            killed += usize::from(!whole);
            let promised = acknowledged(work, &case);
            let ids = check(work, &case, promised, &known);
            joined += usize::from(promised > 1 && !whole);
            known = ids;
        }
        finish(work, &case, &known);
        fs::remove_dir_all(work.join(&case)).unwrap();
    }
    assert!(joined > 0, "some kills came after something was acknowledged");
    format!("{killed} kills over {case_number} cases; {joined} of them found something acknowledged")
}

/// The next addition goes on by itself, and every report is there once.
fn finish(work: &Path, case: &str, known: &BTreeSet<String>) {
    let added = json(work, &["add", case, "reports", "--json"]);
    assert!(added["entries"].as_u64().unwrap() > 0);
    let ids = check(work, case, acknowledged(work, case), known);
    assert_eq!(ids.len(), REPORTS);
    let again = json(work, &["add", case, "reports", "--json"]);
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    for document in again["documents"].as_array().unwrap() {
        *outcomes.entry(document["outcome"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    assert_eq!(outcomes, BTreeMap::from([("duplicate".to_owned(), REPORTS)]));
    assert_eq!(again["entries"], added["entries"]);
}

#[test]
fn killed_at_any_moment_add_loses_nothing_and_goes_on() {
    println!("{}", kill_often(KILLS));
}

#[test]
#[ignore = "long: minutes"]
fn killed_at_any_moment_add_loses_nothing_and_goes_on_long() {
    println!("{}", kill_often(KILLS_LONG));
}

/// The first command is held in the middle of its work by a pipe that gives it half a report.
#[cfg(unix)]
#[test]
fn a_second_command_on_a_case_is_refused_with_the_reason() {
    let work = tempfile::tempdir().unwrap();
    let work = work.path();
    assert!(output(work, &["init", "case"]).status.success());
    assert!(Command::new("mkfifo").arg(work.join("pipe")).status().unwrap().success());
    let mut first = bilan(work);
    first.args(["add", "case", "pipe"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut first = first.spawn().unwrap();
    // Opening the other end waits until the first command has opened its own, which it does inside the case.
    let mut pipe = fs::OpenOptions::new().write(true).open(work.join("pipe")).unwrap();
    pipe.write_all(b"Twelve villagers were killed ").unwrap();

    fs::write(work.join("report.txt"), "Nine people died on 4 May 2024 in Sampletown.").unwrap();
    let second = output(work, &["add", "case", "report.txt"]);
    let told = String::from_utf8_lossy(&second.stderr).into_owned();
    assert_eq!(second.status.code(), Some(5), "{told}");
    assert!(told.contains("another bilan is working on this case"), "{told}");
    let holder = fs::read_to_string(work.join("case/.lock")).unwrap();
    assert_eq!(holder.trim_end(), first.id().to_string());

    pipe.write_all(b"on 3 March 2024 in Exampleville, the mayor said.\n").unwrap();
    drop(pipe);
    assert!(first.wait().unwrap().success());
    assert!(output(work, &["add", "case", "report.txt"]).status.success());
    assert_eq!(rows(&json(work, &["list", "case", "reports", "--json"])).len(), 2);
    assert_eq!(fs::read_to_string(work.join("case/.lock")).unwrap(), "", "nobody holds the case");
}
