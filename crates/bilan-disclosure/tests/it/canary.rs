//! A thousand protected strings: none is left in what the public gets, every one in what the team gets.

use bilan_disclosure::disclose;
use bilan_model::{Displacement, Outcome, Profile, ReleaseRecord, UcdpCoding, Victims};

use crate::sample::{amassine, areas, claim, party, point, report, rules, seed, source, toll};

/// Ten kinds, a hundred of each.
fn canary(number: usize) -> String {
    let n = number / 10;
    match number % 10 {
        0 => format!("Zeinabou Walet Canari{n}"),
        1 => format!("+223 76 {:02} {:02} {:02}", n, (n * 7) % 100, (n * 13) % 100),
        2 => format!("canari{n}@exemple.org"),
        3 => format!("entretien_canari_{n}.docx"),
        4 => format!("18.{:05}, 1.{:05}", 44_000 + n, 41_000 + n),
        5 => format!("la belle-mère du forgeron numéro {n}"),
        6 => format!("Enquêtrice Canari{n} (équipe de Gao)"),
        7 => format!("j'ai compté les corps devant ma porte, {n} fois"),
        8 => format!("IMG_{n:04}_canari.jpg"),
        _ => format!("the third shop {n} behind the well"),
    }
}

/// The canary in every text field that the public must not get as it stands. Of an incident with missing persons the
/// place is such a field too, and every quote; of another one those quotes that are private or hold the canary.
fn planted(canary: &str, missing: bool) -> ReleaseRecord {
    let mut record = amassine();
    record.incident = format!("{canary}-2024-05-19");
    record.related = vec![(format!("{canary}-2023"), "same".to_owned())];
    if missing {
        record.place.place.name = canary.to_owned();
    }
    record.sources = vec![
        source(canary, None, Some("witness"), true),
        source(&format!("{canary}, who lives there"), Some(canary), None, false),
        source(&format!("Docteur {canary}"), Some("a medical source"), Some("medical"), true),
    ];
    record.reports = vec![report(canary, None), report(&format!("note {canary}"), Some(false))];
    record.reports[1].publisher = Some(canary.to_owned());
    record.reports.push(report(&format!("unpublished {canary}"), None));
    record.reports[2].published = None;
    record.reports[2].publisher = Some(canary.to_owned());
    record.claims = vec![
        claim(canary, Outcome::Killed, canary),
        claim(&format!("note {canary}"), Outcome::Killed, &format!("Docteur {canary}")),
        claim(
            canary,
            if missing { Outcome::Missing } else { Outcome::Injured },
            &format!("nobody knows {canary}"),
        ),
        claim(canary, Outcome::Killed, "author"),
    ];
    for row in &mut record.claims {
        row.quote = Some(format!("{canary}: more than thirty villagers"));
        row.victim_words = Some(format!("villagers of {canary}"));
    }
    record.claims[3].victims = Victims::Children;
    record.tolls =
        vec![toll(Outcome::Killed, &record.claims), toll(record.claims[2].outcome, &record.claims)];
    record.tolls[0].codings.push(UcdpCoding {
        type_of_violence: None,
        side_a: canary.to_owned(),
        side_b: format!("men of {canary}"),
        deaths_a: 0,
        deaths_b: 0,
        deaths_civilians: 29,
        deaths_unknown: 0,
    });
    record.parties = vec![party(canary, "person", canary), party("Malian Armed Forces", "army", canary)];
    record.lines = vec![
        format!("killed: 29 to more than 30; high end {canary}; status CONTESTED"),
        format!("injured: 3 (Docteur {canary})"),
    ];
    record
}

#[test]
fn none_of_a_thousand_is_left_for_the_public_and_all_for_the_team() {
    let rules_of = |profile| rules(profile);
    let (public, internal) = (rules_of(Profile::Public), rules_of(Profile::Internal));
    let (mut left, mut kept) = (Vec::new(), 0);
    for number in 0..1000 {
        let canary = canary(number);
        let record = planted(&canary, number % 20 < 10);
        let (shown, withheld) = disclose(&record, &public, &areas(), &seed());
        let json = serde_json::to_string(&shown).unwrap();
        if json.to_lowercase().contains(&canary.to_lowercase()) {
            left.push((canary.clone(), json));
        }
        assert!(withheld.total() > 10, "{withheld:?}");
        let (inside, _) = disclose(&record, &internal, &areas(), &seed());
        kept += usize::from(serde_json::to_string(&inside).unwrap().matches(&canary).count() >= 19);
    }
    assert!(left.is_empty(), "{} left, the first: {:?}", left.len(), left.first());
    assert_eq!(kept, 1000);
}

#[test]
fn partner_and_court_get_no_witness_no_contact_and_no_file() {
    for profile in [Profile::Partner, Profile::Court] {
        let rules = rules(profile);
        for number in (0..1000).filter(|number| matches!(number % 10, 1 | 2 | 3 | 4 | 8)) {
            let canary = canary(number);
            let (shown, _) = disclose(&planted(&canary, number % 20 < 10), &rules, &areas(), &seed());
            let json = serde_json::to_string(&shown).unwrap();
            assert!(!json.contains(&canary), "{profile:?}: {canary} in {json}");
        }
    }
}

#[test]
fn no_digit_of_an_exact_point_is_left() {
    for number in 0..1000_u32 {
        let mut record = amassine();
        let at = point(18.440_013 + f64::from(number) * 0.000_2, 1.400_017 + f64::from(number) * 0.000_3);
        record.place.point = Some(at);
        let (shown, _) = disclose(&record, &rules(Profile::Public), &areas(), &seed());
        assert_ne!(shown.place.displacement, Displacement::None);
        let json = serde_json::to_string(&shown).unwrap();
        assert!(!json.contains(&at.latitude.to_string()[..8]), "{json}");
    }
}
