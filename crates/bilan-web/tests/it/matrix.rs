//! Who may call what: every endpoint of the description, every role, an object that is there and one that is not.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use bilan_web::guard::admission::Mode;
use bilan_web::guard::policy::{POLICY, Row, Sent, Who};
use bilan_web::guard::register::RegisterError;
use bilan_web::guard::roles::{Role, Roles, all};
use bilan_web::guard::session::{Holder, Owes};

use crate::house::{Answer, Browser, House, description, samples};
use crate::routes::{Objects, call};

/// What the gate says when it refuses; other refusals are of passwords and codes.
const OF_THE_GATE: [&str; 6] = ["login", "key", "role", "second_factor", "own_password", "no_rule"];

/// Someone before the server.
enum Someone {
    Stranger,
    Begun(Owes),
    Member(Roles),
    Alone,
}

impl Someone {
    fn expected(&self, row: &Row) -> Option<StatusCode> {
        match (self, row.who) {
            // A password is chosen anew after the code, never in its place.
            (Self::Begun(Owes::SecondFactor), Who::Begun) if row.path == "/api/session/password" => {
                Some(StatusCode::FORBIDDEN)
            }
            (_, Who::Anyone) | (Self::Begun(_), Who::Begun) => None,
            (Self::Stranger, _) => Some(StatusCode::UNAUTHORIZED),
            (Self::Begun(_), _) => Some(StatusCode::FORBIDDEN),
            (Self::Member(roles), who) => (!who.allows(roles)).then_some(StatusCode::FORBIDDEN),
            (Self::Alone, who) => (!who.allows(&all())).then_some(StatusCode::FORBIDDEN),
        }
    }

    fn browser(&self, house: &House) -> Browser {
        let member = Holder::Member("issa".to_owned());
        match self {
            Self::Stranger => Browser::default(),
            Self::Begun(owes) => house.browser(member, *owes),
            Self::Member(_) => house.browser(member, Owes::Nothing),
            Self::Alone => house.alone(),
        }
    }

    /// The roles of the member who asks are these.
    fn dress(&self, house: &House) {
        let roles = if let Self::Member(roles) = self { roles.clone() } else { all() };
        let changed = house.guard.register().change(|kept| {
            if let Some(member) = kept.member_mut("issa") {
                member.roles = roles;
            }
            Ok::<_, RegisterError>(())
        });
        changed.unwrap();
    }
}

#[test]
fn every_endpoint_has_its_row_and_every_row_its_endpoint() {
    let house = House::new(Mode::Team);
    let described = description(&house);
    let mut endpoints = BTreeSet::new();
    for (path, methods) in described["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            if ["get", "post", "patch", "delete", "put", "head", "options", "trace"]
                .contains(&method.as_str())
            {
                endpoints.insert((path.clone(), method.to_uppercase()));
            }
        }
    }
    // The description does not describe itself.
    endpoints.insert(("/api/openapi.json".to_owned(), "GET".to_owned()));
    let rows: BTreeSet<_> = POLICY.iter().map(|row| (row.path.to_owned(), row.method.to_string())).collect();
    let without_row: Vec<_> = endpoints.difference(&rows).collect();
    let without_endpoint: Vec<_> = rows.difference(&endpoints).collect();
    assert!(without_row.is_empty(), "endpoints that nobody ruled on: {without_row:?}");
    assert!(without_endpoint.is_empty(), "rows without an endpoint: {without_endpoint:?}");
}

/// The description that the pages' types are made from is this server's. To renew it: `BILAN_RENEW=1 cargo nextest run
/// -p bilan-web the_pages_are_typed`.
#[test]
fn the_pages_are_typed_from_this_description() {
    let described = serde_json::to_string_pretty(&description(&House::new(Mode::Team))).unwrap() + "\n";
    let kept = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/openapi.json");
    if std::env::var_os("BILAN_RENEW").is_some() {
        std::fs::write(&kept, &described).unwrap();
    }
    let read: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&kept).unwrap()).unwrap();
    let now: serde_json::Value = serde_json::from_str(&described).unwrap();
    assert_eq!(read, now, "web/openapi.json is of another server: renew it");
}

async fn asked(house: &House, browser: &Browser, row: &Row, objects: &Objects, member: &str) -> Answer {
    if row.sent == Sent::Files {
        let form = "--bilan\r\nContent-Disposition: form-data; name=\"none\"\r\n\r\nx\r\n--bilan--\r\n";
        return house.send(browser.upload(row.path, form)).await;
    }
    let call = call(row, objects, member);
    house.send(browser.ask(&row.method, &call.path, call.body.map(|body| body.to_string()))).await
}

