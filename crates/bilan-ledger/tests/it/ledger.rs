//! The life of a case: made, added to, read, proven, reopened.

use std::collections::BTreeSet;

use bilan_ledger::storage::Storage;
use bilan_ledger::vault::VaultError;
use bilan_ledger::*;

use crate::support::*;

#[test]
fn a_case_begins_with_its_keys() {
    let (ledger, case, home) = new_case();
    let entry = ledger.entry(0).unwrap().entry;
    assert_eq!((entry.act, entry.role, entry.seq, entry.prev), (Act::OpenCase, Role::Device, 0, None));
    let list = ledger.read(entry.commit.unwrap()).unwrap();
    assert_eq!(list, ledger.verifying_keys().to_text().into_bytes());

    let report = verify(&case, Some(&home));
    assert!(report.is_clean(), "{}", tell(&report));
    assert!(report.home_checked);
    assert_eq!(report.checkpoint.as_ref(), Some(ledger.checkpoint()));
    assert_eq!((report.entries_checked, report.objects_checked, report.tiles_checked), (1, 1, 1));
}

#[test]
fn no_secret_lies_in_the_case() {
    let (case, home) = small_case();
    assert!(home.snapshot().values().any(|bytes| bytes.starts_with(b"PRIVATE+KEY+")));
    for (path, bytes) in case.snapshot() {
        assert!(!bytes.windows(11).any(|window| window == b"PRIVATE+KEY"), "{path}");
    }
}

/// What stands in the log is opaque: no content, no salt, nothing but ASCII.
#[test]
fn no_word_of_a_report_lies_in_the_log() {
    let (case, _) = small_case();
    for (path, bytes) in case.snapshot().iter().filter(|(path, _)| path.contains("/entries/")) {
        let text = String::from_utf8_lossy(bytes);
        for word in ["acquisition", "text of", "bytes of", "coding of", "quote", "family"] {
            assert!(!text.contains(word), "{path}: {word}");
        }
    }
}

#[test]
fn a_batch_is_acknowledged_in_order_and_reads_back() {
    let (mut ledger, case, home) = new_case();
    let receipts = ledger.append(&report(10)).unwrap();
    assert_eq!(receipts.iter().map(|receipt| receipt.seq).collect::<Vec<_>>(), [1, 2, 3, 4]);

    let entries: Vec<_> = ledger.entries().collect::<Result<_, _>>().unwrap();
    assert_eq!(entries.len(), 5);
    for (receipt, sealed) in receipts.iter().zip(&entries[1..]) {
        assert_eq!((receipt.leaf, receipt.commit), (sealed.leaf, sealed.entry.commit));
        assert_eq!(ledger.entry(receipt.seq).unwrap(), *sealed);
        assert_eq!(ledger.first_named(receipt.commit.unwrap()), Some(receipt.seq));
    }
    assert_eq!(entries[4].entry.deps, [entries[3].leaf]);
    assert_eq!(entries[4].entry.prev, Some(entries[3].leaf));
    assert_eq!(ledger.read(receipts[2].commit.unwrap()).unwrap(), b"text of report 10");
    assert!(matches!(ledger.entry(5), Err(LedgerError::NoEntry(5))));
    assert!(verify(&case, Some(&home)).is_clean());
}

#[test]
fn an_empty_batch_changes_nothing() {
    let (mut ledger, case, _) = new_case();
    let before = case.snapshot();
    assert!(ledger.append(&[]).unwrap().is_empty());
    assert_eq!(case.snapshot(), before);
}

#[test]
fn a_reopened_case_goes_on() {
    let (case, home) = small_case();
    for round in 20..25 {
        let (mut ledger, report_of_open) = open(&case, &home).unwrap();
        assert_eq!(report_of_open, OpenReport::default());
        ledger.append(&report(round)).unwrap();
        let report = verify(&case, Some(&home));
        assert!(report.is_clean(), "{}", tell(&report));
    }
    let (ledger, _) = open(&case, &home).unwrap();
    assert_eq!(ledger.size(), 11 + 5 * 4);
    assert_eq!(ledger.checkpoint_bytes(), case.read(&format!("{}/checkpoint", log())).unwrap());
}

