//! The digest depends on what the rows are, on all of it, and on nothing else.

use bilan_store::{
    AccountRow, ClaimRow, DecisionRow, DocumentRow, EntryRow, Head, IncidentRow, ReportRow, SourceRow, Store,
    StoreError, Table, TodoRow, Writer,
};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use crate::common::{KEY, claim, filled, head, incident, place, put_some, report};

type Put = Box<dyn Fn(&mut Writer<'_>) -> Result<(), StoreError>>;

/// The digest of a projection that is filled so.
fn digest_of(puts: &[&Put]) -> String {
    let (_folder, path) = place();
    let store = filled(&path, |writer| puts.iter().try_for_each(|put| put(writer)));
    store.digest().unwrap()
}

/// One row of every table.
fn rows() -> Vec<Put> {
    let mut puts: Vec<Put> = Vec::new();
    for at in 1..=3_u64 {
        puts.push(Box::new(move |w| w.put_report(&report(at), Some("texte"))));
        puts.push(Box::new(move |w| w.put_claim(&claim(at))));
        puts.push(Box::new(move |w| w.put_incident(&incident(at))));
        puts.push(Box::new(move |w| w.put_todo(&TodoRow { ord: at, at, ..TodoRow::default() })));
        puts.push(Box::new(move |w| w.put_blob(&at.to_string(), &[0; 3])));
        puts.push(Box::new(move |w| {
            w.put_entry(&EntryRow { seq: at, subject: "c1".into(), ..EntryRow::default() })
        }));
        puts.push(Box::new(move |w| {
            w.put_account(&AccountRow { report: at.to_string(), ..AccountRow::default() })
        }));
    }
    puts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_putting_does_not_matter(order in Just((0..21).collect::<Vec<usize>>()).prop_shuffle()) {
        let puts = rows();
        let in_order: Vec<&Put> = puts.iter().collect();
        let shuffled: Vec<&Put> = order.iter().map(|at| &puts[*at]).collect();
        prop_assert_eq!(digest_of(&in_order), digest_of(&shuffled));
    }

    #[test]
    fn the_way_to_the_rows_does_not_matter(extra in prop::collection::vec((4..9_u64, 0..3_usize), 0..8)) {
        let (_folder, path) = place();
        let puts = rows();
        let plain = digest_of(&puts.iter().collect::<Vec<_>>());
        let mut store = filled(&path, |w| extra.iter().try_for_each(|(at, _)| w.put_claim(&claim(*at))));
        store.update::<StoreError>(&head(2), |w| {
            puts.iter().try_for_each(|put| put(w))?;
            extra.iter().filter(|(_, way)| *way != 1).try_for_each(|(at, _)| w.put_report(&report(*at), Some("x")))
        }).unwrap();
        store.update::<StoreError>(&head(3), |w| {
            extra.iter().try_for_each(|(at, _)| {
                w.remove_claim(&format!("c{at}"))?;
                w.remove_report(&format!("r{at}"))
            })
        }).unwrap();
        prop_assert_eq!(store.digest().unwrap(), plain);
        store.check().unwrap();
    }
}

/// Puts that each change one field of one row, with the row as it is first.
macro_rules! variants {
    ($puts:ident, $base:expr, |$w:ident, $row:ident| $call:expr, { $($field:ident = $value:expr),+ $(,)? }) => {{
        let base = $base;
        let row = base.clone();
        $puts.push(Box::new(move |$w: &mut Writer<'_>| { let $row = &row; $call }));
        $({
            let mut row = base.clone();
            assert!(row.$field != $value);
            row.$field = $value;
            $puts.push(Box::new(move |$w: &mut Writer<'_>| { let $row = &row; $call }));
        })+
    }};
}

#[test]
fn every_field_of_every_table_counts() {
    let x = || Some("x".to_owned());
    let s = || "x".to_owned();
    let mut puts: Vec<Put> = Vec::new();
    variants!(puts, DocumentRow::default(), |w, row| w.put_document(row),
        { id = s(), ord = 1, record = s() });
    variants!(puts, ReportRow::default(), |w, row| w.put_report(row, None), {
        id = s(), ord = 1, document = s(), title = x(), publisher = x(), published = x(), language = x(), kind = s(),
        standing = s(), incidents = 1, claims = 1, open = 1, copies = x(), superseded_by = x(), text_commit = x(), record = s(),
        title = Some(String::new()) });
    variants!(puts, IncidentRow::default(), |w, row| w.put_incident(row), {
        id = s(), ord = 1, earliest = x(), latest = x(), place = x(), country = x(), grade = s(), reports = 1,
        claims = 1, tolls = s(), record = s(), latitude = Some(1), longitude = Some(1), open = 1, contested = true,
        killed_low = Some(1), killed_high = Some(1), killed_open = true });
    variants!(puts, AccountRow::default(), |w, row| w.put_account(row),
        { report = s(), account = s(), incident = x(), ord = 1 });
    variants!(puts, ClaimRow::default(), |w, row| w.put_claim(row), {
        id = s(), ord = 1, kind = s(), incident = x(), report = s(), language = x(), says = s(), source = x(),
        quote = s(), span_start = Some(0), span_end = Some(0), verdict = x(), outcome = x(),
        country = x(), contested = true, confidence = Some(1), record = s() });
    variants!(puts, SourceRow::default(), |w, row| w.put_source(row),
        { name = s(), publisher = s(), report = s(), claims = 1, incidents = s(), record = s() });
    variants!(puts, DecisionRow::default(), |w, row| w.put_decision(row),
        { seq = 1, act = s(), subject = s(), record = s(), undone_by = Some(1) });
    variants!(puts, EntryRow::default(), |w, row| w.put_entry(row),
        { seq = 1, act = s(), subject = s(), role = s(), time = s(), leaf = s() });
    variants!(puts, TodoRow::default(), |w, row| w.put_todo(row),
        { ord = 1, kind = s(), subject = s(), at = 1, record = s() });
    puts.push(Box::new(|w| w.put_report(&ReportRow::default(), Some(""))));
    puts.push(Box::new(|w| w.put_report(&ReportRow::default(), Some("x"))));
    puts.push(Box::new(|w| w.put_blob("", &[])));
    puts.push(Box::new(|w| w.put_blob("", &[0])));
    puts.push(Box::new(|w| w.put_blob("\0", &[])));
    puts.push(Box::new(|_| Ok(())));

    let mut digests: Vec<String> = puts.iter().map(|put| digest_of(&[put])).collect();
    digests.sort();
    digests.dedup();
    assert_eq!(digests.len(), puts.len());
}

#[test]
fn the_digest_is_of_the_documented_bytes() {
    let (_folder, path) = place();
    let store = filled(&path, |writer| {
        writer.put_account(&AccountRow {
            report: "r1".into(),
            account: "a".into(),
            incident: None,
            ord: 0,
        })?;
        writer.put_todo(&TodoRow {
            ord: 258,
            kind: "k".into(),
            subject: String::new(),
            at: 0,
            record: "é".into(),
        })
    });
    let mut all = b"bilan-store-digest/v1\n".to_vec();
    let tables = [
        "document", "report", "text", "incident", "account", "claim", "source", "decision", "entry", "todo",
        "blob",
    ];
    for table in tables {
        all.extend((table.len() as u64).to_be_bytes());
        all.extend(table.as_bytes());
        let row: &[u8] = match table {
            "account" => b"\x02\0\0\0\0\0\0\0\x02r1\x02\0\0\0\0\0\0\0\x01a\0\x01\0\0\0\0\0\0\0\0",
            "todo" => {
                b"\x01\0\0\0\0\0\0\x01\x02\x02\0\0\0\0\0\0\0\x01k\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\x02\xc3\xa9"
            }
            _ => b"",
        };
        all.extend(u64::from(!row.is_empty()).to_be_bytes());
        if !row.is_empty() {
            all.extend(Sha256::digest(row));
        }
    }
    let digest = store.digest().unwrap();
    let digits: Vec<u8> =
        (0..32).map(|at| u8::from_str_radix(&digest[2 * at..2 * at + 2], 16).unwrap()).collect();
    assert_eq!((digest.len(), digits.as_slice()), (64, Sha256::digest(&all).as_slice()));
}

#[test]
fn sealing_keeps_the_digest_until_rows_change() {
    let (_folder, path) = place();
    let mut store = filled(&path, |writer| put_some(writer, 2));
    assert_eq!(store.head().unwrap(), head(1));
    let digest = store.seal().unwrap();
    assert_eq!(digest, store.digest().unwrap(), "the head is no part of it");
    drop(store);
    let mut store = Store::open(&path, &KEY).unwrap();
    assert_eq!(store.head().unwrap(), Head { digest: Some(digest.clone()), ..head(1) });
    store.update::<StoreError>(&head(2), |writer| writer.clear(Table::Todo)).unwrap();
    assert_eq!(store.head().unwrap(), head(2));
    assert_ne!(store.digest().unwrap(), digest);
}
