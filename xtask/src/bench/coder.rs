//! `cargo xtask bench coder`: every figure that the coder must show, each with its interval over reports.

mod fit;
mod interval;
mod measures;
mod muc4;
mod speed;
mod table;
mod wikinews;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

use crate::reports;
use crate::shell::Shell;
use measures::Measure;

/// The bench's scorers are Python; so is what takes their counts, a report at a time.
const COUNTS: &str = include_str!("coder/counts.py");

/// The tables, in the order shown.
const TABLES: [&str; 6] = ["reports", "confidence", "wikinews", "muc4", "timex", "speed"];

/// What the command line asks for.
#[derive(Debug, Default, PartialEq)]
struct Asked {
    only: Vec<String>,
    bilan: Option<PathBuf>,
    time_lines: Option<PathBuf>,
    predictions: Option<PathBuf>,
    muc4: Option<String>,
    /// Learn the weights of `confidence`, and write them.
    fit: bool,
    confidence_lines: Option<PathBuf>,
}

impl Asked {
    fn read(options: &[String]) -> Result<Self> {
        let mut asked = Self::default();
        let mut options = options.iter();
        while let Some(option) = options.next() {
            let value = options.next().with_context(|| format!("{option} needs a value"))?;
            match option.as_str() {
                "--only" => asked.only = value.split(',').map(str::to_owned).collect(),
                "--bilan" => asked.bilan = Some(value.into()),
                "--time-lines" => asked.time_lines = Some(value.into()),
                "--predictions" => asked.predictions = Some(value.into()),
                "--muc4" => asked.muc4 = Some(value.clone()),
                "--fit" if value == "write" => asked.fit = true,
                "--confidence-lines" => asked.confidence_lines = Some(value.into()),
                unknown => bail!("there is no option \"{unknown} {value}\""),
            }
        }
        if let Some(unknown) = asked.only.iter().find(|name| !TABLES.contains(&name.as_str())) {
            bail!("there is no table \"{unknown}\"; there are: {}", TABLES.join(", "));
        }
        // Codings of the reports say nothing of the rest.
        if asked.predictions.is_some() && asked.only.is_empty() {
            asked.only = vec!["reports".to_owned()];
        }
        Ok(asked)
    }

    fn wants(&self, table: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == table)
    }
}

/// The run of one bench.
struct Bench<'a> {
    shell: &'a Shell,
    /// The bench data.
    data: PathBuf,
    /// Where inputs, outputs and figures are kept.
    work: PathBuf,
    target: &'a Path,
    asked: Asked,
    kept: Map<String, Value>,
}

/// Prints the tables asked for and keeps their figures in `bench/coder.json`.
pub(crate) fn run(shell: &Shell, target: &Path, options: &[String]) -> Result<()> {
    let asked = Asked::read(options)?;
    let data = shell.bench_data().context("no bench data: set BILAN_BENCH to the folder of the benches")?;
    let work = target.join("bench");
    fs::create_dir_all(&work)?;
    println!(
        "Figures with the middle 95 of 100 over reports drawn anew (the number of reports beside each name)."
    );
    println!("++ the aim is reached, + the must, - neither.\n");
    let mut bench = Bench { shell, data, work, target, asked, kept: Map::new() };
    if bench.asked.fit {
        return bench.confidence();
    }
    bench.reports()?;
    bench.confidence()?;
    bench.wikinews()?;
    bench.muc4()?;
    bench.timex()?;
    bench.speed()?;
    let kept = bench.work.join("coder.json");
    fs::write(&kept, format!("{:#}\n", Value::Object(bench.kept)))?;
    println!("Names swap (forbidden changes: must 0) is a test: cargo test -p bilan-coder --test names_swap");
    println!("written to {}", kept.display());
    Ok(())
}