/// In one batch or in many, the same drafts make the same log, tiles included.
#[test]
fn batching_does_not_show() {
    let drafts: Vec<_> = (0..600).map(plain).collect();
    let (mut at_once, one_case, one_home) = new_case();
    at_once.append(&drafts).unwrap();
    let (mut bit_by_bit, many_case, many_home) = new_case();
    let mut rest = drafts.as_slice();
    for size in [1, 2, 3, 100, 149, 1, 256, 50, 38].into_iter().cycle() {
        let (now, later) = rest.split_at(usize::min(size, rest.len()));
        bit_by_bit.append(now).unwrap();
        rest = later;
        if rest.is_empty() {
            break;
        }
    }
    assert_eq!(one_case.snapshot(), many_case.snapshot());
    assert_eq!(one_home.snapshot(), many_home.snapshot());
    let report = verify(&one_case, Some(&one_home));
    assert!(report.is_clean(), "{}", tell(&report));
    assert_eq!((report.entries_checked, report.tiles_checked), (601, 4));
    let names: Vec<_> = one_case.snapshot().into_keys().filter(|path| path.starts_with("logs")).collect();
    let expected = [
        "checkpoint",
        "entries/000",
        "entries/001",
        "entries/002",
        "tile/0/000",
        "tile/0/001",
        "tile/0/002.p/89",
        "tile/1/000.p/2",
    ];
    assert_eq!(names, expected.map(|name| format!("{}/{name}", log())));
}

#[test]
fn every_entry_is_proven_in_and_every_state_before() {
    let (mut ledger, ..) = new_case();
    let mut seen = vec![(ledger.size(), ledger.checkpoint().root)];
    for number in 0..40 {
        ledger.append(&(0..=number % 9).map(plain).collect::<Vec<_>>()).unwrap();
        seen.push((ledger.size(), ledger.checkpoint().root));
    }
    let root = ledger.checkpoint().root;
    for sealed in ledger.entries().map(Result::unwrap) {
        let proof = ledger.prove_inclusion(sealed.entry.seq).unwrap();
        assert_eq!(proof.verify(leaf_hash(&sealed.note), root), Ok(()));
    }
    for (size, old_root) in seen {
        assert_eq!(ledger.root_at(size), Some(old_root));
        assert_eq!(ledger.prove_consistency(size).unwrap().verify(old_root, root), Ok(()));
    }
    assert_eq!(ledger.prove_inclusion(ledger.size()), None);
}

/// One object may be named by several entries, also of the same batch.
#[test]
fn an_object_may_be_named_twice() {
    let (mut ledger, case, home) = new_case();
    let same = || content(40, b"pack");
    let existing = Content::Existing(same().commit().unwrap());
    let drafts = [plain(1).content(same()), plain(2).content(same()), plain(3).content(existing.clone())];
    let receipts = ledger.append(&drafts).unwrap();
    ledger.append(&[plain(4).content(same()), plain(5).content(existing)]).unwrap();
    assert_eq!(ledger.first_named(receipts[2].commit.unwrap()), Some(1));
    let report = verify(&case, Some(&home));
    assert!(report.is_clean(), "{}", tell(&report));
    assert_eq!((report.entries_checked, report.objects_checked), (6, 2));
}

#[test]
fn erasing_leaves_entry_and_proof_and_nothing_to_guess() {
    let (mut ledger, case, home) = new_case();
    let receipts = ledger.append(&report(10)).unwrap();
    let original = receipts[1];
    let object = original.commit.unwrap();
    let erasure = ledger.append(&[Draft::erase(object, time(50), content(99, b"asked"))]).unwrap()[0];

    assert!(matches!(ledger.read(object), Err(VaultError::Missing(_))));
    assert_eq!(ledger.erased_by(object), Some(erasure.seq));
    assert!(!case.snapshot().contains_key(&object.path()));
    let proof = ledger.prove_inclusion(original.seq).unwrap();
    assert_eq!(proof.verify(ledger.entry(original.seq).unwrap().leaf, ledger.checkpoint().root), Ok(()));
    let report = verify(&case, Some(&home));
    assert!(report.is_clean(), "{}", tell(&report));
    assert_eq!(report.objects_erased, 1);
    assert!(open(&case, &home).is_ok());
}

