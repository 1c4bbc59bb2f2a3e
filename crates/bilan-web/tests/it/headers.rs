//! The header set stands on whatever leaves the server.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, Request};
use axum::routing::get;
use bilan_web::guard::admission::Mode;
use bilan_web::guard::gate::mount;
use bilan_web::guard::policy::{POLICY, Sent, row_of};
use bilan_web::guard::roles::Role;

use crate::house::{Answer, Browser, House};
use crate::routes::{Objects, call};

const SET: [(&str, &str); 7] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-permitted-cross-domain-policies", "none"),
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; \
         connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html",
    ),
];

/// Every header of the set stands once; nothing says what the server is made of.
pub(crate) fn assert_dressed(of: &str, headers: &HeaderMap) {
    for (name, value) in SET {
        let values: Vec<_> = headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect();
        assert_eq!(values, [value], "{of}: {name}");
    }
    assert_eq!(headers.get_all("permissions-policy").iter().count(), 1, "{of}");
    assert_eq!(headers.get_all("cache-control").iter().count(), 1, "{of}");
    if of.contains(" /api") {
        assert_eq!(headers["cache-control"], "no-store", "{of}");
    }
    for name in ["server", "x-powered-by", "access-control-allow-origin", "access-control-allow-credentials"]
    {
        assert!(!headers.contains_key(name), "{of}: {name}");
    }
}

async fn panics() -> &'static str {
    assert!(std::hint::black_box(false), "names and paths");
    "never"
}

/// The statuses that were seen, with the headers looked at on each.
#[derive(Default)]
struct Seen(std::collections::BTreeMap<u16, u32>);

impl Seen {
    fn look(&mut self, of: &str, answer: &Answer) {
        let of = format!("{of}: {}", answer.status);
        assert_dressed(&of, &answer.headers);
        if answer.status.as_u16() >= 400 && of.contains(" /api") {
            assert_eq!(answer.headers[CONTENT_TYPE], "application/problem+json", "{of}: {}", answer.text());
            assert_eq!(answer.json()["status"], answer.status.as_u16(), "{of}");
        }
        *self.0.entry(answer.status.as_u16()).or_default() += 1;
    }
}

#[tokio::test]
async fn every_endpoint_answers_with_the_header_set_whatever_it_answers() {
    let house = House::new(Mode::Team);
    house.member("Issa", &Role::ALL);
    house.member("Awa", &[Role::Reader]);
    house.member("Oumar", &[Role::Admin]);
    let (none, objects) = (Browser::default(), Objects::of(&house, &house.signed_in("issa")).await);
    let mut seen = Seen::default();
    for row in POLICY {
        let of = |what: &str| format!("{} {} ({what})", row.method, row.path);
        let own = || house.signed_in("issa");
        let to = call(row, &objects, "Awa");
        let body = to.body.as_ref().map(ToString::to_string);
        seen.look(&of("as it is meant"), &house.send(own().ask(&row.method, &to.path, body.clone())).await);
        seen.look(&of("a stranger"), &house.send(none.ask(&row.method, &to.path, body.clone())).await);
        let lost = house.send(house.signed_in("oumar").ask(&row.method, &to.path, body.clone())).await;
        seen.look(&of("an admin"), &lost);
        let gone = call(row, &Objects::missing(), "Nobody else");
        let gone_body = gone.body.as_ref().map(ToString::to_string);
        seen.look(&of("what is not there"), &house.send(own().ask(&row.method, &gone.path, gone_body)).await);
        let mut head = own().get(&to.path);
        *head.method_mut() = Method::HEAD;
        let head = house.send(head).await;
        assert_dressed(&of("HEAD"), &head.headers);
        for method in [Method::PUT, Method::OPTIONS, Method::TRACE, Method::PATCH, Method::DELETE] {
            if row_of(&method, row.path).is_none() {
                let answer = house.send(own().ask(&method, &to.path, None)).await;
                assert_eq!(answer.status, 405, "{method} {}", row.path);
                assert!(answer.headers.contains_key("allow"), "{method} {}", row.path);
                seen.look(&format!("{method} {}", row.path), &answer);
            }
        }
        if row.method == Method::GET {
            continue;
        }
        let mut plain = own().ask(&row.method, &to.path, Some("x".to_owned()));
        plain.headers_mut().insert(CONTENT_TYPE, "text/plain".parse().unwrap());
        let answer = house.send(plain).await;
        assert_eq!(answer.status, 415, "{}", of("text/plain"));
        seen.look(&of("text/plain"), &answer);
        let mut large = own().ask(&row.method, &to.path, Some(String::new()));
        let most = row.sent.most() + 1;
        large.headers_mut().insert("content-length", most.to_string().parse().unwrap());
        let answer = house.send(large).await;
        assert_eq!(answer.status, 413, "{}", of("too large"));
        seen.look(&of("too large"), &answer);
        for broken in ["{", "null", "[]", "{\"why\": 7}", "\u{0}", "{\"why\":\"\\ud800\"}"] {
            if row.sent != Sent::Files && to.body.is_some() {
                let answer = house.send(own().ask(&row.method, &to.path, Some(broken.to_owned()))).await;
                assert!(!answer.status.is_server_error(), "{}: {broken}", of("broken"));
                seen.look(&of("broken"), &answer);
            }
        }
    }
    for status in [200, 202, 204, 400, 401, 403, 404, 405, 409, 413, 415, 422] {
        assert!(seen.0.contains_key(&status), "{status} was never answered: {:?}", seen.0);
    }
    println!("answers by status: {:?}", seen.0);
}

