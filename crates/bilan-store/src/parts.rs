//! The rows that belong to some reports or incidents: what a part of a case is put together from.

use std::collections::BTreeSet;

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use crate::error::StoreError;
use crate::rows::{
    AccountRow, ClaimRow, DecisionRow, DocumentRow, IncidentRow, ReportRow, SourceRow, TodoRow,
};
use crate::store::Store;
use crate::table::Tabled;

/// Ids that one statement names at most.
const AT_ONCE: usize = 256;

impl Store {
    /// The incidents of these ids, in the order of lists.
    ///
    /// # Errors
    ///
    /// When the file is damaged or cannot be read; so for all that follow.
    pub fn incidents_of(&self, ids: &[String]) -> Result<Vec<IncidentRow>, StoreError> {
        self.having("id", ids, |row: &IncidentRow| (row.ord, row.id.clone()))
    }

    /// The accounts of these incidents, by incident, in their order there.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_of`].
    pub fn accounts_of_incidents(&self, incidents: &[String]) -> Result<Vec<AccountRow>, StoreError> {
        self.having("incident", incidents, |row: &AccountRow| (row.incident.clone(), row.ord))
    }

    /// The accounts of these reports, by report.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_of`].
    pub fn accounts_of_reports(&self, reports: &[String]) -> Result<Vec<AccountRow>, StoreError> {
        self.having("report", reports, |row: &AccountRow| (row.report.clone(), row.account.clone()))
    }

    /// All accounts, by incident, in their order there.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_of`].
    pub fn accounts_in_order(&self) -> Result<Vec<AccountRow>, StoreError> {
        self.select("ORDER BY incident, ord", &[])
    }

    /// The reports of these ids, in the order of lists.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_of`].
    pub fn reports_of(&self, ids: &[String]) -> Result<Vec<ReportRow>, StoreError> {
        self.having("id", ids, |row: &ReportRow| (row.ord, row.id.clone()))
    }

    /// The reports that came from these documents, in the order of lists.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_of`].
    pub fn reports_of_documents(&self, documents: &[String]) -> Result<Vec<ReportRow>, StoreError> {
        self.having("document", documents, |row: &ReportRow| (row.ord, row.id.clone()))
    }

    /// The ids of the reports with the same text as one of these, as (first, report), ascending.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_of`].
    pub fn copies_of(&self, firsts: &[String]) -> Result<Vec<(String, String)>, StoreError> {
        let mut all = Vec::new();
        for firsts in firsts.chunks(AT_ONCE) {
            let clause = format!("WHERE copies IN ({})", places(firsts.len()));
            all.extend(self.copies_where(&clause, firsts)?);
        }
        all.sort_unstable();
        Ok(all)
    }

    /// The ids of all reports that share a text with others, as (first, report), ascending.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_of`].
    pub fn all_copies(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut all = self.copies_where("WHERE copies IS NOT NULL", &[])?;
        all.sort_unstable();
        Ok(all)
    }

    /// The documents of these ids, in the order of lists.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_of`].
    pub fn documents_of(&self, ids: &[String]) -> Result<Vec<DocumentRow>, StoreError> {
        self.having("id", ids, |row: &DocumentRow| (row.ord, row.id.clone()))
    }

    /// The decisions about these subjects, in the order of the log.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_of`].
    pub fn decisions_of(&self, subjects: &[String]) -> Result<Vec<DecisionRow>, StoreError> {
        self.having("subject", subjects, |row: &DecisionRow| row.seq)
    }

    /// The decision with this number.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_of`].
    pub fn decision(&self, seq: u64) -> Result<Option<DecisionRow>, StoreError> {
        i64::try_from(seq).map_or(Ok(None), |seq| self.row(Value::Integer(seq)))
    }

    /// The last standing judgement in whose record a name occurs: the id of a claim that no row has any more.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_of`].
    pub fn last_decision_naming(&self, name: &str) -> Result<Option<DecisionRow>, StoreError> {
        let standing = "WHERE subject <> '' AND undone_by IS NULL AND instr(record, ?1) > 0";
        let found = self.select(&format!("{standing} ORDER BY seq DESC LIMIT 1"), &[name.to_owned()])?;
        Ok(found.into_iter().next())
    }

