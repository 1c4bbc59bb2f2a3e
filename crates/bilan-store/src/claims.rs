//! Questions about claims that stay quick in a case of a million: which comes next, how many there are, which page.

use std::collections::BTreeSet;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};

use crate::error::StoreError;
use crate::expression::expression;
use crate::query::Query;
use crate::rows::{ClaimRow, DocumentRow};
use crate::search::HitKind;
use crate::sorted::{Conditions, Cursor, Sheet};
use crate::stem::{REMEMBERED_FEW, Stems};
use crate::store::Store;
use crate::table::Tabled;

/// So many rows with the words are looked up each; of more, the list is gone through in order.
const LOOKED_UP_MAX: usize = 2_000;

/// Whether claims were judged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Judged {
    /// It does not matter.
    #[default]
    Any,
    /// Nobody has judged them.
    Open,
    /// Somebody has.
    Done,
}

/// What a claim must be to be listed; the default lists every claim.
#[derive(Debug, Clone, Default)]
pub struct ClaimFilter {
    /// Whether it was judged.
    pub judged: Judged,
    /// What was decided.
    pub verdict: Option<String>,
    /// Its kind.
    pub kind: Option<String>,
    /// What happened to those it counts.
    pub outcome: Option<String>,
    /// The country of its incident.
    pub country: Option<String>,
    /// The language of its report.
    pub language: Option<String>,
    /// Its incident.
    pub incident: Option<String>,
    /// Its report.
    pub report: Option<String>,
    /// Who says it, by their words.
    pub source: Option<String>,
    /// Whether it is disputed what the dead of its incident were.
    pub contested: Option<bool>,
    /// It is read less surely than this, in percent.
    pub confidence_below: Option<u32>,
    /// Words in its quote or its source.
    pub words: Option<Query>,
}

impl ClaimFilter {
    /// The conditions on columns that the indexes of open claims hold, and on `verdict`.
    fn sort_of(&self) -> Conditions {
        let mut all = Conditions::default();
        match self.judged {
            Judged::Any => {}
            Judged::Open => all.and("verdict IS NULL"),
            Judged::Done => all.and("verdict IS NOT NULL"),
        }
        all.and_with("verdict = ?", self.verdict.clone());
        all.and_with("kind = ?", self.kind.clone());
        all.and_with("outcome = ?", self.outcome.clone());
        all.and_with("language = ?", self.language.clone());
        all.and_with("country = ?", self.country.clone());
        match self.contested {
            Some(true) => all.and("contested = 1"),
            Some(false) => all.and("contested = 0"),
            None => {}
        }
        all.and_with("confidence < ?", self.confidence_below.map(i64::from));
        all
    }

    fn conditions(&self) -> Conditions {
        let mut all = self.sort_of();
        all.and_with("incident = ?", self.incident.clone());
        all.and_with("report = ?", self.report.clone());
        all.and_with("source = ?", self.source.clone());
        all
    }

    /// What of it is counted beforehand.
    fn sort_alone(&self) -> Self {
        Self { incident: None, report: None, source: None, words: None, ..self.clone() }
    }

    /// Whether it is only of what is counted beforehand.
    fn is_counted(&self) -> bool {
        self.incident.is_none() && self.report.is_none() && self.source.is_none() && self.words.is_none()
    }
}

impl Store {
    /// Number of claims that fit.
    ///
    /// # Errors
    ///
    /// When the file is damaged or cannot be read; so for all that follow.
    pub fn count_claims(&self, filter: &ClaimFilter) -> Result<u64, StoreError> {
        let counted = || {
            let _state = self.one_state()?;
            self.count(filter, self.claims_with(filter)?.as_deref())
        };
        counted().map_err(|error| self.failed(&error))
    }

