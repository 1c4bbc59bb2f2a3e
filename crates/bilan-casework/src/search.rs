//! `search`: reports, claims and incidents by words, in the projection.

use bilan_store::{HitKind, Page, Query};
use serde::Serialize;

use crate::Message;
use crate::case::Case;
use crate::error::{Error, ErrorKind};
use crate::projection::ask;

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// The page that was asked for, best first.
    pub hits: Vec<Hit>,
    /// How many there are in all.
    pub total: u64,
}

/// Something with the words in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// `report`, `claim` or `incident`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// The report of a claim.
    pub report: Option<String>,
    /// How well it fits: higher is better.
    pub score: f64,
    /// The passage.
    pub passage: String,
    /// Where the words stand in the passage, as (start, end) in bytes.
    pub marks: Vec<(usize, usize)>,
}

/// The question that words are.
///
/// # Errors
/// When there is no word in it.
pub fn query(words: &str) -> Result<Query, Error> {
    Query::parse(words).map_err(|error| {
        Error::new(ErrorKind::Usage, Message::of_system(error)).next("Give a word, or words between quotes.")
    })
}

/// Looks for words.
///
/// # Errors
/// When there is no word to look for, or the projection can be neither read nor made.
pub fn search(case: &Case, words: &str, offset: u64, limit: u64) -> Result<Found, Error> {
    let query = query(words)?;
    let page = Page { offset, limit };
    let hits = ask(case, |store| store.search(&query, page))?;
    let hit = |hit: bilan_store::Hit| Hit {
        kind: match hit.kind {
            HitKind::Report => "report",
            HitKind::Claim => "claim",
            HitKind::Incident => "incident",
        },
        id: hit.id,
        report: hit.report,
        score: hit.score,
        passage: hit.snippet.text,
        marks: hit.snippet.marks.into_iter().map(|mark| (mark.start, mark.end)).collect(),
    };
    Ok(Found { total: hits.total, hits: hits.hits.into_iter().map(hit).collect() })
}
