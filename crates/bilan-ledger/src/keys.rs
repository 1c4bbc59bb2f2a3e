//! The three keys of a case: device, member, machine; their names, and the text that lists them.

use std::fmt;

use crate::act::Role;
use crate::hash::sha256;
use crate::hex;
use crate::id::{CaseId, DeviceId};
use crate::note::{NoteError, SignedNote, SignerKey, VerifierKey};

/// First line of the content of the open-case entry, which lists the public keys.
pub const KEYS_TYPE: &str = "bilan-keys/v1";

/// The name of a key, made of opaque ids only: who a member is stands nowhere in the log.
///
/// `bilan/<case>/<device>` for the device, and the origin of its checkpoints;
/// `bilan/<case>/member/<fingerprint>` and `bilan/<case>/machine/<fingerprint>` for the others, the fingerprint
/// being the first 16 bytes of the SHA-256 of the public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyName {
    /// The key of a device.
    Device(CaseId, DeviceId),
    /// The key of a member.
    Member(CaseId, [u8; 16]),
    /// The key of the programs.
    Machine(CaseId, [u8; 16]),
}

impl KeyName {
    /// Reads a name in its one spelling; any other text is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let (case, rest) = text.strip_prefix("bilan/")?.split_once('/')?;
        let case = CaseId::from_hex(case)?;
        match rest.split_once('/') {
            None => DeviceId::from_hex(rest).map(|device| Self::Device(case, device)),
            Some(("member", print)) => hex::decode(print).map(|print| Self::Member(case, print)),
            Some(("machine", print)) => hex::decode(print).map(|print| Self::Machine(case, print)),
            Some(_) => None,
        }
    }

    /// The role that signs with a key of this name.
    pub fn role(self) -> Role {
        match self {
            Self::Device(..) => Role::Device,
            Self::Member(..) => Role::Member,
            Self::Machine(..) => Role::Machine,
        }
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Device(case, device) => write!(f, "bilan/{case}/{device}"),
            Self::Member(case, print) => write!(f, "bilan/{case}/member/{}", hex::encode(print)),
            Self::Machine(case, print) => write!(f, "bilan/{case}/machine/{}", hex::encode(print)),
        }
    }
}

/// Three times 32 secret random bytes, from which the keys follow.
#[derive(Clone)]
pub struct Seeds {
    /// Seed of the device's key.
    pub device: [u8; 32],
    /// Seed of the member's key.
    pub member: [u8; 32],
    /// Seed of the machine's key.
    pub machine: [u8; 32],
}

impl fmt::Debug for Seeds {
    /// Hides the seeds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seeds(..)")
    }
}

/// The secret keys of one device in one case. They live in the home storage, never in the case.
#[derive(Debug, Clone)]
pub struct SigningKeys {
    device: SignerKey,
    member: SignerKey,
    machine: SignerKey,
    public: VerifyingKeys,
}

impl SigningKeys {
    /// The keys of a device in a case that follow from three seeds.
    pub fn from_seeds(case: CaseId, device: DeviceId, seeds: &Seeds) -> Self {
        let named = |name: &dyn Fn([u8; 16]) -> KeyName, seed| {
            let unnamed = SignerKey::from_seed("unnamed", seed).expect("a plain word is a key name");
            let name = name(fingerprint(unnamed.verifier()));
            SignerKey::from_seed(&name.to_string(), seed).expect("ids are printable ASCII without plus signs")
        };
        Self::new(
            named(&|_| KeyName::Device(case, device), &seeds.device),
            named(&|print| KeyName::Member(case, print), &seeds.member),
            named(&|print| KeyName::Machine(case, print), &seeds.machine),
        )
        .expect("just named for one case")
    }

    /// Three keys, if they belong together: each named for its role, all for one case.
    pub(crate) fn new(device: SignerKey, member: SignerKey, machine: SignerKey) -> Option<Self> {
        let public = [&device, &member, &machine].map(|key| key.verifier().clone());
        let public = VerifyingKeys::new(public)?;
        Some(Self { device, member, machine, public })
    }

