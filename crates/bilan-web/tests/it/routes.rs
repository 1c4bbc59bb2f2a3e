//! Every route of the policy with something plausible to ask of it: an object that is there, or one that is not.

use axum::http::Method;
use bilan_web::guard::policy::{POLICY, Row, Sent};
use serde_json::{Value, json};

use crate::house::{Browser, House};

/// Things of the case that requests can be about.
#[derive(Debug, Clone)]
pub(crate) struct Objects {
    pub(crate) claim: String,
    pub(crate) report: String,
    pub(crate) incidents: Vec<String>,
    pub(crate) source: String,
    pub(crate) quote: String,
}

impl Objects {
    /// Things that are there.
    pub(crate) async fn of(house: &House, browser: &Browser) -> Self {
        let rows = async |path: &str| house.send(browser.get(path)).await.json()["rows"].clone();
        let claims = rows("/api/claims?kind=toll").await;
        let incidents = rows("/api/incidents").await;
        let sources = rows("/api/sources").await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self {
            claim: text(&claims[0]["id"]),
            report: text(&claims[0]["report"]),
            quote: text(&claims[0]["quote"]),
            incidents: incidents.as_array().unwrap().iter().map(|row| text(&row["id"])).collect(),
            // A publisher's name can be said anew; the words of a report stay.
            source: text(
                &sources.as_array().unwrap().iter().find(|row| row["publisher"] == false).unwrap()["name"],
            ),
        }
    }

    /// Things that are not.
    pub(crate) fn missing() -> Self {
        let none = "0123456789abcdef0123456789abcdef".to_owned();
        Self {
            claim: format!("{none}#9"),
            report: none.clone(),
            incidents: vec![none.clone(), "0".repeat(32)],
            source: "nobody at all".to_owned(),
            quote: "words that stand nowhere".to_owned(),
        }
    }
}

/// A request to a route.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) path: String,
    pub(crate) body: Option<Value>,
}

/// What may stand in a path.
pub(crate) fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// A plausible request to a route; it decides nothing where it need not.
pub(crate) fn call(row: &Row, of: &Objects, member: &str) -> Call {
    let id = match row.path {
        path if path.starts_with("/api/claims/") => &of.claim,
        path if path.starts_with("/api/reports/") => &of.report,
        path if path.starts_with("/api/incidents/") => &of.incidents[0],
        path if path.starts_with("/api/jobs/") => "job-1",
        path if path.starts_with("/api/queues/") => "q1",
        path if path.starts_with("/api/releases/") => "0123456789abcdef0123456789abcdef",
        path if path.starts_with("/api/dossiers/") => "dossier-1",
        _ => "none",
    };
    let mut path =
        row.path.replace("{id}", &encoded(id)).replace("{seq}", "1").replace("{name}", &encoded(member));
    path.push_str(match row.path {
        "/api/search" => "?q=killed",
        "/api/sources/track" => "?name=anyone",
        "/api/releases/{id}/file" | "/api/dossiers/{id}/file" => "?path=README.md",
        _ => "",
    });
    let body = (row.method != Method::GET && row.method != Method::DELETE && row.sent != Sent::Files)
        .then(|| body(row.path, of));
    Call { path, body }
}

fn body(path: &str, of: &Objects) -> Value {
    let why = "read again";
    let incident = &of.incidents[0];
    let password = "a password that is long";
    let credential = json!({"id": "x", "credential": {}});
    match path {
        "/api/session/login" => json!({"name": "nobody", "password": password}),
        "/api/session/key" => json!({"key": "0".repeat(64)}),
        "/api/session/code" | "/api/session/totp/confirm" => json!({"code": "000000"}),
        "/api/session/passkey/start" => json!({"name": "nobody"}),
        "/api/session/passkey/finish" | "/api/session/passkeys/finish" => credential,
        "/api/session/password" => json!({"old": password, "new": "another password that is long"}),
        "/api/session/totp/start" | "/api/session/totp/remove" | "/api/session/passkeys/start" => {
            json!({"password": password})
        }
        "/api/queues" => json!({"name": "mine", "filter": {}}),
        "/api/claims/{id}/judgement" => json!({"ruling": "accept", "why": why, "dry_run": true}),
        "/api/reports/{id}/claims" => {
            json!({"kind": "act", "incident": incident, "saying": {"quote": of.quote, "act": "none of the list"}, "why": why})
        }
        "/api/judgements" => json!({"ids": [of.claim], "ruling": "accept", "why": why, "dry_run": true}),
        "/api/undo" => json!({"entry": 0, "why": why, "dry_run": true}),
        "/api/reports/{id}/restate" => json!({"title": "A title", "why": why}),
        "/api/notes" => {
            json!({"pseudonym": "the teacher", "consent": "nobody's", "how": "interview", "held": "2025-12-01", "text": "x"})
        }
        "/api/incidents/merge" => json!({"incidents": of.incidents, "why": why, "dry_run": true}),
        "/api/incidents/split" => {
            json!({"incident": incident, "reports": [of.report], "why": why, "dry_run": true})
        }
        "/api/incidents/relate" => json!({"one": incident, "other": incident, "how": "follows", "why": why}),
        "/api/incidents/{id}/place" => json!({"name": "X", "precision": "none of the list", "why": why}),
        "/api/incidents/{id}/grade" => json!({"happened": "none of the list", "why": why}),
        "/api/sources" => json!({"name": of.source, "kind": "none of the list", "why": why}),
        "/api/releases/preview" | "/api/releases" => {
            json!({"profile": "none of the list", "state": "candidate", "formats": ["csv"]})
        }
        "/api/releases/{id}/approve" | "/api/releases/{id}/withdraw" => json!({"why": why}),
        "/api/dossiers" => json!({"incidents": ["none"]}),
        "/api/members" => json!({"name": "no:name", "roles": ["reader"]}),
        "/api/members/{name}" => json!({"roles": ["reader"]}),
        _ => json!({}),
    }
}

/// Every row of the policy that changes something.
pub(crate) fn mutating() -> impl Iterator<Item = &'static Row> {
    POLICY.iter().filter(|row| row.method != Method::GET)
}
