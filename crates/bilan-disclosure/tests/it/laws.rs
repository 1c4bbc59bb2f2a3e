//! Laws over made-up records: nothing is added, a narrower profile sees a part of what a wider one sees, and what was
//! disclosed stays as it is.

use std::collections::BTreeSet;

use bilan_disclosure::disclose;
use bilan_model::{
    Act, Code as _, Count, DateInterval, Displacement, Method, Outcome, Precision, Profile, ReleaseRecord,
    StandardOfProof, UcdpCoding, Victims,
};
use jiff::civil::date;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use crate::sample::{areas, claim, party, point, report, rules, seed, source, toll};

const SAID: [&str; 12] = [
    "author",
    "the CSP",
    "a resident",
    "the nephew of the imam",
    "le chef du village d'Amassine",
    "a Malian security source",
    "Aïssata, 43",
    "local sources",
    "a doctor of the hospital",
    "+223 76 12 34 56",
    "witness.pdf",
    "sources that are not named",
];
const TEXTS: [&str; 9] = [
    "more than thirty villagers",
    "villagers",
    "children, among them Fatou",
    "Twelve civilians at Amassine",
    "a resident said thirty",
    "m@example.org",
    "the baker of Kidal",
    "",
    "ثلاثون قتيلا",
];
const KINDS: [Option<&str>; 7] = [
    None,
    Some("resident"),
    Some("rebel_group"),
    Some("medical"),
    Some("security_source"),
    Some("local_sources"),
    Some("anonymous"),
];

fn outcome() -> impl Strategy<Value = Outcome> {
    // Mostly killed, so that not every record is silenced.
    prop_oneof![6 => Just(Outcome::Killed), 1 => select(Outcome::ALL)]
}

prop_compose! {
    fn record()(
        sources in prop::collection::vec(
            (select(&SAID[..]), prop::option::of(select(&["residents", "The Malian army", "a doctor"][..])),
             select(&KINDS[..]), any::<bool>()), 0..5),
        reports in prop::collection::vec((0..6_u8, prop::option::of(any::<bool>()), any::<bool>(), any::<bool>()), 0..4),
        claims in prop::collection::vec(
            (0..6_u8, outcome(), select(&SAID[..]), prop::option::of(select(&TEXTS[..])),
             prop::option::of(select(&TEXTS[..])), select(Victims::ALL), 1..40_u64), 0..5),
        parties in prop::collection::vec(
            (select(&["JNIM", "Sergeant Exemple", "unknown", "a+b@example.org"][..]),
             select(&["armed_group", "person", "unknown"][..]), select(&SAID[..])), 0..3),
        name in select(&["", "Amassine", "Camp de Sévaré", "Hôpital de Gao", "19.33021"][..]),
        admin in prop::collection::vec(select(&["Kidal", "Tessalit", "Adrar", "a@b"][..]), 0..4),
        place in (select(Precision::ALL), prop::option::of((15.0..20.0_f64, -1.0..3.0_f64)), 0..4_u8),
        lines in prop::collection::vec(select(&[
            "killed: 3 (the nephew of the imam); status CONTESTED", "killed: 3 (residents)",
            "killed: 12 (The Malian army)", "tués : 4, selon Aïssata, 43", "killed: 5 at Amassine"][..]), 0..3),
        acts in prop::collection::vec(select(&[Act::Killing, Act::Killing, Act::SexualViolence, Act::Abduction][..]), 0..2),
        methods in prop::collection::vec(select(&[Method::Gunfire, Method::Gunfire, Method::Rape][..]), 0..2),
        proof in prop::option::of(select(StandardOfProof::ALL)),
        days in prop::option::of((1..=28_i8, 0..=2_i8)),
    ) -> ReleaseRecord {
        let mut made = crate::sample::amassine();
        made.sources = sources.iter().map(|(words, label, kind, person)| match *words {
            // What bilan itself says stands for what it says.
            "local sources" => source(words, Some(words), Some("local_sources"), true),
            "sources that are not named" => source(words, Some(words), Some("anonymous"), *person),
            _ => source(words, *label, *kind, *person),
        }).collect();
        made.reports = reports.iter().map(|(id, note, publisher, published)| {
            let mut row = report(&format!("report-{id}"), *note);
            if !publisher { row.publisher = None; }
            if !published { row.published = None; }
            row
        }).collect();
        made.claims = claims.iter().map(|(id, outcome, said, words, quote, victims, value)| {
            let mut row = claim(&format!("report-{id}"), *outcome, said);
            row.victim_words = words.map(str::to_owned);
            row.quote = quote.map(str::to_owned);
            row.victims = *victims;
            row.count = Count::exactly(*value);
            row
        }).collect();
        made.tolls = Outcome::ALL.iter().filter(|outcome| made.claims.iter().any(|claim| claim.outcome == **outcome))
            .map(|outcome| toll(*outcome, &made.claims)).collect();
        made.parties = parties.iter().map(|(name, kind, said)| party(name, kind, said)).collect();
        if let (Some(first), Some(toll)) = (made.parties.first(), made.tolls.first_mut()) {
            toll.codings.push(UcdpCoding {
                type_of_violence: Some(3), side_a: first.name.clone(), side_b: "Civilians".to_owned(),
                deaths_a: 0, deaths_b: 0, deaths_civilians: 29, deaths_unknown: 0,
            });
        }
        made.place.place.name = name.to_owned();
        made.place.place.admin = admin.iter().map(|name| (*name).to_owned()).collect();
        made.place.precision = place.0;
        made.place.point = place.1.map(|(lat, lon)| point(lat, lon));
        made.place.displacement = match place.2 {
            0 => Displacement::Snapped,
            1 => Displacement::Jittered { radius_km: 0.5 },
            _ => Displacement::None,
        };
        made.lines = lines.iter().map(|line| (*line).to_owned()).collect();
        (made.acts, made.methods, made.standard_of_proof) = (acts, methods, proof);
        made.date = days.map(|(day, more)| {
            DateInterval::new(date(2024, 5, day), date(2024, 5 + more, day)).unwrap()
        });
        made
    }
}

