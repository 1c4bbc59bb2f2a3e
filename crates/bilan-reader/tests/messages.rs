//! Every failure and what it tells a person: to be read aloud before it is accepted.

use bilan_reader::{
    Fault, FileDate, FileKind, FileLimit, Hint, InDocument, LeftOut, MAX_BYTES, PageLimit, ReadNote,
    Unreadable, read,
};

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

#[test]
fn failures_of_files_read_by_the_child_are_told_plainly() {
    let damaged = |kind, fault| Unreadable::Damaged { kind, fault };
    let past = |kind, limit| Unreadable::PastLimit { kind, limit };
    let failures = [
        damaged(FileKind::Pdf, Fault::structure("no table of objects")),
        damaged(FileKind::WordDocument, Fault::Missing { name: "word/document.xml".into() }),
        damaged(FileKind::Pdf, Fault::ParserStopped),
        Unreadable::Locked { kind: FileKind::ExcelSheet },
        past(FileKind::OpenDocument, FileLimit::Unpacked(128 * 1024 * 1024)),
        past(FileKind::WordDocument, FileLimit::Entries(10_000)),
        past(FileKind::WordDocument, FileLimit::Depth(1_000)),
        past(FileKind::Mail, FileLimit::MailParts(1_000)),
        past(FileKind::WebArchive, FileLimit::Text(64 * 1024 * 1024)),
        Unreadable::NoWords { kind: FileKind::Pdf },
    ];
    let told: Vec<String> = failures.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n\n"));
}

#[test]
fn notes_on_files_read_by_the_child_are_told_plainly() {
    let in_document = [
        InDocument::DeletedWords,
        InDocument::InsertedWords,
        InDocument::HiddenWords,
        InDocument::StruckWords,
        InDocument::Comments,
        InDocument::Pictures,
        InDocument::Footnotes,
        InDocument::HeadersAndFooters,
    ];
    let left_out = [
        LeftOut::Attachments,
        LeftOut::DeepMessages,
        LeftOut::PartsPastLimit,
        LeftOut::RecordsWithoutPage,
        LeftOut::RecordsOfOtherKinds,
        LeftOut::RecordsRepeated,
        LeftOut::RecordsDamaged,
    ];
    let mut notes = vec![
        ReadNote::FiguresDisagree { pages: 2, page: 3, first: "27".into(), second: "21".into() },
        ReadNote::FiguresNotCompared { pages: 4 },
        ReadNote::PagesWithoutText { count: 2, first: 5 },
        ReadNote::PagesNotRead { count: 1, first: 7 },
        ReadNote::LinesJoined { lines: 10, words: 3 },
        ReadNote::LigaturesWrittenOut { count: 6 },
        ReadNote::FileDate { what: FileDate::Created, value: "D:20240523".into() },
        ReadNote::FileDate { what: FileDate::Changed, value: "2024-05-23T10:00:00Z".into() },
    ];
    notes.extend(in_document.map(|what| ReadNote::InDocument { what, count: 2 }));
    notes.extend(left_out.map(|what| ReadNote::LeftOut { what, count: 2, first: "a".into() }));
    let told = notes.iter().map(|note| format!("{} {note}", if note.asks_for_a_look() { "!" } else { "-" }));
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"));
}
