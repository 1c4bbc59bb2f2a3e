//! What a search costs in a case of 10,000 reports: 35,000 rows of the index, where a few words are in nearly all.
//!
//! `cargo bench -p bilan-store --bench search [-- ROUNDS]`. Texts are made up from a seed: words by Zipf's law, and in
//! each the sentences that reports of violence share. Claims quote those sentences, so thousands of rows get one score
//! and ids decide between them. `cold` opens the file for each search, as each command does (the pages are in the
//! memory of the system, none is deciphered yet); `warm` asks an open store again.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]
#![expect(clippy::disallowed_methods, reason = "timings live in benches")]
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use bilan_store::{ClaimRow, Head, IncidentRow, Key, Page, Query, ReportRow, Store, StoreError, Writer};

const REPORTS: u64 = 10_000;
const KEY: Key = Key([7; 32]);
/// Different words of the made-up language.
const WORDS: f64 = 40_000.0;

/// Its most frequent words, from the first on.
const COMMON: &str = "de la le les des et à en du dans une par un ont été que pour sur qui au civils tués selon armée \
    village plusieurs attaque morts personnes hommes armés région groupe militaires drone frappe blessés enfants \
    femmes enlevés source locale nuit marché école massacre";

const PLACES: [&str; 12] = [
    "Tinafar", "Banzal", "Koubel", "Darasso", "Mirigo", "Sanfara", "Toulawé", "Garbine", "Zorokan", "Doussé",
    "Fanaba", "Yélimo",
];

/// From words of nearly every row to words of a few.
const QUERIES: &[&str] = &[
    "civils tués",
    "attaque village",
    "civils tués attaque village armée",
    "de la",
    "habitant blessés",
    "terroriste* -marché",
    "\"civils ont été tués\"",
    "\"élu local\"",
    "a*",
    "civils",
    "massacre",
    "enlevés école",
    "drone frappe marché",
    "Tinafar-7",
    "Koubel-33 kidal",
    "Yélimo",
    "w31337",
    "w900 w2000",
    "w12345 tués",
    "w39*",
];

/// A fixed sequence of numbers (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// Words of which the one of rank r comes as often as 1 / r.
    fn words(&mut self, common: &[&str], count: u64) -> String {
        let mut text = String::new();
        for _ in 0..count {
            let share = f64::from(u32::try_from(self.below(1 << 32)).unwrap()) / f64::from(u32::MAX);
            // The first rank is 1.
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 1 and WORDS"
            )]
            let rank = WORDS.powf(share) as usize;
            match common.get(rank - 1) {
                Some(word) => write!(text, "{word} ").unwrap(),
                None => write!(text, "w{rank} ").unwrap(),
            }
        }
        text
    }
}

fn head() -> Head {
    Head { case: "bench".into(), log_size: 1, log_root: "00".repeat(32), digest: None }
}

fn claim(id: u64, report: &str, source: &str, quote: &str) -> ClaimRow {
    ClaimRow {
        id: format!("{:016x}", Numbers(id).next()),
        ord: id,
        kind: "toll".into(),
        report: report.to_owned(),
        language: Some("fr".into()),
        says: "30 tués".into(),
        source: Some(source.to_owned()),
        quote: quote.to_owned(),
        record: "x".repeat(600),
        ..ClaimRow::default()
    }
}

