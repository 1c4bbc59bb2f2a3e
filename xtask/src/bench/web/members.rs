//! Members at work at the same time: most look, some decide, each at a person's pace.

use std::sync::Mutex;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::http::{Answer, Client};
use super::server::{Server, now};
use super::times::Times;
use crate::random::Random;

/// Words that a search is for: rare ones, frequent ones, and some of both.
pub(super) const WORDS: [&str; 8] = [
    "Tinafar-77",
    "garbine%20bless%C3%A9s",
    "tu%C3%A9s",
    "army",
    "%22avoir%20tu%C3%A9%22",
    "bachadri",
    "Koubel-12",
    "Mirigo%20terroristes",
];

/// What the members met with.
#[derive(Default)]
pub(super) struct Met {
    pub(super) reads: Times,
    pub(super) writes: Times,
    pub(super) errors: usize,
    pub(super) first_error: Option<String>,
}

/// So many members for so long, with a second or so between two requests of one; one in ten decides.
pub(super) fn at_work(server: &Server, members: u64, seconds: u64) -> Result<Met> {
    let explored = Client::new(&server.address, &server.cookie).get("/api/explore")?.json()?;
    let ids: Vec<String> = serde_json::from_value(explored["ids"].clone()).context("no incidents")?;
    let met = Mutex::new(Met::default());
    let until = now() + Duration::from_secs(seconds);
    std::thread::scope(|scope| {
        for number in 0..members {
            let (met, ids, address, cookie) = (&met, &ids, &server.address, &server.cookie);
            scope.spawn(move || {
                let mut member = Member {
                    client: Client::new(address, cookie),
                    random: Random::seeded(number * 7919 + 1),
                    ids,
                    claims: Vec::new(),
                };
                while now() < until {
                    std::thread::sleep(Duration::from_millis(500 + member.random.below(1000) as u64));
                    let decides = member.random.below(10) == 0;
                    let started = now();
                    let answer = if decides { member.decide() } else { member.look() };
                    let took = started.elapsed();
                    let mut met = met.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    if decides {
                        met.writes.push(took);
                    } else {
                        met.reads.push(took);
                    }
                    let said = match answer {
                        Ok(answer) if answer.is_well() => continue,
                        Ok(answer) => {
                            format!("{}: {}", answer.status, String::from_utf8_lossy(&answer.body))
                        }
                        Err(error) => format!("{error:#}"),
                    };
                    met.errors += 1;
                    met.first_error.get_or_insert(said);
                }
            });
        }
    });
    Ok(met.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// One of them.
struct Member<'a> {
    client: Client,
    random: Random,
    ids: &'a [String],
    /// Open tolls of the incident that was looked at last: id and figure.
    claims: Vec<(String, u64)>,
}

impl Member<'_> {
    fn look(&mut self) -> Result<Answer> {
        match self.random.below(9) {
            0..=2 => self.client.get_compressed("/api/review/next?queue=open"),
            3..=4 => self.look_at_incident(),
            5 => {
                let words = WORDS[self.random.below(WORDS.len())];
                self.client.get_compressed(&format!("/api/search?q={words}&limit=20"))
            }
            6..=7 => self.client.get_compressed("/api/incidents?sort=deaths&limit=50"),
            _ => self.client.get_compressed("/api/claims?state=open&language=fr&limit=50"),
        }
    }

    fn look_at_incident(&mut self) -> Result<Answer> {
        let id = &self.ids[self.random.below(self.ids.len())];
        let answer = self.client.get(&format!("/api/incidents/{id}"))?;
        if answer.is_well() {
            let incident = answer.json()?;
            let claims = incident["claims"].as_array().map(Vec::as_slice).unwrap_or_default();
            self.claims = claims.iter().filter_map(open_toll).collect();
        }
        Ok(answer)
    }

    /// Accepts, corrects or rejects, 7 : 2 : 1.
    fn decide(&mut self) -> Result<Answer> {
        while self.claims.is_empty() {
            self.look_at_incident()?;
        }
        let (id, value) = self.claims.swap_remove(0);
        let body = match self.random.below(10) {
            0..=6 => json!({ "ruling": "accept", "why": "read again" }),
            7..=8 => {
                let saying = json!({ "relation": "exactly", "value": value + 1 });
                json!({ "ruling": "correct", "saying": saying, "why": "read again" })
            }
            _ => json!({ "ruling": "reject", "why": "read again" }),
        };
        self.client.post(&format!("/api/claims/{id}/judgement"), &body)
    }
}

fn open_toll(claim: &Value) -> Option<(String, u64)> {
    let open = claim["verdict"].is_null() && claim["kind"] == "toll";
    let value = claim["toll"]["count"]["value"].as_u64()?;
    open.then(|| (claim["id"].as_str().unwrap_or_default().to_owned(), value))
}
