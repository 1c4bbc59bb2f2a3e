//! Why bytes gave no text, in words for the person who has to go on with it.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::names::{self, Name};

/// Why a document could not be read. Each text says what happened, where, what is safe and what to do next.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Unreadable {
    /// No bytes, or nothing but blanks.
    #[error(
        "it is empty: there are no words in it. The original stays as it was received. If words were expected, \
         ask the sender for the document again."
    )]
    Empty,
    /// A kind of file that this version does not read.
    #[error(
        "{kind} is not read{} by this version. The original stays as it was received. For now: {}.",
        if kind.holds_text() { " yet" } else { "" }, kind.way_round()
    )]
    NotReadYet {
        /// What the bytes are.
        kind: FileKind,
    },
    /// Bytes that are not text and of no kind known here.
    #[error(
        "this is not text: it is full of bytes that no text has, the first at byte {first_at}. The original stays \
         as it was received. Find out which program made it, and add the words as a text file or a web page."
    )]
    Binary {
        /// Where the first such byte stands, counted from 0.
        first_at: usize,
    },
    /// More bytes than are read at once.
    #[error(
        "it is too large: {} ({bytes} bytes), and at most {} are read. The original stays as it was received. \
         Split it into smaller documents and add those.", mebibytes(*bytes), mebibytes(*limit_bytes)
    )]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The largest size read.
        limit_bytes: usize,
    },
    /// The bytes are not in a known encoding, or too damaged.
    #[error(
        "its letters could not be made out: read as {encoding}, {unreadable} of {characters} characters are \
         damaged, the first at byte {first_at} of the text. Nothing was guessed. The original stays as it was \
         received. Open it in the program that made it, save it as UTF-8 text, and add that file."
    )]
    Encoding {
        /// The best encoding found.
        #[serde(deserialize_with = "names::encoding")]
        encoding: Name,
        /// How many characters could not be read.
        unreadable: usize,
        /// Of how many.
        characters: usize,
        /// Where the first stands in the decoded text, in UTF-8 bytes from 0.
        first_at: usize,
    },
    /// A page built in a way that no real page is, which would stall or crash the reader.
    #[error(
        "this web page was not opened: {limit}. Real pages are not built like that; it may be damaged, or made to \
         harm the program that reads it. The original stays as it was received. If you need its words, open it on \
         a computer you can spare and copy them into a text file."
    )]
    PageRefused {
        /// Which limit it broke.
        limit: PageLimit,
    },
    /// A page with more text and markup than is read.
    #[error(
        "this web page is too large: {} even without its pictures, and at most {} are read. The original stays as \
         it was received. Copy its words into a text file and add that.", mebibytes(*bytes), mebibytes(*limit_bytes)
    )]
    PageTooLarge {
        /// Its size without embedded pictures.
        bytes: usize,
        /// The largest size read.
        limit_bytes: usize,
    },
    /// A page without words.
    #[error(
        "no text was found on this web page: it may be filled in by the browser, or hold only pictures. The original \
         stays as it was received. Open it in a browser, save it again with its text (\"save as: web page, \
         complete\"), or copy the words into a text file."
    )]
    PageWithoutText,
    /// One line of JSON lines that is not a document.
    #[error(
        "line {line} is not a document: {why}. The other lines are not touched by this. Correct the line and \
         give it again."
    )]
    JsonLine {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        #[serde(rename = "fault")]
        why: String,
    },
    /// A file that is not built as its format says.
    #[error(
        "this is {kind}, and it is damaged: {fault}. The original stays as it was received. Open it in the program that made \
         it and save it again, or copy its words into a text file, and add that file."
    )]
    Damaged {
        /// What the file is.
        kind: FileKind,
        /// What is wrong with it.
        fault: Fault,
    },
    /// A file that needs a password.
    #[error(
        "this is {kind}, and it is locked with a password. The original stays as it was received. Open it with its password, \
         save it without one, and add that file."
    )]
    Locked {
        /// What the file is.
        kind: FileKind,
    },
    /// A file past a limit, most often made to exhaust the program that reads it.
    #[error(
        "this is {kind}, and it was not read to its end: {limit}. It may be damaged, or made to harm the program that reads it. \
         The original stays as it was received. If you need its words, open it on a computer you can spare and copy \
         them into a text file."
    )]
    PastLimit {
        /// What the file is.
        kind: FileKind,
        /// Which limit it passed.
        limit: FileLimit,
    },
    /// A file in which no word was found.
    #[error(
        "this is {kind}, and no text was found in it: it may hold only pictures, such as scanned pages. The original stays as \
         it was received. Write down what it shows in a text file, or let a program for scanned pages make text of \
         it, and add that file."
    )]
    NoWords {
        /// What the file is.
        kind: FileKind,
    },
}

/// What is wrong with a damaged file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// Its parts do not fit together.
    Structure {
        /// What the parser says of it, at most 200 characters, in its own words.
        detail: String,
    },
    /// A part that such a file must have is not there.
    Missing {
        /// Its name.
        name: String,
    },
    /// The parser stopped in the middle, which is a mistake of the parser.
    ParserStopped,
}

impl Fault {
    /// A fault of structure, with the parser's words cut to their most.
    pub fn structure(detail: impl fmt::Display) -> Self {
        Fault::Structure { detail: detail.to_string().chars().take(200).collect() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Structure { detail } => write!(f, "its parts do not fit together ({detail})"),
            Fault::Missing { name } => write!(f, "it has no {name}"),
            Fault::ParserStopped => f.write_str("the program that takes it apart stopped in the middle"),
        }
    }
}

