//! Lists of every kind, read; and lists that are none.

use std::os::unix::fs::PermissionsExt;

use tempfile::TempDir;

use super::*;

/// A folder with a file of these bytes, and what reads where no child is needed.
fn file(name: &str, bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn nobody() -> ReaderChild {
    ReaderChild { path: "/nowhere/bilan-read".into(), allow_unsandboxed: false }
}

/// Headings, and rows with their lines.
type Table = (Vec<String>, Vec<(u64, Vec<String>)>);

fn all(mut rows: Rows) -> Result<Table, Error> {
    let mut table = Vec::new();
    while let Some(row) = rows.next()? {
        assert_eq!(row.cells.len(), row.cells.iter().count());
        table.push((row.line, row.cells.iter().map(str::to_owned).collect()));
    }
    Ok((rows.headings().to_vec(), table))
}

fn read(name: &str, bytes: &[u8]) -> Result<Table, Error> {
    let (_folder, path) = file(name, bytes);
    all(Rows::open(&path, &nobody())?)
}

fn table(headings: &[&str], rows: &[(u64, &[&str])]) -> Table {
    let owned = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
    (owned(headings), rows.iter().map(|(line, cells)| (*line, owned(cells))).collect())
}

fn why(bytes: &[u8]) -> String {
    let error = read("list.csv", bytes).expect_err("a list that is none");
    assert!(error.place.is_some() && error.next.is_some() && error.safe.is_some(), "{error:?}");
    error.what.to_string()
}

#[test]
fn signs_between_cells_are_found_in_the_header() {
    let expected = table(&["name", "age"], &[(2, &["Noël, A; B|C", "34"])]);
    for text in [
        "name,age\n\"Noël, A; B|C\",34\n",
        "name;age\r\n\"Noël, A; B|C\";34",
        "name\tage\rNoël, A; B|C\t34\r",
        "\"name\"|\"age\"\n\"Noël, A; B|C\"|34\n",
    ] {
        assert_eq!(read("list", text.as_bytes()).unwrap(), expected, "{text}");
    }
    assert_eq!(read("a", b"name\nA\n").unwrap(), table(&["name"], &[(2, &["A"])]));
    let stated = table(&["a,b,c", "d"], &[(3, &["1", "2"])]);
    assert_eq!(read("a", b"sep=;\r\na,b,c;d\r\n1;2\r\n").unwrap(), stated);
    let marks = table(&["ד\"ר", "b"], &[(2, &["5\" x", "y"])]);
    assert_eq!(read("a", "ד\"ר;b\n5\" x;y\n".as_bytes()).unwrap(), marks);
}

#[test]
fn encodings_are_found() {
    let text = "Prénom,Lieu\nZoé,Abéché\n";
    let expected = table(&["Prénom", "Lieu"], &[(2, &["Zoé", "Abéché"])]);
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let latin: Vec<u8> = text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    let marked = format!("\u{FEFF}{text}");
    for bytes in [text.into(), latin, utf16(text), utf16(&marked), marked.clone().into_bytes()] {
        assert_eq!(read("list.csv", &bytes).unwrap(), expected, "{bytes:?}");
    }
}

#[test]
fn lines_are_counted_through_quoted_ends_and_blank_rows() {
    let text = "\n\r\nname,note\r\nA,\"two\r\nlines\"\n\n , \nB\n\"C \"\"x\"\"\",\"\"\n";
    let expected =
        table(&["name", "note"], &[(4, &["A", "two\r\nlines"]), (8, &["B", ""]), (9, &["C \"x\"", ""])]);
    assert_eq!(read("list.csv", text.as_bytes()).unwrap(), expected);
}

#[test]
fn what_cannot_be_read_without_guessing_is_refused_with_its_line() {
    assert_eq!(why(b""), "the list is empty");
    assert_eq!(why(b"\xEF\xBB\xBF\n \n"), "the list is empty");
    assert_eq!(why(b"name,age\n\n"), "the list has the names of its columns and no row");
    assert_eq!(why(b"a, b,c,b ,a,,\n1\n"), "columns of the list have the same name: a, b");
    assert_eq!(why(b"a,b\n1,2\n\"1\n\",2,3\n"), "line 3 has 3 cells, and the list has 2 columns");
    assert_eq!(
        why(b"name of the victim,place of the event\n1,2\nx\0,2\n"),
        "line 3 has a zero byte in it, as no text does"
    );
    assert_eq!(
        why(b"name of the victim,place of the event\n1,2\n\"x\0\",2\n"),
        "line 3 has a zero byte in it, as no text does"
    );
    assert_eq!(
        why(b"a,b\n1,2\n3,\"x\n4,5\n"),
        "line 3 has a quotation mark that opens a cell and is never closed"
    );
    assert_eq!(
        why(b"a,b\n1,\"x\n4,\"y\"\n"),
        "the quotation mark that opens a cell in line 2 is closed in the middle of it, in line 3"
    );
    let mut damaged = "a,b\né,é\né,é\n".repeat(50_000).into_bytes();
    let at = damaged.len() - 2;
    damaged[at] = 0xFF;
    assert_eq!(why(&damaged), "line 150000 has bytes that are no letters of UTF-8");
    let open = [b"a,b\n1,\"".to_vec(), vec![b'x'; 17 << 20]].concat();
    assert_eq!(why(&open), "line 2 has more than 16 MiB");
    assert_eq!(why(&[b"a".to_vec(), vec![b','; 20_000]].concat()), "line 1 has more than 16384 cells");
}

#[test]
fn files_that_are_no_lists_are_named() {
    let error = read("list.csv", b"%PDF-1.7\n").unwrap_err();
    assert!(error.what.contains("PDF"), "{error}");
    let folder = tempfile::tempdir().unwrap();
    for (path, words) in [("/dev/null", "a pipe or a device"), ("/nowhere/a.csv", "no such file")] {
        let error = Rows::open(Path::new(path), &nobody()).unwrap_err();
        assert!(error.what.contains(words), "{error}");
    }
    assert!(Rows::open(folder.path(), &nobody()).unwrap_err().what.contains("a folder"));
    let error = read("list.csv", b"PAR1....PAR1").unwrap_err();
    assert!(error.what.contains("could not be started"), "{error}");
}

#[test]
fn nothing_follows_an_error() {
    let (_folder, path) = file("a.csv", b"a,b\n1,2\n1,2,3\n4,5\n");
    let mut rows = Rows::open(&path, &nobody()).unwrap();
    assert_eq!(rows.next().unwrap().unwrap().cells.get(1), "2");
    assert!(rows.next().is_err());
    assert!(rows.next().unwrap().is_none());
}

/// What is told of a list that a child of this script reads.
fn by_script(script: &str) -> Result<Table, String> {
    let (folder, path) = file("list.csv", b"PAR1 the table");
    let child = folder.path().join("child");
    std::fs::write(&child, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&child, std::fs::Permissions::from_mode(0o700)).unwrap();
    let reader = ReaderChild { path: child, allow_unsandboxed: false };
    Rows::open(&path, &reader).and_then(all).map_err(|error| error.what.to_string())
}

#[test]
fn every_end_of_the_child_has_its_words() {
    let rows = by_script("read a b c; echo \"$1 $2,$a\"; echo; echo '\"x\ny\",\"\"'");
    assert_eq!(rows.unwrap(), table(&["--rows parquet", "PAR1"], &[(3, &["x\ny", ""])]));
    for (script, words) in [
        ("exit 0", "the list is empty"),
        ("echo 'bilan-read: no Landlock' >&2; exit 70", "so the list was not read: no Landlock"),
        ("echo a; echo 1; echo 'bilan-read: cut' >&2; exit 65", "the list is damaged: cut"),
        ("exit 77", "locked with a password"),
        ("echo 'bilan-read: 3 GiB' >&2; exit 73", "the list is too large: 3 GiB"),
        ("echo 'bilan-read: tags' >&2; exit 69", "the column \"tags\" holds more than one"),
        ("echo odd >&2; exit 3", "the reader ended with code 3: odd"),
        ("kill -SEGV $$", "crashed on the list (signal 11)"),
        ("kill -XCPU $$", "longer than 120 s"),
        ("echo 'memory allocation of 9 bytes failed' >&2; kill -ABRT $$", "more than 2 GiB"),
        ("echo a,b; echo; echo 1,2,3; while :; do echo x; done", "row 3 has 3 cells"),
    ] {
        let told = by_script(script).expect_err(script);
        assert!(told.contains(words), "{script}: {told}");
    }
}

#[test]
fn a_child_that_nobody_hears_any_more_is_ended() {
    let (folder, path) = file("list", b"PAR1");
    let (child, told) = (folder.path().join("child"), folder.path().join("pid"));
    let script = format!("#!/bin/sh\necho $$ > {}\necho a\nwhile :; do echo 1; done\n", told.display());
    std::fs::write(&child, script).unwrap();
    std::fs::set_permissions(&child, std::fs::Permissions::from_mode(0o700)).unwrap();
    let rows = Rows::open(&path, &ReaderChild { path: child, allow_unsandboxed: false }).unwrap();
    let process = PathBuf::from("/proc").join(std::fs::read_to_string(&told).unwrap().trim());
    assert!(process.exists());
    drop(rows);
    assert!(!process.exists());
}
