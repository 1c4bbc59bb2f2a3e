//! Seeds: many runs of one test, each of which can be had again by itself.

use std::ops::Range;

/// The setting that names the one seed to run.
pub const SEED: &str = "BILAN_SEED";

/// Runs a test for every seed of a range, or only for the one that [`SEED`] names, whatever the range.
///
/// `test` is the whole name of the test function; it stands in the command to replay a failure, and `command` is what
/// runs the tests it belongs to.
///
/// # Panics
/// At the first seed whose run says what is wrong, with the seed and how to run it again.
pub fn run(command: &str, test: &str, seeds: Range<u64>, mut one: impl FnMut(u64) -> Result<(), String>) {
    #[expect(clippy::disallowed_methods, reason = "a person replays one seed of a test by a setting")]
    let only = std::env::var(SEED).ok().map(|text| text.parse().expect("BILAN_SEED is a number"));
    let seeds = only.map_or(seeds, |seed: u64| seed..seed + 1);
    for seed in seeds {
        if let Err(what) = one(seed) {
            panic!("seed {seed}: {what}\nto run it again: {SEED}={seed} {command} {test}");
        }
    }
}
