//! What a large projection costs: 10,000 reports of 3 kB and 100,000 claims, made up from a seed.
//!
//! `writing` is a whole rebuild, synced and in its place; `digest` and `check` read all of it; `open` is a cold open
//! with its first search; `verdict` changes one claim in one synced transaction. Searches go over a fixed list of
//! queries of each sort on an open store: `queries` is the mean, and the percentiles of all single searches are
//! printed before the table. Words are drawn so that a few are in nearly every text and most in few, as in languages.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]
#![expect(clippy::disallowed_methods, reason = "timings live in benches")]
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![allow(missing_docs, reason = "the macro makes an undocumented main")]

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use bilan_store::{
    AccountRow, ClaimRow, Filter, Head, IncidentRow, Key, Page, Query, ReportRow, SourceRow, Store,
    StoreError, Writer,
};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;
const REPORTS: u64 = 10_000;
const CLAIMS_PER_REPORT: u64 = 10;
const TEXT_BYTES: usize = 3000;
/// Different words of the made-up language, beside the real ones.
const WORDS: u64 = 40_000;
const KEY: Key = Key([7; 32]);

/// Words of reports, from the most frequent on; they stand first in the made-up language.
const REAL: &str = "de la les le des et a en du dans une par un ont été que pour sur qui au civils tués selon armée \
    village plusieurs attaque morts personnes hommes armés the of and in to were killed by said people soldiers \
    région groupe militaires drone frappe blessés enfants femmes enlevés massacre source locale nuit marché école";

const SEARCHES: &[&str] = &[
    "tués",
    "massacre",
    "massacres enfants",
    "civils tués village",
    "\"civils tués\"",
    "drone frappe marché",
    "enlev*",
    "armée -soldats",
    "w31337",
    "w200 w900",
    "de",
    "école femmes blessés",
    "kill",
    "w12*",
    "m",
    "\"selon la source\"",
    "w39999 tués",
    "radio",
    "lieu7",
    "frappes nuit",
];

fn main() {
    print_percentiles();
    divan::main();
}

/// A fixed sequence of numbers.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// A word: the first ones far more often than the last (Zipf's law, about).
fn push_word(numbers: &mut Numbers, real: &[&str], text: &mut String) {
    let sheer = numbers.below(WORDS) + 1;
    let rank = numbers.below(sheer) * (numbers.below(sheer) + 1) / sheer;
    if let Some(word) = usize::try_from(rank).ok().and_then(|rank| real.get(rank / 4)) {
        text.push_str(word);
    } else {
        text.push('w');
        text.push_str(&rank.to_string());
    }
    text.push(' ');
}

fn sentence(numbers: &mut Numbers, real: &[&str], bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 16);
    while text.len() < bytes {
        push_word(numbers, real, &mut text);
    }
    text
}

fn head(log_size: u64) -> Head {
    Head { case: "bench".into(), log_size, log_root: "00".repeat(32), digest: None }
}

fn claim(report: u64, at: u64, verdict: Option<&str>, quote: String) -> ClaimRow {
    ClaimRow {
        id: format!("{:032x}", (report * CLAIMS_PER_REPORT + at).wrapping_mul(SEED)),
        ord: report * CLAIMS_PER_REPORT + at,
        kind: "toll".into(),
        incident: Some(format!("i{}", report / 3)),
        report: format!("r{report}"),
        language: Some("fr".into()),
        says: "au moins 30 tués".into(),
        source: Some("un élu local".into()),
        quote,
        span_start: Some(at * 100),
        span_end: Some(at * 100 + 80),
        verdict: verdict.map(str::to_owned),
        record: "x".repeat(300),
        ..ClaimRow::default()
    }
}

