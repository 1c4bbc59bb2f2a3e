//! What the guard has from the world: the time and randomness, as arguments.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use bilan_casework::env::{Clock, Random, SystemClock, SystemRandom};
use jiff::Timestamp;

/// A clock and randomness that many requests share.
pub struct World {
    clock: Box<dyn Clock + Send + Sync>,
    random: Mutex<Box<dyn Random + Send>>,
}

impl World {
    /// A world of one's own, for tests.
    pub fn new(clock: Box<dyn Clock + Send + Sync>, random: Box<dyn Random + Send>) -> Self {
        Self { clock, random: Mutex::new(random) }
    }

    /// This computer's.
    pub fn system() -> Self {
        Self::new(Box::new(SystemClock), Box::new(SystemRandom))
    }

    /// Now, to the second.
    pub fn now(&self) -> Timestamp {
        let now = self.clock.now();
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// Fresh random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.random.lock().unwrap_or_else(PoisonError::into_inner).fill(&mut bytes);
        bytes
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("World")
    }
}

/// Worlds for tests.
#[cfg(test)]
pub(crate) mod made_up {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    /// A clock that stands until it is moved.
    #[derive(Debug, Clone)]
    pub(crate) struct Hands(Arc<AtomicI64>);

    impl Hands {
        /// Time goes by.
        pub(crate) fn pass(&self, seconds: i64) {
            self.0.fetch_add(seconds, Ordering::SeqCst);
        }
    }

    impl Clock for Hands {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
        }
    }

    /// Bytes that differ, the same in every run.
    struct Counting(u64);

    impl Random for Counting {
        fn fill(&mut self, bytes: &mut [u8]) {
            for byte in bytes {
                self.0 =
                    self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                *byte = self.0.to_be_bytes()[0];
            }
        }
    }

    /// A world at noon of some day, and its clock.
    pub(crate) fn world() -> (World, Hands) {
        let hands = Hands(Arc::new(AtomicI64::new(1_716_465_600)));
        (World::new(Box::new(hands.clone()), Box::new(Counting(7))), hands)
    }
}
