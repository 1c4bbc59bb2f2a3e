//! The order of hits, against one that is worked out from the texts row by row.

use bilan_store::{ClaimRow, HitKind, IncidentRow, Page, Query, ReportRow, Store, Writer};
use proptest::prelude::*;

use crate::common::{filled, place};

/// Words that are their own stems in either language, so that the reference needs no stemmer.
const WORDS: [&str; 6] = ["ba", "do", "ga", "lu", "vo", "zu"];

/// What stands between two fields in the index; it counts as a word of the row.
const BETWEEN: &str = "\u{b6}";

/// Rows of one kind with the same words, which therefore have one score.
#[derive(Debug, Clone)]
struct Alike {
    kind: HitKind,
    language: Option<&'static str>,
    fields: Vec<Vec<&'static str>>,
    rows: u32,
}

/// A term of a query: one word, or several in quotes.
#[derive(Debug, Clone)]
struct Term {
    words: Vec<&'static str>,
    quoted: bool,
    wanted: bool,
}

impl Alike {
    /// The words of one column, with what stands behind each field.
    fn column(&self) -> Vec<&'static str> {
        self.fields.iter().flat_map(|field| field.iter().copied().chain([BETWEEN])).collect()
    }

    /// How many columns hold the stems of its words.
    fn stemmed(&self) -> u32 {
        if self.language.is_none() { 2 } else { 1 }
    }

    /// Number of words of the row in all columns.
    fn size(&self) -> f64 {
        f64::from(count(self.column().len()) * (1 + self.stemmed()))
    }

    /// How often the term stands here, weighted.
    fn weight(&self, term: &Term) -> f64 {
        let column = self.column();
        let times = f64::from(count(column.windows(term.words.len()).filter(|at| *at == term.words).count()));
        let stems = if term.quoted { 0.0 } else { 0.5 * f64::from(self.stemmed()) };
        times * (1.0 + stems)
    }

    fn put(&self, writer: &mut Writer<'_>, id: &str) {
        let field = |at: usize| self.fields[at].join(" ");
        let language = self.language.map(str::to_owned);
        match self.kind {
            HitKind::Report => writer.put_report(
                &ReportRow {
                    id: id.into(),
                    title: Some(field(0)),
                    publisher: Some(field(1)),
                    language,
                    ..ReportRow::default()
                },
                Some(&field(2)),
            ),
            HitKind::Claim => writer.put_claim(&ClaimRow {
                id: id.into(),
                source: Some(field(0)),
                quote: field(1),
                language,
                ..ClaimRow::default()
            }),
            HitKind::Incident => writer.put_incident(&IncidentRow {
                id: id.into(),
                place: Some(field(0)),
                ..IncidentRow::default()
            }),
        }
        .unwrap();
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap()
}

/// Ids whose order is not that of the rows.
fn id(number: u32) -> String {
    format!("{:04x}", number.wrapping_mul(40_503) & 0xffff)
}

/// All rows with the kind and id of each.
fn numbered(rows: &[Alike]) -> Vec<(&Alike, String)> {
    rows.iter().flat_map(|alike| (0..alike.rows).map(move |_| alike)).zip((0..).map(id)).collect()
}

fn stored(rows: &[Alike]) -> (tempfile::TempDir, Store) {
    let (folder, path) = place();
    let store = filled(&path, |writer| {
        for (alike, id) in numbered(rows) {
            alike.put(writer, &id);
        }
        Ok(())
    });
    (folder, store)
}

fn typed(terms: &[Term]) -> Query {
    let shown = |term: &Term| {
        let (sign, quote) = (if term.wanted { "" } else { "-" }, if term.quoted { "\"" } else { "" });
        format!("{sign}{quote}{}{quote}", term.words.join(" "))
    };
    Query::parse(&terms.iter().map(shown).collect::<Vec<_>>().join(" ")).unwrap()
}

