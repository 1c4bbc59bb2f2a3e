//! What the sandboxed child is asked and answers: formats whose parsers run in a process of their own.
//!
//! The child is called as `bilan-read --format NAME [--unsandboxed]`, takes the bytes of one document on its
//! standard input and writes one [`ChildReply`] as JSON. Called as `bilan-read --rows NAME [--unsandboxed]`, it writes
//! the rows of a table ([`RowsFormat`]) as CSV instead, and ends with a code that says how that went. No parser of such
//! a format is linked here.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::document::ReadDocument;
use crate::note::ReadNote;
use crate::roster::Roster;
use crate::unreadable::{FileKind, Unreadable};

/// The most bytes of one document that the child takes (256 MiB).
pub const MAX_CHILD_INPUT: usize = 256 * 1024 * 1024;
/// The most text that one reply holds, in bytes over all its parts (64 MiB).
pub const MAX_CHILD_TEXT: usize = 64 * 1024 * 1024;
/// The most parts that one reply holds.
pub const MAX_CHILD_PARTS: usize = 10_000;

/// The exit code of a child that could not lock itself in, and therefore read nothing.
pub const EXIT_NO_SANDBOX: u8 = 70;
/// The exit code of a child that was called in a way it does not know.
pub const EXIT_USAGE: u8 = 2;
/// The exit code of a child that could not take its input or give its answer.
pub const EXIT_PIPE: u8 = 74;
/// The exit code of a child that met a damaged table; what is wrong stands on its standard error.
pub const EXIT_DAMAGED: u8 = 65;
/// The exit code of a child whose table is locked with a password.
pub const EXIT_LOCKED: u8 = 77;
/// The exit code of a child whose table is larger than may be; what is too large stands on its standard error.
pub const EXIT_TOO_LARGE: u8 = 73;
/// The exit code of a child whose table has a column that is no column of cells; its name is on its standard error.
pub const EXIT_COLUMN: u8 = 69;

/// The most bytes of one table whose rows the child writes (512 MiB).
pub const MAX_ROWS_INPUT: u64 = 512 * 1024 * 1024;

/// A format whose rows only the child reads.
///
/// It writes them as CSV (UTF-8, commas, quotes as in RFC 4180, lines that end with `\n`): each row of the sheet in a
/// record of its own, one that holds nothing in an empty line, up to the last that holds something. So the record of
/// this number is the row of this number, and the first that is not empty has the names of the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowsFormat {
    /// Excel, xlsx: the first sheet that holds something.
    Xlsx,
    /// `OpenDocument` sheets, ods: the first sheet that holds something.
    Ods,
    /// Parquet.
    Parquet,
}

impl RowsFormat {
    /// The name given to the child: `xlsx`, `ods`, `parquet`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Ods => "ods",
            Self::Parquet => "parquet",
        }
    }

    /// The format of a name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Xlsx, Self::Ods, Self::Parquet].into_iter().find(|format| format.name() == name)
    }
}

/// A format that only the child reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChildFormat {
    /// PDF.
    Pdf,
    /// Word, docx.
    Docx,
    /// `OpenDocument` text, odt.
    Odt,
    /// One mail message, or a page saved as one (mhtml).
    Eml,
    /// A mailbox: messages one after another.
    Mbox,
    /// A web archive, also gzipped.
    Warc,
    /// Excel, xlsx.
    Xlsx,
    /// `OpenDocument` sheets, ods.
    Ods,
    /// A table as text, csv or tsv.
    Csv,
}

impl ChildFormat {
    /// Every format, in order.
    pub const ALL: [ChildFormat; 9] = [
        ChildFormat::Pdf,
        ChildFormat::Docx,
        ChildFormat::Odt,
        ChildFormat::Eml,
        ChildFormat::Mbox,
        ChildFormat::Warc,
        ChildFormat::Xlsx,
        ChildFormat::Ods,
        ChildFormat::Csv,
    ];

    /// The name given to the child: `pdf`, `docx`, `odt`, `eml`, `mbox`, `warc`, `xlsx`, `ods`, `csv`.
    pub fn name(self) -> &'static str {
        match self {
            ChildFormat::Pdf => "pdf",
            ChildFormat::Docx => "docx",
            ChildFormat::Odt => "odt",
            ChildFormat::Eml => "eml",
            ChildFormat::Mbox => "mbox",
            ChildFormat::Warc => "warc",
            ChildFormat::Xlsx => "xlsx",
            ChildFormat::Ods => "ods",
            ChildFormat::Csv => "csv",
        }
    }

    /// The format of a name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// What a person calls such a file.
    pub fn kind(self) -> FileKind {
        match self {
            ChildFormat::Pdf => FileKind::Pdf,
            ChildFormat::Docx => FileKind::WordDocument,
            ChildFormat::Odt | ChildFormat::Ods => FileKind::OpenDocument,
            ChildFormat::Eml | ChildFormat::Mbox => FileKind::Mail,
            ChildFormat::Warc => FileKind::WebArchive,
            ChildFormat::Xlsx => FileKind::ExcelSheet,
            ChildFormat::Csv => FileKind::Table,
        }
    }
}

