//! `cargo xtask bench linker`: the record linker beside Splink, on the same lists and in the same run, scored by the bench.
//!
//! Splink is installed in a virtual environment and runs the settings of `bench/linker/peers`; what it takes is CPU
//! seconds of the whole process, as for bilan. Its preparation of names and places in Python is not counted.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use crate::measure::{self, Usage};
use crate::python;
use crate::shell::{Shell, setting};

/// Pinned as the baseline was measured: later versions of `DuckDB` are slower at one step.
const PACKAGES: [&str; 4] = ["splink==5.0.0", "duckdb==1.5.6", "pandas", "pyarrow"];

/// A list with truth.
struct Task {
    name: &'static str,
    /// Files of the bench; empty: made by the generator, with so many records.
    files: &'static [&'static str],
    records: u32,
    preset: &'static str,
    id: &'static str,
    entity: &'static str,
    /// Name of the settings for Splink.
    splink: &'static str,
}

const TASKS: [Task; 6] = [
    task("fake_1000", &["fake_1000.csv"], 0, "people", "unique_id", "cluster", "fake1000"),
    task("febrl3", &["febrl3.csv"], 0, "people", "rec_id", "entity_id", "febrl3"),
    task("febrl4", &["febrl4a.csv", "febrl4b.csv"], 0, "people", "rec_id", "entity_id", "febrl4"),
    task("historical_50k", &["historical_50k.csv"], 0, "people", "unique_id", "entity_id", "hist50k"),
    task("victims_100k", &[], 100_000, "victims", "rec_id", "entity_id", "victims"),
    task("victims_1m", &[], 1_000_000, "victims", "rec_id", "entity_id", "victims"),
];

const fn task(
    name: &'static str,
    files: &'static [&'static str],
    records: u32,
    preset: &'static str,
    id: &'static str,
    entity: &'static str,
    splink: &'static str,
) -> Task {
    Task { name, files, records, preset, id, entity, splink }
}

/// The rules of blocking that Splink is given for victims, as settings: what is compared is the same.
const SAME_RULES: &str = r#"preset = "victims"
rules = [
  ["given", "family", "month"], ["place", "day"], ["given", "family", "place"], ["family", "day"], ["given", "day"],
  ["place", "month", "given"], ["place", "month", "family"], ["given", "family", "year"],
  ["region", "month", "given_start"],
]
"#;

struct Bench<'a> {
    shell: &'a Shell,
    data: PathBuf,
    work: PathBuf,
    bilan: PathBuf,
    /// Splink's Python; none: only bilan is measured.
    python: Option<PathBuf>,
}

/// Runs `--only NAME,...`, `--bilan PROGRAM` and `--without-splink yes`; writes `bench/linker.json` beside the build.
///
/// # Errors
/// When a program cannot be built, installed or run.
pub(crate) fn run(shell: &Shell, target: &Path, options: &[String]) -> Result<()> {
    let (mut only, mut bilan, mut with_splink) = (Vec::new(), None, true);
    for pair in options.chunks(2) {
        match pair {
            [name, value] if name == "--only" => only = value.split(',').map(str::to_owned).collect(),
            [name, value] if name == "--bilan" => bilan = Some(PathBuf::from(value)),
            [name, value] if name == "--without-splink" => with_splink = value != "yes",
            other => bail!("there is no option \"{}\"", other.join(" ")),
        }
    }
    let bilan = match bilan {
        Some(program) => program,
        None => built(shell, target)?,
    };
    let programs = if with_splink { Some(python::with(shell, "splink", &PACKAGES)?) } else { None };
    let data = setting("BILAN_BENCH")
        .map_or_else(|| shell.root().join("../shared/bench"), PathBuf::from)
        .join("linker");
    let work = target.join("bench").join("linker");
    fs::create_dir_all(&work)?;
    let bench = Bench { shell, data, work, bilan, python: programs.map(|programs| programs.join("python")) };
    let mut rows = Vec::new();
    println!(
        "{:<16} {:>8} {:>8} {:>8} {:>8} {:>9} {:>9}  persons",
        "list", "CPU s", "Splink", "MiB", "Splink", "F1", "Splink"
    );
    for task in TASKS.iter().filter(|task| only.is_empty() || only.iter().any(|name| name == task.name)) {
        let row = bench.task(task).with_context(|| format!("measuring {}", task.name))?;
        println!("{}", line(task.name, &row));
        rows.push(row);
    }
    let place = target.join("bench").join("linker.json");
    fs::write(&place, serde_json::to_string_pretty(&rows)?)?;
    println!("F1: of pairs, at the best threshold; written: {}", place.display());
    Ok(())
}

/// The program as it is released, with the reader of sheets beside it.
fn built(shell: &Shell, target: &Path) -> Result<PathBuf> {
    let cargo = ["build", "--profile", "release", "--locked", "-p", "bilan", "-p", "bilan-read"];
    if Shell::exit_code(&mut shell.cargo(&cargo))? != 0 {
        bail!("bilan cannot be built");
    }
    Ok(target.join("release").join("bilan"))
}

fn line(name: &str, row: &Value) -> String {
    let figure = |path: &str, digits: usize| {
        row.pointer(path)
            .and_then(Value::as_f64)
            .map_or_else(|| "-".to_owned(), |value| format!("{value:.digits$}"))
    };
    format!(
        "{name:<16} {:>8} {:>8} {:>8} {:>8} {:>9} {:>9}  {}",
        figure("/bilan/seconds_cpu", 2),
        figure("/splink/seconds_cpu", 2),
        figure("/bilan/peak_memory_mib", 0),
        figure("/splink/peak_memory_mib", 0),
        figure("/bilan/score/pairs/best/pairwise/f1", 4),
        figure("/splink/score/pairs/best/pairwise/f1", 4),
        row["bilan"]["persons"],
    )
}

