//! What figures of which sources make which range.

mod common;

use std::collections::BTreeMap;

use bilan_model::{
    ClaimId, Confirmation, Count, High, Incident, Outcome, Status, Verdict, Victims, WhyLeftOut,
};
use bilan_tally::Standing;
use common::{Claim, by_source, incident, killed, report, says, sources, toll, tolls};

/// The range as text: "29..>30", "12..12", "..9", "-".
fn range(incident: &Incident) -> String {
    let toll = killed(incident);
    let low = toll.low.map_or(String::new(), |end| end.figure.to_string());
    match toll.high.map(|end| end.figure) {
        None => "-".into(),
        Some(High::Closed(high)) => format!("{low}..{high}"),
        Some(High::Open { beyond }) => format!("{low}..>{beyond}"),
    }
}

/// Each claim stands in a report of its own.
fn check(claims: &[Claim], expected: &str) {
    let reports = claims
        .iter()
        .enumerate()
        .map(|(index, claim)| report(&format!("r{index}"), std::slice::from_ref(claim)));
    assert_eq!(range(&incident(reports.collect())), expected, "{claims:?}");
}

/// All claims stand in one report.
fn check_report(claims: &[Claim], expected: &str) {
    assert_eq!(range(&incident(vec![report("r", claims)])), expected, "{claims:?}");
}

#[test]
fn a_count_alone_gives_its_own_ends() {
    check(&[says("a", Count::exactly(12))], "12..12");
    check(&[says("a", Count::about(30))], "30..30");
    check(&[says("a", Count::at_least(12))], "12..>11");
    check(&[says("a", Count::more_than(30))], "31..>30");
    check(&[says("a", Count::at_most(9))], "..9");
    check(&[says("a", Count::less_than(9))], "..8");
    check(&[says("a", Count::between(40, 50).unwrap())], "40..50");
    check(&[says("a", Count::tens())], "20..99");
    check(&[says("a", Count::hundreds())], "200..999");
    check(&[says("a", Count::several())], "2..>1");
    check(&[says("a", Count::none())], "-");
    check(&[says("a", Count::exactly(0))], "-");
}

#[test]
fn sources_span_the_range() {
    check(
        &[says("a", Count::exactly(203)), says("b", Count::about(300)), says("c", Count::at_least(500))],
        "203..>499",
    );
    check(
        &[says("a", Count::exactly(29)), says("b", Count::more_than(30)), says("c", Count::about(30))],
        "29..>30",
    );
    // A known larger figure stays visible where another source leaves the end open.
    check(&[says("a", Count::exactly(50)), says("b", Count::more_than(30))], "31..>49");
    check(&[says("a", Count::at_most(40)), says("b", Count::exactly(12))], "12..40");
    check(&[says("a", Count::less_than(40)), says("b", Count::at_most(9))], "..39");
}

#[test]
fn words_without_a_number_give_way_to_numbers_they_agree_with() {
    check(&[says("a", Count::exactly(29)), says("b", Count::tens())], "29..29");
    check(&[says("a", Count::exactly(29)), says("b", Count::several())], "29..29");
    check(&[says("a", Count::exactly(5)), says("b", Count::tens())], "5..99");
    check(
        &[says("a", Count::exactly(5)), says("b", Count::hundreds()), says("c", Count::more_than(8))],
        "5..>199",
    );
    check(&[says("a", Count::exactly(300)), says("b", Count::tens())], "20..300");
    check(&[says("a", Count::at_most(9)), says("b", Count::several())], "2..9");
    check(&[says("a", Count::exactly(1)), says("b", Count::several())], "1..>1");
    check(&[says("a", Count::tens()), says("b", Count::hundreds())], "20..999");
}

#[test]
fn denials_stand_beside() {
    let told = incident(vec![
        report("r1", &[says("a", Count::exactly(11)).of(Victims::Civilians)]),
        report("r2", &[says("army", Count::none()).of(Victims::Civilians)]),
    ]);
    assert_eq!(range(&told), "11..11");
    assert_eq!(sources(&told, &killed(&told).denials), ["army"]);
    assert_eq!(killed(&told).claims, 2);
}

