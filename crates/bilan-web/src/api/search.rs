//! Search: reports, claims and incidents by words.

use axum::Json;
use axum::extract::{Query, State};
use bilan_casework::Error;
use bilan_store::HitKind;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::problem::{Problem, ProblemBody};
use crate::reader::Reader;
use crate::wire::page::{Page, Paging};
use crate::wire::utf16::Utf16;
use crate::workplace::Workplace;

/// What to look for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Words, or words between quotes.
    pub q: String,
    /// `report`, `claim`, `incident`; all where it is not given.
    pub kind: Option<String>,
}

/// Something with the words in it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Hit {
    /// `report`, `claim` or `incident`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// The report of a claim.
    pub report: Option<String>,
    /// The passage.
    pub passage: String,
    /// Where the words stand in the passage, in UTF-16 units.
    #[schema(value_type = Vec<[usize; 2]>)]
    pub marks: Vec<(usize, usize)>,
}

/// Looks for words in reports, claims and incidents; the best come first.
///
/// # Errors
/// When there is no word to look for.
#[utoipa::path(get, path = "/api/search", tag = "search", params(Asked, Paging),
    responses((status = 200, body = Page<Hit>), (status = 422, body = ProblemBody)))]
pub async fn search(
    State(place): State<Workplace>,
    Reader(language): Reader,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Hit>>, Problem> {
    place.ask(language, move |place, _| found(place, &asked, &paging)).await.map(Json)
}

fn found(place: &Workplace, asked: &Asked, paging: &Paging) -> Result<Page<Hit>, Error> {
    let query = bilan_casework::search::query(&asked.q)?;
    let query = match asked.kind.as_deref() {
        Some("report") => query.only(HitKind::Report),
        Some("claim") => query.only(HitKind::Claim),
        Some("incident") => query.only(HitKind::Incident),
        _ => query,
    };
    let page = bilan_store::Page { offset: paging.offset(), limit: paging.limit() };
    let found = place.desk().ask(|store| store.search(&query, page))?;
    let hit = |hit: bilan_store::Hit| {
        let index = Utf16::new(&hit.snippet.text);
        let mark = |mark: &std::ops::Range<usize>| {
            bilan_model::Span::new(mark.start, mark.end).ok().map(|span| index.of(span))
        };
        Hit {
            kind: match hit.kind {
                HitKind::Report => "report",
                HitKind::Claim => "claim",
                HitKind::Incident => "incident",
            }
            .to_owned(),
            id: hit.id,
            report: hit.report,
            marks: hit.snippet.marks.iter().filter_map(mark).collect(),
            passage: hit.snippet.text.clone(),
        }
    };
    Ok(paging.page(found.hits.into_iter().map(hit).collect(), found.total))
}
