//! The gate: what every request goes through before a handler sees it, and every answer before it leaves.
//!
//! From outside: headers on whatever leaves, the reader's language, panics caught, then: is it for this host, from our
//! own pages, a route of the policy, small enough, from someone who may, and answered in time.

use std::net::{IpAddr, Ipv4Addr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::{ALLOW, CONTENT_LENGTH};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Router};
use futures_util::FutureExt as _;
use http_body_util::Limited;

use super::Guard;
use super::admission::Mode;
use super::cookie::Cookie;
use super::cross_site;
use super::policy::{Row, Who, methods_of, row_of};
use super::register::RegisterError;
use super::roles;
use super::session::{Holder, Owes};
use crate::actor::Actor;
use crate::problem::{Problem, in_language};

/// From which address a request came; the serve loop says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

impl Peer {
    /// Where nobody said it.
    pub const UNKNOWN: Self = Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
}

/// A request of someone who still owes something.
#[derive(Debug, Clone)]
pub struct Begun {
    /// The key of their name.
    pub(crate) member: String,
    /// What they owe.
    pub(crate) owes: Owes,
}

/// How someone stands before the gate.
#[derive(Debug, Clone)]
pub(crate) enum Standing {
    /// Nobody is known.
    Stranger,
    /// Half way in.
    Begun(Begun),
    /// In.
    In(Actor),
}

/// Puts the guard in front of a router. Nothing that is added to the router afterwards is guarded.
pub fn mount(router: Router, guard: Arc<Guard>) -> Router {
    router
        .layer(from_fn_with_state(Arc::clone(&guard), let_in))
        .layer(from_fn(caught))
        .layer(from_fn(in_language))
        .layer(from_fn_with_state(guard, dressed))
}

/// Puts the headers on.
async fn dressed(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let status = response.status();
    guard.headers.put(&path, status, response.headers_mut());
    response
}

/// Makes an answer of a panic.
async fn caught(request: Request, next: Next) -> Response {
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    answered.unwrap_or_else(|_| Problem::told(StatusCode::INTERNAL_SERVER_ERROR, "failure").into_response())
}

async fn let_in(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    match admitted(&guard, request) {
        Err(refusal) => refusal,
        Ok((request, None)) => next.run(request).await,
        Ok((request, Some(row))) => {
            let answered = tokio::time::timeout(row.takes.longest(), next.run(request)).await;
            answered
                .unwrap_or_else(|_| Problem::told(StatusCode::SERVICE_UNAVAILABLE, "time").into_response())
        }
    }
}

/// The request with what handlers are to know of it, and its row of the policy.
#[expect(clippy::result_large_err, reason = "an answer is an answer")]
fn admitted(guard: &Guard, mut request: Request) -> Result<(Request, Option<&'static Row>), Response> {
    let refuse = |problem: Problem| Err(problem.into_response());
    let ours =
        cross_site::host(request.headers(), request.uri()).is_some_and(|host| guard.site.is_ours(host));
    if !ours {
        return refuse(Problem::told(StatusCode::MISDIRECTED_REQUEST, "host"));
    }
    if !is_api(request.uri().path()) {
        // The pages: the same for everyone, and nothing of a case in them.
        return if cross_site::is_safe(request.method()) {
            Ok((request, None))
        } else {
            Err(wrong_method("GET, HEAD"))
        };
    }
    if let Err(problem) = cross_site::check(request.method(), request.uri(), request.headers(), &guard.site) {
        return refuse(problem);
    }
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let Some(path) = path else { return refuse(Problem::not_found()) };
    let Some(row) = row_of(request.method(), &path) else {
        let methods = methods_of(&path);
        return if methods.is_empty() {
            refuse(Problem::told(StatusCode::FORBIDDEN, "no_rule"))
        } else {
            Err(wrong_method(&methods))
        };
    };
    let length = request
        .headers()
        .get(CONTENT_LENGTH)
        .map(|length| length.to_str().ok().and_then(|length| length.parse().ok()));
    if length.is_some_and(|length: Option<usize>| length.is_none_or(|length| length > row.sent.most())) {
        let problem = Problem::told(StatusCode::PAYLOAD_TOO_LARGE, "too_large").with("most", row.sent.most());
        return refuse(problem);
    }
    let standing = standing(guard, &request).map_err(|error| Problem::from(error).into_response())?;
    may(guard.mode, row, &standing).map_err(Problem::into_response)?;
    match &standing {
        Standing::Stranger => {}
        Standing::Begun(begun) => {
            request.extensions_mut().insert(begun.clone());
        }
        Standing::In(actor) => {
            seen(guard, actor);
            request.extensions_mut().insert(actor.clone());
        }
    }
    // The limit that extractors have by themselves would hold for files too.
    DefaultBodyLimit::disable().apply(&mut request);
    let most = row.sent.most();
    Ok((request.map(|body| Body::new(Limited::new(body, most))), Some(row)))
}

fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

fn wrong_method(methods: &str) -> Response {
    let mut response = Problem::told(StatusCode::METHOD_NOT_ALLOWED, "method").into_response();
    if let Ok(value) = HeaderValue::from_str(methods) {
        response.headers_mut().insert(ALLOW, value);
    }
    response
}

/// Who is behind a request.
pub(crate) fn standing(guard: &Guard, request: &Request) -> Result<Standing, RegisterError> {
    let Some(session) = Cookie::Session.of(request.headers(), &guard.site) else {
        return Ok(Standing::Stranger);
    };
    let now = guard.world.now();
    guard.register.read(|kept| {
        let Some(found) = kept.sessions.find(&session, now) else { return Standing::Stranger };
        match (&found.holder, guard.mode, found.owes) {
            (Holder::Alone, Mode::Alone, Owes::Nothing) => Standing::In(Actor {
                name: guard.alone_as.clone(),
                roles: roles::all(),
                alone: true,
                session: session.clone(),
            }),
            (Holder::Member(key), Mode::Team, owes) => match kept.members.get(key) {
                None => Standing::Stranger,
                Some(member) if owes == Owes::Nothing => Standing::In(Actor {
                    name: member.name.to_string(),
                    roles: member.roles.clone(),
                    alone: false,
                    session: session.clone(),
                }),
                Some(_) => Standing::Begun(Begun { member: key.clone(), owes }),
            },
            (Holder::Alone | Holder::Member(_), _, _) => Standing::Stranger,
        }
    })
}

/// Decides by the policy.
fn may(mode: Mode, row: &Row, standing: &Standing) -> Result<(), Problem> {
    match (row.who, standing) {
        (Who::Anyone, _)
        | (Who::Begun, Standing::Begun(_) | Standing::In(_))
        | (Who::Member, Standing::In(_)) => Ok(()),
        (_, Standing::Stranger) => {
            let code = if mode == Mode::Alone { "key" } else { "login" };
            Err(Problem::told(StatusCode::UNAUTHORIZED, code))
        }
        (Who::Member | Who::One(_), Standing::Begun(begun)) => {
            let code = if begun.owes == Owes::Password { "own_password" } else { "second_factor" };
            Err(Problem::told(StatusCode::FORBIDDEN, code))
        }
        (Who::One(allowed), Standing::In(actor)) => {
            if row.who.allows(&actor.roles) {
                return Ok(());
            }
            let codes: Vec<&str> = allowed.iter().map(|role| role.code()).collect();
            Err(Problem::told(StatusCode::FORBIDDEN, "role").with("roles", codes.join(", ")))
        }
    }
}

/// Notes that someone was here, once a minute. A full disk keeps nobody from reading.
fn seen(guard: &Guard, actor: &Actor) {
    let now = guard.world.now();
    let stale = guard
        .register
        .read(|kept| kept.sessions.find(&actor.session, now).is_some_and(|session| session.is_stale(now)));
    if matches!(stale, Ok(true)) {
        let _ = guard.register.change(|kept| {
            kept.sessions.touch(&actor.session, now);
            if let Some(member) = kept.member_mut(&actor.name).filter(|_| !actor.alone) {
                member.last_seen = Some(now);
            }
            Ok::<_, RegisterError>(())
        });
    }
}

/// The address of a request, as far as the serve loop said it.
pub(crate) fn peer(extension: Option<Extension<Peer>>) -> IpAddr {
    extension.map_or(Peer::UNKNOWN, |Extension(peer)| peer).0
}

/// Whether a request of this method would be answered on this path by someone with these roles: for tests of the policy.
pub fn allowed(method: &Method, path: &str, roles: &roles::Roles) -> bool {
    row_of(method, path).is_some_and(|row| row.who.allows(roles))
}
