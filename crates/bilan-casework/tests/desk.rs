//! A case held open: parts are as the whole, rows that were put at once are as those made anew, and nobody waits.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bilan_casework::case::Case;
use bilan_casework::change::figures;
use bilan_casework::decisions::Connection;
use bilan_casework::desk::{About, Desk, Links};
use bilan_casework::judge::{Ruling, judge};
use bilan_casework::projection::rebuild;
use bilan_casework::saying::Saying;
use bilan_casework::state::State;
use bilan_casework::{Knowledge, grade, incident, list, place, show};
use bilan_model::{Grade, Precision};
use bilan_store::{ClaimFilter, Judged};
use bilan_tally::Language;
use common::{KNOWLEDGE, Seeded, World, env, samples};
use proptest::prelude::*;

const WHY: &str = "read again";

fn made(world: &mut World) {
    let mut case = world.case();
    world.add(&mut case, &[samples().join("amassine/reports"), samples().join("moura")]);
}

fn open(world: &World) -> Desk {
    let env = env(&world.path("home"), 99);
    Desk::open(&world.path("case"), env, Arc::new(Knowledge::embedded())).unwrap()
}

fn told(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

/// Every incident, report and claim read in its own part is as it is in the whole.
fn parts_are_as_the_whole(desk: &Desk) {
    let whole = desk.with_case(State::read).unwrap();
    let all = figures(&whole, &KNOWLEDGE).unwrap();
    for found in &whole.picture().incidents {
        let slice = desk.incident(&found.id).unwrap();
        let [part, of_whole] = [&*slice.state, &whole]
            .map(|state| told(&show::incident(state, &found.id, &KNOWLEDGE, Language::En).unwrap()));
        assert_eq!(part, of_whole);
        let mut here = all.clone();
        here.retain(|(incident, _, _), _| *incident == found.id);
        assert_eq!(figures(&slice.state, &KNOWLEDGE).unwrap(), here);
        let (one, other) = (slice.state.picture(), whole.picture());
        assert_eq!(one.graded.get(&found.id), other.graded.get(&found.id));
        assert_eq!(one.placed.get(&found.id), other.placed.get(&found.id));
        let relations = other.relations.iter().filter(|r| r.one == found.id || r.other == found.id);
        assert_eq!(one.relations.iter().collect::<Vec<_>>(), relations.collect::<Vec<_>>());
    }
    for report in &whole.reports {
        let slice = desk.report(&report.id[..12]).unwrap();
        assert_eq!(slice.id, report.id);
        let shown = |state: &State| {
            desk.with_case(|case| show::report(case, state, &report.id)).map(|shown| told(&shown)).unwrap()
        };
        assert_eq!(shown(&slice.state), shown(&whole));
    }
    for claim in list::claims(&whole) {
        let slice = desk.claim(&claim.id).unwrap();
        let shown = |state: &State| {
            let shown = desk.with_case(|case| show::claim(case, state, &claim.id, &KNOWLEDGE));
            shown.map(|shown| told(&shown)).unwrap()
        };
        assert_eq!(shown(&slice.state), shown(&whole));
    }
}

/// The rows of the desk, and those of a projection made from nothing.
fn digests(desk: Desk, world: &mut World) -> (String, String) {
    let kept = desk.ask(bilan_store::Store::digest).unwrap();
    drop(desk);
    // The desk's own thread may still be looking.
    let mut case = (0..100)
        .find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(50));
            Case::open(&world.path("case"), &world.env).ok()
        })
        .unwrap();
    std::fs::remove_file(world.path("case/store.sqlite")).unwrap();
    (kept, rebuild(&mut case, &mut world.env).unwrap().digest)
}

#[test]
fn a_part_is_as_the_whole() {
    let mut world = World::new(81);
    made(&mut world);
    parts_are_as_the_whole(&open(&world));
}

#[test]
fn what_is_not_there_is_said_as_everywhere() {
    let mut world = World::new(82);
    made(&mut world);
    let desk = open(&world);
    assert!(desk.incident("zzz").unwrap_err().what.to_string().contains("there is no incident"));
    assert!(desk.report("").is_err());
    let before = desk.size();
    let error = desk.decide("aya", &About::Claim("zzz".into()), |_, _, _| Ok(())).unwrap_err();
    assert!(error.what.to_string().contains("there is no claim"));
    assert_eq!(desk.size(), before);
}

