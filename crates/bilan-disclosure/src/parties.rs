//! Who is said to have done it, without individuals below the stated standard of proof.

use bilan_model::{Code as _, RecordParty, ReleaseRecord, Withheld};

use crate::item::Item;
use crate::rules::Rules;
use crate::voices::Voices;
use crate::words::leads_to_people;

/// The name of a party that nobody names.
const UNKNOWN: &str = "unknown";
/// The second side of one-sided violence, as UCDP writes it.
const CIVILIANS: &str = "Civilians";

/// Takes out individuals, says by whom the others are blamed, and gives the names that were taken out, each
/// with why.
pub(crate) fn parties(
    record: &mut ReleaseRecord,
    voices: &Voices<'_>,
    rules: &Rules,
    withheld: &mut Withheld,
) -> Vec<(String, Item)> {
    let proved = record.standard_of_proof.is_some_and(|standard| standard >= rules.proof);
    let mut hidden = Vec::new();
    let mut kept: Vec<RecordParty> = Vec::new();
    for party in &record.parties {
        if let Some(item) = refused(party, proved, rules) {
            withheld.count(item.code(), 1);
            hidden.push((party.name.clone(), item));
            continue;
        }
        let party = RecordParty { attributed_to: voices.attribution(&party.attributed_to), ..party.clone() };
        if !kept.contains(&party) {
            kept.push(party);
        }
    }
    record.parties = kept;
    if !rules.keeps(Item::IndividualPerpetrator) || !rules.keeps(Item::ContactData) {
        sides(record, &hidden, rules);
    }
    hidden
}

fn refused(party: &RecordParty, proved: bool, rules: &Rules) -> Option<Item> {
    let unnamed = party.name == UNKNOWN;
    let individual = !unnamed && !rules.lists.party_kinds.contains(&party.kind);
    if individual && !proved && !rules.keeps(Item::IndividualPerpetrator) {
        return Some(Item::IndividualPerpetrator);
    }
    if rules.keeps(Item::ContactData) { None } else { leads_to_people(&party.name, &rules.lists) }
}

/// Sides of UCDP codings are names of parties too: where individuals are withheld, only names that are shown stay.
fn sides(record: &mut ReleaseRecord, hidden: &[(String, Item)], rules: &Rules) {
    let shown: Vec<&str> = record.parties.iter().map(|party| party.name.as_str()).collect();
    let strict = !rules.keeps(Item::IndividualPerpetrator);
    let may_stay = |side: &str| {
        let listed = side.is_empty() || side == CIVILIANS || shown.contains(&side);
        listed || (!strict && !hidden.iter().any(|(name, _)| side.contains(name.as_str())))
    };
    for coding in record.tolls.iter_mut().flat_map(|toll| &mut toll.codings) {
        for side in [&mut coding.side_a, &mut coding.side_b] {
            if !may_stay(side) {
                side.clear();
            }
        }
    }
}
