//! Reading rows: pages of lists, and single rows by id.

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};

use crate::error::StoreError;
use crate::listing::{Filter, Listing, Page};
use crate::lookup::{CANDIDATES_MAX, Lookup};
use crate::rows::{
    AccountRow, BlobRow, ClaimRow, DecisionRow, DocumentRow, EntryRow, IncidentRow, ReportRow, SourceRow,
    TextRow, TodoRow,
};
use crate::store::Store;
use crate::table::Tabled;

/// Which rows of a table are listed: conditions, each with the value of its `?`.
#[derive(Default)]
struct Where {
    conditions: Vec<&'static str>,
    values: Vec<Value>,
}

impl Where {
    fn and(mut self, condition: &'static str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.conditions.push(condition);
            self.values.push(Value::Text(value.to_owned()));
        }
        self
    }

    fn words(self, filter: &Filter) -> Self {
        let words = filter.folded_words();
        words.iter().fold(self, |all, word| all.and("instr(folded, ?) > 0", Some(word)))
    }

    fn clause(&self) -> String {
        if self.conditions.is_empty() {
            return String::new();
        }
        format!(" WHERE {}", self.conditions.join(" AND "))
    }
}

impl Store {
    /// Documents in their order; a filter by report or incident gives those that it was read from.
    ///
    /// # Errors
    ///
    /// When the file is damaged or cannot be read; so for all that follow.
    pub fn documents(&self, filter: &Filter, page: Page) -> Result<Listing<DocumentRow>, StoreError> {
        let rows = Where::default()
            .words(filter)
            .and("id IN (SELECT document FROM report WHERE id = ?)", filter.report.as_deref())
            .and(
                "id IN (SELECT document FROM report WHERE id IN (SELECT report FROM account WHERE incident = ?))",
                filter.incident.as_deref(),
            );
        self.list(&rows, page)
    }

    /// Reports in their order; a filter by incident gives those with an account of it.
    ///
    /// # Errors
    ///
    /// As [`Store::documents`].
    pub fn reports(&self, filter: &Filter, page: Page) -> Result<Listing<ReportRow>, StoreError> {
        let rows = Where::default()
            .words(filter)
            .and("id = ?", filter.report.as_deref())
            .and("id IN (SELECT report FROM account WHERE incident = ?)", filter.incident.as_deref());
        self.list(&rows, page)
    }

    /// Incidents in their order; a filter by report gives those that it has an account of.
    ///
    /// # Errors
    ///
    /// As [`Store::documents`].
    pub fn incidents(&self, filter: &Filter, page: Page) -> Result<Listing<IncidentRow>, StoreError> {
        let rows = Where::default()
            .words(filter)
            .and("id IN (SELECT incident FROM account WHERE report = ?)", filter.report.as_deref())
            .and("id = ?", filter.incident.as_deref());
        self.list(&rows, page)
    }

    /// Claims in their order.
    ///
    /// # Errors
    ///
    /// As [`Store::documents`].
    pub fn claims(&self, filter: &Filter, page: Page) -> Result<Listing<ClaimRow>, StoreError> {
        let rows = Where::default()
            .words(filter)
            .and("report = ?", filter.report.as_deref())
            .and("incident = ?", filter.incident.as_deref());
        self.list(&rows, page)
    }

    /// Sources by name, publisher and report; a filter by incident gives those of reports with an account of it.
    ///
    /// # Errors
    ///
    /// As [`Store::documents`].
    pub fn sources(&self, filter: &Filter, page: Page) -> Result<Listing<SourceRow>, StoreError> {
        let rows = Where::default()
            .words(filter)
            .and("report = ?", filter.report.as_deref())
            .and("report IN (SELECT report FROM account WHERE incident = ?)", filter.incident.as_deref());
        self.list(&rows, page)
    }

    /// Accounts by report and id, of a report or an incident where the filter names one; its words do not count.
    ///
    /// # Errors
    ///
    /// As [`Store::documents`].
    pub fn accounts(&self, filter: &Filter, page: Page) -> Result<Listing<AccountRow>, StoreError> {
        let rows = Where::default()
            .and("report = ?", filter.report.as_deref())
            .and("incident = ?", filter.incident.as_deref());
        self.list(&rows, page)
    }

    /// What waits for a person, in its order; a filter by report or incident gives what has it for a subject.
    ///
    /// # Errors
    ///
    /// As [`Store::documents`].
    pub fn todo(&self, filter: &Filter, page: Page) -> Result<Listing<TodoRow>, StoreError> {
        let rows = Where::default()
            .words(filter)
            .and("subject = ?", filter.report.as_deref())
            .and("subject = ?", filter.incident.as_deref());
        self.list(&rows, page)
    }

    /// Decisions in the order of the log, all or those about one subject.
    ///
    /// # Errors
    ///
    /// As [`Store::documents`].
    pub fn decisions(&self, subject: Option<&str>, page: Page) -> Result<Listing<DecisionRow>, StoreError> {
        self.list(&Where::default().and("subject = ?", subject), page)
    }

