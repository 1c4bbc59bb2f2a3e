//! The guard as a browser and an attacker meet it: a small router behind the gate.

use std::net::IpAddr;
use std::sync::{Arc, Mutex as StdMutex};

use axum::body::{Body, to_bytes};
use axum::extract::{Multipart, Path};
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::admission::{Mode, Site};
use super::api::routes;
use super::gate::{Peer, mount};
use super::members;
use super::password::Cost;
use super::register::{Register, made_up::case};
use super::roles::Role;
use super::totp;
use super::world::made_up::{Hands, world};
use super::{Guard, Made};
use crate::actor::Actor;

const HOSTED: &str = "127.0.0.1:8080";

/// A server, its clock and its keys.
struct Server {
    guard: Arc<Guard>,
    router: Router,
    hands: Hands,
    keys: Arc<StdMutex<Vec<String>>>,
    _home: Arc<tempfile::TempDir>,
}

impl Server {
    fn new(mode: Mode) -> Self {
        Self::over(mode, Arc::new(tempfile::tempdir().unwrap()), 0)
    }

    /// A server over a home folder, some seconds after noon.
    fn over(mode: Mode, home: Arc<tempfile::TempDir>, later: i64) -> Self {
        let (world, hands) = world();
        hands.pass(later);
        // Another run has other randomness.
        for _ in 0..later {
            world.bytes::<7>();
        }
        let keys = Arc::new(StdMutex::new(Vec::new()));
        let told = Arc::clone(&keys);
        let guard = Arc::new(Guard::new(Made {
            register: Register::open(home.path(), case()).unwrap(),
            mode,
            site: Site::new(HOSTED.parse().unwrap(), false, None),
            trusted_types: vec!["bilan".to_owned()],
            case_name: "mali".to_owned(),
            case_id: case().to_string(),
            alone_as: "amina".to_owned(),
            tiles: None,
            world,
            cost: Cost::NONE,
            tell_key: Box::new(move |key| told.lock().unwrap().push(key.to_owned())),
        }));
        let (own, _) = routes::<()>(Arc::clone(&guard)).split_for_parts();
        let router = Router::new()
            .route("/api/case", get(|actor: Actor| async move { actor.name }))
            .route("/api/search", get(panics))
            .route("/api/undo", post(|Json(value): Json<Value>| async move { Json(value) }))
            .route("/api/reports", post(files))
            .route("/api/claims/{id}", get(|Path(id): Path<String>| async move { id }))
            .route("/api/unruled", get(|| async { "nobody may see this" }).post(|| async { "nor do this" }))
            .merge(own)
            .fallback(|| async { "the pages" });
        Self { router: mount(router, Arc::clone(&guard)), guard, hands, keys, _home: home }
    }

    /// A member with a password of their own.
    fn member(&self, name: &str, roles: &[Role]) -> String {
        let handed = members::add(
            self.guard.register(),
            name,
            roles.iter().copied().collect(),
            Cost::NONE,
            self.guard.world(),
        );
        let password = handed.unwrap();
        self.guard
            .register()
            .change(|kept| {
                kept.member_mut(name).unwrap().one_time_until = None;
                Ok::<_, super::register::RegisterError>(())
            })
            .unwrap();
        password
    }

    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    fn last_key(&self) -> String {
        self.keys.lock().unwrap().last().unwrap().clone()
    }
}

async fn panics() -> &'static str {
    assert!(std::hint::black_box(false), "names and paths");
    "never"
}

async fn files(mut form: Multipart) -> Result<String, axum::extract::multipart::MultipartError> {
    let mut bytes = 0;
    while let Some(field) = form.next_field().await? {
        bytes += field.bytes().await?.len();
    }
    Ok(bytes.to_string())
}

/// A browser: its cookies, and what it sends of itself.
#[derive(Default, Clone)]
struct Browser {
    cookies: Vec<(String, String)>,
    address: Option<[u8; 4]>,
}

impl Browser {
    #[expect(clippy::needless_pass_by_value, reason = "a method is a word")]
    fn request(&self, method: Method, path: &str, body: Option<&Value>) -> Request<Body> {
        let mut request = Request::builder().method(method.clone()).uri(path).header(HOST, HOSTED);
        if !self.cookies.is_empty() {
            let line: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(COOKIE, line.join("; "));
        }
        request = request.header("sec-fetch-site", "same-origin");
        if method != Method::GET {
            request = request.header("x-bilan", "1").header("origin", format!("http://{HOSTED}"));
        }
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let mut request = request.body(body).unwrap();
        request.extensions_mut().insert(Peer(IpAddr::from(self.address.unwrap_or([10, 0, 0, 1]))));
        request
    }

