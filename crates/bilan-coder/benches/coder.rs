//! What coding costs: a thousand reports, with the plain reading of the same JSON lines beside it.
//!
//! `coding` is the whole cascade, on one core, from text to claims; MB are of report text. `reading_lines` parses the
//! JSON lines that hold the same reports and does nothing with them: the least that any program over such lines pays.
//! Their ratio is what understanding costs beside reading; it is no comparison with another coder, for none reads the
//! same claims. The reports are those of `samples/`, over and over, so a cache is as warm as it gets: on a real case
//! expect somewhat less. `compiling_packs` is paid once a run.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]
#![allow(missing_docs, reason = "the macro makes an undocumented main")]

#[path = "../tests/common/mod.rs"]
mod common;

use bilan_model::Report;
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};

const REPORTS: usize = 1000;

fn main() {
    divan::main();
}

/// The sample reports of the cases, repeated to a thousand.
fn reports() -> Vec<Report> {
    let cases: Vec<Report> =
        common::samples().into_iter().filter(|sample| !sample.header.doc.starts_with("bad/")).collect();
    cases.iter().cycle().take(REPORTS).cloned().collect()
}

fn text_bytes(reports: &[Report]) -> BytesCount {
    BytesCount::new(reports.iter().map(|report| report.text.len()).sum::<usize>())
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn coding(bencher: Bencher<'_, '_>) {
    let reports = reports();
    common::packs();
    bencher.counter(text_bytes(&reports)).counter(ItemsCount::new(REPORTS)).bench(|| {
        for report in &reports {
            black_box(common::code_report(black_box(report)));
        }
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn reading_lines(bencher: Bencher<'_, '_>) {
    let reports = reports();
    let lines: Vec<String> = reports.iter().map(|report| serde_json::to_string(report).unwrap()).collect();
    bencher.counter(text_bytes(&reports)).counter(ItemsCount::new(REPORTS)).bench(|| {
        for line in &lines {
            black_box(serde_json::from_str::<Report>(black_box(line)).unwrap());
        }
    });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn compiling_packs() -> usize {
    common::compiled().len()
}
