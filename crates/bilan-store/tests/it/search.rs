//! What is found, and what no text that a person types can do.

use bilan_store::{
    ClaimRow, Field, Filter, HitKind, Hits, IncidentRow, Page, Query, QueryError, ReportRow, Store,
    StoreError, Table,
};
use proptest::prelude::*;

use crate::common::{claim, filled, head, incident, place, put_some, report};

fn search(store: &Store, query: &str) -> Hits {
    store.search(&Query::parse(query).unwrap(), Page::first(50)).unwrap()
}

fn found(store: &Store, query: &str) -> Vec<String> {
    let mut ids: Vec<String> = search(store, query).hits.into_iter().map(|hit| hit.id).collect();
    ids.sort();
    ids
}

/// So many different words.
fn numbered(count: u64) -> String {
    (0..count).map(|at| format!("w{at}")).collect::<Vec<_>>().join(" ")
}

/// Reports r1, r2, ... with these languages and texts, nothing else in them.
fn texts(texts: &[(Option<&str>, &str)]) -> (tempfile::TempDir, Store) {
    let (folder, path) = place();
    let store = filled(&path, |writer| {
        for (at, (language, text)) in texts.iter().enumerate() {
            let row = ReportRow {
                id: format!("r{}", at + 1),
                language: language.map(str::to_owned),
                ..ReportRow::default()
            };
            writer.put_report(&row, Some(text))?;
        }
        Ok(())
    });
    (folder, store)
}

#[test]
fn accents_case_and_endings_do_not_matter() {
    let (_folder, store) = texts(&[
        (Some("fr"), "Trente civils ont été tués, deux villageoises enlevées, près de l'école."),
        (Some("fr"), "Un MASSACRE à Bois-Ménaka ; le cœur du village brûlé."),
        (Some("en"), "Gunmen killed thirty civilians and burned houses; the killings went on."),
    ]);
    for (query, expected) in [
        ("tues", vec!["r1"]),
        ("tué", vec!["r1"]),
        ("TUÉES", vec!["r1"]),
        ("massacres", vec!["r2"]),
        ("enleve", vec!["r1"]),
        ("enlevés", vec!["r1"]),
        ("ecole", vec!["r1"]),
        ("l'école", vec!["r1"]),
        ("menaka", vec!["r2"]),
        ("bois-menaka", vec!["r2"]),
        ("coeur", vec!["r2"]),
        ("cœurs", vec!["r2"]),
        ("kill", vec!["r3"]),
        ("killing house", vec!["r3"]),
        ("civil", vec!["r1"]),
        ("civilian", vec!["r3"]),
        ("arm*", vec![]),
        ("civil*", vec!["r1", "r3"]),
        ("trente tués", vec!["r1"]),
        ("trente massacre", vec![]),
        ("absent", vec![]),
    ] {
        assert_eq!(found(&store, query), expected, "{query}");
    }
}

#[test]
fn phrases_beginnings_and_exclusions() {
    let (_folder, store) = texts(&[
        (Some("fr"), "L'armée malienne a tué trente civils."),
        (Some("fr"), "Trente civils tués ; l'armée nie. Une patrouille malienne passe."),
        (Some("en"), "The army denied."),
    ]);
    assert_eq!(found(&store, "armée malienne"), ["r1", "r2"]);
    assert_eq!(found(&store, "\"armee malienne\""), ["r1"]);
    assert_eq!(found(&store, "\"l'armée malienne\""), ["r1"]);
    assert_eq!(found(&store, "«civils tues»"), ["r2"]);
    assert_eq!(found(&store, "\"civil tué\""), [""; 0], "a phrase is taken as it is");
    assert_eq!(found(&store, "arm*"), ["r1", "r2", "r3"]);
    assert_eq!(found(&store, "\"armée mal\"*"), ["r1"]);
    assert_eq!(found(&store, "armée -malien"), [""; 0], "exclusions are inflected too");
    assert_eq!(found(&store, "armée -\"armée malienne\""), ["r2"]);
    assert_eq!(found(&store, "arm* -civil"), ["r3"]);
}

#[test]
fn no_phrase_runs_from_one_field_into_the_next() {
    let (_folder, path) = place();
    let store = filled(&path, |writer| {
        let row = ReportRow {
            title: Some("Trente civils".into()),
            publisher: Some("tués hier".into()),
            ..report(1)
        };
        writer.put_report(&row, Some("aujourd'hui"))
    });
    assert_eq!(found(&store, "\"trente civils\""), ["r1"]);
    assert_eq!(found(&store, "\"civils tués\""), [""; 0]);
    assert_eq!(found(&store, "\"hier aujourd'hui\""), [""; 0]);
}

