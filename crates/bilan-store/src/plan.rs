//! What a change would put in and take out, found out beside other work and carried out in one short step later.

use std::collections::VecDeque;

use crate::error::StoreError;
use crate::rows::{
    AccountRow, BlobRow, ClaimRow, DecisionRow, DocumentRow, EntryRow, IncidentRow, ReportRow, SourceRow,
    TodoRow,
};
use crate::store::Store;
use crate::table::Table;
use crate::write::Writer;

/// Rows to put in and to take out.
#[derive(Debug, Default)]
pub struct Plan {
    steps: VecDeque<Step>,
}

/// One row to put in or to take out.
#[derive(Debug)]
pub(crate) enum Step {
    Document(DocumentRow),
    Report(Box<ReportRow>, Option<String>),
    Incident(Box<IncidentRow>),
    Account(AccountRow),
    Claim(Box<ClaimRow>),
    Source(SourceRow),
    Decision(DecisionRow),
    Entry(EntryRow),
    Todo(TodoRow),
    Blob(BlobRow),
    Gone(Table, Vec<String>),
}

impl Plan {
    pub(crate) fn push(&mut self, step: Step) {
        self.steps.push_back(step);
    }

    /// Number of rows that come, change or go.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// The first rows, at most so many; they are no more in this plan.
    #[must_use]
    pub fn take(&mut self, rows: usize) -> Self {
        Self { steps: self.steps.drain(..rows.min(self.steps.len())).collect() }
    }

    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

impl Store {
    /// What `fill` would change; nothing is written, and other connections may read and write meanwhile.
    ///
    /// # Errors
    ///
    /// Those of `fill`; when the file is damaged or cannot be read.
    pub fn plan<E: From<StoreError>>(
        &self,
        fill: impl FnOnce(&mut Writer<'_>) -> Result<(), E>,
    ) -> Result<Plan, E> {
        // One transaction, so that all of it is compared with one state.
        let state = self.one_state().map_err(|error| self.failed(&error))?;
        let mut writer = Writer::planning(&self.connection, &self.path);
        fill(&mut writer)?;
        drop(state);
        Ok(writer.into_plan())
    }
}

impl Writer<'_> {
    /// Puts in and takes out what was planned.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn carry_out(&mut self, plan: Plan) -> Result<(), StoreError> {
        plan.steps.into_iter().try_for_each(|step| match step {
            Step::Document(row) => self.put_document(&row),
            Step::Report(row, text) => self.put_report(&row, text.as_deref()),
            Step::Incident(row) => self.put_incident(&row),
            Step::Account(row) => self.put_account(&row),
            Step::Claim(row) => self.put_claim(&row),
            Step::Source(row) => self.put_source(&row),
            Step::Decision(row) => self.put_decision(&row),
            Step::Entry(row) => self.put_entry(&row),
            Step::Todo(row) => self.put_todo(&row),
            Step::Blob(row) => self.put_blob(&row.key, &row.value),
            Step::Gone(table, key) => self.take_out(table, &key),
        })
    }
}
