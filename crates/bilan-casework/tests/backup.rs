//! A case and its backup: made, brought up to date, interrupted at every step, damaged in every file, brought back.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bilan_casework::backup::{BackupReport, backup, backup_on};
use bilan_casework::case::Case;
use bilan_casework::restore::{Options, RestoreReport, restore};
use bilan_casework::state::State;
use bilan_casework::{Env, Error, ErrorKind, Silent};
use bilan_ledger::{Act, ClaimedTime, Commit, Content, DirStorage, Draft, Ledger, verify};
use bilan_testkit::{Disk, Faults};
use common::{World, env, files};

/// A text of its own, as a file.
fn report(world: &World, number: usize) -> PathBuf {
    let path = world.path(&format!("report{number}.txt"));
    let text =
        format!("{} villagers were killed on 3 March 2024 in Exampleville, the mayor said.\n", 20 + number);
    fs::write(&path, text).unwrap();
    path
}

fn world_with(reports: usize) -> (World, Case) {
    let mut world = World::new(31);
    let mut case = world.case();
    for number in 0..reports {
        let path = report(&world, number);
        world.add(&mut case, &[path]);
    }
    (world, case)
}

fn back_up(world: &World, case: &Case, to: &Path) -> BackupReport {
    backup(case, to, false, &world.env, &mut Silent).unwrap()
}

fn bring_back(from: &Path, to: &Path, options: &Options, env: &mut Env) -> Result<RestoreReport, Error> {
    restore(from, to, options, env, &mut Silent)
}

/// The files of a case that a backup keeps.
fn evidence(folder: &Path) -> Vec<(String, Vec<u8>)> {
    files(folder).into_iter().filter(|(name, _)| name != ".lock" && name != "store.sqlite").collect()
}

fn loss(why: &str) -> Options {
    Options { accept_loss: Some(why.to_owned()), ..Options::default() }
}

fn stranger(world: &World) -> Env {
    env(&world.path("another home"), 77)
}

#[test]
fn a_case_comes_back_byte_for_byte_and_goes_on() {
    let (mut world, case) = world_with(2);
    let to = world.path("backup");
    let first = back_up(&world, &case, &to);
    assert!(first.first && !first.with_keys && first.kept == 0, "{first:?}");
    let before = evidence(&world.path("case"));
    drop(case);
    fs::rename(world.path("case"), world.path("lost")).unwrap();

    let restored = world.path("case");
    let report_of = bring_back(&to, &restored, &Options::default(), &mut world.env).unwrap();
    assert!(report_of.can_add && report_of.lost.is_none() && report_of.healed.is_empty(), "{report_of:?}");
    assert_eq!(evidence(&restored), before);
    assert!(!world.path("case.unfinished").exists());

    let mut case = Case::open(&restored, &world.env).unwrap();
    let path = report(&world, 2);
    world.add(&mut case, &[path]);
    assert_eq!(State::read(&case).unwrap().reports.len(), 3);
    assert_eq!(evidence(&restored).len(), files(&restored).len() - 2);
}

#[test]
fn a_second_backup_copies_only_what_is_new() {
    let (mut world, mut case) = world_with(1);
    let to = world.path("backup");
    let first = back_up(&world, &case, &to);
    let path = report(&world, 9);
    world.add(&mut case, &[path]);
    let second = back_up(&world, &case, &to);
    assert_eq!(second.kept, first.copied);
    assert!(second.copied > 0 && !second.first && second.healed.is_empty(), "{second:?}");
    assert!(second.removed.iter().all(|path| path.contains("/tile/")), "{second:?}");
    let third = back_up(&world, &case, &to);
    assert_eq!((third.copied, third.removed.len()), (0, 0));
    assert_eq!(evidence(&to.join("case")), evidence(&world.path("case")));
    assert!(files(&to).iter().all(|(name, _)| !name.starts_with("next/") && !name.starts_with("tmp/")));
}

