//! One's own password, and codes of an application. Each change asks for the password again.

use std::sync::{Arc, PoisonError};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::login::{CodeGiven, Entered, answer, enter, slow_down};
use crate::actor::Actor;
use crate::guard::Guard;
use crate::guard::gate::Begun;
use crate::guard::member::{Member, key as key_of};
use crate::guard::password::{Busy, LONGEST, SHORTEST, Turn, Unfit, fits};
use crate::guard::session::{Holder, Owes};
use crate::guard::throttle::{Came, Pause};
use crate::guard::totp;
use crate::problem::{Problem, ProblemBody};

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPassword {
    /// The one until now.
    old: String,
    /// The one from here on.
    new: String,
}

/// The password again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Again {
    /// One's password.
    pub(super) password: String,
}

/// A secret for an application that gives codes.
#[derive(Serialize, ToSchema)]
pub(super) struct TotpStarted {
    /// To type, in base 32.
    secret: String,
    /// To show as a picture.
    address: String,
}

/// Chooses another password. All other sessions of the member end.
#[utoipa::path(post, path = "/api/session/password", tag = "session", request_body = NewPassword,
    responses((status = 200, body = super::SessionView), (status = "default", body = ProblemBody)))]
pub(super) async fn password(
    State(guard): State<Arc<Guard>>,
    actor: Option<Extension<Actor>>,
    begun: Option<Extension<Begun>>,
    headers: HeaderMap,
    Json(given): Json<NewPassword>,
) -> Result<Entered, Problem> {
    let name = match (actor, begun) {
        (Some(Extension(actor)), _) if !actor.alone => key_of(&actor.name),
        (None, Some(Extension(begun))) if begun.owes == Owes::Password => begun.member,
        (None, Some(_)) => return Err(Problem::told(StatusCode::FORBIDDEN, "second_factor")),
        (Some(_) | None, _) => return Err(Problem::told(StatusCode::CONFLICT, "alone")),
    };
    fits(&given.new, &name).map_err(unfit)?;
    if given.new == given.old {
        return Err(Problem::told(StatusCode::UNPROCESSABLE_ENTITY, "password_same").at("new"));
    }
    let old = proved(&guard, &name, given.old).await?;
    let hashed = guard.passwords.hash(given.new, guard.world.bytes()).await;
    let hashed = hashed.map_err(|Busy| slow_down(Pause(5)))?;
    let tokens = guard.register.change(|kept| {
        let member = unchanged(kept.members.get_mut(&name), &old)?;
        member.password = hashed;
        member.one_time_until = None;
        member.devices.clear();
        kept.sessions.close_all(&Holder::Member(name.clone()));
        Ok::<_, Problem>(enter(&guard, kept, &name, Owes::Nothing, &headers))
    })?;
    answer(&guard, &name, Owes::Nothing, tokens)
}

/// Begins to use codes: gives a secret, which is in force once a code of it was shown.
#[utoipa::path(post, path = "/api/session/totp/start", tag = "session", request_body = Again,
    responses((status = 200, body = TotpStarted), (status = "default", body = ProblemBody)))]
pub(super) async fn totp_start(
    State(guard): State<Arc<Guard>>,
    actor: Actor,
    Json(given): Json<Again>,
) -> Result<Json<TotpStarted>, Problem> {
    let name = of_a_member(&actor)?;
    let member = proved(&guard, &name, given.password).await?;
    let fresh = totp::fresh(&guard.world);
    let address = totp::address(&fresh, &member.name, &guard.case_name);
    let secret = fresh.secret.clone();
    guard.enrolling.lock().unwrap_or_else(PoisonError::into_inner).insert(name, fresh);
    Ok(Json(TotpStarted { secret, address }))
}

/// Shows a code of the new secret: from here on codes are asked at every sign-in.
#[utoipa::path(post, path = "/api/session/totp/confirm", tag = "session", request_body = CodeGiven,
    responses((status = 200, body = super::SessionView), (status = "default", body = ProblemBody)))]
