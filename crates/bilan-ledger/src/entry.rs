//! Entries: the text that is signed, byte for byte, and how it is read back.
//!
//! The text is [`ENTRY_TYPE`], a newline, one line of compact JSON with the fields in the order of [`Entry`],
//! a newline. Every value is a fixed-size hexadecimal id, a word of a closed list, a number, a UTC time or a
//! restricted version: no name, path, address or word of a report can stand in it, and no byte outside ASCII.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use serde::Deserialize;

use crate::act::{Act, CountKey, Role, Tool, ToolName, ToolVersion};
use crate::hash::Hash;
use crate::id::{CaseId, DeviceId, Subject};
use crate::keys::KeyName;
use crate::time::ClaimedTime;
use crate::vault::Commit;

/// First line of every entry.
pub const ENTRY_TYPE: &str = "bilan-entry/v1";

/// Bytes of an entry's note at most: what a record's `u16` length can say.
pub const ENTRY_BYTES_MAX: usize = u16::MAX as usize;

/// The largest number an entry may hold: the largest that every JSON reader reads exactly, 2^53 - 1.
const NUMBER_MAX: u64 = (1 << 53) - 1;

/// What one act left in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The case.
    pub case: CaseId,
    /// The device whose log this is.
    pub device: DeviceId,
    /// Place in the log, counted from 0.
    pub seq: u64,
    /// Leaf of the entry before; none for the first.
    pub prev: Option<Hash>,
    /// Leaves of the entries this one answers or rests on.
    pub deps: Vec<Hash>,
    /// Lamport number: greater than that of the entry before and of every dependency.
    pub lamport: u64,
    /// Name of the key that signed.
    pub actor: KeyName,
    /// In what capacity.
    pub role: Role,
    /// When, by the device's clock.
    pub claimed_time: ClaimedTime,
    /// What was done.
    pub act: Act,
    /// To what.
    pub subject: Subject,
    /// Commitment of the content, if the act has any.
    pub commit: Option<Commit>,
    /// How many of what.
    pub counts: BTreeMap<CountKey, u64>,
    /// The program, for the role machine and only for it.
    pub tool: Option<Tool>,
}

/// An entry as it lies in the log: its bytes, the leaf that follows from them, and what they say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedEntry {
    /// What the entry says.
    pub entry: Entry,
    /// Its leaf.
    pub leaf: Hash,
    /// The whole signed note.
    pub note: Vec<u8>,
}

/// Why a text is not an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// The first line is not [`ENTRY_TYPE`], or what follows is not one line.
    #[error("the text is not `{ENTRY_TYPE}` and one line of JSON")]
    Type,
    /// Not JSON, or not with exactly the fields of an entry.
    #[error("not the JSON of an entry: {0}")]
    Json(String),
    /// An act that this version does not know: the case was written by a newer one, or altered.
    #[error("unknown act {0:?}")]
    UnknownAct(String),
    /// A field does not have its form.
    #[error("field `{0}` does not have its form")]
    Field(&'static str),
    /// The same entry spelled in another way (order, spaces, escapes, doubled fields).
    #[error("the JSON is not in its one canonical spelling")]
    NotCanonical,
}

/// The JSON of an entry as it is read; [`Entry::to_text`] writes the same fields in the same order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<'a> {
    #[serde(borrow)]
    case: Cow<'a, str>,
    #[serde(borrow)]
    device: Cow<'a, str>,
    seq: u64,
    prev: Option<String>,
    deps: Vec<String>,
    lamport: u64,
    #[serde(borrow)]
    actor: Cow<'a, str>,
    #[serde(borrow)]
    role: Cow<'a, str>,
    #[serde(borrow)]
    claimed_time: Cow<'a, str>,
    #[serde(borrow)]
    act: Cow<'a, str>,
    #[serde(borrow)]
    subject: Cow<'a, str>,
    commit: Option<String>,
    counts: BTreeMap<String, u64>,
    tool: Option<WireTool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireTool {
    name: String,
    version: String,
}

impl Entry {
    /// The text that is signed.
    pub fn to_text(&self) -> String {
        let mut text = String::with_capacity(1024);
        self.write_text(&mut text).expect("writing to a string does not fail");
        debug_assert!(text.is_ascii(), "no type of an entry holds anything but ASCII");
        text
    }

