//! The register: members, sessions by digest, and saved queues of one case, in one file of the home folder.
//!
//! Beside the keys, never in the case: who works on a case is no evidence, and a copy of the case must not tell it.
//! `bilan member` and a running server may both write: each change reads the file again under a lock.

use std::collections::BTreeMap;
use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use bilan_ledger::storage::{put, read_if_present};
use bilan_ledger::{CaseId, DirStorage, StorageError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::member::{Member, key};
use super::session::Sessions;

/// What the file says of its form.
const FORMAT: &str = "bilan-workplace/1";

/// A filter that a member saved under a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SavedQueue {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The filter as it came.
    pub filter: serde_json::Value,
    /// Within how many days its claims are to be judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_days: Option<u32>,
    /// Who saved it.
    pub by: String,
    /// When.
    pub since: Timestamp,
}

/// What is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    format: String,
    /// By the key of their names.
    #[serde(default)]
    pub members: BTreeMap<String, Member>,
    /// By the digest of their tokens.
    #[serde(default)]
    pub sessions: Sessions,
    /// In the order of saving.
    #[serde(default)]
    pub queues: Vec<SavedQueue>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            format: FORMAT.to_owned(),
            members: BTreeMap::new(),
            sessions: Sessions::default(),
            queues: Vec::new(),
        }
    }
}

impl Kept {
    /// The member of a name, however its capitals are written.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.get(&key(name))
    }

    /// The member of a name, to change.
    pub fn member_mut(&mut self, name: &str) -> Option<&mut Member> {
        self.members.get_mut(&key(name))
    }
}

/// Why the register does not answer.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The file is not one of bilan's, or of a later version.
    #[error("{path}: not a register of members: {why}")]
    Damaged {
        /// The file.
        path: String,
        /// What is wrong.
        why: String,
    },
    /// The disk.
    #[error("{path}: {source}")]
    Disk {
        /// The file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// The disk, while writing.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<RegisterError> for bilan_casework::Error {
    fn from(error: RegisterError) -> Self {
        Self::new(bilan_casework::ErrorKind::Failure, bilan_casework::Message::of_system(error))
            .safe("The case and everything in it is as it was.")
            .next("Check that the folder of your keys is there and can be written, then try again.")
    }
}

/// What tells one state of the file from another.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    length: u64,
    written: Option<std::time::SystemTime>,
    inode: u64,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(metadata);
        #[cfg(not(unix))]
        let inode = 0;
        Self { length: metadata.len(), written: metadata.modified().ok(), inode }
    }
}

#[derive(Debug, Default)]
struct Held {
    stamp: Option<Stamp>,
    kept: Kept,
}

/// The register of one case.
#[derive(Debug)]
pub struct Register {
    home: PathBuf,
    path: String,
    lock: PathBuf,
    held: Mutex<Held>,
}

impl Register {
    /// The register of a case under the home folder. Nothing is made until something is kept.
    ///
    /// # Errors
    /// [`RegisterError`] when there is a file that cannot be read.
    pub fn open(home: &Path, case: CaseId) -> Result<Self, RegisterError> {
        let register = Self {
            home: home.to_owned(),
            path: format!("workplace/{case}.json"),
            lock: home.join("workplace").join(format!("{case}.lock")),
            held: Mutex::default(),
        };
        register.read(|_| ())?;
        Ok(register)
    }

    /// Where it lies.
    pub fn file(&self) -> PathBuf {
        self.home.join(&self.path)
    }

    /// Looks at what is kept, as it is now.
    ///
    /// # Errors
    /// [`RegisterError`].
    pub fn read<T>(&self, look: impl FnOnce(&Kept) -> T) -> Result<T, RegisterError> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        self.refresh(&mut held)?;
        Ok(look(&held.kept))
    }

    /// Changes what is kept; durable when it returns. Where the change or the disk fails, nothing is changed.
    ///
    /// # Errors
    /// [`RegisterError`], or what the change itself refuses.
    pub fn change<T, E: From<RegisterError>>(
        &self,
        change: impl FnOnce(&mut Kept) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let _others = self.lock_out_others().map_err(|source| self.disk(source))?;
        self.refresh(&mut held)?;
        let mut kept = held.kept.clone();
        let answer = change(&mut kept)?;
        let bytes = serde_json::to_vec_pretty(&kept)
            .map_err(|error| RegisterError::Damaged { path: self.path.clone(), why: error.to_string() })?;
        let mut storage = DirStorage::shared(&self.home);
        put(&mut storage, &[(self.path.clone(), bytes)]).map_err(RegisterError::from)?;
        held.stamp = std::fs::metadata(self.file()).ok().as_ref().map(Stamp::of);
        held.kept = kept;
        Ok(answer)
    }

    /// Reads the file again if another process wrote it.
    fn refresh(&self, held: &mut Held) -> Result<(), RegisterError> {
        let stamp = match std::fs::metadata(self.file()) {
            Ok(metadata) => Some(Stamp::of(&metadata)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(self.disk(error)),
        };
        if stamp == held.stamp {
            return Ok(());
        }
        let bytes = read_if_present(&DirStorage::shared(&self.home), &self.path)?;
        held.kept = match bytes {
            None => Kept::default(),
            Some(bytes) => {
                let damaged = |why: String| RegisterError::Damaged { path: self.path.clone(), why };
                let kept: Kept =
                    serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
                if kept.format != FORMAT {
                    return Err(damaged(format!("its form is {:?}", kept.format)));
                }
                kept
            }
        };
        held.stamp = stamp;
        Ok(())
    }

    /// Held until dropped; other processes wait.
    fn lock_out_others(&self) -> io::Result<File> {
        if let Some(folder) = self.lock.parent() {
            let mut builder = std::fs::DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(folder)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&self.lock)?;
        file.lock()?;
        Ok(file)
    }

    fn disk(&self, source: io::Error) -> RegisterError {
        RegisterError::Disk { path: self.path.clone(), source }
    }
}

