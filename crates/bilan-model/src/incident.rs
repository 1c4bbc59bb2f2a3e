//! One event, many accounts.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Account, ClaimId, DateInterval, Place, ReportHeader, TollClaim};

/// An account with the report it stands in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IncidentAccount {
    /// The report.
    pub report: ReportHeader,
    /// What it tells; shared with whoever else holds it, since a case has many.
    pub account: Arc<Account>,
}

/// One event as several reports tell it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Name inside the case: `amassine-2024-05-19`.
    pub id: String,
    /// Where, by the account that is most precise.
    pub place: Place,
    /// When: the narrowest interval that the dated accounts support together, else what covers them.
    pub date: Option<DateInterval>,
    /// The accounts, in order of publication, then of report name. Never empty.
    pub accounts: Vec<IncidentAccount>,
}

/// Where a claim stands among the accounts of an incident.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClaimRef {
    /// Index of the account in [`Incident::accounts`].
    pub account: usize,
    /// Index of the toll in its account.
    pub toll: usize,
    /// The claim.
    pub claim: ClaimId,
}

impl Incident {
    /// Every toll claim with its reference, in order of account and toll.
    pub fn tolls(&self) -> impl Iterator<Item = (ClaimRef, &IncidentAccount, &TollClaim)> {
        self.accounts.iter().enumerate().flat_map(|(index, entry)| {
            entry.account.tolls.iter().enumerate().map(move |(toll, claim)| {
                (ClaimRef { account: index, toll, claim: claim.id.clone() }, entry, claim)
            })
        })
    }

    /// The toll claim that `reference` names, or `None` where it names none.
    pub fn toll(&self, reference: &ClaimRef) -> Option<&TollClaim> {
        self.accounts.get(reference.account)?.account.tolls.get(reference.toll)
    }
}
