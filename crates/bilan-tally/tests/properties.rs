//! What holds of every incident.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{Count, High, Incident, Outcome, Relation, Toll, TollClaim, Victims};
use bilan_tally::{Standing, status};
use common::{Claim, by_source, grade, incident, killed, report, says};
use proptest::prelude::*;

fn counts() -> impl Strategy<Value = Count> {
    let value = 1u64..60;
    prop_oneof![
        value.clone().prop_map(Count::exactly),
        value.clone().prop_map(Count::about),
        value.clone().prop_map(Count::at_least),
        value.clone().prop_map(Count::more_than),
        value.clone().prop_map(Count::at_most),
        (value, 1u64..20)
            .prop_map(|(low, more)| Count::between(low, low + more).expect("a range that rises")),
        Just(Count::tens()),
        Just(Count::hundreds()),
        Just(Count::several()),
        Just(Count::none()),
    ]
}

fn claims() -> impl Strategy<Value = Claim> {
    let sources = prop::sample::select(vec!["author", "the mayor", "the army", "residents", "mayor of Tera"]);
    let victims = prop::sample::select(vec![Victims::Unspecified, Victims::Civilians, Victims::Combatants]);
    (sources, counts(), victims, any::<bool>(), prop::option::of(0usize..3)).prop_map(
        |(source, count, victims, hedged, part_of)| {
            let claim = says(source, count).of(victims);
            let claim = if hedged { claim.hedged() } else { claim };
            match part_of {
                Some(0) => claim.part_of(0),
                _ => claim,
            }
        },
    )
}

fn incidents() -> impl Strategy<Value = Incident> {
    let reports = (prop::collection::vec(claims(), 0..4), 0usize..3, prop::option::of(1u32..9));
    prop::collection::vec(reports, 1..5).prop_map(|reports| {
        let accounts = reports.into_iter().enumerate().map(|(index, (mut claims, publisher, day))| {
            if let Some(first) = claims.first_mut() {
                first.part_of = None;
            }
            let day = day.map_or(String::new(), |day| format!("/2024-05-{day:02}"));
            report(&format!("r{index}/{}{day}", ["Radio", "Fleuve", "Agency"][publisher]), &claims)
        });
        incident(accounts.collect())
    })
}

/// Each end as its figure and whether it is "about".
type EndFigures = (Option<(u64, bool)>, Option<(High, bool)>);

/// The range without the references.
fn ends(toll: &Toll) -> EndFigures {
    (
        toll.low.as_ref().map(|end| (end.figure, end.about)),
        toll.high.as_ref().map(|end| (end.figure, end.about)),
    )
}

fn reaches(high: High, figure: u64) -> bool {
    match high {
        High::Closed(high) => figure <= high,
        High::Open { .. } => true,
    }
}

fn is_open(high: High) -> bool {
    matches!(high, High::Open { .. })
}

/// The claims that an end names, whatever the order of accounts.
fn names(incident: &Incident, references: &[bilan_model::ClaimRef]) -> BTreeSet<String> {
    references
        .iter()
        .map(|reference| {
            incident.toll(reference).expect("an end names claims of the incident").id.as_str().to_owned()
        })
        .collect()
}