    /// Reports in which a voice speaks, some of them: everyone with this name, and the authors of a publisher of this
    /// name.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_of`].
    pub fn reports_of_voice(
        &self,
        is_voice: &dyn Fn(&str) -> bool,
        most: usize,
    ) -> Result<Vec<String>, StoreError> {
        let found = || -> rusqlite::Result<Vec<String>> {
            let _state = self.one_state()?;
            let mut voices = self.connection.prepare_cached(
                "SELECT name, publisher FROM voice WHERE reports > 0 ORDER BY name, publisher",
            )?;
            let voices = voices.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let voices = voices.collect::<rusqlite::Result<Vec<(String, String)>>>()?;
            let mut reports = BTreeSet::new();
            for (name, publisher) in voices {
                let authors = name == "author" && is_voice(&publisher);
                if !authors && !is_voice(&name) {
                    continue;
                }
                let only = if authors { "AND publisher = ?2" } else { "AND ?2 IS NOT NULL" };
                let statement = format!(
                    "SELECT report FROM source WHERE name = ?1 {only} ORDER BY publisher, report LIMIT ?3"
                );
                let left = i64::try_from(most.saturating_sub(reports.len())).unwrap_or(i64::MAX);
                let mut statement = self.connection.prepare_cached(&statement)?;
                for report in statement.query_map((&name, &publisher, left), |row| row.get(0))? {
                    reports.insert(report?);
                }
            }
            Ok(reports.into_iter().collect())
        };
        found().map_err(|error| self.failed(&error))
    }

    /// The claims of these reports, in the order of lists.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_of`].
    pub fn claims_of_reports(&self, reports: &[String]) -> Result<Vec<ClaimRow>, StoreError> {
        self.having("report", reports, |row: &ClaimRow| (row.ord, row.id.clone()))
    }

    /// Who says things in these reports.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_of`].
    pub fn sources_of_reports(&self, reports: &[String]) -> Result<Vec<SourceRow>, StoreError> {
        self.having("report", reports, |row: &SourceRow| {
            (row.name.clone(), row.publisher.clone(), row.report.clone())
        })
    }

    /// What waits about these subjects.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_of`].
    pub fn todo_of(&self, subjects: &[String]) -> Result<Vec<TodoRow>, StoreError> {
        self.having("subject", subjects, |row: &TodoRow| (row.ord, row.subject.clone(), row.at))
    }

    /// Where the last report stands in lists, and the last document: (reports, documents).
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_of`].
    pub fn lengths(&self) -> Result<(u64, u64), StoreError> {
        let amounts = self.amounts()?;
        Ok((amounts.reports, amounts.documents))
    }

    fn having<T: Tabled, K: Ord>(
        &self,
        column: &'static str,
        values: &[String],
        key: impl Fn(&T) -> K,
    ) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::new();
        for values in values.chunks(AT_ONCE) {
            rows.extend(self.select(&format!("WHERE {column} IN ({})", places(values.len())), values)?);
        }
        rows.sort_by_cached_key(key);
        Ok(rows)
    }

    fn select<T: Tabled>(&self, clause: &str, values: &[String]) -> Result<Vec<T>, StoreError> {
        let statement = format!("SELECT {} FROM {} {clause}", T::COLUMNS.join(", "), T::TABLE.name());
        self.connection
            .prepare_cached(&statement)
            .and_then(|mut statement| {
                statement.query_map(params_from_iter(values), T::read)?.collect::<rusqlite::Result<_>>()
            })
            .map_err(|error| self.failed(&error))
    }

    fn copies_where(&self, clause: &str, values: &[String]) -> Result<Vec<(String, String)>, StoreError> {
        self.connection
            .prepare_cached(&format!("SELECT copies, id FROM report {clause}"))
            .and_then(|mut statement| {
                let rows =
                    statement.query_map(params_from_iter(values), |row| Ok((row.get(0)?, row.get(1)?)))?;
                rows.collect()
            })
            .map_err(|error| self.failed(&error))
    }
}

/// `?` for so many values.
fn places(count: usize) -> String {
    vec!["?"; count].join(", ")
}
