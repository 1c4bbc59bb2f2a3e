//! Risk: known answers, the gate, and that a table of coarser records is the table of coarsened records.

use bilan_disclosure::{
    Coarseness, DateDetail, Language, PlaceDetail, Profiles, Risk, RiskTable, coarsen, gate, suggest,
};
use bilan_model::{Age, Breakdown, DateInterval, Outcome, Profile, ReleaseRecord, Sex};
use jiff::civil::date;
use proptest::prelude::*;

use crate::sample::{PROFILES, amassine, rules};

fn incident(day: i8, place: &str, rows: &[(Sex, Age, u64)]) -> ReleaseRecord {
    let mut record = amassine();
    record.date = Some(DateInterval::day(date(2024, 5, day)));
    record.place.place.name = place.to_owned();
    record.place.point = None;
    record.breakdown = rows
        .iter()
        .map(|(sex, age, deaths)| Breakdown {
            sex: *sex,
            age: *age,
            cause: "Unknown".to_owned(),
            status: "Civilian".to_owned(),
            deaths: *deaths,
        })
        .collect();
    record
}

fn risk(records: &[ReleaseRecord]) -> Risk {
    let mut table = RiskTable::new();
    for record in records {
        table.add(record);
    }
    table.risk()
}

#[test]
fn classes_are_counted_in_persons() {
    use Sex::{Female, Male};
    let records = [
        incident(1, "A", &[(Male, Age::Adult, 7), (Female, Age::Child, 1)]),
        incident(1, "A", &[(Male, Age::Adult, 1)]),
        incident(2, "A", &[(Male, Age::Adult, 2)]),
    ];
    // Classes of 8, 1 and 2: three classes, eleven persons.
    let risk = risk(&records);
    assert_eq!((risk.k, risk.unique, risk.classes, risk.persons), (1, 1, 3, 11));
    let by_hand = (8.0 * (1.0 / 8.0) + 1.0 + 2.0 * 0.5) / 11.0;
    assert!((risk.global - by_hand).abs() < 1e-12);
}

#[test]
fn other_outcomes_count_with_their_low_end() {
    let mut record = amassine();
    record.tolls[0].outcome = Outcome::Missing;
    record.breakdown.clear();
    let found = risk(&[record.clone()]);
    assert_eq!((found.persons, found.classes, found.k), (29, 0, 0), "their number marks none of them");
    record.tolls[0].low = None;
    assert_eq!(risk(&[record]).persons, 1);
}

#[test]
fn the_gate_says_what_to_coarsen() {
    let public = rules(Profile::Public);
    let records: Vec<ReleaseRecord> =
        (1..=28).map(|day| incident(day, "A", &[(Sex::Male, Age::Adult, 2)])).collect();
    let refusal = gate(&risk(&records), &public).unwrap_err();
    assert!(
        refusal
            .to_string()
            .starts_with("Not released: persons could be told apart. Risk of re-identification 50 %")
    );
    let suggestion = suggest(|| records.iter(), &public).unwrap();
    assert_eq!(suggestion.coarseness, Coarseness { date: DateDetail::Month, ..Coarseness::default() });
    assert_eq!(suggestion.risk.persons, 56);
    assert_eq!(
        suggestion.sentence(Language::En),
        "It could go out with months instead of days: risk 1.8 %, smallest group 56."
    );
    let coarser: Vec<ReleaseRecord> =
        records.iter().map(|record| coarsen(record, suggestion.coarseness).0).collect();
    assert_eq!(gate(&risk(&coarser), &public), Ok(()));
    assert!(gate(&risk(&records), &rules(Profile::Court)).is_ok());
    assert!(gate(&risk(&[]), &public).is_ok());
    let french = Profiles::read(PROFILES).unwrap().rules(Profile::Public, Language::Fr);
    assert!(gate(&risk(&records), &french).unwrap_err().sentence().starts_with("Non publié"));
    let alone = suggest(|| records[..1].iter(), &public).unwrap();
    assert!(alone.coarseness.without_traits, "without sex and age nobody is marked");
    assert!(refusal.answered(Some(&suggestion)).ends_with("smallest group 56."));
}

