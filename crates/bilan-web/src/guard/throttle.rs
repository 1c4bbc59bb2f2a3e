//! How often guesses are looked at: slowed down, never locked.
//!
//! Guesses from strange browsers go through three gates: how many for this name, how many from this address, and how
//! many for this name from this address. A member in a browser in which they signed in before has a lane of their own
//! (as has a passkey, which cannot be guessed), so that nobody can keep them out by guessing.
//!
//! Names and addresses are kept as two bytes of a keyed digest: what attackers send never fills the memory, and a name
//! that there is is treated like one that there is not.

use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::world::World;

/// Guesses that a lane lets through at once.
const FREE: u32 = 5;
/// The first pause of a lane, in seconds; every further guess doubles it.
const FIRST_PAUSE: i64 = 60;
/// The longest pause of a lane, in seconds.
const LONGEST_PAUSE: i64 = 15 * 60;
/// After so many quiet seconds a lane forgets.
const QUIET: i64 = 3600;
/// Lanes of devices that are kept.
const DEVICES: usize = 4096;

/// From where a guess comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// A browser in which this member signed in before, by the digest of its cookie.
    Known(String),
    /// Any other.
    Strange {
        /// The name that is guessed at, by its key.
        name: String,
        /// From which address.
        address: IpAddr,
    },
}

/// Wait so many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause(pub u64);

/// A guess that may be looked at. It counts as a failure until it is said to be none.
#[derive(Debug)]
#[must_use]
pub struct Ticket(Came);

/// Guesses of one kind, with growing pauses.
#[derive(Debug, Clone, Copy, Default)]
struct Lane {
    tries: u32,
    last: i64,
    until: i64,
}

impl Lane {
    fn pause(&self, now: i64) -> Option<Pause> {
        u64::try_from(self.until - now).ok().filter(|seconds| *seconds > 0).map(Pause)
    }

    fn count(&mut self, now: i64) {
        if now - self.last.max(self.until) >= QUIET {
            self.tries = 0;
        }
        self.tries = self.tries.saturating_add(1);
        self.last = now;
        if self.tries >= FREE {
            let doubled = FIRST_PAUSE << (self.tries - FREE).min(8);
            self.until = now + doubled.min(LONGEST_PAUSE);
        }
    }

    fn spare(&mut self) {
        self.tries = self.tries.saturating_sub(1);
        if self.tries < FREE {
            self.until = 0;
        }
    }
}

/// So many at once, and one more every so many seconds.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    credit: i64,
    at: i64,
}

/// The size of a bucket.
#[derive(Debug, Clone, Copy)]
struct Size {
    at_once: i64,
    every: i64,
}

/// For one name, from everywhere: 40 in any hour.
const NAME: Size = Size { at_once: 15, every: 144 };
/// From one address, for all names: 20 in any minute.
const ADDRESS: Size = Size { at_once: 10, every: 6 };

impl Bucket {
    fn full(size: Size, now: i64) -> Self {
        Self { credit: size.at_once * size.every, at: now }
    }

    fn fill(&mut self, size: Size, now: i64) {
        self.credit = (self.credit + (now - self.at).max(0)).min(size.at_once * size.every);
        self.at = now;
    }

    fn pause(&self, size: Size) -> Option<Pause> {
        u64::try_from(size.every - self.credit).ok().filter(|seconds| *seconds > 0).map(Pause)
    }

    fn count(&mut self, size: Size) {
        self.credit -= size.every;
    }
}

/// Where guesses are counted.
#[derive(Debug)]
pub struct Throttle {
    key: [u8; 32],
    devices: BTreeMap<String, Lane>,
    pairs: BTreeMap<u16, Lane>,
    names: BTreeMap<u16, Bucket>,
    addresses: BTreeMap<u16, Bucket>,
}

impl Throttle {
    /// Nothing was guessed yet.
    pub fn new(world: &World) -> Self {
        Self {
            key: world.bytes(),
            devices: BTreeMap::new(),
            pairs: BTreeMap::new(),
            names: BTreeMap::new(),
            addresses: BTreeMap::new(),
        }
    }

