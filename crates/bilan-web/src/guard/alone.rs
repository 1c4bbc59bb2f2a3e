//! One person alone on this computer: no password, but a key that only who sees the window of bilan can know.
//!
//! Other people and other programs of the computer reach the same address. `bilan serve` prints
//! `http://127.0.0.1:8080/#k=KEY`; what stands behind `#` is never sent by a browser, so it is in no log and no header.
//! The page exchanges the key for the session cookie, once: then another key is made and told, for another browser.

use super::secret::Token;
use super::world::World;

/// The key in force.
#[derive(Debug)]
pub struct Launch {
    digest: String,
}

impl Launch {
    /// The first key, and its guard.
    pub fn new(world: &World) -> (Self, Token) {
        let key = Token::fresh(world);
        (Self { digest: key.digest() }, key)
    }

    /// Exchanges a key: gives the next one if it is the key in force, which is worth nothing from here on.
    pub fn exchange(&mut self, key: &str, world: &World) -> Option<Token> {
        let came = Token::of(key)?;
        if came.digest() != self.digest {
            return None;
        }
        let next = Token::fresh(world);
        self.digest = next.digest();
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::super::world::made_up::world;
    use super::*;

    #[test]
    fn a_key_opens_once_and_the_next_one_opens_another_browser() {
        let (world, _) = world();
        let (mut launch, first) = Launch::new(&world);
        assert!(launch.exchange("", &world).is_none());
        assert!(launch.exchange(&"0".repeat(64), &world).is_none());
        let second = launch.exchange(first.text(), &world).unwrap();
        assert!(launch.exchange(first.text(), &world).is_none(), "never twice");
        assert!(launch.exchange(second.text(), &world).is_some());
    }
}
