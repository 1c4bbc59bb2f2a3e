//! The disk: files, names, the faults that are set, and what happens when power or process end.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use bilan_ledger::StorageError;

use crate::fault::{AfterFailedSync, Faults};
use crate::file::File;
use crate::mount::Mount;
use crate::names::{Inode, Names};
use crate::random::Random;
use crate::site::SyncSite;

/// A disk in memory. Clones are the same disk.
#[derive(Debug, Clone)]
pub struct Disk(Arc<Mutex<State>>);

/// A bit that changed by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rot {
    /// The file, its folder's name first.
    pub path: String,
    /// Which bit of it, from 0.
    pub bit: usize,
}

#[derive(Debug)]
pub(crate) struct State {
    files: Vec<File>,
    names: Names,
    faults: Faults,
    random: Random,
    /// Steps, writes and syncs since the faults were set.
    steps: u64,
    writes: u64,
    syncs: u64,
    stopped: bool,
    phase: &'static str,
    sites: BTreeSet<SyncSite>,
}

/// What a step is to do.
enum Order {
    Go,
    /// The machine stops in it.
    Stop,
}

impl Disk {
    /// An empty disk on which nothing goes wrong; what faults leave to chance follows from the seed.
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(State {
            files: Vec::new(),
            names: Names::default(),
            faults: Faults::default(),
            random: Random::new(seed),
            steps: 0,
            writes: 0,
            syncs: 0,
            stopped: false,
            phase: "",
            sites: BTreeSet::new(),
        })))
    }

    /// A folder of the disk, as storage.
    pub fn mount(&self, folder: &str) -> Mount {
        Mount::new(self.clone(), folder)
    }

    /// Sets what is to go wrong from now on, counting from here.
    pub fn set_faults(&self, faults: Faults) {
        let mut state = self.state();
        (state.steps, state.writes, state.syncs) = (0, 0, 0);
        state.faults = faults;
    }

    /// Names what the program does next; part of every [`SyncSite`].
    pub fn enter(&self, phase: &'static str) {
        self.state().phase = phase;
    }

    /// Has the machine stopped?
    pub fn has_stopped(&self) -> bool {
        self.state().stopped
    }

    /// Syncs since the faults were set.
    pub fn syncs(&self) -> u64 {
        self.state().syncs
    }

    /// Steps since the faults were set.
    pub fn steps(&self) -> u64 {
        self.state().steps
    }

    /// Every place where something was made durable so far.
    pub fn sites(&self) -> BTreeSet<SyncSite> {
        self.state().sites.clone()
    }

    /// Bytes of all files.
    pub fn used(&self) -> u64 {
        self.state().used()
    }

    /// The program died, and another is started: all that it wrote is there. Nothing goes wrong from here on.
    pub fn restart(&self) {
        let mut state = self.state();
        state.stopped = false;
        state.names.restart();
        state.faults = Faults { deaf_to: state.faults.deaf_to.take(), ..Faults::default() };
    }

    /// The power is lost and comes back: what was not synced is gone, old, torn or there. Nothing goes wrong from here
    /// on.
    pub fn lose_power(&self) {
        let mut guard = self.state();
        let state = &mut *guard;
        let names = state.names.after_loss(&mut state.random);
        state.files = state.files.iter().map(|file| file.after_loss(&mut state.random)).collect();
        state.names = Names::of(names);
        drop(guard);
        self.restart();
    }

    /// Changes one bit of a file that is not empty, for good.
    pub fn rot(&self) -> Option<Rot> {
        let mut guard = self.state();
        let state = &mut *guard;
        let all: Vec<(&String, Inode)> = state.names.now.iter().map(|(path, inode)| (path, *inode)).collect();
        let some: Vec<_> = all.into_iter().filter(|(_, inode)| !state.files[*inode].now.is_empty()).collect();
        if some.is_empty() {
            return None;
        }
        let (path, inode) = some[state.random.below(some.len())];
        let path = path.clone();
        let bit = state.random.below(state.files[inode].now.len() * 8);
        state.files[inode].flip(bit);
        Some(Rot { path, bit })
    }

    /// Puts files into a folder, as if they had always been there.
    pub fn fill(&self, folder: &str, files: BTreeMap<String, Vec<u8>>) {
        let mut guard = self.state();
        let state = &mut *guard;
        let mut names = state.names.now.clone();
        for (path, bytes) in files {
            names.insert(format!("{folder}/{path}"), state.files.len());
            state.files.push(File::of(bytes));
        }
        state.names = Names::of(names);
    }

    /// Paths and bytes of a folder as a program sees them.
    pub fn snapshot(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let state = self.state();
        let inside = |path: &str| path.strip_prefix(folder)?.strip_prefix('/').map(str::to_owned);
        let named = state.names.now.iter();
        named.filter_map(|(path, inode)| Some((inside(path)?, state.files[*inode].now.clone()))).collect()
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("no step panics while it holds the disk")
    }
}

