//! Queues: filters under a name with what waits in each, those that bilan brings along and those that members keep.

use std::collections::BTreeSet;

use bilan_casework::second_reading::agreement;
use bilan_casework::state::Item;
use bilan_casework::{Error, ErrorKind};
use bilan_store::{ClaimFilter, Judged};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::review::{Filter, Next};
use crate::guard::register::{RegisterError, SavedQueue as Kept};
use crate::lists::claim_filter;
use crate::orphans::{self, ORPHANED};
use crate::words::Words;
use crate::workplace::Workplace;

/// A queue.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Queue {
    /// Its id.
    pub id: String,
    /// Its name in the reader's language.
    pub name: String,
    /// It comes with bilan.
    pub builtin: bool,
    /// What is in it.
    pub filter: Filter,
    /// How many claims wait.
    pub count: u64,
    /// After how many days a claim in it is due.
    pub due_days: Option<u32>,
    /// When the report of the claim came in that waits longest.
    pub oldest: Option<String>,
    /// Who keeps it.
    pub by: Option<String>,
}

/// A queue to be kept.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewQueue {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub filter: Filter,
    /// After how many days a claim in it is due.
    pub due_days: Option<u32>,
}

/// A name's letters at most.
const NAME: usize = 80;
/// Queues kept at most.
const QUEUES: usize = 100;

/// The queues that come with bilan.
fn builtin() -> Vec<(&'static str, Filter)> {
    let open = || Filter { state: Some("open".to_owned()), ..Filter::default() };
    vec![
        ("contested", Filter { contested: Some(true), ..open() }),
        ("open", open()),
        ("tolls", Filter { kind: Some("toll".to_owned()), ..open() }),
        ("unsure", Filter { confidence_below: Some(0.6), ..open() }),
    ]
}

/// The queue of claims that another member judged, for a second reading that does not see how.
pub const SECOND: &str = "second";
/// The queue of claims that two members read otherwise, for a ruling.
pub const DISAGREE: &str = "disagree";

fn orphaned() -> Filter {
    Filter { state: Some(ORPHANED.to_owned()), ..Filter::default() }
}

/// All queues with what waits in each for a member.
///
/// # Errors
/// When the case cannot be read.
pub fn all(place: &Workplace, words: Words<'_>, member: &str) -> Result<Vec<Queue>, Error> {
    let mut all = Vec::new();
    for (id, filter) in builtin() {
        let (count, oldest) = waiting(place, &filter)?;
        let name = words.say(&format!("queue_{id}"), &[]);
        let (id, builtin) = (id.to_owned(), true);
        all.push(Queue { id, name, builtin, filter, count, due_days: None, oldest, by: None });
    }
    for id in [SECOND, DISAGREE] {
        let count = of_readings(place, id, member)?.len() as u64;
        let name = words.say(&format!("queue_{id}"), &[]);
        let (id, filter) = (id.to_owned(), Filter::default());
        all.push(Queue { id, name, builtin: true, filter, count, due_days: None, oldest: None, by: None });
    }
    all.push(Queue {
        id: ORPHANED.to_owned(),
        name: words.say("queue_orphaned", &[]),
        builtin: true,
        filter: orphaned(),
        count: orphans::count(place)?,
        due_days: None,
        oldest: None,
        by: None,
    });
    for kept in read(place)? {
        all.push(shown(place, kept)?);
    }
    Ok(all)
}

fn shown(place: &Workplace, kept: Kept) -> Result<Queue, Error> {
    let filter = filter_of(&kept);
    let (count, oldest) = waiting(place, &filter)?;
    let Kept { id, name, due_days, by, .. } = kept;
    Ok(Queue { id, name, builtin: false, filter, count, due_days, oldest, by: Some(by) })
}

/// The next claim of a queue with how many wait.
///
/// # Errors
/// When there is no such queue.
pub fn next(place: &Workplace, asked: &Next, member: &str) -> Result<Option<(String, u64)>, Error> {
    let wanted = asked.queue.as_deref().unwrap_or("open");
    if [SECOND, DISAGREE].contains(&wanted) {
        let waiting = of_readings(place, wanted, member)?;
        let after = asked.after.as_ref().and_then(|after| waiting.iter().position(|id| id == after));
        let skipped: Vec<&str> = asked.skipped.as_deref().unwrap_or_default().split(',').collect();
        let fresh = |id: &&String| !skipped.contains(&id.as_str());
        let later = waiting.iter().skip(after.map_or(0, |at| at + 1)).find(fresh);
        let chosen = later.or_else(|| waiting.iter().find(fresh)).or_else(|| waiting.first());
        return Ok(chosen.map(|id| (id.clone(), waiting.len() as u64)));
    }
    let mut known = builtin().into_iter().chain([(ORPHANED, orphaned())]);
    let known = known.find(|(id, _)| *id == wanted).map(|(_, filter)| filter);
    let filter = match known {
        Some(filter) => filter,
        None => {
            read(place)?.into_iter().find(|kept| kept.id == wanted).map(|kept| filter_of(&kept)).ok_or_else(
                || Error::new(ErrorKind::Missing, "there is no such queue").next("Choose one of the list."),
            )?
        }
    };
    // These have no claim to be decided on: they are listed.
    if orphans::asked(&filter) {
        return Ok(None);
    }
    let skipped: Vec<&str> = asked.skipped.as_deref().unwrap_or_default().split(',').collect();
    next_open(place, &filter, asked.after.as_deref(), &skipped)
}

