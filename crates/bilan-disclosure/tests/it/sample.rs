//! Records made for these tests.

use std::collections::BTreeMap;

use bilan_disclosure::{KnownPlaces, Language, Profiles, Rules, Seed};
use bilan_model::{
    Act, Age, Attribution, Breakdown, Cell, ClaimId, Confirmation, Count, DateInterval, Displacement, Grade,
    Grading, Named, Outcome, Place, Point, Policy, PolicyToll, Precision, Profile, RecordClaim, RecordParty,
    RecordPlace, RecordReport, RecordSource, ReleaseRecord, Reviewed, Sex, Span, Stance, Status, Victims,
};
use jiff::civil::date;

pub(crate) const PROFILES: &str = include_str!("../../../../codebook/profiles.toml");

pub(crate) fn rules(profile: Profile) -> Rules {
    let mut rules = Profiles::read(PROFILES).unwrap().rules(profile, Language::En);
    rules.learn_words(["villagers", "civilians", "children", "more than thirty"]);
    rules
}

pub(crate) fn seed() -> Seed {
    Seed::new([42; 32])
}

pub(crate) fn point(latitude: f64, longitude: f64) -> Point {
    Point { latitude, longitude }
}

/// Two areas, a town in one and villages in both.
pub(crate) fn areas() -> KnownPlaces {
    KnownPlaces::new([
        (point(18.44, 1.41), "Kidal", true),
        (point(18.90, 1.60), "Kidal", false),
        (point(18.60, 1.90), "Abeibara", false),
        (point(16.27, -0.04), "Gao", true),
    ])
}

pub(crate) fn claim(report: &str, outcome: Outcome, said_by: &str) -> RecordClaim {
    RecordClaim {
        claim: ClaimId::toll(report, outcome, Span::new(3, 9).unwrap()),
        report: report.to_owned(),
        outcome,
        count: Count::more_than(30),
        victims: Victims::Civilians,
        victim_words: Some("villagers".to_owned()),
        attributed_to: said_by.to_owned(),
        hedged: true,
        confirmation: Confirmation::Unstated,
        standing: "in_range".to_owned(),
        reviewed: false,
        quote: Some("more than thirty villagers".to_owned()),
    }
}

pub(crate) fn toll(outcome: Outcome, claims: &[RecordClaim]) -> PolicyToll {
    let cell = Cell { low: Some(29), high: Some(30), high_open: true, best: None };
    PolicyToll {
        outcome,
        policy: Policy::Range,
        low: Some(29),
        high: Some(30),
        high_open: true,
        best: None,
        status: BTreeMap::from([("all".to_owned(), cell)]),
        contested: outcome == Outcome::Killed,
        provisional: false,
        grade: Grading { happened: Grade::Disputed, who: Attribution::SingleSource, airwars: None },
        claims_used: claims
            .iter()
            .filter(|claim| claim.outcome == outcome)
            .map(|c| c.claim.clone())
            .collect(),
        claims_left_out: vec![],
        reviewed: Reviewed { n: 0, of: claims.len() },
        remarks: vec![],
        codings: vec![],
    }
}

pub(crate) fn source(words: &str, label: Option<&str>, kind: Option<&str>, is_person: bool) -> RecordSource {
    let own = |text: &str| text.to_owned();
    RecordSource { words: own(words), label: label.map(own), kind: kind.map(own), is_person }
}

pub(crate) fn party(name: &str, kind: &str, by: &str) -> RecordParty {
    RecordParty {
        name: name.to_owned(),
        kind: kind.to_owned(),
        country: None,
        stance: Stance::Accuses,
        attributed_to: by.to_owned(),
    }
}

pub(crate) fn report(id: &str, note: Option<bool>) -> RecordReport {
    RecordReport {
        report: id.to_owned(),
        publisher: Some("Radio Exemple".to_owned()),
        published: Some(date(2024, 5, 21)),
        language: Some("fr".to_owned()),
        note,
    }
}

/// The seed article's main incident, with what no reader of a public release may see around it.
pub(crate) fn amassine() -> ReleaseRecord {
    let claims = vec![
        claim("report-0001", Outcome::Killed, "a resident of the northern quarter"),
        claim("report-0001", Outcome::Killed, "the CSP"),
        claim("report-0002", Outcome::Killed, "a Malian security source"),
        claim("note-0003", Outcome::Killed, "the nephew of the imam"),
    ];
    ReleaseRecord {
        incident: "amassine-2024-05-19".to_owned(),
        date: Some(DateInterval::day(date(2024, 5, 19))),
        place: RecordPlace {
            place: Place {
                name: "Amassine".to_owned(),
                admin: vec!["Kidal".to_owned()],
                country: "ML".to_owned(),
            },
            precision: Precision::Settlement,
            point: Some(point(18.443_219, 1.413_187)),
            displacement: Displacement::None,
        },
        acts: vec![Act::Killing],
        methods: vec![],
        parties: vec![
            party("Malian Armed Forces", "army", "the CSP"),
            party("Moussa Ag Exemple", "person", "the nephew of the imam"),
        ],
        status: Status::Contested,
        tolls: vec![toll(Outcome::Killed, &claims)],
        lines: vec![
            "killed: 29 to more than 30; high end the nephew of the imam; status CONTESTED".to_owned(),
        ],
        breakdown: vec![Breakdown {
            sex: Sex::Unknown,
            age: Age::Adult,
            cause: "Unknown".to_owned(),
            status: "Contested".to_owned(),
            deaths: 29,
        }],
        named: Named { named: 2, counted_low: Some(29), counted_high: Some(30) },
        standard_of_proof: None,
        sources: vec![
            source("a resident of the northern quarter", Some("residents"), Some("resident"), true),
            source("the CSP", None, Some("rebel_group"), false),
            source(
                "a Malian security source",
                Some("a Malian security source"),
                Some("security_source"),
                false,
            ),
            source("the nephew of the imam", None, None, true),
        ],
        reports: vec![
            report("report-0001", None),
            report("report-0002", None),
            report("note-0003", Some(false)),
        ],
        claims,
        related: vec![("ersane-2023-10".to_owned(), "same".to_owned())],
    }
}
