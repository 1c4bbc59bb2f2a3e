//! The pages, embedded: files by name, and the one page for every other address, since the pages find their own way.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, Response as Answer, StatusCode, Uri};
use axum::response::Response;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$BILAN_PAGES"]
struct Pages;

/// The page that every address shows which is no file.
const INDEX: &str = "index.html";

/// A file of the pages, or the one page.
pub async fn page(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") || path == "api" {
        return axum::response::IntoResponse::into_response(crate::problem::Problem::not_found());
    }
    let known = Pages::get(path).filter(|_| !path.is_empty());
    // A file that was asked for by its name and is not there is not the page.
    let (name, file) = match known {
        Some(file) => (path, Some(file)),
        None if path.starts_with("assets/") => (path, None),
        None => (INDEX, Pages::get(INDEX)),
    };
    let Some(file) = file else {
        return axum::response::IntoResponse::into_response(crate::problem::Problem::not_found());
    };
    let tag = HeaderValue::from_str(&format!("\"{}\"", hex(&file.metadata.sha256_hash()))).ok();
    let mut answer = Answer::new(Body::from(file.data));
    if tag.is_some() && headers.get(IF_NONE_MATCH) == tag.as_ref() {
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
        *answer.body_mut() = Body::empty();
    }
    let told = answer.headers_mut();
    told.insert(CONTENT_TYPE, HeaderValue::from_static(kind(name)));
    if let Some(tag) = tag {
        told.insert(ETAG, tag);
    }
    // The names of assets hold a digest of what is in them: they never change.
    let keep = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    told.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    answer
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The media type of a file by the end of its name.
fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
