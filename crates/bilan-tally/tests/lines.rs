//! The toll line, read aloud: every shape with its exact words.

mod common;

use std::collections::BTreeMap;

use bilan_model::{Count, Incident, IncidentAccount, Outcome, StatusWord, Verdict, Victims};
use bilan_tally::{Language, SourceLabel};
use common::{incident, line, report, says, toll, with_status};

fn english(words: &str) -> Option<SourceLabel> {
    label(
        words,
        &[
            ("Une source sécuritaire malienne", "a Malian security source", false),
            ("sources locales et indépendantes", "local sources", true),
            ("l’armée", "the army", false),
            ("le maire", "the mayor", false),
            ("des habitants", "residents", true),
        ],
    )
}

fn french(words: &str) -> Option<SourceLabel> {
    label(
        words,
        &[
            ("Une source sécuritaire malienne", "une source sécuritaire malienne", false),
            ("sources locales et indépendantes", "des sources locales", true),
            ("l’armée", "l’armée", false),
            ("des habitants", "des habitants", true),
        ],
    )
}

fn label(words: &str, known: &[(&str, &str, bool)]) -> Option<SourceLabel> {
    let (_, text, plural) = known.iter().find(|(source, _, _)| *source == words)?;
    Some(SourceLabel { text: (*text).into(), plural: *plural })
}

fn write(
    told: &Incident,
    outcome: Outcome,
    reviewed_only: bool,
    rejected: &[usize],
    language: Language,
) -> String {
    let verdicts: BTreeMap<_, _> =
        rejected.iter().map(|at| (told.accounts[*at].account.tolls[0].id.clone(), Verdict::Reject)).collect();
    let toll = toll(told, outcome, reviewed_only, &verdicts);
    match language {
        Language::En => line(&toll, told, &english, language),
        Language::Fr => line(&toll, told, &french, language),
    }
}

fn en(accounts: Vec<IncidentAccount>) -> String {
    write(&incident(accounts), Outcome::Killed, false, &[], Language::En)
}

fn fr(accounts: Vec<IncidentAccount>) -> String {
    write(&incident(accounts), Outcome::Killed, false, &[], Language::Fr)
}

fn amassine() -> Vec<IncidentAccount> {
    let (army, local) = ("Une source sécuritaire malienne", "sources locales et indépendantes");
    let account = report(
        "seed",
        &[
            says("author", Count::about(30)).words("personnes"),
            says(local, Count::more_than(30)).of(Victims::Civilians).words("villageois").hedged(),
            says(local, Count::exactly(2)).of(Victims::Civilians).words("notables").part_of(1),
            says(army, Count::exactly(29)).of(Victims::Combatants),
        ],
    );
    vec![with_status(with_status(account, local, StatusWord::Civilians), army, StatusWord::Combatants)]
}

#[test]
fn the_story_that_must_always_work() {
    assert_eq!(
        en(amassine()),
        "killed: 29 to more than 30; low end a Malian security source (says combatants), high end local sources \
         (say civilians, conditional); status CONTESTED; 0 of 4 claims reviewed"
    );
    assert_eq!(
        fr(amassine()),
        "tués : de 29 à plus de 30 ; borne basse : une source sécuritaire malienne (dit : combattants), borne \
         haute : des sources locales (disent : civils, au conditionnel) ; statut CONTESTÉ ; 0 affirmation sur 4 \
         relue"
    );
}

