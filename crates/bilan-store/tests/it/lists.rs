//! Lists, filters, lookups and changes.

use bilan_store::{ClaimRow, EntryRow, Filter, Listing, Lookup, Page, ReportRow, StoreError, Table, TodoRow};

use crate::common::{claim, filled, head, incident, place, put_some, report};

fn ids(listing: &Listing<ReportRow>) -> Vec<&str> {
    listing.rows.iter().map(|row| row.id.as_str()).collect()
}

#[test]
fn rows_come_back_as_they_went_in() {
    let (_folder, path) = place();
    let store = filled(&path, |writer| put_some(writer, 2));
    assert_eq!(store.report("r1").unwrap().one(), Some(report(1)));
    assert_eq!(store.claim("c2").unwrap().one(), Some(claim(2)));
    assert_eq!(store.incident("i1").unwrap().one(), Some(incident(1)));
    assert_eq!(store.text("r2").unwrap().unwrap(), "Des hommes ont attaqué le village 2 à l'aube.");
    assert_eq!(store.text("r3").unwrap(), None);
    assert_eq!(store.blob("signature/2").unwrap().unwrap(), 2_u64.to_be_bytes());
    assert_eq!(store.blob("signature").unwrap(), None);
    assert_eq!(store.entry(2).unwrap().unwrap().subject, "c2");
    assert_eq!(store.entry(u64::MAX).unwrap(), None);
}

#[test]
fn lists_are_in_order_and_paged() {
    let (_folder, path) = place();
    let store = filled(&path, |writer| {
        for (id, ord) in [("b", 2), ("z", 1), ("a", 2), ("c", 0)] {
            writer.put_report(&ReportRow { id: id.into(), ord, ..report(1) }, None)?;
        }
        Ok(())
    });
    let all = store.reports(&Filter::default(), Page::ALL).unwrap();
    assert_eq!((ids(&all), all.total), (vec!["c", "z", "a", "b"], 4));
    let page = store.reports(&Filter::default(), Page { offset: 1, limit: 2 }).unwrap();
    assert_eq!((ids(&page), page.total), (vec!["z", "a"], 4));
    let none = store.reports(&Filter::default(), Page { offset: 9, limit: 2 }).unwrap();
    assert_eq!((none.rows.len(), none.total), (0, 4));
}

#[test]
fn filters_fold_words_and_all_must_occur() {
    let (_folder, path) = place();
    let store = filled(&path, |writer| put_some(writer, 3));
    let reports = |words: &str| store.reports(&Filter::words(words), Page::ALL).unwrap().total;
    assert_eq!(reports("NUMERO"), 3);
    assert_eq!(reports("numéro 2024-03"), 3);
    assert_eq!(reports("rapp r2"), 1, "parts of words, of any column");
    assert_eq!(reports("numero absent"), 0);
    assert_eq!(reports("% _ ' \""), 3, "signs are no words");
    assert_eq!(reports("article coded"), 3);
    assert_eq!(reports("2 radio"), 3, "2 is in every date");
    assert_eq!(store.claims(&Filter::words("elu tues"), Page::ALL).unwrap().total, 3);
    assert_eq!(store.incidents(&Filter::words("menaka ml"), Page::ALL).unwrap().total, 3);
    assert_eq!(store.sources(&Filter::words("élu"), Page::first(1)).unwrap().total, 3);
    assert_eq!(store.todo(&Filter::words("doubt r3"), Page::ALL).unwrap().total, 1);
    assert_eq!(store.documents(&Filter::words("d1"), Page::ALL).unwrap().total, 1);
}

#[test]
fn filters_know_reports_and_incidents() {
    let (_folder, path) = place();
    let store = filled(&path, |writer| {
        put_some(writer, 3)?;
        writer.put_claim(&ClaimRow { incident: Some("i2".into()), ..claim(3) })
    });
    assert_eq!(store.claims(&Filter::report("r2"), Page::ALL).unwrap().rows, [claim(2)]);
    assert_eq!(store.claims(&Filter::incident("i1"), Page::ALL).unwrap().total, 2);
    assert_eq!(store.reports(&Filter::incident("i1"), Page::ALL).unwrap().total, 3);
    assert_eq!(store.reports(&Filter::incident("i2"), Page::ALL).unwrap().total, 0);
    assert_eq!(store.incidents(&Filter::report("r2"), Page::ALL).unwrap().rows, [incident(1)]);
    assert_eq!(store.accounts(&Filter::incident("i1"), Page::ALL).unwrap().total, 3);
    assert_eq!(store.documents(&Filter::report("r2"), Page::ALL).unwrap().rows[0].id, "d2");
    assert_eq!(store.documents(&Filter::incident("i1"), Page::ALL).unwrap().total, 3);
    assert_eq!(store.sources(&Filter::incident("i1"), Page::ALL).unwrap().total, 3);
    assert_eq!(store.todo(&Filter::report("r1"), Page::ALL).unwrap().total, 1);
    let both = Filter { report: Some("r1".into()), incident: Some("i1".into()), words: "tues".into() };
    assert_eq!(store.claims(&both, Page::ALL).unwrap().total, 1);
}

