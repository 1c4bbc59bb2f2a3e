//! Files made to harm their reader. The parent always goes on, and always has a text or a reason.
#![allow(clippy::unwrap_used, reason = "what is made here can be made, or the test fails")]
#![allow(clippy::format_push_string, reason = "long texts are put together as they are read")]

mod common;

use std::io::Write;

use bilan_reader::child::{ChildFormat, ChildOutcome, MAX_CHILD_INPUT};
use bilan_reader::{Fault, FileKind, FileLimit, LeftOut, ReadNote, Unreadable};
use common::extract::{Extraction, ExtractionFailed};
use common::{
    Chance, docx, docx_with, failure, open_document, pdf, read, row, run, stream, text, unreadable, xlsx,
};
use flate2::Compression;
use flate2::write::GzEncoder;

fn past(kind: FileKind, limit: FileLimit) -> Unreadable {
    Unreadable::PastLimit { kind, limit }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// More than an archive may unpack to.
const BOMB_BYTES: usize = 129 * 1024 * 1024;

#[test]
fn zip_bombs_are_not_unpacked_to_their_end() {
    let bomb = vec![b' '; BOMB_BYTES];
    let unpacked = FileLimit::Unpacked(128 * 1024 * 1024);
    let body = docx_with("", &[("docProps/core.xml", &bomb)]);
    assert!(body.len() < BOMB_BYTES / 500);
    assert_eq!(unreadable(ChildFormat::Docx, &body), past(FileKind::WordDocument, unpacked));
    let sheets = open_document("spreadsheet", "", &[("META-INF/manifest.xml", &bomb)]);
    assert_eq!(unreadable(ChildFormat::Ods, &sheets), past(FileKind::OpenDocument, unpacked));
    let excel = common::zip(&[("xl/workbook.xml", &bomb), ("_rels/.rels", b"<a/>")]);
    assert_eq!(unreadable(ChildFormat::Xlsx, &excel), past(FileKind::ExcelSheet, unpacked));
    // A bomb in a file that nobody asks for is no bomb.
    let beside = docx_with("<w:p><w:r><w:t>Twelve.</w:t></w:r></w:p>", &[("word/media/a.png", &bomb)]);
    assert_eq!(text(ChildFormat::Docx, &beside).text, "Twelve.\n");
}

#[test]
fn archives_of_very_many_files_and_with_themselves_inside_are_bounded() {
    let names: Vec<String> = (0..10_001).map(|number| format!("a/{number}")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let many = common::zip(&files);
    assert_eq!(
        unreadable(ChildFormat::Docx, &many),
        past(FileKind::WordDocument, FileLimit::Entries(10_000))
    );
    let mut inside = docx("<w:p><w:r><w:t>Twelve.</w:t></w:r></w:p>");
    for _ in 0..20 {
        inside =
            docx_with("<w:p><w:r><w:t>Twelve.</w:t></w:r></w:p>", &[("word/embeddings/self.docx", &inside)]);
    }
    assert_eq!(text(ChildFormat::Docx, &inside).text, "Twelve.\n");
}

#[test]
fn sizes_that_an_archive_lies_about_do_not_help_it() {
    let mut archive = docx(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "a".repeat(1_000_000)));
    // Both the local header and the list at the end give the size; the list is found from the end.
    let list = archive.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    archive[list + 24..list + 28].copy_from_slice(&10_u32.to_le_bytes());
    match run(ChildFormat::Docx, &archive) {
        Extraction::Read { parts, .. } => match &parts[0].outcome {
            ChildOutcome::Text(document) => assert!(document.text.len() <= 1_000_001),
            ChildOutcome::Unreadable(why) => assert!(matches!(why, Unreadable::Damaged { .. }), "{why:?}"),
            ChildOutcome::Roster(_) => panic!("a roster"),
        },
        Extraction::Failed { why } => panic!("{why:?}"),
    }
}

#[test]
fn names_that_lead_elsewhere_lead_nowhere() {
    let files: [(&str, &[u8]); 4] = [
        ("../../../../tmp/bilan-read-was-here", b"x"),
        ("/etc/passwd", b"x"),
        ("C:\\x", b"x"),
        ("word/../x", b"x"),
    ];
    let body = docx_with("<w:p><w:r><w:t>Twelve.</w:t></w:r></w:p>", &files);
    assert_eq!(text(ChildFormat::Docx, &body).text, "Twelve.\n");
    assert!(!std::path::Path::new("/tmp/bilan-read-was-here").exists());
    let relations = "<Relationships><Relationship Type=\"x/officeDocument\" Target=\"../../etc/passwd\"/></Relationships>";
    let pointed = docx_with("", &[("_rels/.rels", relations.as_bytes())]);
    let missing = Fault::Missing { name: "../../etc/passwd".into() };
    assert_eq!(
        unreadable(ChildFormat::Docx, &pointed),
        Unreadable::Damaged { kind: FileKind::WordDocument, fault: missing }
    );
}

#[test]
fn xml_bombs_stay_as_they_are_written() {
    let mut entities = "<!ENTITY a0 \"boom\">".to_owned();
    for level in 1..12 {
        entities.push_str(&format!("<!ENTITY a{level} \"{}\">", format!("&a{};", level - 1).repeat(10)));
    }
    let laughs = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE x [{entities}<!ENTITY f SYSTEM \"file:///etc/passwd\">]><w:document \
         xmlns:w=\"w\"><w:p><w:r><w:t>&a11;&f;</w:t></w:r></w:p></w:document>"
    );
    let body = common::zip(&[("word/document.xml", laughs.as_bytes())]);
    assert_eq!(text(ChildFormat::Docx, &body).text, "&a11;&f;\n");
    let deep = docx(&"<w:p>".repeat(100_000));
    assert_eq!(unreadable(ChildFormat::Docx, &deep), past(FileKind::WordDocument, FileLimit::Depth(1_000)));
    let deep = open_document("text", &"<text:span>".repeat(100_000), &[]);
    assert_eq!(unreadable(ChildFormat::Odt, &deep), past(FileKind::OpenDocument, FileLimit::Depth(1_000)));
}

#[test]
fn a_lone_far_cell_and_rows_repeated_without_end_take_no_room() {
    let far = xlsx(&row(1_048_576, &[("XFD", "x")]));
    let ChildOutcome::Roster(roster) = &read(ChildFormat::Xlsx, &far).0[0].outcome else {
        panic!("a roster")
    };
    assert_eq!((roster.sheets[0].rows, roster.sheets[0].columns), (1, 16_384));
    let repeated = "<table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"1048576\">\
        <table:table-cell table:number-columns-repeated=\"16384\"><text:p>x</text:p></table:table-cell>\
        </table:table-row></table:table>"
        .repeat(50);
    let ods = open_document("spreadsheet", &repeated, &[]);
    let ChildOutcome::Roster(roster) = &read(ChildFormat::Ods, &ods).0[0].outcome else { panic!("a roster") };
    assert_eq!(roster.sheets.len(), 50);
    assert_eq!((roster.sheets[49].rows, roster.sheets[49].columns), (1_048_576, 16_384));
}

#[test]
fn mail_parts_inside_one_another_without_end_are_refused() {
    let mut mail = "From: a@b.example\nSubject: a\n".to_owned();
    for level in 0..10_000 {
        mail.push_str(&format!("Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"));
    }
    assert_eq!(
        unreadable(ChildFormat::Eml, mail.as_bytes()),
        past(FileKind::Mail, FileLimit::MailParts(1_000))
    );
    let mut nested = "From: a@b.example\n".to_owned();
    for _ in 0..10_000 {
        nested.push_str("Content-Type: message/rfc822\n\nFrom: a@b.example\n");
    }
    assert_eq!(
        unreadable(ChildFormat::Eml, nested.as_bytes()),
        past(FileKind::Mail, FileLimit::MailParts(1_000))
    );
}

#[test]
fn messages_inside_messages_are_followed_so_deep_and_then_counted() {
    let mut mail = String::new();
    for level in 0..20 {
        mail.push_str(&format!(
            "From: a@b.example\nSubject: {level}\nContent-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n\n\
             Twelve.\n--b{level}\nContent-Type: message/rfc822\n\n"
        ));
    }
    mail.push_str("From: a@b.example\nSubject: end\n\nTwelve.\n");
    let (parts, notes) = read(ChildFormat::Eml, mail.as_bytes());
    assert_eq!(parts.len(), 6);
    assert!(
        matches!(notes[..], [ReadNote::LeftOut { what: LeftOut::DeepMessages, count: 1, .. }]),
        "{notes:?}"
    );
}

#[test]
fn gzip_bombs_in_an_archive_of_the_web_are_bounded() {
    let record = |content: &[u8]| {
        let head = format!("WARC/1.1\r\nWARC-Type: response\r\nContent-Length: {}\r\n\r\n", content.len());
        [head.as_bytes(), content, b"\r\n\r\n"].concat()
    };
    let bomb = gzip(&vec![b'a'; 80 * 1024 * 1024]);
    let answer =
        [&b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"[..], &bomb]
            .concat();
    let good = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nTwelve people were killed.";
    let (parts, _) = read(ChildFormat::Warc, &[record(&answer), record(good)].concat());
    let limit = FileLimit::Unpacked(64 * 1024 * 1024);
    assert_eq!(parts[0].outcome, ChildOutcome::Unreadable(past(FileKind::WebArchive, limit)));
    assert!(
        matches!(&parts[1].outcome, ChildOutcome::Text(document) if document.text == "Twelve people were killed.")
    );
    let long = record(&vec![b'a'; 65 * 1024 * 1024]);
    let (parts, notes) = read(ChildFormat::Warc, &gzip(&[long, record(good)].concat()));
    assert_eq!((parts.len(), notes.len()), (1, 1));
}

#[test]
fn a_pdf_file_that_unpacks_to_more_than_there_is_room_for_is_a_failure_or_refused() {
    let content = blanks(600);
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>".to_vec(),
        stream("/Filter /FlateDecode", &content),
    ];
    let outcome = run(ChildFormat::Pdf, &pdf(&objects));
    let bounded = match &outcome {
        Extraction::Read { parts, .. } => matches!(parts[0].outcome, ChildOutcome::Unreadable(_)),
        Extraction::Failed { why } => {
            matches!(why, ExtractionFailed::OutOfMemory | ExtractionFailed::TooMuchWork)
        }
    };
    assert!(bounded, "{outcome:?}");
}

/// So many mebibytes of blanks, packed.
fn blanks(mebibytes: usize) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), Compression::fast());
    let piece = vec![b' '; 1024 * 1024];
    for _ in 0..mebibytes {
        encoder.write_all(&piece).unwrap();
    }
    encoder.finish().unwrap()
}

