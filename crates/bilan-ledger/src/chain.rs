//! The rules by which each entry must continue the log: one place for appending, opening and verifying.

use std::collections::BTreeMap;

use crate::act::{Act, Role};
use crate::entry::Entry;
use crate::finding::FindingKind;
use crate::hash::Hash;
use crate::id::{CaseId, DeviceId, Subject};
use crate::vault::Commit;

/// The log as far as it has been walked. Every step can be taken back.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    /// Unknown only where a verification cannot tell it.
    case: Option<CaseId>,
    device: DeviceId,
    next: Next,
    /// Lamport number of every entry so far, by leaf.
    lamports: BTreeMap<Hash, u64>,
    /// Every object that an entry commits to, with the first such entry.
    named: BTreeMap<Commit, u64>,
    /// Every object that was erased, with the entry that says so.
    erased: BTreeMap<Commit, u64>,
    /// The object that lists the case's keys.
    keys: Option<Commit>,
    steps: Vec<Step>,
}

/// What the next entry must continue.
#[derive(Debug, Clone, Copy)]
struct Next {
    seq: u64,
    prev: Prev,
    /// Lamport number of the entry before; 0 before the first.
    lamport: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prev {
    /// Nothing: the next entry is the first.
    Start,
    /// The entry with this leaf.
    Leaf(Hash),
    /// An entry that could not be read.
    Unknown,
}

/// What one entry changed, so that it can be taken back.
#[derive(Debug, Clone)]
struct Step {
    before: Next,
    leaf: Hash,
    named: Option<Commit>,
    erased: Option<Commit>,
}

/// A rule that an entry breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Breach {
    pub(crate) kind: FindingKind,
    pub(crate) what: String,
}

impl Chain {
    /// The log of a device in a case, before its first entry.
    pub(crate) fn new(case: Option<CaseId>, device: DeviceId) -> Self {
        Self {
            case,
            device,
            next: Next { seq: 0, prev: Prev::Start, lamport: 0 },
            lamports: BTreeMap::new(),
            named: BTreeMap::new(),
            erased: BTreeMap::new(),
            keys: None,
            steps: Vec::new(),
        }
    }

    /// Walks over an entry, whatever it is, and says which rules it breaks.
    pub(crate) fn accept(&mut self, leaf: Hash, entry: &Entry) -> Vec<Breach> {
        let breaches = [self.identity(entry), self.order(entry), signer(entry), self.act(entry)].concat();
        self.walk(leaf, entry);
        breaches
    }

    /// Walks over an entry that cannot be read.
    pub(crate) fn skip(&mut self, leaf: Hash) {
        self.next.seq += 1;
        self.next.prev = Prev::Leaf(leaf);
    }

    /// Goes on at `seq` after entries that cannot be told apart.
    pub(crate) fn skip_to(&mut self, seq: u64) {
        self.next.seq = seq;
        self.next.prev = Prev::Unknown;
    }

    /// Place of the next entry.
    pub(crate) fn next_seq(&self) -> u64 {
        self.next.seq
    }

    /// Leaf of the entry before the next, if there is one.
    pub(crate) fn head(&self) -> Option<Hash> {
        match self.next.prev {
            Prev::Leaf(leaf) => Some(leaf),
            Prev::Start | Prev::Unknown => None,
        }
    }

    /// The smallest Lamport number for an entry that continues the log and rests on `deps`.
    pub(crate) fn lamport_after(&self, deps: &[Hash]) -> u64 {
        let known = deps.iter().filter_map(|dep| self.lamports.get(dep)).copied();
        known.chain([self.next.lamport]).max().unwrap_or(0) + 1
    }

    /// Is there an entry with this leaf?
    pub(crate) fn has(&self, leaf: Hash) -> bool {
        self.lamports.contains_key(&leaf)
    }

    /// Every object that an entry commits to, with the first such entry.
    pub(crate) fn named(&self) -> &BTreeMap<Commit, u64> {
        &self.named
    }

    /// Every object that was erased, with the entry that says so.
    pub(crate) fn erased(&self) -> &BTreeMap<Commit, u64> {
        &self.erased
    }

    /// The object that lists the case's keys: the commitment of entry 0.
    pub(crate) fn keys(&self) -> Option<Commit> {
        self.keys
    }

    /// Takes back every step since there were `steps` of them.
    pub(crate) fn rewind(&mut self, steps: usize) {
        while self.steps.len() > steps
            && let Some(step) = self.steps.pop()
        {
            self.next = step.before;
            self.lamports.remove(&step.leaf);
            step.named.map(|commit| self.named.remove(&commit));
            step.erased.map(|commit| self.erased.remove(&commit));
        }
    }

