//! The dead by sex, age and status, as SDG indicator 16.1.2 lists them: rows that add up to the figure, the unknown in
//! rows of their own (metadata of indicator 16.1.2; Standards for Casualty Recording, disaggregation).

use std::collections::BTreeMap;

use bilan_model::{
    Age, Breakdown, ClaimRef, Incident, IncidentAccount, Outcome, Sex, Status, TollClaim, Victims,
};

use crate::{Basis, Traits};

/// What the indicator's list of statuses has, and the dispute, which it has no word for.
const CIVILIAN: &str = "Civilian";
const ARMED_FORCES: &str = "Member of armed forces";
const FIGHTER: &str = "Person directly participating in hostilities";
const UNKNOWN: &str = "Unknown";
const CONTESTED: &str = "Contested";

/// What one claim says of the persons that it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    sex: Sex,
    age: Age,
    status: &'static str,
}

impl Basis<'_> {
    /// The killed of an incident by sex, age, cause and status; empty where nothing binds the figure from below.
    ///
    /// The rows add up to the low end of the range, in persons. They come from one claim that holds this end and its
    /// sub-counts: breakdowns of different sources are never mixed. `cause` is the indicator's word for how.
    pub fn breakdown(&self, incident: &Incident, cause: &str) -> Vec<Breakdown> {
        let Some(low) = self.toll(incident, Outcome::Killed).low else { return Vec::new() };
        let contested = self.status(incident) == Status::Contested;
        let Some((entry, index)) = most_told(incident, &low.held_by) else { return Vec::new() };
        let mut rows: BTreeMap<Said, u64> = BTreeMap::new();
        let nothing = Said { sex: Sex::Unknown, age: Age::Unknown, status: UNKNOWN };
        self.part(entry, index, low.figure, nothing, &mut rows);
        let row = |(said, deaths): (Said, u64)| Breakdown {
            sex: said.sex,
            age: said.age,
            cause: cause.to_owned(),
            status: if contested && said.status != ARMED_FORCES { CONTESTED } else { said.status }.to_owned(),
            deaths,
        };
        let mut told: Vec<Breakdown> = Vec::new();
        for row in rows.into_iter().map(row) {
            let same = |known: &&mut Breakdown| {
                (known.sex, known.age, &known.status) == (row.sex, row.age, &row.status)
            };
            match told.iter_mut().find(same) {
                Some(known) => known.deaths += row.deaths,
                None => told.push(row),
            }
        }
        told
    }

    /// Parts `deaths` persons of a claim among its sub-counts; who is left stands under what the claim itself says.
    fn part(
        &self,
        entry: &IncidentAccount,
        index: usize,
        deaths: u64,
        above: Said,
        rows: &mut BTreeMap<Said, u64>,
    ) {
        let tolls = &entry.account.tolls;
        let Some(claim) = tolls.get(index) else { return };
        let said = self.said(claim, above);
        let parts = consistent(tolls, index, deaths, |part| self.said(part, said) != said);
        let told: u64 = parts.iter().map(|(_, count)| count).sum();
        for (part, count) in parts {
            self.part(entry, part, count, said, rows);
        }
        if deaths > told {
            *rows.entry(said).or_default() += deaths - told;
        }
    }

    /// What a claim says beyond what the claim that it is part of says.
    fn said(&self, claim: &TollClaim, above: Said) -> Said {
        let by_words =
            claim.victim_words.as_deref().map_or(Traits::UNKNOWN, |words| self.glossary.traits(words));
        let (sex, age) = match claim.victims {
            Victims::Children => (by_words.sex, Age::Child),
            Victims::Women => (Sex::Female, if by_words.age == Age::Child { Age::Child } else { Age::Adult }),
            Victims::Men => (Sex::Male, if by_words.age == Age::Child { Age::Child } else { Age::Adult }),
            Victims::Civilians
            | Victims::Combatants
            | Victims::SecurityForces
            | Victims::Mixed
            | Victims::Unspecified => (by_words.sex, by_words.age),
        };
        let status = match claim.victims {
            Victims::Civilians => CIVILIAN,
            Victims::Combatants => FIGHTER,
            Victims::SecurityForces => ARMED_FORCES,
            Victims::Children | Victims::Women | Victims::Men | Victims::Mixed | Victims::Unspecified => {
                above.status
            }
        };
        Said {
            sex: if sex == Sex::Unknown { above.sex } else { sex },
            age: if age == Age::Unknown { above.age } else { age },
            status,
        }
    }
}

/// The claim that tells most of those that hold an end: the one with most sub-counts, the first of several.
fn most_told<'a>(incident: &'a Incident, held_by: &[ClaimRef]) -> Option<(&'a IncidentAccount, usize)> {
    let told = held_by.iter().filter_map(|claim| {
        let entry = incident.accounts.get(claim.account)?;
        let parts = entry.account.tolls.iter().filter(|toll| toll.part_of == Some(claim.toll)).count();
        Some((entry, claim.toll, parts))
    });
    let most = told.rev().max_by_key(|(_, _, parts)| *parts);
    most.map(|(entry, toll, _)| (entry, toll))
}

/// The sub-counts of a claim that say something new and go into it together. Those that would count the same persons
/// by another feature ("six women", "seven civilians" of ten) are left out from the last one on.
fn consistent(
    tolls: &[TollClaim],
    whole: usize,
    deaths: u64,
    is_new: impl Fn(&TollClaim) -> bool,
) -> Vec<(usize, u64)> {
    let mut left = deaths;
    let mut parts = Vec::new();
    for (index, part) in tolls.iter().enumerate() {
        let of_it = part.part_of == Some(whole) && part.outcome == tolls[whole].outcome;
        let count = part.count.ends().low.filter(|count| of_it && *count <= left && is_new(part));
        if let Some(count) = count {
            left -= count;
            parts.push((index, count));
        }
    }
    parts
}
