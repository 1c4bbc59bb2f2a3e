//! Who is said to have done it, and which sources speak for them.

use std::collections::BTreeSet;

use bilan_model::{Incident, IncidentAccount, ResponsibilityClaim, Stance, Verdict};

use crate::{
    Basis,
    figure::Figure,
    source::Voice,
    words::{Words, contained, content},
};

/// The parties that claims of an incident name as having done it.
#[derive(Debug, Default)]
pub(crate) struct Attackers {
    /// Names, as claims have them; never the party of a denial alone.
    pub(crate) names: BTreeSet<String>,
    sides: BTreeSet<String>,
    words: Vec<Words>,
    admitting: Vec<Voice>,
}

/// What a party is called where nobody names it.
pub(crate) const NO_PARTY: &str = "unknown";

/// The responsibility claims of an incident that nobody rejected, each with its account.
pub(crate) fn blames<'a>(
    incident: &'a Incident,
    basis: &'a Basis<'_>,
) -> impl Iterator<Item = (&'a IncidentAccount, &'a ResponsibilityClaim)> {
    incident.accounts.iter().flat_map(move |entry| {
        let claims = entry.account.responsibility_claims.iter();
        claims
            .filter(|claim| basis.verdicts.get(&claim.id) != Some(&Verdict::Reject))
            .map(move |claim| (entry, claim))
    })
}

impl Attackers {
    pub(crate) fn of(incident: &Incident, basis: &Basis<'_>) -> Self {
        let mut found = Self::default();
        for (entry, claim) in blames(incident, basis).filter(|(_, claim)| claim.stance != Stance::Denies) {
            if claim.stance == Stance::Admits {
                found.admitting.push(Voice::of(entry, &claim.attributed_to));
            }
            if claim.party != NO_PARTY && found.names.insert(claim.party.clone()) {
                found.words.push(content(&claim.party));
                found.sides.extend(basis.glossary.parties.get(&claim.party).map(|facts| facts.side.clone()));
            }
        }
        found
    }

    /// Whether a figure is the word of someone who speaks for one of them.
    pub(crate) fn speak(&self, figure: &Figure<'_>, basis: &Basis<'_>) -> bool {
        let facts = basis.sources.facts(figure.entry, &figure.claim.attributed_to);
        if let Some(party) = facts.and_then(|facts| facts.party.as_ref()) {
            let side = basis.glossary.parties.get(party).map(|facts| &facts.side);
            return self.names.contains(party) || side.is_some_and(|side| self.sides.contains(side));
        }
        let side = basis.glossary.speaks_for.get(&figure.claim.attributed_to);
        side.is_some_and(|side| self.sides.contains(side) || self.names.contains(side))
            || self.words.iter().any(|words| contained(words, &figure.voice.words))
            || self.admit(figure)
    }

    /// Whether the source of a figure says that its own side did it.
    pub(crate) fn admit(&self, figure: &Figure<'_>) -> bool {
        self.admitting.iter().any(|voice| voice.same(&figure.voice))
    }
}
