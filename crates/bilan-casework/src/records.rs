//! What the vault's objects hold: the acquisition record, the extracted text, the coding, the links. Never in an entry.

use bilan_model::{Coding, ReportHeader};
use bilan_reader::Roster;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What the person who adds a document says of it; it goes before what the document says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// ISO 639-1 code of its language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// How a document came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// A file was given.
    File,
    /// It came on standard input.
    StandardInput,
    /// A member sent it from a page of the workplace.
    Sent,
    /// A member wrote it down.
    Note,
}

/// Who took a document in, when, how, from where; content of an ingest entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acquisition {
    /// `bilan-acquisition/1`.
    pub format: String,
    /// Who, as the computer knows them.
    pub member: String,
    /// On which computer.
    pub device: String,
    /// When, RFC 3339 in UTC, by that computer's clock.
    pub when: String,
    /// How.
    pub how: How,
    /// From where: the path as it was given.
    pub from: String,
    /// Length in bytes.
    pub bytes: usize,
    /// SHA-256 of the bytes as received, 64 digits.
    pub sha256: String,
    /// What the person says of it.
    pub stated: Stated,
}

/// The first line of a text object; the text follows it, byte for byte, and spans count from there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextHeader {
    /// `bilan-text/1`.
    pub format: String,
    /// The report's id, 32 digits.
    pub report: String,
    /// Commitment of the original that it was read from.
    pub parent: String,
    /// Line of the original, in JSON lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The name that the line gives itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// Which set of rules made the text.
    pub reader: String,
    /// Their version.
    pub reader_version: String,
    /// The encoding of the original.
    pub encoding: String,
    /// Title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Who signed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byline: Option<String>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
    /// ISO 639 code of the language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The language was guessed from the letters.
    pub language_guessed: bool,
    /// Whether the child that read it was locked in; missing where it was read in the process itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sandboxed: Option<bool>,
    /// What a person must know of the reading.
    pub notes: Vec<String>,
}

impl TextHeader {
    /// The object: this header on one line, then the text.
    pub(crate) fn with_text(&self, text: &str) -> Vec<u8> {
        let mut bytes = to_json(self);
        bytes.push(b'\n');
        bytes.extend_from_slice(text.as_bytes());
        bytes
    }

    /// The header and the text of an object.
    pub(crate) fn split(bytes: &[u8]) -> Option<(Self, String)> {
        let at = bytes.iter().position(|byte| *byte == b'\n')?;
        let header = serde_json::from_slice(&bytes[..at]).ok()?;
        Some((header, String::from_utf8(bytes[at + 1..].to_vec()).ok()?))
    }
}

/// Which coder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoderVersion {
    /// Version and git commit: `0.1.0+g1a2b3c4d5e6f`.
    pub version: String,
}

/// SHA-256 of the bundles that a coding rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KnowledgeDigests {
    /// Of the pack, where the language has one.
    pub pack: Option<String>,
    /// Of the codebook.
    pub codebook: String,
    /// Of the gazetteer.
    pub gazetteer: String,
}

/// What a coder read; content of a coding entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CodingRecord {
    /// `bilan-coding/1`.
    pub format: String,
    /// Commitment of the text.
    pub text: String,
    /// The language it was coded in.
    pub language: Option<String>,
    /// What was known of the report beside its text then; missing in cases of the first version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<ReportHeader>,
    /// By which coder.
    pub coder: CoderVersion,
    /// With which knowledge.
    pub knowledge: KnowledgeDigests,
    /// The coding itself.
    pub coding: Coding,
}

/// Why a document, or one line of it, gave no text; content of an extraction-failed entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// `bilan-extraction-failed/1`.
    pub format: String,
    /// Commitment of the original.
    pub parent: String,
    /// Line of the original, in JSON lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The name that the line gives itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// In words.
    pub why: String,
    /// Version of the reader.
    pub reader_version: String,
}

/// A table that is kept and not coded; content of a roster entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterSeen {
    /// `bilan-roster/1`.
    pub format: String,
    /// Commitment of the original.
    pub parent: String,
    /// Which part of the original, where it has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// What it holds.
    pub roster: Roster,
    /// Version of the reader.
    pub reader_version: String,
}

/// Which accounts are one incident; content of a link entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// `bilan-links/1`.
    pub format: String,
    /// Every incident with its accounts, as (report, account).
    pub incidents: Vec<LinkedIncident>,
}

/// One incident of [`Links`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedIncident {
    /// Its id.
    pub id: String,
    /// Its accounts, as (report, account).
    pub accounts: Vec<(String, String)>,
}

/// One compact line of JSON.
pub(crate) fn to_json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("records of strings and numbers always serialise")
}