#[test]
fn a_coarser_record_keeps_its_figures_and_its_dispute() {
    let record = amassine();
    let coarsest = Coarseness {
        date: DateDetail::Year,
        place: PlaceDetail::Country,
        without_traits: true,
        without_parties: true,
    };
    let (made, withheld) = coarsen(&record, coarsest);
    assert_eq!(made.status, record.status);
    assert_eq!(made.tolls[0].low, record.tolls[0].low);
    assert_eq!(made.breakdown[0].status, "Contested");
    assert_eq!(made.breakdown.iter().map(|row| row.deaths).sum::<u64>(), 29);
    assert_eq!(withheld.total(), 4);
    let text = serde_json::to_string(&made).unwrap();
    assert!(
        !text.contains("Kidal") && !text.contains("2024-05-21") && !text.contains("Armed Forces"),
        "{text}"
    );
    assert_eq!(coarsen(&made, coarsest).0, made);
}

fn some_incident() -> impl Strategy<Value = ReleaseRecord> {
    let row = (
        prop::sample::select(&[Sex::Male, Sex::Female][..]),
        prop::sample::select(&[Age::Adult, Age::Child][..]),
        0..4_u64,
    );
    (1..4_i8, prop::sample::select(&["A", "B"][..]), prop::collection::vec(row, 0..4))
        .prop_map(|(day, place, rows)| incident(day, place, &rows))
}

proptest! {
    #[test]
    fn risk_is_that_of_a_plain_count(records in prop::collection::vec(some_incident(), 0..12)) {
        let (mut classes, mut unmarked) = (std::collections::BTreeMap::new(), 0_u64);
        for record in &records {
            let mut any = false;
            for row in record.breakdown.iter().filter(|row| row.deaths > 0) {
                any = true;
                let key = (record.date, record.place.place.name.clone(), row.sex, row.age, row.status.clone());
                *classes.entry(key).or_insert(0) += row.deaths;
            }
            if !any {
                unmarked += 29;
            }
        }
        let found = risk(&records);
        let persons: u64 = classes.values().sum::<u64>() + unmarked;
        let each = classes.values().flat_map(|size| (0..*size).map(move |_| 1.0 / f64::from(u32::try_from(*size).unwrap())));
        let mean = if persons == 0 { 0.0 } else { each.sum::<f64>() / f64::from(u32::try_from(persons).unwrap()) };
        prop_assert!((found.global - mean).abs() < 1e-9);
        prop_assert_eq!(found.k, classes.values().min().copied().unwrap_or(0));
        prop_assert_eq!(found.persons, persons);
        prop_assert_eq!(found.unique, u64::try_from(classes.values().filter(|size| **size == 1).count()).unwrap());
    }

    #[test]
    fn coarser_is_never_riskier(records in prop::collection::vec(some_incident(), 0..12)) {
        let fine = risk(&records);
        for date in [DateDetail::AsPublished, DateDetail::Month, DateDetail::Year] {
            for place in [PlaceDetail::AsPublished, PlaceDetail::Area, PlaceDetail::Country] {
                let coarseness = Coarseness { date, place, without_traits: date == DateDetail::Year, without_parties: false };
                let mut table = RiskTable::at(coarseness);
                for record in &records {
                    table.add(record);
                }
                let coarse = table.risk();
                prop_assert!(coarse.global <= fine.global && (coarse.k >= fine.k || coarse.classes == 0));
                prop_assert_eq!(coarse.persons, fine.persons);
                let made: Vec<ReleaseRecord> = records.iter().map(|record| coarsen(record, coarseness).0).collect();
                prop_assert_eq!(coarse, risk(&made));
            }
        }
    }
}