/// Anyone can check it: every file but the manifest stands in the manifest, in the form of `sha256sum`.
#[test]
fn the_manifest_lists_every_file() {
    let (world, case) = world_with(1);
    let to = world.path("backup");
    back_up(&world, &case, &to);
    let manifest = fs::read_to_string(to.join("manifest-sha256.txt")).unwrap();
    let listed: BTreeMap<&str, &str> = manifest
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_once("  ").map(|(digest, name)| (name, digest)).unwrap())
        .collect();
    let there: Vec<String> = files(&to).into_iter().map(|(name, _)| name).collect();
    let wanted: Vec<&str> = there
        .iter()
        .map(String::as_str)
        .filter(|name| *name != ".lock" && !name.starts_with("manifest"))
        .collect();
    assert_eq!(listed.keys().copied().collect::<Vec<_>>(), wanted);
    assert!(listed.values().all(|digest| digest.len() == 64));
    drop(case);
}

#[test]
fn every_damaged_file_is_named_and_healed_from_a_second_copy() {
    let (mut world, case) = world_with(1);
    let (one, two) = (world.path("one"), world.path("two"));
    back_up(&world, &case, &one);
    back_up(&world, &case, &two);
    drop(case);
    let before = evidence(&world.path("case"));
    let mut nowhere = stranger(&world);
    for (number, (name, sound)) in evidence(&one).into_iter().enumerate() {
        let (path, target) = (one.join(&name), world.path(&format!("restored{number}")));
        for deleted in [false, true] {
            if deleted {
                fs::remove_file(&path).unwrap();
            } else {
                let mut flipped = sound.clone();
                let byte = number * 7 % flipped.len();
                flipped[byte] ^= 1 << (number % 8);
                fs::write(&path, flipped).unwrap();
            }
            let error = bring_back(&one, &target, &Options::default(), &mut nowhere).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Integrity, "{name}: {error}");
            assert_eq!(error.place.as_deref(), Some(&*path.display().to_string()), "{error}");
            assert!(!target.exists() && !world.path(&format!("restored{number}.unfinished")).exists());
        }
        let both = Options { also: vec![two.clone()], ..Options::default() };
        let healed = bring_back(&one, &target, &both, &mut nowhere).unwrap();
        let wanted: &[String] = if name == "manifest-sha256.txt" { &[] } else { std::slice::from_ref(&name) };
        assert_eq!(healed.healed, wanted);
        assert_eq!(evidence(&target), before);
        fs::write(&path, sound).unwrap();
    }
    // A damaged backup is mended by the next.
    let object = evidence(&one).into_iter().find(|(name, _)| name.starts_with("case/vault")).unwrap().0;
    fs::write(one.join(&object), b"rotten").unwrap();
    let case = Case::open(&world.path("case"), &world.env).unwrap();
    let mended = back_up(&world, &case, &one);
    assert_eq!((mended.healed, mended.copied), (vec![object], 1));
    drop(case);
    bring_back(&one, &world.path("mended"), &Options::default(), &mut world.env).unwrap();
}

#[test]
fn a_damaged_case_spoils_no_backup() {
    let (world, case) = world_with(1);
    let to = world.path("backup");
    back_up(&world, &case, &to);
    let before = evidence(&to);
    let object =
        evidence(&world.path("case")).into_iter().find(|(name, _)| name.starts_with("vault")).unwrap().0;
    fs::write(world.path("case").join(&object), b"rotten").unwrap();
    // What the backup has is good, and stays.
    back_up(&world, &case, &to);
    let vault = |files: Vec<(String, Vec<u8>)>| -> Vec<(String, Vec<u8>)> {
        files.into_iter().filter(|(name, _)| name.contains("vault")).collect()
    };
    assert_eq!(vault(evidence(&to)), vault(before));
    let error = backup(&case, &world.path("fresh"), false, &world.env, &mut Silent).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Integrity);
    assert!(error.place.unwrap().ends_with(&object));
}

