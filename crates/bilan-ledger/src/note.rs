//! C2SP signed notes: a text, an empty line, and Ed25519 signature lines, in exactly one spelling.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use crate::hash::sha256;
use crate::hex;

/// The signature type byte of Ed25519 (C2SP signed-note, "Signature types").
const ED25519: u8 = 0x01;

/// More signature lines than this are refused; the specification asks for at least 16.
const SIGNATURES_MAX: usize = 64;

const SIGNATURE_MARK: &str = "\u{2014} ";
const SECRET_MARK: &str = "PRIVATE+KEY+";

/// Why bytes are no signed note, or a note does not bear the signature asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// The bytes do not have the form of a signed note.
    #[error("not a signed note: {0}")]
    Malformed(&'static str),
    /// No signature line names this key.
    #[error("no signature by {0}")]
    Unsigned(String),
    /// A signature line names the key, and the signature is not by it or not over this text.
    #[error("the signature by {0} does not hold")]
    BadSignature(String),
    /// The text does not have the form of a verifier key or signer key.
    #[error("not a key of the form name+id+base64, algorithm Ed25519: {0}")]
    Key(&'static str),
}

/// A parsed note. Its bytes are known to be the only spelling of it: [`SignedNote::to_bytes`] gives them back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<SignatureLine>,
}

/// One line of a note: who signed, with which key, and the bytes of the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureLine {
    /// Name of the key.
    pub name: String,
    /// Id of the key: with the name, it identifies key and algorithm.
    pub key_id: u32,
    /// What the algorithm gave; 64 bytes for Ed25519.
    pub signature: Vec<u8>,
}

impl SignedNote {
    /// Signs a text, which must end in a newline and hold no other control character.
    ///
    /// # Errors
    /// [`NoteError::Malformed`] when the text cannot stand in a note.
    pub fn sign(text: &str, key: &SignerKey) -> Result<Self, NoteError> {
        check_text(text)?;
        let signature = key.secret.sign(text.as_bytes()).to_bytes().to_vec();
        let line = SignatureLine { name: key.public.name.clone(), key_id: key.public.key_id, signature };
        Ok(Self { text: text.to_owned(), signatures: vec![line] })
    }

    /// Reads a note (C2SP signed-note, "Format"). Says nothing about whether any signature holds.
    ///
    /// # Errors
    /// [`NoteError::Malformed`] for bytes that are not the one spelling of a note.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        let note = std::str::from_utf8(bytes).map_err(|_| NoteError::Malformed("not UTF-8"))?;
        let end = note.rfind("\n\n").ok_or(NoteError::Malformed("no empty line before the signatures"))? + 1;
        let text = &note[..end];
        check_text(text)?;
        let lines = note[end + 1..]
            .strip_suffix('\n')
            .ok_or(NoteError::Malformed("the last line does not end in a newline"))?;
        let signatures = lines.split('\n').map(SignatureLine::parse).collect::<Result<Vec<_>, _>>()?;
        if signatures.len() > SIGNATURES_MAX {
            return Err(NoteError::Malformed("too many signatures"));
        }
        let parsed = Self { text: text.to_owned(), signatures };
        if parsed.to_bytes() == bytes { Ok(parsed) } else { Err(NoteError::Malformed("not canonical")) }
    }

    /// Holds the note against a key: a line must name it, and every line that names it must hold.
    ///
    /// Ed25519 as in RFC 8032, in its strict form: one text and key admit no second spelling of a signature.
    ///
    /// # Errors
    /// [`NoteError::Unsigned`] or [`NoteError::BadSignature`].
    pub fn verify(&self, key: &VerifierKey) -> Result<(), NoteError> {
        let mut lines = self.signatures.iter().filter(|line| line.is_by(key)).peekable();
        if lines.peek().is_none() {
            return Err(NoteError::Unsigned(key.name.clone()));
        }
        let bad = || NoteError::BadSignature(key.name.clone());
        lines.try_for_each(|line| {
            let signature = Signature::from_slice(&line.signature).map_err(|_| bad())?;
            key.public.verify_strict(self.text.as_bytes(), &signature).map_err(|_| bad())
        })
    }

    /// The text, with its final newline and without the empty line that follows.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signature lines, in order.
    pub fn signatures(&self) -> &[SignatureLine] {
        &self.signatures
    }

    /// The bytes of the note.
    pub fn to_bytes(&self) -> Vec<u8> {
        let lines: String = self.signatures.iter().map(SignatureLine::to_string).collect();
        format!("{}\n{lines}", self.text).into_bytes()
    }
}

impl SignatureLine {
    fn parse(line: &str) -> Result<Self, NoteError> {
        let wrong = || NoteError::Malformed("a signature line is not `\u{2014} name base64`");
        let (name, encoded) =
            line.strip_prefix(SIGNATURE_MARK).and_then(|rest| rest.split_once(' ')).ok_or_else(wrong)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| wrong())?;
        let (id, signature) = bytes.split_first_chunk::<4>().ok_or_else(wrong)?;
        if !is_key_name(name) || signature.is_empty() {
            return Err(wrong());
        }
        Ok(Self { name: name.to_owned(), key_id: u32::from_be_bytes(*id), signature: signature.to_vec() })
    }

    fn is_by(&self, key: &VerifierKey) -> bool {
        self.name == key.name && self.key_id == key.key_id
    }
}

