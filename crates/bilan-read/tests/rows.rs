//! Lists in every binary format, from the file through the child to their rows; and files made to harm the child.
#![allow(clippy::unwrap_used, reason = "what is made here can be made, or the test fails")]
#![allow(clippy::format_push_string, reason = "long texts are put together as they are read")]

mod common;

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float64Array,
    Int64Array, RecordBatch, StringArray, Time32MillisecondArray, TimestampMicrosecondArray,
    TimestampNanosecondArray,
};
use bilan_casework::rows::Rows;
use bilan_casework::{Error, ReaderChild};
use bilan_reader::child::{EXIT_COLUMN, EXIT_DAMAGED, EXIT_LOCKED, EXIT_TOO_LARGE};
use common::{Chance, open_document, row, xlsx, zip};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::file::properties::WriterProperties;

fn child() -> PathBuf {
    env!("CARGO_BIN_EXE_bilan-read").into()
}

/// Rows with their places.
type Placed = Vec<(u64, Vec<String>)>;

/// The headings of a list, and its rows with their places.
fn rows(name: &str, bytes: &[u8]) -> Result<(Vec<String>, Placed), Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let mut rows = Rows::open(&path, &ReaderChild { path: child(), allow_unsandboxed: false })?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push((row.line, row.cells.iter().map(str::to_owned).collect()));
    }
    Ok((rows.headings().to_vec(), all))
}

/// What the child alone says of a list, and how it ends.
fn asked(format: &str, bytes: &[u8]) -> Output {
    let mut command = Command::new(child());
    command.args(["--rows", format]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (mut input, bytes) = (child.stdin.take().unwrap(), bytes.to_vec());
    let feeding = std::thread::spawn(move || drop(input.write_all(&bytes)));
    let output = child.wait_with_output().unwrap();
    feeding.join().unwrap();
    output
}

fn written(format: &str, bytes: &[u8]) -> String {
    let output = asked(format, bytes);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The code with which the child ends, which is neither a crash nor success.
fn code(format: &str, bytes: &[u8]) -> u8 {
    let output = asked(format, bytes);
    u8::try_from(output.status.code().unwrap_or_else(|| panic!("{output:?}"))).unwrap()
}

/// An Excel file of these sheets, with styles of which the first is a date, the second a day and time, the third a time.
fn workbook(sheets: &[&str]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let (mut names, mut relations) = (String::new(), String::new());
    for at in 1..=sheets.len() {
        names.push_str(&format!("<sheet name=\"s{at}\" sheetId=\"{at}\" r:id=\"rId{at}\"/>"));
        relations.push_str(&format!(
            "<Relationship Id=\"rId{at}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{at}.xml\"/>"
        ));
    }
    let workbook =
        format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{names}</sheets></workbook>");
    let relations = format!("<Relationships xmlns=\"{package}\">{relations}</Relationships>");
    let root = format!(
        "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{office}/officeDocument\" \
         Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let styles = format!(
        "<styleSheet xmlns=\"{main}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/>\
         <xf numFmtId=\"21\"/></cellXfs></styleSheet>"
    );
    let shared = format!("<sst xmlns=\"{main}\"><si><t>Deir ez-Zor, city</t></si></sst>");
    let sheets: Vec<(String, String)> = sheets
        .iter()
        .enumerate()
        .map(|(at, rows)| {
            let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
            (format!("xl/worksheets/sheet{}.xml", at + 1), sheet)
        })
        .collect();
    let mut files: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/sharedStrings.xml", shared.as_bytes()),
    ];
    files.extend(sheets.iter().map(|(name, sheet)| (name.as_str(), sheet.as_bytes())));
    zip(&files)
}

#[test]
fn rows_of_an_excel_file_are_those_of_its_first_sheet_that_holds_something() {
    let people = format!(
        "{}<row r=\"4\"><c r=\"A4\" t=\"s\"><v>0</v></c><c r=\"B4\"><v>34</v></c><c r=\"C4\" s=\"1\"><v>45435</v></c>\
         <c r=\"D4\" s=\"2\"><v>45435.4375</v></c><c r=\"E4\" t=\"b\"><v>1</v></c></row><row r=\"6\"><c r=\"A6\" \
         t=\"str\"><v>A &amp; \"B\"</v></c><c r=\"B6\"><v>0.5</v></c><c r=\"C6\" s=\"2\"><v>45435</v></c><c r=\"D6\" \
         s=\"3\"><v>0.4375</v></c><c r=\"E6\" t=\"e\"><v>#N/A</v></c></row>",
        row(2, &[("A", "place"), ("B", "age"), ("C", "died"), ("D", "seen"), ("E", "known")])
    );
    let file = workbook(&["", &people, &row(1, &[("A", "other")])]);
    let told = "\nplace,age,died,seen,known\n\n\"Deir ez-Zor, city\",34,2024-05-23,2024-05-23T10:30:00,true\n\n\
                \"A & \"\"B\"\"\",0.5,2024-05-23,10:30:00,#N/A\n";
    assert_eq!(written("xlsx", &file), told);
    let (headings, all) = rows("named-wrongly.csv", &file).unwrap();
    assert_eq!(headings, ["place", "age", "died", "seen", "known"]);
    assert_eq!(all.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [4, 6]);
    assert_eq!(all[0].1[0], "Deir ez-Zor, city");
    assert!(rows("a.xlsx", &workbook(&["", ""])).unwrap_err().what.contains("the list is empty"));
}

#[test]
fn rows_of_an_open_document_are_written_as_often_as_it_says() {
    let cell = |words: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{words}</text:p></table:table-cell>")
    };
    let body = format!(
        "<table:table table:name=\"none\"><table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell \
         table:number-columns-repeated=\"16384\"/></table:table-row></table:table><table:table table:name=\"people\">\
         <table:table-row>{}{}{}{}</table:table-row><table:table-row table:number-rows-repeated=\"2\"/>\
         <table:table-row table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"string\">\
         <office:annotation><text:p>a comment</text:p></office:annotation><text:p>Noël,<text:s text:c=\"2\"/>A</text:p>\
         <text:p>B</text:p></table:table-cell><table:table-cell office:value-type=\"float\" office:value=\"34.0\" \
         calcext:value-type=\"float\"><text:p>34 years</text:p></table:table-cell><table:table-cell \
         office:value-type=\"date\" office:date-value=\"2024-05-23T00:00:00\"><text:p>23/05/24</text:p>\
         </table:table-cell><table:table-cell office:value-type=\"boolean\" office:boolean-value=\"false\">\
         <text:p>FAUX</text:p></table:table-cell></table:table-row><table:table-row \
         table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/>\
         </table:table-row></table:table>",
        cell("name"),
        cell("age"),
        cell("died"),
        cell("known")
    );
    let file = open_document("spreadsheet", &body, &[]);
    let person = "\"Noël,  A\nB\",34,2024-05-23,false\n";
    assert_eq!(written("ods", &file), format!("name,age,died,known\n\n\n{person}{person}"));
    let (_, all) = rows("a", &file).unwrap();
    assert_eq!(all.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [4, 5]);
    assert_eq!(all[1].1[0], "Noël,  A\nB");
}

