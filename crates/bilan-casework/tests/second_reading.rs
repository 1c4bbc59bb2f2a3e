//! Two persons read one report without seeing each other's decisions: nothing of the second holds, and both are compared.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use bilan_casework::case::Case;
use bilan_casework::judge::{Reading, Ruling, add_claim, add_claim_as, judge, judge_as};
use bilan_casework::list::{self, ClaimRow};
use bilan_casework::saying::Saying;
use bilan_casework::second_reading::agreement;
use bilan_casework::state::State;
use bilan_model::{ClaimKind, Outcome, Verdict};
use common::{World, samples};

const WHY: &str = "read beside the original";

struct Readers {
    world: World,
    case: Case,
}

impl Readers {
    fn new() -> Self {
        let mut world = World::new(77);
        let mut case = world.case();
        world.add(&mut case, &[samples().join("amassine/reports")]);
        Self { world, case }
    }

    fn state(&self) -> State {
        State::read(&self.case).unwrap()
    }

    fn first(&mut self, id: &str, ruling: Ruling) {
        let state = self.state();
        "aya".clone_into(&mut self.world.env.member);
        judge(&mut self.case, &state, id, ruling, WHY, &mut self.world.env).unwrap();
    }

    fn second(&mut self, id: &str, ruling: Ruling) {
        let state = self.state();
        "moussa".clone_into(&mut self.world.env.member);
        judge_as(&mut self.case, &state, id, ruling, Reading::Second, WHY, &mut self.world.env).unwrap();
    }
}

/// Toll claims of one report.
fn tolls(state: &State) -> Vec<ClaimRow> {
    let rows = list::claims(state);
    let report = rows.iter().find(|row| row.kind == "toll").unwrap().report.clone();
    rows.into_iter().filter(|row| row.report == report).take(3).collect()
}

#[test]
fn a_second_reading_holds_nothing_and_is_compared() {
    let mut readers = Readers::new();
    let rows = tolls(&readers.state());
    let [one, two, three] = &rows[..] else { panic!("the sample has three claims") };
    for row in &rows {
        readers.first(&row.id, Ruling::Accept);
    }
    let before = list::claims(&readers.state()).len();
    readers.second(&one.id, Ruling::Accept);
    readers.second(&two.id, Ruling::Reject);
    readers.second(&three.id, Ruling::Reject);
    let state = readers.state();
    assert_eq!(list::claims(&state).len(), before);
    let held = |id: &str| list::claims(&state).into_iter().find(|row| row.id == id).unwrap().verdict;
    assert_eq!((held(&one.id), held(&two.id)), (Some(Verdict::Accept), Some(Verdict::Accept)));

    let found = agreement(&state);
    assert_eq!((found.reports, found.both_judged, found.alike), (1, 3, 1));
    assert_eq!(found.disagreements.len(), 2);
    assert!(found.disagreements.iter().all(|differ| differ.ruling.is_none()));
    // The first reader is of one mind throughout: chance explains all agreement.
    assert!(found.kappa.unwrap().abs() < 1e-12);

    // A ruling is a judgement like any other, made after both.
    readers.world.env.member = "salif".to_owned();
    let state = readers.state();
    judge(&mut readers.case, &state, &two.id, Ruling::Reject, WHY, &mut readers.world.env).unwrap();
    let found = agreement(&readers.state());
    let ruled: Vec<_> = found.disagreements.iter().filter(|differ| differ.claim == two.id).collect();
    assert_eq!(ruled[0].ruling, Some(Verdict::Reject));
    assert_eq!(found.both_judged, 3);
}

#[test]
fn claims_that_only_one_of_them_found_are_counted_apart() {
    let mut readers = Readers::new();
    let state = readers.state();
    let report = state
        .reports
        .iter()
        .find(|report| report.coding().is_some_and(|coding| coding.incidents.len() == 1))
        .unwrap();
    let text = report.read_text(&readers.case).unwrap();
    let words: Vec<&str> =
        text.split_whitespace().filter(|word| text.matches(word).count() == 1).take(3).collect();
    let saying = |quote: &str| Saying {
        quote: Some(quote.to_owned()),
        outcome: Some(Outcome::Missing),
        value: Some(2),
        ..Saying::default()
    };
    let (report, env) = (report.id.clone(), &mut readers.world.env);
    env.member = "aya".to_owned();
    for quote in &words[..2] {
        add_claim(&mut readers.case, &state, &report, ClaimKind::Toll, None, &saying(quote), WHY, env)
            .unwrap();
    }
    env.member = "moussa".to_owned();
    for quote in &words[1..] {
        let state = State::read(&readers.case).unwrap();
        let (said, whose) = (saying(quote), Reading::Second);
        add_claim_as(&mut readers.case, &state, &report, ClaimKind::Toll, None, &said, whose, WHY, env)
            .unwrap();
    }
    let found = agreement(&readers.state());
    assert_eq!((found.found_by_both, found.found_by_first, found.found_by_second), (1, 1, 1));
    assert_eq!(found.both_judged, 0);
}
