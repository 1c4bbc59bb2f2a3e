//! Daily work: people judge, correct, add, note, merge, place and undo, and what follows changes with it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use bilan_casework::case::Case;
use bilan_casework::decisions::{Connection, Consent, NoteKind, Precision, Restated, SourceSet};
use bilan_casework::history::{Wanted, history};
use bilan_casework::judge::{Ruling, add_claim, judge};
use bilan_casework::list::{self, ClaimRow};
use bilan_casework::note::{Testimony, note};
use bilan_casework::place::Whereabouts;
use bilan_casework::restate::restate;
use bilan_casework::saying::Saying;
use bilan_casework::state::{AsOf, State};
use bilan_casework::tally::tally;
use bilan_casework::todo::{TodoKind, todo};
use bilan_casework::undo::undo;
use bilan_casework::verify::{Options, verify};
use bilan_casework::{ErrorKind, Silent, incident, place, source};
use bilan_model::{ClaimKind, Outcome, Verdict, Victims};
use bilan_tally::Language;
use common::{KNOWLEDGE, World, files, samples};

const WHY: &str = "read again beside the original";

fn amassine(world: &mut World) -> Case {
    let mut case = world.case();
    world.add(&mut case, &[samples().join("amassine/reports")]);
    case
}

fn claim(state: &State, wanted: impl Fn(&ClaimRow) -> bool) -> ClaimRow {
    list::claims(state).into_iter().find(wanted).unwrap()
}

/// The killed line of the incident whose id begins like this.
fn line(state: &State, id: &str) -> String {
    let incidents: Vec<_> =
        state.incidents().into_iter().filter(|incident| incident.id.starts_with(id)).collect();
    let tallies = tally(&incidents, state.picture().basis(false), &KNOWLEDGE, Language::En).unwrap();
    tallies.first().unwrap().lines.first().cloned().unwrap_or_default()
}

#[test]
fn a_judgement_changes_the_toll_and_undoing_brings_it_back() {
    let mut world = World::new(21);
    let mut case = amassine(&mut world);
    let before = State::read(&case).unwrap();
    let first = line(&before, "amassine");
    let highest =
        claim(&before, |row| row.incident.starts_with("amassine") && row.says == "killed more_than 30");

    let now = judge(&mut case, &before, &highest.id, Ruling::Reject, WHY, &mut world.env).unwrap();
    let rejected = State::read(&case).unwrap();
    let without = line(&rejected, "amassine");
    assert_ne!(first, without);
    assert!(without.contains("1 of"), "{without}");
    assert_eq!(claim(&rejected, |row| row.id == highest.id).verdict, Some(Verdict::Reject));

    let taken_back = undo(&mut case, &rejected, now.entered.entry, WHY, &mut world.env, &KNOWLEDGE).unwrap();
    let back = State::read(&case).unwrap();
    assert_eq!(line(&back, "amassine"), first);
    assert_eq!(claim(&back, |row| row.id == highest.id).verdict, None);

    // Undoing is a decision too, and can be undone.
    undo(&mut case, &back, taken_back.entered.entry, WHY, &mut world.env, &KNOWLEDGE).unwrap();
    let again = State::read(&case).unwrap();
    assert_eq!(line(&again, "amassine"), without);
    let twice = undo(&mut case, &again, taken_back.entered.entry, WHY, &mut world.env, &KNOWLEDGE);
    assert_eq!(twice.unwrap_err().kind, ErrorKind::Usage);
}

#[test]
fn a_corrected_claim_counts_with_what_the_person_says() {
    let mut world = World::new(22);
    let mut case = amassine(&mut world);
    let state = State::read(&case).unwrap();
    let ten = claim(&state, |row| row.incident.starts_with("ersane") && row.says == "killed about 10");
    let saying = Saying { value: Some(14), victims: Some(Victims::Children), ..Saying::default() };
    judge(&mut case, &state, &ten.id[..10], Ruling::Correct(saying), WHY, &mut world.env).unwrap();
    let state = State::read(&case).unwrap();
    let corrected = claim(&state, |row| row.id == ten.id);
    assert_eq!((corrected.says.as_str(), corrected.verdict), ("killed about 14", Some(Verdict::Correct)));
    assert!(line(&state, "ersane").contains("14"), "{}", line(&state, "ersane"));

    let nothing = judge(&mut case, &state, &ten.id, Ruling::Correct(Saying::default()), WHY, &mut world.env);
    assert_eq!(nothing.unwrap_err().kind, ErrorKind::Usage);
    let other_kind = Saying { party: Some("X".into()), ..Saying::default() };
    let wrong = judge(&mut case, &state, &ten.id, Ruling::Correct(other_kind), WHY, &mut world.env);
    assert!(wrong.unwrap_err().what.contains("--party"));
    let silent = judge(&mut case, &state, &ten.id, Ruling::Accept, "  ", &mut world.env);
    assert!(silent.unwrap_err().what.contains("reason"));
}

