//! What a read document is: its text, and what it says about itself.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::names::{self, Name};
use crate::note::ReadNote;
use crate::unreadable::Unreadable;

/// The version of the reading rules; recorded beside each text, because spans index exactly that text.
pub const READER_VERSION: &str = env!("CARGO_PKG_VERSION");

/// What the caller knows of the bytes beside the bytes themselves.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hint<'a> {
    /// The name the file had; only its ending is looked at.
    pub file_name: Option<&'a str>,
    /// The format, where the caller knows it; else it is found out.
    pub format: Option<Format>,
}

/// A format this version reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown, whose marks are kept in the text.
    Markdown,
    /// A web page.
    Html,
    /// One JSON object a line, or one JSON object over several lines.
    JsonLines,
    /// PDF; read by the sandboxed child only, like the four below.
    Pdf,
    /// Word, docx.
    Docx,
    /// `OpenDocument` text, odt.
    Odt,
    /// A mail message.
    Mail,
}

impl Format {
    /// The name written in records: `text`, `markdown`, `html`, `json-lines`, `pdf`, `docx`, `odt`, `mail`.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Markdown => "markdown",
            Format::Html => "html",
            Format::JsonLines => "json-lines",
            Format::Pdf => "pdf",
            Format::Docx => "docx",
            Format::Odt => "odt",
            Format::Mail => "mail",
        }
    }
}

/// One document of those that the bytes hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The line it stood on, from 1; only in JSON lines.
    pub line: Option<usize>,
    /// The name the line gives itself (`"doc"`), also where the line failed for another reason.
    pub doc: Option<String>,
    /// The document, or why it could not be read.
    pub outcome: Result<ReadDocument, Unreadable>,
}

impl Part {
    /// The only part of bytes that hold one document.
    pub(crate) fn whole(document: ReadDocument) -> Vec<Part> {
        vec![Part { line: None, doc: None, outcome: Ok(document) }]
    }
}

/// A document as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadDocument {
    /// The text that spans index, in UTF-8 bytes. Lines end in `\n`, except in JSON lines, whose text is exactly
    /// the one given. Never normalised otherwise: no-break spaces and hidden characters stay where they were.
    pub text: String,
    /// The title, which is context and (but for JSON lines) not repeated in the text.
    pub title: Option<String>,
    /// Who published it, in its own words.
    pub publisher: Option<String>,
    /// Who signed it, in its own words.
    pub byline: Option<String>,
    /// The day it says it was published, as written there (not moved to another time zone).
    pub published: Option<Date>,
    /// The language; absent where the document does not say and the text does not tell reliably.
    pub language: Option<Language>,
    /// The encoding the bytes were read in, by its WHATWG name, such as `UTF-8` or `windows-1252`;
    /// [`NO_ENCODING`](crate::NO_ENCODING) for PDF.
    #[serde(deserialize_with = "names::encoding")]
    pub encoding: Name,
    /// The format it was read as.
    pub format: Format,
    /// Which set of rules made the text, such as `html-article`; goes with [`READER_VERSION`].
    #[serde(deserialize_with = "names::reader")]
    pub reader: Name,
    /// What a person must know of this reading, most basic first.
    pub notes: Vec<ReadNote>,
}

/// A language and how it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Language {
    /// Two letters of ISO 639-1 where there are such, else three of ISO 639-3; lower case.
    pub tag: String,
    /// How it is known.
    pub basis: LanguageBasis,
}

/// How a language is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LanguageBasis {
    /// The document says so.
    Stated,
    /// The letters of a long enough text say so.
    Guessed,
}