impl State {
    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        self.names.now.get(path).map(|inode| &self.files[*inode])
    }

    pub(crate) fn paths(&self) -> impl Iterator<Item = &String> {
        self.names.now.keys()
    }

    /// A write or append, cut where the disk stops, is full or is to cut it.
    pub(crate) fn put_bytes(&mut self, path: &str, bytes: &[u8], appends: bool) -> Result<(), StorageError> {
        let stops = matches!(self.order(path)?, Order::Stop);
        self.writes += 1;
        let short = self.faults.short_write == Some(self.writes);
        let old = if appends { 0 } else { self.file(path).map_or(0, |file| file.now.len() as u64) };
        let room = self.faults.capacity.map(|capacity| capacity.saturating_sub(self.used() - old));
        let fits =
            room.map_or(bytes.len(), |room| usize::try_from(room).unwrap_or(usize::MAX).min(bytes.len()));
        let written = if stops || short { self.random.below(bytes.len() + 1).min(fits) } else { fits };
        let inode = self.open(path);
        let file = &mut self.files[inode];
        if appends {
            file.append(&bytes[..written]);
        } else {
            file.write(&bytes[..written]);
        }
        if stops {
            return Err(failed(path, io::ErrorKind::Other));
        }
        if fits < bytes.len() {
            return Err(failed(path, io::ErrorKind::StorageFull));
        }
        if short { Err(failed(path, io::ErrorKind::WriteZero)) } else { Ok(()) }
    }

    /// A step on names or lengths: where the machine stops in it, it happens or not.
    pub(crate) fn change(
        &mut self,
        path: &str,
        act: impl FnOnce(&mut Self) -> Result<(), StorageError>,
    ) -> Result<(), StorageError> {
        match self.order(path)? {
            Order::Go => act(self),
            Order::Stop => {
                if self.random.one_in(2) {
                    act(self)?;
                }
                Err(failed(path, io::ErrorKind::Other))
            }
        }
    }

    pub(crate) fn rename(&mut self, from: &str, to: &str) -> Result<(), StorageError> {
        let inode = *self.names.now.get(from).ok_or_else(|| not_found(from))?;
        self.names.set(from, None);
        self.names.set(to, Some(inode));
        Ok(())
    }

    pub(crate) fn remove(&mut self, path: &str) -> Result<(), StorageError> {
        self.names.now.get(path).ok_or_else(|| not_found(path))?;
        self.names.set(path, None);
        Ok(())
    }

    pub(crate) fn truncate(&mut self, path: &str, len: u64) -> Result<(), StorageError> {
        let inode = *self.names.now.get(path).ok_or_else(|| not_found(path))?;
        self.files[inode].truncate(usize::try_from(len).unwrap_or(usize::MAX));
        Ok(())
    }

    pub(crate) fn sync_file(&mut self, path: &str) -> Result<(), StorageError> {
        let inode = *self.names.now.get(path).ok_or_else(|| not_found(path))?;
        let pending = self.files[inode].pending.clone();
        let failing = self.failing_sync();
        self.change(path, |state| {
            let file = &mut state.files[inode];
            if let Some(after) = failing {
                file.fail_sync(after);
                return Err(failed(path, io::ErrorKind::Other));
            }
            if state.hears(path, &pending) {
                state.files[inode].sync();
            }
            Ok(())
        })
    }

    pub(crate) fn sync_folder(&mut self, dir: &str) -> Result<(), StorageError> {
        let pending = self.names.pending(dir);
        let failing = self.failing_sync();
        self.change(dir, |state| {
            if let Some(after) = failing {
                state.names.fail_sync(dir, after);
                return Err(failed(dir, io::ErrorKind::Other));
            }
            if state.hears(&format!("{dir}/"), &pending) {
                state.names.sync(dir);
            }
            Ok(())
        })
    }

    fn failing_sync(&mut self) -> Option<AfterFailedSync> {
        self.syncs += 1;
        self.faults.failing_sync.filter(|(at, _)| *at == self.syncs).map(|(_, after)| after)
    }

    /// Notes the site of a sync that has something to do, and says whether it is to be done.
    fn hears(&mut self, path: &str, pending: &BTreeSet<&'static str>) -> bool {
        // Of several steps waiting, the one that the call is for: leftovers of an earlier run may wait with it.
        let Some(after) = ["cut", "append", "write", "add", "replace", "remove"]
            .into_iter()
            .find(|step| pending.contains(step))
        else {
            return true;
        };
        let site = SyncSite::new(self.phase, path, after);
        let hears = self.faults.deaf_to.as_ref() != Some(&site);
        self.sites.insert(site);
        hears
    }

    fn order(&mut self, path: &str) -> Result<Order, StorageError> {
        if self.stopped {
            return Err(failed(path, io::ErrorKind::Other));
        }
        self.steps += 1;
        self.stopped = self.faults.stops_in == Some(self.steps);
        Ok(if self.stopped { Order::Stop } else { Order::Go })
    }

    fn open(&mut self, path: &str) -> Inode {
        if let Some(inode) = self.names.now.get(path) {
            return *inode;
        }
        self.files.push(File::default());
        self.names.set(path, Some(self.files.len() - 1));
        self.files.len() - 1
    }

    fn used(&self) -> u64 {
        self.names.now.values().map(|inode| self.files[*inode].now.len() as u64).sum()
    }
}

fn failed(path: &str, kind: io::ErrorKind) -> StorageError {
    let source = io::Error::new(kind, "a fault of the disk");
    StorageError::Io { path: path.to_owned(), step: "write", source }
}

pub(crate) fn not_found(path: &str) -> StorageError {
    StorageError::NotFound { path: path.to_owned() }
}
