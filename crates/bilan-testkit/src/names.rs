//! The names of the disk's files: those a program sees, and those that would be left without power.

use std::collections::{BTreeMap, BTreeSet};

use crate::fault::AfterFailedSync;
use crate::random::Random;

/// Number of a file on the disk.
pub(crate) type Inode = usize;

/// Names and the files they lead to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    /// What a program sees.
    pub(crate) now: BTreeMap<String, Inode>,
    durable: BTreeMap<String, Inode>,
    /// Of each name that changed since its folder was synced: everything that it led to since, in order.
    since: BTreeMap<String, Vec<Option<Inode>>>,
    /// Names whose change a failed sync gave up: not written unless they change again.
    given_up: BTreeSet<String>,
    /// Names that the program now running has changed.
    own: BTreeSet<String>,
}

impl Names {
    /// Names that were always there.
    pub(crate) fn of(names: BTreeMap<String, Inode>) -> Self {
        Self { durable: names.clone(), now: names, ..Self::default() }
    }

    /// Makes a name lead to a file, or to none.
    pub(crate) fn set(&mut self, path: &str, inode: Option<Inode>) {
        match inode {
            Some(inode) => self.now.insert(path.to_owned(), inode),
            None => self.now.remove(path),
        };
        self.given_up.remove(path);
        self.own.insert(path.to_owned());
        self.since.entry(path.to_owned()).or_default().push(inode);
    }

    /// Another program runs from here on.
    pub(crate) fn restart(&mut self) {
        self.own.clear();
    }

    /// What changed in a folder since it was synced: which of adding, replacing and removing names. Names that an
    /// earlier program added are nothing that this one waits for.
    pub(crate) fn pending(&self, dir: &str) -> BTreeSet<&'static str> {
        let step = |path: &String| match (self.durable.contains_key(path), self.now.contains_key(path)) {
            (false, true) => self.own.contains(path).then_some("add"),
            (true, true) => Some("replace"),
            (true, false) => Some("remove"),
            // Made and gone again: nobody waits for that.
            (false, false) => None,
        };
        self.since.keys().filter(|path| folder(path) == dir).filter_map(step).collect()
    }

    /// The names in a folder are on the platter now, but for those that were given up.
    pub(crate) fn sync(&mut self, dir: &str) {
        for path in self.changed_in(dir) {
            self.since.remove(&path);
            match self.now.get(&path) {
                Some(inode) => self.durable.insert(path, *inode),
                None => self.durable.remove(&path),
            };
        }
    }

    /// A sync of a folder that fails.
    pub(crate) fn fail_sync(&mut self, dir: &str, after: AfterFailedSync) {
        if after == AfterFailedSync::Lies {
            for path in self.changed_in(dir) {
                self.since.remove(&path);
                self.given_up.insert(path);
            }
        }
    }

    /// Without power: each name leads to what it led to at some moment since its folder was synced.
    pub(crate) fn after_loss(&self, random: &mut Random) -> BTreeMap<String, Inode> {
        let mut names = self.durable.clone();
        for (path, since) in &self.since {
            let durable = self.durable.get(path).copied();
            let states: Vec<Option<Inode>> = [durable].into_iter().chain(since.iter().copied()).collect();
            match states[random.below(states.len())] {
                Some(inode) => names.insert(path.clone(), inode),
                None => names.remove(path),
            };
        }
        names
    }

    fn changed_in(&self, dir: &str) -> Vec<String> {
        self.since.keys().filter(|path| folder(path) == dir).cloned().collect()
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_synced_folders_keep_their_names() {
        let mut names = Names::default();
        names.set("a/x", Some(1));
        names.set("b/x", Some(2));
        names.sync("a");
        let kept = |seed| names.after_loss(&mut Random::new(seed)).contains_key("b/x");
        assert!((0..50).any(kept) && !(0..50).all(kept));
        assert!((0..50).all(|seed| names.after_loss(&mut Random::new(seed)).contains_key("a/x")));
        assert_eq!(names.pending("b").into_iter().collect::<Vec<_>>(), ["add"]);
    }

    #[test]
    fn a_renamed_file_may_be_at_both_names_or_at_none() {
        let mut names = Names::of([("a/x".to_owned(), 1)].into());
        names.set("a/x", None);
        names.set("b/x", Some(1));
        let counts: BTreeSet<usize> =
            (0..50).map(|seed| names.after_loss(&mut Random::new(seed)).len()).collect();
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn a_lie_about_names_lasts_until_they_change() {
        let mut names = Names::of([("a/x".to_owned(), 1)].into());
        names.set("a/x", Some(2));
        names.fail_sync("a", AfterFailedSync::Lies);
        names.sync("a");
        assert_eq!(names.after_loss(&mut Random::new(1))["a/x"], 1);
        names.set("a/x", Some(3));
        names.sync("a");
        assert_eq!(names.after_loss(&mut Random::new(1))["a/x"], 3);
    }
}
