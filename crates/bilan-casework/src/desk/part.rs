//! A part of a case put together from rows of the projection: some incidents and reports with all that bears on them.

use std::collections::{BTreeMap, BTreeSet};

use bilan_ledger::Commit;
use bilan_store::{Lookup, ReportRow, Store};

use crate::decisions::{AccountAnchor, Decision};
use crate::error::Error;
use crate::projection::{Failed, rows};
use crate::show::pick;
use crate::state::{Decided, Item, Kept, KeptPicture, ReportState, State};

/// What every part has: decisions that are no judgements, and what the vault keeps for codings.
#[derive(Debug, Default)]
pub(super) struct Common {
    decisions: Vec<Decided>,
    knowledge: BTreeMap<String, Commit>,
    links: Option<(u64, Commit)>,
    overruled: BTreeSet<u64>,
}

impl Common {
    pub(super) fn load(store: &Store) -> Result<Self, Failed> {
        let (knowledge, links) = rows::knowledge(store)?;
        let overruled = rows::parsed(&store.blob("overruled")?.unwrap_or_default())?;
        Ok(Self {
            decisions: rows::decided(&store.decisions_of(&[String::new()])?)?,
            knowledge,
            links,
            overruled,
        })
    }
}

/// A part of a case, with where its reports stand in lists.
pub(super) struct Part {
    pub(super) state: State,
    pub(super) ords: BTreeMap<String, u64>,
}

impl Part {
    /// The incidents with every report that tells of them, and some reports, as they were after `size` entries; rows
    /// may be ahead of that.
    pub(super) fn load(
        store: &Store,
        common: &Common,
        size: u64,
        incidents: &[String],
        reports: &[String],
    ) -> Result<Self, Failed> {
        let mut accounts: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        let mut wanted: BTreeSet<String> = reports.iter().cloned().collect();
        for row in store.accounts_of_incidents(incidents)? {
            wanted.insert(row.report.clone());
            accounts.entry(row.incident.unwrap_or_default()).or_default().push((row.report, row.account));
        }
        let kept = store.incidents_of(incidents)?;
        let kept =
            kept.iter().map(|row| rows::kept_incident(row, accounts.remove(&row.id).unwrap_or_default()));
        let incidents = kept.collect::<Result<Vec<_>, _>>()?;
        let found = with_successors(store, wanted.into_iter().collect())?;
        let documents: BTreeSet<String> = found.iter().map(|row| row.document.clone()).collect();
        let documents = store.documents_of(&documents.into_iter().collect::<Vec<_>>())?;
        let firsts: BTreeSet<String> = found.iter().filter_map(|row| row.copies.clone()).collect();
        let copies = rows::copies(store.copies_of(&firsts.into_iter().collect::<Vec<_>>())?);
        let ids: Vec<String> = found.iter().map(|row| row.id.clone()).collect();
        let about: BTreeSet<u64> = incidents.iter().flat_map(|kept| kept.decided.iter().copied()).collect();
        let here: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
        let mut decisions = rows::decided(&store.decisions_of(&ids)?)?;
        decisions.extend(common.decisions.iter().filter(|decided| bears(decided, &about, &here)).cloned());
        decisions.sort_by_key(|decided| decided.seq);
        decisions.retain(|decided| decided.seq < size);
        for decided in &mut decisions {
            decided.undone_by = decided.undone_by.filter(|by| *by < size);
        }
        let mut items: Vec<Item> = Vec::new();
        for row in documents {
            let mut item: Item = rows::parsed(row.record.as_bytes())?;
            item.entries.retain(|(seq, _)| *seq < size);
            items.push(item);
        }
        let mut states: Vec<ReportState> = Vec::new();
        let mut ords = BTreeMap::new();
        for row in found {
            let mut report: ReportState = rows::parsed(row.record.as_bytes())?;
            report.entries.retain(|(seq, _)| *seq < size);
            ords.insert(row.id, row.ord);
            states.push(report);
        }
        let picture = KeptPicture { incidents, copies, overruled: common.overruled.clone() };
        let state = State::restored_part(Kept {
            items,
            reports: states,
            decisions,
            knowledge: common.knowledge.clone(),
            links: common.links,
            size,
            picture,
        });
        Ok(Self { state, ords })
    }
}

/// The reports, with those that took the place of any of them: whether one stands hangs on the other.
fn with_successors(store: &Store, ids: Vec<String>) -> Result<Vec<ReportRow>, Failed> {
    let mut found = store.reports_of(&ids)?;
    let known: BTreeSet<String> = ids.into_iter().collect();
    let successors: BTreeSet<String> =
        found.iter().filter_map(|row| row.superseded_by.clone()).filter(|id| !known.contains(id)).collect();
    if !successors.is_empty() {
        found.extend(store.reports_of(&successors.into_iter().collect::<Vec<_>>())?);
        found.sort_by_key(|row| row.ord);
    }
    Ok(found)
}

/// Whether a decision that is no judgement bears on a part.
fn bears(decided: &Decided, about: &BTreeSet<u64>, reports: &BTreeSet<&str>) -> bool {
    let tells =
        |anchors: &[AccountAnchor]| anchors.iter().any(|anchor| reports.contains(anchor.report.as_str()));
    match &decided.record.decision {
        Decision::SetPlace(_) | Decision::SetGrade(_) | Decision::Relate(_) => about.contains(&decided.seq),
        Decision::Merge(merged) => tells(&merged.accounts),
        Decision::Split(split) => tells(&split.apart) || tells(&split.from),
        Decision::Restate(said) => reports.contains(said.report.as_str()),
        Decision::Supersede(record) => {
            reports.contains(record.old.as_str()) || reports.contains(record.new.as_str())
        }
        Decision::ReadAgain(judged) => reports.contains(judged.account.report.as_str()),
        Decision::SetSource(_) | Decision::Undo(_) | Decision::Judge(_) => true,
    }
}

/// The one row that an id, or the beginning of one, means.
pub(super) fn the_one<T>(found: Lookup<T>, id: &str, kind: &'static str) -> Result<T, Error> {
    let candidates = match found {
        Lookup::One(row) => return Ok(*row),
        Lookup::None => Vec::new(),
        Lookup::Several(candidates) => candidates,
    };
    // Of none or several, this is the error that is told everywhere.
    let error = pick(candidates.iter().map(String::as_str), id, kind);
    Err(error.err().unwrap_or_else(|| Error::new(crate::ErrorKind::Usage, "an id is not clear")))
}

/// The incidents that a report tells of.
pub(super) fn incidents_of(store: &Store, reports: &[String]) -> Result<Vec<String>, Failed> {
    let rows = store.accounts_of_reports(reports)?;
    let incidents: BTreeSet<String> = rows.into_iter().filter_map(|row| row.incident).collect();
    Ok(incidents.into_iter().collect())
}