impl Bench<'_> {
    fn task(&self, task: &Task) -> Result<Value> {
        let files = self.files(task)?;
        let truth: Vec<PathBuf> = if task.files.is_empty() {
            vec![self.work.join(format!("{}_truth.csv", task.name))]
        } else {
            files.clone()
        };
        let same_rules = task.records >= 1_000_000;
        let bilan = self.ours(task, &files, &truth, same_rules)?;
        let splink =
            self.python.as_ref().map(|python| self.peer(task, python, &files, &truth)).transpose()?;
        Ok(json!({ "list": task.name, "bilan": bilan, "splink": splink }))
    }

    /// The lists, made where they are made.
    fn files(&self, task: &Task) -> Result<Vec<PathBuf>> {
        if !task.files.is_empty() {
            return Ok(task.files.iter().map(|name| self.data.join(name)).collect());
        }
        let list = self.work.join(format!("{}.csv", task.name));
        if !list.exists() {
            let mut make = self.shell.command("python3", &[]);
            make.arg(self.data.join("make_victims.py")).args([
                "--records",
                &task.records.to_string(),
                "--seed",
                "7",
            ]);
            Shell::output(make.arg("--out").arg(self.work.join(task.name)))?;
        }
        Ok(vec![list])
    }

    fn ours(&self, task: &Task, files: &[PathBuf], truth: &[PathBuf], same_rules: bool) -> Result<Value> {
        let [clusters, pairs, said] = ["clusters.csv", "pairs.csv", "said.json"]
            .map(|name| self.work.join(format!("{}.bilan.{name}", task.name)));
        let mut command = vec![text(&self.bilan)?, "match"];
        for file in files {
            command.push(text(file)?);
        }
        let settings = self.work.join("same_rules.toml");
        fs::write(&settings, SAME_RULES)?;
        if same_rules {
            command.extend(["--settings", text(&settings)?]);
        } else {
            command.extend(["--preset", task.preset]);
        }
        command.extend(["--id", task.id, "-o", text(&clusters)?, "--pairs", text(&pairs)?, "--json"]);
        let usage = measure::in_all(self.shell, &said, &command)?;
        let told: Value = serde_json::from_str(&fs::read_to_string(&said)?)?;
        let score = self.score(task, truth, &pairs, Some(&clusters))?;
        Ok(taken(
            &usage,
            &json!({ "persons": told["persons"], "pairs_compared": told["pairs_compared"], "score": score }),
        ))
    }

    fn peer(&self, task: &Task, python: &Path, files: &[PathBuf], truth: &[PathBuf]) -> Result<Value> {
        let out = self.work.join(format!("{}.splink", task.name));
        let peers = self.data.join("peers");
        let files: Vec<PathBuf> = if task.preset == "victims" {
            let prepared = self.work.join(format!("{}.prepared.csv", task.name));
            if !prepared.exists() {
                let mut prepare = self.shell.command("python3", &[]);
                Shell::output(prepare.arg(peers.join("prep_victims.py")).arg(&files[0]).arg(&prepared))?;
            }
            vec![prepared]
        } else {
            files.to_vec()
        };
        let files = files.iter().map(|file| text(file)).collect::<Result<Vec<_>>>()?.join(",");
        let program = peers.join("splink_bench.py");
        let mut command = vec![text(python)?, text(&program)?, task.splink, &files, text(&out)?];
        if task.preset == "victims" {
            command.push("--joint");
        }
        if task.records >= 1_000_000 {
            command.extend(["--chunks", "4", "--mem", "8GB", "--minp", "0.2"]);
        }
        let usage = measure::in_all(self.shell, &self.work.join("splink.said"), &command)?;
        let score = self.score(task, truth, &out.join("pairs.csv"), None)?;
        Ok(taken(&usage, &json!({ "score": score })))
    }

    fn score(&self, task: &Task, truth: &[PathBuf], pairs: &Path, clusters: Option<&Path>) -> Result<Value> {
        let mut score = self.shell.command("python3", &[]);
        score.arg(self.data.join("score_links.py")).args([
            "--id",
            task.id,
            "--entity",
            task.entity,
            "--sweep",
            "--threshold",
            "0",
        ]);
        for file in truth {
            score.arg("--truth").arg(file);
        }
        if truth.len() > 1 {
            // Pairs across the two files; the column is in neither, so that the file stands for it.
            score.args(["--dataset", "file"]);
        }
        score.arg("--pairs").arg(pairs);
        if let Some(clusters) = clusters {
            score.arg("--clusters").arg(clusters);
        }
        serde_json::from_str(&Shell::output(&mut score)?).context("the score is not JSON")
    }
}

fn taken(usage: &Usage, more: &Value) -> Value {
    let mut all = json!({
        "seconds_cpu": usage.seconds_cpu,
        "seconds_wall": usage.seconds_wall,
        "peak_memory_mib": usage.peak_memory_mib,
    });
    if let (Some(all), Some(more)) = (all.as_object_mut(), more.as_object()) {
        all.extend(more.clone());
    }
    all
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| format!("{} is no text", path.display()))
}
