//! What daily work costs: adding thousands of reports of mixed formats, searching, judging, rebuilding.
//!
//! `cargo bench -p bilan-casework --bench case [-- REPORTS ENTRIES]`; by default 10,000 reports and 100,000 entries.
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on should stop")]
#![allow(clippy::cast_precision_loss, reason = "figures for people")]
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "benches measure, and print what they measured"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use bilan_casework::add::{add, gather};
use bilan_casework::case::Case;
use bilan_casework::init::init;
use bilan_casework::judge::{Ruling, judge};
use bilan_casework::projection::{rebuild, state};
use bilan_casework::records::Stated;
use bilan_casework::search::search;
use bilan_casework::{Env, Knowledge, ReaderChild, Silent, list};

const PLACES: [&str; 12] = [
    "Tinafar", "Banzal", "Koubel", "Darasso", "Mirigo", "Sanfara", "Toulawé", "Garbine", "Zorokan", "Doussé",
    "Fanaba", "Yélimo",
];
const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// Numbers that follow from a seed (splitmix64).
fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x1234_5678_9abc_def1);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Words that nobody uses, so that texts differ as those of different authors do.
fn filler(n: usize, part: u64, words: u64) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "do", "ki", "lu", "me", "no", "pa", "ri", "so", "ta", "vu", "ze", "cha", "dri", "flo", "gna"];
    let word = |at: u64| {
        let random = mixed(n as u64 * 1_000 + part * 100 + at);
        let syllable = |shift: u32| SYLLABLES[usize::try_from((random >> shift) & 15).unwrap_or(0)];
        [syllable(0), syllable(8), syllable(16)].concat()
    };
    (0..words).map(word).collect::<Vec<_>>().join(" ")
}

/// The text of report number `n`: an invented event, told by invented sources.
fn text(n: usize) -> String {
    let place = format!("{}-{}", PLACES[n % 12], n / 12 % 400);
    let (day, month, dead) = (1 + n % 27, MONTHS[n / 27 % 12], 2 + n % 40);
    format!(
        "Au moins {dead} civils ont été tués le {day} {month} 2024 à {place}, au Mali, {}. Un habitant de {} parle de {} \
         blessés, {}. L'armée affirme avoir tué {} terroristes, {}. Le marché de {place} a été pillé, {}. Référence {n}.",
        filler(n, 0, 20),
        filler(n, 1, 1),
        1 + n % 9,
        filler(n, 2, 25),
        dead + n % 5,
        filler(n, 3, 20),
        filler(n, 4, 20)
    )
}

/// Reports `first` to `first + count` in a folder, of mixed formats: text, pages, mail, JSON lines.
fn make_reports(folder: &Path, first: usize, count: usize) {
    fs::create_dir_all(folder).unwrap();
    let mut lines = String::new();
    for n in first..first + count {
        let text = text(n);
        match n % 10 {
            0 => {
                let mail = format!(
                    "From: Bureau <bureau@example.org>\r\nDate: Mon, 3 Jun 2024 10:00:00 +0000\r\nSubject: Note {n}\r\n\
                     Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
                );
                fs::write(folder.join(format!("{n:06}.eml")), mail).unwrap();
            }
            1..=3 => {
                let page = format!(
                    "<!doctype html><html lang=fr><head><title>Bulletin {n}</title></head><body><article><h1>Bulletin \
                     {n}</h1><p>{text}</p></article></body></html>"
                );
                fs::write(folder.join(format!("{n:06}.html")), page).unwrap();
            }
            4..=6 => {
                let line = serde_json::json!({
                    "doc": n.to_string(), "language": "fr", "published": "2024-12-31", "text": text
                });
                writeln!(lines, "{line}").unwrap();
            }
            _ => fs::write(folder.join(format!("{n:06}.txt")), text).unwrap(),
        }
    }
    fs::write(folder.join("lines.jsonl"), lines).unwrap();
}

/// The most memory that this process held, in MiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap_or(0) / 1024
}

fn percentile(times: &mut [f64], share: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times[(times.len() * share / 100).min(times.len() - 1)]
}

struct Bench {
    root: tempfile::TempDir,
    env: Env,
    knowledge: Knowledge,
}

impl Bench {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        // The child is a program of another package; cargo puts it beside the benches' folder.
        let here = std::env::current_exe().unwrap();
        let path: PathBuf = here.ancestors().nth(2).unwrap().join("bilan-read");
        let reader = ReaderChild { path, allow_unsandboxed: true };
        let home = root.path().join("home");
        let env = Env::system(home, "bench".into(), "bench".into(), 2, reader);
        Self { root, env, knowledge: Knowledge::embedded() }
    }

    fn add(&mut self, case: &mut Case, folder: &Path) -> f64 {
        let inputs = gather(&[folder.to_owned()], &Stated::default()).unwrap();
        let start = Instant::now();
        let additions = add(case, &inputs, None, &mut self.env, &self.knowledge, &mut Silent).unwrap();
        let seconds = start.elapsed().as_secs_f64();
        assert!(!additions.has_findings(), "every report is read: is bilan-read built?");
        seconds
    }
}

