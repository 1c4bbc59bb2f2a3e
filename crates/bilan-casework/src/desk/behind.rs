//! Opening a case whose projection is behind its ledger: at once, with what members decided put into the rows.

use std::sync::atomic::Ordering;

use bilan_ledger::Act;

use super::{Desk, lock};
use crate::decisions::{Decision, DecisionRecord};
use crate::error::Error;
use crate::projection::since::Touched;

/// Reports whose judgements are put into the rows before the case is open; of more, when it is settled.
const REPORTS: usize = 64;

impl Desk {
    /// Notes that links are pending. Judgements that the rows do not know, since the machine stopped between the ledger
    /// and them, are put into the rows; all else shows when it is settled.
    pub(super) fn open_behind(&self) -> Result<(), Error> {
        let mut turn = lock(&self.inner.turn);
        let from = turn.store.head().map_err(|error| self.told(error.into()))?.log_size;
        let size = self.size();
        let judged = self.with_case(|case| {
            let mut judged = Vec::new();
            for sealed in case.entries_from(from) {
                let entry = sealed.map_err(|error| Error::ledger(case.folder(), error))?.entry;
                if !matches!(entry.act, Act::Judgement) {
                    continue;
                }
                let Some(commit) = entry.commit.filter(|at| case.ledger().erased_by(*at).is_none()) else {
                    continue;
                };
                let record: DecisionRecord = crate::state::parse(case, commit)?;
                if let Decision::Judge(judgement) = record.decision {
                    judged.push((entry.seq, judgement.account.report));
                }
            }
            Ok(judged)
        })?;
        let mut unknown = Vec::new();
        for (seq, report) in &judged {
            let known = turn.store.decision(*seq).map_err(|error| self.told(error.into()))?;
            if known.is_none() && !unknown.contains(report) {
                unknown.push(report.clone());
            }
        }
        unknown.truncate(REPORTS);
        for report in unknown {
            self.catch_up_rows(&mut turn, from, &[report])?;
        }
        drop(turn);
        let reports = judged.into_iter().map(|(_, report)| report).collect();
        let mut unsettled = lock(&self.inner.unsettled);
        unsettled.grow(size, Touched { reports, ..Touched::default() });
        // What an earlier desk put ahead is not known.
        unsettled.lose_count();
        drop(unsettled);
        self.inner.version.fetch_add(1, Ordering::AcqRel);
        Ok(())
    }
}