/// Keeps a queue.
///
/// # Errors
/// When it has no name, there are too many, or it cannot be written.
pub fn keep(place: &Workplace, request: &NewQueue, by: &str) -> Result<Queue, Error> {
    let name = request.name.trim();
    if name.is_empty() || name.chars().count() > NAME {
        return Err(
            Error::new(ErrorKind::Usage, "a queue needs a name of 1 to 80 letters").next("Give it one.")
        );
    }
    // A filter that cannot be counted by would keep everyone from the list.
    waiting(place, &request.filter)?;
    let since = place.guard().world().now();
    let kept = place.guard().register().change(|register| {
        let queues = &mut register.queues;
        if queues.len() >= QUEUES {
            return Err(Error::new(ErrorKind::Usage, "there are as many queues as bilan keeps")
                .next("Remove one that nobody uses."));
        }
        let last = queues.iter().filter_map(|kept| kept.id.strip_prefix('q')?.parse::<u64>().ok()).max();
        let kept = Kept {
            id: format!("q{}", last.unwrap_or(0) + 1),
            name: name.to_owned(),
            filter: serde_json::to_value(&request.filter).unwrap_or_default(),
            due_days: request.due_days,
            by: by.to_owned(),
            since,
        };
        queues.push(kept.clone());
        Ok(kept)
    })?;
    shown(place, kept)
}

/// Forgets a queue; whether there was one.
///
/// # Errors
/// When it cannot be written.
pub fn forget(place: &Workplace, id: &str) -> Result<bool, Error> {
    place
        .guard()
        .register()
        .change(|register| {
            let before = register.queues.len();
            register.queues.retain(|kept| kept.id != id);
            Ok::<_, RegisterError>(register.queues.len() != before)
        })
        .map_err(Error::from)
}

fn read(place: &Workplace) -> Result<Vec<Kept>, Error> {
    Ok(place.guard().register().read(|kept| kept.queues.clone())?)
}

fn filter_of(kept: &Kept) -> Filter {
    serde_json::from_value(kept.filter.clone()).unwrap_or_default()
}

/// Claims that wait for a second reading by a member, or for a ruling on two readings.
fn of_readings(place: &Workplace, queue: &str, member: &str) -> Result<Vec<String>, Error> {
    if queue == SECOND {
        return place.readings().for_second(place.desk(), member);
    }
    // Comparing needs the whole case: not before somebody has read something a second time.
    if !place.readings().any_second(place.desk())? {
        return Ok(Vec::new());
    }
    let differ = agreement(&*place.desk().whole()?).disagreements.into_iter();
    Ok(differ.filter(|differ| differ.ruling.is_none()).map(|differ| differ.claim).collect())
}

/// Claims with some words that are looked through for the one that waits longest; of more that is not told.
const LOOKED_THROUGH: usize = 500;

/// How many claims wait under a filter, and when the report came in of the one that waits longest.
fn waiting(place: &Workplace, filter: &Filter) -> Result<(u64, Option<String>), Error> {
    if orphans::asked(filter) {
        return Ok((orphans::count(place)?, None));
    }
    let filter = claim_filter(filter)?;
    let (count, first) = place.desk().ask(|store| {
        let count = store.count_claims(&filter)?;
        if filter.words.is_none() || count > LOOKED_THROUGH as u64 {
            return Ok((count, store.first_document_with(&filter)?));
        }
        let claims = store.claims_from(&filter, None, LOOKED_THROUGH)?.rows;
        let reports: BTreeSet<String> = claims.into_iter().map(|claim| claim.report).collect();
        let reports = store.reports_of(&reports.into_iter().collect::<Vec<_>>())?;
        let Some(first) = reports.into_iter().min_by_key(|report| report.ord) else {
            return Ok((count, None));
        };
        Ok((count, store.documents_of(&[first.document])?.into_iter().next()))
    })?;
    let item: Option<Item> = first.and_then(|row| serde_json::from_str(&row.record).ok());
    Ok((count, item.map(|item| item.acquisition.when)))
}

/// The next open claim under a filter after one, going round at the end, and how many wait.
fn next_open(
    place: &Workplace,
    filter: &Filter,
    after: Option<&str>,
    skipped: &[&str],
) -> Result<Option<(String, u64)>, Error> {
    let open = ClaimFilter { judged: Judged::Open, ..claim_filter(filter)? };
    let skip: Vec<String> = skipped.iter().filter(|id| !id.is_empty()).map(|id| (*id).to_owned()).collect();
    place.desk().ask(|store| {
        let next = match store.next_claim(&open, after, &skip)? {
            // All that is left was skipped: round again.
            None if !skip.is_empty() => store.next_claim(&open, after, &[])?,
            next => next,
        };
        let Some(next) = next else { return Ok(None) };
        Ok(Some((next.id, store.count_claims(&open)?)))
    })
}
