//! Passwords: argon2id, few at once, the same work for names that there are and that there are not.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::secret::hex;
use super::world::World;

/// The shortest password, in characters.
pub const SHORTEST: usize = 15;
/// The longest password, in characters.
pub const LONGEST: usize = 128;
/// Fewer different characters are too few.
const DIFFERENT: usize = 6;
/// How many strangers' guesses wait for their turn; more are sent away.
const WAITING: usize = 16;

/// Passwords that everyone guesses first.
static REFUSED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let lines = include_str!("../../data/passwords.txt").lines();
    lines.filter(|line| !line.starts_with('#') && !line.is_empty()).map(plain).collect()
});

/// How much work a guess costs.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// Memory in KiB.
    memory: u32,
    passes: u32,
}

impl Cost {
    /// 64 MiB, three passes.
    pub const FULL: Self = Self { memory: 64 << 10, passes: 3 };

    /// Next to nothing: for tests of what stands around, never for a server that people reach.
    #[doc(hidden)]
    pub const NONE: Self = Self { memory: 8, passes: 1 };

    fn argon2(self) -> Argon2<'static> {
        // Only figures out of range are an error, and these are constants that a test tries.
        let params = Params::new(self.memory, self.passes, 1, None).unwrap_or(Params::DEFAULT);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
    }
}

impl Default for Cost {
    fn default() -> Self {
        Self::FULL
    }
}

/// Why a password is not taken; the words are codes of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// Shorter than [`SHORTEST`].
    Short,
    /// Longer than [`LONGEST`].
    Long,
    /// Among the first that are guessed, or made of few signs.
    Common,
    /// It is the name.
    Name,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// A member who is known by their browser or their session: never waits for strangers.
    Own,
    /// Anyone.
    Strange,
}

/// Too many strangers wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy;

/// Hashes and checks passwords, two at once at most: one of strangers, one of members known by their browser.
#[derive(Debug)]
pub struct Passwords {
    cost: Cost,
    strange: Semaphore,
    own: Semaphore,
    waiting: AtomicUsize,
    evaluated: AtomicU64,
    /// The hash of nobody's password: what a name that there is not is checked against.
    nobody: Arc<str>,
}

impl Passwords {
    /// Ready to check.
    pub fn new(cost: Cost, world: &World) -> Self {
        let nobody = hash(cost, &hex(&world.bytes::<32>()), world.bytes());
        Self {
            cost,
            strange: Semaphore::new(1),
            own: Semaphore::new(1),
            waiting: AtomicUsize::new(0),
            evaluated: AtomicU64::new(0),
            nobody: nobody.into(),
        }
    }

    /// Checks a password against the hash of a member, or, where there is no such member, against nobody's: the same
    /// work, and never right.
    ///
    /// # Errors
    /// [`Busy`].
    pub async fn check(&self, turn: Turn, password: String, hash: Option<String>) -> Result<bool, Busy> {
        let _turn = self.turn(turn).await?;
        self.evaluated.fetch_add(1, Ordering::Relaxed);
        let known = hash.is_some();
        let hash = hash.map_or_else(|| Arc::clone(&self.nobody), Arc::from);
        let cost = self.cost;
        let right =
            spawn_blocking(move || cost.argon2().verify_password(password.as_bytes(), &*hash).is_ok());
        Ok(right.await.unwrap_or(false) && known)
    }

    /// Hashes a new password of a member.
    ///
    /// # Errors
    /// [`Busy`].
    pub async fn hash(&self, password: String, salt: [u8; 16]) -> Result<String, Busy> {
        let _turn = self.turn(Turn::Own).await?;
        let cost = self.cost;
        spawn_blocking(move || hash(cost, &password, salt)).await.map_err(|_| Busy)
    }

    /// How many guesses were looked at since the start.
    pub fn evaluated(&self) -> u64 {
        self.evaluated.load(Ordering::Relaxed)
    }

    async fn turn(&self, turn: Turn) -> Result<tokio::sync::SemaphorePermit<'_>, Busy> {
        match turn {
            Turn::Own => self.own.acquire().await.map_err(|_| Busy),
            Turn::Strange => {
                let _place = Place::take(&self.waiting)?;
                self.strange.acquire().await.map_err(|_| Busy)
            }
        }
    }
}

/// A place among those who wait, given back when dropped.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize) -> Result<Self, Busy> {
        if waiting.fetch_add(1, Ordering::SeqCst) >= WAITING {
            waiting.fetch_sub(1, Ordering::SeqCst);
            return Err(Busy);
        }
        Ok(Self(waiting))
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The hash of a password, as a PHC string; empty, which no password fits, where the system has no memory for it.
pub fn hash(cost: Cost, password: &str, salt: [u8; 16]) -> String {
    let hashed: Result<PasswordHash, _> = cost.argon2().hash_password_with_salt(password.as_bytes(), &salt);
    hashed.map(|hash| hash.to_string()).unwrap_or_default()
}

