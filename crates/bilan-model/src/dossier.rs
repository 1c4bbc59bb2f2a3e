//! What is put before a court: incidents with their tolls, and the evidence that each claim leads back to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Grade, Incident, Profile, ReportHeader, Toll};

/// One preserved report and where the ledger proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The report; [`ReportHeader::doc`] is what accounts refer to.
    pub report: ReportHeader,
    /// The extracted text that every span indexes.
    pub text: String,
    /// How the report was read: reader name and version.
    pub reader: String,
    /// When it was taken in, as the device's clock said, RFC 3339 in UTC.
    pub taken_in: String,
    /// Commitment to the original bytes: the name of a vault object, 64 hex digits.
    pub original_commit: String,
    /// Commitment to the extracted text: the name of a vault object, 64 hex digits.
    pub text_commit: String,
    /// Ledger entries that name it, as (sequence number, leaf hash in hex), in order.
    pub entries: Vec<(u64, String)>,
}

/// One incident with what was made of its claims.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DossierIncident {
    /// The event and its accounts.
    pub incident: Incident,
    /// One toll an outcome, killed first.
    pub tolls: Vec<Toll>,
    /// How well established it is that it happened.
    pub grade: Grade,
}

/// The whole file on one or more incidents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    /// Who may read it.
    pub profile: Profile,
    /// The case's id, hex.
    pub case: String,
    /// When it was made, RFC 3339 in UTC.
    pub made: String,
    /// Language of headings and labels, ISO 639-1: `en` or `fr`.
    pub language: String,
    /// The signed checkpoint of the ledger when it was made, as text.
    pub checkpoint: String,
    /// The incidents.
    pub incidents: Vec<DossierIncident>,
    /// The reports that the accounts stand in, in order of publication.
    pub evidence: Vec<Evidence>,
    /// How a source's words read in the dossier's language, by the words: "Une source sécuritaire malienne" reads
    /// "a Malian security source". Words without an entry are quoted as they stand.
    pub source_labels: BTreeMap<String, String>,
    /// Labels of closed lists in the dossier's language, by `list/code`: `acts/killing`.
    pub code_labels: BTreeMap<String, String>,
}