    /// Asks to look at a guess. It is counted at once, so that guesses at the same time count too.
    ///
    /// # Errors
    /// How long to wait.
    pub fn begin(&mut self, came: Came, now: Timestamp) -> Result<Ticket, Pause> {
        let now = now.as_second();
        match &came {
            Came::Known(device) => {
                if self.devices.len() >= DEVICES {
                    self.devices.retain(|_, lane| now - lane.last < QUIET);
                }
                let lane = self.devices.entry(device.clone()).or_default();
                if let Some(pause) = lane.pause(now) {
                    return Err(pause);
                }
                lane.count(now);
            }
            Came::Strange { name, address } => {
                let address = network(*address);
                let keys = (
                    self.bucket(&[name.as_bytes(), &address]),
                    self.bucket(&[name.as_bytes()]),
                    self.bucket(&[b"\0", &address]),
                );
                let lane = self.pairs.entry(keys.0).or_default();
                let of_name = self.names.entry(keys.1).or_insert_with(|| Bucket::full(NAME, now));
                let of_address = self.addresses.entry(keys.2).or_insert_with(|| Bucket::full(ADDRESS, now));
                of_name.fill(NAME, now);
                of_address.fill(ADDRESS, now);
                let pauses = [lane.pause(now), of_name.pause(NAME), of_address.pause(ADDRESS)];
                if let Some(longest) = pauses.into_iter().flatten().max_by_key(|pause| pause.0) {
                    return Err(longest);
                }
                lane.count(now);
                of_name.count(NAME);
                of_address.count(ADDRESS);
            }
        }
        Ok(Ticket(came))
    }

    /// It was they: their lane is free again. What others guessed at the name still counts.
    pub fn succeeded(&mut self, ticket: Ticket) {
        match ticket.0 {
            Came::Known(device) => {
                self.devices.remove(&device);
            }
            Came::Strange { name, address } => {
                let key = self.bucket(&[name.as_bytes(), &network(address)]);
                self.pairs.remove(&key);
            }
        }
    }

    /// It was no guess, and no success yet: it does not count in its lane.
    pub fn spared(&mut self, ticket: Ticket) {
        let lane = match ticket.0 {
            Came::Known(device) => self.devices.get_mut(&device),
            Came::Strange { name, address } => {
                let key = self.bucket(&[name.as_bytes(), &network(address)]);
                self.pairs.get_mut(&key)
            }
        };
        if let Some(lane) = lane {
            lane.spare();
        }
    }

    fn bucket(&self, parts: &[&[u8]]) -> u16 {
        let mut hash = Sha256::new().chain_update(self.key);
        for part in parts {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part);
        }
        let digest = hash.finalize();
        u16::from_be_bytes([digest[0], digest[1]])
    }
}