#[test]
fn what_is_not_a_place_for_a_backup_is_refused() {
    let (mut world, mut case) = world_with(1);
    let refused = |case: &Case, to: &Path, kind| {
        let before = if to.exists() { files(to) } else { Vec::new() };
        let error = backup(case, to, false, &world.env, &mut Silent).unwrap_err();
        assert_eq!(error.kind, kind, "{error}");
        assert!(error.next.is_some() && error.safe.is_some(), "{error:?}");
        assert_eq!(if to.exists() { files(to) } else { Vec::new() }, before);
    };
    let inside = world.path("case").join("backup");
    refused(&case, &inside, ErrorKind::Usage);
    refused(&case, &world.path("case"), ErrorKind::Usage);
    refused(&case, world.folder.path(), ErrorKind::Usage);
    fs::create_dir(world.path("holiday")).unwrap();
    fs::write(world.path("holiday/photo.jpg"), b"sea").unwrap();
    refused(&case, &world.path("holiday"), ErrorKind::Usage);

    let mut other = World::new(32);
    let other_case = other.case();
    back_up(&other, &other_case, &world.path("theirs"));
    let error = backup(&case, &world.path("theirs"), false, &world.env, &mut Silent).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Usage);
    let error =
        bring_back(&world.path("theirs"), &world.path("theirs/in"), &Options::default(), &mut other.env);
    assert_eq!(error.unwrap_err().kind, ErrorKind::Usage);

    // A backup of a later state: the case was put back to an older copy together with its home.
    let copy = |from: &str, to: &str| {
        for (name, bytes) in files(&world.path(from)) {
            let path = world.path(to).join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    };
    copy("case", "older");
    copy("home", "older home");
    let path = report(&world, 5);
    world.add(&mut case, &[path]);
    let to = world.path("backup");
    back_up(&world, &case, &to);
    let older_env = env(&world.path("older home"), 5);
    let older = Case::open(&world.path("older"), &older_env).unwrap();
    let error = backup(&older, &to, false, &older_env, &mut Silent).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Integrity, "{error}");
}

#[test]
fn an_older_backup_is_not_restored_in_silence() {
    let (mut world, mut case) = world_with(1);
    let to = world.path("backup");
    let old = back_up(&world, &case, &to);
    let path = report(&world, 1);
    world.add(&mut case, &[path]);
    let seen = case.ledger().size();
    drop(case);
    let target = world.path("restored");
    let error = bring_back(&to, &target, &Options::default(), &mut world.env).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused);
    assert!(error.what.contains(&format!("{} would be lost", seen - old.entries)), "{error}");
    let error = bring_back(&to, &target, &loss("  "), &mut world.env).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Usage);
    assert!(!target.exists());
    // The case is still the case.
    drop(Case::open(&world.path("case"), &world.env).unwrap());

    let report_of =
        bring_back(&to, &target, &loss("the laptop was taken at the border"), &mut world.env).unwrap();
    assert_eq!((report_of.lost, report_of.entries), (Some(seen - old.entries), old.entries + 1));
    let mut case = Case::open(&target, &world.env).unwrap();
    let entry = case.ledger().entry(old.entries).unwrap().entry;
    assert_eq!(entry.act, Act::Restore);
    let why = case.ledger().read(entry.commit.unwrap()).unwrap();
    assert!(String::from_utf8_lossy(&why).contains("taken at the border"));
    let path = report(&world, 2);
    world.add(&mut case, &[path]);
    // There is one case from here on.
    let error = Case::open(&world.path("case"), &world.env).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Integrity);
}

#[test]
fn keys_are_in_a_backup_only_when_asked_for() {
    let (world, case) = world_with(1);
    let to = world.path("backup");
    let secret = |to: &Path| {
        files(to).iter().any(|(_, bytes)| bytes.windows(11).any(|window| window == b"PRIVATE+KEY"))
    };
    back_up(&world, &case, &to);
    assert!(!secret(&to));
    let mut nowhere = stranger(&world);
    let report_of = bring_back(&to, &world.path("to read"), &Options::default(), &mut nowhere).unwrap();
    assert!(!report_of.can_add && !report_of.keys_restored);
    assert!(verify(&DirStorage::shared(world.path("to read")), None).is_clean());
    assert!(Case::open(&world.path("to read"), &nowhere).is_err());

    assert!(backup(&case, &to, true, &world.env, &mut Silent).unwrap().with_keys);
    assert!(secret(&to));
    let report_of = bring_back(&to, &world.path("to work"), &Options::default(), &mut nowhere).unwrap();
    assert!(report_of.can_add && report_of.keys_restored);
    let mut elsewhere = World { folder: tempfile::tempdir().unwrap(), env: nowhere };
    let mut there = Case::open(&world.path("to work"), &elsewhere.env).unwrap();
    let path = report(&world, 3);
    elsewhere.add(&mut there, &[path]);

    let without = back_up(&world, &case, &to);
    assert_eq!(without.removed.len(), 3);
    assert!(!secret(&to));
}

