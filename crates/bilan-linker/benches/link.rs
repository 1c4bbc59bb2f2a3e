//! How long linking takes: synthetic reports of many villages, and signatures of texts with copies among them.

use bilan_linker::{AccountOutline, Decision, Signature, Telling, copies, link_tellings};
use bilan_model::{
    Account, ClaimId, Confirmation, Count, DateInterval, Outcome, Place, Span, TollClaim, Victims,
};

fn main() {
    divan::main();
}

/// A sequence that looks random, the same on every run.
struct Seed(u64);

impl Seed {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let drawn = usize::try_from(self.0 >> 33).expect("31 bits");
        drawn % bound
    }
}

/// Reports of two accounts each; four reports tell of one incident, over so many days. One account in seven has no
/// date, one in nine a region for its place, one in eleven none; every name holds a common word.
fn tellings(reports: usize, days: usize) -> Vec<Telling> {
    let mut seed = Seed(1);
    let incidents = reports.div_ceil(2);
    (0..reports)
        .map(|index| {
            let accounts = (0..2)
                .map(|at| AccountOutline::from(&account(seed.below(incidents), at, days, &mut seed)))
                .collect();
            let signature = Signature::of(&text(index / 3, index % 3));
            Telling {
                doc: format!("r{index}").into(),
                published: None,
                accounts,
                signature,
                arrived: index as u64,
            }
        })
        .collect()
}

fn account(incident: usize, at: usize, days: usize, seed: &mut Seed) -> Account {
    let after = i64::try_from(incident * 7919 % days).expect("a number of days");
    let day = jiff::civil::date(2022, 1, 1).saturating_add(jiff::Span::new().days(after));
    let region = format!("région de {}", name(incident % 20));
    let (named, admin) = match (seed.below(9), seed.below(11)) {
        (0, _) => (region, vec![]),
        (_, 0) => (String::new(), vec![]),
        _ => (format!("village de {}", name(500 + incident % 3000)), vec![region]),
    };
    let figures = [(incident % 90 + seed.below(3), Outcome::Killed), (incident % 40, Outcome::Injured)];
    Account {
        id: format!("i{}", at + 1),
        cluster: None,
        date: (seed.below(7) > 0).then(|| DateInterval::day(day)),
        place: Place { name: named, admin, country: "ML".into() },
        acts: vec![],
        methods: vec![],
        alleged_perpetrators: vec![],
        tolls: figures.iter().map(|(count, outcome)| toll(*count as u64, *outcome)).collect(),
        status_claims: vec![],
        responsibility_claims: vec![],
        act_claims: vec![],
    }
}

fn toll(count: u64, outcome: Outcome) -> TollClaim {
    let span = Span::new(0, 1).expect("one byte");
    TollClaim {
        id: ClaimId::toll("r", outcome, span),
        outcome,
        count: Count::exactly(count),
        victims: Victims::Unspecified,
        victim_words: None,
        status_contested: false,
        attributed_to: "author".into(),
        chain: vec![],
        hedged: false,
        confirmation: Confirmation::Unstated,
        part_of: None,
        quote: String::new(),
        span,
        rules: vec![],
        confidence: 1.0,
    }
}

fn name(mut seed: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "ko", "ti", "mou", "ra", "sé", "dou", "la", "né", "fa", "gou", "ki", "za", "wé", "to", "ya"];
    seed = (seed + 4096) * 7919 % 1_048_576;
    let mut name = String::new();
    while seed > 0 {
        name.push_str(SYLLABLES[seed % 16]);
        seed /= 16;
    }
    name
}

/// A text of 300 words; in another version one word in twenty differs.
fn text(which: usize, version: usize) -> String {
    let mut words = Seed(which as u64);
    let mut edits = Seed((which * 31 + version) as u64);
    let words = (0..300).map(|_| {
        let word = words.below(20_000);
        name(if version > 0 && edits.below(20) == 0 { word + 20_000 } else { word })
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Reports over three years, and over one month, where every block is full.
#[divan::bench(args = [(1000, 1095), (10_000, 1095), (10_000, 31)], sample_count = 3)]
fn link(bencher: divan::Bencher<'_, '_>, (reports, days): (usize, usize)) {
    let tellings = tellings(reports, days);
    let none: &[Decision] = &[];
    bencher.bench(|| link_tellings(&tellings, none));
}

#[divan::bench(args = [10_000, 100_000], sample_count = 3)]
fn group_copies(bencher: divan::Bencher<'_, '_>, texts: usize) {
    let signatures: Vec<(String, Signature)> = (0..texts)
        .map(|index| (format!("r{index}"), Signature::of(&text(index / 3, index % 3)).expect("a long text")))
        .collect();
    let named: Vec<(&str, &Signature)> = signatures.iter().map(|(doc, text)| (doc.as_str(), text)).collect();
    bencher.bench(|| copies(&named));
}

#[divan::bench]
fn sign(bencher: divan::Bencher<'_, '_>) {
    let text = text(1, 0);
    bencher.counter(divan::counter::BytesCount::of_str(&text)).bench(|| Signature::of(&text));
}
