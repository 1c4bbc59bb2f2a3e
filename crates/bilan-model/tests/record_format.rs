//! The public record format, `bilan-record/1`: its serde form is evidence and never changes in silence.
//!
//! A snapshot that differs means a new version of the format (`docs/format/record.md`), not a new snapshot.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{
    Account, Act, ActClaim, AllegedPerpetrator, ClaimId, ClaimRef, Code, Coding, Confirmation, Count,
    DateInterval, Dossier, DossierIncident, Doubt, Evidence, Grade, High, Incident, IncidentAccount, Method,
    NonIncidentToll, Outcome, Place, Profile, RECORD_FORMAT, Relation, Report, ReportHeader,
    ResponsibilityClaim, Span, Stance, Status, StatusClaim, StatusWord, Toll, TollClaim, TollEnd, Victims,
};
use jiff::civil::date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The made-up text that every span below indexes.
const TEXT: &str =
    "Une sage-femme, citée par le maire, dit que 12 villageois ont été tués le 3 mars à Village-Exemple.";

fn span_of(words: &str) -> Span {
    let start = TEXT.find(words).unwrap();
    Span::new(start, start + words.len()).unwrap()
}

fn toll(outcome: Outcome, count: Count, victims: Victims) -> TollClaim {
    let span = span_of("12 villageois");
    TollClaim {
        id: ClaimId::toll("r1", outcome, span),
        outcome,
        count,
        victims,
        victim_words: Some("villageois".to_owned()),
        status_contested: true,
        attributed_to: "Une sage-femme".to_owned(),
        chain: vec!["le maire".to_owned(), "Une sage-femme".to_owned()],
        hedged: true,
        confirmation: Confirmation::Unconfirmed,
        part_of: None,
        quote: "12 villageois".to_owned(),
        span,
        rules: vec!["fr.person.villagers".to_owned(), "coder.verb".to_owned()],
        confidence: 0.7,
    }
}

fn account() -> Account {
    let part = TollClaim {
        part_of: Some(0),
        victim_words: None,
        status_contested: false,
        hedged: false,
        confirmation: Confirmation::Disputed,
        chain: vec![],
        attributed_to: "author".to_owned(),
        ..toll(Outcome::Injured, Count::between(2, 3).unwrap(), Victims::Women)
    };
    let words = span_of("villageois");
    Account {
        id: "i1".to_owned(),
        cluster: Some("village-exemple-2024-03-03".to_owned()),
        date: Some(DateInterval::new(date(2024, 3, 3), date(2024, 3, 4)).unwrap()),
        place: Place {
            name: "Village-Exemple".to_owned(),
            admin: vec!["cercle d’Exemple".to_owned(), "région d’Exemple".to_owned()],
            country: "ML".to_owned(),
        },
        acts: vec![Act::Killing, Act::ArmedAttack],
        methods: vec![Method::Gunfire],
        alleged_perpetrators: vec![AllegedPerpetrator {
            name: "unknown".to_owned(),
            mention: "maire".to_owned(),
            attributed_to: "author".to_owned(),
            span: span_of("maire"),
        }],
        tolls: vec![toll(Outcome::Killed, Count::exactly(12), Victims::Civilians), part],
        status_claims: vec![StatusClaim {
            id: ClaimId::status("r1", StatusWord::Civilians, words),
            status: StatusWord::Civilians,
            words: "villageois".to_owned(),
            attributed_to: "Une sage-femme".to_owned(),
            hedged: false,
            quote: "villageois".to_owned(),
            span: words,
        }],
        responsibility_claims: vec![ResponsibilityClaim {
            id: ClaimId::responsibility("r1", "unknown", Stance::Accuses, words),
            party: "unknown".to_owned(),
            stance: Stance::Accuses,
            attributed_to: "author".to_owned(),
            quote: "villageois".to_owned(),
            span: words,
        }],
        act_claims: vec![ActClaim {
            id: ClaimId::act("r1", Act::Killing, Some(Method::Gunfire), span_of("tués")),
            act: Act::Killing,
            method: Some(Method::Gunfire),
            attributed_to: "Une sage-femme".to_owned(),
            hedged: false,
            span: span_of("tués"),
        }],
    }
}