#[test]
fn a_claim_that_was_missed_is_added_by_its_words() {
    let mut world = World::new(23);
    let mut case = world.case();
    let path = world.path("missed.txt");
    std::fs::write(
        &path,
        "Le 3 mars 2024, à Tinafar (Mali), douze civils ont été tués. Le marché fut vidé de tous les siens.",
    )
    .unwrap();
    world.add(&mut case, &[path]);
    let state = State::read(&case).unwrap();
    let report = state.reports[0].id.clone();
    let saying = Saying {
        quote: Some("Le marché fut vidé de tous les siens".into()),
        outcome: Some(Outcome::Displaced),
        value: Some(40),
        source: Some("author".into()),
        ..Saying::default()
    };
    let mut add = |case: &mut Case, state: &State, saying: &Saying| {
        add_claim(case, state, &report, ClaimKind::Toll, None, saying, WHY, &mut world.env)
    };
    let now = add(&mut case, &state, &saying).unwrap();
    let state = State::read(&case).unwrap();
    let row = claim(&state, |row| row.id == now.claim.id().as_str());
    assert_eq!((row.says.as_str(), row.verdict), ("displaced exactly 40", Some(Verdict::Accept)));
    assert!(!row.incident.is_empty());

    assert!(add(&mut case, &state, &saying).unwrap_err().what.contains("already"));
    let elsewhere = Saying { quote: Some("words that nobody wrote".into()), ..saying.clone() };
    assert!(add(&mut case, &state, &elsewhere).unwrap_err().what.contains("do not stand"));
    let ambiguous = Saying { quote: Some("e".into()), ..saying };
    assert!(add(&mut case, &state, &ambiguous).unwrap_err().what.contains("times"));
}

#[test]
fn a_note_is_a_report_of_its_own() {
    let mut world = World::new(24);
    let mut case = world.case();
    let told = Testimony {
        pseudonym: "W1".into(),
        consent: Consent::Internal,
        how: NoteKind::PhoneCall,
        held: "2024-06-02".parse().unwrap(),
        language: None,
        text:
            "Le 3 mars 2024, à Tinafar, douze civils ont été tués par des hommes armés, raconte un habitant."
                .into(),
    };
    let empty = State::read(&case).unwrap();
    let noted = note(&mut case, &empty, &told, &mut world.env, &KNOWLEDGE).unwrap();
    let state = State::read(&case).unwrap();
    assert_eq!((noted.language.as_deref(), state.incidents().len()), (Some("fr"), 1));
    assert_eq!(state.reports[0].header().publisher.as_deref(), Some("W1"));
    assert_eq!(state.items[0].note.as_ref().map(|note| note.consent), Some(Consent::Internal));
    assert_eq!(state.reports[0].read_text(&case).unwrap(), told.text);

    undo(&mut case, &state, noted.entry, WHY, &mut world.env, &KNOWLEDGE).unwrap();
    let state = State::read(&case).unwrap();
    assert!(state.incidents().is_empty() && state.reports[0].withdrawn_by.is_some());

    let empty = Testimony { text: " ".into(), ..told };
    assert!(note(&mut case, &state, &empty, &mut world.env, &KNOWLEDGE).is_err());
}

