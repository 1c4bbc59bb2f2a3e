//! The story that must always work, from the gold record of the article.

mod common;

use std::collections::BTreeMap;

use bilan_model::{Grade, High, Status};
use bilan_tally::{Called, Language, SourceLabel, Standing, status, statuses_said};
use common::{by_source, gold, gold_docs, grade, incident, killed, line, sources};

#[test]
fn amassine() {
    let Some(accounts) = gold("seed-amassine") else { return };
    let tolls: usize = accounts.iter().map(|(_, entry)| entry.account.tolls.len()).sum();
    assert_eq!((accounts.len(), tolls), (4, 7));
    let incidents: Vec<_> = accounts.into_iter().map(|(_, entry)| incident(vec![entry])).collect();
    let none = BTreeMap::new();
    let grades: Vec<Grade> = incidents.iter().map(|told| grade(told, &none).0).collect();
    assert_eq!(grades, [Grade::Several, Grade::SingleSource, Grade::SingleSource, Grade::Unconfirmed]);

    let told = &incidents[0];
    let toll = killed(told);
    let (low, high) = (toll.low.clone().unwrap(), toll.high.clone().unwrap());
    assert_eq!((low.figure, high.figure, toll.claims), (29, High::Open { beyond: 30 }, 4));
    assert_eq!(sources(told, &low.held_by), ["Une source sécuritaire malienne"]);
    assert_eq!(sources(told, &high.held_by), ["sources locales et indépendantes proches de la rébellion"]);
    assert_eq!(toll.parts.len(), 1);
    let statuses: Vec<Status> = incidents.iter().map(|told| status(told, &none)).collect();
    assert_eq!(statuses, [Status::Contested, Status::Unknown, Status::Civilian, Status::Civilian]);
    let combatants =
        statuses_said(told, &none).into_iter().filter(|said| said.calls.contains(&Called::Combatants));
    assert_eq!(combatants.map(|said| said.source).collect::<Vec<_>>(), ["Une source sécuritaire malienne"]);

    let names = |words: &str| {
        let (text, plural) = match words {
            "Une source sécuritaire malienne" => ("a Malian security source", false),
            _ => ("local sources", true),
        };
        Some(SourceLabel { text: text.into(), plural })
    };
    assert_eq!(
        line(&toll, told, &names, Language::En),
        "killed: 29 to more than 30; low end a Malian security source (says combatants), high end local sources \
         (say civilians, conditional); status CONTESTED; 0 of 4 claims reviewed"
    );
}

/// Without the flag that records carry, what sources say finds most disputes. It errs to the side of contested:
/// where an army tells of its enemies' dead and villagers of their own, a person has to see that nobody disagrees.
#[test]
fn contested_agrees_with_the_gold_flag() {
    let (mut agree, mut all, mut missed, mut false_alarms) = (0, 0, vec![], vec![]);
    for doc in gold_docs() {
        for (cluster, mut entry) in gold(&doc).unwrap() {
            let flagged = entry.account.tolls.iter().any(|toll| toll.status_contested);
            std::sync::Arc::make_mut(&mut entry.account)
                .tolls
                .iter_mut()
                .for_each(|toll| toll.status_contested = false);
            let found = status(&incident(vec![entry]), &BTreeMap::new()) == Status::Contested;
            all += 1;
            agree += usize::from(found == flagged);
            match (flagged, found) {
                (true, false) => missed.push(cluster),
                (false, true) => false_alarms.push(cluster),
                (true, true) | (false, false) => {}
            }
        }
    }
    println!("contested: {agree} of {all} agree; missed {missed:?}; false alarms {false_alarms:?}");
    assert!(agree * 100 >= all * 90);
}

/// How many claims of the gold records stand where, printed for the eye; each has one place.
#[test]
fn every_gold_claim_stands_somewhere() {
    for doc in gold_docs() {
        for (cluster, entry) in gold(&doc).unwrap() {
            let told = incident(vec![entry]);
            for row in by_source(&told, false, &BTreeMap::new()) {
                if let Standing::Superseded { by } = &row.standing {
                    let by = told.toll(by).unwrap();
                    println!("{doc} {cluster}: {:?} replaced by {:?}", row.quote, by.quote);
                }
            }
        }
    }
}
