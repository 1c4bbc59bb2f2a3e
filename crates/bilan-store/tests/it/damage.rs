//! A file that is not what was written is noticed by whatever reads it.

use std::fs;
use std::path::Path;

use bilan_store::{
    ClaimFilter, Filter, Judged, Key, Page, Query, ReportFilter, ReportOrder, Store, StoreError,
};

use crate::common::{KEY, filled, place, put_some};

const FLIPS: u64 = 1500;

/// Everything that the readers give, each by itself.
fn readings(store: &Store) -> Vec<Result<String, StoreError>> {
    let all = Filter::default();
    let query = Query::parse("village").unwrap();
    let words = Filter::words("numero");
    vec![
        store.head().map(|it| format!("{it:?}")),
        store.documents(&all, Page::ALL).map(|it| format!("{it:?}")),
        store.reports(&words, Page::ALL).map(|it| format!("{it:?}")),
        store.incidents(&Filter::report("r2"), Page::ALL).map(|it| format!("{it:?}")),
        store.claims(&Filter::incident("i1"), Page::ALL).map(|it| format!("{it:?}")),
        store.sources(&all, Page::ALL).map(|it| format!("{it:?}")),
        store.accounts(&all, Page::ALL).map(|it| format!("{it:?}")),
        store.todo(&all, Page::ALL).map(|it| format!("{it:?}")),
        store.decisions(None, Page::ALL).map(|it| format!("{it:?}")),
        store.entries(Some("c2"), Page::ALL).map(|it| format!("{it:?}")),
        store.claim("c").map(|it| format!("{it:?}")),
        store.text("r3").map(|it| format!("{it:?}")),
        store.blob("signature/1").map(|it| format!("{it:?}")),
        store.search(&query, Page::ALL).map(|it| format!("{it:?}")),
        store.digest(),
        store.explored().map(|it| format!("{it:?}")),
        store.amounts().map(|it| format!("{it:?}")),
        store.voices_from("", None, 9).map(|it| format!("{it:?}")),
        store.reports_by_standing().map(|it| format!("{it:?}")),
        store
            .reports_from(&ReportFilter::default(), ReportOrder::Open, true, None, 9)
            .map(|it| format!("{it:?}")),
        store.copies_of(&["r1".into()]).map(|it| format!("{it:?}")),
        store.reports_of_documents(&["d1".into()]).map(|it| format!("{it:?}")),
        claims(store, |filter| filter.kind = Some("toll".into())),
        claims(store, |filter| filter.outcome = Some("killed".into())),
        claims(store, |filter| filter.language = Some("fr".into())),
        claims(store, |filter| filter.country = Some("ML".into())),
        claims(store, |filter| filter.contested = Some(true)),
        claims(store, |filter| (filter.judged, filter.source) = (Judged::Any, Some("un élu local".into()))),
        claims(store, |filter| (filter.judged, filter.verdict) = (Judged::Any, Some("accept".into()))),
    ]
}

/// Open claims, narrowed.
fn claims(store: &Store, narrow: impl Fn(&mut ClaimFilter)) -> Result<String, StoreError> {
    let mut filter = ClaimFilter { judged: Judged::Open, ..ClaimFilter::default() };
    narrow(&mut filter);
    store.claims_from(&filter, None, 99).map(|it| format!("{it:?}"))
}

/// What a fixed sequence of numbers gives next.
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

/// Opens what is at `path`, reads everything; gives whether damage was met, and checks that nothing else changed.
fn met_damage(path: &Path, whole: &[String], what: &str) -> bool {
    let store = match Store::open(path, &KEY) {
        Ok(store) => store,
        Err(error) => {
            assert!(matches!(error, StoreError::Damaged { .. }), "{what}: {error}");
            return true;
        }
    };
    let mut met = false;
    for (reading, whole) in readings(&store).into_iter().zip(whole) {
        match reading {
            Ok(reading) => assert_eq!(&reading, whole, "{what}"),
            Err(error) => {
                assert!(matches!(error, StoreError::Damaged { .. }) && error.is_damage(), "{what}: {error}");
                met = true;
            }
        }
    }
    let checked = store.check();
    assert!(matches!(checked, Err(StoreError::Damaged { .. })), "{what}: {checked:?}");
    met
}

#[test]
fn a_flipped_bit_is_met_or_changes_nothing_that_is_read() {
    let (_folder, path) = place();
    let store = filled(&path, |writer| put_some(writer, 12));
    let whole: Vec<String> = readings(&store).into_iter().map(Result::unwrap).collect();
    store.check().unwrap();
    drop(store);
    let bytes = fs::read(&path).unwrap();
    let mut state = 0x9e37_79b9_7f4a_7c15;
    let mut met = 0;
    for _ in 0..FLIPS {
        let bit = usize::try_from(next(&mut state) % (bytes.len() as u64 * 8)).unwrap();
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, &flipped).unwrap();
        met += u64::from(met_damage(&path, &whole, &format!("bit {bit}")));
    }
    // What is not met by reading lies in indexes that these readings do not use; the check meets all of it.
    assert!(met * 10 > FLIPS * 8, "{met} of {FLIPS}");
}

#[test]
fn a_file_cut_short_or_with_a_page_lost_is_met() {
    let (_folder, path) = place();
    let store = filled(&path, |writer| put_some(writer, 12));
    let whole: Vec<String> = readings(&store).into_iter().map(Result::unwrap).collect();
    drop(store);
    let bytes = fs::read(&path).unwrap();
    for length in (0..bytes.len()).step_by(1361).chain([4096, bytes.len() - 1]) {
        fs::write(&path, &bytes[..length]).unwrap();
        met_damage(&path, &whole, &format!("cut to {length}"));
    }
    for page in 0..bytes.len() / 4096 {
        let mut lost = bytes.clone();
        lost[page * 4096..(page + 1) * 4096].fill(0);
        fs::write(&path, &lost).unwrap();
        met_damage(&path, &whole, &format!("page {page} lost"));
    }
    for page in 1..bytes.len() / 4096 {
        let mut swapped = bytes.clone();
        swapped.copy_within(page * 4096..(page + 1) * 4096, (page - 1) * 4096);
        fs::write(&path, &swapped).unwrap();
        met_damage(&path, &whole, &format!("page {page} in place of the one before"));
    }
}

#[test]
fn another_key_and_another_file_are_refused() {
    let (_folder, path) = place();
    drop(filled(&path, |writer| put_some(writer, 1)));
    let mut almost = KEY;
    almost.0[31] ^= 1;
    for key in [almost, Key([0; 32])] {
        assert!(matches!(Store::open(&path, &key), Err(StoreError::Damaged { .. })));
    }
    for other in ["", "no database", &"SQLite format 3\0".repeat(1000)] {
        fs::write(&path, other).unwrap();
        let error = Store::open(&path, &KEY).unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }) && error.is_damage(), "{error}");
    }
    fs::remove_file(&path).unwrap();
    let error = Store::open(&path, &KEY).unwrap_err();
    assert!(matches!(error, StoreError::Missing { .. }) && error.is_damage());
    assert!(!path.exists(), "looking makes no file");
    fs::create_dir(&path).unwrap();
    let error = Store::open(&path, &KEY).unwrap_err();
    assert!(matches!(error, StoreError::Io { .. }) && !error.is_damage(), "{error}");
}

#[test]
fn no_word_stands_in_the_file_as_it_is() {
    let (_folder, path) = place();
    drop(filled(&path, |writer| put_some(writer, 3)));
    let bytes = fs::read(&path).unwrap();
    for word in ["SQLite", "village", "CREATE", "tues"] {
        assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
    }
}