    /// Number of steps so far, for [`Chain::rewind`].
    pub(crate) fn steps(&self) -> usize {
        self.steps.len()
    }

    fn identity(&self, entry: &Entry) -> Vec<Breach> {
        let mut breaches = Vec::new();
        if self.case.is_some_and(|case| case != entry.case) {
            breaches.push(breach(FindingKind::Foreign, format!("an entry of another case, {}", entry.case)));
        }
        if entry.device != self.device {
            breaches
                .push(breach(FindingKind::Foreign, format!("an entry of another device, {}", entry.device)));
        }
        breaches
    }

    fn order(&self, entry: &Entry) -> Vec<Breach> {
        let mut breaches = Vec::new();
        if entry.seq != self.next.seq {
            breaches.push(breach(FindingKind::Order, format!("says that it is entry {}", entry.seq)));
        }
        let continues = match self.next.prev {
            Prev::Start => entry.prev.is_none(),
            Prev::Leaf(leaf) => entry.prev == Some(leaf),
            Prev::Unknown => true,
        };
        if !continues {
            breaches.push(breach(FindingKind::Order, "`prev` is not the leaf of the entry before it"));
        }
        if entry.lamport < self.lamport_after(&entry.deps) {
            breaches.push(breach(FindingKind::Order, "`lamport` is not above that of what it follows"));
        }
        for dep in entry.deps.iter().filter(|dep| !self.has(**dep)) {
            let what = format!("rests on {dep}, which is not the leaf of an entry before it");
            breaches.push(breach(FindingKind::Dependency, what));
        }
        breaches
    }

    fn act(&self, entry: &Entry) -> Vec<Breach> {
        let mut breaches = Vec::new();
        let mut refuse = |what: String| breaches.push(breach(FindingKind::Act, what));
        if (entry.act == Act::OpenCase) != (self.next.seq == 0) {
            refuse("open-case is the first entry, and only the first".to_owned());
        }
        if entry.act == Act::OpenCase && entry.commit.is_none() {
            refuse("open-case commits to no keys".to_owned());
        }
        if let Some(commit) = entry.commit
            && let Some(by) = self.erased.get(&commit)
        {
            refuse(format!("commits to an object that entry {by} erased"));
        }
        if entry.act == Act::Erase {
            match entry.subject {
                Subject::Id(_) => refuse("erase names no object".to_owned()),
                Subject::Object(object) if self.keys == Some(object) => {
                    refuse("the list of the case's keys cannot be erased".to_owned());
                }
                Subject::Object(object) if !self.named.contains_key(&object) => {
                    refuse("erases an object that no entry before it names".to_owned());
                }
                Subject::Object(object) if entry.commit == Some(object) => {
                    refuse("gives as its reason the object that it erases".to_owned());
                }
                Subject::Object(object) => {
                    if let Some(by) = self.erased.get(&object) {
                        refuse(format!("erases an object that entry {by} erased"));
                    }
                }
            }
        }
        breaches
    }

    fn walk(&mut self, leaf: Hash, entry: &Entry) {
        let before = self.next;
        if before.seq == 0 {
            self.keys = entry.commit;
        }
        let named = entry.commit.filter(|commit| !self.named.contains_key(commit));
        named.map(|commit| self.named.insert(commit, before.seq));
        let erased = erased_by(entry).filter(|object| !self.erased.contains_key(object));
        erased.map(|object| self.erased.insert(object, before.seq));
        self.lamports.insert(leaf, entry.lamport);
        self.steps.push(Step { before, leaf, named, erased });
        let lamport = before.lamport.max(entry.lamport);
        self.next = Next { seq: before.seq + 1, prev: Prev::Leaf(leaf), lamport };
    }
}

/// The object that an entry erases, if it is an erasure.
pub(crate) fn erased_by(entry: &Entry) -> Option<Commit> {
    match entry.subject {
        Subject::Object(object) if entry.act == Act::Erase => Some(object),
        Subject::Object(_) | Subject::Id(_) => None,
    }
}

/// Role, key name and tool must fit each other and the act.
fn signer(entry: &Entry) -> Vec<Breach> {
    let mut breaches = Vec::new();
    if !entry.act.roles().contains(&entry.role) {
        breaches.push(breach(FindingKind::Role, format!("{} signed as {}", entry.act, entry.role)));
    }
    if entry.actor.role() != entry.role {
        breaches.push(breach(FindingKind::Role, format!("the key named is not of the role {}", entry.role)));
    }
    if (entry.role == Role::Machine) != entry.tool.is_some() {
        breaches.push(breach(FindingKind::Role, "a machine, and only a machine, names its program"));
    }
    breaches
}

fn breach(kind: FindingKind, what: impl Into<String>) -> Breach {
    Breach { kind, what: what.into() }
}
