//! Every failure and what it tells a person: to be read aloud before it is accepted.

use bilan_reader::{FileKind, Hint, MAX_BYTES, PageLimit, Unreadable, read};

fn failure(bytes: &[u8]) -> Unreadable {
    read(bytes, &Hint::default()).expect_err("no text")
}

#[test]
fn failures_are_told_plainly() {
    let damaged: Vec<u8> = [b"\xFF\xFE".as_slice(), &b"\x00\xD8a\x00".repeat(60)].concat();
    let failures = [
        failure(b""),
        failure(b" \r\n\t"),
        failure("\u{FEFF}\u{A0}\n".as_bytes()),
        failure(b"%PDF-1.4 ..."),
        failure(b"PK\x03\x04....word/document.xml"),
        failure(b"From: a\nReceived: b\nMIME-Version: 1.0\n\nTwelve killed"),
        failure(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 14, 15]),
        failure(&vec![b'a'; MAX_BYTES + 1]),
        failure(&damaged),
        failure(b"<html><body><script>x</script></body></html>"),
        failure("<div>".repeat(10_000).as_bytes()),
        failure("<p>words</p>".repeat(800_000).as_bytes()),
        failure(b"\x7FELF\x02\x01"),
        Unreadable::PageRefused { limit: PageLimit::Pieces(1_000_000) },
        Unreadable::PageRefused { limit: PageLimit::Attributes(512) },
    ];
    let told: Vec<String> = failures.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n\n"));
}

#[test]
fn each_kind_of_file_has_a_way_round() {
    let kinds = [
        FileKind::Pdf,
        FileKind::WordDocument,
        FileKind::ExcelSheet,
        FileKind::Slides,
        FileKind::OpenDocument,
        FileKind::OldOffice,
        FileKind::RichText,
        FileKind::Table,
        FileKind::Mail,
        FileKind::WebArchive,
        FileKind::Xml,
        FileKind::Zip,
        FileKind::Packed,
        FileKind::Picture,
        FileKind::SoundOrFilm,
        FileKind::Program,
        FileKind::Database,
        FileKind::Utf32Text,
    ];
    let told: Vec<String> = kinds.iter().map(|kind| format!("{kind}: {}", kind.way_round())).collect();
    insta::assert_snapshot!(told.join("\n"));
}
