//! The text files of the repository, those that git knows or would add.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use crate::shell::Shell;

/// Path from the root (with `/`) and text, in order of path.
pub(crate) struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// Reads what `git ls-files` lists, what is new and not ignored included. Files that are not UTF-8 are left out.
    pub(crate) fn read(shell: &Shell) -> Result<Self> {
        let mut git = shell.command("git", &["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let listed = Shell::output(&mut git).context("tidy looks at the files that git knows")?;
        let read = |path: &str| std::fs::read_to_string(shell.root().join(path)).ok();
        let files = listed.split('\0').filter(|path| !path.is_empty());
        Ok(Self { files: files.filter_map(|path| Some((path.to_owned(), read(path)?))).collect() })
    }

    /// The text of a file.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// All files.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The files under a folder (`packs/`), with their whole paths.
    pub(crate) fn under<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.all().filter(move |(path, _)| path.starts_with(folder))
    }

    /// Names of the folders right under a folder (`""` for the root), in order, each once.
    pub(crate) fn folders(&self, parent: &str) -> Vec<String> {
        let inside = self.files.keys().filter_map(|path| path.strip_prefix(parent));
        let mut names: Vec<String> =
            inside.filter_map(|rest| rest.split_once('/')).map(|(name, _)| name.to_owned()).collect();
        names.dedup();
        names
    }
}

/// Whether the name of a file ends with `.extension`.
pub(crate) fn has_extension(path: &str, extension: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, found)| found == extension)
}

/// The number of the line on which `offset` stands, from 1.
pub(crate) fn line_at(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

#[cfg(test)]
impl Tree {
    /// A made-up repository.
    pub(crate) fn made_up(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_listed_once() {
        let tree = Tree::made_up(&[
            ("a.md", ""),
            ("packs/en/x", ""),
            ("packs/en/y", ""),
            ("packs/fr/x", ""),
            ("web/a", ""),
        ]);
        assert_eq!(tree.folders(""), ["packs", "web"]);
        assert_eq!(tree.folders("packs/"), ["en", "fr"]);
        assert_eq!(tree.under("packs/en/").count(), 2);
    }

    #[test]
    fn lines_count_from_one() {
        assert_eq!(line_at("one\ntwo\n", 0), 1);
        assert_eq!(line_at("one\ntwo\n", 4), 2);
    }
}
