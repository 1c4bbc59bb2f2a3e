//! Signing in and out: name and password, a code, the key of who works alone.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Json};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cookies;
use super::session::{SessionView, view};
use crate::actor::Actor;
use crate::guard::Guard;
use crate::guard::admission::Mode;
use crate::guard::cookie::Cookie;
use crate::guard::gate::{Begun, Peer, Standing, peer};
use crate::guard::member::{Member, key as key_of};
use crate::guard::password::Turn;
use crate::guard::register::{Kept, RegisterError};
use crate::guard::roles;
use crate::guard::secret::Token;
use crate::guard::session::{Holder, Owes};
use crate::guard::throttle::{Came, Pause};
use crate::guard::totp;
use crate::problem::{Problem, ProblemBody};

/// The answer of a step of signing in: cookies, and who one is now.
pub(super) type Entered = (HeaderMap, Json<SessionView>);

/// Longer names are nobody's.
const NAME: usize = 256;

/// A name and what proves it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Login {
    /// The name.
    name: String,
    /// The password.
    password: String,
    /// A code of the application, where the member uses one; it can also be sent afterwards.
    code: Option<String>,
}

/// A code of the application.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeGiven {
    /// Six digits.
    pub(super) code: String,
}

/// The key of the address that bilan printed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Key {
    /// What stands behind `#k=`.
    key: String,
}

/// Nothing more to say.
#[derive(Serialize, ToSchema)]
pub(super) struct Done {
    /// True.
    pub(super) done: bool,
}

/// Signs in with a name and a password.
#[utoipa::path(post, path = "/api/session/login", tag = "session", request_body = Login,
    responses((status = 200, body = SessionView), (status = "default", body = ProblemBody)))]
pub(super) async fn login(
    State(guard): State<Arc<Guard>>,
    from: Option<Extension<Peer>>,
    headers: HeaderMap,
    Json(given): Json<Login>,
) -> Result<Entered, Problem> {
    if guard.mode == Mode::Alone {
        return Err(Problem::told(StatusCode::CONFLICT, "alone"));
    }
    let name: String = key_of(&given.name).chars().take(NAME).collect();
    let now = guard.world.now();
    let (came, turn) = came(&guard, &name, peer(from), &headers)?;
    let ticket = guard.throttle().begin(came, now).map_err(slow_down)?;
    let hash = guard.register.read(|kept| kept.members.get(&name).map(|member| member.password.clone()))?;
    let Ok(right) = guard.passwords.check(turn, given.password, hash.clone()).await else {
        // Too many wait for their turn.
        guard.throttle().spared(ticket);
        return Err(slow_down(Pause(5)));
    };
    if !right {
        return Err(Problem::told(StatusCode::UNAUTHORIZED, "login_refused"));
    }
    let entered = guard.register.change(|kept| {
        let member = kept.members.get_mut(&name).filter(|member| Some(&member.password) == hash.as_ref());
        let member = member.ok_or_else(|| Problem::told(StatusCode::UNAUTHORIZED, "login_refused"))?;
        if member.one_time_until.is_some_and(|until| until < now) {
            return Err(Problem::told(StatusCode::FORBIDDEN, "one_time_over"));
        }
        let accepted = match (&mut member.totp, &given.code) {
            (None, _) => true,
            (Some(totp), Some(code)) => totp::accept(totp, code, now),
            (Some(_), None) => false,
        };
        let owes = match (accepted, &given.code) {
            (true, _) => owed_after_factors(member),
            (false, None) => Owes::SecondFactor,
            (false, Some(_)) => return Ok(None),
        };
        Ok(Some((enter(&guard, kept, &name, owes, &headers), owes)))
    })?;
    let Some((tokens, owes)) = entered else {
        return Err(Problem::told(StatusCode::UNAUTHORIZED, "code_refused"));
    };
    if owes == Owes::SecondFactor {
        guard.throttle().spared(ticket);
    } else {
        guard.throttle().succeeded(ticket);
    }
    answer(&guard, &name, owes, tokens)
}

/// Gives the code that is still owed.
#[utoipa::path(post, path = "/api/session/code", tag = "session", request_body = CodeGiven,
    responses((status = 200, body = SessionView), (status = "default", body = ProblemBody)))]
pub(super) async fn code(
    State(guard): State<Arc<Guard>>,
    from: Option<Extension<Peer>>,
    begun: Option<Extension<Begun>>,
    headers: HeaderMap,
    Json(given): Json<CodeGiven>,
) -> Result<Entered, Problem> {
    let begun = begun.map(|Extension(begun)| begun).filter(|begun| begun.owes == Owes::SecondFactor);
    let begun = begun.ok_or_else(|| Problem::told(StatusCode::CONFLICT, "no_code_owed"))?;
    let now = guard.world.now();
    let (came, _) = came(&guard, &begun.member, peer(from), &headers)?;
    let ticket = guard.throttle().begin(came, now).map_err(slow_down)?;
    let entered = guard.register.change(|kept| {
        let member = kept.members.get_mut(&begun.member);
        let member = member.ok_or_else(|| Problem::told(StatusCode::UNAUTHORIZED, "login"))?;
        let accepted = member.totp.as_mut().is_some_and(|totp| totp::accept(totp, &given.code, now));
        if !accepted {
            return Err(Problem::told(StatusCode::UNAUTHORIZED, "code_refused"));
        }
        let owes = owed_after_factors(member);
        Ok((enter(&guard, kept, &begun.member, owes, &headers), owes))
    });
    let (tokens, owes) = entered?;
    guard.throttle().succeeded(ticket);
    answer(&guard, &begun.member, owes, tokens)
}