#[test]
fn a_part_never_moves_an_end() {
    let whole = says("a", Count::exactly(30));
    check_report(&[whole.clone(), says("a", Count::exactly(2)).part_of(0)], "30..30");
    check_report(&[whole.clone(), says("b", Count::exactly(40)).part_of(0)], "30..30");
    // A part of a part, and a part of another outcome: "nine detained, of whom one died" leaves the dead whole.
    check_report(
        &[whole.clone(), says("a", Count::exactly(9)).part_of(0), says("a", Count::exactly(2)).part_of(1)],
        "30..30",
    );
    let detained = says("a", Count::exactly(9)).outcome(Outcome::Detained);
    check_report(&[detained, says("a", Count::exactly(1)).part_of(0)], "1..1");
}

#[test]
fn parts_alone_say_at_least() {
    let told = incident(vec![report(
        "r",
        &[
            says("a", Count::exactly(30)),
            says("a", Count::exactly(8)).of(Victims::Children).part_of(0),
            says("a", Count::exactly(3)).of(Victims::Women).part_of(0),
        ],
    )]);
    let whole = told.accounts[0].account.tolls[0].id.clone();
    let toll = toll(&told, Outcome::Killed, false, &BTreeMap::from([(whole, Verdict::Reject)]));
    assert_eq!(toll.low.unwrap().figure, 8);
    assert_eq!(toll.high.unwrap().figure, High::Open { beyond: 7 });
}

#[test]
fn components_of_one_source_count_by_the_largest() {
    let army = [
        says("the army", Count::exactly(29)).of(Victims::Combatants).words("terrorists"),
        says("the army", Count::exactly(2)).of(Victims::SecurityForces).words("soldiers"),
    ];
    check_report(&army, "29..29");
    let other = report("r2", &[says("villagers", Count::exactly(40))]);
    let told = incident(vec![report("r1", &army), other]);
    assert_eq!(range(&told), "29..40");
    assert_eq!(sources(&told, &killed(&told).low.unwrap().held_by), ["the army"]);
    let standings = |told: &Incident| -> Vec<Standing> {
        let rows = by_source(told, false, &BTreeMap::new());
        rows.into_iter().map(|row| row.standing).collect()
    };
    // The two soldiers lie below the range, of which they hold no end.
    assert_eq!(standings(&told), [Standing::InRange, Standing::Beside, Standing::InRange]);
    let few = incident(vec![report("r1", &army), report("r2", &[says("villagers", Count::exactly(2))])]);
    assert!(standings(&few).iter().all(|standing| *standing == Standing::InRange));
}

#[test]
fn a_rising_figure_in_one_report_replaces_the_earlier_one() {
    let superseded = |claims: &[Claim]| killed(&incident(vec![report("r", claims)])).superseded.len();
    let mayor = |count: u64| says("the mayor", Count::exactly(count));
    let rising = [mayor(70), mayor(115)];
    check_report(&rising, "115..115");
    assert_eq!(superseded(&rising), 1);
    // "Nine; yesterday we said six": the order of the text misleads, nothing is called replaced; the larger counts.
    let newer_first = [mayor(9), mayor(6)];
    check_report(&newer_first, "9..9");
    assert_eq!(superseded(&newer_first), 0);
    // "17 dead. Perhaps twenty": doubt replaces nothing and does not raise the low end.
    let doubtful = [mayor(17), mayor(20).hedged()];
    check_report(&doubtful, "17..20");
    assert_eq!(superseded(&doubtful), 0);
    // "13, and not 30": the figure that its source calls wrong stays in view and does not raise the low end.
    check_report(&[mayor(13), mayor(30).is(Confirmation::Disputed)], "13..30");
    // Different victims, different words, faceless sources: no replacement.
    let farmers = mayor(3).of(Victims::Civilians).words("farmers");
    assert_eq!(superseded(&[farmers.clone(), mayor(7).of(Victims::Combatants)]), 0);
    assert_eq!(superseded(&[farmers, mayor(7).of(Victims::Civilians).words("guards")]), 0);
    assert_eq!(superseded(&[says("author", Count::exactly(20)), says("author", Count::exactly(30))]), 0);
}

#[test]
fn a_later_report_of_one_publisher_replaces_the_earlier_one() {
    let told = |first: &str, second: &str, later: Claim| {
        incident(vec![
            report(first, &[says("Le préfet", Count::exactly(31))]),
            report(second, &[later.of(Victims::Civilians)]),
        ])
    };
    let prefect = |count: u64| says("le prefet de Téra", Count::exactly(count));
    let (monday, tuesday) = ("r1/Radio Acacia/2024-05-20", "r2/Radio Acacia/2024-05-21");
    assert_eq!(range(&told(monday, tuesday, prefect(36))), "36..36");
    // Fewer, and of named victims: it may count some of them only.
    assert_eq!(range(&told(monday, tuesday, prefect(5))), "5..31");
    assert_eq!(range(&told(monday, "r2/Le Fleuve/2024-05-21", prefect(36))), "31..36");
    assert_eq!(range(&told(monday, "r2/Radio Acacia/2024-05-20", prefect(36))), "31..36");
    assert_eq!(range(&told(monday, "r2/Radio Acacia", prefect(36))), "31..36");
    assert_eq!(range(&told(monday, tuesday, says("a nurse", Count::exactly(36)))), "31..36");
    assert_eq!(range(&told(monday, tuesday, says("le préfet", Count::tens()))), "31..31");
}

