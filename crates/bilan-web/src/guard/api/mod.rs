//! The guard's own routes: signing in, one's own factors, members.

mod factors;
mod login;
mod members;
mod passkeys;
mod session;

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Guard;
use super::cookie::Cookie;
use super::secret::Token;
pub use session::SessionView;

/// Every route of the guard, to merge into a router before [`super::gate::mount`].
pub fn routes<S: Clone + Send + Sync + 'static>(guard: Arc<Guard>) -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(session::session))
        .routes(routes!(login::login))
        .routes(routes!(login::key))
        .routes(routes!(login::code))
        .routes(routes!(login::logout))
        .routes(routes!(factors::password))
        .routes(routes!(factors::totp_start))
        .routes(routes!(factors::totp_confirm))
        .routes(routes!(factors::totp_remove))
        .routes(routes!(passkeys::sign_in_start))
        .routes(routes!(passkeys::sign_in_finish))
        .routes(routes!(passkeys::list))
        .routes(routes!(passkeys::add_start))
        .routes(routes!(passkeys::add_finish))
        .routes(routes!(passkeys::remove))
        .routes(routes!(members::list, members::add))
        .routes(routes!(members::change, members::remove))
        .routes(routes!(members::reset))
        .with_state(guard)
}

/// The headers that set cookies: the session's, and the browser's where there is one.
fn cookies(guard: &Guard, session: Option<&Token>, device: Option<&Token>) -> HeaderMap {
    let set = [(Cookie::Session, session), (Cookie::Device, device)];
    let values = set.into_iter().filter_map(|(cookie, token)| cookie.set(token?, &guard.site));
    values.map(|value| (SET_COOKIE, value)).fold(HeaderMap::new(), |mut headers, (name, value)| {
        headers.append(name, value);
        headers
    })
}
