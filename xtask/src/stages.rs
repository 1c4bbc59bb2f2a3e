//! A chore of several stages: all run, and the last lines say which failed.

use std::time::Duration;

use anyhow::Result;

use crate::shell;

/// What happened in each stage, in order.
#[derive(Default)]
pub(crate) struct Stages {
    done: Vec<(String, Ended, Duration)>,
}

enum Ended {
    Well,
    Badly,
    Skipped(String),
}

impl Stages {
    /// Runs a stage. `Ok(0)` is well, any other code or an error is not, and later stages run all the same.
    pub(crate) fn run(&mut self, name: &str, work: impl FnOnce() -> Result<u8>) {
        println!("--- {name}");
        let (outcome, took) = shell::timed(work);
        let ended = match outcome {
            Ok(0) => Ended::Well,
            Ok(_) => Ended::Badly,
            Err(error) => {
                eprintln!("error: {error:#}");
                Ended::Badly
            }
        };
        self.done.push((name.to_owned(), ended, took));
    }

    /// Notes a stage that cannot run here, and what would let it run.
    pub(crate) fn skip(&mut self, name: &str, why: &str) {
        self.done.push((name.to_owned(), Ended::Skipped(why.to_owned()), Duration::ZERO));
    }

    /// Prints one line a stage and gives the exit code of the chore.
    pub(crate) fn finish(self) -> u8 {
        println!();
        for (name, ended, took) in &self.done {
            let seconds = took.as_secs_f64();
            match ended {
                Ended::Well => println!("ok       {name} ({seconds:.1} s)"),
                Ended::Badly => println!("FAILED   {name} ({seconds:.1} s)"),
                Ended::Skipped(why) => println!("skipped  {name}: {why}"),
            }
        }
        u8::from(self.done.iter().any(|(_, ended, _)| matches!(ended, Ended::Badly)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_stage_fails_the_chore_and_stops_nothing() {
        let mut stages = Stages::default();
        let mut ran = 0;
        stages.run("first", || Ok(1));
        stages.run("second", || {
            ran += 1;
            Ok(0)
        });
        stages.skip("third", "not here");
        assert_eq!((ran, stages.finish()), (1, 1));
    }

    #[test]
    fn a_skipped_stage_is_no_failure() {
        let mut stages = Stages::default();
        stages.skip("only", "not here");
        assert_eq!(stages.finish(), 0);
    }

    #[test]
    fn an_error_is_a_failure() {
        let mut stages = Stages::default();
        stages.run("only", || anyhow::bail!("no"));
        assert_eq!(stages.finish(), 1);
    }
}
