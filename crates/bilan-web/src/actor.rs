//! Who makes a request, as the guard has found out.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;

use crate::problem::Problem;

/// The member who makes a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The name that decisions are entered under.
    pub name: String,
}

impl<S: Sync> FromRequestParts<S> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let unknown = || Problem::told(StatusCode::UNAUTHORIZED, "session");
        parts.extensions.get::<Self>().cloned().ok_or_else(unknown)
    }
}