#[test]
fn a_rehearsal_says_what_a_decision_then_does_and_writes_nothing() {
    let mut world = World::new(83);
    made(&mut world);
    let desk = open(&world);
    let killed =
        ClaimFilter { judged: Judged::Open, outcome: Some("killed".into()), ..ClaimFilter::default() };
    let claim = desk.ask(|store| store.next_claim(&killed, None, &[])).unwrap().unwrap();
    let about = About::Claim(claim.id.clone());
    let rows = desk.ask(bilan_store::Store::digest).unwrap();
    let act = |case: &mut Case, state: &State, env: &mut bilan_casework::Env| {
        judge(case, state, &claim.id, Ruling::Reject, WHY, env)
    };
    let foreseen = desk.rehearse("aya", &about, act).unwrap();
    assert_eq!(desk.ask(bilan_store::Store::digest).unwrap(), rows);
    let ruled = desk.decide("aya", &about, act).unwrap();
    assert!(!ruled.changes.is_empty());
    assert_eq!(foreseen.changes, ruled.changes);
    assert_eq!(foreseen.done.entered.entry, ruled.done.entered.entry);
    let undone = desk.rehearse_undo("aya", ruled.done.entered.entry, WHY).unwrap();
    assert_eq!(undone.changes.len(), ruled.changes.len());
    let undone = desk.undo("aya", ruled.done.entered.entry, WHY).unwrap();
    assert_eq!(undone.done.undone, ruled.done.entered.entry);
    assert_eq!(
        desk.ask(|store| store.count_claims(&ClaimFilter { judged: Judged::Done, ..ClaimFilter::default() }))
            .unwrap(),
        0
    );
    let (kept, anew) = digests(desk, &mut world);
    assert_eq!(kept, anew);
}

/// One decision after another, each by numbers.
fn decide(desk: &Desk, what: usize, at: usize) {
    let whole = desk.whole().unwrap();
    let claims = list::claims(&whole);
    let claim = claims[at % claims.len()].id.clone();
    let incidents: Vec<String> = whole.picture().incidents.iter().map(|found| found.id.clone()).collect();
    let (one, other) = (&incidents[at % incidents.len()], &incidents[(at + 1) % incidents.len()]);
    drop(whole);
    let ruling = match what {
        0..=3 => Some(Ruling::Accept),
        4 => Some(Ruling::Reject),
        5 => Some(Ruling::Correct(Saying { hedged: Some(true), ..Saying::default() })),
        _ => None,
    };
    let pair = vec![one.clone(), other.clone()];
    // What is refused is refused: nothing changes.
    let _ = match (what, ruling) {
        (_, Some(ruling)) => desk
            .decide("aya", &About::Claim(claim.clone()), |case, state, env| {
                judge(case, state, &claim, ruling, WHY, env)
            })
            .map(drop),
        (6, _) => desk
            .decide("ben", &About::Incident(one.clone()), |case, state, env| {
                let said = grade::Said { happened: Some(Grade::Disputed), ..grade::Said::default() };
                grade::set(case, state, one, said, WHY, env)
            })
            .map(drop),
        (7, _) => desk
            .decide("ben", &About::Incident(one.clone()), |case, state, env| {
                let said = place::Whereabouts {
                    precision: Some(Precision::Area),
                    country: Some("NE".into()),
                    ..place::Whereabouts::default()
                };
                place::set(case, state, one, &said, WHY, env)
            })
            .map(drop),
        (8, _) => desk
            .decide("ben", &About::Incidents(pair), |case, state, env| {
                incident::relate(case, state, [one, other], Connection::PartOf, WHY, env)
            })
            .map(drop),
        (9, _) => desk
            .decide("ben", &About::Incidents(pair.clone()), |case, state, env| {
                incident::merge(case, state, &pair, WHY, env)
            })
            .map(drop),
        _ => {
            let all = desk.ask(|store| store.decisions(None, bilan_store::Page::ALL)).unwrap().rows;
            match all.get(at % all.len().max(1)) {
                Some(row) => desk.undo("aya", row.seq, WHY).map(drop),
                None => Ok(()),
            }
        }
    };
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn rows_put_at_once_are_as_rows_made_anew(acts in prop::collection::vec((0..11_usize, 0..64_usize), 1..10)) {
        let mut world = World::new(84);
        made(&mut world);
        let desk = open(&world);
        for (what, at) in acts {
            decide(&desk, what, at);
        }
        desk.settle().unwrap();
        prop_assert_eq!(desk.links(), Links::Settled);
        parts_are_as_the_whole(&desk);
        let (kept, anew) = digests(desk, &mut world);
        prop_assert_eq!(kept, anew);
    }
}

