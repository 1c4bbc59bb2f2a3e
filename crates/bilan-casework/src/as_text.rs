//! Ids and hashes of the ledger as texts in JSON.

use std::fmt::Display;

use bilan_ledger::{Commit, Hash, Subject};
use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

/// What is written in hexadecimal digits.
pub(crate) trait FromHex: Sized {
    /// The value of these digits.
    fn from_digits(text: &str) -> Option<Self>;
}

impl FromHex for Commit {
    fn from_digits(text: &str) -> Option<Self> {
        Self::from_hex(text)
    }
}

impl FromHex for Hash {
    fn from_digits(text: &str) -> Option<Self> {
        Self::from_hex(text)
    }
}

impl FromHex for Subject {
    fn from_digits(text: &str) -> Option<Self> {
        Self::from_hex(text)
    }
}

pub(crate) fn serialize<T: Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

pub(crate) fn deserialize<'de, T: FromHex, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    T::from_digits(&text).ok_or_else(|| D::Error::custom("not the digits of an id or a hash"))
}

/// The same where there may be none.
pub(crate) mod option {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    use super::FromHex;

    #[expect(clippy::ref_option, reason = "the form that serde calls")]
    pub(crate) fn serialize<T: std::fmt::Display, S: Serializer>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.collect_str(value),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, T: FromHex, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
        T::from_digits(&text).map(Some).ok_or_else(|| D::Error::custom("not the digits of an id or a hash"))
    }
}
