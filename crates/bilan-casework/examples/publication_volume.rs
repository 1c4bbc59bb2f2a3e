//! How long a public release of many incidents takes: `publication_volume [INCIDENTS] [CLAIMS EACH] [DIR]`.
//!
//! Incidents of a seeded generator go the way of `bilan release`: five policies, disclosure for the public, risk, then
//! once more to every format. Prints CPU seconds a stage and peak memory.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement fails and speaks as one does")]

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bilan_disclosure::{KnownPlaces, Language, Profiles, RiskTable, Seed, disclose};
use bilan_export::tables::{Countries, Format, Shelf, Writers};
use bilan_model::{
    Account, Act, ClaimId, Code as _, Confirmation, Count, DateInterval, Displacement, Incident,
    IncidentAccount, Method, Named, Outcome, Place, Point, Policy, Precision, Profile, RecordClaim,
    RecordParty, RecordPlace, RecordReport, RecordSource, ReleaseHead, ReleaseRecord, ReleaseState,
    ReportHeader, ResponsibilityClaim, Span, Stance, TollClaim, Victims, Withheld,
};
use bilan_tally::{Basis, Glossary, Sources, Verdicts};

/// Splitmix64: the same incidents every time.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

const SOURCES: [&str; 8] = [
    "author",
    "local sources",
    "a resident",
    "the army",
    "a hospital source",
    "the United Nations",
    "a relative",
    "the rebels",
];

fn incident(number: usize, claims: usize, random: &mut Seeded) -> Incident {
    let day = jiff::civil::date(2020, 1, 1)
        .saturating_add(jiff::Span::new().days(random.below(2000).cast_signed()));
    let date = Some(DateInterval::day(day));
    let place = Place {
        name: format!("Village {}", number % 5000),
        admin: vec!["Region".into()],
        country: "ML".into(),
    };
    let reports = claims.div_ceil(3);
    let dead = 1 + random.below(40);
    let accounts = (0..reports).map(|report| {
        let doc = format!("{number:08x}{report:024x}");
        let here = claims.saturating_sub(3 * report).min(3);
        let tolls = (0..here).map(|at| claim(&doc, at, dead, random)).collect();
        let span = Span::new(900, 910).unwrap();
        let account = Account {
            id: "i1".into(),
            cluster: None,
            date,
            place: place.clone(),
            acts: vec![Act::Killing],
            methods: vec![Method::Gunfire],
            alleged_perpetrators: vec![],
            tolls,
            status_claims: vec![],
            responsibility_claims: vec![ResponsibilityClaim {
                id: ClaimId::responsibility(&doc, "Malian Armed Forces", Stance::Accuses, span),
                party: "Malian Armed Forces".into(),
                stance: Stance::Accuses,
                attributed_to: "local sources".into(),
                quote: "the army".into(),
                span,
            }],
            act_claims: vec![],
        };
        let report = ReportHeader {
            doc,
            language: Some("en".into()),
            title: None,
            publisher: Some(format!("Paper {}", random.below(300))),
            published: Some(day),
        };
        IncidentAccount { report, account: Arc::new(account) }
    });
    let accounts = accounts.collect();
    Incident { id: format!("village-{number}"), place, date, accounts }
}

fn claim(doc: &str, at: usize, dead: u64, random: &mut Seeded) -> TollClaim {
    let value = dead + random.below(4);
    let count = match random.below(6) {
        0 => Count::at_least(value),
        1 => Count::about(value),
        2 => Count::more_than(value),
        _ => Count::exactly(value),
    };
    let span = Span::new(100 * at, 100 * at + 10).unwrap();
    let victims = Victims::ALL[usize::try_from(random.below(8)).unwrap()];
    TollClaim {
        id: ClaimId::toll(doc, Outcome::Killed, span),
        outcome: Outcome::Killed,
        count,
        victims,
        victim_words: Some("villagers".into()),
        status_contested: false,
        attributed_to: SOURCES[usize::try_from(random.below(8)).unwrap()].into(),
        chain: vec![],
        hedged: random.below(5) == 0,
        confirmation: Confirmation::Unstated,
        part_of: None,
        quote: format!("{value} villagers were killed"),
        span,
        rules: vec![],
        confidence: 0.9,
    }
}