fn put(writer: &mut Writer<'_>, n: u64, common: &[&str]) -> Result<(), StoreError> {
    let mut numbers = Numbers(n);
    let (dead, hurt) = (2 + numbers.below(40), 1 + numbers.below(20));
    let place = format!("{}-{}", PLACES[usize::try_from(n % 12).unwrap()], n / 12 % 400);
    let told = format!("Au moins {dead} civils ont été tués dans l'attaque du village de {place}");
    let wounded = format!("Un habitant parle de {hurt} blessés");
    let mut parts = [80, 60, 60, 60].map(|count| numbers.words(common, count)).into_iter();
    let mut part = || parts.next().unwrap_or_default();
    let mut text = format!(
        "{}. {told}, {}. {wounded}, {}. L'armée affirme avoir tué {dead} terroristes. {}.",
        part(),
        part(),
        part(),
        part()
    );
    if n.is_multiple_of(40) {
        text.push_str(" Un élu local parle d'un massacre à Kidal.");
    }
    let report = ReportRow {
        id: format!("{:016x}", Numbers(n << 32).next()),
        ord: n,
        title: Some(format!("Bulletin {n}")),
        publisher: Some("Radio Essai".into()),
        language: Some("fr".into()),
        record: "x".repeat(800),
        ..ReportRow::default()
    };
    writer.put_report(&report, Some(&text))?;
    writer.put_claim(&claim(3 * n, &report.id, "Radio Essai", &told))?;
    writer.put_claim(&claim(3 * n + 1, &report.id, "Un habitant", &wounded))?;
    if n.is_multiple_of(5) {
        writer.put_claim(&claim(
            3 * n + 2,
            &report.id,
            "L'armée",
            &format!("avoir tué {dead} terroristes"),
        ))?;
    }
    if n.is_multiple_of(3) {
        let id = format!("{:016x}", Numbers(n << 40).next());
        writer.put_incident(&IncidentRow { id, ord: n, place: Some(place), ..IncidentRow::default() })?;
    }
    Ok(())
}

fn search(store: &Store, query: &str) -> u64 {
    store.search(&Query::parse(query).unwrap(), Page::first(20)).unwrap().total
}

fn milliseconds(times: &mut [Duration], hundredths: usize) -> f64 {
    times.sort();
    times[(times.len() - 1) * hundredths / 100].as_secs_f64() * 1000.0
}

fn measure(path: &Path, rounds: usize) {
    let (mut all_cold, mut all_warm) = (Vec::new(), Vec::new());
    println!("{:34} {:>6} {:>17} {:>17}", "least and median, ms", "hits", "cold", "warm");
    let open = Store::open(path, &KEY).unwrap();
    for query in QUERIES {
        let found = search(&open, query);
        let timed = |asked: &dyn Fn() -> u64| {
            let started = Instant::now();
            assert_eq!(asked(), found);
            started.elapsed()
        };
        let mut cold: Vec<Duration> =
            (0..rounds).map(|_| timed(&|| search(&Store::open(path, &KEY).unwrap(), query))).collect();
        let mut warm: Vec<Duration> = (0..rounds).map(|_| timed(&|| search(&open, query))).collect();
        let [cold_least, cold_median] = [0, 50].map(|hundredths| milliseconds(&mut cold, hundredths));
        let [warm_least, warm_median] = [0, 50].map(|hundredths| milliseconds(&mut warm, hundredths));
        println!(
            "{query:34} {found:>6} {cold_least:>8.2} {cold_median:>8.2} {warm_least:>8.2} {warm_median:>8.2}"
        );
        all_cold.append(&mut cold);
        all_warm.append(&mut warm);
    }
    for (name, times) in [("cold", &mut all_cold), ("warm", &mut all_warm)] {
        let [p50, p95, p100] = [50, 95, 100].map(|hundredths| milliseconds(times, hundredths));
        println!("{name}: p50 {p50:.1} ms, p95 {p95:.1} ms, most {p100:.1} ms");
    }
}

fn main() {
    let rounds = std::env::args().skip(1).find_map(|given| given.parse().ok()).unwrap_or(20);
    let common: Vec<&str> = COMMON.split_whitespace().collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    let started = Instant::now();
    Store::rebuild::<StoreError>(&path, &KEY, &head(), |writer| {
        (0..REPORTS).try_for_each(|n| put(writer, n, &common))
    })
    .unwrap();
    println!("rebuild: {:.1?}, {} MB", started.elapsed(), std::fs::metadata(&path).unwrap().len() >> 20);
    measure(&path, rounds);
}
