//! What the world gives a use case: the time, randomness, the home folder, and who works on which device.

use std::path::{Path, PathBuf};

use bilan_ledger::{ClaimedTime, DirStorage, Salt};
use jiff::Timestamp;

use crate::extract::ReaderChild;

/// Tells the time.
pub trait Clock: Send {
    /// Now, by this device.
    fn now(&self) -> Timestamp;
}

/// Gives random bytes.
pub trait Random: Send {
    /// Fills the bytes.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// The world as use cases see it; tests put their own in its place.
pub struct Env {
    clock: Box<dyn Clock>,
    random: Box<dyn Random>,
    home: PathBuf,
    /// Who works, as this computer knows them: stands in acquisition records only.
    pub member: String,
    /// The computer's name: stands in acquisition records only.
    pub device: String,
    /// How many threads reading and coding may use.
    pub threads: usize,
    /// The program that reads formats whose parsers are kept out of this process.
    pub reader: ReaderChild,
}

/// The clock of this computer.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The randomness of this computer.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&mut self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("a system without randomness cannot keep a case");
    }
}

impl Env {
    /// The system's clock and randomness.
    pub fn system(
        home: PathBuf,
        member: String,
        device: String,
        threads: usize,
        reader: ReaderChild,
    ) -> Self {
        Self {
            clock: Box::new(SystemClock),
            random: Box::new(SystemRandom),
            home,
            member,
            device,
            threads,
            reader,
        }
    }

    /// A world of one's own, for tests.
    pub fn new(home: PathBuf, clock: Box<dyn Clock>, random: Box<dyn Random>) -> Self {
        let reader = ReaderChild { path: PathBuf::from("bilan-read"), allow_unsandboxed: false };
        let (member, device) = ("a member".to_owned(), "a device".to_owned());
        Self { clock, random, home, member, device, threads: 1, reader }
    }

    /// Where this computer keeps keys and the last checkpoints seen.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// The home folder as storage.
    pub(crate) fn home_storage(&self) -> DirStorage {
        DirStorage::shared(&self.home)
    }

    /// Now, to the second, RFC 3339 in UTC.
    pub(crate) fn now_text(&self) -> String {
        let now = self.clock.now();
        Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
    }

    /// Now, as entries say it.
    pub(crate) fn claimed_time(&self) -> ClaimedTime {
        ClaimedTime::parse(&self.now_text()).expect("a timestamp prints as UTC to the second")
    }

    /// Fresh random bytes.
    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes);
        bytes
    }

    /// A fresh salt.
    pub(crate) fn salt(&mut self) -> Salt {
        Salt(self.bytes())
    }
}

impl std::fmt::Debug for Env {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Env").field("home", &self.home).finish_non_exhaustive()
    }
}