#[test]
fn drafts_that_break_a_rule_are_refused_and_leave_no_trace() {
    let (mut ledger, case, home) = new_case();
    let receipts = ledger.append(&report(10)).unwrap();
    let object = receipts[1].commit.unwrap();
    ledger.append(&[Draft::erase(object, time(50), Content::None)]).unwrap();
    let keys = ledger.entry(0).unwrap().entry.commit.unwrap();
    let unknown = Commit::of(&Salt([77; 32]), b"");
    let draft = |act, signer| Draft::new(act, signer, subject(1), time(60));
    let erase = |object| Draft::erase(object, time(60), Content::None);
    let many_deps = (0..1000).fold(plain(1), |draft, _| draft.dep(Dep::Leaf(receipts[0].leaf)));

    let wrong = [
        (draft(Act::Coding, Signer::Member), "signed as member"),
        (draft(Act::Judgement, machine()), "signed as machine"),
        (draft(Act::Judgement, Signer::Device), "signed as device"),
        (draft(Act::OpenCase, Signer::Device).content(content(5, b"")), "first entry"),
        (draft(Act::Erase, Signer::Member), "names no object"),
        (erase(unknown), "no entry before it names"),
        (erase(object), "erased"),
        (erase(keys), "keys cannot be erased"),
        (
            Draft::erase(
                receipts[2].commit.unwrap(),
                time(60),
                Content::Existing(receipts[2].commit.unwrap()),
            ),
            "reason",
        ),
        (plain(1).content(Content::Existing(unknown)), "no entry commits"),
        (plain(1).content(Content::Existing(object)), "erased"),
        (plain(1).content(content(41, b"bytes of report 10")), "erased"),
        (plain(1).dep(Dep::Leaf(Hash([1; 32]))), "not the leaf of an entry"),
        (plain(1).dep(Dep::InBatch(1)), "does not come before"),
        (plain(1).count(CountKey::Claims, 1 << 53), "counts"),
        (many_deps, "limit"),
    ];
    let before = (case.snapshot(), home.snapshot());
    for (draft, words) in wrong {
        let error = ledger.append(&[plain(2), draft.clone()]).unwrap_err();
        assert!(matches!(error, LedgerError::Draft { at: 1, .. }), "{draft:?}: {error}");
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!((case.snapshot(), home.snapshot()), before, "{error}");
    }
    ledger.append(&[plain(3)]).unwrap();
    let report = verify(&case, Some(&home));
    assert!(report.is_clean(), "{}", tell(&report));
}

#[test]
fn a_case_is_not_made_over_another() {
    let (case, home) = small_case();
    let again =
        |case: MemStorage, home: MemStorage| Ledger::create(Box::new(case), Box::new(home), &genesis());
    assert!(matches!(again(case, MemStorage::new()), Err(LedgerError::NotEmpty(_))));
    assert!(matches!(again(MemStorage::new(), home), Err(LedgerError::NotEmpty(_))));
}

#[test]
fn what_is_not_a_case_is_not_opened() {
    let nothing = open(&MemStorage::new(), &MemStorage::new());
    assert!(matches!(nothing, Err(LedgerError::NoCase(file)) if file == "keys/device.vkey"));
    let (case, _) = small_case();
    assert!(matches!(open(&case, &MemStorage::new()), Err(LedgerError::Home(HomeError::NoKeys { .. }))));
}

/// A log without its keys has lost them: keys come before the first entry.
#[test]
fn a_case_that_lost_its_keys_is_no_empty_folder() {
    for key in ["device", "member", "machine"] {
        let (mut case, home) = small_case();
        case.remove(&format!("keys/{key}.vkey")).unwrap();
        for error in [open(&case, &home).unwrap_err(), open_to_read(&case, Some(&home)).unwrap_err()] {
            let LedgerError::Integrity(finding) = error else { panic!("{key}: {error}") };
            assert_eq!((finding.kind, finding.file), (FindingKind::Key, format!("keys/{key}.vkey")));
        }
        assert!(matches!(open_to_read(&case, None), Err(LedgerError::Integrity(_))), "{key}");
    }
}

