//! Interrupted and failing writes: nothing acknowledged is lost, nothing unacknowledged is acknowledged.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bilan_ledger::storage::{Storage, StorageError};
use bilan_ledger::*;

use crate::support::*;

/// What happens at the n-th step that writes, and after it.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    /// The step fails without effect; later ones work.
    Once,
    /// The step fails half done (an append writes some of its bytes); later ones work.
    Torn,
    /// The process is dead: the step and all later ones fail without effect.
    Dead,
}

/// A storage whose n-th writing step, counted over all that share the counter, meets a fault.
struct Failing {
    inner: MemStorage,
    steps: Arc<AtomicU64>,
    at: u64,
    fault: Fault,
}

impl Failing {
    fn pair(
        case: &MemStorage,
        home: &MemStorage,
        at: u64,
        fault: Fault,
    ) -> (Box<Self>, Box<Self>, Arc<AtomicU64>) {
        let steps = Arc::new(AtomicU64::new(0));
        let wrap =
            |inner: &MemStorage| Box::new(Self { inner: inner.clone(), steps: steps.clone(), at, fault });
        (wrap(case), wrap(home), steps)
    }

    /// Counts a step; `Err` if it is to fail.
    fn step(&mut self, path: &str) -> Result<(), StorageError> {
        let step = self.steps.fetch_add(1, Ordering::Relaxed) + 1;
        if step == self.at || (step > self.at && self.fault == Fault::Dead) {
            let source = std::io::Error::other("input/output error");
            return Err(StorageError::Io { path: path.to_owned(), step: "write", source });
        }
        Ok(())
    }
}

impl Storage for Failing {
    fn read_at(&self, path: &str, offset: u64, len: u64) -> Result<Vec<u8>, StorageError> {
        self.inner.read_at(path, offset, len)
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, StorageError> {
        self.inner.list(dir)
    }

    fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), StorageError> {
        self.step(path).inspect_err(|_| {
            if self.fault == Fault::Torn {
                self.inner.write(path, &bytes[..bytes.len() / 2]).unwrap();
            }
        })?;
        self.inner.write(path, bytes)
    }

    fn append(&mut self, path: &str, bytes: &[u8]) -> Result<(), StorageError> {
        self.step(path).inspect_err(|_| {
            if self.fault == Fault::Torn {
                self.inner.append(path, &bytes[..bytes.len() / 2]).unwrap();
            }
        })?;
        self.inner.append(path, bytes)
    }

    fn truncate(&mut self, path: &str, len: u64) -> Result<(), StorageError> {
        self.step(path)?;
        self.inner.truncate(path, len)
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), StorageError> {
        self.step(to)?;
        self.inner.rename(from, to)
    }

    fn remove(&mut self, path: &str) -> Result<(), StorageError> {
        self.step(path)?;
        self.inner.remove(path)
    }

    fn sync(&mut self, path: &str) -> Result<(), StorageError> {
        self.step(path)?;
        self.inner.sync(path)
    }

    fn sync_dirs(&mut self, dirs: &[&str]) -> Result<(), StorageError> {
        self.step(dirs[0])?;
        self.inner.sync_dirs(dirs)
    }
}

/// A batch that crosses the end of a segment and of a tile, and erases an object.
fn batch(object: Commit) -> Vec<Draft> {
    let mut drafts = report(11);
    drafts.push(Draft::erase(object, time(50), content(99, b"asked")));
    drafts
}

fn nearly_full_case() -> (MemStorage, MemStorage, Commit) {
    let (mut ledger, case, home) = new_case();
    let receipts = ledger.append(&report(10)).unwrap();
    ledger.append(&(0..249).map(plain).collect::<Vec<_>>()).unwrap();
    assert_eq!(ledger.size(), 254);
    (case, home, receipts[1].commit.unwrap())
}

