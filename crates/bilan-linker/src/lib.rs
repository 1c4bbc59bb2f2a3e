//! Accounts to incidents, records to persons: which reports tell of one event, and which records are of one person
//! ([`record`]).
//!
//! [`link_tellings`] groups the accounts of a batch of reports into incidents under the decisions of people, and says
//! which reports are copies of one text; [`explain`] says what weighed for and against two accounts being one. The
//! method, with the reason of every weight, is `docs/method/linkage.md`.
//!
//! Two accounts of one report never join unless a person says so: a report that tells of two incidents tells them
//! apart. The result does not depend on the order of the input. The crate knows no word of any language and no
//! gazetteer: what is common in a place name it learns from the batch. What a person decides stands above all that.
//!
//! ```
//! assert!(bilan_linker::link_tellings(&[], &[]).incidents.is_empty());
//! ```

mod batch;
mod block;
mod cluster;
mod compare;
mod copies;
mod decisions;
mod explain;
mod identity;
mod incident;
#[cfg(test)]
mod made;
mod names;
mod near;
mod person_name;
pub mod record;
mod shingles;
mod signature;
mod spelling;
mod telling;

use std::sync::Arc;

use bilan_model::{Account, Incident, IncidentAccount, ReportHeader};

pub use compare::Weights;
pub use copies::{Copies, SharedText, copies};
pub use explain::{Explanation, explain};
pub use incident::IncidentOutline;
pub use person_name::{Particle, PersonName, class, fold, parse, sound};
pub use signature::{Signature, SignatureError, Similarity, TextBond, bond, similarity};
pub use telling::{AccountKey, AccountOutline, Decision, Fate, Figure, Ruling, Telling};

use crate::{batch::Batch, decisions::Rulings};

/// Reports with what each tells.
pub type Reports = [(ReportHeader, Vec<Account>)];

/// What linking gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Linked {
    /// The incidents that the accounts tell of, by date (unknown last) and then by id.
    pub incidents: Vec<IncidentOutline>,
    /// The incident's id for each account, in the shape of the input: `[report × account]`.
    pub ids: Vec<Vec<String>>,
    /// Which reports are copies of one text, and which hold a part of another's.
    pub copies: Copies,
    /// What became of each decision, in their order.
    pub fates: Vec<Fate>,
}

/// Links what reports tell, under the decisions of people in order of time: where two contradict each other, the
/// later one holds.
pub fn link_tellings(tellings: &[Telling], decisions: &[Decision]) -> Linked {
    let batch = Batch::new(tellings);
    let rulings = Rulings::new(&batch, decisions);
    let groups = cluster::clusters(&batch, &rulings);
    let incidents = incident::outlines(&batch, &groups);
    let mut ids: Vec<Vec<String>> =
        tellings.iter().map(|telling| vec![String::new(); telling.accounts.len()]).collect();
    for incident in &incidents {
        for (report, account) in &incident.accounts {
            ids[*report][*account].clone_from(&incident.id);
        }
    }
    Linked { incidents, ids, copies: batch.copies(), fates: rulings.fates }
}

/// The incidents of reports of which nobody knows the texts and has decided nothing.
pub fn link(reports: &Reports) -> Vec<Incident> {
    let entry = |report: usize, account: usize| {
        let (report, accounts) = &reports[report];
        IncidentAccount { report: report.clone(), account: Arc::new(accounts[account].clone()) }
    };
    let linked = link_tellings(&tellings(reports), &[]).incidents;
    linked.into_iter().map(|incident| incident.with(entry)).collect()
}

/// [`Linked::ids`] of such reports.
pub fn clusters(reports: &Reports) -> Vec<Vec<String>> {
    link_tellings(&tellings(reports), &[]).ids
}

fn tellings(reports: &Reports) -> Vec<Telling> {
    let telling = |(header, accounts): &(ReportHeader, Vec<Account>)| Telling {
        doc: header.doc.as_str().into(),
        published: header.published,
        accounts: accounts.iter().map(AccountOutline::from).collect(),
        signature: None,
        arrived: 0,
    };
    reports.iter().map(telling).collect()
}
