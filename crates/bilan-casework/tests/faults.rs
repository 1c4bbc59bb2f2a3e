//! `add` on a disk that fails: nothing that it said was added is lost, everything is added once, and it goes on alone.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use bilan_casework::add::{AddedPart, Additions, Outcome, add, gather};
use bilan_casework::case::Case;
use bilan_casework::records::Stated;
use bilan_casework::state::State;
use bilan_casework::{ErrorKind, Silent};
use bilan_ledger::{DirStorage, verify};
use bilan_testkit::{Disk, Faults, Random, seeds};
use common::{KNOWLEDGE, World, files};

const REPORTS: usize = 10;
const SEEDS: u64 = 40;
const SEEDS_LONG: u64 = 4_000;

fn reports(folder: &Path) -> PathBuf {
    let reports = folder.join("reports");
    fs::create_dir(&reports).unwrap();
    for number in 0..REPORTS {
        let text = format!(
            "{} villagers were killed on 3 March 2024 in Exampleville, the mayor said.\n",
            20 + number
        );
        fs::write(reports.join(format!("{number:02}.txt")), text).unwrap();
    }
    reports
}

/// What went wrong, by name.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    PowerLost,
    Killed,
    DiskFull,
}

fn fate_of(random: &mut Random, disk: &Disk) -> Fate {
    let at = random.below(250) as u64 + 1;
    let (fate, faults) = match random.below(3) {
        0 => (Fate::PowerLost, Faults { stops_in: Some(at), ..Faults::default() }),
        1 => (Fate::Killed, Faults { stops_in: Some(at), ..Faults::default() }),
        _ => (Fate::DiskFull, Faults { capacity: Some(disk.used() + at * 2_000), ..Faults::default() }),
    };
    disk.set_faults(faults);
    fate
}

/// The reports that an addition said it had added.
fn told(additions: &Additions) -> impl Iterator<Item = String> + '_ {
    let parts = additions.documents.iter().filter_map(|added| match &added.outcome {
        Outcome::Added { parts } => Some(parts),
        Outcome::Duplicate { .. } | Outcome::Restated { .. } | Outcome::Unopened { .. } => None,
    });
    parts.flatten().filter_map(|part| match part {
        AddedPart::Report { report, .. } => Some(report.clone()),
        AddedPart::Roster { .. } | AddedPart::Unreadable { .. } => None,
    })
}

fn life(seed: u64) -> Result<(), String> {
    let mut world = World::new(seed);
    drop(world.case());
    let folder = reports(world.folder.path());
    let inputs: Vec<_> = files(&folder).into_iter().map(|(name, _)| folder.join(name)).collect();
    let disk = Disk::new(seed);
    disk.fill("case", files(&world.path("case")).into_iter().filter(|(name, _)| name != ".lock").collect());
    let mut random = Random::new(seed);
    let mut acknowledged: BTreeSet<String> = BTreeSet::new();
    let mut next = 0;
    while next < inputs.len() {
        let fate = fate_of(&mut random, &disk);
        let few = (random.below(4) + 1).min(inputs.len() - next);
        let result = Case::open_on(Box::new(disk.mount("case")), Path::new("case"), &world.env).and_then(
            |mut case| {
                let gathered = gather(&inputs[next..next + few], &Stated::default()).unwrap();
                add(&mut case, &gathered, None, &mut world.env, &KNOWLEDGE, &mut Silent)
            },
        );
        match result {
            Ok(additions) => {
                acknowledged.extend(told(&additions));
                next += few;
            }
            Err(error) if error.kind == ErrorKind::Failure && error.next.is_some() => {
                if fate == Fate::DiskFull && !error.what.contains("a fault of the disk") {
                    return Err(format!("a full disk is told as: {error}"));
                }
            }
            Err(error) => return Err(format!("a person would have to repair: {error:?}")),
        }
        if fate == Fate::PowerLost {
            disk.lose_power();
        } else {
            disk.restart();
        }
        check(&disk, &world, &acknowledged)?;
    }
    let case = open(&disk, &world)?;
    let state = State::read(&case).map_err(|error| error.to_string())?;
    let by_text: BTreeMap<String, usize> = state.items.iter().fold(BTreeMap::new(), |mut seen, item| {
        *seen.entry(item.acquisition.sha256.clone()).or_default() += 1;
        seen
    });
    if by_text.len() != REPORTS || by_text.values().any(|times| *times != 1) || state.reports.len() != REPORTS
    {
        return Err(format!("{by_text:?}, {} reports", state.reports.len()));
    }
    let report = verify(&disk.mount("case"), Some(&DirStorage::shared(world.path("home"))));
    report.findings.first().map_or(Ok(()), |finding| Err(finding.to_string()))
}

fn open(disk: &Disk, world: &World) -> Result<Case, String> {
    Case::open_on(Box::new(disk.mount("case")), Path::new("case"), &world.env)
        .map_err(|error| format!("{error:?}"))
}

fn check(disk: &Disk, world: &World, acknowledged: &BTreeSet<String>) -> Result<(), String> {
    let case = open(disk, world)?;
    let state = State::read(&case).map_err(|error| error.to_string())?;
    let there: BTreeSet<String> = state.reports.iter().map(|report| report.id.clone()).collect();
    match acknowledged.difference(&there).next() {
        None => Ok(()),
        Some(lost) => Err(format!("report {lost} was acknowledged and is lost")),
    }
}

#[test]
fn every_report_is_added_once_on_a_bad_disk() {
    let test = "every_report_is_added_once_on_a_bad_disk";
    seeds::run("cargo test -p bilan-casework --test faults", test, 0..SEEDS, life);
}

#[test]
#[ignore = "long: minutes"]
fn every_report_is_added_once_on_a_bad_disk_long() {
    let test = "every_report_is_added_once_on_a_bad_disk_long";
    seeds::run("cargo test -p bilan-casework --test faults", test, 0..SEEDS_LONG, life);
}