#[tokio::test]
async fn pages_files_and_panics_carry_it_too() {
    let mut house = House::with(Mode::Alone, |router| router.route("/panics", get(panics)));
    let browser = house.alone();
    let mut seen = Seen::default();
    for path in [
        "/",
        "/index.html",
        "/incidents/3?as_of=2024-01-01",
        "/assets/nothing-BxYz12_4.js",
        "/favicon.ico",
        "/api",
        "/api/",
        "/api/nothing",
        "/panics",
        "/..%2f..%2fetc/passwd",
        "/%00",
        "//evil.example/",
        "/assets/../Cargo.toml",
    ] {
        let answer = house.send(browser.get(path)).await;
        seen.look(&format!("GET {path}"), &answer);
        assert!(answer.status != 500 || path == "/panics", "{path}");
        assert!(!answer.text().contains("names and paths"));
    }
    assert_eq!(house.send(browser.get("/panics")).await.status, 500);
    let unhosted = Request::builder().uri("/").body(Body::empty()).unwrap();
    let answer = house.send(unhosted).await;
    assert_eq!(answer.status, 421);
    seen.look("GET / without a host", &answer);

    let broken = Router::new().route("/api/case", get(panics));
    house.router = mount(broken, Arc::clone(&house.guard));
    let answer = house.send(browser.get("/api/case")).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (500, "failure"));
    seen.look("GET /api/case that panics", &answer);
    println!("answers by status: {:?}", seen.0);
}

#[tokio::test]
async fn what_is_served_as_a_page_has_no_script_in_it() {
    let house = House::new(Mode::Alone);
    let answer = house.send(house.alone().get("/")).await;
    assert!(answer.headers[CONTENT_TYPE].to_str().unwrap().starts_with("text/html"));
    let page = answer.text().to_lowercase();
    for part in page.split('<').filter(|part| !part.is_empty()) {
        let tag = part.split('>').next().unwrap();
        let inline = tag.starts_with("script") && !tag.contains(" src=");
        let event = tag.split_whitespace().any(|word| word.starts_with("on") && word.contains('='));
        assert!(!inline && !event && !tag.contains("javascript:") && !tag.contains(" style="), "{tag}");
    }
}
