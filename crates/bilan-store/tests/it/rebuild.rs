//! Rebuilding: whole or not at all, whatever lies there and whatever interrupts it.

use std::fs;
use std::path::{Path, PathBuf};

use bilan_store::{Filter, Page, Store, StoreError};

use crate::common::{KEY, filled, head, place, put_some};

fn new(path: &Path) -> PathBuf {
    path.with_extension("sqlite.new")
}

fn files(path: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(path.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn reports(store: &Store) -> u64 {
    store.reports(&Filter::default(), Page::first(1)).unwrap().total
}

#[test]
fn a_rebuild_leaves_one_file() {
    let (_folder, path) = place();
    let store = filled(&path, |writer| put_some(writer, 2));
    assert_eq!((reports(&store), files(&path)), (2, vec!["store.sqlite".to_owned()]));
    let again = Store::rebuild::<StoreError>(&path, &KEY, &head(5), |writer| put_some(writer, 3)).unwrap();
    assert_eq!((reports(&again), again.head().unwrap()), (3, head(5)));
    assert_eq!(files(&path), ["store.sqlite"]);
    assert_eq!(reports(&store), 2, "who has the old one open goes on reading it");
}

#[test]
fn a_rebuild_that_fails_leaves_the_old_one() {
    let (_folder, path) = place();
    let old = filled(&path, |writer| put_some(writer, 2)).digest().unwrap();
    let refused = Store::rebuild::<StoreError>(&path, &KEY, &head(5), |writer| {
        put_some(writer, 1)?;
        Err(StoreError::Row { table: "claim", what: "made up".into() })
    });
    assert!(matches!(refused, Err(StoreError::Row { .. })));
    let store = Store::open(&path, &KEY).unwrap();
    assert_eq!((store.digest().unwrap(), store.head().unwrap()), (old, head(1)));
    assert_eq!(files(&path), ["store.sqlite"]);
}

#[test]
fn what_a_crash_left_beside_is_removed() {
    let (_folder, path) = place();
    let old = filled(&path, |writer| put_some(writer, 2)).digest().unwrap();
    for left in [b"half of a projection".to_vec(), fs::read(&path).unwrap(), Vec::new()] {
        fs::write(new(&path), left).unwrap();
        let store = Store::open(&path, &KEY).unwrap();
        assert_eq!(store.digest().unwrap(), old);
        assert_eq!(files(&path), ["store.sqlite"]);
    }
    fs::write(new(&path), b"half of a projection").unwrap();
    let store = filled(&path, |writer| put_some(writer, 1));
    assert_eq!((reports(&store), files(&path)), (1, vec!["store.sqlite".to_owned()]));
}

#[test]
fn one_that_is_being_made_is_left_alone() {
    let (_folder, path) = place();
    drop(filled(&path, |writer| put_some(writer, 2)));
    let made = Store::rebuild::<StoreError>(&path, &KEY, &head(2), |writer| {
        assert_eq!(reports(&Store::open(&path, &KEY)?), 2, "the old one is open to all meanwhile");
        let second = Store::rebuild::<StoreError>(&path, &KEY, &head(3), |_| Ok(()));
        assert!(matches!(second, Err(StoreError::Locked { .. })), "{second:?}");
        put_some(writer, 3)
    })
    .unwrap();
    assert_eq!((reports(&made), made.head().unwrap()), (3, head(2)));
}

#[test]
fn a_damaged_one_is_replaced() {
    let (_folder, path) = place();
    for rubbish in ["", "no database", &"x".repeat(10_000)] {
        fs::write(&path, rubbish).unwrap();
        assert_eq!(reports(&filled(&path, |writer| put_some(writer, 1))), 1);
    }
}

#[test]
fn the_journal_of_an_old_one_does_not_touch_the_new_one() {
    let (_folder, path) = place();
    let mut old = filled(&path, |writer| put_some(writer, 12));
    // Copies of the file and its journal in the middle of a change: what a killed process leaves.
    let journal = path.with_extension("sqlite-journal");
    let kept = path.with_extension("kept");
    old.update::<StoreError>(&head(2), |writer| {
        (1..=12).try_for_each(|at| writer.remove_report(&format!("r{at}")))?;
        fs::copy(&path, path.with_extension("half")).unwrap();
        fs::copy(&journal, &kept).unwrap();
        Ok(())
    })
    .unwrap();
    drop(old);
    fs::remove_file(path.with_extension("half")).unwrap();
    fs::write(&path, "a file that cannot be held still").unwrap();
    fs::rename(&kept, &journal).unwrap();
    let store = filled(&path, |writer| put_some(writer, 3));
    assert_eq!((reports(&store), files(&path)), (3, vec!["store.sqlite".to_owned()]));
    store.check().unwrap();
}

#[test]
fn a_folder_that_is_not_there_is_no_damage() {
    let (_folder, path) = place();
    let error = Store::create(&path.join("none/store.sqlite"), &KEY, &head(1)).unwrap_err();
    assert!(matches!(error, StoreError::Io { .. }) && !error.is_damage(), "{error}");
}

#[test]
fn an_empty_projection_can_be_made_and_filled() {
    let (_folder, path) = place();
    let mut store = Store::create(&path, &KEY, &head(0)).unwrap();
    assert_eq!(reports(&store), 0);
    store.update::<StoreError>(&head(1), |writer| put_some(writer, 2)).unwrap();
    assert_eq!(reports(&store), 2);
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = place();
    drop(filled(&path, |_| Ok(())));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}
