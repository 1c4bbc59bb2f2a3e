//! A member: a person with a login, what proves that it is they, and what they may do.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::Passkey;

use super::roles::Roles;

/// How many browsers of one member are remembered; the oldest is forgotten first.
pub const DEVICES: usize = 10;

/// How many passkeys a member may have.
pub const PASSKEYS: usize = 10;

/// The name of a member, as people say it: letters and digits of any script, and a few signs between them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

impl Name {
    /// The longest name, in characters.
    pub const LONGEST: usize = 64;

    /// A name, if this is one.
    pub fn new(text: &str) -> Option<Self> {
        let sign = |c: char| c.is_alphanumeric() || " .-_'’@".contains(c) || is_mark(c);
        let ends = |c: Option<char>| c.is_some_and(char::is_alphanumeric) || c.is_some_and(is_mark);
        let fits = text.chars().count() <= Self::LONGEST
            && text.chars().all(sign)
            && text.chars().next().is_some_and(char::is_alphanumeric)
            && ends(text.chars().next_back())
            && !text.contains("  ");
        fits.then(|| Self(text.to_owned()))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// By what it is found: the same for every way of writing capitals.
    pub fn key(&self) -> String {
        key(&self.0)
    }
}

/// Combining marks of scripts that write vowels so.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{93c}'..='\u{94d}' | '\u{5b0}'..='\u{5c7}')
}

/// By what a name, or what someone took for one, is found.
pub fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

impl TryFrom<String> for Name {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text).ok_or("not a name of a member")
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A member as the register keeps them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Member {
    /// Their name.
    pub name: Name,
    /// What they may do.
    pub roles: Roles,
    /// The argon2id hash of their password, as a PHC string.
    pub password: String,
    /// Set where the password was handed over by someone else: until when it may be used, once, to choose another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_time_until: Option<Timestamp>,
    /// Codes of an application, where they use one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totp: Option<TotpKey>,
    /// Their passkeys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passkeys: Vec<KeptPasskey>,
    /// Browsers in which they signed in before, by the digest of the device cookie.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub devices: BTreeMap<String, Timestamp>,
    /// When they were let in.
    pub since: Timestamp,
    /// When they last did something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Timestamp>,
}

/// The secret of an application that gives codes.
#[derive(Clone, Serialize, Deserialize)]
pub struct TotpKey {
    /// In base 32, as applications want it.
    pub secret: String,
    /// The last step of thirty seconds whose code was accepted: no code is accepted twice.
    pub last_step: u64,
}

impl fmt::Debug for TotpKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TotpKey").field("last_step", &self.last_step).finish_non_exhaustive()
    }
}

/// A passkey with what its owner calls it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeptPasskey {
    /// Its id here.
    pub id: String,
    /// What its owner calls it.
    pub label: String,
    /// Since when.
    pub since: Timestamp,
    /// The public key and its counter.
    pub key: Passkey,
}

impl Member {
    /// Whether something beside the password is asked of them.
    pub fn has_second_factor(&self) -> bool {
        self.totp.is_some()
    }

    /// Remembers a browser; forgets the oldest where there are too many.
    pub fn remember_device(&mut self, digest: String, now: Timestamp) {
        self.devices.insert(digest, now);
        while self.devices.len() > DEVICES {
            let oldest =
                self.devices.iter().min_by_key(|(_, since)| **since).map(|(digest, _)| digest.clone());
            let Some(oldest) = oldest else { break };
            self.devices.remove(&oldest);
        }
    }

    /// Forgets everything that proves who they are but this password: for who lost theirs.
    pub fn reset(&mut self, password: String, until: Timestamp) {
        self.password = password;
        self.one_time_until = Some(until);
        self.totp = None;
        self.passkeys.clear();
        self.devices.clear();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_of_people_are_names() {
        for name in ["amina", "A. Traoré", "Jean-Pierre", "N'Diaye", "أمينة", "中村", "a@b.org", "x1"]
        {
            assert!(Name::new(name).is_some(), "{name}");
        }
        for wrong in ["", " a", "a ", "a  b", "-a", "a/b", "a\u{202e}b", "a\nb", "a\0", "<b>", "a;b", "../x"]
        {
            assert!(Name::new(wrong).is_none(), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_a_name_has_no_sign_that_steers(text in "\\PC{0,70}") {
            if let Some(name) = Name::new(&text) {
                let steers = ['/', '<', '>', '&', '"', '%', '\\', '\u{202e}', '\u{200b}'];
                prop_assert!(!name.as_str().contains(steers));
                prop_assert_eq!(key(name.as_str()), name.key());
            }
        }
    }
}
