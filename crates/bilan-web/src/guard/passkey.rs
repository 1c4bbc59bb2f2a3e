//! Passkeys: challenges that wait for their answer. Only where the server has a host name and TLS, or is `localhost`.

use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use webauthn_rs::prelude::{
    AuthenticationResult, CreationChallengeResponse, Passkey, PasskeyAuthentication, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use super::admission::Site;
use super::member::Member;
use super::secret::Token;
use super::world::World;

/// For how many seconds a challenge waits.
const LASTS: i64 = 300;
/// Challenges that wait, from one address and from all.
const WAITING: (usize, usize) = (16, 8192);

/// A challenge for the browser, and the id under which its answer is expected.
#[derive(Debug, Serialize)]
pub struct Challenge {
    /// The id.
    pub id: String,
    /// What `navigator.credentials` is given, binary values in base64url.
    pub options: serde_json::Value,
}

enum Waits {
    SignIn {
        member: String,
        state: Box<PasskeyAuthentication>,
    },
    /// For a name without passkeys: no answer is right.
    Nobody,
    Register {
        member: String,
        state: Box<PasskeyRegistration>,
    },
}

struct Waiting {
    since: Timestamp,
    from: IpAddr,
    what: Waits,
}

/// What the server knows of passkeys while it runs.
pub struct Passkeys {
    webauthn: Webauthn,
    host: String,
    key: [u8; 32],
    waiting: BTreeMap<String, Waiting>,
}

impl std::fmt::Debug for Passkeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Passkeys").field("host", &self.host).finish_non_exhaustive()
    }
}

impl Passkeys {
    /// Ready, where the site has a name for them.
    pub fn new(site: &Site, world: &World) -> Option<Self> {
        let host = site.passkey_host()?.to_owned();
        let origin = Url::parse(&format!("{}://{host}:{}", site.scheme(), site.port)).ok()?;
        // Behind a forwarded port a server over TLS cannot know its own.
        let builder = WebauthnBuilder::new(&host, &origin).ok()?.rp_name("bilan").allow_any_port(site.tls);
        let webauthn = builder.build().ok()?;
        Some(Self { webauthn, host, key: world.bytes(), waiting: BTreeMap::new() })
    }

    /// Begins a sign-in. A name that there is not, or without passkeys, gets a challenge that looks the same.
    pub fn begin(
        &mut self,
        name: &str,
        member: Option<&Member>,
        from: IpAddr,
        world: &World,
    ) -> Option<Challenge> {
        let keys: Vec<Passkey> =
            member.into_iter().flat_map(|member| &member.passkeys).map(|kept| kept.key.clone()).collect();
        let begun = member.filter(|_| !keys.is_empty()).and_then(|member| {
            let (options, state) = self.webauthn.start_passkey_authentication(&keys).ok()?;
            let options = serde_json::to_value(options).ok()?;
            Some((options, Waits::SignIn { member: member.name.key(), state: Box::new(state) }))
        });
        let (options, what) = match begun {
            Some(begun) => begun,
            None => (self.made_up(name, world), Waits::Nobody),
        };
        Some(self.wait(options, what, from, world))
    }

    /// Ends a sign-in: the key of the member's name, and what the authenticator proved.
    pub fn finish(
        &mut self,
        id: &str,
        answer: &PublicKeyCredential,
        now: Timestamp,
    ) -> Option<(String, AuthenticationResult)> {
        match self.take(id, now)? {
            Waits::SignIn { member, state } => {
                let proved = self.webauthn.finish_passkey_authentication(answer, &state).ok()?;
                proved.user_verified().then_some((member, proved))
            }
            Waits::Nobody | Waits::Register { .. } => None,
        }
    }

    /// Begins to make a passkey.
    pub fn begin_new(&mut self, member: &Member, from: IpAddr, world: &World) -> Option<Challenge> {
        let known = member.passkeys.iter().map(|kept| kept.key.cred_id().clone()).collect();
        let person = self.digest(&[b"person", member.name.key().as_bytes()]);
        let mut id = [0; 16];
        id.copy_from_slice(&person[..16]);
        let name = member.name.as_str();
        let started =
            self.webauthn.start_passkey_registration(Uuid::from_bytes(id), name, name, Some(known)).ok()?;
        let (options, state): (CreationChallengeResponse, _) = started;
        let options = serde_json::to_value(options).ok()?;
        let what = Waits::Register { member: member.name.key(), state: Box::new(state) };
        Some(self.wait(options, what, from, world))
    }

    /// Ends making a passkey: the key, for the member of this name alone.
    pub fn finish_new(
        &mut self,
        id: &str,
        name: &str,
        answer: &RegisterPublicKeyCredential,
        now: Timestamp,
    ) -> Option<Passkey> {
        match self.take(id, now)? {
            Waits::Register { member, state } if member == name => {
                self.webauthn.finish_passkey_registration(answer, &state).ok()
            }
            Waits::Register { .. } | Waits::SignIn { .. } | Waits::Nobody => None,
        }
    }

