//! Opaque ids: fixed-size, lower-case hexadecimal, so that no word can stand in their place.

use std::fmt;

use crate::hex;
use crate::vault::Commit;

macro_rules! opaque_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name([u8; 16]);

        impl $name {
            /// The id made of these 16 bytes (random, chosen by the caller).
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The 16 bytes of the id.
            pub fn to_bytes(self) -> [u8; 16] {
                self.0
            }

            /// The id written as 32 lower-case hexadecimal digits; any other spelling is `None`.
            pub fn from_hex(text: &str) -> Option<Self> {
                hex::decode(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(&self.0))
            }
        }
    };
}

opaque_id! {
    /// One case: 16 random bytes, the same on every device that works on it.
    CaseId
}

opaque_id! {
    /// One device in one case: 16 random bytes; it names the device's log.
    DeviceId
}

/// What an entry is about: an opaque id, or the commitment of a vault object.
///
/// Never a plain digest of content, which anyone who guesses the content could recognise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A report, incident, claim, person ...: 16 bytes, 32 hexadecimal digits.
    Id([u8; 16]),
    /// A vault object: 32 bytes, 64 hexadecimal digits.
    Object(Commit),
}

impl Subject {
    /// The subject written as 32 or 64 lower-case hexadecimal digits; any other spelling is `None`.
    pub fn from_hex(text: &str) -> Option<Self> {
        hex::decode(text).map(Self::Id).or_else(|| Commit::from_hex(text).map(Self::Object))
    }
}

impl From<CaseId> for Subject {
    fn from(case: CaseId) -> Self {
        Self::Id(case.to_bytes())
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(bytes) => f.write_str(&hex::encode(bytes)),
            Self::Object(commit) => commit.fmt(f),
        }
    }
}