#[test]
fn a_failure_at_any_step_of_an_append_loses_and_invents_nothing() {
    let (case, home, object) = nearly_full_case();
    for fault in [Fault::Once, Fault::Torn, Fault::Dead] {
        let mut outcomes = [0, 0];
        for at in 1.. {
            let (case, home) = (copy(&case), copy(&home));
            let (failing_case, failing_home, steps) = Failing::pair(&case, &home, at, fault);
            let (mut ledger, _) = Ledger::open(failing_case, failing_home).unwrap();
            assert_eq!(steps.load(Ordering::Relaxed), 0, "opening a sound case writes nothing");
            let result = ledger.append(&batch(object));
            if result.is_err() {
                assert!(matches!(ledger.append(&[plain(1)]), Err(LedgerError::Poisoned)), "step {at}");
                assert_eq!(ledger.size(), 254);
                assert!(
                    ledger.entries().all(|entry| entry.is_ok()),
                    "what was acknowledged can still be read"
                );
            }
            let acknowledged = result.is_ok();
            drop(ledger);
            let whole = check_recovery(&case, &home, acknowledged, at);
            outcomes[usize::from(whole)] += 1;
            if acknowledged && steps.load(Ordering::Relaxed) < at {
                break;
            }
        }
        assert!(outcomes.iter().all(|count| *count > 2), "both outcomes were met: {outcomes:?}");
    }
}

/// After a fault: opens, verifies clean, holds the batch whole or not at all, and goes on. True if whole.
fn check_recovery(case: &MemStorage, home: &MemStorage, acknowledged: bool, at: u64) -> bool {
    let before: usize = case.snapshot().values().map(Vec::len).sum();
    let (mut ledger, report_of_open) = open(case, home).unwrap_or_else(|error| panic!("step {at}: {error}"));
    let whole = ledger.size() == 259;
    assert!(whole || ledger.size() == 254, "step {at}: {} entries", ledger.size());
    assert!(whole || !acknowledged, "step {at}: an acknowledged batch was lost");
    let report = verify(case, Some(home));
    assert!(report.is_clean(), "step {at}: {}", tell(&report));
    if !whole {
        let kept: u64 = report_of_open.quarantined.iter().map(|item| item.bytes).sum();
        let after: usize = case.snapshot().values().map(Vec::len).sum();
        assert_eq!(before, after, "step {at}: no byte was dropped ({kept} set aside)");
        for item in &report_of_open.quarantined {
            assert_eq!(case.read(&item.kept_as).unwrap().len() as u64, item.bytes);
        }
    }
    ledger.append(&report_drafts_after()).unwrap();
    let (ledger, _) = open(case, home).unwrap();
    assert!(ledger.entries().all(|entry| entry.is_ok()));
    let report = verify(case, Some(home));
    assert!(report.is_clean(), "step {at}, later: {}", tell(&report));
    whole
}

fn report_drafts_after() -> Vec<Draft> {
    report(12)
}

/// An append dead just before the checkpoint was in place: objects, records in two segments, tiles, a temporary file.
fn interrupted_at_the_last_moment(
    case: &MemStorage,
    home: &MemStorage,
    object: Commit,
) -> (MemStorage, MemStorage) {
    let dead_at = |at| {
        let (case, home) = (copy(case), copy(home));
        let (failing_case, failing_home, _) = Failing::pair(&case, &home, at, Fault::Dead);
        let (mut ledger, _) = Ledger::open(failing_case, failing_home).unwrap();
        let _ = ledger.append(&batch(object));
        (case, home)
    };
    let lost =
        |(case, home): &(MemStorage, MemStorage)| open(&copy(case), &copy(home)).unwrap().0.size() == 254;
    (1..100).rev().map(dead_at).find(lost).unwrap()
}

