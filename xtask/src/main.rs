//! The chores of the project, one file a chore: `cargo xtask` lists them.
//!
//! It knows no crate of bilan and calls tools only through their commands, so that it builds in seconds and works
//! while the rest of the workspace does not compile. What a chore needs and does not find, it says, with the one
//! command that brings it.
#![expect(clippy::print_stdout, reason = "what a chore has to say is its output")]

mod bench;
mod demo;
mod fmt;
mod lint;
mod measure;
mod names;
mod needs;
mod pages;
mod python;
mod random;
mod readers;
mod reports;
mod schemathesis;
mod score;
mod shell;
mod stages;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask CHORE

  demo [ARGS]                run the whole job on the samples (`bilan demo`)
  test [--long] [FILTER]     install or name what tests need, run tidy and every test; --long adds the big seeds
  bench [CRATE]              measure: coder, linker, estimator, ledger, web, corpus; without a name, all that exist
  bench coder [OPTIONS]      every figure of the coder with its interval: --only TABLE,..., --predictions FILE (codings
                             of the reports made already), --bilan, --time-lines, --confidence-lines FILE (built already),
                             --muc4 train (the part to develop on);
                             --fit write learns the weights of the coder's confidence
  bench web [OPTIONS]        the workplace under load on a case of 100,000 reports, made once and kept beside the build:
                             --members N --seconds N --reports N --claims N --incidents N, --case DIR, --map DIR (with
                             `case` and `home` in it), --bilan FILE (built already)
  score [FOLDER] [OPTIONS]   code the bench reports and compare with the gold annotation
  names                      learn the tables of names of codebook/names from the bench anew
  fmt                        format the code
  lint                       what CI refuses: format, clippy, docs, licences, spelling
  tidy                       the rules of the house that no compiler knows
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (chore, rest) =
        arguments.split_first().map_or(("help", &[][..]), |(chore, rest)| (chore.as_str(), rest));
    let outcome = match chore {
        "demo" => demo::run(rest),
        "test" => test::run(rest),
        "bench" => bench::run(rest),
        "score" => score::run(rest),
        "names" => names::run(rest),
        "fmt" => fmt::run(),
        "lint" => lint::run(),
        "tidy" => tidy::run(),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(0)
        }
        unknown => {
            eprintln!("There is no chore \"{unknown}\".\n\n{USAGE}");
            Ok(2)
        }
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
