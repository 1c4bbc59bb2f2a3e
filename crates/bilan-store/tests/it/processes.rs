//! Several connections and several processes on one file, and processes that are killed.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use bilan_store::{Filter, Page, Store, StoreError};

use crate::common::{KEY, claim, filled, head, place, put_some};

/// Runs one of the tests below that are ignored, as a process of its own in the folder of `path`.
fn run(name: &str, path: &Path) -> Output {
    let program = std::env::current_exe().unwrap();
    let name = format!("processes::{name}");
    Command::new(program)
        .args(["--exact", &name, "--ignored", "--nocapture", "--test-threads=1"])
        .current_dir(path.parent().unwrap())
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// The file that such a process works on; none where all ignored tests are run as tests, and nothing is to be done.
fn here() -> Option<&'static Path> {
    Some(Path::new("store.sqlite")).filter(|path| path.exists())
}

#[test]
fn readers_see_a_change_when_it_is_whole() {
    let (_folder, path) = place();
    let mut writer = filled(&path, |writer| put_some(writer, 2));
    let reader = Store::open(&path, &KEY).unwrap();
    let total = |store: &Store| store.claims(&Filter::default(), Page::first(1)).unwrap().total;
    writer
        .update::<StoreError>(&head(2), |writer| {
            writer.put_claim(&claim(9))?;
            assert_eq!(total(&reader), 2, "not before");
            Ok(())
        })
        .unwrap();
    assert_eq!((total(&reader), reader.head().unwrap()), (3, head(2)));
}

#[test]
fn a_second_writer_is_told_to_wait() {
    let (_folder, path) = place();
    let mut first = filled(&path, |writer| put_some(writer, 2));
    let mut second = Store::open(&path, &KEY).unwrap();
    first
        .update::<StoreError>(&head(2), |_| {
            let refused = second.update::<StoreError>(&head(3), |_| Ok(()));
            assert!(matches!(&refused, Err(error @ StoreError::Locked { .. }) if !error.is_damage()));
            let refused = Store::create(&path, &KEY, &head(3));
            assert!(matches!(refused, Err(StoreError::Locked { .. })), "{refused:?}");
            Ok(())
        })
        .unwrap();
    second.update::<StoreError>(&head(3), |_| Ok(())).unwrap();
    assert_eq!(first.head().unwrap(), head(3));
}

#[test]
fn opening_a_second_time_lets_go_of_no_lock() {
    let (_folder, path) = place();
    let mut store = filled(&path, |writer| put_some(writer, 2));
    store
        .update::<StoreError>(&head(2), |_| {
            drop(Store::open(&path, &KEY)?);
            let output = run("is_told_to_wait", &path);
            assert!(output.status.success(), "{output:?}");
            Ok(())
        })
        .unwrap();
    assert_eq!(store.head().unwrap(), head(2));
}

#[test]
#[ignore = "run by another test, as a process of its own"]
fn is_told_to_wait() {
    let Some(here) = here() else { return };
    let mut store = Store::open(here, &KEY).unwrap();
    let refused = store.update::<StoreError>(&head(7), |_| Ok(()));
    assert!(matches!(refused, Err(StoreError::Locked { .. })), "{refused:?}");
}

#[test]
fn another_process_reads_and_writes_the_same_file() {
    let (_folder, path) = place();
    let store = filled(&path, |writer| put_some(writer, 2));
    let output = run("adds_a_claim", &path);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(store.claims(&Filter::default(), Page::first(1)).unwrap().total, 3);
    assert_eq!(store.head().unwrap(), head(7));
}

#[test]
#[ignore = "run by another test, as a process of its own"]
fn adds_a_claim() {
    let Some(here) = here() else { return };
    let mut store = Store::open(here, &KEY).unwrap();
    store.update::<StoreError>(&head(7), |writer| writer.put_claim(&claim(77))).unwrap();
}

#[test]
fn a_process_that_stops_in_the_middle_of_a_change_changed_nothing() {
    let (_folder, path) = place();
    let before = filled(&path, |writer| put_some(writer, 40)).digest().unwrap();
    let output = run("stops_in_the_middle_of_a_change", &path);
    assert!(!output.status.success());
    assert!(path.with_extension("sqlite-journal").exists(), "it had begun to write");
    let store = Store::open(&path, &KEY).unwrap();
    assert_eq!((store.digest().unwrap(), store.head().unwrap()), (before, head(1)));
    store.check().unwrap();
}