/// A password to hand over: 120 random bits in letters that are not taken for each other.
pub fn one_time(world: &World) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letters = world.bytes::<24>().map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Whether a password may be chosen by the member of this name.
///
/// # Errors
/// Why not.
pub fn fits(password: &str, name: &str) -> Result<(), Unfit> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Unfit::Short);
    }
    if length > LONGEST {
        return Err(Unfit::Long);
    }
    let plainly = plain(password);
    let different: std::collections::BTreeSet<char> = password.to_lowercase().chars().collect();
    if different.len() < DIFFERENT || REFUSED.contains(&plainly) {
        return Err(Unfit::Common);
    }
    let name = plain(name);
    // The name, as often as one likes, with a few signs more.
    if !name.is_empty() && plainly.replace(&name, "").chars().count() < 8 && plainly.contains(&name) {
        return Err(Unfit::Name);
    }
    Ok(())
}

/// Without capitals, spaces and signs.
fn plain(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::world::made_up::world;
    use super::*;

    #[test]
    fn full_cost_is_what_was_decided() {
        let hash = hash(Cost::FULL, "a password of mine", [7; 16]);
        assert!(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"), "{hash}");
    }

    #[tokio::test]
    async fn the_right_password_is_right_and_no_other() {
        let (world, _) = world();
        let passwords = Passwords::new(Cost::NONE, &world);
        let hash = passwords.hash("correct horse battery".to_owned(), world.bytes()).await.unwrap();
        for (password, right) in
            [("correct horse battery", true), ("correct horse batterz", false), ("", false)]
        {
            let found = passwords.check(Turn::Strange, password.to_owned(), Some(hash.clone())).await;
            assert_eq!(found, Ok(right), "{password}");
        }
    }

    #[tokio::test]
    async fn a_name_that_there_is_not_costs_the_same_work_and_is_never_right() {
        let (world, _) = world();
        let passwords = Passwords::new(Cost::NONE, &world);
        let real = hash(Cost::NONE, "x", [1; 16]);
        let parameters = |hash: &str| hash.split('$').take(4).collect::<Vec<_>>().join("$");
        assert_eq!(parameters(&passwords.nobody), parameters(&real));
        assert_eq!(passwords.check(Turn::Strange, "x".to_owned(), None).await, Ok(false));
        assert_eq!(passwords.check(Turn::Strange, "y".to_owned(), Some(real)).await, Ok(false));
        assert_eq!(passwords.evaluated(), 2);
    }

    #[tokio::test]
    async fn strangers_wait_for_each_other_and_members_do_not() {
        let (world, _) = world();
        let passwords = Passwords::new(Cost::NONE, &world);
        let stranger = passwords.strange.acquire().await.unwrap();
        assert_eq!(passwords.check(Turn::Own, "x".to_owned(), None).await, Ok(false), "a member goes by");
        let mut places = Vec::new();
        while let Ok(place) = Place::take(&passwords.waiting) {
            places.push(place);
        }
        assert_eq!(places.len(), WAITING);
        assert_eq!(passwords.check(Turn::Strange, "x".to_owned(), None).await, Err(Busy));
        drop((places, stranger));
        assert_eq!(passwords.check(Turn::Strange, "x".to_owned(), None).await, Ok(false));
    }

    #[test]
    fn passwords_that_everyone_guesses_are_refused() {
        assert!(REFUSED.len() > 40);
        for (password, why) in [
            ("short", Unfit::Short),
            ("fourteen chars", Unfit::Short),
            ("Password-12345678", Unfit::Common),
            ("mot de passe mot de passe", Unfit::Common),
            ("aaaaaaaaaaaaaaaaaaaa", Unfit::Common),
            ("amina traore 2024", Unfit::Name),
            ("aminatraoreaminatraore", Unfit::Name),
        ] {
            assert_eq!(fits(password, "Amina Traore"), Err(why), "{password}");
        }
        assert_eq!(fits(&"é0aB".repeat(33), "x"), Err(Unfit::Long));
        for good in ["le fleuve était haut ce matin", "correct battery of horses", "سلام على من مرّ من هنا"]
        {
            assert_eq!(fits(good, "Amina Traore"), Ok(()), "{good}");
        }
    }

    #[test]
    fn a_password_to_hand_over_fits() {
        let (world, _) = world();
        let (one, two) = (one_time(&world), one_time(&world));
        assert_ne!(one, two);
        assert_eq!(one.len(), 29);
        assert_eq!(fits(&one, "amina"), Ok(()));
    }
}