async fn tried(house: &House, everyone: &[(String, Someone)], owner: &Browser) -> usize {
    let there = Objects::of(house, owner).await;
    let mut cells = 0;
    for (name, someone) in everyone {
        for row in POLICY {
            for (objects, member) in [(&there, "Awa"), (&Objects::missing(), "Nobody")] {
                // Who asks is a member whom nobody else changes; sessions end in between, so each has its own.
                someone.dress(house);
                if house.guard.register().read(|kept| kept.member("awa").is_none()).unwrap() {
                    house.member("Awa", &[Role::Admin]);
                }
                let browser = someone.browser(house);
                let answer = asked(house, &browser, row, objects, member).await;
                let cell = format!(
                    "{name}: {} {} about {member}: {} {}",
                    row.method,
                    row.path,
                    answer.status,
                    answer.text()
                );
                assert!(!answer.status.is_server_error(), "{cell}");
                let refused = matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
                    && OF_THE_GATE.contains(&answer.code().as_str());
                match someone.expected(row) {
                    Some(status) => assert!(refused && answer.status == status, "{cell}"),
                    None => assert!(!refused, "{cell}"),
                }
                if !row.path.starts_with("/api/session") {
                    let any = matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
                    assert_eq!(any, refused, "{cell}");
                }
                cells += 1;
            }
        }
    }
    cells
}

#[tokio::test]
async fn every_cell_of_role_endpoint_and_object_is_as_the_table_says() {
    let house = House::new(Mode::Team);
    house.member("Issa", &Role::ALL);
    house.member("Awa", &[Role::Admin]);
    house.member("Oumar", &[Role::Admin]);
    let mut everyone = vec![
        ("a stranger".to_owned(), Someone::Stranger),
        ("who owes a code".to_owned(), Someone::Begun(Owes::SecondFactor)),
        ("who owes a password".to_owned(), Someone::Begun(Owes::Password)),
        ("a member without roles".to_owned(), Someone::Member(Roles::new())),
        ("a member with all roles".to_owned(), Someone::Member(all())),
    ];
    everyone.extend(Role::ALL.map(|role| (role.code().to_owned(), Someone::Member(Roles::from([role])))));
    // The member that is asked about may go: it is there again for the next.
    let owner = house.signed_in("issa");
    let cells = tried(&house, &everyone, &owner).await;
    assert_eq!(cells, everyone.len() * POLICY.len() * 2);
    println!("{cells} cells");
}

#[tokio::test]
async fn who_works_alone_may_call_everything() {
    let house = House::new(Mode::Alone);
    let owner = house.alone();
    let everyone = [("alone".to_owned(), Someone::Alone), ("a stranger".to_owned(), Someone::Stranger)];
    let cells = tried(&house, &everyone, &owner).await;
    println!("{cells} cells");
    let stolen = Browser { cookie: Some(format!("bilan-8080={}", "0".repeat(64))), ..Browser::default() };
    assert_eq!(house.send(stolen.get("/api/case")).await.status, StatusCode::UNAUTHORIZED);
}

/// Words that stand in the reports and nowhere else: names and long words, and the ids of what was read.
async fn canaries(house: &House, owner: &Browser) -> BTreeSet<String> {
    let objects = Objects::of(house, owner).await;
    let mut words: BTreeSet<String> = objects.incidents.iter().cloned().collect();
    words.extend([objects.claim, objects.report]);
    for folder in ["amassine/reports", "moura/reports"] {
        for entry in std::fs::read_dir(samples().join(folder)).unwrap() {
            let text = String::from_utf8_lossy(&std::fs::read(entry.unwrap().path()).unwrap()).into_owned();
            let capital = |word: &&str| {
                word.chars().count() >= 5 && word.chars().next().is_some_and(char::is_uppercase)
            };
            words.extend(text.split(|c: char| !c.is_alphanumeric()).filter(capital).map(str::to_owned));
        }
    }
    words
}

#[tokio::test]
async fn no_word_of_a_report_reaches_an_admin() {
    let house = House::new(Mode::Team);
    house.member("Issa", &[Role::Reader, Role::Reviewer]);
    house.member("Awa", &[Role::Admin]);
    house.member("Oumar", &[Role::Admin]);
    let owner = house.signed_in("issa");
    let mut canaries = canaries(&house, &owner).await;
    assert!(canaries.len() > 40, "{}", canaries.len());
    // What bilan says of itself, without any case, has words too.
    for path in ["/api/openapi.json", "/api/codebook"] {
        let known = house.send(house.signed_in("awa").get(path)).await.text();
        canaries.retain(|word| !known.contains(word.as_str()));
    }
    assert!(canaries.contains("Amassine") && canaries.contains("Moura"), "{canaries:?}");
    let seen = house.send(owner.get("/api/reports")).await.text()
        + &house.send(owner.get("/api/incidents")).await.text();
    assert!(canaries.iter().any(|word| seen.contains(word.as_str())), "a reader does see them");
    for row in POLICY {
        for objects in [Objects::of(&house, &owner).await, Objects::missing()] {
            let told = asked(&house, &house.signed_in("awa"), row, &objects, "Nobody").await.text();
            let found: Vec<_> = canaries.iter().filter(|word| told.contains(word.as_str())).collect();
            assert!(found.is_empty(), "{} {}: {found:?}", row.method, row.path);
        }
    }
    for method in [Method::HEAD, Method::OPTIONS] {
        let answer = house.send(house.signed_in("awa").ask(&method, "/api/reports", None)).await;
        assert!(answer.status.is_client_error() && answer.bytes.len() < 1000, "{method}");
    }
}
