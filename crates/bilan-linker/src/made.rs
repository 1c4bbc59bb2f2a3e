//! Made-up reports for the tests of this crate: few places, days and figures, so that many are alike.

use bilan_model::{Account, ClaimId, Confirmation, Count, Outcome, Place, Span, TollClaim, Victims};
use serde_json::json;

use crate::{AccountOutline, Signature, Telling};

/// A sequence that looks random, the same on every run.
pub(crate) struct Seed(pub(crate) u64);

impl Seed {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// So many reports of one to `accounts` accounts each.
pub(crate) fn tellings(seed: u64, reports: usize, accounts: usize) -> Vec<Telling> {
    let mut seed = Seed(seed * 2 + 1);
    seed.below(2);
    (0..reports)
        .map(|report| {
            let doc = format!("r{report}");
            let count = 1 + seed.below(accounts);
            let accounts = (0..count).map(|at| AccountOutline::from(&account(&doc, at, &mut seed))).collect();
            // Three reports share a text, as far as it is known.
            let words: Vec<String> = (0..60).map(|word| format!("{}", word * (1 + report / 3))).collect();
            let signature = Signature::of(&words.join(" ")).filter(|_| seed.below(2) == 0);
            Telling { doc: doc.into(), published: None, accounts, signature, arrived: report as u64 }
        })
        .collect()
}

fn account(doc: &str, at: usize, seed: &mut Seed) -> Account {
    let date = seed.of(&[
        "",
        "2024-05-19 2024-05-19",
        "2024-05-18 2024-05-19",
        "2024-05-12 2024-05-20",
        "2024-05-01 2024-05-31",
        "2024-05-20 2024-05-20",
        "2024-05-22 2024-05-22",
        "2024-06-12 2024-06-12",
        "2024-01-01 2024-12-31",
        "2023-05-19 2023-05-19",
    ]);
    let date = date
        .split_once(' ')
        .map(|(first, last)| serde_json::from_value(json!({"earliest": first, "latest": last})).unwrap());
    let name = seed.of(&[
        "",
        "Amassine",
        "Amasine",
        "village d'Amassine",
        "Kidal",
        "région de Kidal",
        "Gao",
        "région de Gao",
        "Tassik",
    ]);
    let admin = seed.of(&["", "Kidal", "région de Kidal", "région de Gao", "cercle de Kidal"]);
    let figures = [
        (seed.below(3) * 7, Outcome::Killed),
        (seed.below(4) * 12, Outcome::Killed),
        (seed.below(2) * 31, Outcome::Injured),
    ];
    let figures = figures.iter().filter(|(count, _)| *count > 0);
    Account {
        id: format!("i{}", at + 1),
        cluster: None,
        date,
        place: Place {
            name: name.into(),
            admin: if admin.is_empty() { vec![] } else { vec![admin.into()] },
            country: seed.of(&["ML", "ML", "", "NE"]).into(),
        },
        acts: vec![],
        methods: vec![],
        alleged_perpetrators: vec![],
        tolls: figures.map(|(count, outcome)| toll(doc, *count as u64, *outcome)).collect(),
        status_claims: vec![],
        responsibility_claims: vec![],
        act_claims: vec![],
    }
}

fn toll(doc: &str, count: u64, outcome: Outcome) -> TollClaim {
    let span = Span::new(0, 1).unwrap();
    TollClaim {
        id: ClaimId::toll(doc, outcome, span),
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
