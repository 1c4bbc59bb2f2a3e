//! Made-up projections, from small numbers.

use std::path::{Path, PathBuf};

use bilan_store::{
    AccountRow, ClaimRow, DecisionRow, DocumentRow, EntryRow, Head, IncidentRow, Key, ReportRow, SourceRow,
    Store, StoreError, TodoRow, Writer,
};
use tempfile::TempDir;

pub(crate) const KEY: Key = Key([0x5a; 32]);

/// A folder with the path of a projection in it.
pub(crate) fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    (folder, path)
}

pub(crate) fn head(log_size: u64) -> Head {
    Head { case: "case".into(), log_size, log_root: format!("{log_size:064x}"), digest: None }
}

/// A projection filled by `fill`.
pub(crate) fn filled(path: &Path, fill: impl FnOnce(&mut Writer<'_>) -> Result<(), StoreError>) -> Store {
    Store::rebuild(path, &KEY, &head(1), fill).unwrap()
}

pub(crate) fn report(number: u64) -> ReportRow {
    ReportRow {
        id: format!("r{number}"),
        ord: number,
        document: format!("d{number}"),
        title: Some(format!("Rapport numéro {number}")),
        publisher: Some("Radio Test".into()),
        published: Some("2024-03-05".into()),
        language: Some("fr".into()),
        kind: "article".into(),
        standing: "coded".into(),
        incidents: 1,
        claims: 1,
        record: "{}".into(),
        ..ReportRow::default()
    }
}

pub(crate) fn claim(number: u64) -> ClaimRow {
    ClaimRow {
        id: format!("c{number}"),
        ord: number,
        kind: "toll".into(),
        incident: Some("i1".into()),
        report: format!("r{number}"),
        language: Some("fr".into()),
        says: format!("{number} killed"),
        source: Some("un élu local".into()),
        quote: format!("{number} civils ont été tués"),
        span_start: Some(5),
        span_end: Some(30),
        record: "{}".into(),
        ..ClaimRow::default()
    }
}

pub(crate) fn incident(number: u64) -> IncidentRow {
    IncidentRow {
        id: format!("i{number}"),
        ord: number,
        earliest: Some("2024-03-04".into()),
        latest: Some("2024-03-04".into()),
        place: Some("Bois-Ménaka".into()),
        country: Some("ML".into()),
        grade: "reported".into(),
        reports: 1,
        claims: 1,
        tolls: "[]".into(),
        record: "{}".into(),
        ..IncidentRow::default()
    }
}

/// A few rows of every table.
pub(crate) fn put_some(writer: &mut Writer<'_>, number: u64) -> Result<(), StoreError> {
    for at in 1..=number {
        writer.put_document(&DocumentRow { id: format!("d{at}"), ord: at, record: "{}".into() })?;
        writer.put_report(&report(at), Some(&format!("Des hommes ont attaqué le village {at} à l'aube.")))?;
        writer.put_incident(&incident(at))?;
        let account = AccountRow {
            report: format!("r{at}"),
            account: "a1".into(),
            incident: Some("i1".into()),
            ord: 0,
        };
        writer.put_account(&account)?;
        writer.put_claim(&claim(at))?;
        let source = SourceRow {
            name: "un élu local".into(),
            publisher: "Radio Test".into(),
            report: format!("r{at}"),
            claims: 1,
            incidents: "[\"i1\"]".into(),
            record: "{}".into(),
        };
        writer.put_source(&source)?;
        let decision = DecisionRow {
            seq: at,
            act: "judgement".into(),
            subject: format!("c{at}"),
            record: "{}".into(),
            undone_by: None,
        };
        writer.put_decision(&decision)?;
        let entry = EntryRow {
            seq: at,
            act: "judgement".into(),
            subject: format!("c{at}"),
            role: "member".into(),
            time: "2026-05-19T10:00:00Z".into(),
            leaf: format!("{at:064x}"),
        };
        writer.put_entry(&entry)?;
        let todo =
            TodoRow { ord: at, kind: "doubt".into(), subject: format!("r{at}"), at: 0, record: "{}".into() };
        writer.put_todo(&todo)?;
        writer.put_blob(&format!("signature/{at}"), &at.to_be_bytes())?;
    }
    Ok(())
}
