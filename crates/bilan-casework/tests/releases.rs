//! Releases: what a public one holds back, what a second one says has changed, who must approve, what is refused.
#![allow(clippy::unwrap_used, reason = "tests fail as tests do")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use bilan_casework::Env;
use bilan_casework::case::Case;
use bilan_casework::error::ErrorKind;
use bilan_casework::release::{Format, Request, approve, export, past, release, statement, withdraw};
use bilan_casework::state::State;
use bilan_casework::tally::{by_policy, total};
use bilan_casework::undo::undo;
use bilan_model::{Code as _, Outcome, Policy, Profile, ReleaseState};
use bilan_tally::Language;

use common::{KNOWLEDGE, World};

fn request(profile: Profile, state: ReleaseState, target: &Path) -> Request<'_> {
    Request {
        profile,
        state,
        formats: &Format::ALL,
        target,
        language: Language::En,
        reviewed_only: false,
        coarsen: true,
        four_eyes: false,
        dry_run: false,
    }
}

/// A case with the reports of the sample on Amassine.
fn sample(member: &str) -> (World, Case) {
    let mut world = World::new(7);
    member.clone_into(&mut world.env.member);
    let mut case = world.case();
    let reports = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/amassine/reports");
    world.add(&mut case, &[reports]);
    (world, case)
}

fn text_of(folder: &Path) -> String {
    let mut text = String::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                text += &String::from_utf8_lossy(&fs::read(&path).unwrap());
            }
        }
    }
    text
}

fn made(case: &mut Case, env: &mut Env, asked: &Request<'_>) -> bilan_casework::release::Released {
    let state = State::read(case).unwrap();
    release(case, &state, asked, env, &KNOWLEDGE).unwrap()
}

#[test]
fn a_public_release_names_no_private_person_and_says_how_much_it_holds_back() {
    let (mut world, mut case) = sample("");
    let target = world.path("public");
    let released =
        made(&mut case, &mut world.env, &request(Profile::Public, ReleaseState::Candidate, &target));
    assert!(released.withheld.total() > 0);
    let text = text_of(&target);
    assert!(!text.contains("joint par téléphone"), "a resident's own words for themselves");
    assert!(!text_of(&target.join("data")).contains("NOT FOR PUBLICATION"));
    assert!(text.contains("contested"), "the dispute travels with every figure");
    let state = State::read(&case).unwrap();
    for report in &state.reports {
        assert!(!text.contains(&report.id), "an id of the case tells in which order things came");
    }
    for file in ["README.md", "METHOD.md", "dictionary.csv", "changes.csv", "deletions.csv", "totals.csv"] {
        assert!(target.join(file).is_file(), "{file}");
    }
    let manifest = fs::read_to_string(target.join("manifest.sha256")).unwrap();
    assert_eq!(manifest.lines().count(), released.files.len() - 1, "every file but the list itself");
}

#[test]
fn an_internal_release_says_on_every_row_that_it_is_not_for_publication() {
    let (mut world, mut case) = sample("");
    let target = world.path("internal");
    made(&mut case, &mut world.env, &request(Profile::Internal, ReleaseState::Candidate, &target));
    for table in ["incidents.csv", "claims.csv", "tolls.csv", "acled.csv", "ucdp_ged.csv"] {
        let text = fs::read_to_string(target.join("data").join(table)).unwrap();
        let mut rows = csv_rows(&text);
        let head = rows.remove(0);
        assert!(!rows.is_empty() && !head.is_empty(), "{table}");
        assert!(rows.iter().all(|row| row.contains("NOT FOR PUBLICATION")), "{table}");
    }
}

/// Lines of CSV whose quoted line breaks are joined.
fn csv_rows(text: &str) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        match rows.last_mut() {
            Some(last) if open => last.push_str(line),
            _ => rows.push(line.to_owned()),
        }
        open ^= line.matches('"').count() % 2 == 1;
    }
    rows
}

#[test]
fn a_second_release_lists_what_changed_and_what_is_gone() {
    let (mut world, mut case) = sample("");
    let first = world.path("first");
    let before = made(&mut case, &mut world.env, &request(Profile::Public, ReleaseState::Candidate, &first));
    assert!(before.changes.is_empty() && before.previous.is_none());
    let state = State::read(&case).unwrap();
    let article = state
        .reports
        .iter()
        .find(|report| report.header().publisher.as_deref() == Some("La Dépêche des Dunes"));
    let item = state.item(&article.unwrap().item).unwrap();
    let gone =
        undo(&mut case, &state, item.entries[0].0, "Withdrawn by its publisher", &mut world.env, &KNOWLEDGE)
            .unwrap();
    assert!(!gone.changes.is_empty(), "figures rested on it");
    let second = world.path("second");
    let after = made(&mut case, &mut world.env, &request(Profile::Public, ReleaseState::Candidate, &second));
    assert_eq!(after.previous.as_deref(), Some(before.release.as_str()));
    assert!(!after.changes.is_empty());
    let listed = fs::read_to_string(second.join("changes.csv")).unwrap();
    assert_eq!(listed.lines().count(), after.changes.len() + 1);
}