/// Every text of the record that no code list has, with where it stands.
fn texts(record: &ReleaseRecord) -> BTreeSet<String> {
    fn walk(value: &Value, at: &str, found: &mut BTreeSet<String>) {
        match value {
            Value::String(text) => drop(found.insert(format!("{at}:{text}"))),
            Value::Array(items) => items.iter().for_each(|item| walk(item, at, found)),
            Value::Object(fields) => {
                fields.iter().for_each(|(key, item)| walk(item, &format!("{at}/{key}"), found));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut found = BTreeSet::new();
    walk(&serde_json::to_value(record).unwrap(), "", &mut found);
    found
}

fn of_original(record: &ReleaseRecord, original: &ReleaseRecord) -> BTreeSet<String> {
    // A precision is a scale and is compared as one; labels may stand for words and are compared in the field of words.
    let mut original = texts(original);
    // What bilan itself says in place of words adds nothing to them.
    let voices = ["local sources", "sources that are not named", "local_sources", "anonymous"];
    let own = |text: &str| text.rsplit(':').next().is_some_and(|said| voices.contains(&said));
    original.retain(|text| !text.starts_with("/place/precision") && !text.starts_with("/date") && !own(text));
    texts(record).intersection(&original).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn a_narrower_profile_sees_a_part(record in record()) {
        let shown: Vec<ReleaseRecord> = Profile::ALL.iter()
            .map(|profile| disclose(&record, &rules(*profile), &areas(), &seed()).0).collect();
        for pair in shown.windows(2) {
            let (wide, narrow) = (of_original(&pair[0], &record), of_original(&pair[1], &record));
            prop_assert!(narrow.is_subset(&wide), "{:?}", narrow.difference(&wide).collect::<Vec<_>>());
            prop_assert!(pair[1].place.precision <= pair[0].place.precision);
            prop_assert!(pair[1].place.point.is_none() || pair[0].place.point.is_some());
            if let (Some(wide), Some(narrow)) = (pair[0].date, pair[1].date) {
                prop_assert!(narrow.contains(wide));
            }
            for (less, more) in [(pair[1].claims.len(), pair[0].claims.len()),
                                 (pair[1].reports.len(), pair[0].reports.len()),
                                 (pair[1].tolls.len(), pair[0].tolls.len()),
                                 (pair[1].parties.len(), pair[0].parties.len()),
                                 (pair[1].sources.len(), record.sources.len()),
                                 (pair[1].lines.len(), pair[0].lines.len())] {
                prop_assert!(less <= more);
            }
        }
    }

    #[test]
    fn what_was_disclosed_stays(record in record()) {
        for profile in Profile::ALL {
            let rules = rules(*profile);
            let (once, _) = disclose(&record, &rules, &areas(), &seed());
            let (twice, withheld) = disclose(&once, &rules, &areas(), &seed());
            prop_assert_eq!(&twice, &once, "{}", profile.code());
            prop_assert_eq!(withheld.total(), 0, "{}: {:?}", profile.code(), withheld);
        }
    }

    #[test]
    fn figures_and_their_dispute_are_never_changed(record in record()) {
        for profile in Profile::ALL {
            let (shown, _) = disclose(&record, &rules(*profile), &areas(), &seed());
            prop_assert_eq!(shown.status, record.status);
            prop_assert_eq!(&shown.breakdown, &record.breakdown);
            for toll in &shown.tolls {
                let same = record.tolls.iter().find(|other| other.outcome == toll.outcome).unwrap();
                prop_assert_eq!((toll.low, toll.high, toll.high_open, toll.contested, toll.grade),
                                (same.low, same.high, same.high_open, same.contested, same.grade));
            }
        }
    }
}
