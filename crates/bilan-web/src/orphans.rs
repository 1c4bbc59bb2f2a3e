//! Judgements that have lost their words: a queue of its own, since no claim of the present reading has them.

use bilan_casework::Error;
use bilan_casework::state::Decided;
use bilan_store::Page as Rows;

use crate::api::claims::ClaimRow;
use crate::wire::claim::verdict;
use crate::wire::page::{Page, Paging};
use crate::workplace::Workplace;

/// The name of the state, of the queue, and of what a filter asks for.
pub const ORPHANED: &str = "orphaned";
/// The kind under which the projection keeps them.
const KIND: &str = "orphan";

/// How many there are.
///
/// # Errors
/// When the case cannot be read.
pub fn count(place: &Workplace) -> Result<u64, Error> {
    place.desk().ask(|store| {
        let kinds = store.todo_by_kind()?;
        Ok(kinds.into_iter().find(|(kind, _)| kind == KIND).map_or(0, |(_, count)| count))
    })
}

/// They, page by page: each as the claim that was judged, with its report.
///
/// # Errors
/// When the case cannot be read.
pub fn page(place: &Workplace, paging: &Paging) -> Result<Page<ClaimRow>, Error> {
    let total = count(place)?;
    let wanted = Rows { offset: paging.offset(), limit: paging.limit() };
    let judged = place.desk().ask(|store| {
        let mut judged = Vec::new();
        for claim in store.waiting_about(KIND, wanted)? {
            judged.extend(store.last_decision_naming(&claim)?);
        }
        Ok(judged)
    })?;
    let rows = judged.iter().filter_map(|row| serde_json::from_str::<Decided>(&row.record).ok());
    let rows = rows.filter_map(|decided| decided.judged().cloned());
    let rows = rows.map(|judged| ClaimRow {
        id: judged.claim.id().as_str().to_owned(),
        kind: judged.claim.kind().code().to_owned(),
        incident: None,
        report: judged.account.report.clone(),
        says: bilan_casework::list::claim_says(&judged.claim),
        source: Some(judged.claim.attributed_to().to_owned()),
        quote: judged.claim.quote().to_owned(),
        verdict: Some(verdict(judged.verdict).to_owned()),
    });
    let shown = rows.collect::<Vec<_>>();
    let mut page = paging.page(shown, total);
    // One that an undoing took meanwhile is left out; the next page still begins behind this one.
    let end = wanted.offset.saturating_add(wanted.limit);
    page.next = (end < total).then(|| end.to_string());
    Ok(page)
}

/// Whether a filter asks for them.
pub fn asked(filter: &crate::api::review::Filter) -> bool {
    filter.state.as_deref() == Some(ORPHANED)
}