#[test]
fn claims_and_incidents_are_found_too() {
    let (_folder, path) = place();
    let store = filled(&path, |writer| put_some(writer, 2));
    let hits = search(&store, "tué élu");
    assert_eq!(hits.total, 2);
    let hit = &hits.hits[0];
    assert_eq!((hit.kind, hit.id.as_str(), hit.report.as_deref()), (HitKind::Claim, "c1", Some("r1")));
    let hits = search(&store, "menaka");
    let hit = &hits.hits[0];
    assert_eq!((hit.kind, hit.id.as_str(), hit.report.as_deref()), (HitKind::Incident, "i1", None));
    assert_eq!((hit.snippet.field, hit.snippet.text.as_str()), (Field::Place, "Bois-Ménaka"));
    assert_eq!((hit.snippet.marks[0].clone(), hit.snippet.marks.len()), (5..12, 1));
    let query = Query::parse("village*").unwrap().only(HitKind::Claim);
    assert_eq!(store.search(&query, Page::ALL).unwrap().total, 0);
    let query = Query::parse("village*").unwrap().only(HitKind::Report);
    assert_eq!(store.search(&query, Page::ALL).unwrap().total, 2);
}

#[test]
fn the_index_follows_every_change() {
    let (_folder, path) = place();
    let mut store = filled(&path, |writer| put_some(writer, 3));
    let change = |store: &mut Store,
                  change: &dyn Fn(&mut bilan_store::Writer<'_>) -> Result<(), StoreError>| {
        store.update::<StoreError>(&head(2), change).unwrap();
    };
    change(&mut store, &|w| w.put_report(&ReportRow { title: Some("Pillage".into()), ..report(1) }, None));
    assert_eq!(found(&store, "pillages"), ["r1"]);
    assert_eq!(found(&store, "aube"), ["r1", "r2", "r3"], "the text stays");
    change(&mut store, &|w| w.put_report(&report(1), Some("Rien.")));
    assert_eq!((found(&store, "pillages"), found(&store, "aube")), (vec![], vec!["r2".into(), "r3".into()]));
    change(&mut store, &|w| w.put_claim(&ClaimRow { quote: "deux otages".into(), ..claim(2) }));
    assert_eq!(
        (found(&store, "otage"), found(&store, "tués")),
        (vec!["c2".into()], vec!["c1".into(), "c3".into()])
    );
    change(&mut store, &|w| w.put_incident(&IncidentRow { place: None, ..incident(1) }));
    assert_eq!(found(&store, "menaka"), ["i2", "i3"]);
    change(&mut store, &|w| w.remove_report("r2"));
    assert_eq!(found(&store, "aube"), ["r3"]);
    change(&mut store, &|w| w.clear(Table::Text));
    assert_eq!((found(&store, "aube"), found(&store, "rapport")), (vec![], vec!["r1".into(), "r3".into()]));
    change(&mut store, &|w| w.clear(Table::Claim));
    assert_eq!(found(&store, "otage"), [""; 0]);
    assert_eq!(found(&store, "menaka"), ["i2", "i3"], "other kinds stay");
    store.check().unwrap();
}

#[test]
fn changes_and_a_rebuild_rank_alike() {
    let (_folder, path) = place();
    let (_other_folder, other_path) = place();
    let mut store = filled(&path, |writer| {
        (1..=9).rev().try_for_each(|at| writer.put_report(&report(at), Some("autre texte du village")))?;
        (1..=3).try_for_each(|at| writer.put_claim(&claim(at)))
    });
    store
        .update::<StoreError>(&head(2), |writer| {
            (1..=9).rev().try_for_each(|at| writer.remove_report(&format!("r{at}")))?;
            put_some(writer, 6)
        })
        .unwrap();
    let rebuilt = filled(&other_path, |writer| put_some(writer, 6));
    for query in ["village", "rapport 3", "tués", "a*", "radio"] {
        let (changed, fresh) = (search(&store, query), search(&rebuilt, query));
        assert!(fresh.total > 0, "{query}");
        assert_eq!(changed, fresh, "{query}");
    }
}