fn record(incident: &Incident, basis: &Basis<'_>) -> ReleaseRecord {
    let tolls = basis.by_policy(incident, Policy::ALL);
    let rows = basis.by_source(incident);
    let claims: Vec<RecordClaim> = rows
        .into_iter()
        .map(|row| RecordClaim {
            claim: row.claim.claim,
            report: row.doc,
            outcome: row.outcome,
            count: row.count,
            victims: row.victims,
            victim_words: row.victim_words,
            attributed_to: row.source,
            hedged: row.hedged,
            confirmation: row.confirmation,
            standing: "in_range".into(),
            reviewed: row.reviewed,
            quote: Some(row.quote),
        })
        .collect();
    let source = |words: &&str| RecordSource {
        words: (*words).to_owned(),
        label: None,
        kind: None,
        is_person: words.starts_with("a "),
    };
    let reports = incident.accounts.iter().map(|entry| RecordReport {
        report: entry.report.doc.clone(),
        publisher: entry.report.publisher.clone(),
        published: entry.report.published,
        language: entry.report.language.clone(),
        note: None,
    });
    ReleaseRecord {
        incident: incident.id.clone(),
        date: incident.date,
        place: RecordPlace {
            place: incident.place.clone(),
            precision: Precision::Settlement,
            point: Some(Point { latitude: 16.0, longitude: -2.0 }),
            displacement: Displacement::Snapped,
        },
        acts: vec![Act::Killing],
        methods: vec![Method::Gunfire],
        parties: vec![RecordParty {
            name: "Malian Armed Forces".into(),
            kind: "army".into(),
            country: Some("ML".into()),
            stance: Stance::Accuses,
            attributed_to: "local sources".into(),
        }],
        status: basis.status(incident),
        lines: vec![],
        breakdown: basis.breakdown(incident, "Small arms and light weapons"),
        named: Named::default(),
        standard_of_proof: None,
        sources: SOURCES.iter().map(source).collect(),
        reports: reports.collect(),
        claims,
        related: vec![],
        tolls,
    }
}

struct Disk(PathBuf);

impl Shelf for Disk {
    fn create(&mut self, name: &str) -> io::Result<Box<dyn Write + Send>> {
        Ok(Box::new(BufWriter::new(File::create(self.0.join(name))?)))
    }
}

/// CPU seconds of this process so far.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after = stat.rsplit_once(')').unwrap().1;
    let ticks: f64 =
        after.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<f64>().unwrap()).sum();
    ticks / 100.0
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut number = |usual: usize| arguments.next().map_or(usual, |text| text.parse().unwrap());
    let (incidents, claims) = (number(100_000), number(10));
    let folder = arguments.next().unwrap_or_else(|| "publication".to_owned());
    std::fs::create_dir_all(&folder).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    let (verdicts, sources) = (Verdicts::new(), Sources::default());
    let basis =
        Basis { reviewed_only: false, verdicts: &verdicts, sources: &sources, glossary: Glossary::none() };
    let all = |work: &mut dyn FnMut(Incident)| {
        let mut random = Seeded(20_240_519);
        (0..incidents).for_each(|at| work(incident(at, claims, &mut random)));
    };

    let start = cpu();
    all(&mut |_| {});
    let making = cpu() - start;
    let start = cpu();
    let mut figures = 0;
    all(&mut |incident| figures += basis.by_policy(&incident, Policy::ALL).len());
    println!("policies: {figures} figures, {:.1} CPU s", cpu() - start - making);

    let start = cpu();
    let profiles = Profiles::read(&text("codebook/profiles.toml")).unwrap();
    let mut rules = profiles.rules(Profile::Public, Language::En);
    rules.learn_words(["villagers were killed"]);
    let places = KnownPlaces::new([(Point { latitude: 16.0, longitude: -2.0 }, "Region", false)]);
    let seed = Seed::new([7; 32]);
    let mut table = RiskTable::new();
    let mut ids = Vec::new();
    all(&mut |incident| {
        let (shown, _) = disclose(&record(&incident, &basis), &rules, &places, &seed);
        table.add(&shown);
        ids.push(shown.incident);
    });
    ids.sort();
    println!("risk: {:?}", table.risk());
    let countries = Countries::parse(&text("codebook/country_codes.csv")).unwrap();
    let head = ReleaseHead {
        format: "bilan-release/1".into(),
        release: "00".repeat(16),
        case: "00".repeat(16),
        profile: Profile::Public,
        state: ReleaseState::Candidate,
        made: "2026-01-01T12:00:00Z".into(),
        language: "en".into(),
        previous: None,
    };
    let mut disk = Disk(PathBuf::from(folder));
    let mut writers: Vec<Writers<'_>> = Format::ALL
        .iter()
        .map(|format| Writers::open(*format, &head, &countries, &mut disk).unwrap())
        .collect();
    let mut withheld = Withheld::default();
    all(&mut |incident| {
        let (shown, held) = disclose(&record(&incident, &basis), &rules, &places, &seed);
        held.0.iter().for_each(|(reason, times)| withheld.count(reason, *times));
        for writer in &mut writers {
            writer.add(&shown).unwrap();
        }
    });
    for writer in writers {
        writer.finish(&withheld).unwrap();
    }
    println!(
        "public release, every format: {:.1} CPU s, {} things withheld",
        cpu() - start - 2.0 * making,
        withheld.total()
    );
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    println!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default());
}
