//! Lists of incidents, reports and voices, sorted and filtered, and what a map or a front page shows of all of them.

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use crate::claims::whole;
use crate::error::StoreError;
use crate::listing::Page;
use crate::rows::{IncidentRow, ReportRow};
use crate::sorted::{Conditions, Cursor, Sheet};
use crate::store::Store;
use crate::table::{Cell, Tabled};

/// What an incident must be to be listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IncidentFilter {
    /// Words of its id, place, country, dates or grade, in part or whole.
    pub words: String,
    /// Its country.
    pub country: Option<String>,
    /// It may have been on this day or later: `2024-03-01`.
    pub from: Option<String>,
    /// It may have been on this day or earlier.
    pub to: Option<String>,
    /// How well established it is.
    pub grade: Option<String>,
    /// Whether it is disputed what the dead were.
    pub contested: Option<bool>,
    /// Whether it has claims that nobody has judged.
    pub open: Option<bool>,
}

/// What incidents are sorted by; ties by id.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum IncidentOrder {
    /// By date, unknown last.
    #[default]
    Date,
    /// By the most that were killed.
    Killed,
    /// By the number of reports.
    Reports,
    /// By the number of claims.
    Claims,
    /// By the number of claims that nobody has judged.
    Open,
    /// By place.
    Place,
}

impl IncidentOrder {
    fn column(self) -> &'static str {
        match self {
            Self::Date => "ord",
            Self::Killed => "ifnull(killed_high, -1)",
            Self::Reports => "reports",
            Self::Claims => "claims",
            Self::Open => "open",
            Self::Place => "ifnull(place, '')",
        }
    }
}

/// What a report must be to be listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportFilter {
    /// Words of its id, title, publisher, date, language or standing, in part or whole.
    pub words: String,
    /// How it stands.
    pub standing: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Whether it has claims that nobody has judged.
    pub open: Option<bool>,
}

/// What reports are sorted by; ties by id.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReportOrder {
    /// As they came in.
    #[default]
    Arrival,
    /// By the day of publication, unknown first.
    Published,
    /// By the number of claims.
    Claims,
    /// By the number of claims that nobody has judged.
    Open,
}

impl ReportOrder {
    fn column(self) -> &'static str {
        match self {
            Self::Arrival => "ord",
            Self::Published => "ifnull(published, '')",
            Self::Claims => "claims",
            Self::Open => "open",
        }
    }
}

/// Someone who says things, in all reports together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// Their words; `author` for the authors of a publisher.
    pub name: String,
    /// The publisher, of authors.
    pub publisher: Option<String>,
    /// Reports in which they speak.
    pub reports: u64,
    /// Claims that are theirs.
    pub claims: u64,
    /// What was said of them, JSON as [`crate::SourceRow::record`] has it.
    pub record: String,
}

/// All incidents in columns; the same place in each is the same incident.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explored {
    /// Ids.
    pub ids: Vec<String>,
    /// Millionths of a degree north, where a person placed it.
    pub latitudes: Vec<Option<i64>>,
    /// Millionths of a degree east.
    pub longitudes: Vec<Option<i64>>,
    /// First day that it may have been, in days since 1970-01-01.
    pub first_days: Vec<Option<i64>>,
    /// Last day.
    pub last_days: Vec<Option<i64>>,
    /// The fewest that were killed.
    pub lows: Vec<Option<u64>>,
    /// The most that anybody names.
    pub highs: Vec<Option<u64>>,
    /// Whether that end is open.
    pub opens: Vec<bool>,
    /// Whether it is disputed what the dead were.
    pub contested: Vec<bool>,
    /// How well established it is.
    pub grades: Vec<String>,
    /// Country codes; empty where unknown.
    pub countries: Vec<String>,
    /// Places in words; empty where unknown.
    pub places: Vec<String>,
}

/// How much there is of everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amounts {
    /// Reports.
    pub reports: u64,
    /// Incidents.
    pub incidents: u64,
    /// Claims.
    pub claims: u64,
    /// Claims that nobody has judged.
    pub open: u64,
    /// Incidents of which it is disputed what the dead were.
    pub contested: u64,
    /// Documents.
    pub documents: u64,
}