#[test]
fn pages_of_equal_hits_neither_overlap_nor_leave_gaps() {
    let (_folder, path) = place();
    let store = filled(&path, |writer| {
        (0..40).rev().try_for_each(|at| {
            writer.put_report(
                &ReportRow { id: format!("r{at:02}"), ..ReportRow::default() },
                Some("Même texte"),
            )
        })
    });
    let query = Query::parse("texte").unwrap();
    let mut ids = Vec::new();
    for offset in (0..49).step_by(7) {
        let page = store.search(&query, Page { offset, limit: 7 }).unwrap();
        assert_eq!(page.total, 40);
        ids.extend(page.hits.into_iter().map(|hit| hit.id));
    }
    let expected: Vec<String> = (0..40).map(|at| format!("r{at:02}")).collect();
    assert_eq!(ids, expected);
}

#[test]
fn hostile_queries_find_or_say_why_not() {
    let (_folder, store) = texts(&[(Some("fr"), "near and not or exact fr en a b tués")]);
    for text in [
        "NEAR(a b)",
        "NEAR/2",
        "a AND b",
        "a OR",
        "NOT a",
        "^a",
        "exact:a",
        "{exact fr}:a",
        "a+b",
        "(a",
        "a)",
        "\"a",
        "'a''b'",
        "a\"b",
        "\"\"\"\"a",
        "a \u{0} b",
        "-- a; DROP TABLE report",
        "a*b*",
        "***a",
        "a;b",
        "tués🔥",
        "\\a",
    ] {
        let query = Query::parse(text).unwrap();
        store.search(&query, Page::first(5)).unwrap();
    }
    assert_eq!(found(&store, "NEAR"), ["r1"], "operators are words");
    assert_eq!(found(&store, "a AND b"), ["r1"]);
    assert_eq!(Query::parse("🔥 ☠"), Err(QueryError::NoWords));
    let long = "tués".repeat(25_000);
    assert_eq!(found(&store, &long), [""; 0]);
    let many = numbered(20_000);
    assert!(matches!(Query::parse(&many), Err(QueryError::TooLong { found: 20_000 })));
    let most = numbered(64);
    assert_eq!(found(&store, &most), [""; 0]);
    let phrase = format!("\"{}\"", "a ".repeat(64));
    assert_eq!(found(&store, &phrase), [""; 0]);
}

#[test]
fn hostile_texts_are_found_by_their_words() {
    let text = format!("\u{0}\"NEAR\" \u{b6} ` {} fin", "é".repeat(50_000));
    let (_folder, store) = texts(&[(None, &text), (None, ""), (None, "🔥"), (None, "\u{301}\u{301}x")]);
    assert_eq!(found(&store, "fin"), ["r1"]);
    assert_eq!(found(&store, "near"), ["r1"]);
    assert_eq!(found(&store, "x"), ["r4"]);
    assert_eq!(store.text("r1").unwrap().unwrap(), text);
    assert_eq!(store.reports(&Filter::default(), Page::ALL).unwrap().total, 4);
    store.check().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_query_is_an_error(text in "(\"|'|-|\\*|\\^|:|\\(|NEAR|AND|NOT|[a-e]| |é|🔥|\\{|\\+|\u{0}){0,30}") {
        thread_local! {
            static STORE: (tempfile::TempDir, Store) = texts(&[(None, "a b c d e é"), (Some("en"), "NEAR AND NOT")]);
        }
        if let Ok(query) = Query::parse(&text) {
            STORE.with(|(_, store)| store.search(&query, Page::first(3)).map(drop)).unwrap();
        }
    }

    #[test]
    fn every_word_of_a_text_finds_it(text in "[a-zéèœ'’ -]{1,60}") {
        thread_local! {
            static STORE: std::cell::RefCell<(tempfile::TempDir, Store)> = std::cell::RefCell::new(texts(&[]));
        }
        let hits = STORE.with_borrow_mut(|(_, store)| {
            let row = ReportRow { id: "r".into(), language: Some("fr".into()), ..ReportRow::default() };
            store.update::<StoreError>(&head(2), |writer| writer.put_report(&row, Some(&text))).unwrap();
            text.split_whitespace()
                .filter_map(|word| Query::parse(word.trim_matches(|sign| sign == '-' || sign == '\'' || sign == '’')).ok())
                .map(|query| store.search(&query, Page::first(1)).unwrap())
                .collect::<Vec<_>>()
        });
        for hits in hits {
            prop_assert_eq!(hits.total, 1);
            prop_assert!(!hits.hits[0].snippet.marks.is_empty());
        }
    }
}