impl Bench<'_> {
    fn reports(&mut self) -> Result<()> {
        if !self.asked.wants("reports") {
            return Ok(());
        }
        let folder = self.data.join("reports/dev");
        let codings = match &self.asked.predictions {
            Some(file) => file.clone(),
            None => self.coded("reports", &reports::annotated(&folder)?, &["--link"])?,
        };
        self.counted("reports", "reports/dev", measures::REPORTS, &folder, &codings)
    }

    fn wikinews(&mut self) -> Result<()> {
        if !self.asked.wants("wikinews") {
            return Ok(());
        }
        let gold = self.data.join("coder/fr_wikinews/claims.dev.jsonl");
        let documents = lines_of(&gold)?;
        let shown: Vec<Value> = documents.iter().map(wikinews::report).collect();
        let codings = lines_of(&self.coded("wikinews", &shown, &[])?)?;
        let made =
            documents.iter().zip(&codings).map(|(document, record)| wikinews::prediction(document, record));
        let predictions = self.predicted("wikinews", &made.collect::<Vec<_>>())?;
        self.counted("claims", "fr_wikinews", measures::WIKINEWS, &gold, &predictions)
    }

    fn muc4(&mut self) -> Result<()> {
        if !self.asked.wants("muc4") {
            return Ok(());
        }
        let part = self.asked.muc4.clone().unwrap_or_else(|| "dev".to_owned());
        let gold = self.data.join(format!("coder/muc4/{part}.jsonl"));
        let documents = lines_of(&gold)?;
        let shown: Vec<Value> = documents.iter().map(muc4::report).collect();
        let codings = lines_of(&self.coded("muc4", &shown, &[])?)?;
        let made =
            documents.iter().zip(&codings).map(|(document, record)| muc4::prediction(document, record));
        let predictions = self.predicted("muc4", &made.collect::<Vec<_>>())?;
        self.counted("muc4", &format!("muc4/{part}"), measures::MUC4, &gold, &predictions)
    }

    fn timex(&mut self) -> Result<()> {
        if !self.asked.wants("timex") {
            return Ok(());
        }
        let title = "timex/fr.timebank.dev";
        let Some(mut command) = self.example("time_lines", self.asked.time_lines.as_deref()) else {
            println!("{title}: no example time_lines of bilan-coder, so there is nothing to measure.\n");
            return Ok(());
        };
        let gold = self.data.join("coder/timex/fr.timebank.dev.jsonl");
        let shown = lines_of(&gold)?.into_iter().map(|mut row| {
            row.as_object_mut().map(|row| row.remove("gold"));
            row
        });
        let (input, output) = (self.work.join("timex.input.jsonl"), self.work.join("timex.output.jsonl"));
        fs::write(&input, reports::to_lines(&shown.collect::<Vec<_>>()))?;
        through(&mut command, &input, &output)?;
        self.counted("timex", title, measures::TIMEX, &gold, &output)
    }

    fn speed(&mut self) -> Result<()> {
        if !self.asked.wants("speed") {
            return Ok(());
        }
        let bilan = self.bilan("release")?;
        let (text, figures) = speed::table(self.shell, &bilan, &self.work)?;
        println!("{text}");
        self.kept.insert("speed".to_owned(), figures);
        Ok(())
    }

    /// Learns the weights of `confidence` and shows how they do on reports that they were not learnt from.
    ///
    /// Those that a coding shows are of weights learnt from all reports, these ones too.
    fn confidence(&mut self) -> Result<()> {
        if !self.asked.fit && !self.asked.wants("confidence") {
            return Ok(());
        }
        let folder = self.data.join("reports/dev");
        let (input, output) = (self.work.join("fit.input.jsonl"), self.work.join("fit.features.jsonl"));
        fs::write(&input, reports::to_lines(&reports::annotated(&folder)?))?;
        let example = self.example("confidence_lines", self.asked.confidence_lines.as_deref());
        through(&mut example.context("no example confidence_lines of bilan-coder")?, &input, &output)?;
        let told = lines_of(&output)?;
        let codings: Vec<Value> = told.iter().map(|line| line["coding"].clone()).collect();
        let said = self.counts("right", &folder, &self.predicted("fit", &codings)?)?;
        let right: Vec<Value> = serde_json::from_str(&said).context("what is right is not JSON")?;
        let tolls = fit::tolls(&told, &right)?;

        let (late, early): (Vec<_>, Vec<_>) = tolls.iter().partition(|toll| toll.doc.contains("-d2"));
        let without = fit::learn(&early)?;
        let late: Vec<_> = late.into_iter().map(|toll| (toll, fit::confidence(&without, toll))).collect();
        let groups = [
            table::Group::judged("out of fold", &fit::out_of_fold(&tolls)?),
            table::Group::judged("d2, by others", &late),
        ];
        let measures: Vec<_> =
            measures::REPORTS.iter().filter(|measure| measure.of == "confidence").copied().collect();
        let title = "confidence, five-fold (weights learnt from the other reports)";
        let (text, figures) = table::table(title, &measures, &groups);
        println!("{text}");
        self.kept.insert("confidence".to_owned(), figures);

        let weights = fit::file(&fit::learn(&tolls.iter().collect::<Vec<_>>())?);
        let kept = self.shell.root().join("crates/bilan-coder/src/confidence.tsv");
        let same = fs::read_to_string(&kept).is_ok_and(|known| known == weights);
        if self.asked.fit {
            fs::write(&kept, weights)?;
        }
        match (same, self.asked.fit) {
            (true, _) => println!("{} holds these weights.\n", kept.display()),
            (false, true) => println!("{} is written anew.\n", kept.display()),
            (false, false) => {
                println!("{} holds other weights: --fit write makes it anew.\n", kept.display());
            }
        }
        Ok(())
    }

    /// An example of the coder: the program named, else run by cargo; none where there is no such example.
    fn example(&self, name: &str, named: Option<&Path>) -> Option<Command> {
        if let Some(program) = named {
            return Some(self.shell.command(&program.to_string_lossy(), &[]));
        }
        let exists = self.shell.root().join(format!("crates/bilan-coder/examples/{name}.rs")).is_file();
        let run =
            ["run", "--quiet", "--package", "bilan-coder", "--profile", "ci", "--locked", "--example", name];
        exists.then(|| self.shell.cargo(&run))
    }

    /// The command to measure: the one named, else built.
    fn bilan(&self, profile: &str) -> Result<PathBuf> {
        if let Some(named) = &self.asked.bilan {
            return named.canonicalize().with_context(|| format!("there is no {}", named.display()));
        }
        let build = ["build", "--quiet", "--package", "bilan", "--profile", profile, "--locked"];
        if Shell::exit_code(&mut self.shell.cargo(&build))? != 0 {
            bail!("bilan does not build");
        }
        Ok(self.target.join(profile).join("bilan"))
    }

    /// Codes reports and gives the file of their codings.
    fn coded(&self, name: &str, shown: &[Value], options: &[&str]) -> Result<PathBuf> {
        let file = |end: &str| self.work.join(format!("{name}.{end}.jsonl"));
        let (input, output) = (file("input"), file("codings"));
        fs::write(&input, reports::to_lines(shown))?;
        let mut bilan = self.shell.command(&self.bilan("ci")?.to_string_lossy(), &["code", "--jsonl"]);
        through(bilan.args(options).arg("-"), &input, &output)?;
        Ok(output)
    }

    fn predicted(&self, name: &str, predictions: &[Value]) -> Result<PathBuf> {
        let file = self.work.join(format!("{name}.predictions.jsonl"));
        fs::write(&file, reports::to_lines(predictions))?;
        Ok(file)
    }

    fn counts(&self, kind: &str, gold: &Path, predictions: &Path) -> Result<String> {
        let mut python = self.shell.command("python3", &["-c", COUNTS, kind]);
        Shell::output(python.args([&self.data, gold, predictions]))
    }

    /// Has the bench's scorer count, and prints the table made of the counts.
    fn counted(
        &mut self,
        kind: &str,
        title: &str,
        measures: &[Measure],
        gold: &Path,
        predictions: &Path,
    ) -> Result<()> {
        let said = self.counts(kind, gold, predictions)?;
        let (text, figures) = table::table(title, measures, &table::groups(&said)?);
        println!("{text}");
        self.kept.insert(title.to_owned(), figures);
        Ok(())
    }
}

