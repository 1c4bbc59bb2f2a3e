//! Cases from beginning to end: hostile inputs, duplicates, languages, supersession, determinism, interruptions.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bilan_casework::add::{AddedPart, Outcome, add, gather};
use bilan_casework::case::Case;
use bilan_casework::dossier::{Request, dossier};
use bilan_casework::records::Stated;
use bilan_casework::state::State;
use bilan_casework::tally::tally;
use bilan_casework::verify::{Options, Verified, verify};
use bilan_casework::{ErrorKind, Silent};
use bilan_ledger::{DirStorage, Storage, StorageError};
use bilan_tally::Language;
use common::{KNOWLEDGE, World, files, samples};

const EVERYTHING: Options = Options { read_data: true, recode: true };

fn verified(world: &World) -> Verified {
    verify(&world.path("case"), EVERYTHING, &world.env, &KNOWLEDGE, &mut Silent).unwrap()
}

#[test]
fn hostile_inputs_are_kept_and_said() {
    let mut world = World::new(1);
    let mut case = world.case();
    let bad = samples().join("bad");
    let mut paths: Vec<_> = fs::read_dir(&bad).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.file_name().is_some_and(|name| name != "README.md"));
    paths.sort();
    let additions = world.add(&mut case, &paths);
    assert!(additions.has_findings());

    let mut unreadable = Vec::new();
    for added in &additions.documents {
        let Outcome::Added { parts } = &added.outcome else { panic!("{} was not kept", added.from) };
        assert!(!parts.is_empty(), "{} vanished without a word", added.from);
        for part in parts {
            if let AddedPart::Unreadable { why, .. } = part {
                assert!(why.len() > 40, "{}: {why}", added.from);
                unreadable.push(added.from.rsplit('/').next().unwrap().to_owned());
            }
        }
    }
    assert_eq!(unreadable, ["binary.bin", "empty.txt", "fake.pdf", "half.jsonl", "nul.txt"]);

    let state = State::read(&case).unwrap();
    assert_eq!(state.items.len(), paths.len());
    for (item, path) in state.items.iter().zip(&paths) {
        let kept = case.ledger().read(item.original.unwrap()).unwrap();
        assert_eq!(kept, fs::read(path).unwrap(), "{} is not kept as received", path.display());
    }
    drop(case);
    assert_eq!(verified(&world).findings, []);
}

#[test]
fn the_same_bytes_are_taken_in_once() {
    let mut world = World::new(2);
    let mut case = world.case();
    let report = samples().join("amassine/reports/2-radio-bulletin.txt");
    let copy = world.path("copy.txt");
    fs::copy(&report, &copy).unwrap();

    let first = world.add(&mut case, &[report.clone(), copy.clone()]);
    let Outcome::Added { parts } = &first.documents[0].outcome else { panic!("not added") };
    let [AddedPart::Report { report: id, .. }] = &parts[..] else { panic!("one report") };
    assert!(
        matches!(&first.documents[1].outcome, Outcome::Duplicate { reports } if reports == std::slice::from_ref(id))
    );

    let size = case.ledger().size();
    let again = world.add(&mut case, &[copy]);
    assert!(
        matches!(&again.documents[0].outcome, Outcome::Duplicate { reports } if reports == std::slice::from_ref(id))
    );
    assert_eq!(case.ledger().size(), size, "nothing is added twice");
    assert_eq!(State::read(&case).unwrap().reports.len(), 1);
}

#[test]
fn a_language_stated_later_gets_the_report_coded() {
    let mut world = World::new(3);
    let mut case = world.case();
    let short = world.path("short.txt");
    // Too short to guess, and most of its words are of a language that no pack knows.
    let text = "Douze villageois ont été tués le 3 mars 2024 à Village-Exemple.\nDie Meldung wurde gestern durch Boten \
                überbracht; niemand konnte sie seither bestätigen, weil dort keiner mehr wohnt.\n";
    fs::write(&short, text).unwrap();
    let first = world.add(&mut case, std::slice::from_ref(&short));
    let Outcome::Added { parts } = &first.documents[0].outcome else { panic!("not added") };
    assert!(matches!(parts[..], [AddedPart::Report { not_coded: true, .. }]));

    let french = Stated { language: Some("fr".to_owned()), ..Stated::default() };
    let second = world.add_as(&mut case, std::slice::from_ref(&short), &french);
    assert!(matches!(&second.documents[0].outcome, Outcome::Restated { reports } if reports.len() == 1));
    let state = State::read(&case).unwrap();
    assert_eq!(state.incidents().len(), 1);
    drop(case);
    assert_eq!(verified(&world).findings, []);
}

