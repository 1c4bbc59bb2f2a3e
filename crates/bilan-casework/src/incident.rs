//! `incident merge|split|relate`: what a person says of which accounts are one event.

use bilan_ledger::{Act, Subject};
use bilan_model::Incident;
use serde::Serialize;

use crate::case::Case;
use crate::decide::{Entered, enter};
use crate::decisions::{AccountAnchor, Connection, Decision, Merged, Related, SplitApart};
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::judge::anchor;
use crate::message;
use crate::show::{pick, pick_report};
use crate::state::State;

/// Which incidents there are once a decision is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Regrouped {
    /// Its entry; `None` where nothing was written.
    #[serde(flatten)]
    pub entered: Entered,
    /// The incidents that the accounts concerned tell of now.
    pub incidents: Vec<String>,
}

/// Says that incidents are one event.
///
/// # Errors
/// When one is not found, fewer than two are given, or no reason is.
pub fn merge(
    case: &mut Case,
    state: &State,
    ids: &[String],
    why: &str,
    env: &mut Env,
) -> Result<Regrouped, Error> {
    let mut found: Vec<&Incident> = Vec::new();
    for id in ids {
        let incident = one(state, id)?;
        if !found.iter().any(|known| known.id == incident.id) {
            found.push(incident);
        }
    }
    if found.len() < 2 {
        return Err(Error::new(ErrorKind::Usage, "merging needs two different incidents")
            .safe("Nothing was written.")
            .next("Give the ids of two or more: `bilan list CASE incidents` shows them."));
    }
    let accounts: Vec<AccountAnchor> = found.iter().flat_map(|incident| anchors(incident)).collect();
    let merged = Merged {
        incidents: found.iter().map(|incident| incident.id.clone()).collect(),
        accounts: accounts.clone(),
    };
    let subject = Subject::from(case.ledger().case_id());
    let entered = enter(case, env, Act::IncidentMerge, subject, Decision::Merge(merged), why, Vec::new())?;
    regrouped(case, state, entered, &accounts)
}

/// Says that the accounts of some reports tell of another event than the rest of an incident.
///
/// # Errors
/// When the incident or an account is not found, nothing or everything would go, or no reason is given.
pub fn split(
    case: &mut Case,
    state: &State,
    id: &str,
    reports: &[String],
    why: &str,
    env: &mut Env,
) -> Result<Regrouped, Error> {
    let incident = one(state, id)?;
    let mut apart = Vec::new();
    for name in reports {
        let (report, account) = name.split_once('/').map_or((name.as_str(), None), |(r, a)| (r, Some(a)));
        let report = &state.reports[pick_report(state, report)?].id;
        let found = incident.accounts.iter().filter(|entry| {
            entry.report.doc == *report && account.is_none_or(|account| account == entry.account.id)
        });
        let before = apart.len();
        apart.extend(found.map(|entry| anchor(&entry.report.doc, &entry.account)));
        if apart.len() == before {
            return Err(Error::new(
                ErrorKind::Usage,
                message!("the incident has no account of \"{name}\"", name = name),
            )
            .safe("Nothing was written.")
            .next(message!("`bilan show CASE incident {id}` shows its accounts.", id = incident.id)));
        }
    }
    let goes = |entry: &AccountAnchor| {
        apart.iter().any(|gone| gone.report == entry.report && gone.account == entry.account)
    };
    let from: Vec<AccountAnchor> = anchors(incident).into_iter().filter(|entry| !goes(entry)).collect();
    if from.is_empty() {
        return Err(Error::new(
            ErrorKind::Usage,
            "every account of the incident would go: nothing would be split",
        )
        .safe("Nothing was written.")
        .next("Leave out the reports that stay with the incident."));
    }
    let all: Vec<AccountAnchor> = apart.iter().chain(&from).cloned().collect();
    let decided = Decision::Split(SplitApart { incident: incident.id.clone(), apart, from });
    let subject = Subject::from(case.ledger().case_id());
    let entered = enter(case, env, Act::IncidentSplit, subject, decided, why, Vec::new())?;
    regrouped(case, state, entered, &all)
}

/// Says how an incident has to do with another.
///
/// # Errors
/// When one is not found, both are the same, or no reason is given.
pub fn relate(
    case: &mut Case,
    state: &State,
    ids: [&str; 2],
    how: Connection,
    why: &str,
    env: &mut Env,
) -> Result<Regrouped, Error> {
    let [one, other] = [one(state, ids[0])?, one(state, ids[1])?];
    if one.id == other.id {
        return Err(Error::new(ErrorKind::Usage, "these are the same incident")
            .safe("Nothing was written.")
            .next("Give the ids of two: `bilan list CASE incidents` shows them."));
    }
    let incidents = vec![one.id.clone(), other.id.clone()];
    let decided = Decision::Relate(Related { one: anchors(one), other: anchors(other), how });
    let subject = Subject::from(case.ledger().case_id());
    let entered = enter(case, env, Act::IncidentRelate, subject, decided, why, Vec::new())?;
    Ok(Regrouped { entered, incidents })
}

/// The incident of an id, or of its first letters.
pub(crate) fn one<'a>(state: &'a State, id: &str) -> Result<&'a Incident, Error> {
    let incidents = &state.picture().incidents;
    Ok(&incidents[pick(incidents.iter().map(|incident| incident.id.as_str()), id, "incident")?])
}

/// The accounts of an incident, so that they are found again.
pub(crate) fn anchors(incident: &Incident) -> Vec<AccountAnchor> {
    incident.accounts.iter().map(|entry| anchor(&entry.report.doc, &entry.account)).collect()
}

/// The incidents that the accounts tell of now.
fn regrouped(
    case: &Case,
    state: &State,
    entered: Entered,
    accounts: &[AccountAnchor],
) -> Result<Regrouped, Error> {
    let state = state.clone().caught_up(case)?;
    let concerned = |incident: &&Incident| {
        incident.accounts.iter().any(|entry| {
            accounts.iter().any(|known| known.report == entry.report.doc && known.account == entry.account.id)
        })
    };
    let incidents = state.picture().incidents.iter().filter(concerned).map(|incident| incident.id.clone());
    Ok(Regrouped { entered, incidents: incidents.collect() })
}
