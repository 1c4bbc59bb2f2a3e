//! Requests that another page made: none reaches a handler, and the ledger is what it was.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderValue, Request};
use bilan_web::guard::admission::Mode;
use serde_json::json;

use crate::house::House;
use crate::routes::{Objects, call, mutating};

/// A name, and what is done to the headers of a request that is none of the forger's.
type Forgery = (&'static str, fn(&mut HeaderMap));

/// What a forger can make a browser send.
const FORGERIES: [Forgery; 16] = [
    ("without the mark", |headers| {
        headers.remove("x-bilan");
    }),
    ("another mark", |headers| {
        headers.insert("x-bilan", HeaderValue::from_static("0"));
    }),
    ("a foreign origin", |headers| {
        headers.insert(ORIGIN, HeaderValue::from_static("http://evil.example"));
    }),
    ("origin null", |headers| {
        headers.insert(ORIGIN, HeaderValue::from_static("null"));
    }),
    ("another port", |headers| {
        headers.insert(ORIGIN, HeaderValue::from_static("http://127.0.0.1:8081"));
    }),
    ("another scheme", |headers| {
        headers.insert(ORIGIN, HeaderValue::from_static("https://127.0.0.1:8080"));
    }),
    ("two origins", |headers| {
        headers.append(ORIGIN, HeaderValue::from_static("http://evil.example"));
    }),
    ("cross-site", |headers| {
        headers.insert("sec-fetch-site", HeaderValue::from_static("cross-site"));
    }),
    ("same-site", |headers| {
        headers.insert("sec-fetch-site", HeaderValue::from_static("same-site"));
    }),
    ("by hand", |headers| {
        headers.insert("sec-fetch-site", HeaderValue::from_static("none"));
    }),
    ("text/plain", |headers| {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    }),
    ("a form", |headers| {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    }),
    ("no kind", |headers| {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(""));
    }),
    ("a foreign host", |headers| {
        headers.insert(HOST, HeaderValue::from_static("evil.example"));
    }),
    ("a host that leads here", |headers| {
        headers.insert(HOST, HeaderValue::from_static("127.0.0.1.evil.example:8080"));
    }),
    ("two hosts", |headers| {
        headers.append(HOST, HeaderValue::from_static("evil.example"));
    }),
];

#[tokio::test]
async fn none_of_the_forged_requests_is_accepted() {
    let house = House::new(Mode::Alone);
    let objects = Objects::of(&house, &house.alone()).await;
    let before = (house.entries(), root(&house).await);
    let mut tried = 0;
    for row in mutating() {
        // Real ones: were the request let in, it would decide something.
        let to = call(row, &objects, "Awa");
        let body = match row.path {
            "/api/claims/{id}/judgement" => Some(json!({"ruling": "accept", "why": "forged"})),
            "/api/incidents/merge" => Some(json!({"incidents": objects.incidents, "why": "forged"})),
            "/api/sources" => Some(json!({"name": objects.source, "stance": "forged", "why": "forged"})),
            "/api/incidents/{id}/grade" => Some(json!({"happened": "confirmed", "why": "forged"})),
            "/api/session/key" => Some(json!({"key": house.key()})),
            _ => to.body,
        };
        for (what, forge) in FORGERIES {
            let text = body.as_ref().map_or_else(|| "{}".to_owned(), ToString::to_string);
            let mut request: Request<Body> = house.alone().ask(&row.method, &to.path, Some(text));
            forge(request.headers_mut());
            let answer = house.send(request).await;
            let cell = format!("{what}: {} {}: {}", row.method, row.path, answer.status);
            assert!(matches!(answer.status.as_u16(), 403 | 415 | 421), "{cell} {}", answer.text());
            assert!(!answer.headers.contains_key("set-cookie"), "{cell}");
            tried += 1;
        }
    }
    assert_eq!(tried, mutating().count() * FORGERIES.len());
    assert_eq!((house.entries(), root(&house).await), before, "nothing was entered");
    assert!(house.guard.register().read(|kept| kept.queues.is_empty() && kept.members.is_empty()).unwrap());
    println!("{tried} forged, 0 accepted");

    let judged = json!({"ruling": "accept", "why": "not forged"}).to_string();
    let path = format!("/api/claims/{}/judgement", crate::routes::encoded(&objects.claim));
    let answer = house.send(house.alone().ask(&axum::http::Method::POST, &path, Some(judged))).await;
    assert!(answer.status.is_success(), "what is not forged goes through: {}", answer.text());
    assert_eq!(house.entries(), before.0 + 1);
}

async fn root(house: &House) -> String {
    house.send(house.alone().get("/api/ledger")).await.json()["root"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn another_page_reads_nothing() {
    let house = House::new(Mode::Alone);
    for row in bilan_web::guard::policy::POLICY.iter().filter(|row| row.method == axum::http::Method::GET) {
        for site in ["cross-site", "same-site"] {
            let mut request = house.alone().get(&row.path.replace("{id}", "x").replace("{seq}", "1"));
            request.headers_mut().insert("sec-fetch-site", HeaderValue::from_static(site));
            assert_eq!(house.send(request).await.status, 403, "{site} {}", row.path);
        }
    }
}
