//! Who acts: what handlers know of the person behind a request.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;

use crate::guard::roles::{Role, Roles};
use crate::guard::secret::Token;
use crate::problem::Problem;

/// The person behind a request that the guard let through.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Their name, as it stands with their decisions.
    pub name: String,
    /// What they may do.
    pub roles: Roles,
    /// Whether they work alone on this computer.
    pub alone: bool,
    /// Their session.
    pub(crate) session: Token,
}

impl Actor {
    /// Whether they have this role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let actor = parts.extensions.get::<Self>().cloned();
        actor.ok_or_else(|| Problem::told(StatusCode::UNAUTHORIZED, "login"))
    }
}
