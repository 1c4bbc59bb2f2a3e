//! Finding rows by their words, the best first.

use std::cmp::Ordering;
use std::ops::Range;

use rusqlite::OptionalExtension;

use crate::error::StoreError;
use crate::expression::expression;
use crate::listing::Page;
use crate::query::Query;
use crate::snippet::{Field, Matcher, Snippet};
use crate::stem::{REMEMBERED_FEW, Stems};
use crate::store::Store;
use crate::table::Table;

/// What a word is worth as it was typed, and as another inflection of either language.
const WEIGHTS: &str = "1.0, 0.5, 0.5";

/// Scores are compared to a millionth: below that, two machines may count differently.
const SCORE_STEPS: f64 = 1e6;

/// So many rows of one score are looked up each; of more, ids are gone through in order.
const LOOKED_UP_MAX: usize = 256;

/// So many rows are told apart by how well they fit. Words that more rows have tell little of any, and weighing them
/// would take longer than people wait: those come in the order of kinds and ids, all of them counted.
const RANKED_MAX: usize = 20_000;

/// What kind of row was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HitKind {
    /// A report, by title, publisher or text.
    Report,
    /// A claim, by quote or source.
    Claim,
    /// An incident, by place.
    Incident,
}

impl HitKind {
    const ALL: [Self; 3] = [Self::Report, Self::Claim, Self::Incident];

    /// The table of such rows.
    pub(crate) fn table(self) -> Table {
        match self {
            Self::Report => Table::Report,
            Self::Claim => Table::Claim,
            Self::Incident => Table::Incident,
        }
    }

    /// Where the row that lies at `row` of its table is in the index.
    pub(crate) fn rowid(self, row: i64) -> i64 {
        row * 4 + self as i64
    }

    /// The kind of the row at `rowid` of the index.
    pub(crate) fn of_rowid(rowid: i64) -> Option<Self> {
        usize::try_from(rowid % 4).ok().and_then(|at| Self::ALL.get(at).copied())
    }

    /// The statement that gives the fields of the row with an id that are searched, and last their language.
    pub(crate) fn searched(self) -> &'static str {
        match self {
            Self::Report => {
                "SELECT title, publisher, text, language FROM report LEFT JOIN text ON text.report = report.id \
                 WHERE id = ?1"
            }
            Self::Claim => "SELECT source, quote, language FROM claim WHERE id = ?1",
            Self::Incident => "SELECT place, NULL FROM incident WHERE id = ?1",
        }
    }

    /// The fields of [`HitKind::searched`], in their order there.
    fn fields(self) -> &'static [Field] {
        match self {
            Self::Report => &[Field::Title, Field::Publisher, Field::Text],
            Self::Claim => &[Field::Source, Field::Quote],
            Self::Incident => &[Field::Place],
        }
    }
}

/// A row that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// What kind of row it is.
    pub kind: HitKind,
    /// Its id.
    pub id: String,
    /// The report that it is or stands in; none for an incident.
    pub report: Option<String>,
    /// How well it fits (BM25): higher is better, and only the order means something.
    pub score: f64,
    /// The part of it that fits best.
    pub snippet: Snippet,
}

/// A page of what was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hits {
    /// The hits of the page: the best first, those of one score by kind and id.
    pub hits: Vec<Hit>,
    /// Number of all hits.
    pub total: u64,
}

/// A row of the index that fits, before anything is read of it.
#[derive(Debug, Clone, Copy)]
struct Ranked {
    rowid: i64,
    kind: HitKind,
    /// In millionths, higher is better.
    score: f64,
}

/// A ranked row with what decides between equal scores.
struct Named {
    ranked: Ranked,
    id: String,
}

impl Store {
    /// Rows that fit the query, the best first.
    ///
    /// # Errors
    ///
    /// When the file is damaged or cannot be read.
    pub fn search(&self, query: &Query, page: Page) -> Result<Hits, StoreError> {
        self.find(query, page).map_err(|error| self.failed(&error))
    }