#[test]
fn page_trees_without_end_and_in_circles_end() {
    let catalog = b"<< /Type /Catalog /Pages 2 0 R >>".to_vec();
    let mut deep = vec![catalog.clone()];
    for level in 0..10_000 {
        deep.push(format!("<< /Type /Pages /Kids [{} 0 R] /Count 1 >>", level + 3).into_bytes());
    }
    deep.push(b"<< /Type /Page /MediaBox [0 0 9 9] >>".to_vec());
    let circle = vec![
        catalog.clone(),
        b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 >>".to_vec(),
        b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 9999999 /Parent 3 0 R >>".to_vec(),
    ];
    let nested = vec![catalog, [b"[".repeat(50_000), b"]".repeat(50_000)].concat()];
    for objects in [deep, circle, nested] {
        // A reason within the limits of time and memory, and never a text.
        match run(ChildFormat::Pdf, &pdf(&objects)) {
            Extraction::Read { parts, .. } => {
                assert!(matches!(parts[0].outcome, ChildOutcome::Unreadable(_)), "{parts:?}");
            }
            Extraction::Failed { why } => assert!(
                matches!(
                    why,
                    ExtractionFailed::Killed { .. }
                        | ExtractionFailed::TooMuchWork
                        | ExtractionFailed::OutOfMemory
                ),
                "{why:?}"
            ),
        }
    }
}