#[test]
fn histories_are_by_subject_in_the_order_of_the_log() {
    let (_folder, path) = place();
    let store = filled(&path, |writer| {
        put_some(writer, 3)?;
        writer.put_entry(&EntryRow { seq: 10, subject: "c1".into(), ..EntryRow::default() })?;
        writer.put_entry(&EntryRow { seq: 9, subject: "c1".into(), ..EntryRow::default() })
    });
    let history = store.entries(Some("c1"), Page::ALL).unwrap();
    assert_eq!(history.rows.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1, 9, 10]);
    assert_eq!(store.entries(None, Page::first(2)).unwrap().total, 5);
    assert_eq!(store.decisions(Some("c3"), Page::ALL).unwrap().rows[0].seq, 3);
}

#[test]
fn a_beginning_of_an_id_is_enough_where_it_fits_one() {
    let (_folder, path) = place();
    let store = filled(&path, |writer| {
        for id in ["ab12", "ab13", "ab1", "cd\u{10ffff}x", "é1", "_a", "%"] {
            writer.put_report(&ReportRow { id: id.into(), ..report(1) }, None)?;
        }
        (0..20)
            .try_for_each(|at| writer.put_report(&ReportRow { id: format!("m{at:02}"), ..report(1) }, None))
    });
    let found = |id: &str| store.report(id).unwrap();
    let one = |id: &str| found(id).one().map(|row| row.id);
    assert_eq!(one("ab12").as_deref(), Some("ab12"));
    assert_eq!(one("ab1").as_deref(), Some("ab1"), "a whole id, though others begin so");
    assert_eq!(one("c").as_deref(), Some("cd\u{10ffff}x"));
    assert_eq!(one("é").as_deref(), Some("é1"));
    assert_eq!(one("_").as_deref(), Some("_a"), "no sign stands for others");
    assert_eq!(found("ab"), Lookup::Several(vec!["ab1".into(), "ab12".into(), "ab13".into()]));
    assert!(matches!(found("m"), Lookup::Several(ids) if ids.len() == 10 && ids[0] == "m00"));
    assert_eq!(found("x"), Lookup::None);
    assert_eq!(found("AB12"), Lookup::None);
    assert!(matches!(found(""), Lookup::Several(_)));
}

#[test]
fn a_change_is_made_whole_or_not_at_all() {
    let (_folder, path) = place();
    let mut store = filled(&path, |writer| put_some(writer, 2));
    let before = store.digest().unwrap();
    let refused = store.update::<StoreError>(&head(2), |writer| {
        writer.remove_report("r1")?;
        writer.put_todo(&TodoRow { ord: u64::MAX, ..TodoRow::default() })
    });
    assert!(matches!(&refused, Err(error @ StoreError::Row { table: "todo", .. }) if !error.is_damage()));
    assert_eq!((store.digest().unwrap(), store.head().unwrap()), (before, head(1)));
    store.update::<StoreError>(&head(2), |writer| writer.remove_report("r1")).unwrap();
    assert_eq!(store.report("r1").unwrap(), Lookup::None);
    assert_eq!(store.text("r1").unwrap(), None);
    assert_eq!(store.head().unwrap(), head(2));
}

#[test]
fn everything_that_was_put_can_be_removed() {
    let (_folder, path) = place();
    let (_empty_folder, empty_path) = place();
    let empty = filled(&empty_path, |_| Ok(())).digest().unwrap();
    let mut store = filled(&path, |writer| put_some(writer, 1));
    store
        .update::<StoreError>(&head(2), |writer| {
            writer.remove_document("d1")?;
            writer.remove_report("r1")?;
            writer.remove_incident("i1")?;
            writer.remove_account("r1", "a1")?;
            writer.remove_claim("c1")?;
            writer.remove_source("un élu local", "Radio Test", "r1")?;
            writer.remove_blob("signature/1")?;
            writer.clear(Table::Decision)?;
            writer.clear(Table::Entry)?;
            writer.clear(Table::Todo)?;
            writer.remove_claim("never there")
        })
        .unwrap();
    assert_eq!(store.digest().unwrap(), empty);
    store.check().unwrap();
}

#[test]
fn every_table_can_be_cleared() {
    let tables = [
        Table::Document,
        Table::Report,
        Table::Text,
        Table::Incident,
        Table::Account,
        Table::Claim,
        Table::Source,
        Table::Decision,
        Table::Entry,
        Table::Todo,
        Table::Blob,
    ];
    let (_empty_folder, empty_path) = place();
    let empty = filled(&empty_path, |_| Ok(())).digest().unwrap();
    let (_folder, path) = place();
    let mut store = filled(&path, |writer| put_some(writer, 2));
    let mut before = store.digest().unwrap();
    for table in tables {
        store.update::<StoreError>(&head(2), |writer| writer.clear(table)).unwrap();
        let after = store.digest().unwrap();
        // The texts went with the reports.
        assert_eq!(after == before, table == Table::Text, "{table:?}");
        before = after;
    }
    assert_eq!(before, empty);
    store.check().unwrap();
}