fn coding() -> Coding {
    Coding {
        incidents: vec![account()],
        non_incident_tolls: vec![NonIncidentToll {
            quote: "12".to_owned(),
            why: "cumulative".to_owned(),
            span: span_of("12"),
            outcome: None,
            count: None,
        }],
        doubts: vec![
            Doubt {
                what: "year_unknown:i1".to_owned(),
                quote: Some("le 3 mars".to_owned()),
                span: Some(span_of("le 3 mars")),
            },
            Doubt { what: "no_pack".to_owned(), quote: None, span: None },
        ],
        ..Coding::empty("r1")
    }
}

fn pretty<T: Serialize>(value: &T) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

/// Whether a value survives its JSON form, which is one line.
fn check_round_trip<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) {
    let line = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&line).unwrap(), value);
    assert!(!line.contains('\n'), "a record is one line");
}

#[test]
fn a_coding_has_this_form() {
    insta::assert_snapshot!(pretty(&coding()));
}

#[test]
fn a_coding_survives_its_form() {
    check_round_trip(&coding());
    check_round_trip(&Coding::empty("r2"));
}

#[test]
fn a_figure_beside_incidents_may_tell_its_outcome_and_count() {
    let figure = NonIncidentToll {
        quote: "12".to_owned(),
        why: "accident".to_owned(),
        span: span_of("12"),
        outcome: Some(Outcome::Killed),
        count: Some(Count::at_least(12)),
    };
    let form = r#"{"quote":"12","why":"accident","span":[45,47],"outcome":"killed","value":12,"high":null,"relation":"at_least"}"#;
    assert_eq!(serde_json::to_string(&figure).unwrap(), form);
    check_round_trip(&figure);
    let older: NonIncidentToll =
        serde_json::from_str(r#"{"quote":"12","why":"accident","span":[45,47]}"#).unwrap();
    assert_eq!(older, NonIncidentToll { outcome: None, count: None, ..figure });
}

#[test]
fn an_empty_coding_keeps_its_lists() {
    let expected =
        r#"{"format":"bilan-record/1","doc":"r2","incidents":[],"non_incident_tolls":[],"doubts":[]}"#;
    assert_eq!(serde_json::to_string(&Coding::empty("r2")).unwrap(), expected);
    assert_eq!(RECORD_FORMAT, "bilan-record/1");
}

/// Codes of a list, in codebook order, as they stand in records.
fn codes<C: Code + Serialize>() -> String {
    let codes: Vec<&str> = C::ALL
        .iter()
        .map(|value| {
            let form = serde_json::to_value(value).unwrap();
            assert_eq!(form, value.code(), "the serde form of a code is the code");
            value.code()
        })
        .collect();
    format!("{}: {}\n", C::LIST, codes.join(" "))
}

#[test]
fn closed_lists_have_these_codes() {
    let lists = [
        codes::<Outcome>(),
        codes::<Victims>(),
        codes::<Confirmation>(),
        codes::<StatusWord>(),
        codes::<Stance>(),
        codes::<Act>(),
        codes::<Method>(),
    ];
    insta::assert_snapshot!(lists.concat());
}

#[test]
fn counts_of_every_relation_have_these_forms() {
    let counts = [
        Count::exactly(12),
        Count::about(30),
        Count::at_least(12),
        Count::more_than(30),
        Count::at_most(9),
        Count::less_than(9),
        Count::between(40, 50).unwrap(),
        Count::tens(),
        Count::hundreds(),
        Count::several(),
        Count::none(),
    ];
    let relations: BTreeSet<Relation> = counts.iter().map(|count| count.relation()).collect();
    assert_eq!(relations.len(), counts.len(), "one count a relation");
    counts.iter().for_each(check_round_trip);
    let forms: Vec<String> = counts.iter().map(|count| serde_json::to_string(count).unwrap()).collect();
    insta::assert_snapshot!(forms.join("\n"));
}

/// What reading says of the record above with one field of its first toll set otherwise.
fn refused(field: &str, value: Value) -> String {
    let mut record = serde_json::to_value(coding()).unwrap();
    record["incidents"][0]["tolls"][0][field] = value;
    serde_json::from_str::<Coding>(&record.to_string()).unwrap_err().to_string()
}

#[test]
fn an_unknown_code_is_refused_and_the_known_ones_are_named() {
    let message = refused("outcome", "dead".into());
    assert!(message.starts_with("unknown variant `dead`, expected one of `killed`, `injured`"), "{message}");
    let message = refused("confirmation", "sure".into());
    assert!(message.starts_with("unknown variant `sure`, expected one of `confirmed`"), "{message}");
    let unknown = Outcome::from_code("dead").unwrap_err().to_string();
    assert_eq!(unknown, "\"dead\" is not a code of the list outcomes");
}

#[test]
fn what_breaks_an_invariant_is_refused() {
    let message = refused("span", serde_json::json!([9, 2]));
    assert!(message.starts_with("a span must start before it ends"), "{message}");
    let message = refused("relation", "between".into());
    assert!(message.starts_with("between needs two figures"), "{message}");
    let message = refused("value", Value::Null);
    assert!(message.starts_with("Exactly needs a figure"), "{message}");
    let mut record = serde_json::to_value(coding()).unwrap();
    record["incidents"][0]["date"]["latest"] = "2024-01-01".into();
    let message = serde_json::from_str::<Coding>(&record.to_string()).unwrap_err().to_string();
    assert!(message.starts_with("the earliest day 2024-03-03 lies after the latest day"), "{message}");
}

#[test]
fn a_report_is_one_flat_object() {
    let line = r#"{"doc":"r1","language":"fr","published":"2024-03-05","text":"Six morts."}"#;
    let report: Report = serde_json::from_str(line).unwrap();
    assert_eq!(report.header.published, Some(date(2024, 3, 5)));
    assert_eq!(serde_json::to_string(&report).unwrap(), line);
    assert!(serde_json::from_str::<Report>(r#"{"doc":"r1"}"#).is_err(), "a report has a text");
}

fn incident() -> Incident {
    let report = ReportHeader {
        doc: "r1".to_owned(),
        language: Some("fr".to_owned()),
        title: Some("Exemple".to_owned()),
        publisher: Some("Radio Exemple".to_owned()),
        published: Some(date(2024, 3, 5)),
    };
    Incident {
        id: "village-exemple-2024-03-03".to_owned(),
        place: account().place,
        date: account().date,
        accounts: vec![IncidentAccount { report, account: account().into() }],
    }
}

fn documented() -> Toll {
    let held_by = vec![ClaimRef { account: 0, toll: 0, claim: account().tolls[0].id.clone() }];
    Toll {
        outcome: Outcome::Killed,
        low: Some(TollEnd { figure: 12, about: false, held_by: held_by.clone() }),
        high: Some(TollEnd { figure: High::Open { beyond: 30 }, about: true, held_by: held_by.clone() }),
        status: Status::Contested,
        denials: held_by,
        parts: vec![],
        superseded: vec![],
        left_out: vec![],
        reviewed: 0,
        claims: 2,
    }
}

#[test]
fn a_toll_has_this_form() {
    insta::assert_snapshot!(pretty(&documented()));
}

#[test]
fn incidents_tolls_and_dossiers_survive_their_form() {
    let incident = incident();
    assert_eq!(incident.tolls().count(), 2);
    check_round_trip(&incident);
    check_round_trip(&documented());
    check_round_trip(&Toll { low: None, high: None, ..documented() });
    let report =
        ReportHeader { doc: "r1".to_owned(), language: None, title: None, publisher: None, published: None };
    check_round_trip(&Dossier {
        profile: Profile::Internal,
        case: "00".repeat(16),
        made: "2024-06-01T10:00:00Z".to_owned(),
        language: "en".to_owned(),
        checkpoint: "bilan/example\n1\n".to_owned(),
        incidents: vec![DossierIncident { incident, tolls: vec![documented()], grade: Grade::Unconfirmed }],
        evidence: vec![Evidence {
            report,
            text: TEXT.to_owned(),
            reader: "text 0.1.0".to_owned(),
            taken_in: "2024-06-01T09:00:00Z".to_owned(),
            original_commit: "0".repeat(64),
            text_commit: "1".repeat(64),
            entries: vec![(1, "2".repeat(64))],
        }],
        source_labels: BTreeMap::from([("Une sage-femme".to_owned(), "a midwife".to_owned())]),
        code_labels: BTreeMap::from([("acts/killing".to_owned(), "killing".to_owned())]),
    });
}

#[test]
fn a_reference_to_nothing_finds_nothing() {
    let incident = incident();
    let claim = incident.accounts[0].account.tolls[0].id.clone();
    let at = |account, toll| incident.toll(&ClaimRef { account, toll, claim: claim.clone() });
    assert_eq!(at(0, 0).map(|toll| &toll.id), Some(&claim));
    assert_eq!(at(0, 9), None);
    assert_eq!(at(9, 0), None);
}