/// A Parquet file of these columns.
fn parquet(columns: Vec<(&str, ArrayRef)>, compression: Compression) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )
    .unwrap();
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

/// A column of each kind, two rows.
fn people() -> Vec<(&'static str, ArrayRef)> {
    let ten_thirty = 1_716_460_200_i64;
    let midnight = 1_716_422_400_i64;
    let regions: DictionaryArray<Int32Type> = [Some("north"), None].into_iter().collect();
    vec![
        ("name", Arc::new(StringArray::from(vec![Some("Noël, \"A\""), None]))),
        ("region", Arc::new(regions)),
        ("age", Arc::new(Int64Array::from(vec![Some(34), Some(-1)]))),
        ("weight", Arc::new(Float64Array::from(vec![70.0, f64::NAN]))),
        ("share", Arc::new(Decimal128Array::from(vec![1200, 1250]).with_precision_and_scale(10, 2).unwrap())),
        ("known", Arc::new(BooleanArray::from(vec![true, false]))),
        ("died", Arc::new(Date32Array::from(vec![Some(19_866), None]))),
        (
            "seen",
            Arc::new(TimestampNanosecondArray::from(vec![
                ten_thirty * 1_000_000_000,
                midnight * 1_000_000_000,
            ])),
        ),
        (
            "sent",
            Arc::new(
                TimestampMicrosecondArray::from(vec![ten_thirty * 1_000_000 + 500_000, midnight * 1_000_000])
                    .with_timezone("UTC"),
            ),
        ),
        ("hour", Arc::new(Time32MillisecondArray::from(vec![37_800_000, 0]))),
        ("code", Arc::new(BinaryArray::from(vec![&b"x1"[..], b"y"]))),
    ]
}

#[test]
fn rows_of_a_parquet_table_are_words() {
    let told = "name,region,age,weight,share,known,died,seen,sent,hour,code\n\"Noël, \"\"A\"\"\",north,34,70,12,true,\
                2024-05-23,2024-05-23T10:30:00,2024-05-23T10:30:00.5Z,10:30:00,x1\n,,-1,,12.50,false,,2024-05-23,\
                2024-05-23T00:00:00Z,00:00:00,y\n";
    let zstd = Compression::ZSTD(ZstdLevel::default());
    for compression in
        [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::GZIP(GzipLevel::default()), zstd]
    {
        assert_eq!(written("parquet", &parquet(people(), compression)), told, "{compression}");
    }
    let (headings, all) = rows("list.csv", &parquet(people(), zstd)).unwrap();
    assert_eq!((headings.len(), all.len(), all[1].0), (11, 2, 3));
}