    /// The first claim that fits, in the order of lists, behind the claim `after`; from the beginning where none is
    /// behind it. What is skipped is passed over.
    ///
    /// # Errors
    ///
    /// As [`Store::count_claims`].
    pub fn next_claim(
        &self,
        filter: &ClaimFilter,
        after: Option<&str>,
        skip: &[String],
    ) -> Result<Option<ClaimRow>, StoreError> {
        let found = || -> rusqlite::Result<Option<ClaimRow>> {
            let _state = self.one_state()?;
            let behind = after.map(|id| self.claim_place(id)).transpose()?.flatten();
            // Where none of the sort is left, that is known without looking for it.
            if self.counted(&filter.sort_alone())? == 0 {
                return Ok(None);
            }
            let with = self.claims_with(filter)?;
            let with = with.as_deref();
            let first = self.claims_behind(filter, with, behind.as_ref(), 1, skip)?.into_iter().next();
            match (first, behind) {
                (None, Some(_)) => Ok(self.claims_behind(filter, with, None, 1, skip)?.into_iter().next()),
                (first, _) => Ok(first),
            }
        };
        found().map_err(|error| self.failed(&error))
    }

    /// The document that came in first of those with a claim that fits; not told where words are asked for.
    ///
    /// # Errors
    ///
    /// As [`Store::count_claims`].
    pub fn first_document_with(&self, filter: &ClaimFilter) -> Result<Option<DocumentRow>, StoreError> {
        let found = || -> rusqlite::Result<Option<DocumentRow>> {
            let _state = self.one_state()?;
            if filter.words.is_some() || self.counted(&filter.sort_alone())? == 0 {
                return Ok(None);
            }
            let mut fits = filter.conditions();
            fits.and("claim.report = report.id");
            // Reports in the order in which they came in: the first with such a claim ends the search.
            let open = if filter.judged == Judged::Open { "open > 0 AND" } else { "" };
            let statement = format!(
                "SELECT document FROM report WHERE {open} EXISTS (SELECT 1 FROM claim INDEXED BY claim_report{}) \
                 ORDER BY ord, id LIMIT 1",
                fits.clause()
            );
            let document: Option<String> = self
                .connection
                .prepare_cached(&statement)?
                .query_row(params_from_iter(fits.values()), |row| row.get(0))
                .optional()?;
            let Some(document) = document else { return Ok(None) };
            let columns = DocumentRow::COLUMNS.join(", ");
            self.connection
                .prepare_cached(&format!("SELECT {columns} FROM document WHERE id = ?1"))?
                .query_row([document], DocumentRow::read)
                .optional()
        };
        found().map_err(|error| self.failed(&error))
    }