/// Runs a command from one file to another. Exit code 3 is finished with findings: what failed counts as empty.
fn through(command: &mut Command, input: &Path, output: &Path) -> Result<()> {
    match Shell::exit_code(command.stdin(File::open(input)?).stdout(File::create(output)?))? {
        0 => Ok(()),
        3 => {
            eprintln!("finished with findings: some reports were not coded, and count as empty.");
            Ok(())
        }
        code => bail!("{} ended with {code}", command.get_program().display()),
    }
}

fn lines_of(path: &Path) -> Result<Vec<Value>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| serde_json::from_str(line).with_context(|| path.display().to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(options: &[&str]) -> Result<Asked> {
        Asked::read(&options.iter().map(|&option| option.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn all_tables_are_shown_unless_some_are_named() {
        let all = asked(&[]).expect("nothing is fine");
        assert!(TABLES.iter().all(|table| all.wants(table)));
        let some = asked(&["--only", "muc4,timex", "--muc4", "train"]).expect("known tables");
        assert!(some.wants("muc4") && some.wants("timex") && !some.wants("speed"));
    }

    #[test]
    fn codings_made_already_are_for_the_reports_alone() {
        let asked = asked(&["--predictions", "codings.jsonl"]).expect("a file");
        assert!(asked.wants("reports") && !asked.wants("muc4"));
    }

    #[test]
    fn what_is_unknown_is_refused() {
        assert!(asked(&["--only", "muc5"]).is_err());
        assert!(asked(&["--fast", "yes"]).is_err());
        assert!(asked(&["--bilan"]).is_err());
        assert!(asked(&["--fit", "all"]).is_err());
    }
}