fn open_to_read(case: &MemStorage, home: Option<&MemStorage>) -> Result<Ledger, LedgerError> {
    let home = home.map(|home| Box::new(home.clone()) as Box<dyn Storage>);
    Ledger::open_read_only(Box::new(case.clone()), home)
}

#[test]
fn reading_changes_nothing_and_sees_everything_acknowledged() {
    let (case, home) = small_case();
    let (writer, _) = open(&case, &home).unwrap();
    // What an interrupted append leaves behind: the end of a record, an object, a temporary file.
    let mut torn = case.clone();
    torn.append(&format!("{}/entries/000", log()), &[1, 2, 3]).unwrap();
    torn.write("vault/00/stranger", b"x").unwrap();
    torn.write("tmp/vault~00~x", b"y").unwrap();
    let before = (case.snapshot(), home.snapshot());
    for home in [Some(&home), None] {
        let mut reader = open_to_read(&case, home).unwrap();
        assert!(reader.is_read_only() && !writer.is_read_only());
        assert_eq!(reader.checkpoint(), writer.checkpoint());
        assert_eq!(reader.checkpoint_bytes(), writer.checkpoint_bytes());
        let entries = |ledger: &Ledger| ledger.entries().map(Result::unwrap).collect::<Vec<_>>();
        assert_eq!(entries(&reader), entries(&writer));
        assert!(reader.objects().all(|object| reader.read(object).is_ok()));
        let error = reader.append(&[plain(1)]).unwrap_err();
        assert!(error.to_string().contains("open for reading only"), "{error}");
    }
    assert_eq!((case.snapshot(), home.snapshot()), before);
}

/// A reader sees the log as it was when it opened, and is not misled by a writer beside it.
#[test]
fn a_reader_beside_a_writer_sees_what_was_there_when_it_opened() {
    let (case, home) = small_case();
    let (mut writer, _) = open(&case, &home).unwrap();
    let reader = open_to_read(&case, Some(&home)).unwrap();
    for number in 20..30 {
        writer.append(&report(number)).unwrap();
        assert_eq!(reader.entries().map(Result::unwrap).count(), 11);
        assert_eq!(open_to_read(&case, Some(&home)).unwrap().size(), writer.size());
    }
}

/// The alarms are those of opening to write.
#[test]
fn an_older_copy_is_not_read_either() {
    let (case, home) = small_case();
    let older = copy(&case);
    open(&case, &home).unwrap().0.append(&report(40)).unwrap();
    let error = open_to_read(&older, Some(&home)).unwrap_err();
    assert!(
        matches!(error, LedgerError::Integrity(Finding { kind: FindingKind::RolledBack, .. })),
        "{error}"
    );
    assert_eq!(open_to_read(&older, None).unwrap().size(), 11);
    // Another case under other keys in its place.
    let other = SigningKeys::from_seeds(
        genesis().case,
        genesis().device,
        &Seeds { device: [4; 32], member: [5; 32], machine: [6; 32] },
    );
    let mut stranger_home = MemStorage::new();
    save_keys(&mut stranger_home, &other).unwrap();
    let error = open_to_read(&case, Some(&stranger_home)).unwrap_err();
    assert!(matches!(error, LedgerError::Integrity(Finding { kind: FindingKind::Key, .. })), "{error}");
}

/// Bringing back an older copy forgets later entries only once an entry says so.
#[test]
fn a_restored_case_goes_on_from_an_accepted_loss() {
    let (case, home) = small_case();
    let older = copy(&case);
    open(&case, &home).unwrap().0.append(&report(40)).unwrap();
    assert!(matches!(open(&older, &home), Err(LedgerError::Integrity(_))));
    let restored = |case: &MemStorage| Ledger::open_restored(Box::new(case.clone()), Box::new(home.clone()));
    drop(restored(&older).unwrap());
    assert!(matches!(open(&older, &home), Err(LedgerError::Integrity(_))), "looking is not accepting");
    let (mut ledger, seen) = restored(&older).unwrap();
    assert_eq!((ledger.size(), seen), (11, Some(15)));
    let subject = Subject::from(genesis().case);
    let accepted = Draft::new(Act::Restore, Signer::Device, subject, time(90)).content(content(77, b"fire"));
    ledger.append(&[accepted]).unwrap();
    drop(ledger);
    assert_eq!(open(&older, &home).unwrap().0.size(), 12);
    assert!(verify(&older, Some(&home)).is_clean());
    assert!(matches!(open(&case, &home), Err(LedgerError::Integrity(_))), "there is one case from here on");
    // With nothing lost, it is opened as ever.
    assert_eq!(restored(&older).unwrap().1, None);
}

