//! Records made by hand, and as many made by rule as a test wants.

#![allow(dead_code, reason = "each test uses some of it")]
#![allow(clippy::unwrap_used, reason = "a test ends where it fails")]

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use bilan_export::tables::{Countries, Format, Shelf, Writers};
use bilan_model::{
    Act, Age, Attribution, Breakdown, Cell, ClaimId, Confirmation, Count, DateInterval, Displacement, Grade,
    Grading, Method, Named, NotUsed, Outcome, Place, Point, Policy, PolicyToll, Precision, Profile,
    RecordClaim, RecordParty, RecordPlace, RecordReport, RecordSource, ReleaseHead, ReleaseRecord,
    ReleaseState, Reviewed, Sex, Span, Stance, Status, UcdpCoding, Unused, Victims, Withheld,
};
use jiff::civil::date;

/// The table of countries of the codebook.
pub(crate) fn countries() -> Countries {
    Countries::parse(include_str!("../../../../codebook/country_codes.csv")).unwrap()
}

/// A head for a profile.
pub(crate) fn head(profile: Profile) -> ReleaseHead {
    ReleaseHead {
        format: "bilan-release/1".to_owned(),
        release: "0123456789abcdef0123456789abcdef".to_owned(),
        case: "9f2c".to_owned(),
        profile,
        state: ReleaseState::Candidate,
        made: "2024-07-01T09:30:00Z".to_owned(),
        language: "en".to_owned(),
        previous: None,
    }
}

/// Files in memory.
#[derive(Default)]
pub(crate) struct Memory(BTreeMap<String, Arc<Mutex<Vec<u8>>>>);

/// One of them.
struct File(Arc<Mutex<Vec<u8>>>);

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shelf for Memory {
    fn create(&mut self, name: &str) -> io::Result<Box<dyn Write + Send>> {
        let file = Arc::default();
        assert!(self.0.insert(name.to_owned(), Arc::clone(&file)).is_none(), "{name} is made twice");
        Ok(Box::new(File(file)))
    }
}

/// The files that a format gives for these records.
pub(crate) fn files(
    format: Format,
    profile: Profile,
    records: &[ReleaseRecord],
) -> BTreeMap<String, Vec<u8>> {
    let (countries, mut shelf) = (countries(), Memory::default());
    let mut writers = Writers::open(format, &head(profile), &countries, &mut shelf).unwrap();
    for record in records {
        writers.add(record).unwrap();
    }
    let mut withheld = Withheld::default();
    withheld.count("witness", 3);
    writers.finish(&withheld).unwrap();
    shelf.0.into_iter().map(|(name, file)| (name, file.lock().unwrap().clone())).collect()
}

/// A table as rows by the names of its columns.
pub(crate) fn rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let names = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            names.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect()
        })
        .collect()
}

/// A figure.
pub(crate) fn toll(outcome: Outcome, policy: Policy, low: Option<u64>, high: Option<u64>) -> PolicyToll {
    PolicyToll {
        outcome,
        policy,
        low,
        high,
        high_open: false,
        best: None,
        status: BTreeMap::new(),
        contested: false,
        provisional: false,
        grade: Grading { happened: Grade::Several, who: Attribution::SingleSource, airwars: None },
        claims_used: Vec::new(),
        claims_left_out: Vec::new(),
        reviewed: Reviewed { n: 0, of: 0 },
        remarks: Vec::new(),
        codings: Vec::new(),
    }
}

/// A claim's id.
pub(crate) fn claim_id(report: &str, at: usize) -> ClaimId {
    ClaimId::toll(report, Outcome::Killed, Span::new(at, at + 1).unwrap())
}

fn claim(report: &str, at: usize, count: Count, victims: Victims, by: &str) -> RecordClaim {
    RecordClaim {
        claim: claim_id(report, at),
        report: report.to_owned(),
        outcome: Outcome::Killed,
        count,
        victims,
        victim_words: None,
        attributed_to: by.to_owned(),
        hedged: false,
        confirmation: Confirmation::Unstated,
        standing: "in_range".to_owned(),
        reviewed: false,
        quote: Some("une trentaine de personnes ont été tuées".to_owned()),
    }
}

fn party(name: &str, kind: &str, country: Option<&str>, stance: Stance, by: &str) -> RecordParty {
    RecordParty {
        name: name.to_owned(),
        kind: kind.to_owned(),
        country: country.map(str::to_owned),
        stance,
        attributed_to: by.to_owned(),
    }
}