/// Damages a file in some places: bytes changed, pieces cut out, doubled or put elsewhere, the end cut off.
fn mutant(seed: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=chance.below(4) {
        if bytes.len() < 64 {
            break;
        }
        let at = chance.below(bytes.len());
        let length = chance.below(200).min(bytes.len() - at);
        match chance.below(12) {
            0..=8 => bytes[at] = chance.next().to_le_bytes()[0],
            9 => drop(bytes.drain(at..at + length)),
            10 => {
                let piece = bytes[at..at + length].to_vec();
                let to = chance.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            _ => bytes.truncate(at.max(64)),
        }
    }
    bytes
}

#[test]
fn damaged_files_of_every_kind_give_a_text_or_a_reason() {
    let document = docx("<w:p><w:r><w:t>Twelve people were killed in Orvane on Sunday.</w:t></w:r></w:p>");
    let sheet = xlsx(&row(1, &[("A", "Name"), ("B", "Place")]));
    let seeds: [(ChildFormat, &[u8]); 5] = [
        (ChildFormat::Pdf, include_bytes!("pdf/reportlab.pdf")),
        (ChildFormat::Pdf, include_bytes!("pdf/weasyprint.pdf")),
        (ChildFormat::Pdf, include_bytes!("pdf/typst.pdf")),
        (ChildFormat::Docx, &document),
        (ChildFormat::Xlsx, &sheet),
    ];
    let mut chance = Chance(20_240_523);
    let (mut texts, mut reasons, mut failed) = (0, 0, Vec::new());
    for (format, seed) in seeds {
        for number in 0..80 {
            let bytes = mutant(seed, &mut chance);
            match run(format, &bytes) {
                Extraction::Read { parts, sandboxed, .. } => {
                    assert!(sandboxed && !parts.is_empty());
                    let read = parts.iter().any(|part| !matches!(part.outcome, ChildOutcome::Unreadable(_)));
                    texts += usize::from(read);
                    reasons += usize::from(!read);
                }
                Extraction::Failed { why } => failed.push((format, number, why)),
            }
        }
    }
    // A crash of the child is caught and said; that there is one at all is worth a look.
    let known = |why: &ExtractionFailed| {
        matches!(
            why,
            ExtractionFailed::Killed { .. } | ExtractionFailed::OutOfMemory | ExtractionFailed::TooMuchWork
        )
    };
    assert!(failed.iter().all(|(_, _, why)| known(why)), "{failed:?}");
    assert_eq!(texts + reasons + failed.len(), 400);
    println!("{texts} texts, {reasons} reasons, {} failures: {failed:?}", failed.len());
    assert!(texts > 100 && reasons > 30 && failed.len() < 20, "{texts} texts, {reasons} reasons, {failed:?}");
}

#[test]
fn what_is_larger_than_the_child_takes_is_not_given_to_it() {
    let bytes = vec![b' '; MAX_CHILD_INPUT + 1];
    let why = ExtractionFailed::TooLarge { bytes: bytes.len(), limit_bytes: MAX_CHILD_INPUT };
    assert_eq!(failure(ChildFormat::Csv, &bytes), why);
}