/// The hits of a query in order, by definition: BM25 of every row, to a millionth, then kind and id.
fn reference(rows: &[Alike], terms: &[Term], kind: Option<HitKind>) -> Vec<(f64, HitKind, String)> {
    let number = f64::from(rows.iter().map(|alike| alike.rows).sum::<u32>());
    let mean = rows.iter().map(|alike| alike.size() * f64::from(alike.rows)).sum::<f64>() / number;
    let rarity = |term: &Term| {
        let having =
            rows.iter().filter(|alike| alike.weight(term) > 0.0).map(|alike| alike.rows).sum::<u32>();
        let having = f64::from(having);
        #[expect(clippy::disallowed_methods, reason = "compared with SQLite on the same machine")]
        let rarity = ((number - having + 0.5) / (having + 0.5)).ln();
        if rarity <= 0.0 { 1e-6 } else { rarity }
    };
    let score = |alike: &Alike| {
        let length = 1.2 * (1.0 - 0.75 + 0.75 * alike.size() / mean);
        let parts = terms.iter().filter(|term| term.wanted).map(|term| {
            let weight = alike.weight(term);
            rarity(term) * (weight * 2.2 / (weight + length))
        });
        (parts.sum::<f64>() * 1e6).round() / 1e6
    };
    let mut hits: Vec<(f64, HitKind, String)> = numbered(rows)
        .into_iter()
        .filter(|(alike, _)| {
            terms.iter().all(|term| (alike.weight(term) > 0.0) == term.wanted)
                && kind.is_none_or(|only| only == alike.kind)
        })
        .map(|(alike, id)| (score(alike), alike.kind, id))
        .collect();
    hits.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, &a.2).cmp(&(b.1, &b.2))));
    hits
}

fn kinds() -> impl Strategy<Value = HitKind> {
    prop::sample::select(vec![HitKind::Report, HitKind::Claim, HitKind::Incident])
}

fn some_rows() -> impl Strategy<Value = Alike> {
    let field = || prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..7);
    let language = prop::sample::select(vec![Some("fr"), Some("en"), None]);
    // Few rows that are equal are looked up, many are found by going through all ids.
    let rows = prop_oneof![3 => 1_u32..6, 1 => 250_u32..400];
    (kinds(), language, prop::collection::vec(field(), 3), rows).prop_map(
        |(kind, language, mut fields, rows)| {
            let (number, language) = match kind {
                HitKind::Report => (3, language),
                HitKind::Claim => (2, language),
                HitKind::Incident => (1, None),
            };
            fields.truncate(number);
            Alike { kind, language, fields, rows }
        },
    )
}

/// One or two wanted terms, and maybe one that is not, all of different words.
fn some_terms() -> impl Strategy<Value = Vec<Term>> {
    let words = Just(WORDS.to_vec()).prop_shuffle();
    (words, 1_usize..3, any::<[bool; 3]>(), any::<bool>()).prop_map(|(words, wanted, quoted, exclude)| {
        let terms = words.chunks(2).zip(quoted).enumerate().map(|(at, (pair, quoted))| Term {
            words: if quoted { pair.to_vec() } else { pair[..1].to_vec() },
            quoted,
            wanted: at < wanted,
        });
        terms.take(wanted + usize::from(exclude)).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn every_page_is_that_of_the_definition(
        rows in prop::collection::vec(some_rows(), 1..8),
        queries in prop::collection::vec((some_terms(), prop::option::of(kinds())), 12),
        offset in 0_u64..500,
        limit in 0_u64..40,
    ) {
        let (_folder, store) = stored(&rows);
        for (terms, kind) in &queries {
            let query = kind.map_or_else(|| typed(terms), |kind| typed(terms).only(kind));
            let expected = reference(&rows, terms, *kind);
            for page in [Page { offset, limit }, Page::first(limit), Page::ALL] {
                let hits = store.search(&query, page).unwrap();
                prop_assert_eq!(hits.total, expected.len() as u64);
                let wanted = expected.iter().skip(usize::try_from(page.offset).unwrap());
                let wanted = wanted.take(usize::try_from(page.limit).unwrap_or(usize::MAX));
                let found: Vec<_> = hits.hits.into_iter().map(|hit| (hit.score, hit.kind, hit.id)).collect();
                prop_assert_eq!(found, wanted.cloned().collect::<Vec<_>>());
            }
        }
    }
}
