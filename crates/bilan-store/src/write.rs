//! Putting rows in and taking them out, with the full-text index kept in step.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use crate::error::StoreError;
use crate::fold::folded;
use crate::index::Indexed;
use crate::plan::{Plan, Step};
use crate::rows::{
    AccountRow, BlobRow, ClaimRow, DecisionRow, DocumentRow, EntryRow, IncidentRow, ReportRow, SourceRow,
    TextRow, TodoRow,
};
use crate::search::HitKind;
use crate::stem::{REMEMBERED_MANY, Stems};
use crate::table::{Table, Tabled};

/// Writes rows within one transaction: all of them, or none.
///
/// A row that is put takes the place of the one with the same key; one that is there as it is costs a look and writes
/// nothing. Removing what is not there is no error. Nothing else follows from either: the writer knows rows, not what they mean to each other. The one exception is the text
/// of a report, which goes with it.
pub struct Writer<'s> {
    connection: &'s Connection,
    path: &'s Path,
    stems: Stems,
    /// Where what would be written is noted instead.
    plan: Option<Plan>,
}

/// What a row has in the full-text index: its fields, and the language they are in.
type Searched = (Vec<Option<String>>, Option<String>);

impl<'s> Writer<'s> {
    /// A writer on a transaction that the caller commits.
    pub(crate) fn new(connection: &'s Connection, path: &'s Path) -> Self {
        Self { connection, path, stems: Stems::new(REMEMBERED_MANY), plan: None }
    }

    /// A writer that writes nothing and notes what it would write.
    pub(crate) fn planning(connection: &'s Connection, path: &'s Path) -> Self {
        Self { plan: Some(Plan::default()), ..Self::new(connection, path) }
    }

    pub(crate) fn into_plan(self) -> Plan {
        self.plan.unwrap_or_default()
    }

    /// Notes a step where steps are noted; whether they are.
    fn noted(&mut self, step: impl FnOnce() -> Step) -> bool {
        self.plan.as_mut().is_some_and(|plan| {
            plan.push(step());
            true
        })
    }

    /// Puts a document.
    ///
    /// # Errors
    ///
    /// When the row does not fit, the file is damaged or the disk does not do it; so for all that follow.
    pub fn put_document(&mut self, row: &DocumentRow) -> Result<(), StoreError> {
        self.put_plain(row, Step::Document)
    }

