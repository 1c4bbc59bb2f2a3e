//! Signing in with a passkey, and one's own passkeys.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

use super::factors::{of_a_member, proved};
use super::login::{Done, Entered, answer, enter, owed_after_factors};
use crate::actor::Actor;
use crate::guard::Guard;
use crate::guard::gate::{Peer, peer};
use crate::guard::member::{KeptPasskey, PASSKEYS, key as key_of};
use crate::guard::passkey::Challenge;
use crate::guard::secret::hex;
use crate::problem::{Problem, ProblemBody};

/// Who wants to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignIn {
    /// Their name.
    name: String,
}

/// A challenge for the browser.
#[derive(Serialize, ToSchema)]
pub(super) struct ChallengeView {
    /// To send back with the answer.
    id: String,
    /// For `navigator.credentials`; binary values in base64url.
    #[schema(value_type = Object)]
    options: serde_json::Value,
}

impl From<Challenge> for ChallengeView {
    fn from(Challenge { id, options }: Challenge) -> Self {
        Self { id, options }
    }
}

/// The answer to a challenge.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Answered {
    /// The challenge.
    id: String,
    /// What `navigator.credentials` gave, as JSON.
    #[schema(value_type = Object)]
    credential: serde_json::Value,
    /// For a new passkey: what its owner calls it.
    label: Option<String>,
}

/// The password again, to make a passkey.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPasskey {
    /// One's password.
    password: String,
}

/// A passkey.
#[derive(Serialize, ToSchema)]
pub(super) struct PasskeyRow {
    /// Its id.
    id: String,
    /// What its owner calls it.
    label: String,
    /// Since when, RFC 3339.
    since: String,
}

/// Asks for a challenge to sign in with.
#[utoipa::path(post, path = "/api/session/passkey/start", tag = "session", request_body = SignIn,
    responses((status = 200, body = ChallengeView), (status = "default", body = ProblemBody)))]
pub(super) async fn sign_in_start(
    State(guard): State<Arc<Guard>>,
    from: Option<Extension<Peer>>,
    Json(given): Json<SignIn>,
) -> Result<Json<ChallengeView>, Problem> {
    let name = key_of(&given.name);
    let member = guard.register.read(|kept| kept.members.get(&name).cloned())?;
    let challenge = guard.passkeys()?.begin(&name, member.as_ref(), peer(from), &guard.world);
    let challenge = challenge.ok_or_else(|| Problem::told(StatusCode::INTERNAL_SERVER_ERROR, "failure"))?;
    Ok(Json(challenge.into()))
}

/// Signs in with the answer. A passkey is two factors in one: no code is asked.
#[utoipa::path(post, path = "/api/session/passkey/finish", tag = "session", request_body = Answered,
    responses((status = 200, body = super::SessionView), (status = "default", body = ProblemBody)))]
pub(super) async fn sign_in_finish(
    State(guard): State<Arc<Guard>>,
    headers: HeaderMap,
    Json(given): Json<Answered>,
) -> Result<Entered, Problem> {
    let refused = || Problem::told(StatusCode::UNAUTHORIZED, "passkey_refused");
    let credential: PublicKeyCredential = serde_json::from_value(given.credential).map_err(|_| refused())?;
    let proved = guard.passkeys()?.finish(&given.id, &credential, guard.world.now());
    let (name, result) = proved.ok_or_else(refused)?;
    let (tokens, owes) = guard.register.change(|kept| {
        let member = kept.members.get_mut(&name).ok_or_else(refused)?;
        let used = member.passkeys.iter_mut().find(|kept| kept.key.cred_id() == result.cred_id());
        // Taken away since the challenge: no way in.
        used.ok_or_else(refused)?.key.update_credential(&result);
        let owes = owed_after_factors(member);
        Ok::<_, Problem>((enter(&guard, kept, &name, owes, &headers), owes))
    })?;
    answer(&guard, &name, owes, tokens)
}

/// One's own passkeys.
#[utoipa::path(get, path = "/api/session/passkeys", tag = "session",
    responses((status = 200, body = Vec<PasskeyRow>), (status = "default", body = ProblemBody)))]
