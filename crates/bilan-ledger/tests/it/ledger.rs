//! The life of a case: made, added to, read, proven, reopened.

use std::collections::BTreeSet;

use bilan_ledger::storage::Storage as _;
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
        let ledger =
            Ledger::create(Box::new(first), Box::new(DirStorage::shared(&home)), &genesis()).unwrap();
        assert!(matches!(DirStorage::locked(&case), Err(StorageError::Locked)));
        drop(ledger);
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
