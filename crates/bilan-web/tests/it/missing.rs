//! What is asked about things that are not in the case: 404, with a sentence that says what to do, in both languages.

use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE};
use axum::http::{HeaderValue, Method, StatusCode};
use bilan_web::guard::admission::Mode;
use bilan_web::guard::roles::Role;
use serde_json::{Value, json};

use crate::house::House;

const NONE: &str = "0123456789abcdef0123456789abcdef";

fn requests() -> Vec<(Method, String, Option<Value>)> {
    let why = "read again";
    let get = |path: &str| (Method::GET, path.to_owned(), None);
    let post = |path: &str, body: Value| (Method::POST, path.to_owned(), Some(body));
    let saying = json!({"quote": "x", "act": "killing"});
    vec![
        get(&format!("/api/claims/{NONE}%239")),
        get("/api/claims/not%20an%20id"),
        get(&format!("/api/reports/{NONE}")),
        get("/api/reports/%C3%A9"),
        get(&format!("/api/incidents/{NONE}")),
        get(&format!("/api/incidents/{NONE}?as_of=2024-01-31")),
        get("/api/ledger/entries/999999"),
        get("/api/jobs/job-999"),
        get(&format!("/api/releases/{NONE}/file?path=README.md")),
        get(&format!("/api/dossiers/{NONE}/file?path=README.md")),
        post(&format!("/api/claims/{NONE}%239/judgement"), json!({"ruling": "accept", "why": why})),
        post(
            &format!("/api/reports/{NONE}/claims"),
            json!({"kind": "act", "incident": NONE, "saying": saying, "why": why}),
        ),
        post(&format!("/api/reports/{NONE}/restate"), json!({"title": "A title", "why": why})),
        post(&format!("/api/incidents/{NONE}/place"), json!({"name": "X", "precision": "site", "why": why})),
        post(&format!("/api/incidents/{NONE}/grade"), json!({"happened": "confirmed", "why": why})),
        post("/api/incidents/merge", json!({"incidents": [NONE, "f".repeat(32)], "why": why})),
        post("/api/incidents/split", json!({"incident": NONE, "reports": [NONE], "why": why})),
        post(
            "/api/incidents/relate",
            json!({"one": NONE, "other": "f".repeat(32), "how": "follows", "why": why}),
        ),
        post(
            "/api/judgements",
            json!({"ids": [format!("{NONE}#9")], "ruling": "accept", "why": why, "dry_run": false}),
        ),
        post("/api/undo", json!({"entry": 999_999, "why": why})),
        post("/api/sources", json!({"name": "nobody at all", "kind": "un", "why": why})),
        post(&format!("/api/releases/{NONE}/approve"), json!({"why": why})),
        post(&format!("/api/releases/{NONE}/withdraw"), json!({"why": why})),
        post("/api/dossiers", json!({"incidents": [NONE], "language": "en"})),
        post("/api/members/Nobody/reset", json!({})),
        (Method::PATCH, "/api/members/Nobody".to_owned(), Some(json!({"roles": ["reader"]}))),
        (Method::DELETE, "/api/members/Nobody".to_owned(), None),
        (Method::DELETE, "/api/queues/q999".to_owned(), None),
    ]
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_says_what_to_do() {
    let house = House::new(Mode::Team);
    house.member("Issa", &Role::ALL);
    let (browser, before) = (house.signed_in("issa"), house.entries());
    let mut wrong = Vec::new();
    for (method, path, body) in requests() {
        let mut said = Vec::new();
        for language in ["en", "fr"] {
            let mut request = browser.ask(&method, &path, body.as_ref().map(Value::to_string));
            request.headers_mut().insert(ACCEPT_LANGUAGE, HeaderValue::from_static(language));
            let answer = house.send(request).await;
            let told = answer.json();
            let next = told["next"].as_str().unwrap_or_default().to_owned();
            let is_problem =
                answer.headers.get(CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json");
            if answer.status != StatusCode::NOT_FOUND
                || !is_problem
                || next.is_empty()
                || next.contains("bilan ")
                || told["detail"].as_str().is_none_or(str::is_empty)
            {
                wrong.push(format!("{method} {path}: {} {}", answer.status, answer.text()));
            }
            said.push(next);
        }
        if said[0] == said[1] {
            wrong.push(format!("{method} {path}: {said:?} in both languages"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(house.entries(), before);
}
