//! How far it is established who did it: the second grading, by rule, apart from whether it happened.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{Attribution, Incident, Stance};

use crate::{
    Basis,
    attackers::{NO_PARTY, blames},
    source::Voice,
};

/// The attribution of an incident, first rule that holds: contested where an accused party denies it or where sources
/// accuse parties of different sides and no source accuses both; admitted; several independent accusers; one.
///
/// Silence is no admission: a party that says nothing of who did it has admitted nothing.
pub(crate) fn attribution(incident: &Incident, basis: &Basis<'_>) -> Attribution {
    let mut accusers: BTreeMap<&str, Vec<Voice>> = BTreeMap::new();
    let (mut admitted, mut denied): (BTreeSet<&str>, BTreeSet<&str>) = (BTreeSet::new(), BTreeSet::new());
    for (entry, claim) in blames(incident, basis).filter(|(_, claim)| claim.party != NO_PARTY) {
        let party = claim.party.as_str();
        match claim.stance {
            Stance::Accuses => {
                accusers.entry(party).or_default().push(Voice::of(entry, &claim.attributed_to));
            }
            Stance::Admits => {
                admitted.insert(party);
            }
            Stance::Denies => {
                denied.insert(party);
            }
        }
    }
    let named: BTreeSet<&str> = accusers.keys().copied().chain(admitted.iter().copied()).collect();
    if named.iter().any(|party| denied.contains(party) && !admitted.contains(party))
        || rivals(&accusers, basis)
    {
        return Attribution::Contested;
    }
    if !admitted.is_empty() {
        return Attribution::Admitted;
    }
    let voices: Vec<&Voice> = accusers.values().flatten().collect();
    match independent(&voices, basis) {
        0 => Attribution::Unknown,
        1 => Attribution::SingleSource,
        _ => Attribution::Several,
    }
}

impl Basis<'_> {
    /// How far it is established who did it, by rule.
    pub fn attribution(&self, incident: &Incident) -> Attribution {
        attribution(incident, self)
    }
}

/// Whether sources accuse parties of different sides and none accuses both of a pair: together they are allies.
fn rivals(accusers: &BTreeMap<&str, Vec<Voice>>, basis: &Basis<'_>) -> bool {
    let side = |party: &str| basis.glossary.parties.get(party).map(|facts| facts.side.as_str());
    let one_side = |one: &str, other: &str| side(one).is_some() && side(one) == side(other);
    let parties: Vec<(&str, &Vec<Voice>)> = accusers.iter().map(|(party, voices)| (*party, voices)).collect();
    parties.iter().enumerate().any(|(at, (one, by))| {
        parties[at + 1..].iter().any(|(other, by_others)| {
            !one_side(one, other) && !by.iter().any(|voice| by_others.iter().any(|known| known.same(voice)))
        })
    })
}

/// How many of the voices are independent of each other.
fn independent(voices: &[&Voice], basis: &Basis<'_>) -> usize {
    let mut kept: Vec<&Voice> = Vec::new();
    for voice in voices {
        if !kept.iter().any(|known| basis.sources.count_once(known, voice)) {
            kept.push(voice);
        }
    }
    kept.len()
}