#[test]
fn what_has_a_final_release_was_a_candidate_and_another_member_approved_it() {
    let (mut world, mut case) = sample("Aminata");
    let state = State::read(&case).unwrap();
    let target = world.path("final");
    let refused = release(
        &mut case,
        &state,
        &request(Profile::Public, ReleaseState::Final, &target),
        &mut world.env,
        &KNOWLEDGE,
    );
    assert_eq!(refused.unwrap_err().kind, ErrorKind::Refused, "no candidate was read by anyone");
    assert!(!target.exists());
    let candidate = world.path("candidate");
    let made_first =
        made(&mut case, &mut world.env, &request(Profile::Public, ReleaseState::Candidate, &candidate));
    assert!(
        approve(&mut case, &made_first.release, "I made it", &mut world.env).is_err(),
        "not by who made it"
    );
    world.env.member = "Bakary".to_owned();
    approve(&mut case, &made_first.release, "Read and checked", &mut world.env).unwrap();
    world.env.member = "Aminata".to_owned();
    let last = made(&mut case, &mut world.env, &request(Profile::Public, ReleaseState::Final, &target));
    assert_eq!(last.state, ReleaseState::Final);
    withdraw(&mut case, &last.release, "A source was identified", &mut world.env).unwrap();
    let known = past(&case).unwrap();
    assert_eq!(known.one(&last.release).unwrap().state, ReleaseState::Withdrawn);
    assert!(withdraw(&mut case, &last.release, "again", &mut world.env).is_err());
}

#[test]
fn a_rehearsed_release_leaves_nothing() {
    let (mut world, mut case) = sample("");
    case.rehearse();
    let size = case.ledger().size();
    let state = State::read(&case).unwrap();
    let target = world.path("nothing");
    let asked = Request { dry_run: true, ..request(Profile::Court, ReleaseState::Candidate, &target) };
    let would = export(&mut case, &state, &asked, &mut world.env, &KNOWLEDGE).unwrap();
    assert!(would.entry.is_none() && would.incidents > 0);
    assert_eq!(case.ledger().size(), size);
    assert!(!target.exists() && !world.path("nothing.unfinished").exists());
}

#[test]
fn the_method_statement_has_its_five_parts_in_both_languages() {
    let (_world, case) = sample("");
    let state = State::read(&case).unwrap();
    for language in [Language::En, Language::Fr] {
        let method = statement(&state, &KNOWLEDGE, language).unwrap();
        assert!(method.is_whole() && method.parts.len() == 5, "{method:?}");
        assert!(!method.markdown().contains('{'), "every figure is filled in");
    }
}

/// An army's word, an organisation's, and a later official finding.
#[test]
fn moura_under_five_policies() {
    let mut world = World::new(9);
    let mut case = world.case();
    let reports = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/moura/reports");
    world.add(&mut case, &[reports]);
    let state = State::read(&case).unwrap();
    let picture = state.picture();
    let tolls = by_policy(&picture.incidents, picture.basis(false), Policy::ALL, &picture.graded, &KNOWLEDGE)
        .unwrap();
    let killed: Vec<_> = tolls
        .iter()
        .filter(|toll| toll.place.name.contains("Moura") && toll.toll.outcome == Outcome::Killed)
        .map(|toll| &toll.toll)
        .collect();
    assert_eq!(killed.len(), Policy::ALL.len(), "one figure a policy");
    for toll in &killed {
        assert!(toll.contested, "{:?}: civilians by some, terrorists by the army", toll.policy);
        assert!(
            !toll.claims_used.is_empty()
                && toll.reviewed.of == toll.claims_used.len() + toll.claims_left_out.len()
        );
        assert!(toll.high.unwrap() >= toll.low.unwrap());
    }
    let of = |policy: Policy| killed.iter().find(|toll| toll.policy == policy).unwrap();
    assert_eq!(of(Policy::Range).high, Some(500), "the later official finding holds the upper end");
    assert!(of(Policy::Range).high_open);
    let context = of(Policy::Airwars).status.get("militants_by_attacker").unwrap();
    assert_eq!((context.low, context.high), (Some(203), Some(203)), "the army's word is context");
    assert_eq!(
        of(Policy::Ucdp).status["deaths_civilians"].best,
        Some(0),
        "contested dead stand under neither side"
    );
    assert_eq!(of(Policy::Ucdp).codings.len(), 2);
    let rows = total(&tolls, &picture.relations).rows;
    assert!(rows.iter().any(|row| row.status == "contested" && row.sum.incidents > 0));
}