    async fn ask(
        &mut self,
        server: &Server,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> (StatusCode, Value) {
        let response = server.send(self.request(method, path, body.as_ref())).await;
        assert_dressed(path, response.headers());
        for set in response.headers().get_all(SET_COOKIE) {
            let (name, value) = set.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    async fn get(&mut self, server: &Server, path: &str) -> (StatusCode, Value) {
        self.ask(server, Method::GET, path, None).await
    }

    async fn post(&mut self, server: &Server, path: &str, body: Value) -> (StatusCode, Value) {
        self.ask(server, Method::POST, path, Some(body)).await
    }

    async fn login(&mut self, server: &Server, name: &str, password: &str) -> (StatusCode, Value) {
        self.post(server, "/api/session/login", json!({"name": name, "password": password})).await
    }

    fn session(&self) -> String {
        self.cookies.iter().find(|(name, _)| name == "bilan-8080").unwrap().1.clone()
    }
}

/// The whole set, on whatever comes.
fn assert_dressed(path: &str, headers: &HeaderMap) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-frame-options", "DENY"),
    ] {
        assert_eq!(headers.get(name).map(|value| value.to_str().unwrap()), Some(value), "{path}: {name}");
    }
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self';")
            && policy.contains("trusted-types bilan")
    );
    assert!(headers.contains_key("permissions-policy"));
    let cache = if path.starts_with("/api") { "no-store" } else { "no-cache" };
    assert_eq!(headers["cache-control"], cache, "{path}");
}

#[tokio::test]
async fn every_answer_carries_the_headers_and_says_what_to_do() {
    let server = Server::new(Mode::Alone);
    let mut browser = Browser::default();
    assert_eq!(browser.get(&server, "/api/case").await.0, StatusCode::UNAUTHORIZED);
    let key = server.last_key();
    browser.post(&server, "/api/session/key", json!({"key": key})).await;
    let large = json!({"x": "y".repeat(70 << 10)});
    let cases: [(Method, &str, Option<Value>, u16, &str); 12] = [
        (Method::GET, "/api/case", None, 200, ""),
        (Method::GET, "/", None, 200, ""),
        (Method::GET, "/incidents/3?as_of=2024-01-01", None, 200, ""),
        (Method::GET, "/api/search", None, 500, "failure"),
        (Method::GET, "/api/nothing", None, 404, "not_found"),
        (Method::GET, "/api", None, 404, "not_found"),
        (Method::POST, "/", Some(json!({})), 405, "method"),
        (Method::DELETE, "/api/case", None, 405, "method"),
        (Method::GET, "/api/unruled", None, 403, "no_rule"),
        (Method::POST, "/api/unruled", Some(json!({})), 403, "no_rule"),
        (Method::POST, "/api/undo", Some(large), 413, "too_large"),
        (Method::POST, "/api/session/key", Some(json!({"kex": 1})), 422, "field"),
    ];
    for (method, path, body, status, code) in cases {
        let (found, answer) = browser.ask(&server, method.clone(), path, body).await;
        assert_eq!(found.as_u16(), status, "{method} {path}: {answer}");
        if status >= 400 {
            assert_eq!(answer["code"], code, "{method} {path}");
            assert_eq!(answer["status"], status);
            assert!(answer["detail"].as_str().is_some_and(|detail| detail.len() > 10));
            assert!(!answer.to_string().contains("names and paths"), "nothing of the inside");
        }
    }
    let unread = browser.post(&server, "/api/session/key", json!({"kex": 1})).await.1;
    assert!(unread["place"].as_str().unwrap().contains("kex"), "{unread}");
    let mut french = browser.request(Method::GET, "/api/nothing", None);
    french.headers_mut().insert("accept-language", "fr".parse().unwrap());
    let response = server.send(french).await;
    assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    assert!(String::from_utf8_lossy(&body).contains("Introuvable"));
}

