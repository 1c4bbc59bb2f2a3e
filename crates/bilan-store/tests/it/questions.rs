//! Questions that stay quick in a large case give what going through every row gives.

use bilan_store::{
    ClaimFilter, ClaimRow, ClaimSort, Cursor, DecisionRow, DocumentRow, IncidentFilter, IncidentOrder,
    IncidentRow, Judged, Page, Plan, Query, ReportFilter, ReportOrder, ReportRow, SourceRow, Store,
    StoreError, TodoRow,
};
use proptest::prelude::*;

use crate::common::{claim, filled, head, incident, place, report};

/// A claim of few different sorts, by a number.
fn some_claim(at: u64, sort: u64) -> ClaimRow {
    let pick = |texts: &[&str], by: u64| texts[usize::try_from(by % texts.len() as u64).unwrap()].to_owned();
    let toll = !sort.is_multiple_of(3);
    ClaimRow {
        id: format!("c{at:02}"),
        ord: sort % 7,
        kind: if toll { "toll".into() } else { "status".into() },
        outcome: toll.then(|| pick(&["killed", "injured"], sort / 3)),
        language: (!sort.is_multiple_of(5)).then(|| pick(&["fr", "en"], sort / 5)),
        country: (!sort.is_multiple_of(11)).then(|| pick(&["ML", "NE"], sort / 11)),
        contested: sort.is_multiple_of(4),
        confidence: toll.then(|| u32::try_from(sort % 100).unwrap()),
        verdict: (sort % 13 < 4).then(|| pick(&["accept", "reject"], sort / 13)),
        incident: (!sort.is_multiple_of(17)).then(|| pick(&["i1", "i2"], sort / 17)),
        report: pick(&["r1", "r2", "r3"], sort / 19),
        source: Some(pick(&["author", "un élu", "army"], sort / 23)),
        quote: pick(&["douze civils tués", "trois soldats", "the village"], sort / 29),
        ..claim(at)
    }
}

fn some_filter(by: u64) -> ClaimFilter {
    let maybe = |step: u64, texts: &[&str]| {
        let at = usize::try_from(by / step % (texts.len() as u64 + 2)).unwrap();
        texts.get(at).map(|text| (*text).to_owned())
    };
    ClaimFilter {
        judged: [Judged::Any, Judged::Open, Judged::Done][usize::try_from(by % 3).unwrap()],
        kind: maybe(3, &["toll", "status"]),
        outcome: maybe(12, &["killed", "injured"]),
        language: maybe(48, &["fr", "en"]),
        country: maybe(192, &["ML", "NE"]),
        contested: [None, None, Some(true), Some(false)][usize::try_from(by / 768 % 4).unwrap()],
        confidence_below: (by / 3072).is_multiple_of(3).then_some(50),
        incident: maybe(9216, &["i1"]),
        report: maybe(27_648, &["r1"]),
        source: maybe(82_944, &["author"]),
        words: (by / 248_832).is_multiple_of(4).then(|| Query::parse("tues").unwrap()),
        verdict: maybe(995_328, &["accept"]),
    }
}

fn fits(row: &ClaimRow, filter: &ClaimFilter) -> bool {
    let is = |wanted: &Option<String>, held: Option<&String>| wanted.is_none() || wanted.as_ref() == held;
    (match filter.judged {
        Judged::Any => true,
        Judged::Open => row.verdict.is_none(),
        Judged::Done => row.verdict.is_some(),
    }) && is(&filter.verdict, row.verdict.as_ref())
        && is(&filter.kind, Some(&row.kind))
        && is(&filter.outcome, row.outcome.as_ref())
        && is(&filter.language, row.language.as_ref())
        && is(&filter.country, row.country.as_ref())
        && is(&filter.incident, row.incident.as_ref())
        && is(&filter.report, Some(&row.report))
        && is(&filter.source, row.source.as_ref())
        && filter.contested.is_none_or(|contested| contested == row.contested)
        && filter.confidence_below.is_none_or(|below| row.confidence.is_some_and(|held| held < below))
        && (filter.words.is_none() || row.quote.contains("tués"))
}