#[cfg(test)]
pub(crate) mod made_up {
    use super::*;

    /// The id of a case.
    pub(crate) fn case() -> CaseId {
        CaseId::from_hex(&"5a".repeat(16)).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::super::session::{Holder, Owes};
    use super::super::world::made_up::world;
    use super::*;

    fn queue(id: &str, now: Timestamp) -> SavedQueue {
        SavedQueue {
            id: id.to_owned(),
            name: "tués".to_owned(),
            filter: serde_json::json!({"outcome": "killed"}),
            due_days: Some(7),
            by: "amina".to_owned(),
            since: now,
        }
    }

    #[test]
    fn what_is_kept_survives_a_restart_and_is_its_owners_alone() {
        let home = tempfile::tempdir().unwrap();
        let (world, _) = world();
        let register = Register::open(home.path(), made_up::case()).unwrap();
        let token = register
            .change(|kept| {
                kept.queues.push(queue("q1", world.now()));
                Ok::<_, RegisterError>(kept.sessions.open(Holder::Alone, Owes::Nothing, None, &world))
            })
            .unwrap();
        let text = std::fs::read_to_string(register.file()).unwrap();
        assert!(!text.contains(token.text()), "the token itself is never kept");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&register.file()), 0o600);
            assert_eq!(mode(register.file().parent().unwrap()), 0o700);
        }
        drop(register);
        let again = Register::open(home.path(), made_up::case()).unwrap();
        let (known, queues) = again
            .read(|kept| (kept.sessions.find(&token, world.now()).is_some(), kept.queues.clone()))
            .unwrap();
        assert!(known);
        assert_eq!(queues, [queue("q1", world.now())]);
    }

    #[test]
    fn two_processes_see_each_others_changes() {
        let home = tempfile::tempdir().unwrap();
        let (world, _) = world();
        let server = Register::open(home.path(), made_up::case()).unwrap();
        let command = Register::open(home.path(), made_up::case()).unwrap();
        for (register, id) in [(&server, "a"), (&command, "b"), (&server, "c")] {
            register
                .change(|kept| {
                    kept.queues.push(queue(id, world.now()));
                    Ok::<_, RegisterError>(())
                })
                .unwrap();
        }
        for register in [&server, &command] {
            let ids =
                register.read(|kept| kept.queues.iter().map(|queue| queue.id.clone()).collect::<Vec<_>>());
            assert_eq!(ids.unwrap(), ["a", "b", "c"]);
        }
    }

    #[test]
    fn a_refused_change_changes_nothing() {
        let home = tempfile::tempdir().unwrap();
        let (world, _) = world();
        let register = Register::open(home.path(), made_up::case()).unwrap();
        let refused = register.change(|kept| {
            kept.queues.push(queue("a", world.now()));
            Err::<(), _>(RegisterError::Damaged { path: String::new(), why: String::new() })
        });
        assert!(refused.is_err());
        assert_eq!(register.read(|kept| kept.queues.len()).unwrap(), 0);
        assert!(!register.file().exists());
    }

    #[test]
    fn a_strange_file_is_refused_not_replaced() {
        let home = tempfile::tempdir().unwrap();
        let register = Register::open(home.path(), made_up::case()).unwrap();
        std::fs::create_dir_all(register.file().parent().unwrap()).unwrap();
        for strange in ["", "{}", "{\"format\":\"bilan-workplace/9\"}", "[1,2"] {
            std::fs::write(register.file(), strange).unwrap();
            assert!(Register::open(home.path(), made_up::case()).is_err(), "{strange}");
            assert!(register.change(|_| Ok::<_, RegisterError>(())).is_err());
            assert_eq!(std::fs::read_to_string(register.file()).unwrap(), strange);
        }
    }
}