    /// A page of the claims that fit, in the order of lists.
    ///
    /// # Errors
    ///
    /// As [`Store::count_claims`].
    pub fn claims_from(
        &self,
        filter: &ClaimFilter,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Sheet<ClaimRow>, StoreError> {
        let found = || -> rusqlite::Result<Sheet<ClaimRow>> {
            let _state = self.one_state()?;
            let with = self.claims_with(filter)?;
            let with = with.as_deref();
            let mut rows = self.claims_behind(filter, with, after, limit.saturating_add(1), &[])?;
            let more = rows.len() > limit;
            rows.truncate(limit);
            let next = rows.last().filter(|_| more).map(place_of);
            Ok(Sheet { rows, total: self.count(filter, with)?, next })
        };
        found().map_err(|error| self.failed(&error))
    }

    /// Number of claims by a column: by language, country, kind, outcome or verdict; open ones alone where asked for.
    ///
    /// # Errors
    ///
    /// As [`Store::count_claims`].
    pub fn claims_by(&self, sort: ClaimSort, open: bool) -> Result<Vec<(String, u64)>, StoreError> {
        let (column, only) = (sort.column(), if open { "WHERE verdict = ''" } else { "" });
        let statement = format!(
            "SELECT {column}, sum(claims) FROM claim_count {only} GROUP BY 1 HAVING sum(claims) > 0 ORDER BY 1"
        );
        self.connection
            .prepare_cached(&statement)
            .and_then(|mut statement| {
                let rows = statement.query_map([], |row| Ok((row.get(0)?, whole(row.get(1)?))))?;
                rows.collect()
            })
            .map_err(|error| self.failed(&error))
    }

    /// Number of claims that fit; those that have the words are given, where words are asked for.
    fn count(&self, filter: &ClaimFilter, with: Option<&[i64]>) -> rusqlite::Result<u64> {
        if filter.is_counted() {
            return self.counted(filter);
        }
        let conditions = filter.conditions();
        match with {
            Some(rows) if conditions.clause().is_empty() => return Ok(rows.len() as u64),
            Some(rows) if rows.len() > LOOKED_UP_MAX => {
                return self.count_in_order(filter, &conditions, rows);
            }
            Some(rows) => return Ok(self.rows_that_fit(&conditions, rows)?.len() as u64),
            None => {}
        }
        let number: i64 = self
            .connection
            .prepare_cached(&format!("SELECT count(*) FROM claim{}", conditions.clause()))?
            .query_row(params_from_iter(conditions.values()), |row| row.get(0))?;
        Ok(whole(number))
    }

    /// Number of those of many rows that fit, from an index that holds all that is asked, where there is one.
    fn count_in_order(
        &self,
        filter: &ClaimFilter,
        conditions: &Conditions,
        rows: &[i64],
    ) -> rusqlite::Result<u64> {
        let index = self.best_index(filter)?.map_or(String::new(), |index| format!(" INDEXED BY {index}"));
        let statement = format!("SELECT row FROM claim{index}{}", conditions.clause());
        let mut statement = self.connection.prepare_cached(&statement)?;
        let mut found = statement.query(params_from_iter(conditions.values()))?;
        let mut number = 0;
        while let Some(row) = found.next()? {
            number += u64::from(rows.binary_search(&row.get(0)?).is_ok());
        }
        Ok(number)
    }

    /// The number of a sort, from what was counted beforehand. There an absent verdict is an empty text.
    fn counted(&self, filter: &ClaimFilter) -> rusqlite::Result<u64> {
        let conditions = filter.sort_of();
        let clause = conditions
            .clause()
            .replace("verdict IS NULL", "verdict = ''")
            .replace("verdict IS NOT NULL", "verdict <> ''")
            .replace("confidence < ?", "confidence BETWEEN 0 AND ? - 1");
        let number: Option<i64> = self
            .connection
            .prepare_cached(&format!("SELECT sum(claims) FROM claim_count{clause}"))?
            .query_row(params_from_iter(conditions.values()), |row| row.get(0))?;
        Ok(whole(number.unwrap_or(0)))
    }

    /// Where a claim stands in lists.
    fn claim_place(&self, id: &str) -> rusqlite::Result<Option<Cursor>> {
        self.connection
            .prepare_cached("SELECT ord, id FROM claim WHERE id = ?1")?
            .query_row([id], |row| Ok(Cursor(vec![row.get(0)?, row.get(1)?])))
            .optional()
    }

    fn claims_behind(
        &self,
        filter: &ClaimFilter,
        with: Option<&[i64]>,
        after: Option<&Cursor>,
        limit: usize,
        skip: &[String],
    ) -> rusqlite::Result<Vec<ClaimRow>> {
        let mut conditions = filter.conditions();
        conditions.and_behind("ord, id", false, after);
        let skip: BTreeSet<&str> = skip.iter().map(String::as_str).collect();
        let rows = match with {
            Some(rows) if rows.len() <= LOOKED_UP_MAX => {
                let mut found = self.rows_that_fit(&conditions, rows)?;
                found.retain(|(_, id, _)| !skip.contains(id.as_str()));
                found.sort_unstable();
                found.truncate(limit);
                found.into_iter().map(|(_, _, row)| row).collect()
            }
            // Of many, the first come soon.
            with => self.first_rows(filter, &conditions, with, limit, &skip)?,
        };
        let columns = ClaimRow::COLUMNS.join(", ");
        let mut statement =
            self.connection.prepare_cached(&format!("SELECT {columns} FROM claim WHERE row = ?1"))?;
        rows.into_iter().map(|row| statement.query_row([row], ClaimRow::read)).collect()
    }

    /// Where the first rows lie that fit.
    fn first_rows(
        &self,
        filter: &ClaimFilter,
        conditions: &Conditions,
        with: Option<&[i64]>,
        limit: usize,
        skip: &BTreeSet<&str>,
    ) -> rusqlite::Result<Vec<i64>> {
        let index = self.best_index(filter)?.map_or(String::new(), |index| format!(" INDEXED BY {index}"));
        let statement = format!("SELECT row, id FROM claim{index}{} ORDER BY ord, id", conditions.clause());
        let mut statement = self.connection.prepare_cached(&statement)?;
        let mut found = statement.query(params_from_iter(conditions.values()))?;
        let mut rows = Vec::new();
        while rows.len() < limit
            && let Some(row) = found.next()?
        {
            let at = row.get(0)?;
            let has_words = with.is_none_or(|with| with.binary_search(&at).is_ok());
            if has_words && !skip.contains(row.get_ref(1)?.as_str()?) {
                rows.push(at);
            }
        }
        Ok(rows)
    }

    /// The index of open claims that has the fewest to go through.
    fn best_index(&self, filter: &ClaimFilter) -> rusqlite::Result<Option<&'static str>> {
        let narrow = filter.incident.is_some() || filter.report.is_some() || filter.source.is_some();
        if filter.judged != Judged::Open || narrow {
            return Ok(None);
        }
        let mut best =
            ("claim_open", self.counted(&ClaimFilter { judged: Judged::Open, ..ClaimFilter::default() })?);
        let open = || ClaimFilter { judged: Judged::Open, ..ClaimFilter::default() };
        let ways = [
            ("claim_open_kind", filter.kind.is_some(), ClaimFilter { kind: filter.kind.clone(), ..open() }),
            (
                "claim_open_outcome",
                filter.outcome.is_some(),
                ClaimFilter { outcome: filter.outcome.clone(), ..open() },
            ),
            (
                "claim_open_language",
                filter.language.is_some(),
                ClaimFilter { language: filter.language.clone(), ..open() },
            ),
            (
                "claim_open_country",
                filter.country.is_some(),
                ClaimFilter { country: filter.country.clone(), ..open() },
            ),
            (
                "claim_open_contested",
                filter.contested == Some(true),
                ClaimFilter { contested: Some(true), ..open() },
            ),
        ];
        for (index, given, alone) in ways {
            if given {
                let number = self.counted(&alone)?;
                if number < best.1 {
                    best = (index, number);
                }
            }
        }
        Ok(Some(best.0))
    }

