//! Sources over all reports: who speaks how often, and how what they said fared.

use std::collections::BTreeSet;

use bilan_casework::Error;
use bilan_casework::decisions::{Decision, SourceSet};
use bilan_model::{Status, Verdict};
use bilan_tally::Standing;

use crate::api::sources::{SourceRow, TrackRecord, Wanted};
use crate::wire::page::{Page, Paging};
use crate::workplace::Workplace;

/// A page of sources, those with most claims first.
///
/// # Errors
/// When the case cannot be read.
pub fn page(place: &Workplace, wanted: &Wanted, paging: &Paging) -> Result<Page<SourceRow>, Error> {
    let words = wanted.words.clone().unwrap_or_default();
    let after = paging.after();
    let sheet = place.desk().ask(|store| store.voices_from(&words, after.as_ref(), paging.rows()))?;
    Ok(Page::of(sheet, |voice| {
        let set: Option<SourceSet> = serde_json::from_str(&voice.record).unwrap_or_default();
        let set = set.unwrap_or_default();
        let publisher = voice.name == "author";
        SourceRow {
            name: if publisher { voice.publisher.unwrap_or_default() } else { voice.name },
            publisher,
            reports: voice.reports,
            claims: voice.claims,
            kind: set.kind,
            stance: set.stance,
            group: set.group,
            party: set.party,
        }
    }))
}

/// How the past claims of a source fared; not shown before the member has judged one of them.
///
/// # Errors
/// When the case cannot be read.
pub fn track(place: &Workplace, name: &str, member: &str) -> Result<TrackRecord, Error> {
    let state = place.desk().whole()?;
    let picture = state.picture();
    let basis = picture.basis(false);
    let wanted = name.to_lowercase();
    let speaks = |publisher: Option<&str>, source: &str| {
        let said = if source == "author" { publisher.unwrap_or_default() } else { source };
        said.to_lowercase() == wanted
    };
    let mut mine = BTreeSet::new();
    let mut record = TrackRecord::default();
    for incident in &picture.incidents {
        let contested = basis.status(incident) == Status::Contested;
        for entry in &incident.accounts {
            for claim in entry.account.claims() {
                if !speaks(entry.report.publisher.as_deref(), claim.attributed_to()) {
                    continue;
                }
                mine.insert(claim.id().as_str().to_owned());
                record.claims += 1;
                record.contested += u64::from(contested);
                match picture.verdicts.get(claim.id()) {
                    Some(Verdict::Accept) => record.accepted += 1,
                    Some(Verdict::Correct) => record.corrected += 1,
                    Some(Verdict::Reject) => record.rejected += 1,
                    None => {}
                }
            }
        }
        let rows = basis.by_source(incident);
        let others = rows.iter().any(|row| !speaks(row.publisher.as_deref(), &row.source));
        for row in rows.iter().filter(|row| speaks(row.publisher.as_deref(), &row.source)) {
            record.told_by_others += u64::from(others);
            record.alone_at_an_end += u64::from(others && !row.holds.is_empty());
            record.superseded += u64::from(matches!(row.standing, Standing::Superseded { .. }));
        }
    }
    let judged = state.standing().filter(|decided| decided.record.member == member).any(|decided| {
        matches!(&decided.record.decision, Decision::Judge(judged) if mine.contains(judged.claim.id().as_str()))
    });
    Ok(if judged { TrackRecord { shown: true, ..record } } else { TrackRecord::default() })
}
