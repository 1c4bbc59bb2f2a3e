//! Drafts: what a caller asks the ledger to append.

use std::collections::BTreeMap;

use crate::act::{Act, CountKey, Role, Tool};
use crate::hash::Hash;
use crate::id::Subject;
use crate::time::ClaimedTime;
use crate::vault::{Commit, Salt};

/// An entry to be: everything that the ledger does not know by itself.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What was done.
    pub act: Act,
    /// Who signs, and for a machine with which program.
    pub signer: Signer,
    /// To what it was done.
    pub subject: Subject,
    /// When, by the device's clock.
    pub claimed_time: ClaimedTime,
    /// Entries it answers or rests on.
    pub deps: Vec<Dep>,
    /// How many of what.
    pub counts: BTreeMap<CountKey, u64>,
    /// The content that is committed to.
    pub content: Content,
}

impl Draft {
    /// A draft without dependencies, counts and content.
    pub fn new(act: Act, signer: Signer, subject: Subject, claimed_time: ClaimedTime) -> Self {
        let (deps, counts, content) = (Vec::new(), BTreeMap::new(), Content::None);
        Self { act, signer, subject, claimed_time, deps, counts, content }
    }

    /// The erasure of a vault object, by a member. `why` is content of its own, which stays.
    pub fn erase(object: Commit, claimed_time: ClaimedTime, why: Content) -> Self {
        Self::new(Act::Erase, Signer::Member, Subject::Object(object), claimed_time).content(why)
    }

    /// The draft with this content.
    #[must_use]
    pub fn content(mut self, content: Content) -> Self {
        self.content = content;
        self
    }

    /// The draft with one more dependency.
    #[must_use]
    pub fn dep(mut self, dep: Dep) -> Self {
        self.deps.push(dep);
        self
    }

    /// The draft with one more count.
    #[must_use]
    pub fn count(mut self, key: CountKey, count: u64) -> Self {
        self.counts.insert(key, count);
        self
    }
}

/// The key that signs an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signer {
    /// The device.
    Device,
    /// The member.
    Member,
    /// A program.
    Machine(Tool),
}

impl Signer {
    /// The role of the signer.
    pub fn role(&self) -> Role {
        match self {
            Self::Device => Role::Device,
            Self::Member => Role::Member,
            Self::Machine(_) => Role::Machine,
        }
    }

    /// The program, for a machine.
    pub fn tool(&self) -> Option<&Tool> {
        match self {
            Self::Machine(tool) => Some(tool),
            Self::Device | Self::Member => None,
        }
    }
}

/// An entry that another rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dep {
    /// An entry in the log, by its leaf.
    Leaf(Hash),
    /// An earlier draft of the same batch, by its place in the batch, counted from 0.
    InBatch(usize),
}

/// What an entry commits to.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// Nothing.
    None,
    /// New content, which goes into the vault.
    New {
        /// 32 fresh random bytes.
        salt: Salt,
        /// The content.
        bytes: Vec<u8>,
    },
    /// Content that an earlier entry already committed to.
    Existing(Commit),
}

impl Content {
    /// New content under a fresh random salt.
    pub fn new(salt: Salt, bytes: Vec<u8>) -> Self {
        Self::New { salt, bytes }
    }

    /// The commitment, if there is content.
    pub fn commit(&self) -> Option<Commit> {
        match self {
            Self::None => None,
            Self::New { salt, bytes } => Some(Commit::of(salt, bytes)),
            Self::Existing(commit) => Some(*commit),
        }
    }
}

impl std::fmt::Debug for Content {
    /// Shows the commitment, never the content or its salt.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.commit() {
            Some(commit) => write!(f, "Content({commit})"),
            None => f.write_str("Content::None"),
        }
    }
}
