//! The key that the file is encrypted and authenticated with.

use std::fmt;

/// A raw key of 32 bytes; where it comes from is the caller's matter.
///
/// A case that is not encrypted has a key too, which is then no secret: it gives every page of the file a checksum
/// that no flipped bit survives.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(pub [u8; 32]);

impl Key {
    /// The key as the 64 digits that `PRAGMA key` takes for a raw key.
    pub(crate) fn hex(&self) -> String {
        hex(&self.0)
    }
}

impl fmt::Debug for Key {
    /// Hides the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0x0f])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_lower_case_and_never_shown() {
        assert_eq!(hex(&[0x00, 0x9f, 0xa1]), "009fa1");
        assert_eq!(format!("{:?}", Key([7; 32])), "Key(..)");
    }
}