    /// Field by field: no value holds a character that JSON would escape (`every_entry_is_json` in the tests).
    fn write_text(&self, text: &mut String) -> fmt::Result {
        let quoted = |hash: Option<String>| hash.map_or("null".to_owned(), |hash| format!("\"{hash}\""));
        write!(text, "{ENTRY_TYPE}\n{{\"case\":\"{}\",\"device\":\"{}\"", self.case, self.device)?;
        write!(text, ",\"seq\":{},\"prev\":{}", self.seq, quoted(self.prev.map(|leaf| leaf.to_string())))?;
        text.push_str(",\"deps\":[");
        for (at, dep) in self.deps.iter().enumerate() {
            write!(text, "{}\"{dep}\"", comma(at))?;
        }
        write!(text, "],\"lamport\":{},\"actor\":\"{}\"", self.lamport, self.actor)?;
        write!(text, ",\"role\":\"{}\",\"claimed_time\":\"{}\"", self.role, self.claimed_time)?;
        write!(text, ",\"act\":\"{}\",\"subject\":\"{}\"", self.act, self.subject)?;
        write!(text, ",\"commit\":{}", quoted(self.commit.map(|commit| commit.to_string())))?;
        text.push_str(",\"counts\":{");
        for (at, (key, count)) in self.counts.iter().enumerate() {
            write!(text, "{}\"{key}\":{count}", comma(at))?;
        }
        text.push_str("},\"tool\":");
        match &self.tool {
            None => text.push_str("null"),
            Some(tool) => {
                write!(text, "{{\"name\":\"{}\",\"version\":\"{}\"}}", tool.name, tool.version.as_str())?;
            }
        }
        text.push_str("}\n");
        Ok(())
    }

    /// Reads the text of an entry; only the spelling that [`Entry::to_text`] gives is one.
    ///
    /// # Errors
    /// [`EntryError`].
    pub fn parse_text(text: &str) -> Result<Self, EntryError> {
        let rest = text.strip_prefix(ENTRY_TYPE).and_then(|rest| rest.strip_prefix('\n'));
        let json = rest.and_then(|rest| rest.strip_suffix('\n')).ok_or(EntryError::Type)?;
        let wire: Wire<'_> =
            serde_json::from_str(json).map_err(|error| EntryError::Json(error.to_string()))?;
        let entry = Self::from_wire(&wire)?;
        if entry.to_text() == text { Ok(entry) } else { Err(EntryError::NotCanonical) }
    }

    fn from_wire(wire: &Wire<'_>) -> Result<Self, EntryError> {
        fn field<T>(name: &'static str, value: Option<T>) -> Result<T, EntryError> {
            value.ok_or(EntryError::Field(name))
        }
        let hash = |name, text: &String| field(name, Hash::from_hex(text));
        let number = |name, value: u64| field(name, (value <= NUMBER_MAX).then_some(value));
        let count = |(key, value): (&String, &u64)| {
            Ok((field("counts", CountKey::from_word(key))?, number("counts", *value)?))
        };
        let tool = |tool: &WireTool| {
            let name = field("tool", ToolName::from_word(&tool.name))?;
            Ok(Tool { name, version: field("tool", ToolVersion::parse(&tool.version))? })
        };
        Ok(Self {
            case: field("case", CaseId::from_hex(&wire.case))?,
            device: field("device", DeviceId::from_hex(&wire.device))?,
            seq: number("seq", wire.seq)?,
            prev: wire.prev.as_ref().map(|leaf| hash("prev", leaf)).transpose()?,
            deps: wire.deps.iter().map(|leaf| hash("deps", leaf)).collect::<Result<_, _>>()?,
            lamport: number("lamport", wire.lamport)?,
            actor: field("actor", KeyName::parse(&wire.actor))?,
            role: field("role", Role::from_word(&wire.role))?,
            claimed_time: field("claimed_time", ClaimedTime::parse(&wire.claimed_time))?,
            act: Act::from_word(&wire.act).ok_or_else(|| EntryError::UnknownAct(wire.act.to_string()))?,
            subject: field("subject", Subject::from_hex(&wire.subject))?,
            commit: wire.commit.as_ref().map(|text| field("commit", Commit::from_hex(text))).transpose()?,
            counts: wire.counts.iter().map(count).collect::<Result<_, _>>()?,
            tool: wire.tool.as_ref().map(tool).transpose()?,
        })
    }
}

fn comma(at: usize) -> &'static str {
    if at == 0 { "" } else { "," }
}