impl Store {
    /// A page of the incidents that fit.
    ///
    /// # Errors
    ///
    /// When the file is damaged or cannot be read; so for all that follow.
    pub fn incidents_from(
        &self,
        filter: &IncidentFilter,
        order: IncidentOrder,
        descending: bool,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Sheet<IncidentRow>, StoreError> {
        let mut all = Conditions::default();
        all.and_words(&filter.words);
        all.and_with("country = ?", filter.country.clone());
        all.and_with("latest >= ?", filter.from.clone());
        all.and_with("earliest <= ?", filter.to.clone());
        all.and_with("grade = ?", filter.grade.clone());
        all.and_with("contested = ?", filter.contested.map(i64::from));
        all.and_with("(open > 0) = ?", filter.open.map(i64::from));
        let way = Way { index: "incident_list", column: order.column(), descending };
        self.sheet(&all, &way, after, limit)
    }

    /// A page of the reports that fit.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_from`].
    pub fn reports_from(
        &self,
        filter: &ReportFilter,
        order: ReportOrder,
        descending: bool,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Sheet<ReportRow>, StoreError> {
        let mut all = Conditions::default();
        all.and_words(&filter.words);
        all.and_with("standing = ?", filter.standing.clone());
        all.and_with("language = ?", filter.language.clone());
        all.and_with("(open > 0) = ?", filter.open.map(i64::from));
        let way = Way { index: "report_list", column: order.column(), descending };
        self.sheet(&all, &way, after, limit)
    }

    /// A page of the voices whose words or publisher have these words, those with most claims first.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_from`].
    pub fn voices_from(
        &self,
        words: &str,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Sheet<Voice>, StoreError> {
        self.voices(words, after, limit).map_err(|error| self.failed(&error))
    }

    /// Number of claims of a voice: of everyone with this name, and of the authors of a publisher of this name, in lower case.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_from`].
    pub fn claims_of_voice(&self, is_voice: &dyn Fn(&str) -> bool) -> Result<u64, StoreError> {
        self.connection
            .prepare_cached("SELECT name, publisher, claims FROM voice WHERE claims > 0")
            .and_then(|mut statement| {
                let rows = statement.query_map([], |row| {
                    let (name, publisher): (String, String) = (row.get(0)?, row.get(1)?);
                    let speaks = is_voice(&name) || (name == "author" && is_voice(&publisher));
                    Ok(if speaks { whole(row.get(2)?) } else { 0 })
                })?;
                rows.sum()
            })
            .map_err(|error| self.failed(&error))
    }

    /// All incidents in columns, in the order of lists.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_from`].
    pub fn explored(&self) -> Result<Explored, StoreError> {
        self.columns().map_err(|error| self.failed(&error))
    }

    /// How much there is of everything.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_from`].
    pub fn amounts(&self) -> Result<Amounts, StoreError> {
        let number = |statement: &str| -> rusqlite::Result<u64> {
            let number: Option<i64> =
                self.connection.prepare_cached(statement)?.query_row([], |row| row.get(0))?;
            Ok(whole(number.unwrap_or(0)))
        };
        let all = || -> rusqlite::Result<Amounts> {
            let _state = self.one_state()?;
            Ok(Amounts {
                reports: number("SELECT count(*) FROM report")?,
                incidents: number("SELECT count(*) FROM incident")?,
                claims: number("SELECT sum(claims) FROM claim_count")?,
                open: number("SELECT sum(claims) FROM claim_count WHERE verdict = ''")?,
                contested: number(
                    "SELECT count(*) FROM incident INDEXED BY incident_list WHERE contested = 1",
                )?,
                documents: number("SELECT count(*) FROM document")?,
            })
        };
        all().map_err(|error| self.failed(&error))
    }

    /// Number of reports by language; an empty text where it is unknown.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_from`].
    pub fn reports_by_language(&self) -> Result<Vec<(String, u64)>, StoreError> {
        self.by("SELECT ifnull(language, ''), count(*) FROM report GROUP BY 1 ORDER BY 1")
    }

    /// Number of reports by standing.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_from`].
    pub fn reports_by_standing(&self) -> Result<Vec<(String, u64)>, StoreError> {
        self.by("SELECT standing, count(*) FROM report GROUP BY 1 ORDER BY 1")
    }

    /// Number of incidents by country; an empty text where it is unknown.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_from`].
    pub fn incidents_by_country(&self) -> Result<Vec<(String, u64)>, StoreError> {
        self.by(
            "SELECT ifnull(country, ''), count(*) FROM incident INDEXED BY incident_list GROUP BY 1 ORDER BY 1",
        )
    }

    /// Number of things that wait for a person, by kind.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_from`].
    pub fn todo_by_kind(&self) -> Result<Vec<(String, u64)>, StoreError> {
        self.by("SELECT kind, count(*) FROM todo GROUP BY 1 ORDER BY 1")
    }

    /// What waits about, of one kind, in its order: the subjects of a page.
    ///
    /// # Errors
    ///
    /// As [`Store::incidents_from`].
    pub fn waiting_about(&self, kind: &str, page: Page) -> Result<Vec<String>, StoreError> {
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        self.connection
            .prepare_cached(
                "SELECT subject FROM todo WHERE kind = ?1 GROUP BY ord, subject ORDER BY ord, subject LIMIT ?2 OFFSET ?3",
            )
            .and_then(|mut statement| {
                let rows =
                    statement.query_map((kind, number(page.limit), number(page.offset)), |row| row.get(0))?;
                rows.collect()
            })
            .map_err(|error| self.failed(&error))
    }

    fn by(&self, statement: &str) -> Result<Vec<(String, u64)>, StoreError> {
        self.connection
            .prepare_cached(statement)
            .and_then(|mut statement| {
                statement.query_map([], |row| Ok((row.get(0)?, whole(row.get(1)?))))?.collect()
            })
            .map_err(|error| self.failed(&error))
    }

    fn sheet<T: Tabled>(
        &self,
        conditions: &Conditions,
        way: &Way,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Sheet<T>, StoreError> {
        self.sheet_of(conditions, way, after, limit).map_err(|error| self.failed(&error))
    }

    fn sheet_of<T: Tabled>(
        &self,
        conditions: &Conditions,
        way: &Way,
        after: Option<&Cursor>,
        limit: usize,
    ) -> rusqlite::Result<Sheet<T>> {
        let _state = self.one_state()?;
        let (table, index, column) = (T::TABLE.name(), way.index, way.column);
        let total: i64 = if conditions.is_empty() {
            self.connection
                .prepare_cached(&format!("SELECT count(*) FROM {table}"))?
                .query_row([], |row| row.get(0))?
        } else {
            self.connection
                .prepare_cached(&format!(
                    "SELECT count(*) FROM {table} INDEXED BY {index}{}",
                    conditions.clause()
                ))?
                .query_row(params_from_iter(conditions.values()), |row| row.get(0))?
        };
        let mut behind = conditions.clone();
        behind.and_behind(&format!("{column}, id"), way.descending, after);
        let ending = if way.descending { "DESC" } else { "ASC" };
        let limited = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
        let found: Vec<(i64, Value, String)> = self
            .connection
            .prepare_cached(&format!(
                "SELECT row, {column}, id FROM {table} INDEXED BY {index}{} ORDER BY {column} {ending}, id {ending} \
                 LIMIT {limited}",
                behind.clause()
            ))?
            .query_map(params_from_iter(behind.values()), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let next = found.get(limit).and_then(|_| found.get(limit.checked_sub(1)?));
        let next = next.map(|(_, key, id)| Cursor(vec![key.clone(), Value::Text(id.clone())]));
        let mut one = self
            .connection
            .prepare_cached(&format!("SELECT {} FROM {table} WHERE row = ?1", T::COLUMNS.join(", ")))?;
        let rows = found.iter().take(limit).map(|(row, _, _)| one.query_row([row], T::read));
        Ok(Sheet { rows: rows.collect::<rusqlite::Result<_>>()?, total: whole(total), next })
    }

    fn voices(&self, words: &str, after: Option<&Cursor>, limit: usize) -> rusqlite::Result<Sheet<Voice>> {
        let _state = self.one_state()?;
        let wanted: Vec<String> =
            words.split_whitespace().map(crate::fold::folded).filter(|piece| !piece.is_empty()).collect();
        let mut statement = self.connection.prepare_cached(
            "SELECT name, publisher, reports, claims FROM voice WHERE reports > 0 \
             ORDER BY claims DESC, name DESC, publisher DESC",
        )?;
        let mut found = statement.query([])?;
        let (mut rows, mut total, mut next) = (Vec::new(), 0, None);
        let behind = after.map(|Cursor(values)| values.clone());
        while let Some(row) = found.next()? {
            let (name, publisher): (String, String) = (row.get(0)?, row.get(1)?);
            if !wanted.is_empty() {
                let text = crate::fold::folded(&format!("{name}\n{publisher}"));
                if !wanted.iter().all(|word| text.contains(word)) {
                    continue;
                }
            }
            total += 1;
            let claims: i64 = row.get(3)?;
            let place =
                vec![Value::Integer(claims), Value::Text(name.clone()), Value::Text(publisher.clone())];
            if behind.as_ref().is_some_and(|behind| !comes_behind(&place, behind)) {
                continue;
            }
            if rows.len() < limit {
                rows.push((
                    place,
                    Voice {
                        name,
                        publisher: (!publisher.is_empty()).then_some(publisher),
                        reports: whole(row.get(2)?),
                        claims: whole(claims),
                        record: String::new(),
                    },
                ));
            } else if next.is_none() {
                next = rows.last().map(|(place, _)| Cursor(place.clone()));
            }
        }
        let mut record = self.connection.prepare_cached(
            "SELECT record FROM source WHERE name = ?1 AND (?2 = '' OR publisher = ?2) LIMIT 1",
        )?;
        let with_record = |(_, mut voice): (Vec<Value>, Voice)| {
            let publisher = voice.publisher.as_deref().unwrap_or_default();
            voice.record = record.query_row((&voice.name, publisher), |row| row.get(0))?;
            Ok(voice)
        };
        let rows = rows.into_iter().map(with_record).collect::<rusqlite::Result<_>>()?;
        Ok(Sheet { rows, total, next })
    }

    fn columns(&self) -> rusqlite::Result<Explored> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, latitude, longitude, unixepoch(earliest) / 86400, unixepoch(latest) / 86400, killed_low, \
             killed_high, killed_open, contested, grade, ifnull(country, ''), ifnull(place, '') \
             FROM incident INDEXED BY incident_list ORDER BY ord, id",
        )?;
        let mut rows = statement.query([])?;
        let mut all = Explored::default();
        while let Some(row) = rows.next()? {
            all.ids.push(row.get(0)?);
            all.latitudes.push(row.get(1)?);
            all.longitudes.push(row.get(2)?);
            all.first_days.push(row.get(3)?);
            all.last_days.push(row.get(4)?);
            all.lows.push(Cell::read(row.get_ref(5)?)?);
            all.highs.push(Cell::read(row.get_ref(6)?)?);
            all.opens.push(Cell::read(row.get_ref(7)?)?);
            all.contested.push(Cell::read(row.get_ref(8)?)?);
            all.grades.push(row.get(9)?);
            all.countries.push(row.get(10)?);
            all.places.push(row.get(11)?);
        }
        Ok(all)
    }
}

/// How a list is gone through.
struct Way {
    index: &'static str,
    column: &'static str,
    descending: bool,
}

/// Whether a place comes behind another, most claims first.
fn comes_behind(place: &[Value], other: &[Value]) -> bool {
    let key = |values: &[Value]| match values {
        [Value::Integer(claims), Value::Text(name), Value::Text(publisher)] => {
            Some((*claims, name.clone(), publisher.clone()))
        }
        _ => None,
    };
    key(place) < key(other)
}