/// Opens the workplace of who works alone, with the key of the address that bilan printed.
#[utoipa::path(post, path = "/api/session/key", tag = "session", request_body = Key,
    responses((status = 200, body = SessionView), (status = "default", body = ProblemBody)))]
pub(super) async fn key(
    State(guard): State<Arc<Guard>>,
    headers: HeaderMap,
    Json(given): Json<Key>,
) -> Result<Entered, Problem> {
    let refused = || Problem::told(StatusCode::UNAUTHORIZED, "key_refused");
    let launch = guard.launch.as_ref().ok_or_else(refused)?;
    let next = {
        let mut launch = launch.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        launch.exchange(given.key.trim(), &guard.world).ok_or_else(refused)?
    };
    (guard.tell_key)(next.text());
    let came_with = Cookie::Session.of(&headers, &guard.site);
    let token = guard.register.change(|kept| {
        Ok::<_, RegisterError>(kept.sessions.open(
            Holder::Alone,
            Owes::Nothing,
            came_with.as_ref(),
            &guard.world,
        ))
    })?;
    let actor =
        Actor { name: guard.alone_as.clone(), roles: roles::all(), alone: true, session: token.clone() };
    Ok((cookies(&guard, Some(&token), None), Json(view(&guard, &Standing::In(actor))?)))
}

/// Signs out. Where nobody is signed in, nothing happens.
#[utoipa::path(post, path = "/api/session/logout", tag = "session",
    responses((status = 200, body = Done), (status = "default", body = ProblemBody)))]
pub(super) async fn logout(
    State(guard): State<Arc<Guard>>,
    headers: HeaderMap,
) -> Result<(HeaderMap, Json<Done>), Problem> {
    if let Some(token) = Cookie::Session.of(&headers, &guard.site) {
        guard.register.change(|kept| {
            kept.sessions.close(&token);
            Ok::<_, RegisterError>(())
        })?;
    }
    let unset = Cookie::Session.unset(&guard.site).map(|value| (SET_COOKIE, value));
    Ok((unset.into_iter().collect(), Json(Done { done: true })))
}

/// From where someone comes who says that they are the member of this name.
pub(super) fn came(
    guard: &Guard,
    name: &str,
    address: IpAddr,
    headers: &HeaderMap,
) -> Result<(Came, Turn), RegisterError> {
    let device = Cookie::Device.of(headers, &guard.site).map(|token| token.digest());
    let known = guard.register.read(|kept| {
        let member = kept.members.get(name)?;
        device.filter(|device| member.devices.contains_key(device))
    })?;
    Ok(match known {
        Some(device) => (Came::Known(device), Turn::Own),
        None => (Came::Strange { name: name.to_owned(), address }, Turn::Strange),
    })
}

/// What is owed when everything was proved.
pub(super) fn owed_after_factors(member: &Member) -> Owes {
    if member.one_time_until.is_some() { Owes::Password } else { Owes::Nothing }
}

/// Tokens of the session and, for who is all the way in, of the browser.
pub(super) struct Tokens {
    pub(super) session: Token,
    pub(super) device: Option<Token>,
}

/// Opens a session in place of the one the browser came with; a browser in which someone got in is known from here on.
pub(super) fn enter(guard: &Guard, kept: &mut Kept, name: &str, owes: Owes, headers: &HeaderMap) -> Tokens {
    let now: Timestamp = guard.world.now();
    let came_with = Cookie::Session.of(headers, &guard.site);
    let holder = Holder::Member(name.to_owned());
    let session = kept.sessions.open(holder, owes, came_with.as_ref(), &guard.world);
    let device = (owes != Owes::SecondFactor).then(|| Token::fresh(&guard.world));
    if let (Some(device), Some(member)) = (&device, kept.members.get_mut(name)) {
        if let Some(old) = Cookie::Device.of(headers, &guard.site) {
            member.devices.remove(&old.digest());
        }
        member.remember_device(device.digest(), now);
        member.last_seen = Some(now);
    }
    Tokens { session, device }
}

/// The cookies, and who one is now.
pub(super) fn answer(guard: &Guard, name: &str, owes: Owes, tokens: Tokens) -> Result<Entered, Problem> {
    let Tokens { session, device } = tokens;
    let set = cookies(guard, Some(&session), device.as_ref());
    let standing = if owes == Owes::Nothing {
        let member = guard.register.read(|kept| kept.members.get(name).cloned())?;
        let member = member.ok_or_else(|| Problem::told(StatusCode::UNAUTHORIZED, "login"))?;
        Standing::In(Actor { name: member.name.to_string(), roles: member.roles, alone: false, session })
    } else {
        Standing::Begun(Begun { member: name.to_owned(), owes })
    };
    Ok((set, Json(view(guard, &standing)?)))
}

/// Wait.
pub(super) fn slow_down(pause: Pause) -> Problem {
    Problem::told(StatusCode::TOO_MANY_REQUESTS, "slow_down").after(pause.0)
}
