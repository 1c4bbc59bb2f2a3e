//! The reader's language, as the request asks for it.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use bilan_tally::Language;

/// In which language texts are answered: the first that the request names and that bilan speaks, else English.
#[derive(Debug, Clone, Copy)]
pub struct Reader(pub Language);

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self(crate::problem::language(&parts.headers)))
    }
}