fn daily(bench: &mut Bench, count: usize) {
    let folder = bench.root.path().join("reports");
    let mut case = init(&bench.root.path().join("case"), &mut bench.env).unwrap();
    for part in 1..=2 {
        // Twice, so that one sees whether memory grows with what the case holds already.
        let half = folder.join(part.to_string());
        make_reports(&half, (part - 1) * count / 2, count / 2);
        let seconds = bench.add(&mut case, &half);
        println!(
            "added {} reports in {seconds:.1} s: {:.0} reports/s; peak memory {} MiB",
            count / 2,
            (count / 2) as f64 / seconds,
            peak()
        );
    }
    let start = Instant::now();
    let now = state(&case).unwrap();
    println!(
        "state of {} reports from the projection: {:.2} s",
        now.reports.len(),
        start.elapsed().as_secs_f64()
    );
    let claim = list::claims(&now)[0].id.clone();
    judge(&mut case, &now, &claim, Ruling::Accept, "bench", &mut bench.env).unwrap();
    let start = Instant::now();
    state(&case).unwrap();
    println!("the same after one judgement, brought up to date: {:.2} s", start.elapsed().as_secs_f64());
    let queries = [
        "civils tués",
        "massacre",
        "Tinafar-7",
        "\"élu local\"",
        "terroriste* -marché",
        "habitant blessés",
        "Koubel-33 kidal",
    ];
    let mut times = Vec::new();
    for round in 0..70 {
        let start = Instant::now();
        search(&case, queries[round % queries.len()], 0, 20).unwrap();
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    println!("search: p50 {:.1} ms, p95 {:.1} ms", percentile(&mut times, 50), percentile(&mut times, 95));
    drop(case);
    let start = Instant::now();
    let mut case = Case::open(&bench.root.path().join("case"), &bench.env).unwrap();
    println!("open: {:.2} s for {} entries", start.elapsed().as_secs_f64(), case.ledger().size());
    let start = Instant::now();
    let rebuilt = rebuild(&mut case, &mut bench.env).unwrap();
    println!(
        "rebuild: {:.1} s for {} entries; same digest: {:?}",
        start.elapsed().as_secs_f64(),
        rebuilt.entries,
        rebuilt.as_recorded
    );
}

/// A log of many entries: short reports of one file, each a text and a coding.
fn long_log(bench: &mut Bench, entries: usize) {
    let folder = bench.root.path().join("long-reports");
    fs::create_dir_all(&folder).unwrap();
    let mut lines = String::new();
    for n in 0..entries / 2 {
        let (day, month, dead) = (1 + n % 27, MONTHS[n / 27 % 12], 2 + n % 40);
        let place = format!("{}-{}", PLACES[n % 12], n / 12 % 4000);
        let text = format!(
            "{dead} civils ont été tués le {day} {month} 2024 à {place}, selon un élu local. Note {n}."
        );
        let line = serde_json::json!({"doc": n.to_string(), "language": "fr", "published": "2024-12-31", "text": text});
        writeln!(lines, "{line}").unwrap();
    }
    fs::write(folder.join("lines.jsonl"), lines).unwrap();
    let mut case = init(&bench.root.path().join("long"), &mut bench.env).unwrap();
    let seconds = bench.add(&mut case, &folder);
    println!("added {} short reports in {seconds:.1} s: {} entries", entries / 2, case.ledger().size());
    drop(case);
    let start = Instant::now();
    let mut case = Case::open(&bench.root.path().join("long"), &bench.env).unwrap();
    println!("open: {:.2} s for {} entries", start.elapsed().as_secs_f64(), case.ledger().size());
    let start = Instant::now();
    let rebuilt = rebuild(&mut case, &mut bench.env).unwrap();
    println!(
        "rebuild: {:.1} s for {} entries; the digest that adding recorded: {:?}; peak memory {} MiB",
        start.elapsed().as_secs_f64(),
        rebuilt.entries,
        rebuilt.as_recorded,
        peak()
    );
}

fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let reports = numbers.first().copied().unwrap_or(10_000);
    let entries = numbers.get(1).copied().unwrap_or(100_000);
    daily(&mut Bench::new(), reports);
    long_log(&mut Bench::new(), entries);
}