/// What one person is likely to have of addresses: one, or in IPv6 a network of them.
fn network(address: IpAddr) -> [u8; 9] {
    let mut bytes = [0; 9];
    match address.to_canonical() {
        IpAddr::V4(address) => bytes[..4].copy_from_slice(&address.octets()),
        IpAddr::V6(address) => {
            bytes[0] = 6;
            bytes[1..].copy_from_slice(&address.octets()[..8]);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::world::made_up::world;
    use super::*;

    fn strange(name: &str, address: [u8; 4]) -> Came {
        Came::Strange { name: name.to_owned(), address: IpAddr::from(address) }
    }

    /// How many of 10,000 guesses in an hour are looked at, from so many addresses.
    fn looked_at(addresses: u8) -> usize {
        let (world, hands) = world();
        let mut throttle = Throttle::new(&world);
        let mut evaluated = 0;
        for guess in 0..10_000_u32 {
            if guess % 25 == 24 {
                hands.pass(9);
            }
            let address = [10, 0, 0, u8::try_from(guess % u32::from(addresses)).unwrap()];
            if throttle.begin(strange("amina", address), world.now()).is_ok() {
                evaluated += 1;
            }
        }
        evaluated
    }

    #[test]
    fn of_ten_thousand_guesses_in_an_hour_at_most_forty_are_looked_at() {
        assert!(looked_at(1) <= 12, "{}", looked_at(1));
        for addresses in [2, 10, 100, 250] {
            assert!(looked_at(addresses) <= 40, "{addresses}: {}", looked_at(addresses));
        }
    }

    #[test]
    fn the_owner_comes_in_all_the_same() {
        let (world, hands) = world();
        let mut throttle = Throttle::new(&world);
        for second in 0..3600 {
            for _ in 0..3 {
                let _ = throttle.begin(strange("amina", [10, 0, 0, 1]), world.now());
            }
            // In their own browser, every minute.
            if second % 60 == 0 {
                let ticket = throttle.begin(Came::Known("device".to_owned()), world.now());
                throttle.succeeded(ticket.expect("the owner is let in"));
            }
            hands.pass(1);
        }
        // From another address even a strange browser is listened to while only one address guesses.
        assert!(throttle.begin(strange("amina", [10, 9, 9, 9]), world.now()).is_ok());
    }

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour_and_never_lock() {
        let (world, hands) = world();
        let mut throttle = Throttle::new(&world);
        let came = || Came::Known("device".to_owned());
        for _ in 0..4 {
            assert!(throttle.begin(came(), world.now()).is_ok());
        }
        let mut pauses = Vec::new();
        for _ in 0..7 {
            assert!(throttle.begin(came(), world.now()).is_ok());
            let Err(Pause(seconds)) = throttle.begin(came(), world.now()) else { panic!("no pause") };
            pauses.push(seconds);
            hands.pass(i64::try_from(seconds).unwrap());
        }
        assert_eq!(pauses, [60, 120, 240, 480, 900, 900, 900]);
        hands.pass(QUIET);
        for _ in 0..4 {
            assert!(throttle.begin(came(), world.now()).is_ok(), "an hour of quiet is enough");
        }
    }

    #[test]
    fn one_address_cannot_try_one_password_on_every_name() {
        let (world, hands) = world();
        let mut throttle = Throttle::new(&world);
        let mut evaluated = 0;
        for second in 0..60 {
            for guess in 0..100 {
                let came = strange(&format!("name{second}x{guess}"), [10, 0, 0, 1]);
                evaluated += usize::from(throttle.begin(came, world.now()).is_ok());
            }
            hands.pass(1);
        }
        assert!(evaluated <= 20, "{evaluated}");
    }

    #[test]
    fn what_attackers_send_never_fills_the_memory() {
        let (world, _) = world();
        let mut throttle = Throttle::new(&world);
        for guess in 0..200_000_u32 {
            let [_, a, b, c] = guess.to_be_bytes();
            let _ = throttle.begin(strange(&format!("n{guess}"), [11, a, b, c]), world.now());
        }
        assert!(throttle.pairs.len() <= 65_536 && throttle.names.len() <= 65_536);
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        assert_eq!(network("2001:db8::1".parse().unwrap()), network("2001:db8::ffff:1".parse().unwrap()));
        assert_ne!(network("2001:db8::1".parse().unwrap()), network("2001:db8:0:1::1".parse().unwrap()));
        assert_eq!(network("::ffff:10.0.0.1".parse().unwrap()), network("10.0.0.1".parse().unwrap()));
    }

    proptest! {
        #[test]
        fn no_pattern_of_an_hour_gets_more_than_forty(waits in prop::collection::vec((0_i64..40, 0_u8..4), 1..600)) {
            let (world, hands) = world();
            let mut throttle = Throttle::new(&world);
            let (mut evaluated, mut passed) = (0, 0);
            for (wait, address) in waits {
                if passed + wait > 3600 {
                    break;
                }
                hands.pass(wait);
                passed += wait;
                evaluated += usize::from(throttle.begin(strange("amina", [10, 0, 0, address]), world.now()).is_ok());
            }
            prop_assert!(evaluated <= 40);
        }
    }
}
