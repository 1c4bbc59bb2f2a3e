//! Other ids than those of the case, which say place, day or the order of collection.

use std::fmt;

use bilan_model::{ClaimId, Profile};
use serde::de::IntoDeserializer;
use serde::{Deserialize as _, de::value::Error};
use sha2::{Digest, Sha256};

/// What ids and displacements are drawn from: 32 random bytes that stay in the case. Whoever has them can undo both.
#[derive(Clone, PartialEq, Eq)]
pub struct Seed([u8; 32]);

impl fmt::Debug for Seed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Seed(secret)")
    }
}

impl Seed {
    /// From 32 random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// SHA-256 under the seed: of the seed and the digest of seed, purpose and parts, each with its length before it.
    pub(crate) fn digest(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut inner = Sha256::new();
        inner.update(self.0);
        for part in [purpose.as_bytes()].iter().chain(parts) {
            inner.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            inner.update(part);
        }
        let mut outer = Sha256::new();
        outer.update(self.0);
        outer.update(inner.finalize());
        outer.finalize().into()
    }
}

/// Gives ids for one profile: two profiles' ids of one thing do not show that it is one.
pub(crate) struct Numbers<'a> {
    seed: &'a Seed,
    profile: Profile,
}

/// Hex digits of an id that follow from what it names; the other eight follow from these, so that an id that was given
/// here is known again and stays.
const NAME_DIGITS: usize = 24;

impl<'a> Numbers<'a> {
    pub(crate) fn new(seed: &'a Seed, profile: Profile) -> Self {
        Self { seed, profile }
    }

    /// 32 hex digits that stand for `id`; an id that was given here stands for itself.
    pub(crate) fn other(&self, id: &str) -> String {
        if self.is_given(id) {
            return id.to_owned();
        }
        let name = self.hex("bilan-id/v1", id, NAME_DIGITS / 2);
        let check = self.check(&name);
        format!("{name}{check}")
    }

    /// The same of a claim.
    pub(crate) fn claim(&self, id: &ClaimId) -> ClaimId {
        let other = self.other(id.as_str());
        let made: Result<ClaimId, Error> = ClaimId::deserialize(other.as_str().into_deserializer());
        // A claim's id is a string and takes every string.
        made.unwrap_or_else(|_| id.clone())
    }

    fn is_given(&self, id: &str) -> bool {
        let (Some(name), Some(check)) = (id.get(..NAME_DIGITS), id.get(NAME_DIGITS..)) else { return false };
        name.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) && self.check(name) == check
    }

    fn check(&self, name: &str) -> String {
        self.hex("bilan-id-check/v1", name, 4)
    }

    fn hex(&self, purpose: &str, text: &str, bytes: usize) -> String {
        use bilan_model::Code as _;
        let digest = self.seed.digest(purpose, &[self.profile.code().as_bytes(), text.as_bytes()]);
        let nibbles = digest.iter().take(bytes).flat_map(|byte| [byte >> 4, byte & 15]);
        nibbles.filter_map(|nibble| char::from_digit(u32::from(nibble), 16)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_was_given_stays_and_profiles_do_not_meet() {
        let seed = Seed::new([7; 32]);
        let public = Numbers::new(&seed, Profile::Public);
        let id = public.other("amassine-2024-05-19");
        assert_eq!(id.len(), 32);
        assert_eq!(public.other(&id), id);
        assert_ne!(Numbers::new(&seed, Profile::Court).other("amassine-2024-05-19"), id);
        assert_ne!(Numbers::new(&Seed::new([8; 32]), Profile::Public).other("amassine-2024-05-19"), id);
        assert_ne!(public.other("été"), public.other("ete"));
        assert_eq!(format!("{seed:?}"), "Seed(secret)");
    }
}