pub(super) async fn totp_confirm(
    State(guard): State<Arc<Guard>>,
    actor: Actor,
    headers: HeaderMap,
    Json(given): Json<CodeGiven>,
) -> Result<Entered, Problem> {
    let name = of_a_member(&actor)?;
    let now = guard.world.now();
    let confirmed = {
        let mut enrolling = guard.enrolling.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh =
            enrolling.get_mut(&name).ok_or_else(|| Problem::told(StatusCode::CONFLICT, "totp_not_begun"))?;
        if !totp::accept(fresh, &given.code, now) {
            return Err(Problem::told(StatusCode::UNPROCESSABLE_ENTITY, "code_refused").at("code"));
        }
        let confirmed = fresh.clone();
        enrolling.remove(&name);
        confirmed
    };
    let tokens = guard.register.change(|kept| {
        let member = kept.members.get_mut(&name);
        let member = member.ok_or_else(|| Problem::told(StatusCode::UNAUTHORIZED, "login"))?;
        member.totp = Some(confirmed);
        // Who is signed in elsewhere never showed a code.
        kept.sessions.close_all(&Holder::Member(name.clone()));
        Ok::<_, Problem>(enter(&guard, kept, &name, Owes::Nothing, &headers))
    })?;
    answer(&guard, &name, Owes::Nothing, tokens)
}

/// Ends the use of codes.
#[utoipa::path(post, path = "/api/session/totp/remove", tag = "session", request_body = Again,
    responses((status = 200, body = super::SessionView), (status = "default", body = ProblemBody)))]
pub(super) async fn totp_remove(
    State(guard): State<Arc<Guard>>,
    actor: Actor,
    headers: HeaderMap,
    Json(given): Json<Again>,
) -> Result<Entered, Problem> {
    let name = of_a_member(&actor)?;
    let before = proved(&guard, &name, given.password).await?;
    let tokens = guard.register.change(|kept| {
        unchanged(kept.members.get_mut(&name), &before)?.totp = None;
        Ok::<_, Problem>(enter(&guard, kept, &name, Owes::Nothing, &headers))
    })?;
    answer(&guard, &name, Owes::Nothing, tokens)
}

/// The key of the name of who acts; who works alone has no factors.
pub(super) fn of_a_member(actor: &Actor) -> Result<String, Problem> {
    if actor.alone { Err(Problem::told(StatusCode::CONFLICT, "alone")) } else { Ok(key_of(&actor.name)) }
}

/// The member, once their password was given again. Guesses count in a lane of the session's member.
pub(super) async fn proved(guard: &Guard, name: &str, password: String) -> Result<Member, Problem> {
    let ticket = guard
        .throttle()
        .begin(Came::Known(format!("member {name}")), guard.world.now())
        .map_err(slow_down)?;
    let member = guard.register.read(|kept| kept.members.get(name).cloned())?;
    let member = member.ok_or_else(|| Problem::told(StatusCode::UNAUTHORIZED, "login"))?;
    let right = guard.passwords.check(Turn::Own, password, Some(member.password.clone())).await;
    match right {
        Ok(true) => {
            guard.throttle().succeeded(ticket);
            Ok(member)
        }
        Ok(false) => Err(Problem::told(StatusCode::UNPROCESSABLE_ENTITY, "password_wrong").at("password")),
        Err(Busy) => {
            guard.throttle().spared(ticket);
            Err(slow_down(Pause(5)))
        }
    }
}

/// The member, unless the password was changed meanwhile.
pub(super) fn unchanged<'a>(
    member: Option<&'a mut Member>,
    before: &Member,
) -> Result<&'a mut Member, Problem> {
    let member = member.filter(|member| member.password == before.password);
    member.ok_or_else(|| Problem::told(StatusCode::UNAUTHORIZED, "login"))
}

fn unfit(why: Unfit) -> Problem {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let problem = match why {
        Unfit::Short => Problem::told(status, "password_short").with("least", SHORTEST),
        Unfit::Long => Problem::told(status, "password_long").with("most", LONGEST),
        Unfit::Common => Problem::told(status, "password_common"),
        Unfit::Name => Problem::told(status, "password_name"),
    };
    problem.at("new")
}