/// What is erased from the case is erased from its backup: erasing is for people who are in danger.
#[test]
fn an_erased_object_leaves_the_backup() {
    let (world, case) = world_with(1);
    let to = world.path("backup");
    back_up(&world, &case, &to);
    drop(case);
    let storage = DirStorage::locked(world.path("case")).unwrap();
    let (mut ledger, _) =
        Ledger::open(Box::new(storage), Box::new(DirStorage::shared(world.path("home")))).unwrap();
    let original =
        ledger.entries().map(Result::unwrap).find(|sealed| sealed.entry.act == Act::Original).unwrap();
    let object: Commit = original.entry.commit.unwrap();
    let time = ClaimedTime::parse("2026-01-01T12:00:00Z").unwrap();
    ledger.append(&[Draft::erase(object, time, Content::None)]).unwrap();
    drop(ledger);
    let case = Case::open(&world.path("case"), &world.env).unwrap();
    let gone = back_up(&world, &case, &to).removed;
    assert!(gone.contains(&format!("case/{}", object.path())), "{gone:?}");
    assert!(!to.join("case").join(object.path()).exists());
}

/// Writes the files of a disk into a folder.
fn put_down(files: &BTreeMap<String, Vec<u8>>, folder: &Path) {
    let _ = fs::remove_dir_all(folder);
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// What ends a backup before its time.
#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    PowerLost,
    Killed,
    DiskFull,
}

/// At whatever step a backup ends: what was backed up before, or all of it, can be restored, and the next backup goes
/// on without a hand.
#[test]
fn an_interrupted_backup_can_be_restored_and_goes_on() {
    let (mut world, mut case) = world_with(1);
    let before = Disk::new(1);
    let no_folder = Path::new("backup");
    backup_on(&case, &mut before.mount("b"), no_folder, true, &world.env, &mut Silent).unwrap();
    let old_size = case.ledger().size();
    let path = report(&world, 4);
    world.add(&mut case, &[path]);
    let new_size = case.ledger().size();
    let mut sizes = Vec::new();
    for end in [End::PowerLost, End::Killed, End::DiskFull] {
        for at in (1..).step_by(if end == End::DiskFull { 700 } else { 3 }) {
            let disk = Disk::new(at);
            disk.fill("b", before.snapshot("b"));
            disk.set_faults(match end {
                End::PowerLost | End::Killed => Faults { stops_in: Some(at), ..Faults::default() },
                End::DiskFull => Faults { capacity: Some(disk.used() + at), ..Faults::default() },
            });
            let done = backup_on(&case, &mut disk.mount("b"), no_folder, true, &world.env, &mut Silent);
            match end {
                End::PowerLost => disk.lose_power(),
                End::Killed | End::DiskFull => disk.restart(),
            }
            if let Err(error) = &done {
                assert_eq!(error.kind, ErrorKind::Failure, "{error}");
                assert!(error.next.is_some() && error.safe.is_some());
            }
            let (from, to) = (world.path("interrupted"), world.path("restored"));
            put_down(&disk.snapshot("b"), &from);
            let _ = fs::remove_dir_all(&to);
            let mut nowhere = env(&world.path(&format!("home {end:?} {at}")), at);
            let back = bring_back(&from, &to, &Options::default(), &mut nowhere);
            let size = back.unwrap_or_else(|error| panic!("{end:?} at {at}: {error:?}")).entries;
            assert!(size == new_size || (size == old_size && done.is_err()), "{end:?} at {at}: {size}");
            sizes.push(size);

            let again =
                backup_on(&case, &mut disk.mount("b"), no_folder, true, &world.env, &mut Silent).unwrap();
            assert_eq!(again.healed, Vec::<String>::new(), "{end:?} at {at}");
            put_down(&disk.snapshot("b"), &from);
            assert_eq!(evidence(&from.join("case")), evidence(&world.path("case")));
            if done.is_ok() {
                break;
            }
        }
    }
    assert!(sizes.contains(&old_size) && sizes.contains(&new_size));
}