    /// Puts a report, with its text; `None` leaves the text that it has.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn put_report(&mut self, row: &ReportRow, text: Option<&str>) -> Result<(), StoreError> {
        let step = || Step::Report(Box::new(row.clone()), text.map(str::to_owned));
        if (text.is_none() && self.has(row)?) || self.noted(step) {
            return Ok(());
        }
        let before = self.searched(HitKind::Report, &row.id)?;
        let at = self.put(row)?;
        if let Some(text) = text {
            self.put(&TextRow { report: row.id.clone(), text: text.to_owned() })?;
        }
        self.index(HitKind::Report, at, &row.id, before.as_ref())
    }

    /// Puts an incident.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn put_incident(&mut self, row: &IncidentRow) -> Result<(), StoreError> {
        if self.has(row)? || self.noted(|| Step::Incident(Box::new(row.clone()))) {
            return Ok(());
        }
        let before = self.searched(HitKind::Incident, &row.id)?;
        let at = self.put(row)?;
        self.index(HitKind::Incident, at, &row.id, before.as_ref())
    }

    /// Puts an account.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn put_account(&mut self, row: &AccountRow) -> Result<(), StoreError> {
        self.put_plain(row, Step::Account)
    }

    /// Puts a claim.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn put_claim(&mut self, row: &ClaimRow) -> Result<(), StoreError> {
        if self.has(row)? || self.noted(|| Step::Claim(Box::new(row.clone()))) {
            return Ok(());
        }
        let before = self.searched(HitKind::Claim, &row.id)?;
        let at = self.put(row)?;
        self.index(HitKind::Claim, at, &row.id, before.as_ref())
    }

    /// Puts a source.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn put_source(&mut self, row: &SourceRow) -> Result<(), StoreError> {
        self.put_plain(row, Step::Source)
    }

    /// Puts a decision.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn put_decision(&mut self, row: &DecisionRow) -> Result<(), StoreError> {
        self.put_plain(row, Step::Decision)
    }

    /// Puts an entry.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn put_entry(&mut self, row: &EntryRow) -> Result<(), StoreError> {
        self.put_plain(row, Step::Entry)
    }

    /// Puts something to do.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn put_todo(&mut self, row: &TodoRow) -> Result<(), StoreError> {
        self.put_plain(row, Step::Todo)
    }

    /// Keeps bytes under a name.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn put_blob(&mut self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.put_plain(&BlobRow { key: key.to_owned(), value: value.to_vec() }, Step::Blob)
    }

    /// Removes a document.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn remove_document(&mut self, id: &str) -> Result<(), StoreError> {
        self.remove::<DocumentRow>(&[id])
    }

    /// Removes a report and its text.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn remove_report(&mut self, id: &str) -> Result<(), StoreError> {
        self.unindex(HitKind::Report, id)?;
        self.remove::<TextRow>(&[id])?;
        self.remove::<ReportRow>(&[id])
    }

    /// Removes an incident.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn remove_incident(&mut self, id: &str) -> Result<(), StoreError> {
        self.unindex(HitKind::Incident, id)?;
        self.remove::<IncidentRow>(&[id])
    }

    /// Removes an account.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn remove_account(&mut self, report: &str, account: &str) -> Result<(), StoreError> {
        self.remove::<AccountRow>(&[report, account])
    }

    /// Removes a claim.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn remove_claim(&mut self, id: &str) -> Result<(), StoreError> {
        self.unindex(HitKind::Claim, id)?;
        self.remove::<ClaimRow>(&[id])
    }

    /// Removes a source.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn remove_source(&mut self, name: &str, publisher: &str, report: &str) -> Result<(), StoreError> {
        self.remove::<SourceRow>(&[name, publisher, report])
    }

    /// Removes what waits of one kind about one thing.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn remove_todo(&mut self, kind: &str, subject: &str) -> Result<(), StoreError> {
        self.remove_where("DELETE FROM todo WHERE kind = ?1 AND subject = ?2", &[kind, subject])
    }

    /// Removes what was kept under a name.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn remove_blob(&mut self, key: &str) -> Result<(), StoreError> {
        self.remove::<BlobRow>(&[key])
    }

    /// Removes all rows of a table; those of reports take their texts along, and texts cannot go without them.
    ///
    /// For what is computed as a whole each time, like the list of what waits for a person.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn clear(&mut self, table: Table) -> Result<(), StoreError> {
        let name = table.name();
        self.connection.execute(&format!("DELETE FROM {name}"), []).map_err(|error| self.failed(&error))?;
        match table {
            Table::Report => {
                self.clear_index(HitKind::Report)?;
                self.connection.execute("DELETE FROM text", []).map(drop).map_err(|error| self.failed(&error))
            }
            Table::Text => self.reindex_reports(),
            Table::Claim => self.clear_index(HitKind::Claim),
            Table::Incident => self.clear_index(HitKind::Incident),
            Table::Document
            | Table::Account
            | Table::Source
            | Table::Decision
            | Table::Entry
            | Table::Todo
            | Table::Blob => Ok(()),
        }
    }

    /// Removes the rows of a table whose keys are not kept; a key is the texts of its columns, in their order.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn keep_only(&mut self, table: Table, keep: &dyn Fn(&[String]) -> bool) -> Result<(), StoreError> {
        let gone = match table {
            Table::Incident => self.gone::<IncidentRow>(keep)?,
            Table::Claim => self.gone::<ClaimRow>(keep)?,
            Table::Report => self.gone::<ReportRow>(keep)?,
            Table::Document => self.gone::<DocumentRow>(keep)?,
            Table::Account => self.gone::<AccountRow>(keep)?,
            Table::Source => self.gone::<SourceRow>(keep)?,
            Table::Decision => self.gone::<DecisionRow>(keep)?,
            Table::Entry => self.gone::<EntryRow>(keep)?,
            Table::Todo => self.gone::<TodoRow>(keep)?,
            Table::Blob => self.gone::<BlobRow>(keep)?,
            // A text goes with its report.
            Table::Text => Vec::new(),
        };
        gone.into_iter().try_for_each(|key| self.remove_row(table, &key))
    }

    /// Removes the row of a key, the texts of its columns in their order.
    ///
    /// # Errors
    ///
    /// As [`Writer::put_document`].
    pub fn remove_row(&mut self, table: Table, key: &[String]) -> Result<(), StoreError> {
        if self.noted(|| Step::Gone(table, key.to_vec())) { Ok(()) } else { self.take_out(table, key) }
    }

    /// Removes the row of a key.
    pub(crate) fn take_out(&mut self, table: Table, key: &[String]) -> Result<(), StoreError> {
        let all: Vec<&str> = key.iter().map(String::as_str).collect();
        match table {
            Table::Incident => self.remove_incident(&key[0]),
            Table::Claim => self.remove_claim(&key[0]),
            Table::Report => self.remove_report(&key[0]),
            Table::Document => self.remove::<DocumentRow>(&all),
            Table::Account => self.remove::<AccountRow>(&all),
            Table::Source => self.remove::<SourceRow>(&all),
            Table::Decision => self.remove::<DecisionRow>(&all),
            Table::Entry => self.remove::<EntryRow>(&all),
            Table::Todo => self.remove::<TodoRow>(&all),
            Table::Blob => self.remove::<BlobRow>(&all),
            Table::Text => Ok(()),
        }
    }

    /// The keys of a table's rows that are not kept.
    fn gone<T: Tabled>(&self, keep: &dyn Fn(&[String]) -> bool) -> Result<Vec<Vec<String>>, StoreError> {
        let texts: Vec<String> = T::KEY.iter().map(|column| format!("CAST({column} AS TEXT)")).collect();
        let statement = format!("SELECT {} FROM {}", texts.join(", "), T::TABLE.name());
        self.connection
            .prepare(&statement)
            .and_then(|mut statement| {
                let keys = statement.query_map([], |row| {
                    (0..T::KEY.len()).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<String>>>()
                })?;
                keys.filter(|key| key.as_ref().map_or(true, |key| !keep(key))).collect()
            })
            .map_err(|error| self.failed(&error))
    }

    /// Whether the table holds this very row.
    fn has<T: Tabled + PartialEq>(&self, row: &T) -> Result<bool, StoreError> {
        let cells = cells(row)?;
        let key = T::KEY.iter().filter_map(|column| {
            T::COLUMNS.iter().position(|name| name == column).map(|at| cells[at].clone())
        });
        let given: Vec<String> =
            T::KEY.iter().enumerate().map(|(at, column)| format!("{column} = ?{}", at + 1)).collect();
        let statement = format!(
            "SELECT {} FROM {} WHERE {}",
            T::COLUMNS.join(", "),
            T::TABLE.name(),
            given.join(" AND ")
        );
        let held = self.connection.prepare_cached(&statement).and_then(|mut statement| {
            statement.query_row(params_from_iter(key), |held| T::read(held)).optional()
        });
        // A row that cannot be read as one is not this one: it is written over.
        match held {
            Ok(held) => Ok(held.as_ref() == Some(row)),
            Err(rusqlite::Error::FromSqlConversionFailure(..)) => Ok(false),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// Puts a row that is not searched.
    fn put_plain<T: Tabled + PartialEq + Clone>(
        &mut self,
        row: &T,
        step: fn(T) -> Step,
    ) -> Result<(), StoreError> {
        if self.has(row)? || self.noted(|| step(row.clone())) { Ok(()) } else { self.put(row).map(drop) }
    }

    /// Puts a row; gives where it lies.
    fn put<T: Tabled>(&mut self, row: &T) -> Result<i64, StoreError> {
        let mut cells = cells(row)?;
        if T::FILTERED {
            cells.push(Value::Text(filter_words(&row.words())));
        }
        let statement = put_statement::<T>();
        self.connection
            .prepare_cached(&statement)
            .and_then(|mut put| put.query_row(params_from_iter(cells), |row| row.get(0)))
            .map_err(|error| self.failed(&error))
    }

    fn remove<T: Tabled>(&mut self, key: &[&str]) -> Result<(), StoreError> {
        let given: Vec<String> =
            T::KEY.iter().enumerate().map(|(at, column)| format!("{column} = ?{}", at + 1)).collect();
        let statement = format!("DELETE FROM {} WHERE {}", T::TABLE.name(), given.join(" AND "));
        self.connection
            .prepare_cached(&statement)
            .and_then(|mut remove| remove.execute(params_from_iter(key)))
            .map(drop)
            .map_err(|error| self.failed(&error))
    }

    fn remove_where(&self, statement: &'static str, values: &[&str]) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(statement)
            .and_then(|mut remove| remove.execute(params_from_iter(values)))
            .map(drop)
            .map_err(|error| self.failed(&error))
    }

    /// What the index should hold of a row, as the tables stand.
    fn searched(&self, kind: HitKind, id: &str) -> Result<Option<Searched>, StoreError> {
        self.connection
            .prepare_cached(kind.searched())
            .and_then(|mut statement| {
                let fields = statement.column_count() - 1;
                statement
                    .query_row([id], |row| {
                        let texts = (0..fields).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?;
                        Ok((texts, row.get(fields)?))
                    })
                    .optional()
            })
            .map_err(|error| self.failed(&error))
    }

    /// Brings the index in step with a row that was put, unless its words are what they were.
    fn index(
        &mut self,
        kind: HitKind,
        at: i64,
        id: &str,
        before: Option<&Searched>,
    ) -> Result<(), StoreError> {
        let now = self.searched(kind, id)?;
        if before == now.as_ref() {
            return Ok(());
        }
        if before.is_some() {
            self.drop_words(kind.rowid(at))?;
        }
        let Some((fields, language)) = now else { return Ok(()) };
        let fields: Vec<Option<&str>> = fields.iter().map(Option::as_deref).collect();
        let indexed = Indexed::of(&fields, language.as_deref(), &mut self.stems);
        self.connection
            .prepare_cached("INSERT INTO words (rowid, exact, fr, en) VALUES (?1, ?2, ?3, ?4)")
            .and_then(|mut put| put.execute((kind.rowid(at), &indexed.exact, &indexed.fr, &indexed.en)))
            .map(drop)
            .map_err(|error| self.failed(&error))
    }

    /// Takes a row out of the index, before it goes.
    fn unindex(&mut self, kind: HitKind, id: &str) -> Result<(), StoreError> {
        let statement = format!("SELECT row FROM {} WHERE id = ?1", kind.table().name());
        let at: Option<i64> = self
            .connection
            .prepare_cached(&statement)
            .and_then(|mut statement| statement.query_row([id], |row| row.get(0)).optional())
            .map_err(|error| self.failed(&error))?;
        at.map_or(Ok(()), |at| self.drop_words(kind.rowid(at)))
    }

    fn drop_words(&self, rowid: i64) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM words WHERE rowid = ?1")
            .and_then(|mut statement| statement.execute([rowid]))
            .map(drop)
            .map_err(|error| self.failed(&error))
    }

    /// Takes all rows of a kind out of the index.
    fn clear_index(&self, kind: HitKind) -> Result<(), StoreError> {
        self.indexed(kind)?.into_iter().try_for_each(|rowid| self.drop_words(rowid))
    }

    /// Where rows of a kind lie in the index.
    fn indexed(&self, kind: HitKind) -> Result<BTreeSet<i64>, StoreError> {
        self.connection
            .prepare_cached("SELECT rowid FROM words")
            .and_then(|mut statement| {
                let rowids = statement.query_map([], |row| row.get(0))?;
                rowids
                    .filter(|rowid| !matches!(rowid, Ok(at) if HitKind::of_rowid(*at) != Some(kind)))
                    .collect()
            })
            .map_err(|error| self.failed(&error))
    }

    /// Indexes reports again, after their texts went.
    fn reindex_reports(&mut self) -> Result<(), StoreError> {
        self.clear_index(HitKind::Report)?;
        let reports: Vec<(i64, String)> = self
            .connection
            .prepare("SELECT row, id FROM report")
            .and_then(|mut statement| {
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
            })
            .map_err(|error| self.failed(&error))?;
        reports.into_iter().try_for_each(|(at, id)| self.index(HitKind::Report, at, &id, None))
    }

    fn failed(&self, error: &rusqlite::Error) -> StoreError {
        StoreError::from_sql(self.path, error)
    }
}

/// The cells of a row.
fn cells<T: Tabled>(row: &T) -> Result<Vec<Value>, StoreError> {
    row.cells().map_err(|column| StoreError::Row {
        table: T::TABLE.name(),
        what: format!("{column} is a number beyond 2^63 - 1"),
    })
}

/// What puts a row of a type, new or in place of the one with its key.
fn put_statement<T: Tabled>() -> String {
    let mut columns = T::COLUMNS.to_vec();
    if T::FILTERED {
        columns.push("folded");
    }
    let values: Vec<String> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
    let changed: Vec<String> = columns.iter().map(|column| format!("{column} = excluded.{column}")).collect();
    format!(
        "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {} RETURNING row",
        T::TABLE.name(),
        columns.join(", "),
        values.join(", "),
        T::KEY.join(", "),
        changed.join(", ")
    )
}

/// What filters compare with: a line a field, so that nothing is found across two.
fn filter_words(texts: &[&str]) -> String {
    let lines: Vec<String> = texts.iter().map(|text| folded(text)).collect();
    lines.join("\n")
}
