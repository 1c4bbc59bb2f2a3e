//! A report as the pages show it.

use bilan_casework::Error;
use bilan_casework::case::Case;
use bilan_casework::state::{Item, ReportState, State};
use bilan_store::ReportRow;
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::claim::{Claim, Telling, verdict};
use crate::wire::utf16::Utf16;
use crate::words::Words;

/// A report in a list.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct ReportHead {
    /// Its id; of the document where there is no report.
    pub id: String,
    /// Title.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When, `2024-05-19`.
    pub published: Option<String>,
    /// ISO 639 code.
    pub language: Option<String>,
    /// How it stands: `coded`, `not_coded`, `superseded`, `withdrawn`, `roster`, `unreadable`, `waiting`.
    pub standing: String,
    /// Incidents that it tells of.
    pub incidents: u64,
    /// Claims in it.
    pub claims: u64,
    /// Claims that nobody has judged.
    pub open: u64,
    /// Where the document came from.
    pub from: Option<String>,
    /// Why there is no text.
    pub why: Option<String>,
}

/// A report with its text and its claims.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReportText {
    /// What is known of it.
    pub head: ReportHead,
    /// Its text, as spans index it.
    pub text: String,
    /// Its claims, in order of place.
    pub claims: Vec<Claim>,
    /// Judgements that fit nothing in the present coding.
    pub orphans: Vec<Orphan>,
}

/// A judgement that fits nothing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Orphan {
    /// Its entry.
    pub entry: u64,
    /// The claim that was judged.
    pub claim: String,
    /// Of which kind.
    pub kind: String,
    /// What was decided.
    pub verdict: String,
    /// Its words.
    pub quote: String,
}

/// A report with everything about it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Report {
    /// The text and its claims.
    #[serde(flatten)]
    pub told: ReportText,
    /// What a person must know of the reading.
    pub notes: Vec<String>,
    /// What the coder could not settle.
    pub doubts: Vec<Doubt>,
    /// How it came in and where the ledger proves it.
    pub custody: Custody,
    /// The report that replaced it.
    pub superseded_by: Option<String>,
    /// Reports that are copies of the same text.
    pub copies: Vec<String>,
}

/// What the coder could not settle.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Doubt {
    /// What.
    pub what: String,
    /// In which words.
    pub quote: Option<String>,
    /// Where, in UTF-16 units.
    pub chars: Option<(usize, usize)>,
}

/// How a document came in, and what proves it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Custody {
    /// When, RFC 3339 in UTC, by the device's clock.
    pub received: String,
    /// How: `file`, `standard_input`, `note`.
    pub how: String,
    /// From where.
    pub from: String,
    /// Who took it in.
    pub member: String,
    /// On which computer.
    pub device: String,
    /// SHA-256 of the bytes as received.
    pub sha256: String,
    /// How many.
    pub bytes: u64,
    /// What made the text.
    pub reader: String,
    /// Commitment to the original bytes.
    pub original_commit: Option<String>,
    /// Commitment to the text.
    pub text_commit: String,
    /// The entries about it.
    pub entries: Vec<EntryRef>,
}

/// An entry by its number and leaf.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EntryRef {
    /// Its number.
    pub entry: u64,
    /// Its leaf.
    pub leaf: String,
}

impl ReportHead {
    /// A row of the projection.
    pub fn of_row(row: ReportRow) -> Self {
        Self {
            id: row.id,
            title: row.title,
            publisher: row.publisher,
            published: row.published,
            language: row.language,
            standing: row.standing,
            incidents: row.incidents.into(),
            claims: row.claims.into(),
            open: row.open.into(),
            from: None,
            why: None,
        }
    }

