//! The pages of the workplace: built by npm before cargo embeds them, and tried in a browser.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::shell::{self, Shell, setting};

/// The Node that the build of the pages asks for, as (major, minor).
const NODE: (u32, u32) = (20, 19);

/// What stands in the way of building the pages here; `None` where nothing does.
pub(crate) fn in_the_way(shell: &Shell) -> Option<String> {
    let version = Shell::output(&mut shell.command("node", &["--version"])).ok();
    match version.as_deref().and_then(parsed) {
        None => Some(format!("Node {}.{} or later is not installed (nodejs.org)", NODE.0, NODE.1)),
        Some(found) if found < NODE => {
            Some(format!("Node {}.{} is too old: {}.{} or later is needed", found.0, found.1, NODE.0, NODE.1))
        }
        Some(_) if !shell::is_installed("npm") => Some("npm is not installed".to_owned()),
        Some(_) => None,
    }
}

fn parsed(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim().strip_prefix('v')?.split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

/// Builds the pages into `web/dist`, from which cargo embeds them.
///
/// # Errors
/// When npm fails, or a file cannot be written.
pub(crate) fn build(shell: &Shell) -> Result<()> {
    let web = shell.root().join("web");
    provide(shell, &web)?;
    let before = fs::read(web.join("dist/index.html")).unwrap_or_default();
    npm(shell, &web, &["run", "build", "--silent"])?;
    // The names in it hold digests of all that it loads. Cargo looks at the times of a folder's files, which a build
    // gives anew; that its names are the same is no reason to embed them again, and that does no harm.
    if before != fs::read(web.join("dist/index.html")).unwrap_or_default() {
        println!("The pages are new.");
    }
    Ok(())
}

/// Installs what the pages are built with, where what is there is not what the lock file says.
fn provide(shell: &Shell, web: &Path) -> Result<()> {
    let lock = fs::read(web.join("package-lock.json")).context("web/package-lock.json cannot be read")?;
    let note = web.join("node_modules/.provided");
    if fs::read(&note).is_ok_and(|provided| provided == lock) {
        return Ok(());
    }
    npm(shell, web, &["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"])?;
    fs::write(&note, lock).with_context(|| format!("{} cannot be written", note.display()))
}

/// Checks the types of the pages and that the description they are typed from is the server's.
///
/// # Errors
/// When npm cannot be started.
pub(crate) fn check(shell: &Shell) -> Result<u8> {
    Shell::exit_code(&mut npm_command(shell, &shell.root().join("web"), &["run", "check", "--silent"]))
}

/// Tries the pages in a browser, against a server of its own.
///
/// # Errors
/// When npm cannot be started, or the program that serves is not built.
pub(crate) fn try_in_browser(shell: &Shell, browser: &Path) -> Result<u8> {
    let target = setting("CARGO_TARGET_DIR").map_or_else(|| shell.root().join("target"), PathBuf::from);
    let bilan = target.join("ci/bilan");
    // The tests before it have built both, of this source; by itself each build has its own features, and takes minutes.
    if !bilan.is_file() || !target.join("ci/bilan-read").is_file() {
        let words = ["build", "--profile", "ci", "--locked", "-p", "bilan", "-p", "bilan-read"];
        if Shell::exit_code(&mut shell.cargo(&words))? != 0 {
            bail!("bilan could not be built");
        }
    }
    let words = ["exec", "--", "playwright", "test"];
    let mut command = npm_command(shell, &shell.root().join("web"), &words);
    command.env("BILAN_BINARY", bilan).env("BILAN_CHROMIUM", browser);
    Shell::exit_code(&mut command)
}

/// A browser that Playwright can drive: the one that is named, else Debian's.
pub(crate) fn browser() -> Option<PathBuf> {
    let named = setting("BILAN_CHROMIUM").map(PathBuf::from);
    let known =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    named.into_iter().chain(known).find(|path| path.is_file())
}

fn npm(shell: &Shell, web: &Path, words: &[&str]) -> Result<()> {
    if Shell::exit_code(&mut npm_command(shell, web, words))? != 0 {
        bail!("`npm {}` failed in web/", words.join(" "));
    }
    Ok(())
}

fn npm_command(shell: &Shell, web: &Path, words: &[&str]) -> Command {
    let mut command = shell.command("npm", words);
    command.current_dir(web);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_node_are_told_apart() {
        assert_eq!(parsed("v20.20.2\n"), Some((20, 20)));
        assert!(parsed("v18.19.0").unwrap() < NODE);
        assert!(parsed("v24.1.0").unwrap() > NODE);
        assert_eq!(parsed("node"), None);
    }
}