#[tokio::test]
async fn a_body_that_does_not_say_its_length_is_cut_off_too() {
    let server = Server::new(Mode::Alone);
    let mut browser = Browser::default();
    let key = server.last_key();
    browser.post(&server, "/api/session/key", json!({"key": key})).await;
    let mut request = browser.request(Method::POST, "/api/undo", Some(&json!({})));
    *request.body_mut() =
        Body::from_stream(tokio_stream::iter((0..100).map(|_| Ok::<_, std::io::Error>(" ".repeat(1024)))));
    let response = server.send(request).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_dressed("/api/undo", response.headers());
}

#[tokio::test]
async fn files_may_be_large() {
    let server = Server::new(Mode::Alone);
    let mut browser = Browser::default();
    let key = server.last_key();
    browser.post(&server, "/api/session/key", json!({"key": key})).await;
    let mut request = browser.request(Method::POST, "/api/reports", None);
    request.headers_mut().insert(CONTENT_TYPE, "multipart/form-data; boundary=b".parse().unwrap());
    let file = "x".repeat(5 << 20);
    let form = format!(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n{file}\r\n--b--\r\n"
    );
    *request.body_mut() = Body::from(form);
    let response = server.send(request).await;
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn one_person_alone_opens_one_browser_a_key() {
    let server = Server::new(Mode::Alone);
    let (mut one, mut two, mut thief) = (Browser::default(), Browser::default(), Browser::default());
    let (_, view) = one.get(&server, "/api/session").await;
    assert_eq!(
        (&view["mode"], &view["needs"], &view["case"]),
        (&json!("alone"), &json!("key"), &json!(null))
    );
    let first = server.last_key();
    let (status, view) = one.post(&server, "/api/session/key", json!({"key": first.clone()})).await;
    assert_eq!((status, &view["member"]["name"]), (StatusCode::OK, &json!("amina")));
    assert_eq!(view["member"]["roles"].as_array().unwrap().len(), Role::ALL.len());
    assert_eq!(one.get(&server, "/api/case").await.1, json!("amina"));
    let (status, problem) = thief.post(&server, "/api/session/key", json!({"key": first})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNAUTHORIZED, &json!("key_refused")));
    assert_eq!(thief.get(&server, "/api/case").await.1["code"], "key");
    let second = server.last_key();
    two.post(&server, "/api/session/key", json!({"key": second})).await;
    assert_eq!(two.get(&server, "/api/case").await.0, StatusCode::OK);
    assert_eq!(one.get(&server, "/api/case").await.0, StatusCode::OK, "the first goes on");
    let (status, _) = thief.login(&server, "amina", "whatever it may be").await;
    assert_eq!(status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn another_name_that_leads_here_gets_nothing() {
    let server = Server::new(Mode::Alone);
    for path in ["/", "/api/session", "/api/case"] {
        let mut request = Browser::default().request(Method::GET, path, None);
        request.headers_mut().insert(HOST, "evil.example:8080".parse().unwrap());
        let response = server.send(request).await;
        assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST, "{path}");
        assert_dressed(path, response.headers());
    }
}

#[tokio::test]
async fn no_forged_request_reaches_a_handler() {
    let server = Server::new(Mode::Alone);
    let mut browser = Browser::default();
    let key = server.last_key();
    browser.post(&server, "/api/session/key", json!({"key": key})).await;
    let forge = |change: &dyn Fn(&mut HeaderMap)| {
        let mut request = browser.request(Method::POST, "/api/undo", Some(&json!({"entry": 1})));
        change(request.headers_mut());
        request
    };
    assert_eq!(server.send(forge(&|_| {})).await.status(), StatusCode::OK, "ours");
    let forged: [&dyn Fn(&mut HeaderMap); 8] = [
        &|headers| drop(headers.remove("x-bilan")),
        &|headers| drop(headers.insert("origin", "https://evil.example".parse().unwrap())),
        &|headers| drop(headers.insert("origin", "null".parse().unwrap())),
        &|headers| drop(headers.insert("origin", "http://127.0.0.1:9999".parse().unwrap())),
        &|headers| drop(headers.insert("sec-fetch-site", "cross-site".parse().unwrap())),
        &|headers| drop(headers.insert("sec-fetch-site", "same-site".parse().unwrap())),
        &|headers| drop(headers.insert(CONTENT_TYPE, "text/plain".parse().unwrap())),
        &|headers| drop(headers.insert(CONTENT_TYPE, "application/x-www-form-urlencoded".parse().unwrap())),
    ];
    for (nth, change) in forged.into_iter().enumerate() {
        let response = server.send(forge(change)).await;
        let status = response.status();
        assert!(matches!(status.as_u16(), 403 | 415), "{nth}: {status}");
        assert_dressed("/api/undo", response.headers());
    }
}

#[tokio::test]
async fn a_member_signs_in_with_a_password_handed_over_and_chooses_another() {
    let server = Server::new(Mode::Team);
    let handed = members::add(
        server.guard.register(),
        "Issa Konaté",
        [Role::Coder].into(),
        Cost::NONE,
        server.guard.world(),
    )
    .unwrap();
    let mut browser = Browser::default();
    assert_eq!(browser.get(&server, "/api/session").await.1["needs"], "login");
    let (status, view) = browser.login(&server, " issa konaté", &handed).await;
    assert_eq!((status, &view["needs"]), (StatusCode::OK, &json!("password")));
    assert_eq!(browser.get(&server, "/api/case").await.1["code"], "own_password");
    let before = browser.session();
    for (new, code) in [
        ("short", "password_short"),
        ("issa konaté 12", "password_short"),
        ("motdepassemotdepasse", "password_common"),
        ("Issa Konaté Issa Konaté", "password_name"),
    ] {
        let (status, problem) =
            browser.post(&server, "/api/session/password", json!({"old": handed.clone(), "new": new})).await;
        assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(code)), "{new}");
    }
    let own = "le fleuve monte en septembre";
    let wrong = browser.post(&server, "/api/session/password", json!({"old": "no", "new": own})).await;
    assert_eq!(wrong.1["code"], "password_wrong");
    let (status, view) =
        browser.post(&server, "/api/session/password", json!({"old": handed.clone(), "new": own})).await;
    assert_eq!((status, &view["member"]["name"]), (StatusCode::OK, &json!("Issa Konaté")));
    assert_ne!(browser.session(), before, "the token changes");
    assert_eq!(browser.get(&server, "/api/case").await.0, StatusCode::OK);
    let mut old = Browser { cookies: vec![("bilan-8080".to_owned(), before)], address: None };
    assert_eq!(old.get(&server, "/api/case").await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(Browser::default().login(&server, "issa konaté", &handed).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(Browser::default().login(&server, "ISSA KONATÉ", own).await.0, StatusCode::OK);
    browser.post(&server, "/api/session/logout", json!({})).await;
    assert_eq!(browser.get(&server, "/api/case").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_password_handed_over_is_over_after_a_week() {
    let server = Server::new(Mode::Team);
    let handed =
        members::add(server.guard.register(), "issa", [Role::Coder].into(), Cost::NONE, server.guard.world())
            .unwrap();
    server.hands.pass(8 * 24 * 3600);
    assert_eq!(Browser::default().login(&server, "issa", &handed).await.1["code"], "one_time_over");
}

#[tokio::test]
async fn what_is_said_of_a_name_that_there_is_not_is_the_same() {
    let server = Server::new(Mode::Team);
    server.member("issa", &[Role::Coder]);
    let there = Browser::default().login(&server, "issa", "not the password").await;
    let not = Browser::default().login(&server, "nobody", "not the password").await;
    assert_eq!(there, not);
    assert_eq!(server.guard.guesses_evaluated(), 2, "both were looked at");
}

#[tokio::test]
async fn codes_are_asked_once_they_are_in_use_and_accepted_once() {
    let server = Server::new(Mode::Team);
    let password = server.member("issa", &[Role::Reviewer]);
    let mut browser = Browser::default();
    browser.login(&server, "issa", &password).await;
    let (_, started) =
        browser.post(&server, "/api/session/totp/start", json!({"password": password.clone()})).await;
    let secret = started["secret"].as_str().unwrap().to_owned();
    assert!(started["address"].as_str().unwrap().contains(&secret));
    let wrong = browser.post(&server, "/api/session/totp/confirm", json!({"code": "000000"})).await;
    assert_eq!(wrong.1["code"], "code_refused");
    let code = |server: &Server| totp::made_up_code(&secret, server.guard.world().now().as_second());
    let before = browser.session();
    let first = code(&server);
    let (status, view) =
        browser.post(&server, "/api/session/totp/confirm", json!({"code": first.clone()})).await;
    assert_eq!((status, &view["member"]["second_factor"]), (StatusCode::OK, &json!(true)));
    assert_ne!(browser.session(), before);

    let mut other = Browser::default();
    let (_, view) = other.login(&server, "issa", &password).await;
    assert_eq!(view["needs"], "second_factor");
    let half = other.session();
    assert_eq!(other.get(&server, "/api/case").await.1["code"], "second_factor");
    let own = other.post(
        &server,
        "/api/session/password",
        json!({"old": password.clone(), "new": "another password of mine"}),
    );
    assert_eq!(own.await.0, StatusCode::FORBIDDEN, "a password alone changes none");
    let replayed = other.post(&server, "/api/session/code", json!({"code": first})).await;
    assert_eq!((replayed.0, &replayed.1["code"]), (StatusCode::UNAUTHORIZED, &json!("code_refused")));
    server.hands.pass(30);
    let (status, view) = other.post(&server, "/api/session/code", json!({"code": code(&server)})).await;
    assert_eq!((status, &view["needs"]), (StatusCode::OK, &json!(null)), "{view}");
    assert_ne!(other.session(), half, "the second factor changes the token");
    assert_eq!(other.get(&server, "/api/case").await.0, StatusCode::OK);
    let mut stolen = Browser { cookies: vec![("bilan-8080".to_owned(), half)], address: None };
    assert_eq!(stolen.get(&server, "/api/case").await.0, StatusCode::UNAUTHORIZED);

    server.hands.pass(30);
    let whole = json!({"name": "issa", "password": password.clone(), "code": code(&server)});
    let (status, view) = Browser::default().post(&server, "/api/session/login", whole.clone()).await;
    assert_eq!((status, &view["needs"]), (StatusCode::OK, &json!(null)));
    assert_eq!(Browser::default().post(&server, "/api/session/login", whole).await.1["code"], "code_refused");
    let (status, view) = other.post(&server, "/api/session/totp/remove", json!({"password": password})).await;
    assert_eq!((status, &view["member"]["second_factor"]), (StatusCode::OK, &json!(false)));
}

#[tokio::test]
async fn a_planted_session_is_worth_nothing() {
    let server = Server::new(Mode::Team);
    let password = server.member("issa", &[Role::Coder]);
    let planted = "a".repeat(64);
    let mut victim = Browser { cookies: vec![("bilan-8080".to_owned(), planted.clone())], address: None };
    victim.login(&server, "issa", &password).await;
    assert_ne!(victim.session(), planted);
    let mut attacker = Browser { cookies: vec![("bilan-8080".to_owned(), planted)], address: None };
    assert_eq!(attacker.get(&server, "/api/case").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn sessions_end_and_survive_a_restart_until_then() {
    let home = Arc::new(tempfile::tempdir().unwrap());
    let server = Server::over(Mode::Team, Arc::clone(&home), 0);
    let password = server.member("issa", &[Role::Coder]);
    let mut browser = Browser::default();
    browser.login(&server, "issa", &password).await;
    drop(server);
    let again = Server::over(Mode::Team, Arc::clone(&home), 1700);
    assert_eq!(browser.get(&again, "/api/case").await.0, StatusCode::OK);
    again.hands.pass(1790);
    assert_eq!(browser.get(&again, "/api/case").await.0, StatusCode::OK, "being there counts");
    again.hands.pass(1800);
    assert_eq!(browser.get(&again, "/api/case").await.0, StatusCode::UNAUTHORIZED);
    let other_mode = Server::over(Mode::Alone, home, 1700);
    assert_eq!(
        browser.get(&other_mode, "/api/case").await.0,
        StatusCode::UNAUTHORIZED,
        "no member works alone"
    );
}

#[tokio::test]
async fn roles_are_those_of_the_moment() {
    let server = Server::new(Mode::Team);
    let (boss, reader) = (server.member("boss", &[Role::Admin]), server.member("awa", &[Role::Reader]));
    let (mut admin, mut awa) = (Browser::default(), Browser::default());
    admin.login(&server, "boss", &boss).await;
    awa.login(&server, "awa", &reader).await;
    assert_eq!(admin.get(&server, "/api/case").await.1["code"], "role", "an admin reads no case");
    assert_eq!(awa.get(&server, "/api/case").await.0, StatusCode::OK);
    assert_eq!(awa.post(&server, "/api/undo", json!({})).await.1["code"], "role");
    assert_eq!(awa.get(&server, "/api/members").await.1["code"], "role");
    let change = json!({"roles": ["coder"]});
    let (status, row) = admin.ask(&server, Method::PATCH, "/api/members/awa", Some(change)).await;
    assert_eq!((status, &row["roles"]), (StatusCode::OK, &json!(["coder"])));
    assert_eq!(awa.post(&server, "/api/undo", json!({})).await.0, StatusCode::OK, "at once");
    let own = json!({"roles": ["admin", "reader"]});
    assert_eq!(
        admin.ask(&server, Method::PATCH, "/api/members/boss", Some(own)).await.1["code"],
        "own_roles"
    );
    let (_, handed) =
        admin.post(&server, "/api/members", json!({"name": "Ali", "roles": ["publisher"]})).await;
    assert_eq!(handed["password"].as_str().unwrap().len(), 29);
    let (_, handed) = admin.ask(&server, Method::POST, "/api/members/awa/reset", None).await;
    assert_eq!(awa.get(&server, "/api/case").await.0, StatusCode::UNAUTHORIZED, "a reset ends sessions");
    let (_, view) = awa.login(&server, "awa", handed["password"].as_str().unwrap()).await;
    assert_eq!(view["needs"], "password");
    assert_eq!(admin.ask(&server, Method::DELETE, "/api/members/awa", None).await.0, StatusCode::OK);
    assert_eq!(awa.get(&server, "/api/session").await.1["needs"], "login");
    assert_eq!(admin.get(&server, "/api/members").await.1.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn of_ten_thousand_guesses_forty_are_looked_at_and_the_owner_gets_in() {
    let server = Server::new(Mode::Team);
    let password = server.member("issa", &[Role::Coder]);
    let mut owner = Browser { address: Some([192, 168, 1, 7]), ..Browser::default() };
    owner.login(&server, "issa", &password).await;
    owner.post(&server, "/api/session/logout", json!({})).await;
    let before = server.guard.guesses_evaluated();
    let (mut refused, mut told) = (0, 0);
    for guess in 0..10_000_u32 {
        let address = [10, 0, 0, u8::try_from(guess % 200).unwrap()];
        let mut attacker = Browser { address: Some(address), ..Browser::default() };
        let (status, problem) = attacker.login(&server, "issa", &format!("guess number {guess}")).await;
        match status {
            StatusCode::UNAUTHORIZED => told += 1,
            StatusCode::TOO_MANY_REQUESTS => {
                refused += 1;
                assert_eq!(problem["code"], "slow_down");
            }
            other => panic!("{other}"),
        }
        if guess % 25 == 24 {
            server.hands.pass(9);
        }
    }
    let evaluated = server.guard.guesses_evaluated() - before;
    assert!(evaluated <= 40, "{evaluated} of {told} and {refused}");
    assert_eq!(told + refused, 10_000);
    assert_eq!(owner.login(&server, "issa", &password).await.0, StatusCode::OK, "the owner gets in");
}

#[tokio::test]
async fn passkeys_are_told_of_only_where_they_can_be() {
    let server = Server::new(Mode::Team);
    let password = server.member("issa", &[Role::Coder]);
    let mut browser = Browser::default();
    assert_eq!(browser.get(&server, "/api/session").await.1["passkeys"], true, "localhost has a name");
    let (status, challenge) =
        browser.post(&server, "/api/session/passkey/start", json!({"name": "issa"})).await;
    assert_eq!(status, StatusCode::OK);
    let answer = json!({"id": challenge["id"], "credential": {}});
    assert_eq!(
        browser.post(&server, "/api/session/passkey/finish", answer).await.1["code"],
        "passkey_refused"
    );
    browser.login(&server, "issa", &password).await;
    let begun = browser.post(&server, "/api/session/passkeys/start", json!({"password": password})).await;
    assert_eq!(begun.1["options"]["publicKey"]["user"]["name"], "issa");
    let none = browser.ask(&server, Method::DELETE, "/api/session/passkeys/none", None).await;
    assert_eq!(none.0, StatusCode::NOT_FOUND);
    assert_eq!(browser.get(&server, "/api/session/passkeys").await.1, json!([]));
}

#[test]
fn every_route_of_the_guard_stands_in_the_policy() {
    let server = Server::new(Mode::Team);
    let (_, described) = routes::<()>(Arc::clone(&server.guard)).split_for_parts();
    let described = serde_json::to_value(described).unwrap();
    for (path, methods) in described["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            assert!(super::policy::row_of(&method, path).is_some(), "{method} {path}");
        }
    }
}
