//! The projection follows from the ledger: made anew, brought up to date or damaged, readers see the same.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(clippy::print_stdout, reason = "the figures of the flips")]

mod common;

use std::fs;
use std::path::Path;

use bilan_casework::case::Case;
use bilan_casework::judge::{Ruling, judge};
use bilan_casework::projection::{rebuild, state};
use bilan_casework::search::search;
use bilan_casework::state::State;
use bilan_casework::tally::tally;
use bilan_casework::todo::todo;
use bilan_casework::undo::undo;
use bilan_casework::{Error, ErrorKind, incident, list};
use bilan_tally::Language;
use common::{KNOWLEDGE, Seeded, World, files, samples};

const WHY: &str = "read again";

fn amassine(world: &mut World) -> Case {
    let mut case = world.case();
    world.add(&mut case, &[samples().join("amassine/reports")]);
    case
}

/// Everything that the reading commands print, from a state.
fn printed(state: &State) -> String {
    let basis = state.picture().basis(false);
    let tallies = tally(&state.incidents(), basis, &KNOWLEDGE, Language::En).unwrap();
    serde_json::to_string(&(
        list::reports(state),
        list::incidents(state),
        list::claims(state),
        list::sources(state),
        todo(state),
        tallies,
    ))
    .unwrap()
}

/// What the reading commands print of the case in a folder, or why they refuse.
fn read(folder: &Path, world: &World) -> Result<String, Error> {
    let case = Case::open_to_read(folder, &world.env)?;
    let state = state(&case)?;
    let found = search(&case, "massacre tues", 0, 20)?;
    Ok(printed(&state) + &serde_json::to_string(&found).unwrap())
}

#[test]
fn what_is_kept_is_what_the_ledger_says() {
    let mut world = World::new(41);
    let case = amassine(&mut world);
    assert_eq!(printed(&state(&case).unwrap()), printed(&State::read(&case).unwrap()));
}

#[test]
fn brought_up_to_date_or_made_anew_it_has_one_digest() {
    let mut world = World::new(42);
    let mut case = amassine(&mut world);
    let first = rebuild(&mut case, &mut world.env).unwrap();
    assert_eq!(first.as_recorded, Some(true), "the digest that adding recorded");

    let now = state(&case).unwrap();
    let claim = list::claims(&now)[0].id.clone();
    let judged = judge(&mut case, &now, &claim, Ruling::Reject, WHY, &mut world.env).unwrap();
    let now = state(&case).unwrap();
    incident::merge(&mut case, &now, &["ersane".into(), "tassik".into()], WHY, &mut world.env).unwrap();
    let now = state(&case).unwrap();
    undo(&mut case, &now, judged.entered.entry, WHY, &mut world.env, &KNOWLEDGE).unwrap();
    world.add(&mut case, &[samples().join("moura")]);

    // Adding brought it up to date step by step and recorded the digest; this makes it from nothing.
    let anew = rebuild(&mut case, &mut world.env).unwrap();
    assert_eq!(anew.as_recorded, Some(true));
    assert_ne!(anew.digest, first.digest);
    fs::remove_file(world.path("case/store.sqlite")).unwrap();
    assert_eq!(rebuild(&mut case, &mut world.env).unwrap().digest, anew.digest);
}

#[test]
fn a_projection_of_another_log_is_not_believed() {
    let mut world = World::new(43);
    let mut case = amassine(&mut world);
    let old = fs::read(world.path("case/store.sqlite")).unwrap();
    let now = state(&case).unwrap();
    let claim = list::claims(&now)[0].id.clone();
    judge(&mut case, &now, &claim, Ruling::Reject, WHY, &mut world.env).unwrap();
    let after = printed(&state(&case).unwrap());
    // An older copy is brought up to date; one of a stranger, or half of one, is made anew.
    for bytes in [old.clone(), old[..old.len() / 2].to_vec(), b"no database".to_vec(), Vec::new()] {
        fs::write(world.path("case/store.sqlite"), bytes).unwrap();
        assert_eq!(printed(&state(&case).unwrap()), after);
    }
}

#[test]
fn words_are_found_with_and_without_accents() {
    let mut world = World::new(44);
    let case = amassine(&mut world);
    let total = |words: &str| search(&case, words, 0, 50).unwrap().total;
    assert!(total("tués") > 0 && total("tués") == total("tues"));
    assert!(total("\"CSP\"") > 0);
    assert_eq!(total("zzyzx"), 0);
    for hostile in ["\"", "*", "a\"b AND NEAR(", "-", "('", "\u{202e}"] {
        // Refused with words, or found nothing: never a failure of the database.
        if let Err(error) = search(&case, hostile, 0, 5) {
            assert_eq!(error.kind, ErrorKind::Usage, "{hostile}: {error}");
        }
    }
}

/// The figure of the contract: a thousand one-bit flips over all files of a case.
#[test]
fn thousand_flips_never_change_what_is_read() {
    let mut world = World::new(45);
    drop(amassine(&mut world));
    let folder = world.path("case");
    let sound = read(&folder, &world).unwrap();
    let kept = files(&folder);
    let whole: usize = kept.iter().map(|(_, bytes)| bytes.len()).sum();
    let mut random = Seeded(2026);
    let (mut refused, mut same) = (0, 0);
    for _ in 0..1000 {
        // Half of the flips by the bytes of all files, half by files: small ones have their share.
        let by_bytes = random.below(2) == 0;
        let (name, at) = if by_bytes {
            let mut at = random.below(whole);
            let found = kept.iter().find(|(_, bytes)| {
                let here = at < bytes.len();
                at = if here { at } else { at - bytes.len() };
                here
            });
            (&found.unwrap().0, at)
        } else {
            let some: Vec<_> = kept.iter().filter(|(_, bytes)| !bytes.is_empty()).collect();
            let (name, bytes) = some[random.below(some.len())];
            (name, random.below(bytes.len()))
        };
        let path = folder.join(name);
        let mut bytes = fs::read(&path).unwrap();
        bytes[at] ^= 1 << random.below(8);
        fs::write(&path, &bytes).unwrap();
        match read(&folder, &world) {
            Ok(text) => {
                assert!(text == sound, "byte {at} of {name} changed what is read");
                same += 1;
            }
            Err(error) => {
                assert_eq!(error.kind, ErrorKind::Integrity, "byte {at} of {name}: {error}");
                refused += 1;
            }
        }
        restore(&folder, &kept);
    }
    println!("1000 flips: {refused} refused as not what it was, {same} read the same");
    assert!(refused > 0 && same > 0);
}

/// Every file as it was, and no other.
fn restore(folder: &Path, kept: &[(String, Vec<u8>)]) {
    for (name, bytes) in files(folder) {
        match kept.iter().find(|(known, _)| *known == name) {
            Some((_, sound)) if *sound == bytes => {}
            Some((_, sound)) => fs::write(folder.join(&name), sound).unwrap(),
            None => fs::remove_file(folder.join(&name)).unwrap(),
        }
    }
    for (name, bytes) in kept.iter().filter(|(name, _)| !folder.join(name).exists()) {
        fs::write(folder.join(name), bytes).unwrap();
    }
}