pub(super) async fn list(
    State(guard): State<Arc<Guard>>,
    actor: Actor,
) -> Result<Json<Vec<PasskeyRow>>, Problem> {
    let rows = guard.register.read(|kept| {
        let passkeys =
            kept.member(&actor.name).filter(|_| !actor.alone).map(|member| member.passkeys.as_slice());
        let row = |passkey: &KeptPasskey| PasskeyRow {
            id: passkey.id.clone(),
            label: passkey.label.clone(),
            since: passkey.since.to_string(),
        };
        passkeys.unwrap_or_default().iter().map(row).collect()
    })?;
    Ok(Json(rows))
}

/// Begins to make a passkey.
#[utoipa::path(post, path = "/api/session/passkeys/start", tag = "session", request_body = NewPasskey,
    responses((status = 200, body = ChallengeView), (status = "default", body = ProblemBody)))]
pub(super) async fn add_start(
    State(guard): State<Arc<Guard>>,
    from: Option<Extension<Peer>>,
    actor: Actor,
    Json(given): Json<NewPasskey>,
) -> Result<Json<ChallengeView>, Problem> {
    let name = of_a_member(&actor)?;
    drop(guard.passkeys()?);
    let member = proved(&guard, &name, given.password).await?;
    if member.passkeys.len() >= PASSKEYS {
        return Err(Problem::told(StatusCode::CONFLICT, "passkeys_full").with("most", PASSKEYS));
    }
    let challenge = guard.passkeys()?.begin_new(&member, peer(from), &guard.world);
    let challenge = challenge.ok_or_else(|| Problem::told(StatusCode::INTERNAL_SERVER_ERROR, "failure"))?;
    Ok(Json(challenge.into()))
}

/// Ends making a passkey.
#[utoipa::path(post, path = "/api/session/passkeys/finish", tag = "session", request_body = Answered,
    responses((status = 200, body = PasskeyRow), (status = "default", body = ProblemBody)))]
pub(super) async fn add_finish(
    State(guard): State<Arc<Guard>>,
    actor: Actor,
    Json(given): Json<Answered>,
) -> Result<Json<PasskeyRow>, Problem> {
    const LABEL: usize = 64;
    let name = of_a_member(&actor)?;
    let refused = || Problem::told(StatusCode::UNPROCESSABLE_ENTITY, "passkey_refused");
    let label = given.label.unwrap_or_default().trim().to_owned();
    if label.chars().count() > LABEL || label.chars().any(char::is_control) {
        return Err(Problem::field("label"));
    }
    let credential: RegisterPublicKeyCredential =
        serde_json::from_value(given.credential).map_err(|_| refused())?;
    let now = guard.world.now();
    let key = guard.passkeys()?.finish_new(&given.id, &name, &credential, now).ok_or_else(refused)?;
    let id = hex(&guard.world.bytes::<8>());
    let row = PasskeyRow { id: id.clone(), label: label.clone(), since: now.to_string() };
    guard.register.change(|kept| {
        let taken = kept.members.values().flat_map(|member| &member.passkeys);
        if taken.into_iter().any(|kept| kept.key.cred_id() == key.cred_id()) {
            return Err(refused());
        }
        let member = kept.members.get_mut(&name).ok_or_else(refused)?;
        if member.passkeys.len() >= PASSKEYS {
            return Err(Problem::told(StatusCode::CONFLICT, "passkeys_full").with("most", PASSKEYS));
        }
        member.passkeys.push(KeptPasskey { id, label, since: now, key });
        Ok(())
    })?;
    Ok(Json(row))
}

/// Takes a passkey away.
#[utoipa::path(delete, path = "/api/session/passkeys/{id}", tag = "session",
    params(("id" = String, Path, description = "The passkey")),
    responses((status = 200, body = Done), (status = "default", body = ProblemBody)))]
pub(super) async fn remove(
    State(guard): State<Arc<Guard>>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Json<Done>, Problem> {
    let name = of_a_member(&actor)?;
    guard.register.change(|kept| {
        let passkeys = kept.members.get_mut(&name).map(|member| &mut member.passkeys);
        let passkeys = passkeys.ok_or_else(Problem::not_found)?;
        let before = passkeys.len();
        passkeys.retain(|kept| kept.id != id);
        if passkeys.len() == before { Err(Problem::not_found()) } else { Ok(()) }
    })?;
    Ok(Json(Done { done: true }))
}
