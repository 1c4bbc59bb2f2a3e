//! A large case of invented events, the same every time: `big_case DIR REPORTS CLAIMS [EVENTS]`.
//!
//! With EVENTS there are so many, told of in turn, in towns that the gazetteer knows, so that a map can show them.
//! Texts in French and English are written, added, read by the coder and linked, as `bilan add` does it. The case is
//! `DIR/case`, its keys are in `DIR/home`; CLAIMS is met within a few percent. Prints what was made.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a tool for measurements fails and speaks as one does"
)]
#![allow(clippy::disallowed_methods, reason = "it measures")]

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use bilan_casework::add::{add, gather};
use bilan_casework::env::{Clock, Random};
use bilan_casework::init::init;
use bilan_casework::projection::state;
use bilan_casework::records::Stated;
use bilan_casework::{Env, Knowledge, Progress};

/// Reports a file.
const LINES: usize = 1000;
/// Accounts that tell of one event, about.
const ACCOUNTS: usize = 6;
/// Claims that the coder reads in one paragraph, about.
const CLAIMS: usize = 5;

const PLACES: [&str; 16] = [
    "Tinafar", "Banzal", "Koubel", "Darasso", "Mirigo", "Sanfara", "Toulawé", "Garbine", "Zorokan", "Doussé",
    "Fanaba", "Yélimo", "Ourossi", "Kadiolo", "Bambara", "Sinkolo",
];
const COUNTRIES: [(&str, &str); 5] = [
    ("au Mali", "Mali"),
    ("au Burkina Faso", "Burkina Faso"),
    ("au Niger", "Niger"),
    ("au Tchad", "Chad"),
    ("au Soudan", "Sudan"),
];
const MOIS: [&str; 12] = [
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
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// 2026-01-01T12:00:00Z, always.
struct Noon;

impl Clock for Noon {
    fn now(&self) -> jiff::Timestamp {
        "2026-01-01T12:00:00Z".parse().unwrap()
    }
}

/// Bytes that follow from a seed.
struct Seeded(u64);

impl Random for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            self.0 = self.0.wrapping_add(1);
            let fresh = mixed(self.0).to_le_bytes();
            chunk.copy_from_slice(&fresh[..chunk.len()]);
        }
    }
}

/// Tells how far it is, a line a step of a hundred.
struct Loud(Instant, usize);

impl Progress for Loud {
    fn at(&mut self, what: &'static str, done: usize, total: usize) {
        if what == "documents" && done * 20 / total.max(1) > self.1 {
            self.1 = done * 20 / total.max(1);
            println!("{what} {done}/{total} {:.0} s", self.0.elapsed().as_secs_f64());
        }
    }
}

/// Splitmix64 of a seed.
fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x1234_5678_9abc_def1);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn below(seed: u64, end: usize) -> usize {
    usize::try_from(mixed(seed) % end as u64).unwrap()
}

/// Words that nobody uses, so that texts differ as those of different authors do.
fn filler(seed: u64, words: u64) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "do", "ki", "lu", "me", "no", "pa", "ri", "so", "ta", "vu", "ze", "cha", "dri", "flo", "gna"];
    let word = |at: u64| {
        let random = mixed(seed.wrapping_mul(1_000_003).wrapping_add(at));
        let syllable = |shift: u32| SYLLABLES[usize::try_from((random >> shift) & 15).unwrap()];
        [syllable(0), syllable(8), syllable(16)].concat()
    };
    (0..words).map(word).collect::<Vec<_>>().join(" ")
}

/// What report `report` says of event `event`, in French or English.
fn paragraph(report: u64, event: u64, french: bool, towns: &[(&str, usize)]) -> String {
    let seed = report.wrapping_mul(31).wrapping_add(event);
    let (place, country) = match towns.get(below(event, towns.len().max(1))) {
        Some((town, country)) => ((*town).to_owned(), COUNTRIES[*country]),
        None => (
            format!("{}-{}", PLACES[below(event, 16)], below(event + 7, 4000)),
            COUNTRIES[below(event + 13, 5)],
        ),
    };
    let (first, years) = if towns.is_empty() { (2021, 4) } else { (1990, 35) };
    let (day, month, year) =
        (1 + below(event + 1, 27), below(event + 2, 12), first + below(event + 3, years));
    let dead = 2 + below(event + 4, 40) + below(seed, 4);
    let (hurt, fighters) = (1 + below(event + 5, 9), dead + below(event + 6, 5));
    let fill = |at: u64| filler(seed.wrapping_mul(8).wrapping_add(at), 14);
    if french {
        format!(
            "Au moins {dead} civils ont été tués le {day} {} {year} à {place}, {}, {}. Un habitant de {place} parle de \
             {hurt} blessés, {}. L'armée affirme avoir tué {fighters} terroristes, {}.",
            MOIS[month],
            country.0,
            fill(0),
            fill(1),
            fill(2)
        )
    } else {
        format!(
            "At least {dead} civilians were killed on {day} {} {year} in {place}, {}, {}. A resident of {place} said \
             that {hurt} people were wounded, {}. The army said that it killed {fighters} terrorists, {}.",
            MONTHS[month],
            country.1,
            fill(0),
            fill(1),
            fill(2)
        )
    }
}

