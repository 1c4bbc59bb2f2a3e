//! What a large case costs whoever works in it: `desk_load DIR [MEMBERS] [SECONDS]`, on a case that `big_case` made.
//!
//! Opens the case, asks each question many times over, then lets members work at once, a tenth of them deciding.
//! Prints milliseconds (median, 95th of a hundred, worst) and memory.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement fails and speaks as one does")]
#![allow(clippy::disallowed_methods, clippy::cast_possible_truncation, reason = "it measures")]

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bilan_casework::desk::{About, Desk};
use bilan_casework::env::{Clock, Random};
use bilan_casework::judge::{Ruling, judge};
use bilan_casework::{Env, Knowledge, show};
use bilan_store::{
    ClaimFilter, IncidentFilter, IncidentOrder, Judged, Page, Query, ReportFilter, ReportOrder,
};
use bilan_tally::Language;

struct Now;

impl Clock for Now {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
    }
}

struct Mixed(u64);

impl Mixed {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

impl Random for Mixed {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let fresh = self.next().to_le_bytes();
            chunk.copy_from_slice(&fresh[..chunk.len()]);
        }
    }
}

/// MiB that this process holds now, and held at most.
fn memory() -> (u64, u64) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap_or(0) / 1024
    };
    (of("VmRSS:"), of("VmHWM:"))
}

fn tell(what: &str, mut took: Vec<Duration>) {
    took.sort_unstable();
    let at = |share: usize| took[(took.len() * share / 100).min(took.len() - 1)].as_secs_f64() * 1e3;
    println!("{what:32} n={:5}  p50 {:8.1}  p95 {:8.1}  max {:8.1} ms", took.len(), at(50), at(95), at(100));
}