    /// Entries in the order of the log, all or those about one subject.
    ///
    /// # Errors
    ///
    /// As [`Store::documents`].
    pub fn entries(&self, subject: Option<&str>, page: Page) -> Result<Listing<EntryRow>, StoreError> {
        self.list(&Where::default().and("subject = ?", subject), page)
    }

    /// The document with this id, or whose id alone begins so.
    ///
    /// # Errors
    ///
    /// As [`Store::documents`].
    pub fn document(&self, id: &str) -> Result<Lookup<DocumentRow>, StoreError> {
        self.look_up(id)
    }

    /// The report with this id, or whose id alone begins so.
    ///
    /// # Errors
    ///
    /// As [`Store::documents`].
    pub fn report(&self, id: &str) -> Result<Lookup<ReportRow>, StoreError> {
        self.look_up(id)
    }

    /// The incident with this id, or whose id alone begins so.
    ///
    /// # Errors
    ///
    /// As [`Store::documents`].
    pub fn incident(&self, id: &str) -> Result<Lookup<IncidentRow>, StoreError> {
        self.look_up(id)
    }

    /// The claim with this id, or whose id alone begins so.
    ///
    /// # Errors
    ///
    /// As [`Store::documents`].
    pub fn claim(&self, id: &str) -> Result<Lookup<ClaimRow>, StoreError> {
        self.look_up(id)
    }

    /// The text of a report, by its whole id.
    ///
    /// # Errors
    ///
    /// As [`Store::documents`].
    pub fn text(&self, report: &str) -> Result<Option<String>, StoreError> {
        Ok(self.row::<TextRow>(Value::Text(report.to_owned()))?.map(|row| row.text))
    }

    /// What was kept under a name.
    ///
    /// # Errors
    ///
    /// As [`Store::documents`].
    pub fn blob(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.row::<BlobRow>(Value::Text(key.to_owned()))?.map(|row| row.value))
    }

    /// The entry with this number.
    ///
    /// # Errors
    ///
    /// As [`Store::documents`].
    pub fn entry(&self, seq: u64) -> Result<Option<EntryRow>, StoreError> {
        // No entry has a number that the table cannot hold.
        i64::try_from(seq).map_or(Ok(None), |seq| self.row(Value::Integer(seq)))
    }

    fn list<T: Tabled>(&self, rows: &Where, page: Page) -> Result<Listing<T>, StoreError> {
        self.list_rows(rows, page).map_err(|error| self.failed(&error))
    }

    fn list_rows<T: Tabled>(&self, rows: &Where, page: Page) -> rusqlite::Result<Listing<T>> {
        // Count and page see one state, whatever another connection does.
        let _state = self.one_state()?;
        let (table, clause) = (T::TABLE.name(), rows.clause());
        let total: i64 = self
            .connection
            .prepare_cached(&format!("SELECT count(*) FROM {table}{clause}"))?
            .query_row(params_from_iter(&rows.values), |row| row.get(0))?;
        let (columns, order) = (T::COLUMNS.join(", "), T::ORDER.join(", "));
        let (limit, offset) = page.bounds();
        let bounds = [Value::Integer(limit), Value::Integer(offset)];
        let rows = self
            .connection
            .prepare_cached(&format!(
                "SELECT {columns} FROM {table}{clause} ORDER BY {order} LIMIT ? OFFSET ?"
            ))?
            .query_map(params_from_iter(rows.values.iter().chain(&bounds)), T::read)?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Listing { rows, total: u64::try_from(total).unwrap_or(0) })
    }

    /// The row whose one key column has this value.
    pub(crate) fn row<T: Tabled>(&self, key: Value) -> Result<Option<T>, StoreError> {
        let (columns, table, column) = (T::COLUMNS.join(", "), T::TABLE.name(), T::KEY[0]);
        self.connection
            .prepare_cached(&format!("SELECT {columns} FROM {table} WHERE {column} = ?1"))
            .and_then(|mut statement| statement.query_row([key], T::read).optional())
            .map_err(|error| self.failed(&error))
    }

    fn look_up<T: Tabled>(&self, id: &str) -> Result<Lookup<T>, StoreError> {
        if let Some(row) = self.row(Value::Text(id.to_owned()))? {
            return Ok(Lookup::One(Box::new(row)));
        }
        let mut candidates = self.ids_from::<T>(id).map_err(|error| self.failed(&error))?;
        candidates.retain(|candidate| candidate.starts_with(id));
        match candidates.as_slice() {
            [] => Ok(Lookup::None),
            [only] => {
                let row = self.row(Value::Text(only.clone()))?;
                Ok(row.map_or(Lookup::None, |row| Lookup::One(Box::new(row))))
            }
            _ => Ok(Lookup::Several(candidates)),
        }
    }

    /// The first ids from `from` on, in order: those that begin so come first.
    fn ids_from<T: Tabled>(&self, from: &str) -> rusqlite::Result<Vec<String>> {
        self.connection
            .prepare_cached(&format!(
                "SELECT id FROM {} WHERE id >= ?1 ORDER BY id LIMIT {CANDIDATES_MAX}",
                T::TABLE.name()
            ))?
            .query_map([from], |row| row.get(0))?
            .collect()
    }
}
