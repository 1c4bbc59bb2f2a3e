//! `cargo xtask test`: everything that must hold.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::needs;
use crate::pages;
use crate::readers;
use crate::schemathesis;
use crate::shell::{self, Shell};
use crate::stages::Stages;
use crate::tidy;

/// What the caller asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Request {
    /// The big seeds too.
    long: bool,
    /// Only tests whose name contains this.
    filter: Option<String>,
}

impl Request {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut request = Self::default();
        for argument in arguments {
            match argument.as_str() {
                "--long" => request.long = true,
                option if option.starts_with('-') => {
                    bail!("test knows no option {option}; it takes [--long] [FILTER]")
                }
                filter if request.filter.is_none() => request.filter = Some(filter.to_owned()),
                second => bail!("test takes one filter, and \"{second}\" is a second one"),
            }
        }
        Ok(request)
    }
}

/// Provides what tests need, runs tidy, the tests and the doc tests, and says what was and was not run.
pub(crate) fn run(arguments: &[String]) -> Result<u8> {
    let request = Request::parse(arguments)?;
    let shell = Shell::here()?;
    needs::provide(&shell)?;
    let bench = shell.bench_data();
    let in_ci = shell::setting("CI").is_some_and(|value| value == "true");
    let mut stages = Stages::default();
    if request.filter.is_none() {
        stages.run("tidy", || tidy::check(&shell));
    }

    // Before cargo, which embeds them.
    let no_pages = pages::in_the_way(&shell);
    if no_pages.is_none() && request.filter.is_none() {
        stages.run("the pages: build, types", || {
            pages::build(&shell)?;
            pages::check(&shell)
        });
    }
    let readers = readers::provide(&shell);
    let schemathesis = schemathesis::provide(&shell);
    let dress = |mut command: Command| {
        if let Ok(python) = &readers {
            command.env("BILAN_READERS", python);
        }
        if let Ok(program) = &schemathesis {
            command.env("BILAN_SCHEMATHESIS", program);
        }
        if let Some(folder) = &bench {
            command.env("BILAN_BENCH", folder);
        }
        // The same inputs each time, so that a change is judged by what it changes; --long draws others.
        if !request.long && shell::setting("PROPTEST_RNG_SEED").is_none() {
            command.env("PROPTEST_RNG_SEED", "20240519");
        }
        command.args(&request.filter);
        command
    };
    // The big seeds are tests marked as ignored: each runner has its own word for running those too.
    let long = |mut command: Command, words: &[&str]| {
        if request.long {
            command.args(words);
        }
        command
    };
    let mut bench_tests = 0;
    if shell::is_installed("cargo-nextest") {
        let cargo = &["nextest", "run", "--no-fail-fast", "--workspace", "--cargo-profile", "ci", "--locked"];
        let mut tests = long(dress(shell.cargo(cargo)), &["--run-ignored", "all"]);
        stages.run("tests", || watch(&mut tests, &mut bench_tests));
        let cargo = &["test", "--no-fail-fast", "--doc", "--workspace", "--profile", "ci", "--locked"];
        stages.run("doc tests", || Shell::exit_code(&mut dress(shell.cargo(cargo))));
    } else {
        let cargo = &["test", "--no-fail-fast", "--workspace", "--profile", "ci", "--locked"];
        let mut tests = long(dress(shell.cargo(cargo)), &["--", "--include-ignored"]);
        stages.run("tests, doc tests", || watch(&mut tests, &mut bench_tests));
    }

    match (&no_pages, pages::browser()) {
        _ if request.filter.is_some() => {}
        (None, Some(browser)) => {
            stages.run("the pages in a browser", || pages::try_in_browser(&shell, &browser));
        }
        (None, None) => stages.skip("the pages in a browser", "no Chromium; set BILAN_CHROMIUM to one"),
        (Some(why), _) => stages.skip("the pages", why),
    }

    match gate(bench.is_some(), bench_tests, in_ci, request.filter.is_some()) {
        Gate::Ran => stages.run("tests on bench data", || {
            println!("{bench_tests} tests on bench data were run.");
            Ok(0)
        }),
        Gate::NoData => stages.skip(
            "tests on bench data (their names contain bench_)",
            "no data; set BILAN_BENCH to the folder of the benches",
        ),
        Gate::NoneRan => stages.skip("tests on bench data", "none was run, though the data are there"),
        Gate::Refused => stages.run("tests on bench data", || {
            bail!("none was run, though the data are there: tests whose name contains bench_ must run in CI")
        }),
    }
    if let Err(why) = &readers {
        stages.skip("exported files by independent readers", &format!("no Python with them: {why:#}"));
    }
    if let Err(why) = &schemathesis {
        stages.skip("the server against its own description", &format!("no schemathesis: {why:#}"));
    }
    if !request.long {
        stages.skip("the big seeds", "cargo xtask test --long");
    }
    Ok(stages.finish())
}