/// A limit that a file passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "limit", content = "most", rename_all = "snake_case")]
pub enum FileLimit {
    /// More bytes than these when unpacked.
    Unpacked(usize),
    /// More files inside than these.
    Entries(usize),
    /// Elements inside elements, deeper than this.
    Depth(usize),
    /// More parts or messages inside one another than these.
    MailParts(usize),
    /// More text than these bytes.
    Text(usize),
}

impl fmt::Display for FileLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileLimit::Unpacked(most) => write!(f, "unpacked it is larger than {}", mebibytes(*most)),
            FileLimit::Entries(most) => write!(f, "it holds more than {most} files"),
            FileLimit::Depth(most) => write!(f, "its elements are nested more than {most} deep"),
            FileLimit::MailParts(most) => write!(f, "it has more than {most} parts inside one another"),
            FileLimit::Text(most) => write!(f, "it has more text than {}", mebibytes(*most)),
        }
    }
}

/// A kind of file that is recognised but not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// PDF.
    Pdf,
    /// Word, docx.
    WordDocument,
    /// Excel, xlsx.
    ExcelSheet,
    /// `PowerPoint`, pptx.
    Slides,
    /// `OpenDocument`: odt, ods, odp.
    OpenDocument,
    /// The older Office formats: doc, xls, ppt, msg.
    OldOffice,
    /// Rich text, rtf.
    RichText,
    /// A table as text: csv, tsv.
    Table,
    /// A mail message or mailbox, or a page saved as one (mhtml).
    Mail,
    /// A web archive, warc.
    WebArchive,
    /// An XML file that is not a web page.
    Xml,
    /// A zip archive.
    Zip,
    /// Another packed or compressed file: gzip, 7z, rar, xz, bzip2, zstd.
    Packed,
    /// A picture.
    Picture,
    /// Sound or film.
    SoundOrFilm,
    /// A program.
    Program,
    /// A database file.
    Database,
    /// Text in UTF-32.
    Utf32Text,
}

impl FileKind {
    /// Whether such a file holds text that a later version can be expected to read.
    pub fn holds_text(self) -> bool {
        match self {
            FileKind::Pdf
            | FileKind::WordDocument
            | FileKind::ExcelSheet
            | FileKind::Slides
            | FileKind::OpenDocument
            | FileKind::OldOffice
            | FileKind::RichText
            | FileKind::Table
            | FileKind::Mail
            | FileKind::WebArchive
            | FileKind::Xml
            | FileKind::Utf32Text => true,
            FileKind::Zip
            | FileKind::Packed
            | FileKind::Picture
            | FileKind::SoundOrFilm
            | FileKind::Program
            | FileKind::Database => false,
        }
    }

    /// What a person can do about it today; completes "For now: ...".
    pub fn way_round(self) -> &'static str {
        match self {
            FileKind::Pdf
            | FileKind::WordDocument
            | FileKind::OpenDocument
            | FileKind::OldOffice
            | FileKind::RichText
            | FileKind::Slides => {
                "open it, copy its words into a text file, and add that file with the same title and date"
            }
            FileKind::ExcelSheet | FileKind::Table => {
                "put each report of the table into a text file of its own, or into one line of JSON lines"
            }
            FileKind::Mail => "open it in a mail program or a browser, and copy its words into a text file",
            FileKind::WebArchive => "take the page out of it as HTML, and add that page",
            FileKind::Xml => "copy its words into a text file, and add that file",
            FileKind::Zip | FileKind::Packed => "unpack it and add the documents it holds",
            FileKind::Picture => "write down the words it shows in a text file, and add that file",
            FileKind::SoundOrFilm => "write down what is said in a text file, and add that file",
            FileKind::Program => "do not start it; ask the sender what it was meant to be",
            FileKind::Database => "export the reports it holds as text, and add those",
            FileKind::Utf32Text => "save it as UTF-8 text, and add that file",
        }
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FileKind::Pdf => "a PDF file",
            FileKind::WordDocument => "a Word document (docx)",
            FileKind::ExcelSheet => "an Excel sheet (xlsx)",
            FileKind::Slides => "a slide show (pptx)",
            FileKind::OpenDocument => "an OpenDocument file (odt, ods, odp)",
            FileKind::OldOffice => "an older Word, Excel, PowerPoint or Outlook file",
            FileKind::RichText => "a rich text file (rtf)",
            FileKind::Table => "a table (csv, tsv)",
            FileKind::Mail => "a mail message, or a page saved as one (eml, mbox, mhtml)",
            FileKind::WebArchive => "a web archive (warc)",
            FileKind::Xml => "an XML file",
            FileKind::Zip => "a zip archive",
            FileKind::Packed => "a packed file (gzip, 7z, rar, xz, bzip2 or zstd)",
            FileKind::Picture => "a picture",
            FileKind::SoundOrFilm => "a sound or film file",
            FileKind::Program => "a program",
            FileKind::Database => "a database file",
            FileKind::Utf32Text => "text in UTF-32",
        })
    }
}

/// A limit that a page broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageLimit {
    /// Elements inside elements, deeper than this.
    Depth(usize),
    /// More pieces than this.
    Pieces(usize),
    /// One tag with more attributes than this.
    Attributes(usize),
}

impl fmt::Display for PageLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PageLimit::Depth(most) => {
                write!(f, "its elements are nested more than {most} deep")
            }
            PageLimit::Pieces(most) => write!(f, "it is made of more than {most} pieces"),
            PageLimit::Attributes(most) => {
                write!(f, "one of its tags has more than {most} attributes")
            }
        }
    }
}

/// A size for people: `64.0 MiB`, tenths rounded down.
fn mebibytes(bytes: usize) -> String {
    let (whole, tenth) = (bytes >> 20, ((bytes & 0xF_FFFF) * 10) >> 20);
    format!("{whole}.{tenth} MiB")
}
