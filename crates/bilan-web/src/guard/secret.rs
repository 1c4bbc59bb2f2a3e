//! Secrets that a browser holds and the server knows by their digest alone.

use std::fmt;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::world::World;

/// 256 random bits, as 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A fresh one.
    pub fn fresh(world: &World) -> Self {
        Self(hex(&world.bytes::<32>()))
    }

    /// A token as it came, if it has the form of one.
    pub fn of(text: &str) -> Option<Self> {
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == 64 && text.bytes().all(digit)).then(|| Self(text.to_owned()))
    }

    /// As it goes to the browser.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// By what the server knows it.
    pub fn digest(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// Two digits a byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::super::world::made_up::world;
    use super::*;

    #[test]
    fn a_token_is_known_by_its_digest_and_never_printed() {
        let (world, _) = world();
        let (one, two) = (Token::fresh(&world), Token::fresh(&world));
        assert_ne!(one, two);
        assert_eq!(Token::of(one.text()), Some(one.clone()));
        assert_ne!(one.digest(), one.text());
        assert!(!format!("{one:?}").contains(one.text()));
        for wrong in ["", "00", &"A".repeat(64), &"g".repeat(64), &"0".repeat(65), &"é".repeat(32)] {
            assert_eq!(Token::of(wrong), None);
        }
    }
}
