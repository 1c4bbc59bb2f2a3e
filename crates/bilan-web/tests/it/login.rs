//! Guessing: few of many guesses are looked at, the owner is never kept out, and nothing says who is a member.

use axum::http::Method;
use bilan_web::guard::admission::Mode;
use bilan_web::guard::roles::Role;
use serde_json::json;

use crate::house::{Answer, Browser, House};

async fn login(house: &House, browser: &mut Browser, name: &str, password: &str) -> Answer {
    let body = json!({"name": name, "password": password}).to_string();
    let answer = house.send(browser.ask(&Method::POST, "/api/session/login", Some(body))).await;
    let set = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let pairs: Vec<_> = set.map(|line| line.split(';').next().unwrap().to_owned()).collect();
    if !pairs.is_empty() {
        browser.cookie = Some(pairs.join("; "));
    }
    answer
}

#[tokio::test]
async fn of_ten_thousand_guesses_in_an_hour_at_most_forty_are_looked_at() {
    let house = House::new(Mode::Team);
    let password = house.member("Issa", &[Role::Coder]);
    let mut owner = Browser { address: [192, 168, 1, 7], ..Browser::default() };
    assert_eq!(login(&house, &mut owner, "Issa", &password).await.status, 200);
    let before = house.guard.guesses_evaluated();
    let mut told = std::collections::BTreeMap::<u16, u32>::new();
    for guess in 0..10_000_u32 {
        let mut attacker =
            Browser { address: [10, 0, 0, u8::try_from(guess % 200).unwrap()], ..Browser::default() };
        let answer = login(&house, &mut attacker, "Issa", &format!("guess number {guess}")).await;
        assert!(matches!(answer.status.as_u16(), 401 | 429), "{}", answer.text());
        *told.entry(answer.status.as_u16()).or_default() += 1;
        if guess % 25 == 24 {
            house.hands.pass(9);
        }
        if guess % 2500 == 1234 {
            // In the middle of it, in the browser that is known.
            assert_eq!(
                login(&house, &mut owner, "Issa", &password).await.status,
                200,
                "after {guess} guesses"
            );
        }
    }
    let evaluated = house.guard.guesses_evaluated() - before - 4;
    println!("10,000 guesses: {evaluated} looked at; answers {told:?}");
    assert!(evaluated <= 40, "{evaluated}");
    assert_eq!(login(&house, &mut owner, "Issa", &password).await.status, 200, "the owner gets in");
    assert_eq!(house.send(owner.get("/api/case")).await.status, 200);
}

#[tokio::test]
async fn a_name_that_nobody_has_is_answered_alike() {
    let house = House::new(Mode::Team);
    house.member("Issa", &[Role::Coder]);
    let mut answers = Vec::new();
    for (at, name) in
        ["Issa", "Nobody", "issa ", "", "a\u{0}b", "\u{202e}assI", &"x".repeat(4000)].iter().enumerate()
    {
        let mut browser = Browser { address: [10, 1, 0, u8::try_from(at).unwrap()], ..Browser::default() };
        let answer = login(&house, &mut browser, name, "a password that is wrong").await;
        assert!(!answer.headers.contains_key("set-cookie"));
        let names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
        answers.push((answer.status, names, answer.text()));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(answers[0].0, 401);
}
