//! Which incidents get which grade, and why.

mod common;

use std::collections::BTreeMap;

use bilan_model::{Confirmation, Count, Grade, IncidentAccount, StatusWord, Verdict, Victims};
use bilan_tally::ReasonCode;
use common::{grade, incident, report, says, with_status};

fn check(accounts: Vec<IncidentAccount>, expected: Grade, reasons: &[ReasonCode]) {
    let (grade, why) = grade(&incident(accounts), &BTreeMap::new());
    assert_eq!(
        (grade, why.iter().map(|reason| reason.code).collect::<Vec<_>>()),
        (expected, reasons.to_vec())
    );
}

#[test]
fn two_sources_of_one_report_are_several() {
    let account =
        report("r", &[says("local sources", Count::exactly(3)), says("a nurse", Count::exactly(4))]);
    check(vec![account], Grade::Several, &[ReasonCode::IndependentSources]);
}

#[test]
fn a_report_beside_its_source_is_no_second_source() {
    let account = report("r/Radio", &[says("author", Count::exactly(3)), says("a nurse", Count::exactly(4))]);
    check(vec![account], Grade::SingleSource, &[ReasonCode::IndependentSources]);
}

#[test]
fn one_source_in_two_outlets_counts_once() {
    let accounts = vec![
        report("r1/Radio", &[says("le gouverneur", Count::exactly(3))]),
        report("r2/Fleuve", &[says("Gouverneur de la région", Count::exactly(4))]),
    ];
    check(accounts, Grade::SingleSource, &[ReasonCode::IndependentSources, ReasonCode::CopiesCountedOnce]);
}

#[test]
fn copies_of_one_text_count_once() {
    let copy = |header| report(header, &[says("author", Count::exactly(3)).quote("Three people were shot")]);
    let reasons = [ReasonCode::IndependentSources, ReasonCode::CopiesCountedOnce];
    check(vec![copy("r1/Radio"), copy("r2/Fleuve")], Grade::SingleSource, &reasons);
    let other = report("r2/Fleuve", &[says("author", Count::exactly(3)).quote("three dead")]);
    check(vec![copy("r1/Radio"), other], Grade::Several, &[ReasonCode::IndependentSources]);
}

#[test]
fn an_outlet_quoted_elsewhere_is_itself() {
    let accounts = vec![
        report("r1/Radio Acacia", &[says("author", Count::exactly(3))]),
        report("r2/Fleuve", &[says("Radio Acacia", Count::exactly(3))]),
    ];
    check(accounts, Grade::SingleSource, &[ReasonCode::IndependentSources, ReasonCode::CopiesCountedOnce]);
}

#[test]
fn what_a_report_could_not_verify_is_unconfirmed() {
    let claim = says("le CSP", Count::exactly(11)).of(Victims::Civilians).is(Confirmation::Unconfirmed);
    let account = with_status(report("r", &[claim]), "le CSP", StatusWord::Civilians);
    check(vec![account.clone()], Grade::Unconfirmed, &[ReasonCode::SaidUnconfirmed]);
    let second = report("r2", &[says("a nurse", Count::exactly(11))]);
    let reasons = [ReasonCode::SaidUnconfirmed, ReasonCode::IndependentSources];
    check(vec![account, second], Grade::SingleSource, &reasons);
}

#[test]
fn a_rejected_figure_or_denied_deaths_are_disputed() {
    let disputed = report(
        "r",
        &[says("a", Count::exactly(11)).is(Confirmation::Disputed), says("b", Count::exactly(9))],
    );
    check(vec![disputed], Grade::Disputed, &[ReasonCode::FigureDisputed, ReasonCode::IndependentSources]);
    let told = |victims, denied| {
        vec![
            report("r1", &[says("villagers", Count::exactly(11)).of(victims)]),
            report("r2/Army", &[says("author", Count::none()).of(denied)]),
        ]
    };
    let reasons = [ReasonCode::DeathsDenied, ReasonCode::IndependentSources];
    check(told(Victims::Civilians, Victims::Civilians), Grade::Disputed, &reasons);
    check(told(Victims::Combatants, Victims::Unspecified), Grade::Disputed, &reasons);
    // "No losses in our ranks" denies none of the villagers' dead.
    check(
        told(Victims::Civilians, Victims::SecurityForces),
        Grade::SingleSource,
        &[ReasonCode::IndependentSources],
    );
}

#[test]
fn a_disputed_part_disputes_no_whole() {
    let account = report(
        "r",
        &[
            says("a", Count::exactly(11)),
            says("a", Count::exactly(2)).part_of(0).is(Confirmation::Disputed),
            says("b", Count::exactly(9)),
        ],
    );
    check(vec![account], Grade::Several, &[ReasonCode::IndependentSources]);
}

#[test]
fn a_rejected_claim_makes_no_source() {
    let told = incident(vec![report(
        "r",
        &[says("a nurse", Count::exactly(3)), says("an imam", Count::exactly(4))],
    )]);
    let imam = told.accounts[0].account.tolls[1].id.clone();
    let (grade, _) = grade(&told, &BTreeMap::from([(imam, Verdict::Reject)]));
    assert_eq!(grade, Grade::SingleSource);
}