    fn wait(&mut self, options: serde_json::Value, what: Waits, from: IpAddr, world: &World) -> Challenge {
        let now = world.now();
        self.waiting.retain(|_, waiting| now.as_second() - waiting.since.as_second() < LASTS);
        let oldest = |waiting: &BTreeMap<String, Waiting>, of: &dyn Fn(&Waiting) -> bool| {
            let those = waiting.iter().filter(|(_, waiting)| of(waiting));
            those.min_by_key(|(_, waiting)| waiting.since).map(|(id, _)| id.clone())
        };
        let theirs = self.waiting.values().filter(|waiting| waiting.from == from).count();
        let surplus = if theirs >= WAITING.0 {
            oldest(&self.waiting, &|waiting| waiting.from == from)
        } else if self.waiting.len() >= WAITING.1 {
            oldest(&self.waiting, &|_| true)
        } else {
            None
        };
        if let Some(id) = surplus {
            self.waiting.remove(&id);
        }
        let id = Token::fresh(world).text().to_owned();
        self.waiting.insert(id.clone(), Waiting { since: now, from, what });
        Challenge { id, options }
    }

    /// A challenge is answered once.
    fn take(&mut self, id: &str, now: Timestamp) -> Option<Waits> {
        let waiting = self.waiting.remove(id)?;
        (now.as_second() - waiting.since.as_second() < LASTS).then_some(waiting.what)
    }

    /// Options with one credential that follows from the name, so that asking twice tells nothing.
    fn made_up(&self, name: &str, world: &World) -> serde_json::Value {
        let credential = self.digest(&[b"credential", name.as_bytes()]);
        serde_json::json!({ "publicKey": {
            "challenge": base64url(&world.bytes::<32>()),
            "timeout": 300_000,
            "rpId": self.host,
            "allowCredentials": [{ "type": "public-key", "id": base64url(&credential) }],
            "userVerification": "required",
        }})
    }

    fn digest(&self, parts: &[&[u8]]) -> [u8; 32] {
        let hash = parts.iter().fold(Sha256::new().chain_update(self.key), sha2::Digest::chain_update);
        hash.finalize().into()
    }
}

/// Base64url without padding.
fn base64url(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().chain([&0; 2]).take(3).fold(0_u32, |group, byte| group << 8 | u32::from(*byte));
        for place in 0..=chunk.len() {
            let sign = group >> (18 - 6 * place) & 63;
            text.push(char::from(SIGNS[sign as usize]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::world::made_up::world;
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn site() -> Site {
        Site::new("10.0.0.1:8443".parse().unwrap(), true, Some("bilan.example.org"))
    }

    #[test]
    fn base64url_as_in_rfc_4648() {
        for (bytes, text) in [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64url(bytes.as_bytes()), text);
        }
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
    }

    #[test]
    fn without_a_name_there_are_none() {
        let (world, _) = world();
        assert!(Passkeys::new(&Site::new("10.0.0.1:8443".parse().unwrap(), true, None), &world).is_none());
        assert!(Passkeys::new(&site(), &world).is_some());
        assert!(Passkeys::new(&Site::new("127.0.0.1:8080".parse().unwrap(), false, None), &world).is_some());
    }

    #[test]
    fn a_name_that_there_is_not_gets_a_challenge_that_looks_like_one() {
        let (world, _) = world();
        let mut passkeys = Passkeys::new(&site(), &world).unwrap();
        let mut credential = |name| {
            let challenge = passkeys.begin(name, None, HERE, &world).unwrap();
            let keys = &challenge.options["publicKey"];
            assert_eq!(keys["rpId"], "bilan.example.org");
            assert_eq!(keys["userVerification"], "required");
            assert_eq!(keys["challenge"].as_str().unwrap().len(), 43);
            keys["allowCredentials"][0]["id"].as_str().unwrap().to_owned()
        };
        let (first, again, other) = (credential("amina"), credential("amina"), credential("issa"));
        assert_eq!(first, again);
        assert_ne!(first, other);
    }

    #[test]
    fn challenges_that_wait_are_few_and_end() {
        let (world, hands) = world();
        let mut passkeys = Passkeys::new(&site(), &world).unwrap();
        let mine = passkeys.begin("amina", None, IpAddr::from([10, 0, 0, 2]), &world).unwrap();
        for _ in 0..1000 {
            passkeys.begin("amina", None, HERE, &world).unwrap();
        }
        assert_eq!(passkeys.waiting.len(), WAITING.0 + 1, "another address does not push mine out");
        assert!(passkeys.waiting.contains_key(&mine.id));
        hands.pass(LASTS);
        assert!(passkeys.take(&mine.id, world.now()).is_none());
    }
}
