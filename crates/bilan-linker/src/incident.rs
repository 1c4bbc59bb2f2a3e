//! Groups of accounts as incidents: place, date, order of accounts, id.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use bilan_model::{DateInterval, Incident, IncidentAccount, Place};

use crate::{
    batch::{Batch, Entry},
    identity,
    names::NameId,
};

/// An incident without what its accounts say: its name, place and days, and which accounts tell of it.
#[derive(Debug, Clone, PartialEq)]
pub struct IncidentOutline {
    /// Name inside the case: `amassine-2024-05-19`.
    pub id: String,
    /// Where.
    pub place: Place,
    /// When.
    pub date: Option<DateInterval>,
    /// Its accounts, as (place of the report in the input, place in its accounts), earliest report first.
    pub accounts: Vec<(usize, usize)>,
}

impl IncidentOutline {
    /// The incident with its accounts, which `entry` gives by their places in the input: (report, account).
    pub fn with(self, entry: impl Fn(usize, usize) -> IncidentAccount) -> Incident {
        Incident {
            accounts: self.accounts.iter().map(|(report, account)| entry(*report, *account)).collect(),
            id: self.id,
            place: self.place,
            date: self.date,
        }
    }
}

/// Each group as an incident, by date (unknown last), then by id.
pub(crate) fn outlines(batch: &Batch<'_>, groups: &[Vec<usize>]) -> Vec<IncidentOutline> {
    let mut all: Vec<(IncidentOutline, Vec<usize>)> =
        groups.iter().map(|group| outline(batch, group)).collect();
    name_apart(batch, &mut all);
    let mut all: Vec<IncidentOutline> = all.into_iter().map(|(incident, _)| incident).collect();
    all.sort_by(|one, other| {
        (one.date.is_none(), one.date, &one.id).cmp(&(other.date.is_none(), other.date, &other.id))
    });
    all
}

/// A second incident of one place and date gets `-2`: the one whose first account came later into the case.
fn name_apart(batch: &Batch<'_>, incidents: &mut [(IncidentOutline, Vec<usize>)]) {
    let came = |members: &[usize]| {
        let arrived = members.iter().map(|member| batch.entries[*member].telling.arrived);
        (arrived.min(), members.first().copied())
    };
    incidents.sort_by_key(|(_, members)| came(members));
    let taken: BTreeSet<String> = incidents.iter().map(|(incident, _)| incident.id.clone()).collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (incident, _) in incidents {
        let count = seen.entry(incident.id.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            let mut named = format!("{}-{count}", incident.id);
            while taken.contains(&named) {
                *count += 1;
                named = format!("{}-{count}", incident.id);
            }
            incident.id = named;
        }
    }
}

fn outline(batch: &Batch<'_>, group: &[usize]) -> (IncidentOutline, Vec<usize>) {
    let mut members: Vec<&Entry<'_>> = group.iter().map(|index| &batch.entries[*index]).collect();
    // Members ascend in the batch, so that accounts of one day stay in order of report and id.
    members.sort_by_key(|entry| (entry.telling.published.is_none(), entry.telling.published));
    let place = place(batch, &members);
    let date = date(&members);
    let accounts = members.iter().map(|entry| (entry.report, entry.account)).collect();
    (IncidentOutline { id: identity::base(&place, date), place, date, accounts }, group.to_vec())
}

/// The place of the most precise account: no area, the name that most accounts use, then the one with most areas
/// around it, then the earliest report. A country that it leaves open comes from the others, where they agree.
///
/// What is an area, the accounts of the incident tell, and no others: its name hangs on nothing else in the case.
fn place(batch: &Batch<'_>, members: &[&Entry<'_>]) -> Place {
    let words = |name: NameId| &batch.names.all[name].words;
    let uses =
        |entry: &Entry<'_>| members.iter().filter(|other| words(other.name) == words(entry.name)).count();
    let is_area = |entry: &Entry<'_>| {
        let around = |other: &&Entry<'_>| {
            words(other.name) != words(entry.name)
                && other.admin.iter().any(|area| words(*area) == words(entry.name))
        };
        members.iter().any(around)
    };
    let best = members.iter().enumerate().max_by_key(|(at, entry)| {
        let named = !batch.names.is_empty(entry.name);
        (named, named && !is_area(entry), uses(entry), entry.admin.len(), Reverse(*at))
    });
    let mut place = best.map(|(_, entry)| entry.told.place.clone()).unwrap_or_default();
    if place.country.is_empty() {
        let countries: BTreeSet<&str> =
            members.iter().map(|entry| entry.told.place.country.as_str()).filter(|c| !c.is_empty()).collect();
        if let (1, Some(country)) = (countries.len(), countries.first()) {
            (*country).clone_into(&mut place.country);
        }
    }
    place
}

/// The days that all dated accounts share; where they share none, the interval that covers them.
fn date(members: &[&Entry<'_>]) -> Option<DateInterval> {
    let dates = || members.iter().filter_map(|entry| entry.told.date);
    let shared = DateInterval::new(
        dates().map(DateInterval::earliest).max()?,
        dates().map(DateInterval::latest).min()?,
    );
    shared.ok().or_else(|| dates().reduce(DateInterval::cover))
}
