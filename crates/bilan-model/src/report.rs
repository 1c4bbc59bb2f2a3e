//! One document as received.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is known of a report beside its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportHeader {
    /// The report's name: an id inside a case, `doc` in JSON lines.
    pub doc: String,
    /// ISO 639-1 code of the language, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Title: context for readers, never coded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// When it was published: without it, a day without a year stays without a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
}

/// A report with its text; one line of the input of `bilan code --jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// What is known beside the text.
    #[serde(flatten)]
    pub header: ReportHeader,
    /// The text that every span of its coding indexes, in UTF-8 bytes.
    pub text: String,
}
