//! How long linking takes: synthetic accounts of many villages over three years.

use bilan_model::{
    Account, ClaimId, Confirmation, Count, Outcome, Place, ReportHeader, Span, TollClaim, Victims,
};

fn main() {
    divan::main();
}

/// Accounts, one a report, about a quarter as many incidents; every name holds a common word.
fn reports(accounts: usize) -> Vec<(ReportHeader, Vec<Account>)> {
    (0..accounts)
        .map(|index| {
            let incident = (index * 7919) % accounts.div_ceil(4);
            let header = ReportHeader {
                doc: format!("r{index}"),
                language: None,
                title: None,
                publisher: None,
                published: None,
            };
            (header, vec![account(incident, index)])
        })
        .collect()
}

fn account(incident: usize, index: usize) -> Account {
    let days = i64::try_from(incident * 37 % 1095).expect("three years of days");
    let day = jiff::civil::date(2022, 1, 1).saturating_add(jiff::Span::new().days(days));
    let span = Span::new(0, 1).expect("one byte");
    let toll = TollClaim {
        id: ClaimId::toll("r", Outcome::Killed, span),
        outcome: Outcome::Killed,
        count: Count::exactly((incident % 90 + index % 3) as u64),
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
    };
    Account {
        id: "i1".into(),
        cluster: None,
        date: Some(bilan_model::DateInterval::day(day)),
        place: Place {
            name: format!("village de {}", name(incident)),
            admin: vec![format!("région {}", incident % 20)],
            country: "ML".into(),
        },
        acts: vec![],
        methods: vec![],
        alleged_perpetrators: vec![],
        tolls: vec![toll],
        status_claims: vec![],
        responsibility_claims: vec![],
        act_claims: vec![],
    }
}

fn name(mut seed: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "ko", "ti", "mou", "ra", "sé", "dou", "la", "né", "fa", "gou", "ki", "za", "wé", "to", "ya"];
    seed += 4096;
    let mut name = String::new();
    while seed > 0 {
        name.push_str(SYLLABLES[seed % 16]);
        seed /= 16;
    }
    name
}

#[divan::bench(args = [500, 5000], sample_count = 5)]
fn link(bencher: divan::Bencher<'_, '_>, accounts: usize) {
    let reports = reports(accounts);
    bencher.bench(|| bilan_linker::link(&reports));
}