    /// Where the claims lie that have the words, ascending; `None` where no words are asked for.
    fn claims_with(&self, filter: &ClaimFilter) -> rusqlite::Result<Option<Vec<i64>>> {
        let Some(query) = &filter.words else { return Ok(None) };
        let expression = expression(query, &mut Stems::new(REMEMBERED_FEW));
        let mut rows: Vec<i64> = self
            .connection
            .prepare_cached("SELECT rowid FROM words WHERE words MATCH ?1")?
            .query_map([expression], |row| row.get(0))?
            .filter(|rowid| !matches!(rowid, Ok(at) if HitKind::of_rowid(*at) != Some(HitKind::Claim)))
            .map(|rowid| rowid.map(|rowid| rowid / 4))
            .collect::<rusqlite::Result<_>>()?;
        rows.sort_unstable();
        Ok(Some(rows))
    }

    /// Those of a few rows that fit, as (ord, id, row).
    fn rows_that_fit(
        &self,
        conditions: &Conditions,
        rows: &[i64],
    ) -> rusqlite::Result<Vec<(i64, String, i64)>> {
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let mut here = conditions.clone();
        here.and_with("row = ?", Some(0));
        let statement = format!("SELECT ord, id, row FROM claim{}", here.clause());
        let mut statement = self.connection.prepare_cached(&statement)?;
        let mut found = Vec::new();
        for row in rows {
            let values = conditions.values().iter().cloned().chain([Value::Integer(*row)]);
            found.extend(statement.query_row(params_from_iter(values), read).optional()?);
        }
        Ok(found)
    }
}

/// By what claims are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimSort {
    /// By their kind.
    Kind,
    /// By what happened to those they count.
    Outcome,
    /// By the language of their report.
    Language,
    /// By the country of their incident.
    Country,
    /// By what was decided; an empty text where nothing was.
    Verdict,
}

impl ClaimSort {
    fn column(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Outcome => "outcome",
            Self::Language => "language",
            Self::Country => "country",
            Self::Verdict => "verdict",
        }
    }
}

fn place_of(row: &ClaimRow) -> Cursor {
    Cursor(vec![Value::Integer(row.ord.cast_signed()), Value::Text(row.id.clone())])
}

pub(crate) fn whole(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
