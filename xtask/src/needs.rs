//! What the tests need from the machine, and how to get it.

use std::path::Path;

use anyhow::{Result, bail};

use crate::pages;
use crate::shell::{self, Shell};

/// A program and the Debian package that brings it.
struct Need {
    program: &'static str,
    package: &'static str,
}

const NEEDS: &[Need] = &[
    Need { program: "python3", package: "python3" },
    Need { program: "openssl", package: "openssl" },
    Need { program: "sha256sum", package: "coreutils" },
];

/// Makes sure that what the tests need is there: installs it on Debian as root, else says the one command to type.
pub(crate) fn provide(shell: &Shell) -> Result<()> {
    let mut missing = missing(shell::is_installed);
    // Debian keeps what makes virtual environments in a package of its own.
    if Shell::output(&mut shell.command("python3", &["-c", "import ensurepip"])).is_err() {
        missing.push("python3-venv");
    }
    if pages::in_the_way(shell).is_none() && pages::browser().is_none() {
        missing.push("chromium");
    }
    if missing.is_empty() {
        return Ok(());
    }
    if !Path::new("/etc/debian_version").is_file() || !is_root(shell) {
        bail!("the tests need what is not installed; type: {}", advice(&missing));
    }
    println!("Installing what the tests need: {}", missing.join(" "));
    let apt = |arguments: &[&str]| {
        let mut command = shell.command("apt-get", arguments);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    Shell::exit_code(&mut apt(&["update", "--quiet"]))?;
    let mut install = apt(&["install", "--yes", "--quiet", "--no-install-recommends"]);
    if Shell::exit_code(install.args(&missing))? != 0 {
        bail!("the tests need what could not be installed; type: {}", advice(&missing));
    }
    Ok(())
}

/// The packages of the needs that are not met, each once.
fn missing(is_installed: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let unmet = NEEDS.iter().filter(|need| !is_installed(need.program));
    unmet.map(|need| need.package).collect()
}

fn advice(packages: &[&str]) -> String {
    if cfg!(target_os = "macos") {
        format!("brew install {}", packages.join(" "))
    } else {
        format!("sudo apt-get install {}", packages.join(" "))
    }
}

fn is_root(shell: &Shell) -> bool {
    Shell::output(&mut shell.command("id", &["-u"])).is_ok_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_missing_where_all_is_installed() {
        assert!(missing(|_| true).is_empty());
    }

    #[test]
    fn what_is_missing_is_named_by_its_package() {
        assert_eq!(missing(|program| program != "sha256sum"), ["coreutils"]);
    }
}