/// Whether the child had locked itself in before it read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sandbox {
    /// No file, no network, no other process, limits of memory and time: all refused by the kernel.
    Enforced,
    /// It was told to read without; what held is not known.
    None,
}

/// The answer of the child on one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildReply {
    /// Whether it was locked in.
    pub sandbox: Sandbox,
    /// What the document holds, in order; never empty.
    pub parts: Vec<ChildPart>,
    /// What a person must know of the file as a whole.
    pub notes: Vec<ReadNote>,
}

/// One document of those that a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildPart {
    /// The way to it from outside in; empty when it is the file as a whole.
    pub place: Vec<Step>,
    /// What it gave.
    #[serde(flatten)]
    pub outcome: ChildOutcome,
}

impl ChildPart {
    /// The way to it in words, such as `message 3, attachment 2 (list.docx)`; empty for the file as a whole.
    pub fn label(&self) -> String {
        self.place.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }
}

/// What one document of a file gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", content = "value", rename_all = "snake_case")]
pub enum ChildOutcome {
    /// Text.
    Text(Box<ReadDocument>),
    /// A table, which is kept and not coded.
    Roster(Roster),
    /// No text, and why.
    Unreadable(Unreadable),
}

/// One step on the way to a document inside a file.
///
/// Names and addresses are the file's own words, at most 300 characters, and never a path to open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// A message of a mailbox.
    Message {
        /// Which, from 1.
        number: usize,
    },
    /// An attachment of a message.
    Attachment {
        /// Which, from 1.
        number: usize,
        /// The name it has.
        name: Option<String>,
    },
    /// A record of a web archive.
    Record {
        /// Which, from 1, of all records.
        number: usize,
        /// The address it was fetched from.
        url: Option<String>,
        /// When it was fetched, as written there.
        date: Option<String>,
    },
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Message { number } => write!(f, "message {number}"),
            Step::Attachment { number, name: None } => write!(f, "attachment {number}"),
            Step::Attachment { number, name: Some(name) } => write!(f, "attachment {number} ({name})"),
            Step::Record { number, url: None, .. } => write!(f, "record {number}"),
            Step::Record { number, url: Some(url), .. } => write!(f, "record {number} ({url})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Hint, read};

    #[test]
    fn names_lead_back_to_formats() {
        for format in ChildFormat::ALL {
            assert_eq!(ChildFormat::from_name(format.name()), Some(format));
        }
        assert_eq!(ChildFormat::from_name("exe"), None);
    }

    #[test]
    fn a_reply_comes_back_as_it_was_sent() {
        let page = "<html lang=fr><title>Douze morts</title><p>Douze morts, le 3 mai.<p>\u{202E}Aucun autre.";
        let latin: Vec<u8> = page.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
        let mut parts: Vec<ChildPart> =
            [page.as_bytes(), &latin, b"---\ntitle: a\nodd: b\n---\nDouze\r\nmorts"]
                .into_iter()
                .map(|bytes| read(bytes, &Hint::default()).unwrap().remove(0).outcome.unwrap())
                .map(|document| ChildPart {
                    place: Vec::new(),
                    outcome: ChildOutcome::Text(Box::new(document)),
                })
                .collect();
        parts.push(ChildPart {
            place: vec![
                Step::Message { number: 3 },
                Step::Attachment { number: 1, name: Some("../a.csv".into()) },
            ],
            outcome: ChildOutcome::Roster(Roster { sheets: Vec::new() }),
        });
        let failures = [read(b"", &Hint::default()), read(b"%PDF-1.4", &Hint::default())];
        parts.extend(failures.into_iter().map(|failure| ChildPart {
            place: vec![Step::Record { number: 2, url: Some("http://a.example/".into()), date: None }],
            outcome: ChildOutcome::Unreadable(failure.unwrap_err()),
        }));
        let reply = ChildReply { sandbox: Sandbox::Enforced, parts, notes: Vec::new() };
        let json = serde_json::to_string(&reply).unwrap();
        assert_eq!(serde_json::from_str::<ChildReply>(&json).unwrap(), reply);
        assert_eq!(reply.parts[3].label(), "message 3, attachment 1 (../a.csv)");
    }

    #[test]
    fn names_that_are_not_known_are_refused() {
        let document = read(b"Twelve killed.", &Hint::default()).unwrap().remove(0).outcome.unwrap();
        let json = serde_json::to_string(&document).unwrap();
        assert_eq!(serde_json::from_str::<ReadDocument>(&json).unwrap(), document);
        for (right, wrong) in [("\"UTF-8\"", "\"UTF-99\""), ("\"reader\":\"text\"", "\"reader\":\"magic\"")] {
            assert!(json.contains(right));
            assert!(serde_json::from_str::<ReadDocument>(&json.replace(right, wrong)).is_err());
        }
    }
}