#[test]
fn many_read_and_decide_while_it_settles() {
    let mut world = World::new(85);
    made(&mut world);
    let desk = open(&world);
    let claims = list::claims(&desk.whole().unwrap());
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Acquire) {
                desk.settle().unwrap();
            }
        });
        for reader in 0..3 {
            let (desk, claims, done) = (&desk, &claims, &done);
            scope.spawn(move || {
                let mut random = Seeded(reader);
                while !done.load(Ordering::Acquire) {
                    let claim = &claims[random.below(claims.len())].id;
                    assert_eq!(desk.claim(claim).unwrap().id, *claim);
                }
            });
        }
        for (at, claim) in claims.iter().enumerate().take(24) {
            let ruling = if at % 3 == 2 { Ruling::Reject } else { Ruling::Accept };
            let about = About::Claim(claim.id.clone());
            desk.decide("aya", &about, |case, state, env| judge(case, state, &claim.id, ruling, WHY, env))
                .unwrap();
            let verdict = desk.ask(|store| store.claim(&claim.id)).unwrap().one().unwrap().verdict;
            assert!(verdict.is_some(), "whoever decides sees it");
        }
        done.store(true, Ordering::Release);
    });
    desk.settle().unwrap();
    parts_are_as_the_whole(&desk);
    let (kept, anew) = digests(desk, &mut world);
    assert_eq!(kept, anew);
}

/// Judgements of a few claims, one in three a rejection.
fn judge_some(desk: &Desk, from: usize, count: usize) -> Vec<String> {
    let open = ClaimFilter { judged: Judged::Open, ..ClaimFilter::default() };
    let claims = desk.ask(|store| store.claims_from(&open, None, from + count)).unwrap().rows;
    let ids: Vec<String> = claims.into_iter().skip(from).map(|claim| claim.id).collect();
    for (at, id) in ids.iter().enumerate() {
        let ruling = if at % 3 == 2 { Ruling::Reject } else { Ruling::Accept };
        desk.decide("aya", &About::Claim(id.clone()), |case, state, env| {
            judge(case, state, id, ruling, WHY, env)
        })
        .unwrap();
    }
    ids
}

/// Waits until no thread of a desk that was dropped has the case any more, and takes the projection back to what it was.
fn put_back(world: &World, store: &[u8]) {
    let free = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        Case::open(&world.path("case"), &world.env).is_ok()
    });
    assert!(free);
    std::fs::write(world.path("case/store.sqlite"), store).unwrap();
}

#[test]
fn a_case_whose_projection_is_behind_opens_with_what_was_decided_and_closing_loses_nothing() {
    let mut world = World::new(86);
    made(&mut world);
    let store = std::fs::read(world.path("case/store.sqlite")).unwrap();
    let desk = open(&world);
    let judged = judge_some(&desk, 0, 9);
    let size = desk.size();
    drop(desk);
    // As after a power cut between the ledger and the projection.
    put_back(&world, &store);
    let desk = open(&world);
    assert_eq!((desk.links(), desk.size()), (Links::Pending, size));
    for id in &judged {
        let row = desk.ask(|store| store.claim(id)).unwrap().one().unwrap();
        assert!(row.verdict.is_some(), "what was decided shows before it is settled");
    }
    let more = judge_some(&desk, 4, 6);
    assert_eq!(more.len(), 6);
    desk.close().unwrap();
    assert_eq!(desk.links(), Links::Settled);
    assert_eq!(desk.size(), size + 6);
    desk.close().unwrap();
    parts_are_as_the_whole(&desk);
    let (kept, anew) = digests(desk, &mut world);
    assert_eq!(kept, anew);
}

#[test]
fn what_is_decided_between_the_steps_of_a_settling_is_in_the_end_as_made_anew() {
    let mut world = World::new(87);
    let mut case = world.case();
    world.add(&mut case, &[samples().join("moura")]);
    drop(case);
    let store = std::fs::read(world.path("case/store.sqlite")).unwrap();
    let mut case = Case::open(&world.path("case"), &world.env).unwrap();
    world.add(&mut case, &[samples().join("amassine/reports")]);
    drop(case);
    // All of a second delivery is behind: more rows than are put in one step.
    std::fs::write(world.path("case/store.sqlite"), store).unwrap();
    let desk = open(&world);
    assert_eq!(desk.links(), Links::Pending);
    let versions = desk.version();
    std::thread::scope(|scope| {
        scope.spawn(|| desk.settle().unwrap());
        for at in 0..12 {
            judge_some(&desk, at, 1);
        }
    });
    assert!(desk.version() > versions + 12);
    desk.settle().unwrap();
    assert_eq!(desk.links(), Links::Settled);
    parts_are_as_the_whole(&desk);
    let (kept, anew) = digests(desk, &mut world);
    assert_eq!(kept, anew);
}