#[test]
fn a_publication_day_said_later_dates_what_was_undated() {
    let mut world = World::new(25);
    let mut case = world.case();
    let path = world.path("undated.txt");
    std::fs::write(&path, "Douze civils ont été tués le 3 mars à Tinafar (Mali), selon un élu local.")
        .unwrap();
    world.add(&mut case, &[path]);
    let before = State::read(&case).unwrap();
    assert!(todo(&before).iter().any(|todo| todo.kind == TodoKind::Undated));
    let said = Restated {
        report: before.reports[0].id[..8].to_owned(),
        published: Some("2024-03-05".parse().unwrap()),
        ..Restated::default()
    };
    let reset = restate(&mut case, &before, said.clone(), WHY, &mut world.env, &KNOWLEDGE).unwrap();
    let after = State::read(&case).unwrap();
    assert!(after.incidents()[0].id.contains("2024-03-03"), "{}", after.incidents()[0].id);
    assert!(todo(&after).iter().all(|todo| todo.kind != TodoKind::Undated));
    let same = restate(&mut case, &after, said, WHY, &mut world.env, &KNOWLEDGE).unwrap();
    assert_eq!(same.entered, None);

    let entry = reset.entered.unwrap().entry;
    let undone = undo(&mut case, &after, entry, WHY, &mut world.env, &KNOWLEDGE).unwrap();
    assert_eq!(undone.recoded, 1);
    let back = State::read(&case).unwrap();
    assert_eq!(back.incidents()[0].id, before.incidents()[0].id);
    drop(case);
    let options = Options { read_data: true, recode: true };
    let verified = verify(&world.path("case"), options, &world.env, &KNOWLEDGE, &mut Silent).unwrap();
    assert_eq!((verified.findings, verified.read_otherwise), (vec![], vec![]));
}

#[test]
fn incidents_are_merged_split_related_and_placed() {
    let mut world = World::new(26);
    let mut case = amassine(&mut world);
    let state = State::read(&case).unwrap();
    let count = state.incidents().len();
    let ids = ["ersane".to_owned(), "tassik".to_owned()];
    let merged = incident::merge(&mut case, &state, &ids, WHY, &mut world.env).unwrap();
    assert_eq!(merged.incidents.len(), 1);
    let state = State::read(&case).unwrap();
    assert_eq!(state.incidents().len(), count - 1);

    let one = state.incidents().into_iter().find(|incident| incident.id == merged.incidents[0]).unwrap();
    let gone = vec![format!("{}/{}", one.accounts[0].report.doc, one.accounts[0].account.id)];
    let split = incident::split(&mut case, &state, &one.id, &gone, WHY, &mut world.env).unwrap();
    assert_eq!(split.incidents.len(), 2, "{:?}", split.incidents);

    let state = State::read(&case).unwrap();
    undo(&mut case, &state, split.entered.entry, WHY, &mut world.env, &KNOWLEDGE).unwrap();
    let state = State::read(&case).unwrap();
    undo(&mut case, &state, merged.entered.entry, WHY, &mut world.env, &KNOWLEDGE).unwrap();
    let state = State::read(&case).unwrap();
    assert_eq!(state.incidents().len(), count);

    let ends = ["ersane", "amassine"];
    incident::relate(&mut case, &state, ends, Connection::SameOperation, WHY, &mut world.env).unwrap();
    let state = State::read(&case).unwrap();
    assert_eq!(state.picture().relations.len(), 1);

    let said = Whereabouts { precision: Some(Precision::Site), ..Whereabouts::default() };
    let refused = place::set(&mut case, &state, "ersane", &said, WHY, &mut world.env);
    assert!(refused.unwrap_err().what.contains("more exactly"));
    let point =
        Whereabouts { coordinates: Some((95.0, 1.0)), name: Some("Ersane".into()), ..Whereabouts::default() };
    assert!(place::set(&mut case, &state, "ersane", &point, WHY, &mut world.env).is_err());
    let said = Whereabouts {
        name: Some("marché d'Ersane".into()),
        admin: vec!["Gao".into()],
        precision: Some(Precision::Site),
        ..Whereabouts::default()
    };
    let placed = place::set(&mut case, &state, "ersane", &said, WHY, &mut world.env).unwrap();
    let state = State::read(&case).unwrap();
    let there =
        state.incidents().into_iter().find(|incident| incident.place.name == "marché d'Ersane").unwrap();
    assert_eq!(state.picture().precision(&there.id, &there.place), Precision::Site);
    undo(&mut case, &state, placed.entered.entry, WHY, &mut world.env, &KNOWLEDGE).unwrap();
    let state = State::read(&case).unwrap();
    assert!(state.incidents().iter().all(|incident| incident.place.name != "marché d'Ersane"));
}