#[test]
fn columns_that_hold_no_words_are_refused_by_name() {
    let mut lists = ListBuilder::new(StringBuilder::new());
    lists.append_value([Some("a"), Some("b")]);
    let nested = parquet(vec![("names, all", Arc::new(lists.finish()))], Compression::UNCOMPRESSED);
    let output = asked("parquet", &nested);
    assert_eq!(output.status.code(), Some(i32::from(EXIT_COLUMN)));
    assert_eq!(String::from_utf8_lossy(&output.stderr).trim(), "bilan-read: names, all");
    assert!(
        rows("a", &nested).unwrap_err().what.contains("the column \"names, all\" holds more than one value")
    );
    let noise =
        parquet(vec![("photo", Arc::new(BinaryArray::from(vec![&b"\xFF\xD8"[..]])))], Compression::SNAPPY);
    assert_eq!(code("parquet", &noise), EXIT_COLUMN);
}

#[test]
fn files_that_are_cut_or_changed_never_pass_for_whole() {
    let zstd = Compression::ZSTD(ZstdLevel::default());
    let sheet: String = (1..400).map(|at| row(at, &[("A", "name"), ("B", "x")])).collect();
    let file = xlsx(&sheet);
    let ods = open_document("spreadsheet", "<table:table></table:table>", &[]);
    for (format, file) in [("xlsx", &file), ("ods", &ods), ("parquet", &parquet(people(), zstd))] {
        for cut in [0, 4, file.len() / 2, file.len() - 1] {
            assert_eq!(code(format, &file[..cut]), EXIT_DAMAGED, "{format} {cut}");
        }
        let mut chance = Chance(7);
        for _ in 0..20 {
            let mut changed = file.clone();
            for _ in 0..4 {
                let at = chance.below(changed.len());
                changed[at] ^= 1 << chance.below(8);
            }
            let output = asked(format, &changed);
            let known = [0, EXIT_DAMAGED, EXIT_LOCKED, EXIT_TOO_LARGE, EXIT_COLUMN].map(i32::from);
            let out_of_memory = String::from_utf8_lossy(&output.stderr).contains("memory allocation");
            assert!(output.status.code().map_or(out_of_memory, |code| known.contains(&code)), "{output:?}");
        }
    }
    // The archive is whole, and the sheet in it ends in the middle.
    let open =
        "<table:table><table:table-row><table:table-cell office:value-type=\"string\"><text:p>a</text:p>";
    let half = zip(&[("content.xml", open.as_bytes())]);
    assert_eq!(code("ods", &half), EXIT_DAMAGED);
    assert!(rows("a.xlsx", &file[..file.len() / 2]).unwrap_err().what.contains("the list is damaged"));
}

#[test]
fn bombs_stay_small() {
    let mut entities = "<!ENTITY a0 \"boom\">".to_owned();
    for level in 1..12 {
        entities.push_str(&format!("<!ENTITY a{level} \"{}\">", format!("&a{};", level - 1).repeat(10)));
    }
    let laughs = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE x [{entities}]><x xmlns:table=\"t\"><table:table><table:table-row>\
         <table:table-cell><p>&a11;</p></table:table-cell></table:table-row></table:table></x>"
    );
    assert_eq!(written("ods", &zip(&[("content.xml", laughs.as_bytes())])), "&a11;\n");
    let laughing = row(1, &[("A", "&a11;")]);
    let told = asked("xlsx", &xlsx(&laughing));
    assert!(told.stdout.len() < 100, "{told:?}");
    let deep = zip(&[("content.xml", "<a>".repeat(100_000).as_bytes())]);
    assert_eq!(code("ods", &deep), EXIT_DAMAGED);
    // A lone far cell, in a sheet that says it has all cells there are.
    let far = xlsx(&row(1_048_576, &[("XFD", "x")]));
    let told = written("xlsx", &far);
    assert_eq!(told.len(), 1_048_575 + 16_383 + 2);
    let beside = zip(&[("xl/sharedStrings.xml", &vec![b' '; 513 << 20]), ("xl/workbook.xml", b"<a/>")]);
    assert_eq!(code("xlsx", &beside), EXIT_TOO_LARGE);
    let encrypted = zip(&[("META-INF/manifest.xml", b"<encryption-data/>"), ("content.xml", b"")]);
    assert_eq!(code("ods", &encrypted), EXIT_LOCKED);
    // A row of every column, as often as there are rows: whoever reads it stops at the first.
    let wide = "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>\
                </table:table-row><table:table-row table:number-rows-repeated=\"16777215\"><table:table-cell \
                table:number-columns-repeated=\"16384\"><text:p>x</text:p></table:table-cell></table:table-row>\
                </table:table>";
    let error = rows("a.ods", &open_document("spreadsheet", wide, &[])).unwrap_err();
    assert!(error.what.contains("row 2 has 16384 cells"), "{error}");
}

#[test]
fn the_child_is_locked_in_before_it_reads_rows() {
    let mut command = Command::new(child());
    command.args(["--rows", "parquet"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    // It waits for its first byte, locked in.
    for look in 0.. {
        let told = std::fs::read_to_string(&status).unwrap();
        let holds = |line: &str| told.lines().any(|told| told.split_whitespace().eq(line.split_whitespace()));
        if holds("Seccomp: 2") && holds("NoNewPrivs: 1") {
            break;
        }
        assert!(look < 2000, "{told}");
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(child.stdin.take());
    assert_eq!(child.wait().unwrap().code(), Some(i32::from(EXIT_DAMAGED)));
}
