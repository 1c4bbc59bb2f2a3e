//! Every route, and the description of all of them (`OpenAPI`).

use std::sync::Arc;

use axum::extract::State;
use axum::routing::{any, get};
use axum::{Json, Router};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate as _};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::{
    agreement, case, claims, codebook, explore, history, incidents, ledger, publish, reports, review, search,
    sources, totals,
};
use crate::assets;
use crate::described::with_problems;
use crate::guard;
use crate::tiles;
use crate::workplace::Workplace;

/// The description of the API.
#[derive(OpenApi)]
#[openapi(info(
    title = "bilan: the workplace",
    description = "What the pages of the workplace ask and tell. Every act is entered in the ledger of the case, with \
                   who did it and why; nothing is edited or deleted."
))]
struct Description;

/// The routes of the API.
pub fn api() -> OpenApiRouter<Workplace> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(case::summary))
        .routes(routes!(case::events))
        .routes(routes!(codebook::codebook))
        .routes(routes!(review::next))
        .routes(routes!(review::many))
        .routes(routes!(review::queues, review::keep))
        .routes(routes!(review::forget))
        .routes(routes!(agreement::agreement))
        .routes(routes!(claims::list))
        .routes(routes!(claims::one))
        .routes(routes!(claims::judgement))
        .routes(routes!(claims::add))
        .routes(routes!(claims::undo, history::last))
        .routes(routes!(reports::list, reports::add))
        .routes(routes!(reports::one))
        .routes(routes!(reports::restate))
        .routes(routes!(reports::note))
        .routes(routes!(reports::job))
        .routes(routes!(incidents::list))
        .routes(routes!(incidents::one))
        .routes(routes!(incidents::merge))
        .routes(routes!(incidents::split))
        .routes(routes!(incidents::relate))
        .routes(routes!(incidents::place))
        .routes(routes!(incidents::grade))
        .routes(routes!(explore::explore))
        .routes(routes!(tiles::tiles))
        .routes(routes!(totals::totals))
        .routes(routes!(search::search))
        .routes(routes!(sources::list, sources::set))
        .routes(routes!(sources::track))
        .routes(routes!(history::list))
        .routes(routes!(ledger::head))
        .routes(routes!(ledger::entries))
        .routes(routes!(ledger::entry))
        .routes(routes!(ledger::verify))
        .routes(routes!(publish::list, publish::create))
        .routes(routes!(publish::preview))
        .routes(routes!(publish::approve))
        .routes(routes!(publish::withdraw))
        .routes(routes!(publish::release_file))
        .routes(routes!(publish::make_dossier))
        .routes(routes!(publish::dossier_file))
}

/// The routes of the API and the pages, over a workplace.
pub fn router(place: Workplace) -> Router {
    let guard = guard::api::routes(Arc::clone(place.guard()));
    let (routes, description) = api().merge(guard).split_for_parts();
    let described = with_problems(description);
    // Ranges count the bytes of the file: nothing on the way may pack those.
    let packed = DefaultPredicate::new().and(NotForContentType::const_new(tiles::MEDIA_TYPE));
    routes
        .route("/api/openapi.json", get(move |State(_): State<Workplace>| async move { Json(described) }))
        // Lists are made anew for every question: quickly rather than small.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(packed))
        .fallback_service(any(assets::page).layer(CompressionLayer::new()))
        .with_state(place)
}