#[test]
fn one_source_one_figure() {
    let one = |count| vec![report("r", &[says("le maire", count)])];
    let cases = [
        (Count::exactly(11), "killed: 11, according to the mayor; "),
        (Count::about(30), "killed: about 30, according to the mayor; "),
        (Count::at_least(500), "killed: at least 500, according to the mayor; "),
        (Count::more_than(30), "killed: more than 30, according to the mayor; "),
        (Count::at_most(9), "killed: at most 9, according to the mayor; "),
        (Count::less_than(9), "killed: fewer than 9, according to the mayor; "),
        (Count::between(40, 50).unwrap(), "killed: 40 to 50, according to the mayor; "),
        (Count::tens(), "killed: 20 to 99 (dozens), according to the mayor; "),
        (Count::hundreds(), "killed: 200 to 999 (hundreds), according to the mayor; "),
        (Count::several(), "killed: at least 2 (several), according to the mayor; "),
        (Count::none(), "killed: no figure; the mayor denies any death; "),
    ];
    for (count, expected) in cases {
        assert_eq!(en(one(count)), format!("{expected}status unknown; 0 of 1 claim reviewed"));
    }
    let cases = [
        (Count::exactly(11), "tués : 11, selon « le maire » ; "),
        (Count::about(30), "tués : environ 30, selon « le maire » ; "),
        (Count::at_least(500), "tués : au moins 500, selon « le maire » ; "),
        (Count::more_than(30), "tués : plus de 30, selon « le maire » ; "),
        (Count::at_most(9), "tués : au plus 9, selon « le maire » ; "),
        (Count::less_than(9), "tués : moins de 9, selon « le maire » ; "),
        (Count::between(40, 50).unwrap(), "tués : de 40 à 50, selon « le maire » ; "),
        (Count::tens(), "tués : de 20 à 99 (des dizaines), selon « le maire » ; "),
        (Count::several(), "tués : au moins 2 (plusieurs), selon « le maire » ; "),
        (Count::none(), "tués : aucun chiffre ; « le maire » dément toute mort ; "),
    ];
    for (count, expected) in cases {
        assert_eq!(fr(one(count)), format!("{expected}statut inconnu ; 0 affirmation sur 1 relue"));
    }
}

#[test]
fn two_ends() {
    let two = |low, high| vec![report("r", &[says("l’armée", low), says("le maire", high)])];
    let cases = [
        (Count::about(30), Count::about(50), "about 30 to about 50"),
        (Count::more_than(30), Count::exactly(50), "31 to at least 50"),
        (Count::exactly(5), Count::hundreds(), "5 to 999 (hundreds)"),
        (Count::more_than(5), Count::hundreds(), "6 to at least 200 (hundreds)"),
        (Count::tens(), Count::exactly(300), "20 (dozens) to 300"),
        (Count::exactly(12), Count::at_most(40), "12 to 40"),
        (Count::exactly(203), Count::at_least(500), "203 to at least 500"),
    ];
    for (low, high, expected) in cases {
        let text = en(two(low, high));
        assert!(
            text.starts_with(&format!("killed: {expected}; low end the army, high end the mayor")),
            "{text}"
        );
    }
    assert!(
        fr(two(Count::about(30), Count::about(50)))
            .starts_with("tués : d’environ 30 à environ 50 ; borne basse")
    );
}

#[test]
fn many_sources_hold_one_end() {
    let claim = |source: &str| says(source, Count::exactly(12)).of(Victims::Civilians);
    let told = ["le maire", "des habitants", "a nurse", "an imam"];
    let accounts =
        |count: usize| vec![report("r", &told[..count].iter().map(|s| claim(s)).collect::<Vec<_>>())];
    let tail = |n: usize| format!("; status civilian; 0 of {n} claims reviewed");
    assert_eq!(
        en(accounts(2)),
        "killed: 12, according to the mayor (says civilians) and residents (say civilians)".to_owned()
            + &tail(2)
    );
    assert_eq!(
        en(accounts(3)),
        "killed: 12, according to the mayor (says civilians), residents (say civilians) and 1 other"
            .to_owned()
            + &tail(3)
    );
    assert_eq!(
        en(accounts(4)),
        "killed: 12, according to the mayor (says civilians), residents (say civilians) and 2 others"
            .to_owned()
            + &tail(4)
    );
}

