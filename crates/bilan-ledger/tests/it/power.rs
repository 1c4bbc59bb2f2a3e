//! Power loss: what was not synced may be gone, torn or there. A model of a disk, and a proof that every sync counts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use bilan_ledger::storage::{Storage, StorageError};
use bilan_ledger::*;

use crate::support::*;

/// A file: its bytes now, and those that are on the platter.
#[derive(Clone, Default)]
struct Inode {
    now: Vec<u8>,
    durable: Vec<u8>,
}

/// Names and files now, and names on the platter.
#[derive(Default)]
struct Disk {
    inodes: Vec<Inode>,
    names: BTreeMap<String, usize>,
    durable_names: BTreeMap<String, usize>,
    /// Syncs of paths that contain this do nothing: a ledger that forgot one.
    deaf_to: Option<&'static str>,
    /// The power fails before this step.
    steps_left: u64,
}

#[derive(Clone)]
struct PowerDisk(Arc<Mutex<Disk>>);

impl PowerDisk {
    fn new(files: &BTreeMap<String, Vec<u8>>, steps_left: u64, deaf_to: Option<&'static str>) -> Self {
        let mut disk = Disk { deaf_to, steps_left, ..Disk::default() };
        for (path, bytes) in files {
            disk.names.insert(path.clone(), disk.inodes.len());
            disk.inodes.push(Inode { now: bytes.clone(), durable: bytes.clone() });
        }
        disk.durable_names = disk.names.clone();
        Self(Arc::new(Mutex::new(disk)))
    }

    /// Does one step on the disk, unless the power is off.
    fn step<T>(&self, path: &str, act: impl FnOnce(&mut Disk) -> Option<T>) -> Result<T, StorageError> {
        let mut disk = self.0.lock().unwrap();
        if disk.steps_left == 0 {
            let source = std::io::Error::other("no power");
            return Err(StorageError::Io { path: path.to_owned(), step: "write", source });
        }
        disk.steps_left -= 1;
        act(&mut disk).ok_or_else(|| StorageError::NotFound { path: path.to_owned() })
    }

    /// What is there when the power comes back: of each name and file, by chance, the durable state or a later one.
    fn after_loss(&self, random: &mut Random) -> MemStorage {
        let disk = self.0.lock().unwrap();
        let mut names = disk.durable_names.clone();
        let all: BTreeSet<_> = disk.names.keys().chain(disk.durable_names.keys()).collect();
        for path in all {
            if disk.names.get(path) != disk.durable_names.get(path) && random.below(2) == 0 {
                match disk.names.get(path) {
                    Some(inode) => names.insert(path.clone(), *inode),
                    None => names.remove(path),
                };
            }
        }
        let bytes = |inode: &Inode, random: &mut Random| match random.below(3) {
            0 => inode.durable.clone(),
            1 => inode.now.clone(),
            _ => torn(inode, random),
        };
        let files =
            names.into_iter().map(|(path, inode)| (path, bytes(&disk.inodes[inode], random))).collect();
        MemStorage::from_snapshot(files)
    }
}

/// Some of the unsynced bytes arrived, up to a point in the file.
fn torn(inode: &Inode, random: &mut Random) -> Vec<u8> {
    let len = inode.now.len().max(inode.durable.len());
    let cut = random.below(len + 1);
    let arrived = &inode.now[..cut.min(inode.now.len())];
    let kept = inode.durable.get(arrived.len()..).unwrap_or_default();
    [arrived, kept].concat()
}

impl Disk {
    fn open(&mut self, path: &str) -> usize {
        if let Some(inode) = self.names.get(path) {
            return *inode;
        }
        self.inodes.push(Inode::default());
        self.names.insert(path.to_owned(), self.inodes.len() - 1);
        self.inodes.len() - 1
    }

    fn sync_names(&mut self, dir: &str) {
        if self.hears(&format!("{dir}/")) {
            let inside = |path: &String| path.rsplit_once('/').map_or("", |(parent, _)| parent) == dir;
            self.durable_names.retain(|path, _| !inside(path));
            let now = self.names.iter().filter(|(path, _)| inside(path));
            self.durable_names.extend(now.map(|(path, inode)| (path.clone(), *inode)));
        }
    }

    fn hears(&self, path: &str) -> bool {
        self.deaf_to.is_none_or(|part| !path.contains(part))
    }
}

impl Storage for PowerDisk {
    fn read_at(&self, path: &str, offset: u64, len: u64) -> Result<Vec<u8>, StorageError> {
        let disk = self.0.lock().unwrap();
        let files = disk.names.iter().map(|(path, inode)| (path.clone(), disk.inodes[*inode].now.clone()));
        MemStorage::from_snapshot(files.collect()).read_at(path, offset, len)
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, StorageError> {
        let disk = self.0.lock().unwrap();
        let prefix = if dir.is_empty() { String::new() } else { format!("{dir}/") };
        Ok(disk.names.keys().filter(|path| path.starts_with(&prefix)).cloned().collect())
    }

    fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), StorageError> {
        self.step(path, |disk| {
            let inode = disk.open(path);
            disk.inodes[inode].now = bytes.to_vec();
            Some(())
        })
    }