#[test]
fn much_that_was_set_aside_is_told_in_few_words() {
    let (mut case, home) = small_case();
    assert_eq!(Quarantined::in_few_words(&open(&case, &home).unwrap().1.quarantined), None);
    for number in 0..50 {
        case.write(&format!("tmp/vault~00~{number:02}"), &[7; 10]).unwrap();
    }
    let (_, report) = open(&case, &home).unwrap();
    let told = Quarantined::in_few_words(&report.quarantined).unwrap();
    assert_eq!((told.folder, told.count, told.bytes, told.first.len()), ("quarantine/0001", 50, 500, 3));
}

#[test]
fn names_of_files_tell_nothing() {
    let (case, _) = small_case();
    let tops: BTreeSet<_> =
        case.snapshot().into_keys().map(|path| path.split('/').next().unwrap().to_owned()).collect();
    assert_eq!(tops.into_iter().collect::<Vec<_>>(), ["keys", "logs", "vault"]);
}

mod on_disk {
    use super::*;
    use std::fs;

    fn on_disk(dir: &tempfile::TempDir) -> (std::path::PathBuf, std::path::PathBuf) {
        (dir.path().join("case"), dir.path().join("home"))
    }

    #[test]
    fn the_same_bytes_as_in_memory() {
        let dir = tempfile::tempdir().unwrap();
        let (case, home) = on_disk(&dir);
        let mut ledger = Ledger::create(
            Box::new(DirStorage::locked(&case).unwrap()),
            Box::new(DirStorage::shared(&home)),
            &genesis(),
        )
        .unwrap();
        let (mut twin, twin_case, _) = new_case();
        for drafts in [report(10), (0..300).map(plain).collect()] {
            ledger.append(&drafts).unwrap();
            twin.append(&drafts).unwrap();
        }
        drop(ledger);
        let disk = DirStorage::shared(&case);
        let twin_files = twin_case.snapshot();
        let names = disk.list("").unwrap();
        assert_eq!(
            names.iter().filter(|name| *name != ".lock").collect::<Vec<_>>(),
            twin_files.keys().collect::<Vec<_>>()
        );
        for (path, bytes) in twin_files {
            assert_eq!(disk.read(&path).unwrap(), bytes, "{path}");
        }
        assert!(verify(&disk, Some(&DirStorage::shared(&home))).is_clean());
    }

