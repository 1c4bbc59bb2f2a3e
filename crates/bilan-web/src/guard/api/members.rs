//! Members, for admins.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;
use utoipa::ToSchema;

use super::login::Done;
use crate::actor::Actor;
use crate::guard::Guard;
use crate::guard::members::{self, MemberError, MemberRow};
use crate::guard::roles::{Role, Roles};
use crate::problem::{Problem, ProblemBody};

/// A member to let in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMember {
    /// Their name.
    name: String,
    /// What they may do.
    roles: Vec<Role>,
}

/// What is to change of a member.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberChange {
    /// What they may do from here on.
    roles: Vec<Role>,
}

/// A password to hand over. It is shown this once.
#[derive(Serialize, ToSchema)]
pub(super) struct HandedOver {
    /// Of whom.
    name: String,
    /// To hand over; its owner chooses another when they first sign in.
    password: String,
}

/// The members.
#[utoipa::path(get, path = "/api/members", tag = "members",
    responses((status = 200, body = Vec<MemberRow>), (status = "default", body = ProblemBody)))]
pub(super) async fn list(State(guard): State<Arc<Guard>>) -> Result<Json<Vec<MemberRow>>, Problem> {
    Ok(Json(members::list(&guard.register)?))
}

/// Lets a member in.
#[utoipa::path(post, path = "/api/members", tag = "members", request_body = NewMember,
    responses((status = 200, body = HandedOver), (status = "default", body = ProblemBody)))]
pub(super) async fn add(
    State(guard): State<Arc<Guard>>,
    Json(given): Json<NewMember>,
) -> Result<Json<HandedOver>, Problem> {
    let name = given.name.clone();
    let password = working(guard, move |guard| {
        members::add(&guard.register, &given.name, roles(given.roles), guard.cost, &guard.world)
    });
    Ok(Json(HandedOver { name, password: password.await? }))
}

/// Gives a member other roles.
#[utoipa::path(patch, path = "/api/members/{name}", tag = "members", request_body = MemberChange,
    params(("name" = String, Path, description = "The member")),
    responses((status = 200, body = MemberRow), (status = "default", body = ProblemBody)))]
pub(super) async fn change(
    State(guard): State<Arc<Guard>>,
    actor: Actor,
    Path(name): Path<String>,
    Json(given): Json<MemberChange>,
) -> Result<Json<MemberRow>, Problem> {
    Ok(Json(members::set_roles(&guard.register, &name, &roles(given.roles), Some(&actor.name))?))
}

/// Lets a member out.
#[utoipa::path(delete, path = "/api/members/{name}", tag = "members",
    params(("name" = String, Path, description = "The member")),
    responses((status = 200, body = Done), (status = "default", body = ProblemBody)))]
pub(super) async fn remove(
    State(guard): State<Arc<Guard>>,
    actor: Actor,
    Path(name): Path<String>,
) -> Result<Json<Done>, Problem> {
    members::remove(&guard.register, &name, Some(&actor.name))?;
    Ok(Json(Done { done: true }))
}

/// Gives a member who lost theirs a password to hand over.
#[utoipa::path(post, path = "/api/members/{name}/reset", tag = "members",
    params(("name" = String, Path, description = "The member")),
    responses((status = 200, body = HandedOver), (status = "default", body = ProblemBody)))]
pub(super) async fn reset(
    State(guard): State<Arc<Guard>>,
    Path(name): Path<String>,
) -> Result<Json<HandedOver>, Problem> {
    let of = name.clone();
    let password =
        working(guard, move |guard| members::reset(&guard.register, &of, guard.cost, &guard.world));
    Ok(Json(HandedOver { name, password: password.await? }))
}

fn roles(given: Vec<Role>) -> Roles {
    given.into_iter().collect::<BTreeSet<_>>()
}

/// Work that holds a thread for a while.
async fn working<T: Send + 'static>(
    guard: Arc<Guard>,
    work: impl FnOnce(&Guard) -> Result<T, MemberError> + Send + 'static,
) -> Result<T, Problem> {
    let done = spawn_blocking(move || work(&guard)).await;
    Ok(done.map_err(|_| Problem::told(StatusCode::INTERNAL_SERVER_ERROR, "failure"))??)
}

impl From<MemberError> for Problem {
    fn from(error: MemberError) -> Self {
        let unfit = StatusCode::UNPROCESSABLE_ENTITY;
        match error {
            MemberError::Name => Self::told(unfit, "member_name").at("name"),
            MemberError::NoRole => Self::told(unfit, "member_role").at("roles"),
            MemberError::Exists => Self::told(StatusCode::CONFLICT, "member_exists").at("name"),
            MemberError::Unknown => Self::told(StatusCode::NOT_FOUND, "member_unknown"),
            MemberError::LastAdmin => Self::told(StatusCode::CONFLICT, "last_admin"),
            MemberError::Own => Self::told(StatusCode::CONFLICT, "own_roles"),
            MemberError::Register(error) => Self::from(error),
        }
    }
}