impl fmt::Display for SignatureLine {
    /// The line with its newline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.key_id.to_be_bytes(), self.signature.as_slice()].concat();
        writeln!(f, "{SIGNATURE_MARK}{} {}", self.name, STANDARD.encode(bytes))
    }
}

/// A public Ed25519 key with its name: what checks a note. Displayed as `name+id+base64`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    key_id: u32,
    public: VerifyingKey,
}

impl VerifierKey {
    fn new(name: &str, public: VerifyingKey) -> Self {
        let digest = sha256(&[name.as_bytes(), b"\n", &[ED25519], public.as_bytes()]);
        let key_id = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
        Self { name: name.to_owned(), key_id, public }
    }

    /// Reads `name+id+base64` in its one spelling; the id must be the one that follows from name and key.
    ///
    /// # Errors
    /// [`NoteError::Key`].
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let (name, key) = parse_key(text)?;
        let public =
            VerifyingKey::from_bytes(&key).map_err(|_| NoteError::Key("not a point of the curve"))?;
        let parsed = Self::new(name, public);
        if parsed.to_string() == text { Ok(parsed) } else { Err(NoteError::Key("id or spelling is wrong")) }
    }

    /// The name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of `SHA-256(name || 0x0A || 0x01 || public key)`.
    pub fn key_id(&self) -> u32 {
        self.key_id
    }

    /// The public key as RFC 8032 encodes it.
    pub fn public_bytes(&self) -> &[u8; 32] {
        self.public.as_bytes()
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&key_text(&self.name, self.key_id, self.public.as_bytes()))
    }
}

/// A secret Ed25519 key with its name: what signs notes. Wiped from memory when dropped.
#[derive(Clone)]
pub struct SignerKey {
    secret: SigningKey,
    public: VerifierKey,
}

impl SignerKey {
    /// The key that follows from 32 secret random bytes (RFC 8032).
    ///
    /// # Errors
    /// [`NoteError::Key`] when the name is empty or holds a space, a plus sign or a control character.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        if !is_key_name(name) {
            return Err(NoteError::Key("the name is empty or holds a space, plus sign or control character"));
        }
        let secret = SigningKey::from_bytes(seed);
        let public = VerifierKey::new(name, secret.verifying_key());
        Ok(Self { secret, public })
    }

    /// Reads the text that [`SignerKey::to_secret_text`] gives, in its one spelling.
    ///
    /// # Errors
    /// [`NoteError::Key`].
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let rest = text.strip_prefix(SECRET_MARK).ok_or(NoteError::Key("not marked PRIVATE+KEY"))?;
        let (name, seed) = parse_key(rest)?;
        let key = Self::from_seed(name, &seed)?;
        if key.to_secret_text() == text { Ok(key) } else { Err(NoteError::Key("id or spelling is wrong")) }
    }

    /// The secret as `PRIVATE+KEY+name+id+base64`, the form of the Go note package. For the home storage only.
    pub fn to_secret_text(&self) -> String {
        format!("{SECRET_MARK}{}", key_text(&self.public.name, self.public.key_id, &self.secret.to_bytes()))
    }

    /// The public half.
    pub fn verifier(&self) -> &VerifierKey {
        &self.public
    }
}

impl fmt::Debug for SignerKey {
    /// Shows the public half only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignerKey({})", self.public)
    }
}

fn key_text(name: &str, key_id: u32, key: &[u8; 32]) -> String {
    let typed = [&[ED25519], key.as_slice()].concat();
    format!("{name}+{}+{}", hex::encode(&key_id.to_be_bytes()), STANDARD.encode(typed))
}

/// The name and the 32 bytes of a `name+id+base64` text; the id is left to the caller.
fn parse_key(text: &str) -> Result<(&str, [u8; 32]), NoteError> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(_), Some(encoded)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(NoteError::Key("not three parts"));
    };
    if !is_key_name(name) {
        return Err(NoteError::Key("the name is empty or holds a space, plus sign or control character"));
    }
    let bytes = STANDARD.decode(encoded).map_err(|_| NoteError::Key("not base64"))?;
    match bytes.split_first() {
        Some((&ED25519, key)) => {
            Ok((name, key.try_into().map_err(|_| NoteError::Key("an Ed25519 key has 32 bytes"))?))
        }
        _ => Err(NoteError::Key("not an Ed25519 key")),
    }
}

fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

fn check_text(text: &str) -> Result<(), NoteError> {
    if !text.ends_with('\n') {
        return Err(NoteError::Malformed("the text does not end in a newline"));
    }
    if text.bytes().any(|byte| byte < b' ' && byte != b'\n') {
        return Err(NoteError::Malformed("the text holds a control character"));
    }
    Ok(())
}