#[test]
fn a_superseded_report_stays_and_leaves_the_tolls() {
    let mut world = World::new(4);
    let mut case = world.case();
    let reports = samples().join("moura/reports");
    world.add(&mut case, &[reports.join("1-communique-armee.txt")]);
    let old = State::read(&case).unwrap().reports[0].id.clone();
    let inputs = gather(&[reports.join("2-ngo-release.md")], &Stated::default()).unwrap();
    add(&mut case, &inputs, Some(&old[..6]), &mut world.env, &KNOWLEDGE, &mut Silent).unwrap();
    let state = State::read(&case).unwrap();
    assert_eq!(state.reports.len(), 2);
    assert_eq!(state.picture().told.len(), 1);
    assert_eq!(state.reports[0].superseded_by.as_deref(), Some(state.reports[1].id.as_str()));

    let error = add(&mut case, &inputs, Some("none"), &mut world.env, &KNOWLEDGE, &mut Silent).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Missing);
}

/// Files by name, with their bytes.
type Files = Vec<(String, Vec<u8>)>;

/// The lines, the ledger's bytes and the dossier's bytes of the samples, on some threads.
fn whole_job(threads: usize) -> (Vec<String>, Files, Files) {
    let mut world = World::new(5);
    world.env.threads = threads;
    let mut case = world.case();
    // Paths stand in acquisition records: they must not depend on where the test runs.
    world.add(&mut case, &["amassine", "moura"].map(|name| samples().join(name)));
    let state = State::read(&case).unwrap();
    let incidents = state.incidents();
    let tallies = tally(&incidents, state.picture().basis(false), &KNOWLEDGE, Language::En).unwrap();
    let lines = tallies.into_iter().flat_map(|tally| tally.lines).collect();
    let target = world.path("dossier");
    let request = Request { incidents: &[], target: &target, language: Language::Fr, dry_run: false };
    dossier(&mut case, &state, &request, &mut world.env, &KNOWLEDGE).unwrap();
    drop(case);
    assert_eq!(verified(&world).findings, []);
    let mut kept = files(&world.path("case"));
    // The projection is a file of a database, with random bytes of its own; its digest stands in the log.
    kept.retain(|(name, _)| name != "store.sqlite");
    (lines, kept, files(&target))
}

#[test]
fn the_same_inputs_give_the_same_bytes_on_any_number_of_threads() {
    let alone = whole_job(1);
    assert!(!alone.0.is_empty());
    assert_eq!(whole_job(1), alone);
    assert_eq!(whole_job(2), alone);
}

/// A folder whose disk fails after a number of steps that write.
struct Failing {
    inner: DirStorage,
    left: Arc<AtomicUsize>,
}

impl Failing {
    fn step(&self, path: &str) -> Result<(), StorageError> {
        let left = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        left.map(drop).map_err(|_| StorageError::Io {
            path: path.to_owned(),
            step: "write",
            source: std::io::Error::from(std::io::ErrorKind::StorageFull),
        })
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
        self.step(path)?;
        self.inner.write(path, bytes)
    }
    fn append(&mut self, path: &str, bytes: &[u8]) -> Result<(), StorageError> {
        self.step(path)?;
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
        self.step(dirs.first().unwrap_or(&""))?;
        self.inner.sync_dirs(dirs)
    }
}

#[test]
fn an_interrupted_addition_goes_on_where_it_stopped() {
    let mut went_on = 0;
    for steps in (0..160).step_by(7) {
        let mut world = World::new(6);
        drop(world.case());
        let folder = world.path("case");
        let inputs = gather(&[samples().join("amassine")], &Stated::default()).unwrap();
        let left = Arc::new(AtomicUsize::new(usize::MAX));
        let storage = Failing { inner: DirStorage::shared(&folder), left: Arc::clone(&left) };
        let mut case = Case::open_on(Box::new(storage), &folder, &world.env).unwrap();
        left.store(steps, Ordering::SeqCst);
        let outcome = add(&mut case, &inputs, None, &mut world.env, &KNOWLEDGE, &mut Silent);
        drop(case);
        if let Err(error) = &outcome {
            assert!(error.next.as_ref().is_some_and(|next| next.contains("again")), "{error:?}");
            went_on += 1;
        }
        let mut case = Case::open(&folder, &world.env).unwrap();
        let again = add(&mut case, &inputs, None, &mut world.env, &KNOWLEDGE, &mut Silent).unwrap();
        assert!(!again.has_findings());
        let state = State::read(&case).unwrap();
        assert_eq!(state.reports.len(), 6, "after {steps} steps: every report once");
        assert!(state.reports.iter().all(bilan_casework::state::ReportState::is_coded));
        drop(case);
        assert_eq!(verified(&world).findings, [], "after {steps} steps");
    }
    assert!(went_on > 5, "the disk must fail in the middle of additions: {went_on}");
}

#[test]
fn a_case_put_in_the_place_of_another_is_found() {
    let mut world = World::new(7);
    drop(world.case());
    let folder = world.path("case");
    let mut stranger = World::new(8);
    drop(stranger.case());
    fs::remove_dir_all(&folder).unwrap();
    fs::rename(stranger.path("case"), &folder).unwrap();
    let found = verified(&world);
    assert!(found.findings.iter().any(|finding| finding.file == "keys/device.vkey"), "{:?}", found.findings);
    assert!(!found.home_checked);
}

#[test]
fn a_case_is_one_persons_work_at_a_time() {
    let mut world = World::new(9);
    let _case = world.case();
    let error = Case::open(&world.path("case"), &world.env).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Locked);
}