    fn find(&self, query: &Query, page: Page) -> rusqlite::Result<Hits> {
        // Index and rows see one state, whatever another connection does.
        let state = self.one_state()?;
        let mut stems = Stems::new(REMEMBERED_FEW);
        let ranked = self.ranked(query, &mut stems)?;
        let total = ranked.len() as u64;
        let wanted = wanted(page, ranked.len());
        let mut matcher = Matcher::new(query, stems);
        let mut hits = Vec::new();
        for named in self.best(ranked, wanted)? {
            hits.push(self.hit(named, &mut matcher)?);
        }
        drop(state);
        Ok(Hits { hits, total })
    }

    /// Every row that fits, with its score, in no order; where they are too many, all of one score.
    fn ranked(&self, query: &Query, stems: &mut Stems) -> rusqlite::Result<Vec<Ranked>> {
        let expression = expression(query, stems);
        let mut rows = Vec::new();
        let mut statement = self.connection.prepare_cached("SELECT rowid FROM words WHERE words MATCH ?1")?;
        for rowid in statement.query_map([&expression], |row| row.get::<_, i64>(0))? {
            let rowid = rowid?;
            let Some(kind) = HitKind::of_rowid(rowid) else { continue };
            if query.kind.is_none_or(|only| only == kind) {
                rows.push(Ranked { rowid, kind, score: 0.0 });
            }
        }
        if rows.len() > RANKED_MAX {
            return Ok(rows);
        }
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT rowid, bm25(words, {WEIGHTS}) FROM words WHERE words MATCH ?1"
        ))?;
        let rows = statement
            .query_map([expression], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, f64>(1)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let ranked = rows.into_iter().filter_map(|(rowid, weight)| {
            let kind = HitKind::of_rowid(rowid)?;
            // The index counts downwards.
            let score = (-weight * SCORE_STEPS).round();
            query.kind.is_none_or(|only| only == kind).then_some(Ranked { rowid, kind, score })
        });
        Ok(ranked.collect())
    }

    /// The rows of the page, in order. Ids are read of those alone that may be on it.
    fn best(&self, ranked: Vec<Ranked>, wanted: Range<usize>) -> rusqlite::Result<Vec<Named>> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let mut best = Vec::with_capacity(wanted.len());
        let mut start = 0;
        for equals in up_to(ranked, wanted.end).chunk_by(|a, b| by_score(a, b) == Ordering::Equal) {
            let end = start + equals.len();
            if end > wanted.start {
                let within = wanted.start.max(start) - start..wanted.end.min(end) - start;
                best.append(&mut self.named(equals, within)?);
            }
            start = end;
        }
        Ok(best)
    }

    /// Those that have the places `within` by id, of rows of one score and one kind.
    fn named(&self, equals: &[Ranked], within: Range<usize>) -> rusqlite::Result<Vec<Named>> {
        if equals.len() > LOOKED_UP_MAX {
            return self.named_by_scan(equals, within);
        }
        let mut named = equals
            .iter()
            .map(|ranked| Ok(Named { ranked: *ranked, id: self.id_at(*ranked)? }))
            .collect::<rusqlite::Result<Vec<_>>>()?;
        named.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        Ok(named.drain(within).collect())
    }

    /// The same of many rows, by going through the ids of the kind in order, which lie close together.
    ///
    /// A row that is looked up is a page to decipher; ids lie hundreds to a page, and the more rows are equal the
    /// sooner enough of them have come.
    fn named_by_scan(&self, equals: &[Ranked], within: Range<usize>) -> rusqlite::Result<Vec<Named>> {
        let mut ranked_at: Vec<(i64, Ranked)> =
            equals.iter().map(|ranked| (ranked.rowid / 4, *ranked)).collect();
        ranked_at.sort_unstable_by_key(|(row, _)| *row);
        let Some((_, any)) = ranked_at.first() else { return Ok(Vec::new()) };
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT row, id FROM {} ORDER BY id", any.kind.table().name()))?;
        let mut rows = statement.query([])?;
        let mut named = Vec::with_capacity(within.len());
        let mut place = 0;
        while place < within.end {
            // A row of the index that its table lacks is damage, as where one is looked up.
            let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
            let at: i64 = row.get(0)?;
            if let Ok(found) = ranked_at.binary_search_by_key(&at, |(row, _)| *row) {
                if place >= within.start {
                    named.push(Named { ranked: ranked_at[found].1, id: row.get(1)? });
                }
                place += 1;
            }
        }
        Ok(named)
    }

    fn id_at(&self, ranked: Ranked) -> rusqlite::Result<String> {
        self.connection
            .prepare_cached(&format!("SELECT id FROM {} WHERE row = ?1", ranked.kind.table().name()))?
            .query_row([ranked.rowid / 4], |row| row.get(0))
    }

    fn hit(&self, named: Named, matcher: &mut Matcher) -> rusqlite::Result<Hit> {
        let Named { ranked, id } = named;
        let fields = ranked.kind.fields();
        let (texts, language) =
            self.connection.prepare_cached(ranked.kind.searched())?.query_row([&id], |row| {
                let texts = (0..fields.len()).map(|at| row.get::<_, Option<String>>(at));
                Ok((
                    texts.collect::<rusqlite::Result<Vec<_>>>()?,
                    row.get::<_, Option<String>>(fields.len())?,
                ))
            })?;
        let texts: Vec<(Field, &str)> =
            fields.iter().zip(&texts).filter_map(|(field, text)| Some((*field, text.as_deref()?))).collect();
        let snippet = matcher.snippet(&texts, language.as_deref());
        let report = self.report_of(ranked.kind, &id)?;
        Ok(Hit { kind: ranked.kind, report, score: ranked.score / SCORE_STEPS, snippet, id })
    }

    fn report_of(&self, kind: HitKind, id: &str) -> rusqlite::Result<Option<String>> {
        match kind {
            HitKind::Report => Ok(Some(id.to_owned())),
            HitKind::Claim => self
                .connection
                .prepare_cached("SELECT report FROM claim WHERE id = ?1")?
                .query_row([id], |row| row.get(0))
                .optional(),
            HitKind::Incident => Ok(None),
        }
    }
}