/// What is to be said of the tests that must have run.
#[derive(Debug, PartialEq, Eq)]
enum Gate {
    Ran,
    NoData,
    NoneRan,
    Refused,
}

fn gate(data: bool, ran: usize, in_ci: bool, filtered: bool) -> Gate {
    match (data, ran) {
        (false, _) => Gate::NoData,
        (true, 0) if in_ci && !filtered => Gate::Refused,
        (true, 0) => Gate::NoneRan,
        (true, _) => Gate::Ran,
    }
}

/// Runs a command, shows all that it prints, and counts the tests on bench data that it says were run.
fn watch(command: &mut Command, bench_tests: &mut usize) -> Result<u8> {
    if std::io::stderr().is_terminal() && shell::setting("NO_COLOR").is_none() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().context("cargo did not start")?;
    let stdout = child.stdout.take().context("cargo has no output")?;
    let stderr = child.stderr.take().context("cargo has no messages")?;
    *bench_tests = std::thread::scope(|scope| {
        let messages = scope.spawn(|| pass_on(stderr, std::io::stderr()));
        let printed = pass_on(stdout, std::io::stdout());
        printed + messages.join().unwrap_or(0)
    });
    Ok(shell::code(child.wait()?))
}

/// Copies lines as they come, and counts those that tell of a test on bench data.
fn pass_on(from: impl Read, mut to: impl Write) -> usize {
    let mut lines = BufReader::new(from);
    let mut line = Vec::new();
    let mut count = 0;
    while lines.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        // A closed terminal is no reason to stop counting.
        let _ = to.write_all(&line);
        count += usize::from(tells_of_a_test_on_data(&String::from_utf8_lossy(&line)));
        line.clear();
    }
    count
}

/// Whether a line of `cargo nextest` or `cargo test` says that a test on bench data was run.
///
/// The name counts, its modules included; so no test of the chores, which need no data, may be named like that.
fn tells_of_a_test_on_data(line: &str) -> bool {
    let plain = without_colours(line);
    let words: Vec<&str> = plain.split_whitespace().collect();
    match words.as_slice() {
        ["test", name, "...", result, ..] => name.contains("bench_") && *result != "ignored",
        ["PASS" | "FAIL", .., name] => name.contains("bench_"),
        _ => false,
    }
}

fn without_colours(line: &str) -> String {
    let mut pieces = line.split('\u{1b}');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |plain, piece| plain + piece.split_once('m').map_or("", |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Request> {
        Request::parse(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn arguments_are_read_in_any_order() {
        let expected = Request { long: true, filter: Some("toll".to_owned()) };
        assert_eq!(parse(&["toll", "--long"]).expect("good"), expected);
        assert_eq!(parse(&["--long", "toll"]).expect("good"), expected);
    }

    #[test]
    fn unknown_options_and_second_filters_are_refused() {
        assert!(parse(&["--short"]).is_err());
        assert!(parse(&["toll", "span"]).is_err());
    }

    #[test]
    fn tests_on_data_are_counted_in_what_both_runners_print() {
        for line in [
            "        PASS [   0.004s] ( 2/30) bilan-coder::it bench_reports_are_coded",
            "\u{1b}[32;1m        PASS\u{1b}[0m [   0.004s] \u{1b}[35;1mbilan-coder\u{1b}[0m \u{1b}[34;1mbench_reports\u{1b}[0m",
            "        FAIL [   0.004s] bilan-coder score::bench_muc4",
            "test score::bench_muc4 ... ok",
            "test score::bench_muc4 ... FAILED",
        ] {
            assert!(tells_of_a_test_on_data(line), "{line}");
        }
        for line in [
            "        PASS [   0.004s] bilan-coder numerals",
            "   Compiling bench_tools v0.1.0",
            "test score::bench_muc4 ... ignored",
            "test score::muc4 ... ok",
        ] {
            assert!(!tells_of_a_test_on_data(line), "{line}");
        }
    }

    #[test]
    fn lines_pass_unchanged() {
        let mut shown = Vec::new();
        let text = "one\ntest bench_a ... ok\nlast without an end";
        assert_eq!(pass_on(text.as_bytes(), &mut shown), 1);
        assert_eq!(String::from_utf8_lossy(&shown), text);
    }

    #[test]
    fn ci_refuses_data_without_tests() {
        assert_eq!(gate(true, 0, true, false), Gate::Refused);
        assert_eq!(gate(true, 0, true, true), Gate::NoneRan);
        assert_eq!(gate(true, 0, false, false), Gate::NoneRan);
        assert_eq!(gate(true, 3, true, false), Gate::Ran);
        assert_eq!(gate(false, 0, true, false), Gate::NoData);
    }
}