/// Amassine, as the worked projection of the field lists has it.
pub(crate) fn amassine() -> ReleaseRecord {
    let coding = |kind, side_a: &str, side_b: &str, civilians, unknown| UcdpCoding {
        type_of_violence: Some(kind),
        side_a: side_a.to_owned(),
        side_b: side_b.to_owned(),
        deaths_a: 0,
        deaths_b: 0,
        deaths_civilians: civilians,
        deaths_unknown: unknown,
    };
    let army = "Malian Armed Forces";
    let mut tolls: Vec<PolicyToll> = POLICIES
        .iter()
        .map(|policy| PolicyToll { contested: true, ..toll(Outcome::Killed, *policy, Some(29), Some(31)) })
        .collect();
    tolls[0].high_open = true;
    tolls[0].claims_left_out = vec![NotUsed { claim: claim_id("r1", 9), why: Unused::SubCount }];
    for toll in &mut tolls {
        if toll.policy == Policy::Ucdp {
            toll.best = Some(29);
            toll.codings = vec![coding(3, army, "Civilians", 0, 29), coding(1, army, "", 0, 29)];
            let cell = Cell { low: Some(29), high: Some(29), high_open: false, best: Some(29) };
            toll.status.insert("deaths_unknown".to_owned(), cell);
        }
        if toll.policy == Policy::Acled {
            toll.best = Some(29);
            toll.high = Some(29);
        }
    }
    ReleaseRecord {
        incident: "i-amassine".to_owned(),
        date: Some(DateInterval::day(date(2024, 5, 19))),
        place: RecordPlace {
            place: Place {
                name: "Amassine".to_owned(),
                admin: vec!["Kidal".to_owned()],
                country: "ML".to_owned(),
            },
            precision: Precision::Settlement,
            point: Some(Point { latitude: 18.75, longitude: 1.375 }),
            displacement: Displacement::Snapped,
        },
        acts: vec![Act::Killing, Act::Looting],
        methods: vec![Method::Gunfire, Method::ThroatCutting, Method::Burning],
        parties: vec![
            party(army, "army", Some("ML"), Stance::Accuses, "author"),
            party("Wagner Group", "foreign_force", Some("RU"), Stance::Accuses, "CSP"),
        ],
        status: Status::Contested,
        tolls,
        lines: vec!["killed: 29 to more than 30; status CONTESTED".to_owned()],
        breakdown: vec![Breakdown {
            sex: Sex::Unknown,
            age: Age::Unknown,
            cause: "Unknown".to_owned(),
            status: "Contested".to_owned(),
            deaths: 29,
        }],
        named: Named { named: 0, counted_low: Some(29), counted_high: Some(31) },
        standard_of_proof: None,
        sources: vec![RecordSource {
            words: "une source sécuritaire".to_owned(),
            label: Some("a security source".to_owned()),
            kind: Some("security_source".to_owned()),
            is_person: false,
        }],
        reports: vec![RecordReport {
            report: "r1".to_owned(),
            publisher: Some("Radio Sahel".to_owned()),
            published: Some(date(2024, 5, 24)),
            language: Some("fr".to_owned()),
            note: None,
        }],
        claims: vec![
            claim("r1", 1, Count::about(30), Victims::Unspecified, "author"),
            claim("r1", 2, Count::more_than(30), Victims::Men, "des sources locales"),
            claim("r1", 3, Count::exactly(29), Victims::Combatants, "une source sécuritaire"),
        ],
        related: Vec::new(),
    }
}

/// Every policy.
const POLICIES: [Policy; 5] = [Policy::Range, Policy::Airwars, Policy::Ucdp, Policy::Acled, Policy::Ibc];

/// A record made by rule from a number: the same number, the same record.
pub(crate) fn synthetic(at: u64, claims: usize) -> ReleaseRecord {
    let mut record = amassine();
    let spread = at.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
    record.incident = format!("incident-{at:06}");
    let day = date(2015, 1, 1).saturating_add(jiff::Span::new().days(i64::try_from(spread % 3_000).unwrap()));
    let last = day.saturating_add(jiff::Span::new().days(i64::try_from(spread % 9).unwrap()));
    record.date = (!at.is_multiple_of(50)).then(|| DateInterval::new(day, last).unwrap());
    let country = ["ML", "BF", "NE", "SD", "SY", "UA", "YE", "CO"][usize::try_from(at % 8).unwrap()];
    record.place.place = Place {
        name: format!("Place {}", spread % 5_000),
        admin: vec![format!("District {}", spread % 500), format!("Region {}", spread % 40)],
        country: country.to_owned(),
    };
    let degrees = |step: u64| f64::from(u32::try_from(spread / step % 100_000).unwrap()) / 1_000.0;
    record.place.point =
        (!at.is_multiple_of(20)).then(|| Point { latitude: degrees(7) - 50.0, longitude: degrees(3) - 50.0 });
    let low = spread % 60;
    for toll in &mut record.tolls {
        toll.low = Some(low);
        toll.high = Some(low + spread % 7);
        toll.best = toll.best.map(|_| low);
        toll.contested = at.is_multiple_of(5);
        toll.claims_used = (0..3).map(|claim| claim_id(&record.incident, claim)).collect();
        toll.claims_left_out = (3..claims.max(3))
            .map(|claim| NotUsed { claim: claim_id(&record.incident, claim), why: Unused::Agrees })
            .collect();
        toll.codings.truncate(if at.is_multiple_of(5) { 2 } else { 1 });
        for coding in &mut toll.codings {
            coding.deaths_unknown = low;
        }
    }
    record.tolls.push(toll(Outcome::Injured, Policy::Range, Some(low * 2), Some(low * 3)));
    record.status = if at.is_multiple_of(5) { Status::Contested } else { Status::Civilian };
    record.breakdown[0].deaths = low;
    record.claims = (0..claims)
        .map(|claim| {
            let words = ["author", "a hospital", "local sources", "the army"][claim % 4];
            let count = Count::exactly(low + u64::try_from(claim).unwrap() % 5);
            RecordClaim {
                quote: Some(format!("{low} people were killed on that day at place {}", spread % 5_000)),
                claim: claim_id(&record.incident, claim),
                report: format!("report-{}", spread % 300_000),
                ..self::claim("", 0, count, Victims::Civilians, words)
            }
        })
        .collect();
    record
}