/// The better score first, then by kind.
fn by_score(a: &Ranked, b: &Ranked) -> Ordering {
    b.score.total_cmp(&a.score).then(a.kind.cmp(&b.kind))
}

/// The first `end` rows and all that are equal to the last of them, in order.
fn up_to(mut ranked: Vec<Ranked>, end: usize) -> Vec<Ranked> {
    let Some(last) = end.checked_sub(1).filter(|last| *last < ranked.len()) else { return Vec::new() };
    let last = *ranked.select_nth_unstable_by(last, by_score).1;
    ranked.retain(|row| by_score(row, &last) != Ordering::Greater);
    ranked.sort_unstable_by(by_score);
    ranked
}

/// Which of `found` rows a page shows.
fn wanted(page: Page, found: usize) -> Range<usize> {
    let within = |number: u64| usize::try_from(number).unwrap_or(usize::MAX).min(found);
    within(page.offset)..within(page.offset.saturating_add(page.limit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_index_tells_the_kind() {
        for kind in HitKind::ALL {
            assert_eq!(HitKind::of_rowid(kind.rowid(25)), Some(kind));
            assert_eq!(kind.rowid(25) / 4, 25);
        }
        assert_eq!(HitKind::of_rowid(3), None);
        assert_eq!(HitKind::of_rowid(-1), None);
    }

    #[test]
    fn a_page_stays_within_what_was_found() {
        assert_eq!(wanted(Page { offset: 5, limit: 10 }, 7), 5..7);
        assert_eq!(wanted(Page { offset: 9, limit: 10 }, 7), 7..7);
        assert_eq!(wanted(Page { offset: 1, limit: u64::MAX }, 7), 1..7);
    }
}