#[test]
fn a_source_is_set_and_its_group_counts_once() {
    let mut world = World::new(27);
    let mut case = world.case();
    for (name, publisher, text) in [
        (
            "a.txt",
            "Radio A",
            "Le 3 mars 2024, à Tinafar (Mali), douze civils ont été tués, selon un habitant.",
        ),
        (
            "b.txt",
            "Radio B",
            "Des hommes armés ont tué douze villageois le 3 mars 2024 à Tinafar (Mali), selon un élu local.",
        ),
    ] {
        let path = world.path(name);
        std::fs::write(&path, text).unwrap();
        let stated =
            bilan_casework::records::Stated { publisher: Some(publisher.into()), ..Default::default() };
        world.add_as(&mut case, &[path], &stated);
    }
    let state = State::read(&case).unwrap();
    let grade = |state: &State| list::incidents(state)[0].grade;
    assert_eq!((state.incidents().len(), grade(&state)), (1, bilan_model::Grade::Several));
    for name in ["un habitant", "un élu local"] {
        let said = SourceSet { name: name.into(), group: Some("the family".into()), ..SourceSet::default() };
        let state = State::read(&case).unwrap();
        source::set(&mut case, &state, said, WHY, &mut world.env).unwrap();
    }
    let state = State::read(&case).unwrap();
    assert_eq!(grade(&state), bilan_model::Grade::SingleSource);
    let nobody = SourceSet { name: "nobody".into(), group: Some("x".into()), ..SourceSet::default() };
    assert!(source::set(&mut case, &state, nobody, WHY, &mut world.env).is_err());
    let kind = SourceSet { name: "un habitant".into(), kind: Some("wizard".into()), ..SourceSet::default() };
    assert!(source::set(&mut case, &state, kind, WHY, &mut world.env).unwrap_err().what.contains("wizard"));
}

#[test]
fn the_case_as_it_was_and_its_history() {
    let mut world = World::new(28);
    let mut case = amassine(&mut world);
    let state = State::read(&case).unwrap();
    let size = state.size;
    let ten = claim(&state, |row| row.says == "killed about 10");
    judge(&mut case, &state, &ten.id, Ruling::Reject, WHY, &mut world.env).unwrap();
    let now = State::read(&case).unwrap();
    let then = State::read_as_of(&case, &AsOf::Entry(size - 1)).unwrap();
    assert_eq!((then.verdicts().len(), now.verdicts().len()), (0, 1));
    let day_before = State::read_as_of(&case, &AsOf::Day("2025-12-31".parse().unwrap())).unwrap();
    assert_eq!(day_before.reports.len(), 0);
    let same_day = State::read_as_of(&case, &AsOf::Day("2026-01-01".parse().unwrap())).unwrap();
    assert_eq!(same_day.verdicts().len(), 1);

    let all = history(&case, &now, &Wanted { machines: true, ..Wanted::default() }).unwrap();
    assert_eq!(all.len() as u64, case.ledger().size());
    let of_claim = history(&case, &now, &Wanted { about: Some(&ten.id), ..Wanted::default() }).unwrap();
    assert_eq!(of_claim.len(), 1);
    assert_eq!((of_claim[0].what.as_str(), of_claim[0].why.as_str()), ("reject", WHY));
}

#[test]
fn a_rehearsal_writes_nothing() {
    let mut world = World::new(29);
    let mut case = amassine(&mut world);
    let state = State::read(&case).unwrap();
    let before = files(&world.path("case"));
    case.rehearse();
    let ten = claim(&state, |row| row.says == "killed about 10");
    judge(&mut case, &state, &ten.id, Ruling::Accept, WHY, &mut world.env).unwrap();
    incident::merge(&mut case, &state, &["ersane".into(), "tassik".into()], WHY, &mut world.env).unwrap();
    assert_eq!(files(&world.path("case")), before);
}

#[test]
fn no_word_of_a_decision_stands_in_the_log() {
    let mut world = World::new(30);
    let mut case = amassine(&mut world);
    let state = State::read(&case).unwrap();
    let ten = claim(&state, |row| row.says == "killed about 10");
    judge(&mut case, &state, &ten.id, Ruling::Accept, "zanzibar", &mut world.env).unwrap();
    let log: Vec<u8> = files(&world.path("case/logs")).into_iter().flat_map(|(_, bytes)| bytes).collect();
    let log = String::from_utf8_lossy(&log).into_owned();
    for secret in ["zanzibar", ten.id.as_str(), "ersane"] {
        assert!(!log.contains(secret), "{secret} stands in the log");
    }
}
