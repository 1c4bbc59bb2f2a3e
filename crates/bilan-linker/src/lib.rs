//! Accounts to incidents: which reports tell of one event.
//!
//! [`link`] groups the accounts of a batch of reports into incidents, [`clusters`] gives each account the id of its
//! incident, [`explain`] says what weighed for and against two accounts being one. The method, with the reason of
//! every weight, is `docs/method/linkage.md`.
//!
//! Two accounts of one report never join: a report that tells of two incidents tells them apart. The result does
//! not depend on the order of the input. The crate knows no word of any language and no gazetteer: what is common
//! in a place name it learns from the batch. A person's decision to merge or split stands above it, in casework.
//!
//! ```
//! assert!(bilan_linker::link(&[]).is_empty());
//! ```

mod batch;
mod block;
mod cluster;
mod compare;
mod identity;
mod incident;
mod names;
mod spelling;

use bilan_model::{Account, Incident, ReportHeader};

pub use compare::Weights;

use crate::batch::Batch;

/// Reports with what each tells.
pub type Reports = [(ReportHeader, Vec<Account>)];

/// The incidents that the accounts tell of, by date (unknown last) and then by id.
pub fn link(reports: &Reports) -> Vec<Incident> {
    let batch = Batch::new(reports);
    incident::incidents(&batch, &cluster::clusters(&batch))
        .into_iter()
        .map(|(incident, _)| incident)
        .collect()
}

/// The incident's id for each account, in the shape of the input: `[report × account]`.
pub fn clusters(reports: &Reports) -> Vec<Vec<String>> {
    let batch = Batch::new(reports);
    let mut ids: Vec<Vec<String>> =
        reports.iter().map(|(_, accounts)| vec![String::new(); accounts.len()]).collect();
    for (incident, members) in incident::incidents(&batch, &cluster::clusters(&batch)) {
        for member in members {
            let entry = &batch.entries[member];
            ids[entry.report][entry.account].clone_from(&incident.id);
        }
    }
    ids
}

/// What weighs for and against two accounts being one, each given as (report, account); `None` where the input has
/// no such account.
pub fn explain(reports: &Reports, one: (usize, usize), other: (usize, usize)) -> Option<Weights> {
    let batch = Batch::new(reports);
    let find =
        |at: (usize, usize)| batch.entries.iter().position(|entry| (entry.report, entry.account) == at);
    Some(compare::weigh(&batch, find(one)?, find(other)?))
}