/// Report number `n`, a JSON line.
fn line(n: u64, events: usize, paragraphs: usize, towns: &[(&str, usize)]) -> serde_json::Value {
    let french = mixed(n ^ 0xf0f0) % 10 < 7;
    let event = |at: usize| {
        if towns.is_empty() {
            below(n.wrapping_mul(17).wrapping_add(at as u64), events) as u64
        } else {
            (n * paragraphs as u64 + at as u64) % events as u64
        }
    };
    let told: Vec<String> = (0..paragraphs).map(|at| paragraph(n, event(at), french, towns)).collect();
    serde_json::json!({
        "doc": n.to_string(),
        "language": if french { "fr" } else { "en" },
        "title": format!("Bulletin {n}"),
        "publisher": format!("Journal {}", below(n ^ 0xabc, 300)),
        "published": format!("2025-{:02}-{:02}", 1 + below(n ^ 1, 12), 1 + below(n ^ 2, 28)),
        "text": told.join("\n\n"),
    })
}

/// Towns of the gazetteer in one word, each with where its country stands.
fn towns() -> Vec<(&'static str, usize)> {
    let lines = include_str!("../../../gazetteer/places.tsv").lines().filter(|line| !line.starts_with('#'));
    let town = |line: &'static str| {
        let mut cells = line.split('\t');
        let country =
            ["ML", "BF", "NE", "TD", "SD"].iter().position(|code| cells.clone().next() == Some(code))?;
        let name = cells.nth(1)?;
        (name.len() > 3 && name.chars().all(char::is_alphabetic)).then_some((name, country))
    };
    lines.filter_map(town).collect()
}

/// Reports as files of JSON lines.
fn write_reports(folder: &Path, reports: usize, claims: usize, events: Option<usize>) {
    fs::create_dir_all(folder).unwrap();
    let paragraphs = (claims / reports.max(1)).div_ceil(CLAIMS).max(1);
    let towns = if events.is_some() { towns() } else { Vec::new() };
    let events = events.unwrap_or(reports * paragraphs / ACCOUNTS).max(1);
    for first in (0..reports).step_by(LINES) {
        let mut file = BufWriter::new(File::create(folder.join(format!("{first:07}.jsonl"))).unwrap());
        for n in first..reports.min(first + LINES) {
            writeln!(file, "{}", line(n as u64, events, paragraphs, &towns)).unwrap();
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, reports, claims, more @ ..] = &arguments[..] else {
        println!("big_case DIR REPORTS CLAIMS [EVENTS]");
        return;
    };
    let events = more.first().map(|events| events.parse().unwrap());
    let (folder, reports, claims) = (Path::new(folder), reports.parse().unwrap(), claims.parse().unwrap());
    let started = Instant::now();
    write_reports(&folder.join("reports"), reports, claims, events);
    let mut env = Env::new(folder.join("home"), Box::new(Noon), Box::new(Seeded(1)));
    env.threads = 2;
    let knowledge = Knowledge::embedded();
    let mut case = init(&folder.join("case"), &mut env).unwrap();
    let inputs = gather(&[folder.join("reports")], &Stated::default()).unwrap();
    let added = add(&mut case, &inputs, None, &mut env, &knowledge, &mut Loud(started, 0)).unwrap();
    println!(
        "{} incidents, {} entries, {:.0} s",
        added.incidents,
        added.entries,
        started.elapsed().as_secs_f64()
    );
    if reports <= 20_000 {
        let state = state(&case).unwrap();
        println!("{} reports, {} claims", state.reports.len(), state.claim_count());
    }
}