    fn of_state(report: &ReportState, item: Option<&Item>, claims: &[Claim]) -> Self {
        let header = report.header();
        let mut accounts: Vec<&str> = claims.iter().map(|claim| claim.account.as_str()).collect();
        accounts.sort_unstable();
        accounts.dedup();
        Self {
            id: report.id.clone(),
            title: header.title,
            publisher: header.publisher,
            published: header.published.map(|day| day.to_string()),
            language: header.language,
            standing: report.standing_code(),
            incidents: accounts.len() as u64,
            claims: claims.len() as u64,
            open: claims.iter().filter(|claim| claim.verdict.is_none()).count() as u64,
            from: item.map(|item| item.acquisition.from.clone()),
            why: None,
        }
    }
}

/// A report's text with its claims.
///
/// # Errors
/// When the text is not what it was, or a pack cannot be used.
pub fn report_text(
    case: &Case,
    state: &State,
    report: &ReportState,
    words: Words<'_>,
    second_reader: Option<&str>,
) -> Result<ReportText, Error> {
    let text = report.read_text(case)?;
    let claims = Telling { state, report, text: &text, words, second_reader }.claims()?;
    let head = ReportHead::of_state(report, state.item(&report.item), &claims);
    let orphans = state.picture().orphans.iter().filter(|orphan| orphan.report == report.id);
    let orphan = |orphan: &bilan_casework::state::Orphan| Orphan {
        entry: orphan.entry,
        claim: orphan.claim.clone(),
        kind: orphan.kind.code().to_owned(),
        verdict: verdict(orphan.verdict).to_owned(),
        quote: orphan.quote.clone(),
    };
    Ok(ReportText { head, claims, orphans: orphans.map(orphan).collect(), text })
}

/// A report with everything about it.
///
/// # Errors
/// As [`report_text`].
pub fn report(
    case: &Case,
    state: &State,
    report: &ReportState,
    words: Words<'_>,
    second_reader: Option<&str>,
) -> Result<Report, Error> {
    let told = report_text(case, state, report, words, second_reader)?;
    let index = Utf16::new(&told.text);
    let doubt = |doubt: &bilan_model::Doubt| Doubt {
        what: doubt.what.clone(),
        quote: doubt.quote.clone(),
        chars: doubt.span.map(|span| index.of(span)),
    };
    let doubts = report.coding().map_or(&[][..], |coding| &coding.doubts).iter().map(doubt).collect();
    let copies = state.picture().copies.iter().find(|group| group.contains(&report.id));
    let copies = copies.into_iter().flatten().filter(|id| **id != report.id).cloned().collect();
    Ok(Report {
        notes: report.text.notes.clone(),
        doubts,
        custody: custody(report, state.item(&report.item)),
        superseded_by: report.superseded_by.clone(),
        copies,
        told,
    })
}

fn custody(report: &ReportState, item: Option<&Item>) -> Custody {
    let taken = item.map(|item| &item.acquisition);
    let how = taken.and_then(|taken| serde_json::to_value(taken.how).ok());
    let text = |pick: fn(&bilan_casework::records::Acquisition) -> &String| {
        taken.map(|taken| pick(taken).clone()).unwrap_or_default()
    };
    let entries = item.map_or(&[][..], |item| &item.entries).iter().chain(&report.entries);
    let mut entries: Vec<EntryRef> =
        entries.map(|(entry, leaf)| EntryRef { entry: *entry, leaf: leaf.clone() }).collect();
    entries.sort_by_key(|entry| entry.entry);
    entries.dedup_by_key(|entry| entry.entry);
    Custody {
        received: text(|taken| &taken.when),
        how: how.and_then(|how| how.as_str().map(str::to_owned)).unwrap_or_default(),
        from: text(|taken| &taken.from),
        member: text(|taken| &taken.member),
        device: text(|taken| &taken.device),
        sha256: text(|taken| &taken.sha256),
        bytes: taken.map_or(0, |taken| taken.bytes as u64),
        reader: format!("{} {}", report.text.reader, report.text.reader_version),
        original_commit: item.and_then(|item| item.original.as_ref()).map(ToString::to_string),
        text_commit: report.text_commit.to_string(),
        entries,
    }
}
