//! Speed and memory of the coder through the command, on one core.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};
use serde_json::{Value, json};

use crate::measure::{self, Usage};
use crate::reports;
use crate::shell::Shell;

/// A short and a long input: what is between the two is work alone, without starting up (packs, codebook, gazetteer).
const SHORT_BYTES: usize = 5_000_000;
const LONG_BYTES: usize = 20_000_000;

const MUST_MB_PER_S: f64 = 10.0;
const AIM_MB_PER_S: f64 = 20.0;
const MUST_KIB_PER_REPORT: f64 = 2.0;

/// An input and what coding it used.
struct Run {
    text_bytes: usize,
    reports: usize,
    usage: Usage,
}

/// Codes two inputs, with and without `--link`, and gives the table and its figures.
pub(crate) fn table(shell: &Shell, bilan: &Path, work: &Path) -> Result<(String, Value)> {
    let reports = if let Some(bench) = shell.bench_data() {
        reports::annotated(&bench.join("reports/dev"))?
    } else {
        eprintln!("No bench data (BILAN_BENCH): the samples are used, which are few and alike.");
        reports::samples(shell.root())?
    };
    let mut lines = vec!["speed and memory of `bilan code --jsonl`, one core".to_owned()];
    let mut kept = Vec::new();
    for options in [&[][..], &["--link"]] {
        let short = run(shell, bilan, work, &reports, SHORT_BYTES, options)?;
        let long = run(shell, bilan, work, &reports, LONG_BYTES, options)?;
        lines.extend(described(options, &short, &long));
        kept.push(figures(options, &short, &long));
    }
    Ok((lines.join("\n") + "\n", Value::Array(kept)))
}

fn run(
    shell: &Shell,
    bilan: &Path,
    work: &Path,
    reports: &[Value],
    bytes: usize,
    options: &[&str],
) -> Result<Run> {
    let reports = reports::varied(reports, bytes);
    let (input, output) = (work.join("coder.input.jsonl"), work.join("coder.output.jsonl"));
    fs::write(&input, reports::to_lines(&reports))?;
    let bilan = bilan.to_string_lossy();
    let command = [&[&*bilan, "code", "--jsonl"], options, &["-"]].concat();
    let usage = measure::on_one_core(shell, &input, &output, &command)?;
    let coded = fs::read_to_string(&output)?.lines().count();
    if coded != reports.len() {
        bail!("{} reports went in and {coded} lines came out", reports.len());
    }
    fs::remove_file(&input)?;
    fs::remove_file(&output)?;
    Ok(Run { text_bytes: reports::text_bytes(&reports), reports: reports.len(), usage })
}

/// Megabytes of text a second of processor time: on a machine that does other work too, only that is steady.
fn warm(short: &Run, long: &Run) -> f64 {
    float(long.text_bytes - short.text_bytes)
        / 1e6
        / (long.usage.seconds_cpu - short.usage.seconds_cpu).max(1e-3)
}

fn kib_per_report(short: &Run, long: &Run) -> f64 {
    let grown = long.usage.peak_memory_mib - short.usage.peak_memory_mib;
    grown * 1024.0 / float(long.reports - short.reports)
}

fn described(options: &[&str], short: &Run, long: &Run) -> [String; 2] {
    let name = if options.is_empty() { "alone".to_owned() } else { options.join(" ") };
    let (speed, growth) = (warm(short, long), kib_per_report(short, long));
    let stands = |aim: bool, must: bool| {
        if aim {
            "++"
        } else if must {
            "+"
        } else {
            "-"
        }
    };
    let held = if long.usage.one_core { "" } else { " (not held to one core)" };
    [
        format!(
            "{name:<8} {speed:>7.1} MB/s warm   must {MUST_MB_PER_S} aim {AIM_MB_PER_S} {}   ({:.1} MB in {:.1} s{held})",
            stands(speed >= AIM_MB_PER_S, speed >= MUST_MB_PER_S),
            float(long.text_bytes) / 1e6,
            long.usage.seconds_cpu,
        ),
        format!(
            "{name:<8} {growth:>7.2} KiB more a report   must {MUST_KIB_PER_REPORT} {}   (peak {:.1} MiB of {} reports, {:.1} MiB of {})",
            stands(false, growth <= MUST_KIB_PER_REPORT),
            short.usage.peak_memory_mib,
            short.reports,
            long.usage.peak_memory_mib,
            long.reports,
        ),
    ]
}

fn figures(options: &[&str], short: &Run, long: &Run) -> Value {
    json!({
        "options": options,
        "text_bytes": long.text_bytes,
        "reports": long.reports,
        "one_core": long.usage.one_core,
        "seconds_cpu": rounded(long.usage.seconds_cpu),
        "seconds_wall": rounded(long.usage.seconds_wall),
        "mb_per_s_warm": rounded(warm(short, long)),
        "peak_memory_mib": rounded(long.usage.peak_memory_mib),
        "kib_per_report": rounded(kib_per_report(short, long)),
    })
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[expect(clippy::cast_precision_loss, reason = "counts of bytes and reports are far below 2^52")]
fn float(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(text_bytes: usize, reports: usize, seconds_cpu: f64, peak_memory_mib: f64) -> Run {
        let usage = Usage { seconds_wall: 9.0, seconds_cpu, peak_memory_mib, one_core: true };
        Run { text_bytes, reports, usage }
    }

    #[test]
    fn starting_up_counts_for_nothing() {
        let (short, long) = (made(4_000_000, 2000, 1.0, 40.0), made(16_000_000, 8144, 2.0, 46.0));
        assert!((warm(&short, &long) - 12.0).abs() < 1e-9);
        assert!((kib_per_report(&short, &long) - 1.0).abs() < 1e-9);
        let lines = described(&["--link"], &short, &long);
        assert!(lines[0].starts_with("--link      12.0 MB/s warm   must 10 aim 20 + "), "{}", lines[0]);
        assert_eq!(figures(&[], &short, &long)["mb_per_s_warm"], 12.0);
    }
}