/// The recovery may be interrupted as well.
#[test]
fn a_failure_at_any_step_of_opening_loses_nothing() {
    let (case, home, object) = nearly_full_case();
    let (case, home) = interrupted_at_the_last_moment(&case, &home, object);
    for fault in [Fault::Once, Fault::Torn, Fault::Dead] {
        for at in 1.. {
            let (case, home) = (copy(&case), copy(&home));
            let (failing_case, failing_home, _) = Failing::pair(&case, &home, at, fault);
            let result = Ledger::open(failing_case, failing_home).map(drop);
            let (ledger, _) = open(&case, &home).unwrap();
            assert_eq!(ledger.size(), 254);
            let report = verify(&case, Some(&home));
            assert!(report.is_clean(), "step {at}: {}", tell(&report));
            if result.is_ok() {
                assert!(at > 5, "there was something to recover: {at}");
                break;
            }
        }
    }
}

/// A failure while a case is made: a folder that no case can be opened in, or a whole case.
#[test]
fn a_failure_at_any_step_of_making_a_case_is_told() {
    for fault in [Fault::Once, Fault::Torn, Fault::Dead] {
        for at in 1.. {
            let (case, home) = (MemStorage::new(), MemStorage::new());
            let (failing_case, failing_home, _) = Failing::pair(&case, &home, at, fault);
            let made = Ledger::create(failing_case, failing_home, &genesis()).is_ok();
            match open(&case, &home) {
                Ok(_) => assert!(verify(&case, Some(&home)).is_clean(), "step {at}"),
                Err(error) => assert!(!made, "step {at}: {error}"),
            }
            if made {
                break;
            }
        }
    }
}

/// The last record cut at every byte: whole entries stay, the rest is set aside and told.
#[test]
fn a_torn_tail_is_set_aside_at_every_length() {
    let (mut ledger, case, home) = new_case();
    ledger.append(&report(10)).unwrap();
    let path = format!("{}/entries/000", log());
    let acknowledged = case.read(&path).unwrap();
    let before = copy(&case);
    ledger.append(&[plain(1)]).unwrap();
    let longer = case.read(&path).unwrap();
    // Home has seen the longer log in the real run; here the append never got so far.
    let home = {
        let mut files = home.snapshot();
        let checkpoint = before.read(&format!("{}/checkpoint", log())).unwrap();
        files.insert(format!("cases/{}/{}/checkpoint", genesis().case, genesis().device), checkpoint);
        MemStorage::from_snapshot(files)
    };
    for len in acknowledged.len() + 1..=longer.len() {
        let (mut case, home) = (copy(&before), copy(&home));
        case.write(&path, &longer[..len]).unwrap();
        let found = kinds(&case, Some(&home));
        assert_eq!(found, [FindingKind::BeyondCheckpoint], "{len} bytes");

        let (ledger, report) = open(&case, &home).unwrap();
        let [item] = &report.quarantined[..] else { panic!("{report:?}") };
        assert_eq!((item.file.as_str(), item.bytes), (path.as_str(), (len - acknowledged.len()) as u64));
        assert_eq!(case.read(&item.kept_as).unwrap(), longer[acknowledged.len()..len]);
        assert_eq!((ledger.size(), case.read(&path).unwrap()), (5, acknowledged.clone()));
        assert!(verify(&case, Some(&home)).is_clean());
    }
}

/// A second time, what is set aside does not overwrite what was set aside before.
#[test]
fn quarantine_keeps_everything() {
    let (case, home) = small_case();
    for round in 1..4_u8 {
        let mut case = case.clone();
        case.append(&format!("{}/entries/000", log()), &[round]).unwrap();
        case.write("vault/00/stranger", &[round]).unwrap();
        case.write("tmp/vault~00~x", &[round]).unwrap();
        let (_, report) = open(&case, &home).unwrap();
        assert_eq!(report.quarantined.len(), 3);
        assert!(
            report
                .quarantined
                .iter()
                .all(|item| item.kept_as.starts_with(&format!("quarantine/000{round}/")))
        );
    }
    assert_eq!(case.list("quarantine").unwrap().len(), 9);
    assert!(verify(&case, Some(&home)).is_clean());
}
