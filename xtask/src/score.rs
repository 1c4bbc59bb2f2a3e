//! `cargo xtask score`: the coder and the linker against the gold annotation of the bench reports.

use std::fs::{self, File};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::reports;
use crate::shell::Shell;
use crate::workspace;

/// Codes the reports of a folder, shown without their annotation, and prints the scorer's table.
pub(crate) fn run(arguments: &[String]) -> Result<u8> {
    let shell = Shell::here()?;
    let bench = shell.bench_data().context("no bench data: set BILAN_BENCH to the folder of the benches")?;
    let (folder, options) = match arguments.split_first() {
        Some((folder, options)) if !folder.starts_with('-') => (PathBuf::from(folder), options),
        _ => (bench.join("reports/dev"), arguments),
    };
    let folder = folder.canonicalize().with_context(|| format!("there is no folder {}", folder.display()))?;
    let lines = reports::to_lines(&reports::annotated(&folder)?);

    let work = workspace::read(&shell)?.target.join("score");
    fs::create_dir_all(&work)?;
    let (input, predictions) = (work.join("reports.jsonl"), work.join("predictions.jsonl"));
    fs::write(&input, lines)?;

    let mut bilan =
        shell.cargo(&["run", "--quiet", "--package", "bilan", "--profile", "ci", "--locked", "--"]);
    bilan
        .args(["code", "--jsonl", "--link", "-"])
        .stdin(File::open(&input)?)
        .stdout(File::create(&predictions)?);
    match Shell::exit_code(&mut bilan)? {
        0 => {}
        3 => eprintln!("bilan code finished with findings: some reports were not coded, and count as empty."),
        code => bail!("bilan code ended with {code}"),
    }

    let mut python = shell.command("python3", &[]);
    python.arg(bench.join("reports/score_reports.py")).arg(&folder).arg(&predictions).args(options);
    let code = Shell::exit_code(&mut python)?;
    println!("predictions: {}", predictions.display());
    Ok(code)
}
