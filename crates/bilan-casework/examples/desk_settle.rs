//! What settling costs after decisions: `desk_settle DIR [DECISIONS] [ROUNDS]`, on a case that `big_case` made.
//!
//! Each round takes so many decisions, one in five a rejection, and settles. Prints seconds and memory.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement fails and speaks as one does")]
#![allow(clippy::disallowed_methods, reason = "it measures")]

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use bilan_casework::desk::{About, Desk};
use bilan_casework::env::{Clock, Random};
use bilan_casework::judge::{Ruling, judge};
use bilan_casework::{Env, Knowledge};
use bilan_store::{ClaimFilter, Judged, Store};

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

/// MiB that this process holds at most.
fn memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap_or(0) / 1024
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = Path::new(&arguments[0]);
    let number = |at: usize, or: u64| arguments.get(at).map_or(or, |text| text.parse().unwrap());
    let seed = jiff::Timestamp::now().as_nanosecond().unsigned_abs();
    let mut random = Mixed(u64::try_from(seed & u128::from(u64::MAX)).unwrap());
    let mut env = Env::new(folder.join("home"), Box::new(Now), Box::new(Mixed(random.next())));
    env.threads = 2;
    let desk = Desk::open(&folder.join("case"), env, Arc::new(Knowledge::embedded())).unwrap();
    let ids = desk.ask(Store::explored).unwrap().ids;
    for _ in 0..number(2, 3) {
        let started = Instant::now();
        let mut taken = 0;
        while taken < number(1, 50) {
            let id = &ids[usize::try_from(random.next() % ids.len() as u64).unwrap()];
            let filter =
                ClaimFilter { judged: Judged::Open, incident: Some(id.clone()), ..ClaimFilter::default() };
            let Some(claim) = desk.ask(|store| store.next_claim(&filter, None, &[])).unwrap() else {
                continue;
            };
            let ruling = if taken % 5 == 4 { Ruling::Reject } else { Ruling::Accept };
            let about = About::Claim(claim.id.clone());
            desk.decide("aya", &about, |case, state, env| {
                judge(case, state, &claim.id, ruling, "read again", env)
            })
            .unwrap();
            taken += 1;
        }
        let decided = started.elapsed().as_secs_f64();
        let started = Instant::now();
        desk.settle().unwrap();
        let settled = started.elapsed().as_secs_f64();
        println!("{taken} decisions in {decided:.2} s, settled in {settled:.2} s, memory {} MiB", memory());
    }
    if arguments.get(3).is_some_and(|word| word == "digest") {
        println!("digest {}", desk.ask(Store::digest).unwrap());
    }
}