fn measure(what: &str, times: usize, mut act: impl FnMut(usize)) {
    let one = |at| {
        let started = Instant::now();
        act(at);
        started.elapsed()
    };
    tell(what, (0..times).map(one).collect());
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = Path::new(&arguments[0]);
    let number = |at: usize, or: u64| arguments.get(at).map_or(or, |text| text.parse().unwrap());
    let (members, seconds) = (number(1, 50), number(2, 20));
    let seed = u64::from(std::process::id()) << 32;
    let mut env = Env::new(folder.join("home"), Box::new(Now), Box::new(Mixed(seed)));
    env.threads = 2;
    let started = Instant::now();
    let desk = Desk::open(&folder.join("case"), env, Arc::new(Knowledge::embedded())).unwrap();
    println!("open {:.2} s, memory {:?} MiB", started.elapsed().as_secs_f64(), memory());
    println!("{:?}", desk.ask(bilan_store::Store::amounts).unwrap());

    let open = |kind: Option<&str>, language: Option<&str>| ClaimFilter {
        judged: Judged::Open,
        kind: kind.map(str::to_owned),
        language: language.map(str::to_owned),
        ..ClaimFilter::default()
    };
    let mut random = Mixed(7);
    measure("next claim", 200, |_| drop(desk.ask(|s| s.next_claim(&open(None, None), None, &[])).unwrap()));
    measure("next claim: status, en", 100, |_| {
        drop(desk.ask(|s| s.next_claim(&open(Some("status"), Some("en")), None, &[])).unwrap());
    });
    measure("next claim: none fits", 50, |_| {
        drop(desk.ask(|s| s.next_claim(&open(Some("status"), Some("ar")), None, &[])).unwrap());
    });
    measure("next claim: read below 1 %", 10, |_| {
        let filter = ClaimFilter { confidence_below: Some(1), ..open(None, None) };
        drop(desk.ask(|s| s.next_claim(&filter, None, &[])).unwrap());
    });
    measure("count open, of a kind", 100, |_| {
        assert!(desk.ask(|s| s.count_claims(&open(Some("toll"), None))).is_ok());
    });
    measure("claims page 1", 50, |_| {
        drop(desk.ask(|s| s.claims_from(&ClaimFilter::default(), None, 50)).unwrap());
    });
    let mut cursor = None;
    measure("claims pages on", 100, |_| {
        let sheet = desk.ask(|s| s.claims_from(&open(Some("toll"), None), cursor.as_ref(), 50)).unwrap();
        cursor = sheet.next;
    });
    measure("claims with words", 20, |_| {
        let filter =
            ClaimFilter { words: Some(Query::parse("terroristes").unwrap()), ..ClaimFilter::default() };
        drop(desk.ask(|s| s.claims_from(&filter, None, 50)).unwrap());
    });
    for order in [IncidentOrder::Date, IncidentOrder::Killed, IncidentOrder::Open] {
        measure(&format!("incidents by {order:?}"), 30, |_| {
            drop(desk.ask(|s| s.incidents_from(&IncidentFilter::default(), order, true, None, 50)).unwrap());
        });
    }
    measure("incidents with words, country", 30, |_| {
        let filter = IncidentFilter {
            words: "tinafar 2023".into(),
            country: Some("ML".into()),
            ..IncidentFilter::default()
        };
        drop(desk.ask(|s| s.incidents_from(&filter, IncidentOrder::Date, false, None, 50)).unwrap());
    });
    measure("reports by arrival", 30, |_| {
        drop(
            desk.ask(|s| s.reports_from(&ReportFilter::default(), ReportOrder::Arrival, true, None, 50))
                .unwrap(),
        );
    });
    measure("reports by day, language", 30, |_| {
        let filter = ReportFilter { language: Some("en".into()), ..ReportFilter::default() };
        drop(desk.ask(|s| s.reports_from(&filter, ReportOrder::Published, true, None, 50)).unwrap());
    });
    measure("reports with words", 30, |_| {
        let filter = ReportFilter { words: "bulletin 77".into(), ..ReportFilter::default() };
        drop(desk.ask(|s| s.reports_from(&filter, ReportOrder::Arrival, true, None, 50)).unwrap());
    });
    measure("sources", 30, |_| drop(desk.ask(|s| s.voices_from("", None, 50)).unwrap()));
    measure("explore", 20, |_| drop(desk.ask(bilan_store::Store::explored).unwrap()));
    measure("amounts", 30, |_| assert!(desk.ask(bilan_store::Store::amounts).is_ok()));
    measure("by language, country, kind", 30, |_| {
        drop(desk.ask(bilan_store::Store::reports_by_language).unwrap());
        drop(desk.ask(bilan_store::Store::incidents_by_country).unwrap());
        drop(desk.ask(bilan_store::Store::todo_by_kind).unwrap());
    });
    for words in ["Tinafar-77", "garbine blessés", "tués", "army", "\"avoir tué\"", "bachadri"] {
        let query = Query::parse(words).unwrap();
        measure(&format!("search {words}"), 10, |_| {
            drop(desk.ask(|s| s.search(&query, Page::first(20))).unwrap());
        });
    }
    let ids = desk.ask(bilan_store::Store::explored).unwrap().ids;
    measure("incident, shown", 100, |_| {
        let id = &ids[random.next() as usize % ids.len()];
        let slice = desk.incident(id).unwrap();
        drop(show::incident(&slice.state, id, desk.knowledge(), Language::Fr).unwrap());
    });
    measure("report, shown", 50, |_| {
        let id = &ids[random.next() as usize % ids.len()];
        let row = desk.ask(|s| s.accounts_of_incidents(std::slice::from_ref(id))).unwrap().remove(0);
        let slice = desk.report(&row.report).unwrap();
        drop(desk.with_case(|case| show::report(case, &slice.state, &row.report)).unwrap());
    });
    println!("memory {:?} MiB", memory());
    let decide = |random: &mut Mixed| {
        let id = &ids[random.next() as usize % ids.len()];
        let filter = ClaimFilter { incident: Some(id.clone()), ..open(None, None) };
        let Some(claim) = desk.ask(|s| s.next_claim(&filter, None, &[])).unwrap() else { return };
        let ruling = if random.next().is_multiple_of(5) { Ruling::Reject } else { Ruling::Accept };
        let about = About::Claim(claim.id.clone());
        desk.decide("aya", &about, |case, state, env| {
            judge(case, state, &claim.id, ruling, "read again", env)
        })
        .unwrap();
    };
    measure("decide", 100, |_| decide(&mut random));
    println!("memory {:?} MiB", memory());

    let until = Instant::now() + Duration::from_secs(seconds);
    let (read, decided) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for member in 0..members {
            let (desk, ids, read, decided, decide) = (&desk, &ids, &read, &decided, &decide);
            scope.spawn(move || {
                let mut random = Mixed(member * 7919);
                while Instant::now() < until {
                    // As people work: a request a second or so.
                    std::thread::sleep(Duration::from_millis(500 + random.next() % 1000));
                    let started = Instant::now();
                    match random.next() % 10 {
                        0 => decide(&mut random),
                        1..=3 => {
                            let claim =
                                desk.ask(|s| s.next_claim(&open(None, None), None, &[])).unwrap().unwrap();
                            drop(desk.claim(&claim.id).unwrap());
                        }
                        4..=5 => {
                            let id = &ids[random.next() as usize % ids.len()];
                            let slice = desk.incident(id).unwrap();
                            drop(show::incident(&slice.state, id, desk.knowledge(), Language::Fr).unwrap());
                        }
                        6 => drop(
                            desk.ask(|s| s.search(&Query::parse("Koubel-12").unwrap(), Page::first(20)))
                                .unwrap(),
                        ),
                        7..=8 => drop(
                            desk.ask(|s| {
                                s.incidents_from(
                                    &IncidentFilter::default(),
                                    IncidentOrder::Killed,
                                    true,
                                    None,
                                    50,
                                )
                            })
                            .unwrap(),
                        ),
                        _ => drop(desk.ask(|s| s.claims_from(&open(None, Some("fr")), None, 50)).unwrap()),
                    }
                    let took = started.elapsed();
                    if random.next().is_multiple_of(10) { decided } else { read }.lock().unwrap().push(took);
                }
            });
        }
    });
    let (mut read, decided) = (read.into_inner().unwrap(), decided.into_inner().unwrap());
    read.extend(decided);
    tell(&format!("{members} members at once"), read);
    println!("memory {:?} MiB, links {:?}", memory(), desk.links());
    let started = Instant::now();
    desk.settle().unwrap();
    println!("settled in {:.1} s, memory {:?} MiB", started.elapsed().as_secs_f64(), memory());
}