    #[test]
    fn folders_are_made_as_deep_as_needed() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("one/two/case");
        drop(DirStorage::locked(&deep).unwrap());
        let home = dir.path().join("share/bilan");
        let mut shared = DirStorage::shared(&home);
        assert!(!home.exists(), "nothing is made until something is written");
        assert!(shared.list("").unwrap().is_empty());
        shared.write("a/b", b"bytes").unwrap();
        shared.sync("a/b").unwrap();
        shared.sync_dirs(&["a"]).unwrap();
        assert_eq!(shared.read_at("a/b", 1, 3).unwrap(), b"yte");
        assert!(matches!(shared.read("a/c"), Err(StorageError::NotFound { .. })));
        assert!(matches!(shared.read("a"), Err(StorageError::Io { .. })));
        assert!(matches!(shared.write("../x", b""), Err(StorageError::Path { .. })));
    }

    #[test]
    fn a_second_opener_is_refused_until_the_first_is_gone() {
        let dir = tempfile::tempdir().unwrap();
        let (case, home) = on_disk(&dir);
        let first = DirStorage::locked(&case).unwrap();
        assert!(matches!(DirStorage::locked(&case), Err(StorageError::Locked)));
        assert_eq!(DirStorage::holder(&case), Some(std::process::id()));
        let ledger =
            Ledger::create(Box::new(first), Box::new(DirStorage::shared(&home)), &genesis()).unwrap();
        assert!(matches!(DirStorage::locked(&case), Err(StorageError::Locked)));
        drop(ledger);
        assert_eq!(DirStorage::holder(&case), None);
        assert!(DirStorage::locked(&case).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn others_on_the_computer_cannot_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let (case, home) = on_disk(&dir);
        Ledger::create(
            Box::new(DirStorage::locked(&case).unwrap()),
            Box::new(DirStorage::shared(&home)),
            &genesis(),
        )
        .unwrap();
        for (root, path) in [(&case, "keys"), (&case, "keys/device.vkey"), (&home, "cases"), (&home, "")] {
            let mode = fs::metadata(root.join(path)).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{path}: {mode:o}");
        }
        for path in DirStorage::shared(&home).list("").unwrap() {
            let mode = fs::metadata(home.join(&path)).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{path}: {mode:o}");
        }
    }

    /// On a system that refuses to sync, nothing is acknowledged: so each of the two calls is there, and is heard.
    #[cfg(target_os = "linux")]
    #[test]
    fn every_sync_reaches_the_system_and_its_failure_comes_back() {
        for (refused, of_files) in [(SYS_FDATASYNC, true), (SYS_FSYNC, false)] {
            let dir = tempfile::tempdir().unwrap();
            let (case, home) = on_disk(&dir);
            let ledger = Ledger::create(
                Box::new(DirStorage::locked(&case).unwrap()),
                Box::new(DirStorage::shared(&home)),
                &genesis(),
            );
            let mut ledger = ledger.unwrap();
            // The filter holds for this thread alone, and to its end.
            let without_sync = std::thread::spawn(move || {
                refuse(refused);
                let mut storage = DirStorage::shared(&case);
                storage.write("tmp/x", b"bytes").unwrap();
                let file = storage.sync("tmp/x");
                let folder = storage.sync_dirs(&["tmp"]);
                let fresh = DirStorage::locked(case.join("another/folder")).map(drop);
                (file, folder, fresh, ledger.append(&[plain(1)]).map(drop))
            });
            let (file, folder, fresh, append) = without_sync.join().unwrap();
            assert_eq!((file.is_err(), folder.is_err(), fresh.is_err()), (of_files, !of_files, !of_files));
            assert!(matches!(append, Err(LedgerError::Storage(_))));
        }
    }

    #[cfg(target_os = "linux")]
    const SYS_FSYNC: i64 = if cfg!(target_arch = "x86_64") { 74 } else { 82 };
    #[cfg(target_os = "linux")]
    const SYS_FDATASYNC: i64 = if cfg!(target_arch = "x86_64") { 75 } else { 83 };

    /// From here on the system answers this call with an input/output error, in this thread.
    #[cfg(target_os = "linux")]
    fn refuse(call: i64) {
        use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};
        let rules = [(call, Vec::new())].into_iter().collect();
        let error = SeccompAction::Errno(5);
        let here = std::env::consts::ARCH.try_into().unwrap();
        let filter = SeccompFilter::new(rules, SeccompAction::Allow, error, here).unwrap();
        seccompiler::apply_filter(&BpfProgram::try_from(filter).unwrap()).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let (case, home) = on_disk(&dir);
        let ledger = Ledger::create(
            Box::new(DirStorage::locked(&case).unwrap()),
            Box::new(DirStorage::shared(&home)),
            &genesis(),
        )
        .unwrap();
        drop(ledger);
        let checkpoint = case.join(log()).join("checkpoint");
        fs::rename(&checkpoint, dir.path().join("elsewhere")).unwrap();
        std::os::unix::fs::symlink(dir.path().join("elsewhere"), &checkpoint).unwrap();
        std::os::unix::fs::symlink(dir.path(), case.join("vault/loop")).unwrap();
        let found = kinds(&DirStorage::shared(&case), None);
        assert!(found.contains(&FindingKind::Unreadable), "{found:?}");
        assert!(found.contains(&FindingKind::Stranger), "{found:?}");
    }
}