fn put_report(
    writer: &mut Writer<'_>,
    number: u64,
    numbers: &mut Numbers,
    real: &[&str],
) -> Result<(), StoreError> {
    let row = ReportRow {
        id: format!("r{number}"),
        ord: number,
        document: format!("d{number}"),
        title: Some(sentence(numbers, real, 60)),
        publisher: Some("Radio Essai".into()),
        published: Some("2024-03-05".into()),
        language: Some(if number.is_multiple_of(3) { "en" } else { "fr" }.into()),
        kind: "article".into(),
        standing: "coded".into(),
        claims: 10,
        record: "x".repeat(500),
        ..ReportRow::default()
    };
    writer.put_report(&row, Some(&sentence(numbers, real, TEXT_BYTES)))?;
    for at in 0..CLAIMS_PER_REPORT {
        writer.put_claim(&claim(number, at, None, sentence(numbers, real, 80)))?;
    }
    let incident = format!("i{}", number / 3);
    writer.put_account(&AccountRow {
        report: row.id.clone(),
        account: "a1".into(),
        incident: Some(incident.clone()),
        ord: 0,
    })?;
    let source = SourceRow {
        name: "un élu local".into(),
        report: row.id,
        record: "{}".into(),
        ..SourceRow::default()
    };
    writer.put_source(&source)?;
    if number.is_multiple_of(3) {
        let place = Some(format!("Lieu{}", number % 50));
        writer.put_incident(&IncidentRow { id: incident, ord: number, place, ..IncidentRow::default() })?;
    }
    Ok(())
}

fn write(path: &Path) -> Store {
    let real: Vec<&str> = REAL.split_whitespace().collect();
    let mut numbers = Numbers(SEED);
    Store::rebuild::<StoreError>(path, &KEY, &head(1), |writer| {
        (0..REPORTS).try_for_each(|number| put_report(writer, number, &mut numbers, &real))
    })
    .unwrap()
}

/// One projection for all that read.
fn path() -> &'static Path {
    static PATH: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = PATH.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite");
        drop(write(&path));
        (folder, path)
    });
    path
}

fn search(store: &Store, query: &str) -> u64 {
    store.search(&Query::parse(query).unwrap(), Page::first(20)).unwrap().total
}

fn print_percentiles() {
    let started = Instant::now();
    let path = path();
    println!("rebuild: {:?}, {} MB", started.elapsed(), std::fs::metadata(path).unwrap().len() >> 20);
    let started = Instant::now();
    let store = Store::open(path, &KEY).unwrap();
    let opened = started.elapsed();
    let found = search(&store, SEARCHES[0]);
    println!("open: {opened:?}, with the first search ({found} hits): {:?}", started.elapsed());
    let mut times: Vec<(Duration, &str, u64)> = Vec::new();
    for _ in 0..10 {
        for query in SEARCHES {
            let started = Instant::now();
            let found = search(&store, query);
            times.push((started.elapsed(), query, found));
        }
    }
    times.sort();
    let at = |hundredths: usize| times[(times.len() - 1) * hundredths / 100];
    for hundredths in [50, 90, 95, 100] {
        let (time, query, found) = at(hundredths);
        println!("search p{hundredths}: {time:?} ({query}: {found} hits)");
    }
}

#[divan::bench(sample_count = 2, sample_size = 1)]
fn writing(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    bencher.counter(ItemsCount::new(REPORTS)).bench_local(|| drop(write(&path)));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn digest(bencher: Bencher<'_, '_>) {
    let store = Store::open(path(), &KEY).unwrap();
    bencher.bench_local(|| store.digest().unwrap());
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn check(bencher: Bencher<'_, '_>) {
    let store = Store::open(path(), &KEY).unwrap();
    bencher.bench_local(|| store.check().unwrap());
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn open(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| search(&Store::open(path(), &KEY).unwrap(), "massacre"));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn queries(bencher: Bencher<'_, '_>) {
    let store = Store::open(path(), &KEY).unwrap();
    bencher
        .counter(ItemsCount::new(SEARCHES.len()))
        .bench_local(|| SEARCHES.iter().map(|query| black_box(search(&store, query))).sum::<u64>());
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn filtered_list(bencher: Bencher<'_, '_>) {
    let store = Store::open(path(), &KEY).unwrap();
    let filter = Filter::words("elu drone");
    bencher.bench_local(|| store.claims(&filter, Page::first(50)).unwrap().total);
}

#[divan::bench(sample_count = 50, sample_size = 1)]
fn verdict(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("store.sqlite");
    std::fs::copy(path(), &copy).unwrap();
    let mut store = Store::open(&copy, &KEY).unwrap();
    let mut at = 0;
    bencher.bench_local(|| {
        at += 1;
        let id = format!("{:032x}", (at * 1777_u64).wrapping_mul(SEED));
        let row = store.claim(&id).unwrap().one().unwrap();
        let row = ClaimRow { verdict: Some("accepted".into()), ..row };
        store.update::<StoreError>(&head(1 + at), |writer| writer.put_claim(&row)).unwrap();
    });
}