#[test]
#[ignore = "run by another test, as a process of its own"]
fn stops_in_the_middle_of_a_change() {
    let Some(here) = here() else { return };
    let mut store = Store::open(here, &KEY).unwrap();
    let _ = store.update::<StoreError>(&head(7), |writer| {
        (1..=40).try_for_each(|at| writer.remove_report(&format!("r{at}")))?;
        // More than what is kept in memory before pages go to the file.
        (0..600).try_for_each(|at| writer.put_blob(&format!("big/{at}"), &vec![1; 100_000]))?;
        std::process::abort()
    });
}

#[test]
fn a_process_that_stops_in_a_rebuild_leaves_the_old_one() {
    let (_folder, path) = place();
    let before = filled(&path, |writer| put_some(writer, 4)).digest().unwrap();
    assert!(!run("stops_in_a_rebuild", &path).status.success());
    let left = path.with_extension("sqlite.new");
    assert!(left.exists(), "it had begun to write");
    assert_eq!(Store::open(&path, &KEY).unwrap().digest().unwrap(), before);
    assert!(!left.exists());
}

#[test]
#[ignore = "run by another test, as a process of its own"]
fn stops_in_a_rebuild() {
    let Some(here) = here() else { return };
    let _ = Store::rebuild::<StoreError>(here, &KEY, &head(7), |writer| {
        put_some(writer, 100)?;
        std::process::abort()
    });
}

/// Runs one of the tests below that are ignored, in a process that may not make a file larger than a few pages.
#[cfg(unix)]
fn run_on_a_full_disk(name: &str, path: &Path) -> Output {
    let program = std::env::current_exe().unwrap();
    let name = format!("processes::{name}");
    Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 600; exec \"$0\" \"$@\""])
        .arg(program)
        .args(["--exact", &name, "--ignored", "--test-threads=1"])
        .current_dir(path.parent().unwrap())
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let (_folder, path) = place();
    let before = filled(&path, |writer| put_some(writer, 4)).digest().unwrap();
    for name in ["meets_a_full_disk_in_a_rebuild", "meets_a_full_disk_in_a_change"] {
        let output = run_on_a_full_disk(name, &path);
        assert!(output.status.success(), "{output:?}");
        let store = Store::open(&path, &KEY).unwrap();
        assert_eq!((store.digest().unwrap(), store.head().unwrap()), (before.clone(), head(1)));
        store.check().unwrap();
        assert!(!path.with_extension("sqlite.new").exists());
    }
}

#[test]
#[ignore = "run by another test, as a process of its own"]
fn meets_a_full_disk_in_a_rebuild() {
    let Some(here) = here() else { return };
    let refused = Store::rebuild::<StoreError>(here, &KEY, &head(7), |writer| {
        (0..600).try_for_each(|at| writer.put_blob(&format!("big/{at}"), &vec![1; 10_000]))
    });
    assert!(matches!(&refused, Err(error @ StoreError::Io { .. }) if !error.is_damage()), "{refused:?}");
}

#[test]
#[ignore = "run by another test, as a process of its own"]
fn meets_a_full_disk_in_a_change() {
    let Some(here) = here() else { return };
    let mut store = Store::open(here, &KEY).unwrap();
    let refused = store.update::<StoreError>(&head(7), |writer| {
        (0..600).try_for_each(|at| writer.put_blob(&format!("big/{at}"), &vec![1; 10_000]))
    });
    assert!(matches!(&refused, Err(error @ StoreError::Io { .. }) if !error.is_damage()), "{refused:?}");
}

#[test]
fn damage_is_an_error_and_no_line_on_stderr() {
    let (_folder, path) = place();
    drop(filled(&path, |writer| put_some(writer, 12)));
    let output = run("meets_damage", &path);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(!String::from_utf8_lossy(&output.stdout).contains("sqlcipher"), "{output:?}");
}

#[test]
#[ignore = "run by another test, as a process of its own"]
fn meets_damage() {
    let Some(here) = here() else { return };
    let mut bytes = fs::read(here).unwrap();
    for at in (5000..bytes.len()).step_by(4096) {
        bytes[at] ^= 1;
    }
    fs::write(here, &bytes).unwrap();
    let store = Store::open(here, &KEY);
    assert!(store.and_then(|store| store.digest()).is_err_and(|error| error.is_damage()));
    bytes[100] ^= 1;
    fs::write(here, &bytes).unwrap();
    assert!(Store::open(here, &KEY).is_err_and(|error| error.is_damage()));
}