fn is_number(claim: &TollClaim) -> bool {
    ![Relation::Tens, Relation::Hundreds, Relation::Several].contains(&claim.count.relation())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_range_holds_every_source(told in incidents()) {
        let toll = killed(&told);
        let rows = by_source(&told, false, &BTreeMap::new());
        let standing: Vec<_> = rows.iter().filter(|row| row.standing == Standing::InRange).collect();
        // Words beside a number count among what a source says.
        let counts = |row: &&bilan_tally::Row| matches!(row.standing, Standing::InRange | Standing::Beside);
        let whole: Vec<_> = rows.iter().filter(counts).collect();
        for row in &standing {
            let high = toll.high.as_ref().unwrap().figure;
            let claim = told.toll(&row.claim).unwrap();
            match claim.count.ends().high {
                High::Closed(most) => prop_assert!(reaches(high, most) || !is_number(claim)),
                High::Open { .. } => prop_assert!(is_open(high) || !is_number(claim)),
            }
            // Brute force for the low end: never above a source's largest figure, where that is a plain number.
            let of_source = whole.iter().filter(|other| other.doc == row.doc && other.source == row.source);
            let figures = of_source.filter_map(|other| {
                let claim = told.toll(&other.claim).expect("a row has its claim");
                Some((other.count.ends().low?, is_number(claim) && !other.hedged))
            });
            if let (Some((own, true)), Some(low)) = (figures.max(), &toll.low) {
                prop_assert!(low.figure <= own);
            }
        }
    }

    #[test]
    fn ends_are_in_order_and_held_by_standing_claims(told in incidents()) {
        let toll = killed(&told);
        let rows = by_source(&told, false, &BTreeMap::new());
        if let (Some(low), Some(high)) = (&toll.low, &toll.high) {
            prop_assert!(reaches(high.figure, low.figure));
        }
        prop_assert!(toll.low.is_none() || toll.high.is_some());
        for end in toll.low.iter().map(|end| &end.held_by).chain(toll.high.iter().map(|end| &end.held_by)) {
            prop_assert!(!end.is_empty());
            let wholes = rows.iter().any(|row| row.standing == Standing::InRange);
            for reference in end {
                let row = rows.iter().find(|row| row.claim == *reference).unwrap();
                prop_assert!(row.standing == Standing::InRange || (!wholes && row.standing == Standing::Part));
            }
        }
        prop_assert_eq!(rows.len(), toll.claims);
    }

    #[test]
    fn the_order_of_accounts_changes_references_only(told in incidents(), by in 0usize..5) {
        let mut turned = told.clone();
        let by = by % turned.accounts.len();
        turned.accounts.rotate_left(by);
        if by % 2 == 1 {
            turned.accounts.reverse();
        }
        let (one, other) = (killed(&told), killed(&turned));
        prop_assert_eq!(ends(&one), ends(&other));
        for pick in [|toll: &Toll| toll.superseded.clone(), |toll: &Toll| {
            toll.low.as_ref().map(|end| end.held_by.clone()).unwrap_or_default()
        }, |toll: &Toll| toll.high.as_ref().map(|end| end.held_by.clone()).unwrap_or_default()] {
            prop_assert_eq!(names(&told, &pick(&one)), names(&turned, &pick(&other)));
        }
        let none = BTreeMap::new();
        prop_assert_eq!(status(&told, &none), status(&turned, &none));
        prop_assert_eq!(grade(&told, &none).0, grade(&turned, &none).0);
    }

    #[test]
    fn a_denial_or_a_part_never_moves_an_end(told in incidents(), count in counts(), at in 0usize..5) {
        let before = ends(&killed(&told));
        let mut denied = told.clone();
        denied.accounts.push(report("late", &[says("the army", Count::none())]));
        prop_assert_eq!(&ends(&killed(&denied)), &before);
        let index = at % told.accounts.len();
        let mut parted = told.clone();
        let tolls = &mut std::sync::Arc::make_mut(&mut parted.accounts[index].account).tolls;
        let standing = killed(&told).high.is_some() && told.tolls().any(|(_, _, claim)| claim.part_of.is_none());
        if let (true, Some(mut part)) = (standing, tolls.first().cloned()) {
            part.part_of = Some(0);
            part.count = count;
            let whole = tolls.iter().any(|c| c.part_of.is_none() && c.count.ends().high != High::Closed(0));
            tolls.push(part);
            if whole {
                prop_assert_eq!(&ends(&killed(&parted)), &before);
            }
        }
    }

    #[test]
    fn a_toll_survives_its_record(told in incidents()) {
        let toll = killed(&told);
        let text = serde_json::to_string(&toll).unwrap();
        prop_assert_eq!(serde_json::from_str::<Toll>(&text).unwrap(), toll);
        let rows = by_source(&told, false, &BTreeMap::new());
        let text = serde_json::to_string(&rows).unwrap();
        prop_assert_eq!(serde_json::from_str::<Vec<bilan_tally::Row>>(&text).unwrap(), rows);
    }

    #[test]
    fn other_outcomes_do_not_touch_the_dead(told in incidents()) {
        let mut more = told.clone();
        more.accounts.push(report("late", &[says("a nurse", Count::exactly(99)).outcome(Outcome::Injured)]));
        prop_assert_eq!(ends(&killed(&told)), ends(&killed(&more)));
    }
}