#[test]
fn statuses() {
    let of = |victims| vec![report("r", &[says("le maire", Count::exactly(3)).of(victims)])];
    let cases = [
        (Victims::Civilians, " (says civilians); status civilian"),
        (Victims::Combatants, " (says combatants); status combatant"),
        (Victims::SecurityForces, " (says security forces); status security forces"),
        (Victims::Children, " (says children); status unknown"),
        (Victims::Mixed, "; status unknown"),
    ];
    for (victims, expected) in cases {
        assert_eq!(
            en(of(victims)),
            format!("killed: 3, according to the mayor{expected}; 0 of 1 claim reviewed")
        );
    }
    let both = with_status(of(Victims::Unspecified).remove(0), "le maire", StatusWord::Mixed);
    assert_eq!(
        en(vec![both]),
        "killed: 3, according to the mayor (says civilians and combatants); several statuses; 0 of 1 claim reviewed"
    );
    let unarmed = with_status(of(Victims::Unspecified).remove(0), "le maire", StatusWord::Unarmed);
    assert_eq!(
        en(vec![unarmed]),
        "killed: 3, according to the mayor (says unarmed people); status unknown; 0 of 1 claim reviewed"
    );
    let hedged = vec![report("r", &[says("le maire", Count::exactly(3)).hedged()])];
    assert_eq!(
        en(hedged),
        "killed: 3, according to the mayor (conditional); status unknown; 0 of 1 claim reviewed"
    );
}

#[test]
fn a_denial_stands_beside() {
    let told = || {
        vec![report(
            "r",
            &[
                says("le maire", Count::exactly(11)),
                says("l’armée", Count::none()).of(Victims::Civilians),
                says("des habitants", Count::none()).of(Victims::Children),
            ],
        )]
    };
    assert_eq!(
        en(told()),
        "killed: 11, according to the mayor; the army denies any civilian death; residents deny any death among \
         children; status unknown; 0 of 3 claims reviewed"
    );
    assert_eq!(
        fr(told()),
        "tués : 11, selon « le maire » ; l’armée dément toute mort de civil ; des habitants démentent toute mort parmi \
         les enfants ; statut inconnu ; 0 affirmation sur 3 relue"
    );
}

#[test]
fn the_report_itself() {
    let by = |header| vec![report(header, &[says("author", Count::about(10)).of(Victims::Children)])];
    assert_eq!(
        en(by("r")),
        "killed: about 10, according to the report (says children); status unknown; 0 of 1 claim reviewed"
    );
    assert_eq!(
        en(by("r/Radio Acacia")),
        "killed: about 10, according to Radio Acacia (says children); status unknown; 0 of 1 claim reviewed"
    );
}

#[test]
fn claims_left_out_are_said() {
    let told = incident(vec![
        report("r1", &[says("le maire", Count::exactly(11))]),
        report("r2", &[says("l’armée", Count::exactly(20))]),
        report("r3", &[says("des habitants", Count::exactly(15))]),
    ]);
    assert_eq!(
        write(&told, Outcome::Killed, false, &[0], Language::En),
        "killed: 15 to 20; low end residents, high end the army; status unknown; 1 of 3 claims reviewed, 1 rejected \
         and left out"
    );
    assert_eq!(
        write(&told, Outcome::Killed, false, &[0, 1], Language::Fr),
        "tués : 15, selon des habitants ; statut inconnu ; 2 affirmations sur 3 relues, 2 rejetées et écartées"
    );
    assert_eq!(
        write(&told, Outcome::Killed, true, &[], Language::En),
        "killed: no figure; status unknown; 0 of 3 claims reviewed, 3 left out until reviewed"
    );
}

#[test]
fn other_outcomes_and_none() {
    let told = incident(vec![report("r", &[says("le maire", Count::exactly(5)).outcome(Outcome::Injured)])]);
    assert_eq!(
        write(&told, Outcome::Injured, false, &[], Language::En),
        "injured: 5, according to the mayor; status unknown; 0 of 1 claim reviewed"
    );
    assert_eq!(write(&told, Outcome::Killed, false, &[], Language::En), "killed: no claim");
    assert_eq!(write(&told, Outcome::Killed, false, &[], Language::Fr), "tués : aucune affirmation");
}
