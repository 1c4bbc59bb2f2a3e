//! The rows of a projection: what the writer takes and the readers give.
//!
//! Ids, codes and dates are texts as the caller spells them. `record` is the whole record as JSON; the other fields
//! are its parts that are listed, looked up, filtered by or searched.

use crate::table::{Cell, Table, tabled};

tabled! {
    /// A document as received.
    pub struct DocumentRow in Document {
        /// Its id.
        pub id: String,
        /// Its place in lists.
        pub ord: u64,
        /// The whole record, JSON.
        pub record: String,
    }
    key(id) order(ord, id) words(id, record)
}

tabled! {
    /// A report: what was read from a document.
    pub struct ReportRow in Report {
        /// Its id.
        pub id: String,
        /// Its place in lists.
        pub ord: u64,
        /// The document it was read from.
        pub document: String,
        /// Its title, as the document has it.
        pub title: Option<String>,
        /// Who published it.
        pub publisher: Option<String>,
        /// When it was published, as far as known.
        pub published: Option<String>,
        /// The language of its text (`fr`, `en`, ...): chooses how its words are stemmed.
        pub language: Option<String>,
        /// What kind of document it is.
        pub kind: String,
        /// How it stands in the case: coded, failed, superseded, ...
        pub standing: String,
        /// Number of incidents it tells of.
        pub incidents: u32,
        /// Number of claims in it.
        pub claims: u32,
        /// Number of its claims that nobody has judged.
        pub open: u32,
        /// The report that takes its place.
        pub superseded_by: Option<String>,
        /// Of the reports with the same text the first; absent where it is the only one.
        pub copies: Option<String>,
        /// The commitment to its text in the vault.
        pub text_commit: Option<String>,
        /// The whole record, JSON.
        pub record: String,
    }
    key(id) order(ord, id) words(id, document, title, publisher, published, language, kind, standing)
}

tabled! {
    /// The text of a report.
    pub struct TextRow in Text {
        /// The report.
        pub report: String,
        /// Its text, which spans index.
        pub text: String,
    }
    key(report) order(report) words()
}

tabled! {
    /// An incident.
    pub struct IncidentRow in Incident {
        /// Its id.
        pub id: String,
        /// Its place in lists.
        pub ord: u64,
        /// The first day it may have been.
        pub earliest: Option<String>,
        /// The last day it may have been.
        pub latest: Option<String>,
        /// Where, in the words of reports.
        pub place: Option<String>,
        /// The country's code.
        pub country: Option<String>,
        /// Where a person put it, in millionths of a degree north.
        pub latitude: Option<i64>,
        /// In millionths of a degree east.
        pub longitude: Option<i64>,
        /// How well established it is.
        pub grade: String,
        /// Number of reports that tell of it.
        pub reports: u32,
        /// Number of claims about it.
        pub claims: u32,
        /// Number of these that nobody has judged.
        pub open: u32,
        /// Whether what the dead were is disputed.
        pub contested: bool,
        /// The fewest that were killed.
        pub killed_low: Option<u64>,
        /// The most that anybody names.
        pub killed_high: Option<u64>,
        /// Whether that end is open.
        pub killed_open: bool,
        /// Its tolls, JSON.
        pub tolls: String,
        /// The whole record, JSON.
        pub record: String,
    }
    key(id) order(ord, id) words(id, earliest, latest, place, country, grade)
}

tabled! {
    /// Which account of which report tells of which incident.
    pub struct AccountRow in Account {
        /// The report.
        pub report: String,
        /// The account in it.
        pub account: String,
        /// The incident, where the account was linked to one.
        pub incident: Option<String>,
        /// Its place among the accounts of the incident.
        pub ord: u64,
    }
    key(report, account) order(report, account) words()
}

tabled! {
    /// A claim.
    pub struct ClaimRow in Claim {
        /// Its id.
        pub id: String,
        /// Its place in lists.
        pub ord: u64,
        /// What kind of claim it is: toll, status, responsibility, act.
        pub kind: String,
        /// The incident it is about.
        pub incident: Option<String>,
        /// The report it stands in.
        pub report: String,
        /// The language of its quote: chooses how its words are stemmed.
        pub language: Option<String>,
        /// What it says, in one line.
        pub says: String,
        /// Who says so.
        pub source: Option<String>,
        /// The words of the report.
        pub quote: String,
        /// Where the quote begins in the report's text, in bytes.
        pub span_start: Option<u64>,
        /// Where it ends.
        pub span_end: Option<u64>,
        /// What a person decided about it.
        pub verdict: Option<String>,
        /// What happened to those it counts, of a toll.
        pub outcome: Option<String>,
        /// The country of its incident.
        pub country: Option<String>,
        /// Whether it is disputed what the dead of its incident were.
        pub contested: bool,
        /// How surely it is read, in percent.
        pub confidence: Option<u32>,
        /// The whole record, JSON.
        pub record: String,
    }
    key(id) order(ord, id) words(id, kind, incident, report, says, source, quote, verdict)
}

tabled! {
    /// Someone who says something in a report.
    pub struct SourceRow in Source {
        /// The source, as the report names it.
        pub name: String,
        /// Who published the report.
        pub publisher: String,
        /// The report.
        pub report: String,
        /// Number of its claims there.
        pub claims: u32,
        /// The incidents it speaks of there, JSON.
        pub incidents: String,
        /// The whole record, JSON.
        pub record: String,
    }
    key(name, publisher, report) order(name, publisher, report) words(name, publisher, report)
}

tabled! {
    /// A member's decision.
    pub struct DecisionRow in Decision {
        /// The entry that holds it.
        pub seq: u64,
        /// The act.
        pub act: String,
        /// What it is about.
        pub subject: String,
        /// The whole record, JSON.
        pub record: String,
        /// The entry that took it back.
        pub undone_by: Option<u64>,
    }
    key(seq) order(seq) words()
}

tabled! {
    /// An entry of the log, without its content.
    pub struct EntryRow in Entry {
        /// Its number in the log.
        pub seq: u64,
        /// The act.
        pub act: String,
        /// What it is about.
        pub subject: String,
        /// Who signed it.
        pub role: String,
        /// The time it claims.
        pub time: String,
        /// Its leaf hash, in hexadecimal digits.
        pub leaf: String,
    }
    key(seq) order(seq) words()
}

tabled! {
    /// Something that waits for a person.
    pub struct TodoRow in Todo {
        /// Its place in the list.
        pub ord: u64,
        /// What kind of question it is.
        pub kind: String,
        /// What it is about.
        pub subject: String,
        /// Its number among those of its kind and subject.
        pub at: u64,
        /// The whole record, JSON.
        pub record: String,
    }
    key(kind, subject, at) order(ord, subject, at) words(kind, subject, record)
}

tabled! {
    /// A small thing that was computed and is kept.
    pub struct BlobRow in Blob {
        /// Its name.
        pub key: String,
        /// Its bytes.
        pub value: Vec<u8>,
    }
    key(key) order(key) words()
}
