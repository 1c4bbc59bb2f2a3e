//! Hostile strings in every text field: nothing fails, what is kept comes back as it was sent, and the ledger holds.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode};
use bilan_web::guard::admission::Mode;
use bilan_web::guard::roles::Role;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::headers::assert_dressed;
use crate::house::{Answer, Browser, House};
use crate::routes::{Objects, encoded};

/// One line of the corpus.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    /// What it attacks.
    attacks: String,
    /// The string ...
    text: Option<String>,
    /// ... so many times ...
    times: Option<usize>,
    /// ... or a string of JSON that is no text.
    raw: Option<String>,
}

impl Line {
    /// As JSON.
    fn json(&self) -> String {
        self.raw.clone().unwrap_or_else(|| Value::String(self.sent().unwrap_or_default()).to_string())
    }

    fn sent(&self) -> Option<String> {
        self.text.as_ref().map(|text| text.repeat(self.times.unwrap_or(1)))
    }
}

fn corpus() -> Vec<Line> {
    let lines = include_str!("../data/hostile.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// One of each kind of attack.
fn kinds(corpus: &[Line]) -> Vec<&Line> {
    let mut seen = BTreeSet::new();
    corpus.iter().filter(|line| seen.insert(line.attacks.clone())).collect()
}

#[test]
fn the_corpus_is_large_and_names_what_it_attacks() {
    let corpus = corpus();
    assert!(corpus.len() >= 300, "{}", corpus.len());
    let distinct: BTreeSet<_> = corpus.iter().map(|line| (line.json(), line.times)).collect();
    assert_eq!(distinct.len(), corpus.len());
    assert!(corpus.iter().all(|line| !line.attacks.is_empty() && line.text.is_some() != line.raw.is_some()));
    assert!(kinds(&corpus).len() >= 30);
}

/// The place of the hostile string in a request.
const HERE: &str = "@@";

/// A request with the hostile string in one or more of its fields.
struct Field {
    method: Method,
    path: String,
    body: Value,
    /// Where what was kept is read again; nowhere where nothing is kept.
    read: Option<String>,
}

fn post(path: impl Into<String>, body: Value, read: Option<String>) -> Field {
    Field { method: Method::POST, path: path.into(), body, read }
}

fn has(value: &Value, wanted: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => wanted(text),
        Value::Array(all) => all.iter().any(|value| has(value, wanted)),
        Value::Object(all) => all.values().any(|value| has(value, wanted)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// How a string is kept: as it was sent, or without the spaces around it.
fn kept_as(sent: &str) -> impl Fn(&str) -> bool + '_ {
    move |found| found == sent || (found == sent.trim() && !found.is_empty())
}

fn sound(of: &str, answer: &Answer) {
    assert!(!answer.status.is_server_error(), "{of}: {} {}", answer.status, answer.text());
    assert_dressed(of, &answer.headers);
    for name in ["set-cookie", "x", "location", "content-location"] {
        assert!(!answer.headers.contains_key(name), "{of}: {name}");
    }
    if answer.status.is_client_error() {
        assert!(answer.json()["detail"].is_string(), "{of}: {}", answer.text());
    }
}

/// What became of the strings.
#[derive(Debug, Default)]
struct Tally {
    accepted: u32,
    read_again: u32,
    refused: BTreeMap<u16, u32>,
}

async fn put(house: &House, browser: &Browser, field: &Field, line: &Line, tally: &mut Tally) -> Answer {
    let body = field.body.to_string().replace(&format!("\"{HERE}\""), &line.json());
    let of = format!(
        "{} {} with {} {:?}",
        field.method,
        field.path,
        line.attacks,
        line.json().chars().take(80).collect::<String>()
    );
    let answer = house.send(browser.ask(&field.method, &field.path, Some(body))).await;
    sound(&of, &answer);
    if !answer.status.is_success() {
        *tally.refused.entry(answer.status.as_u16()).or_default() += 1;
        return answer;
    }
    tally.accepted += 1;
    if let (Some(read), Some(sent)) = (&field.read, line.sent()) {
        let report = answer.json()["report"].as_str().unwrap_or_default().to_owned();
        let again = async || house.send(browser.get(&read.replace("{report}", &report))).await;
        if !sent.trim().is_empty() {
            let mut found = again().await;
            if !has(&found.json(), &kept_as(&sent)) {
                // Lists of what a decision concerns from afar are written anew a moment later.
                house.place.desk().settle().unwrap();
                found = again().await;
            }
            sound(&of, &found);
            assert!(has(&found.json(), &kept_as(&sent)), "{of}: not found again in {}", found.text());
            tally.read_again += 1;
        }
    }
    answer
}

/// Verifies the whole ledger, with what its objects say.
async fn verified(house: &House, browser: &Browser) -> Value {
    let body = json!({"read_data": true, "recode": false}).to_string();
    let started = house.send(browser.ask(&Method::POST, "/api/ledger/verify", Some(body))).await;
    assert_eq!(started.status, StatusCode::ACCEPTED);
    let job = house.settled(browser, started.json()["job"].as_str().unwrap()).await;
    assert_eq!(job["state"], "done", "{job}");
    assert!(job["result"]["findings"].as_array().is_some_and(Vec::is_empty), "{job}");
    job
}

/// All fields of every decision, with as many of them hostile at once as can be kept.
fn decisions(of: &Objects) -> Vec<Field> {
    let claim = format!("/api/claims/{}", encoded(&of.claim));
    let report = format!("/api/reports/{}", encoded(&of.report));
    let incident = format!("/api/incidents/{}", encoded(&of.incidents[0]));
    let [one, other] = [&of.incidents[0], &of.incidents[1]];
    vec![
        post(format!("{claim}/judgement"), json!({"ruling": "accept", "why": HERE}), Some(claim)),
        post(
            format!("{report}/restate"),
            json!({"title": HERE, "publisher": HERE, "why": HERE}),
            Some(report),
        ),
        post(
            "/api/sources",
            json!({"name": of.source, "stance": HERE, "group": HERE, "party": HERE, "why": HERE}),
            Some("/api/sources?limit=500".to_owned()),
        ),
        post(
            format!("{incident}/place"),
            json!({"name": HERE, "admin": [HERE], "precision": "settlement", "why": HERE}),
            Some(incident.clone()),
        ),
        post(
            format!("{incident}/grade"),
            json!({"happened": "confirmed", "why": HERE}),
            Some("/api/history?limit=5".to_owned()),
        ),
        post(
            "/api/incidents/relate",
            json!({"one": one, "other": other, "how": "follows", "why": HERE}),
            Some("/api/history?limit=5".to_owned()),
        ),
        post(
            "/api/notes",
            json!({"pseudonym": "the teacher", "consent": "internal", "how": "interview", "held": "2025-12-01", "language": "en", "text": HERE}),
            Some("/api/reports/{report}".to_owned()),
        ),
    ]
}

#[tokio::test]
async fn what_is_decided_comes_back_as_it_was_said() {
    let house = House::new(Mode::Alone);
    let browser = house.alone();
    let objects = Objects::of(&house, &browser).await;
    let corpus = corpus();
    let decisions = decisions(&objects);
    for (at, field) in decisions.iter().enumerate() {
        let mut tally = Tally::default();
        // Each string in one decision, in all its fields; every kind of them in every field is the next test's matter.
        let lines: Vec<&Line> = corpus.iter().skip(at).step_by(decisions.len()).collect();
        for line in &lines {
            put(&house, &browser, field, line, &mut tally).await;
        }
        println!("{} {}: {} strings, {tally:?}", field.method, field.path, lines.len());
        assert!(tally.accepted > 30, "{}: {tally:?}", field.path);
    }
    verified(&house, &browser).await;
    assert_eq!(
        house.send(browser.get(&format!("/api/claims/{}", encoded(&objects.claim)))).await.json()["proof"]["holds"],
        true
    );
}

/// Every field of text of every route that changes something, one at a time.
fn fields(of: &Objects) -> Vec<Field> {
    let claim = format!("/api/claims/{}/judgement", encoded(&of.claim));
    let added = format!("/api/reports/{}/claims", encoded(&of.report));
    let restate = format!("/api/reports/{}/restate", encoded(&of.report));
    let incident = format!("/api/incidents/{}", encoded(&of.incidents[0]));
    let mut all = Vec::new();
    for (kind, keys) in [
        ("toll", &["quote", "source", "outcome", "relation", "victims", "confirmation", "part_of"][..]),
        ("status", &["status"]),
        ("responsibility", &["party", "stance"]),
        ("act", &["act", "method"]),
    ] {
        for key in keys {
            let mut saying = json!({"quote": of.quote});
            saying[key] = json!(HERE);
            let added_claim =
                json!({"kind": kind, "incident": of.incidents[0], "saying": saying, "why": "x"});
            all.push(post(&added, added_claim, None));
            let corrected = json!({"ruling": "correct", "why": "x", "dry_run": true, "saying": {*key: HERE}});
            all.push(post(&claim, corrected, None));
        }
    }
    for (path, whole) in [
        (claim.clone(), json!({"ruling": "accept", "why": "x", "dry_run": true})),
        (added.clone(), json!({"kind": "act", "incident": of.incidents[0], "why": "x"})),
        (
            restate,
            json!({"published": "2024-01-01", "publisher": "x", "language": "en", "title": "x", "why": ""}),
        ),
        (
            "/api/notes".to_owned(),
            json!({"pseudonym": "x", "consent": "internal", "how": "interview", "held": "2025-12-01", "language": "en", "text": ""}),
        ),
        (
            "/api/judgements".to_owned(),
            json!({"ids": [of.claim], "ruling": "accept", "why": "x", "dry_run": true}),
        ),
        ("/api/undo".to_owned(), json!({"entry": 0, "why": "x", "dry_run": true})),
        ("/api/incidents/merge".to_owned(), json!({"incidents": of.incidents, "why": "x", "dry_run": true})),
        (
            "/api/incidents/split".to_owned(),
            json!({"incident": of.incidents[0], "reports": [of.report], "why": "x", "dry_run": true}),
        ),
        (
            "/api/incidents/relate".to_owned(),
            json!({"one": of.incidents[0], "other": of.incidents[1], "how": "", "why": "x"}),
        ),
        (format!("{incident}/place"), json!({"name": "x", "country": "ML", "precision": "site", "why": ""})),
        (
            format!("{incident}/grade"),
            json!({"happened": "x", "who": "x", "standard_of_proof": "x", "why": "x"}),
        ),
        ("/api/sources".to_owned(), json!({"name": "x", "kind": "x", "why": "x"})),
        (
            "/api/releases/preview".to_owned(),
            json!({"profile": "internal", "state": "candidate", "formats": ["csv"], "language": "en"}),
        ),
        ("/api/releases/x/approve".to_owned(), json!({"why": "x"})),
        ("/api/releases/x/withdraw".to_owned(), json!({"why": "x"})),
        ("/api/queues".to_owned(), json!({"name": "x", "filter": {}})),
        ("/api/members".to_owned(), json!({"name": "x", "roles": ["reader"]})),
        ("/api/session/key".to_owned(), json!({"key": "x"})),
        ("/api/session/code".to_owned(), json!({"code": "x"})),
        ("/api/session/totp/confirm".to_owned(), json!({"code": "x"})),
        ("/api/session/passkey/start".to_owned(), json!({"name": "x"})),
        ("/api/session/passkeys/finish".to_owned(), json!({"id": "x", "credential": {}, "label": "x"})),
    ] {
        for key in whole.as_object().unwrap().keys() {
            let mut body = whole.clone();
            body[key] = if whole[key].is_array() { json!([HERE]) } else { json!(HERE) };
            all.push(post(&path, body, None));
        }
    }
    for key in ["state", "kind", "outcome", "country", "language", "incident", "report", "source", "words"] {
        all.push(post(
            "/api/judgements",
            json!({"filter": {key: HERE}, "ruling": "accept", "why": "x", "dry_run": true}),
            None,
        ));
    }
    all.push(post("/api/dossiers", json!({"incidents": [HERE]}), None));
    all
}

#[tokio::test]
async fn every_field_of_text_takes_or_refuses_strings_of_every_kind() {
    let house = House::new(Mode::Alone);
    let browser = house.alone();
    let objects = Objects::of(&house, &browser).await;
    let corpus = corpus();
    let (fields, kinds) = (fields(&objects), kinds(&corpus));
    let mut tally = Tally::default();
    for (at, field) in fields.iter().enumerate() {
        // Every kind of string in every third field: a route has more fields than that.
        for line in kinds.iter().skip(at % 3).step_by(3) {
            put(&house, &browser, field, line, &mut tally).await;
        }
    }
    println!("{} fields, {} strings: {tally:?}", fields.len(), kinds.len());
    verified(&house, &browser).await;
}

#[tokio::test]
async fn queues_and_members_come_back_as_they_were_named() {
    let house = House::new(Mode::Team);
    house.member("Issa", &Role::ALL);
    let browser = house.signed_in("issa");
    let (mut queues, mut members) = (Tally::default(), Tally::default());
    let queue = post(
        "/api/queues",
        json!({"name": HERE, "filter": {"words": HERE, "source": HERE}}),
        Some("/api/queues".to_owned()),
    );
    let member =
        post("/api/members", json!({"name": HERE, "roles": ["reader"]}), Some("/api/members".to_owned()));
    for line in &corpus() {
        let kept = put(&house, &browser, &queue, line, &mut queues).await.json();
        if let Some(id) = kept["id"].as_str() {
            let forgotten =
                house.send(browser.ask(&Method::DELETE, &format!("/api/queues/{id}"), None)).await;
            assert_eq!(forgotten.status, 204);
        }
        put(&house, &browser, &member, line, &mut members).await;
        let Some(sent) = line.sent().filter(|sent| sent.len() < 2000) else { continue };
        let path = format!("/api/members/{}", encoded(&sent));
        for (method, path, body) in [
            (Method::PATCH, path.clone(), Some(r#"{"roles":["reader"]}"#.to_owned())),
            (Method::POST, format!("{path}/reset"), Some("{}".to_owned())),
            (Method::DELETE, path.clone(), None),
        ] {
            if sent.trim().to_lowercase() != "issa" {
                sound(&format!("{method} {path}"), &house.send(browser.ask(&method, &path, body)).await);
            }
        }
        for key in ["name", "password", "code"] {
            let mut body = json!({"name": "x", "password": "x", "code": "x"});
            body[key] = json!(sent);
            let answer = house
                .send(Browser::default().ask(&Method::POST, "/api/session/login", Some(body.to_string())))
                .await;
            sound("login", &answer);
        }
    }
    assert!(queues.accepted > 200 && members.accepted > 20, "{queues:?} {members:?}");
    println!("queues: {queues:?}; members: {members:?}");
}

#[tokio::test]
async fn what_is_asked_for_in_an_address_is_found_or_not() {
    let house = House::new(Mode::Alone);
    let browser = house.alone();
    let mut asked = 0;
    for line in &corpus() {
        let Some(sent) = line.sent().filter(|sent| sent.len() < 8000) else { continue };
        let word = encoded(&sent);
        for path in [
            "/api/search?q=",
            "/api/search?q=x&kind=",
            "/api/claims?words=",
            "/api/claims?source=",
            "/api/claims?state=",
            "/api/claims?country=",
            "/api/claims?cursor=",
            "/api/claims?limit=",
            "/api/claims?confidence_below=",
            "/api/reports?words=",
            "/api/reports?sort=",
            "/api/reports?cursor=",
            "/api/incidents?words=",
            "/api/incidents?from=",
            "/api/incidents?sort=",
            "/api/incidents?cursor=",
            "/api/sources?words=",
            "/api/sources?cursor=",
            "/api/sources/track?name=",
            "/api/history?about=",
            "/api/history?as_of=",
            "/api/history?cursor=",
            "/api/totals?policy=",
            "/api/totals?words=",
            "/api/review/next?queue=",
            "/api/review/next?after=",
            "/api/review/next?skipped=",
            "/api/claims/",
            "/api/reports/",
            "/api/incidents/",
            "/api/jobs/",
            "/api/ledger/entries/",
            "/api/ledger/entries?cursor=",
            "/api/releases/x/file?path=",
            "/api/dossiers/x/file?path=",
            "/",
            "/assets/",
        ] {
            let path = format!("{path}{word}");
            let answer = house.send(browser.get(&path)).await;
            sound(&format!("GET {path}"), &answer);
            asked += 1;
        }
        for path in [
            format!("/api/releases/{word}/file?path=x"),
            format!("/api/dossiers/{word}/file?path=x"),
            format!("/api/dossiers/..%2F..%2Fcase/file?path={word}"),
        ] {
            let answer = house.send(browser.get(&path)).await;
            sound(&format!("GET {path}"), &answer);
            assert!(!answer.status.is_success(), "{path}");
        }
    }
    println!("{asked} addresses");
}

#[tokio::test]
async fn files_keep_the_names_that_they_came_with() {
    use std::fmt::Write as _;
    let house = House::new(Mode::Alone);
    let browser = house.alone();
    let corpus = corpus();
    for (at, lines) in kinds(&corpus).chunks(20).enumerate() {
        let mut form = String::new();
        for (number, line) in lines.iter().enumerate() {
            let Some(name) = line.sent().filter(|name| name.len() < 4000) else { continue };
            // As browsers write it.
            let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
            let text = format!(
                "On 12 May 2024 gunmen killed {number} people in the market of Gao, witnesses said. {at}"
            );
            let _ = write!(
                form,
                "--bilan\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/plain\r\n\r\n{text}\r\n"
            );
        }
        for (name, line) in ["publisher", "title"].iter().zip(lines.iter()) {
            let text = line.sent().unwrap_or_default().replace("--bilan", "");
            let _ =
                write!(form, "--bilan\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
        }
        let answer = house.send(browser.upload("/api/reports", form + "--bilan--\r\n")).await;
        sound("POST /api/reports", &answer);
        if answer.status == StatusCode::ACCEPTED {
            let job = house.settled(&browser, answer.json()["job"].as_str().unwrap()).await;
            assert!(
                job["state"] == "done"
                    || job["problem"]["status"].as_u64().is_some_and(|status| status < 500),
                "{job}"
            );
        }
    }
    let rows = house.send(browser.get("/api/reports?limit=500")).await;
    sound("GET /api/reports", &rows);
    assert!(rows.json()["total"].as_u64().unwrap() > 20, "{}", rows.text());
    let mut outside: Vec<_> =
        std::fs::read_dir(house.folder()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    outside.sort();
    assert_eq!(outside, ["case", "home", "world.pmtiles"], "nothing was written elsewhere");
    verified(&house, &browser).await;
}
