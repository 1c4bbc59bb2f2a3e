//! What the victims were, by whom, and whether sources dispute it.

use std::collections::BTreeSet;

use bilan_model::{ClaimId, Incident, Outcome, Status, StatusWord, Verdict, Victims};
use serde::{Deserialize, Serialize};

use crate::{Basis, Verdicts, figure::is_denial, source::Voice};

/// A status that a source can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Called {
    /// Civilians.
    Civilians,
    /// Members of an armed group.
    Combatants,
    /// Army, police, official auxiliaries.
    SecurityForces,
}

/// What one source of one report calls the victims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusSaid {
    /// Index of the account in the incident.
    pub account: usize,
    /// Who says so, in the words of the report, or `author`.
    pub source: String,
    /// What it calls them: several where it tells of several kinds of victims.
    pub calls: BTreeSet<Called>,
    /// Every time with the conditional or a word of doubt.
    pub hedged: bool,
}

impl Basis<'_> {
    /// What the dead were, as [`status()`] has it.
    pub fn status(&self, incident: &Incident) -> Status {
        status(incident, self.verdicts)
    }

    /// Who calls the dead what, as [`statuses_said`] has it.
    pub fn statuses_said(&self, incident: &Incident) -> Vec<StatusSaid> {
        statuses_said(incident, self.verdicts)
    }
}

/// What the dead were, over all accounts.
///
/// Contested as soon as some source calls them civilians and another source combatants, in whichever reports, or
/// a report was read as holding that dispute.
pub fn status(incident: &Incident, verdicts: &Verdicts) -> Status {
    status_of(incident, Outcome::Killed, verdicts)
}

/// Who calls the dead what, one entry a source and account, in order of accounts.
pub fn statuses_said(incident: &Incident, verdicts: &Verdicts) -> Vec<StatusSaid> {
    said(incident, Outcome::Killed, verdicts).into_iter().map(|(_, said)| said).collect()
}

/// [`status`] for the victims of any outcome.
pub(crate) fn status_of(incident: &Incident, outcome: Outcome, verdicts: &Verdicts) -> Status {
    let said = said(incident, outcome, verdicts);
    let read_as_contested = incident.tolls().any(|(_, _, claim)| {
        claim.outcome == outcome && claim.status_contested && !rejected(verdicts, &claim.id)
    });
    let contested = said.iter().any(|(one, first)| {
        first.calls.contains(&Called::Civilians)
            && said
                .iter()
                .any(|(other, second)| second.calls.contains(&Called::Combatants) && !one.same(other))
    });
    if read_as_contested || contested {
        return Status::Contested;
    }
    let called: BTreeSet<Called> = said.iter().flat_map(|(_, said)| said.calls.iter().copied()).collect();
    match (called.first(), called.len()) {
        (None, _) => Status::Unknown,
        (Some(Called::Civilians), 1) => Status::Civilian,
        (Some(Called::Combatants), 1) => Status::Combatant,
        (Some(Called::SecurityForces), 1) => Status::SecurityForces,
        (Some(_), _) => Status::Several,
    }
}

fn said(incident: &Incident, outcome: Outcome, verdicts: &Verdicts) -> Vec<(Voice, StatusSaid)> {
    // A status claim does not say of whom: it goes to the dead, and to others only where nobody is said to be dead.
    let dead = incident.tolls().any(|(_, _, claim)| claim.outcome == Outcome::Killed && !is_denial(claim));
    let mut all: Vec<(Voice, StatusSaid)> = Vec::new();
    for (account, entry) in incident.accounts.iter().enumerate() {
        let tolls =
            entry.account.tolls.iter().filter(|claim| {
                claim.outcome == outcome && !is_denial(claim) && !rejected(verdicts, &claim.id)
            });
        let claims = entry
            .account
            .status_claims
            .iter()
            .filter(|claim| (outcome == Outcome::Killed || !dead) && !rejected(verdicts, &claim.id));
        let calls = tolls
            .map(|claim| (&claim.attributed_to, of_victims(claim.victims), claim.hedged))
            .chain(claims.map(|claim| (&claim.attributed_to, of_word(claim.status), claim.hedged)));
        for (source, called, hedged) in calls.filter(|(_, called, _)| !called.is_empty()) {
            let voice = Voice::of(entry, source);
            let at = all.iter().position(|(known, said)| said.account == account && known.same(&voice));
            let at = at.unwrap_or_else(|| {
                all.push((voice, nothing_said(account, source)));
                all.len() - 1
            });
            all[at].1.calls.extend(called);
            all[at].1.hedged &= hedged;
        }
    }
    all
}

fn rejected(verdicts: &Verdicts, claim: &ClaimId) -> bool {
    verdicts.get(claim) == Some(&Verdict::Reject)
}

fn nothing_said(account: usize, source: &str) -> StatusSaid {
    StatusSaid { account, source: source.to_owned(), calls: BTreeSet::new(), hedged: true }
}

fn of_victims(victims: Victims) -> BTreeSet<Called> {
    match victims {
        Victims::Civilians => BTreeSet::from([Called::Civilians]),
        Victims::Combatants => BTreeSet::from([Called::Combatants]),
        Victims::SecurityForces => BTreeSet::from([Called::SecurityForces]),
        // "Mixed" may join any categories, women and children too: it says no status.
        Victims::Children | Victims::Women | Victims::Men | Victims::Mixed | Victims::Unspecified => {
            BTreeSet::new()
        }
    }
}

fn of_word(word: StatusWord) -> BTreeSet<Called> {
    match word {
        StatusWord::Civilians => BTreeSet::from([Called::Civilians]),
        StatusWord::Combatants => BTreeSet::from([Called::Combatants]),
        StatusWord::Mixed => BTreeSet::from([Called::Civilians, Called::Combatants]),
        // Armed or unarmed qualify a status and are none: an armed man may be a civilian.
        StatusWord::Unarmed | StatusWord::Armed | StatusWord::Other => BTreeSet::new(),
    }
}