#[test]
fn a_publisher_and_its_own_voice_are_one_source() {
    let told = incident(vec![
        report("r1/Radio Acacia/2024-05-20", &[says("author", Count::about(20))]),
        report("r2/Radio Acacia/2024-05-21", &[says("Radio Acacia", Count::more_than(30))]),
    ]);
    assert_eq!(range(&told), "31..>30");
    assert_eq!(killed(&told).superseded.len(), 1);
}

#[test]
fn judgements_leave_claims_out_and_are_counted() {
    let told = incident(vec![
        report("r1", &[says("a", Count::exactly(11))]),
        report("r2", &[says("b", Count::exactly(20))]),
        report("r3", &[says("c", Count::exactly(15))]),
    ]);
    let id = |index: usize| -> ClaimId { told.accounts[index].account.tolls[0].id.clone() };
    let verdicts = BTreeMap::from([(id(0), Verdict::Reject), (id(1), Verdict::Accept)]);
    let all = toll(&told, Outcome::Killed, false, &verdicts);
    assert_eq!((all.low.as_ref().unwrap().figure, all.high.as_ref().unwrap().figure), (15, High::Closed(20)));
    assert_eq!((all.reviewed, all.claims), (2, 3));
    assert_eq!(all.left_out.iter().map(|left| left.why).collect::<Vec<_>>(), [WhyLeftOut::Rejected]);
    let reviewed = toll(&told, Outcome::Killed, true, &verdicts);
    let why: Vec<WhyLeftOut> = reviewed.left_out.iter().map(|left| left.why).collect();
    assert_eq!(why, [WhyLeftOut::Rejected, WhyLeftOut::NotReviewed]);
    assert_eq!((reviewed.low.unwrap().figure, reviewed.high.unwrap().figure), (20, High::Closed(20)));
}

#[test]
fn what_a_person_corrected_or_entered_is_reviewed() {
    // The corrected claim stands as corrected; a person who enters a claim has reviewed it.
    let told = incident(vec![
        report("r1", &[says("a", Count::exactly(12))]),
        report("r2", &[says("b", Count::exactly(20))]),
        report("note", &[says("a witness", Count::exactly(14))]),
    ]);
    let id = |index: usize| -> ClaimId { told.accounts[index].account.tolls[0].id.clone() };
    let verdicts = BTreeMap::from([(id(0), Verdict::Correct), (id(2), Verdict::Accept)]);
    let toll = toll(&told, Outcome::Killed, true, &verdicts);
    assert_eq!((toll.low.unwrap().figure, toll.high.unwrap().figure), (12, High::Closed(14)));
    assert_eq!((toll.reviewed, toll.claims, toll.left_out.len()), (2, 3, 1));
    let rows = by_source(&told, true, &verdicts);
    assert_eq!(rows.iter().map(|row| row.reviewed).collect::<Vec<_>>(), [true, false, true]);
}

#[test]
fn one_toll_an_outcome_killed_first() {
    let told = incident(vec![report(
        "r",
        &[says("a", Count::exactly(3)).outcome(Outcome::Injured), says("a", Count::exactly(1))],
    )]);
    let outcomes: Vec<Outcome> =
        tolls(&told, false, &BTreeMap::new()).iter().map(|toll| toll.outcome).collect();
    assert_eq!(outcomes, [Outcome::Killed, Outcome::Injured]);
}

#[test]
fn moura_is_contested_across_reports() {
    let told = incident(vec![
        report("r1/Army/2022-04-01", &[says("author", Count::exactly(203)).of(Victims::Combatants)]),
        report("r2/Rights Group/2022-04-05", &[says("author", Count::about(300)).of(Victims::Civilians)]),
        report("r3/UN office/2023-05-12", &[says("author", Count::at_least(500))]),
    ]);
    assert_eq!(range(&told), "203..>499");
    assert_eq!(killed(&told).status, Status::Contested);
}