/// All pages, one after another.
fn paged(store: &Store, filter: &ClaimFilter, limit: usize) -> (Vec<ClaimRow>, u64) {
    let (mut all, mut cursor, mut total): (Vec<ClaimRow>, Option<Cursor>, u64) = (Vec::new(), None, 0);
    loop {
        let sheet = store.claims_from(filter, cursor.as_ref(), limit).unwrap();
        total = total.max(sheet.total);
        all.extend(sheet.rows);
        cursor = sheet.next.map(|next| Cursor::from_text(&next.to_text()).unwrap());
        if cursor.is_none() {
            return (all, total);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn claims_are_found_counted_and_paged_as_by_going_through_all(
        sorts in prop::collection::vec(0..100_000_u64, 1..24),
        later in prop::collection::vec((0..24_u64, 0..100_000_u64), 0..8),
        filters in prop::collection::vec(0..4_000_000_u64, 12),
    ) {
        let (_folder, path) = place();
        let mut rows: std::collections::BTreeMap<String, ClaimRow> = std::collections::BTreeMap::new();
        let first: Vec<ClaimRow> = (0..).zip(&sorts).map(|(at, sort)| some_claim(at, *sort)).collect();
        let mut store = filled(&path, |writer| first.iter().try_for_each(|row| writer.put_claim(row)));
        rows.extend(first.into_iter().map(|row| (row.id.clone(), row)));
        store.update::<StoreError>(&head(2), |writer| {
            for (at, sort) in &later {
                let row = some_claim(*at, *sort);
                if sort % 2 == 0 {
                    rows.remove(&row.id);
                    writer.remove_claim(&row.id)?;
                } else {
                    writer.put_claim(&row)?;
                    rows.insert(row.id.clone(), row);
                }
            }
            Ok(())
        }).unwrap();
        let mut sorted: Vec<&ClaimRow> = rows.values().collect();
        sorted.sort_by_key(|row| (row.ord, &row.id));
        for by in filters.into_iter().chain([0, 1, 2]) {
            let filter = some_filter(by);
            let wanted: Vec<&ClaimRow> = sorted.iter().copied().filter(|row| fits(row, &filter)).collect();
            prop_assert_eq!(store.count_claims(&filter).unwrap(), wanted.len() as u64, "{:?}", filter);
            let (all, total) = paged(&store, &filter, 3);
            prop_assert_eq!(all.iter().collect::<Vec<_>>(), wanted.clone(), "{:?}", filter);
            prop_assert_eq!(total, wanted.len() as u64);
            // The next behind each, with one passed over, and from the beginning again behind the last.
            for row in &sorted {
                let skip = wanted.first().map(|row| row.id.clone());
                let behind = wanted.iter().filter(|other| (other.ord, &other.id) > (row.ord, &row.id));
                let rest = behind.chain(wanted.iter()).find(|other| Some(&other.id) != skip.as_ref());
                let next = store.next_claim(&filter, Some(&row.id), skip.as_slice()).unwrap();
                prop_assert_eq!(next.as_ref(), rest.copied());
            }
        }
        let by: u64 = store.claims_by(ClaimSort::Language, false).unwrap().iter().map(|(_, number)| number).sum();
        prop_assert_eq!(by, rows.len() as u64);
    }
}

#[test]
fn incidents_and_reports_are_sorted_filtered_and_paged() {
    let (_folder, path) = place();
    let store = filled(&path, |writer| {
        for at in 0..7 {
            let earliest = (at != 3).then(|| format!("2024-03-0{}", at + 1));
            writer.put_incident(&IncidentRow {
                earliest: earliest.clone(),
                latest: earliest,
                killed_high: (at % 2 == 0).then_some(10 * at),
                open: u32::from(at > 3),
                contested: at == 5,
                country: (at != 6).then(|| "ML".into()),
                latitude: (at == 1).then_some(-14_500_000),
                ..incident(at)
            })?;
            let published = (at % 3 != 0).then(|| format!("2024-0{at}-01"));
            writer.put_report(&ReportRow { published, open: u32::from(at < 2), ..report(at) }, None)?;
        }
        Ok(())
    });
    let ids = |filter: &IncidentFilter, order, descending| {
        let (mut all, mut cursor) = (Vec::new(), None);
        loop {
            let sheet = store.incidents_from(filter, order, descending, cursor.as_ref(), 2).unwrap();
            all.extend(sheet.rows.iter().map(|row| row.id.clone()));
            cursor = sheet.next;
            if cursor.is_none() {
                assert_eq!(sheet.total, all.len() as u64);
                return all.join(" ");
            }
        }
    };
    let all = IncidentFilter::default();
    assert_eq!(ids(&all, IncidentOrder::Date, false), "i0 i1 i2 i3 i4 i5 i6");
    assert_eq!(ids(&all, IncidentOrder::Date, true), "i6 i5 i4 i3 i2 i1 i0");
    assert_eq!(ids(&all, IncidentOrder::Killed, true), "i6 i4 i2 i0 i5 i3 i1");
    let days =
        IncidentFilter { from: Some("2024-03-02".into()), to: Some("2024-03-05".into()), ..all.clone() };
    assert_eq!(ids(&days, IncidentOrder::Date, false), "i1 i2 i4");
    let open = IncidentFilter { open: Some(true), country: Some("ML".into()), ..all.clone() };
    assert_eq!(ids(&open, IncidentOrder::Open, false), "i4 i5");
    let contested = IncidentFilter { contested: Some(true), words: "menaka".into(), ..all };
    assert_eq!(ids(&contested, IncidentOrder::Place, false), "i5");
    let explored = store.explored().unwrap();
    assert_eq!((explored.ids.len(), explored.latitudes[1]), (7, Some(-14_500_000)));
    assert_eq!((explored.first_days[0], explored.first_days[3]), (Some(19_783), None));
    assert_eq!(store.incidents_by_country().unwrap(), [(String::new(), 1), ("ML".into(), 6)]);

    let sheet = store.reports_from(&ReportFilter::default(), ReportOrder::Published, true, None, 3).unwrap();
    assert_eq!(sheet.rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["r5", "r4", "r2"]);
    let open = ReportFilter { open: Some(true), language: Some("fr".into()), ..ReportFilter::default() };
    assert_eq!(store.reports_from(&open, ReportOrder::Arrival, false, None, 9).unwrap().total, 2);
    let amounts = store.amounts().unwrap();
    assert_eq!((amounts.reports, amounts.incidents, amounts.contested), (7, 7, 1));
}

#[test]
fn voices_are_of_all_reports_together() {
    let (_folder, path) = place();
    let source = |name: &str, publisher: &str, report: &str, claims: u32| SourceRow {
        name: name.into(),
        publisher: publisher.into(),
        report: report.into(),
        claims,
        record: format!("\"{name}\""),
        ..SourceRow::default()
    };
    let mut store = filled(&path, |writer| {
        writer.put_source(&source("author", "Radio", "r1", 2))?;
        writer.put_source(&source("author", "Journal", "r2", 5))?;
        writer.put_source(&source("un élu", "Radio", "r1", 1))?;
        writer.put_source(&source("un élu", "Journal", "r2", 3))
    });
    let told = |store: &Store, words: &str| {
        let sheet = store.voices_from(words, None, 9).unwrap();
        assert_eq!(sheet.total, sheet.rows.len() as u64);
        let one = |voice: bilan_store::Voice| {
            assert_eq!(voice.record, format!("\"{}\"", voice.name));
            format!("{} {:?} {} {}", voice.name, voice.publisher, voice.reports, voice.claims)
        };
        sheet.rows.into_iter().map(one).collect::<Vec<_>>()
    };
    assert_eq!(
        told(&store, ""),
        ["author Some(\"Journal\") 1 5", "un élu None 2 4", "author Some(\"Radio\") 1 2"]
    );
    assert_eq!(told(&store, "elu").len(), 1);
    let first = store.voices_from("", None, 1).unwrap();
    let second = store.voices_from("", first.next.as_ref(), 1).unwrap();
    assert_eq!(second.rows[0].name, "un élu");
    store
        .update::<StoreError>(&head(2), |writer| {
            writer.remove_source("un élu", "Journal", "r2")?;
            writer.put_source(&source("author", "Radio", "r1", 9))
        })
        .unwrap();
    assert_eq!(
        told(&store, ""),
        ["author Some(\"Radio\") 1 9", "author Some(\"Journal\") 1 5", "un élu None 1 1"]
    );
    assert_eq!(store.claims_of_voice(&|name| name == "Radio").unwrap(), 9);
}

#[test]
fn what_is_planned_is_written_later_and_many_read_meanwhile() {
    let (_folder, path) = place();
    let mut store = filled(&path, |writer| (0..4).try_for_each(|at| writer.put_claim(&claim(at))));
    store.open_for_many().unwrap();
    let reader = Store::open(&path, &crate::common::KEY).unwrap();
    let plan: Plan = store
        .plan::<StoreError>(|writer| {
            writer.put_claim(&claim(1))?;
            writer.put_claim(&ClaimRow { quote: "autre".into(), ..claim(2) })?;
            writer.keep_only(bilan_store::Table::Claim, &|key| key[0] != "c3")
        })
        .unwrap();
    assert_eq!(plan.len(), 2, "what is there as it is needs no step");
    assert_eq!(store.claims(&bilan_store::Filter::default(), Page::ALL).unwrap().total, 4);
    reader
        .at_once::<_, StoreError>(|reader| {
            assert_eq!(reader.amounts()?.claims, 4);
            store.update::<StoreError>(&head(2), |writer| writer.carry_out(plan))?;
            assert_eq!(reader.amounts()?.claims, 4, "one state from its first look on");
            Ok(())
        })
        .unwrap();
    assert_eq!(reader.amounts().unwrap().claims, 3);
    assert_eq!(store.claim("c2").unwrap().one().unwrap().quote, "autre");
    drop(reader);
    store.close_for_many().unwrap();
    assert!(!path.with_extension("sqlite-wal").exists());
}

#[test]
fn the_document_that_came_in_first_with_a_claim_that_fits_is_found_as_by_going_through_all() {
    let (_folder, path) = place();
    let rows: Vec<ClaimRow> = (0..60).map(|at| some_claim(at, at * 7919 + 13)).collect();
    let store = filled(&path, |writer| {
        for at in 1..=3 {
            let id = format!("r{at}");
            let open = rows.iter().filter(|row| row.report == id && row.verdict.is_none()).count();
            writer.put_document(&DocumentRow { id: format!("d{at}"), ord: 9 - at, record: "{}".into() })?;
            let row = ReportRow { ord: 9 - at, open: u32::try_from(open).unwrap(), ..report(at) };
            writer.put_report(&row, None)?;
        }
        rows.iter().try_for_each(|row| writer.put_claim(row))
    });
    for by in (0..4_000_000_u64).step_by(9_973) {
        let filter = some_filter(by);
        let reports = rows.iter().filter(|row| fits(row, &filter)).map(|row| row.report.as_str());
        // The last of the reports came in first here.
        let first = reports.max().filter(|_| filter.words.is_none()).map(|report| report.replace('r', "d"));
        assert_eq!(store.first_document_with(&filter).unwrap().map(|row| row.id), first, "{filter:?}");
    }
}

#[test]
fn judgements_that_lost_their_words_are_paged_and_found_by_the_claim_that_they_name() {
    let (_folder, path) = place();
    let judged = |seq: u64, claim: &str, undone_by: Option<u64>| DecisionRow {
        seq,
        act: "judge".into(),
        subject: "r1".into(),
        record: format!("{{\"claim\":{{\"id\":\"{claim}\"}}}}"),
        undone_by,
    };
    let orphan = |subject: &str, at: u64| TodoRow {
        ord: 1,
        kind: "orphan".into(),
        subject: subject.into(),
        at,
        record: "{}".into(),
    };
    let store = filled(&path, |writer| {
        for row in
            [judged(1, "c7", None), judged(2, "c8", None), judged(3, "c7", None), judged(4, "c7", Some(5))]
        {
            writer.put_decision(&row)?;
        }
        for row in [orphan("c8", 0), orphan("c7", 0), orphan("c7", 1)] {
            writer.put_todo(&row)?;
        }
        writer.put_todo(&TodoRow { kind: "doubt".into(), ..orphan("r1", 0) })
    });
    let page = |offset, limit| store.waiting_about("orphan", Page { offset, limit }).unwrap();
    assert_eq!(page(0, 9), ["c7", "c8"]);
    assert_eq!((page(1, 1), page(2, 1)), (vec!["c8".to_owned()], vec![]));
    assert_eq!(store.last_decision_naming("c7").unwrap().map(|row| row.seq), Some(3));
    assert_eq!(store.last_decision_naming("c9").unwrap(), None);
}