    fn append(&mut self, path: &str, bytes: &[u8]) -> Result<(), StorageError> {
        self.step(path, |disk| {
            let inode = disk.open(path);
            disk.inodes[inode].now.extend_from_slice(bytes);
            Some(())
        })
    }

    fn truncate(&mut self, path: &str, len: u64) -> Result<(), StorageError> {
        self.step(path, |disk| {
            let inode = *disk.names.get(path)?;
            disk.inodes[inode].now.truncate(usize::try_from(len).unwrap());
            Some(())
        })
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), StorageError> {
        self.step(to, |disk| {
            let inode = disk.names.remove(from)?;
            disk.names.insert(to.to_owned(), inode);
            Some(())
        })
    }

    fn remove(&mut self, path: &str) -> Result<(), StorageError> {
        self.step(path, |disk| disk.names.remove(path).map(drop))
    }

    fn sync(&mut self, path: &str) -> Result<(), StorageError> {
        self.step(path, |disk| {
            let inode = *disk.names.get(path)?;
            if disk.hears(path) {
                disk.inodes[inode].durable = disk.inodes[inode].now.clone();
            }
            Some(())
        })
    }

    fn sync_dirs(&mut self, dirs: &[&str]) -> Result<(), StorageError> {
        dirs.iter().try_for_each(|dir| {
            self.step(dir, |disk| {
                disk.sync_names(dir);
                Some(())
            })
        })
    }
}

/// A case whose first segment is nearly full, and its home.
fn nearly_full_case() -> (MemStorage, MemStorage) {
    let (case, home) = small_case();
    let (mut ledger, _) = open(&case, &home).unwrap();
    ledger.append(&(0..240).map(plain).collect::<Vec<_>>()).unwrap();
    (case, home)
}

/// Some appends, the power failing at a step that the seed chooses; `Err` says what was lost.
fn run(base: &(MemStorage, MemStorage), seed: u64, deaf_to: Option<&'static str>) -> Result<(), String> {
    let mut random = Random(seed);
    let steps = random.below(260) as u64;
    let case = PowerDisk::new(&base.0.snapshot(), steps, deaf_to);
    let home = PowerDisk::new(&base.1.snapshot(), u64::MAX, deaf_to);
    let (mut ledger, _) = Ledger::open(Box::new(case.clone()), Box::new(home.clone())).unwrap();
    let mut acknowledged = Vec::new();
    for number in 20..26 {
        match ledger.append(&report(number)) {
            Ok(receipts) => acknowledged.extend(receipts),
            Err(_) => break,
        }
    }
    drop(ledger);
    check_after_loss(&case.after_loss(&mut random), &home.after_loss(&mut random), &acknowledged)
}

fn check_after_loss(case: &MemStorage, home: &MemStorage, acknowledged: &[Receipt]) -> Result<(), String> {
    let (case_id, device) = (genesis().case, genesis().device);
    let seen =
        last_checkpoint(home, case_id, device).unwrap().ok_or("the home storage lost its checkpoint")?;
    let keys = load_keys(home, case_id, device).map_err(|error| error.to_string())?;
    let seen =
        Checkpoint::open(&seen, keys.verifying().of(Role::Device)).map_err(|error| error.to_string())?;
    if acknowledged.last().is_some_and(|receipt| receipt.seq >= seen.size) {
        return Err("the home storage has not seen what was acknowledged".to_owned());
    }
    let (ledger, _) = open(case, home).map_err(|error| format!("opening: {error}"))?;
    for receipt in acknowledged {
        let entry = ledger.entry(receipt.seq).map_err(|error| error.to_string())?;
        if entry.leaf != receipt.leaf {
            return Err(format!("entry {} is another", receipt.seq));
        }
        ledger.read(receipt.commit.unwrap()).map_err(|error| error.to_string())?;
    }
    let report = verify(case, Some(home));
    if report.is_clean() { Ok(()) } else { Err(tell(&report)) }
}

#[test]
fn nothing_acknowledged_is_lost_when_the_power_fails() {
    let base = nearly_full_case();
    for seed in 0..1_000 {
        run(&base, seed, None).unwrap_or_else(|what| panic!("seed {seed}: {what}"));
    }
}

/// The proof that the model sees: take away any one sync, and some seed loses something.
#[test]
fn every_sync_counts() {
    let syncs = [
        "tmp/vault~",
        "vault/",
        "/entries/000",
        "/entries/001",
        "/entries/",
        "~tile~",
        "/tile/",
        "tmp/logs~dededededededededededededededede~checkpoint",
        "logs/dededededededededededededededede/",
        "tmp/cases~",
        "cases/",
    ];
    let base = nearly_full_case();
    for deaf_to in syncs {
        let lost = (0..400).find(|seed| run(&base, *seed, Some(deaf_to)).is_err());
        assert!(lost.is_some(), "without the sync of {deaf_to}, nothing was lost");
    }
}
