//! `cargo xtask demo`: the whole job on the samples.

use anyhow::Result;

use crate::pages;
use crate::shell::{Shell, setting};

/// Builds `bilan` in the shared profile and runs `bilan demo` where the caller stands; its exit code is ours.
pub(crate) fn run(arguments: &[String]) -> Result<u8> {
    let shell = Shell::here()?;
    match pages::in_the_way(&shell) {
        None => pages::build(&shell)?,
        Some(why) => println!("The pages of the workplace are not built: {why}. All else works without."),
    }
    let mut cargo = shell.cargo(&["run", "--package", "bilan", "--profile", "ci", "--locked", "--", "demo"]);
    cargo.args(arguments).current_dir(std::env::current_dir()?);
    let code = Shell::exit_code(&mut cargo)?;
    let prints_data =
        arguments.iter().any(|argument| argument == "--json" || argument == "--help" || argument == "-h");
    if code == 0 && !prints_data {
        let target = setting("CARGO_TARGET_DIR").unwrap_or_else(|| "target".to_owned());
        println!(
            "\nTo work on it in a browser (http://127.0.0.1:8080):\n  {target}/ci/bilan serve bilan-demo/case"
        );
    }
    Ok(code)
}