    /// The secret key of a role.
    pub(crate) fn of(&self, role: Role) -> &SignerKey {
        match role {
            Role::Device => &self.device,
            Role::Member => &self.member,
            Role::Machine => &self.machine,
        }
    }

    /// The public keys.
    pub fn verifying(&self) -> &VerifyingKeys {
        &self.public
    }
}

/// The public keys of one device in one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyingKeys {
    case: CaseId,
    device: DeviceId,
    /// `[role]`, in the order of [`Role::ALL`].
    keys: [VerifierKey; 3],
}

impl VerifyingKeys {
    /// Device, member and machine key, if they belong together: each named for its role, all for one case,
    /// the fingerprints true.
    pub(crate) fn new(keys: [VerifierKey; 3]) -> Option<Self> {
        let names = [0, 1, 2].map(|at| KeyName::parse(keys[at].name()));
        let [Some(device_name), Some(member_name), Some(machine_name)] = names else { return None };
        let KeyName::Device(case, device) = device_name else { return None };
        let belong = member_name == KeyName::Member(case, fingerprint(&keys[1]))
            && machine_name == KeyName::Machine(case, fingerprint(&keys[2]));
        belong.then_some(Self { case, device, keys })
    }

    /// The case the keys are for.
    pub fn case(&self) -> CaseId {
        self.case
    }

    /// The device the keys are for.
    pub fn device(&self) -> DeviceId {
        self.device
    }

    /// The key of a role.
    pub fn of(&self, role: Role) -> &VerifierKey {
        match role {
            Role::Device => &self.keys[0],
            Role::Member => &self.keys[1],
            Role::Machine => &self.keys[2],
        }
    }

    /// The name under which a role signs.
    pub(crate) fn name_of(&self, role: Role) -> KeyName {
        KeyName::parse(self.of(role).name()).expect("checked when the keys were put together")
    }

    /// Holds a note against the key of a role; it must bear that signature and no other line.
    ///
    /// # Errors
    /// [`NoteError`].
    pub(crate) fn verify(&self, note: &SignedNote, role: Role) -> Result<(), NoteError> {
        match note.signatures() {
            [_] => note.verify(self.of(role)),
            _ => Err(NoteError::Malformed("not exactly one signature line")),
        }
    }

    /// The content of the open-case entry: [`KEYS_TYPE`], then one key a line: device, member, machine.
    pub fn to_text(&self) -> String {
        let [device, member, machine] = &self.keys;
        format!("{KEYS_TYPE}\n{device}\n{member}\n{machine}\n")
    }

    /// Reads the text of [`VerifyingKeys::to_text`] in its one spelling.
    ///
    /// # Errors
    /// [`NoteError::Key`].
    pub fn parse_text(text: &str) -> Result<Self, NoteError> {
        let wrong = NoteError::Key("not a list of the three keys of one case");
        let lines: Vec<_> = text.split('\n').collect();
        let [KEYS_TYPE, device, member, machine, ""] = lines[..] else { return Err(wrong) };
        let parsed = [device, member, machine].map(VerifierKey::parse);
        let [device, member, machine] = parsed;
        Self::new([device?, member?, machine?]).ok_or(wrong)
    }

    /// The public keys as they stand in the case's `keys/` folder: path and bytes of each file.
    pub(crate) fn files(&self) -> [(String, Vec<u8>); 3] {
        [Role::Device, Role::Member, Role::Machine]
            .map(|role| (key_path(role), format!("{}\n", self.of(role)).into_bytes()))
    }
}

/// The path of a public key in the case.
pub(crate) fn key_path(role: Role) -> String {
    format!("keys/{role}.vkey")
}

fn fingerprint(key: &VerifierKey) -> [u8; 16] {
    let digest = sha256(&[key.public_bytes()]);
    *digest.first_chunk().expect("a digest has 32 bytes")
}
