//! Throughput of the coder through the command, on one core.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};
use serde_json::{Value, json};

use crate::measure::{self, Usage};
use crate::reports;
use crate::shell::Shell;

/// Enough that starting up (packs, codebook, gazetteer) is a small part.
const INPUT_BYTES: usize = 20_000_000;

/// Codes about 20 MB of lines with the release build, prints the figures and keeps them in `bench/coder.json`.
pub(crate) fn throughput(shell: &Shell, target: &Path) -> Result<()> {
    let reports = if let Some(bench) = shell.bench_data() {
        reports::annotated(&bench.join("reports/dev"))?
    } else {
        println!("No bench data (BILAN_BENCH): the samples are used, which are few and alike.");
        reports::samples(shell.root())?
    };
    let reports = reports::repeat(&reports, INPUT_BYTES);
    let lines = reports::to_lines(&reports);
    let work = target.join("bench");
    fs::create_dir_all(&work)?;
    let (input, output) = (work.join("coder.input.jsonl"), work.join("coder.output.jsonl"));
    fs::write(&input, &lines)?;

    if Shell::exit_code(&mut shell.cargo(&["build", "--release", "--package", "bilan", "--locked"]))? != 0 {
        bail!("bilan does not build");
    }
    let bilan = target.join("release/bilan");
    let usage =
        measure::on_one_core(shell, &input, &output, &[&bilan.to_string_lossy(), "code", "--jsonl", "-"])?;
    let coded = fs::read_to_string(&output)?.lines().count();
    if coded != reports.len() {
        bail!("{} reports went in and {coded} lines came out", reports.len());
    }

    let figures = figures(lines.len(), reports::text_bytes(&reports), reports.len(), &usage);
    for (name, value) in figures.as_object().into_iter().flatten() {
        println!("{name:>18}  {value}");
    }
    fs::remove_file(&input)?;
    fs::remove_file(&output)?;
    let kept = work.join("coder.json");
    fs::write(&kept, format!("{figures:#}\n"))?;
    println!("written to {}", kept.display());
    Ok(())
}

/// Rates are per second of processor time: on a machine that does other work too, only that is steady.
fn figures(input_bytes: usize, text_bytes: usize, reports: usize, usage: &Usage) -> Value {
    let per_second = |count: f64| rounded(count / usage.seconds_cpu);
    json!({
        "input_bytes": input_bytes,
        "text_bytes": text_bytes,
        "reports": reports,
        "one_core": usage.one_core,
        "seconds_cpu": rounded(usage.seconds_cpu),
        "seconds_wall": rounded(usage.seconds_wall),
        "mb_per_s": per_second(float(text_bytes) / 1e6),
        "reports_per_s": per_second(float(reports)),
        "peak_memory_mib": rounded(usage.peak_memory_mib),
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

    #[test]
    fn rates_are_per_second_of_processor_time() {
        let usage = Usage { seconds_wall: 9.0, seconds_cpu: 4.0, peak_memory_mib: 40.256, one_core: true };
        let figures = figures(20_000_000, 16_000_000, 800, &usage);
        assert_eq!(figures["mb_per_s"], 4.0);
        assert_eq!(figures["reports_per_s"], 200.0);
        assert_eq!(figures["peak_memory_mib"], 40.26);
    }
}
