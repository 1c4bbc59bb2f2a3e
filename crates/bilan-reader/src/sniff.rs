//! Which format the bytes are in, by what they begin with and by the ending of the file name.

use crate::child::{ChildFormat, RowsFormat};
use crate::document::{Format, Hint};
use crate::unreadable::FileKind;

/// Bytes at the start of files that are not read; the first that fits counts.
const MAGIC: &[(&[u8], FileKind)] = &[
    (b"\xFF\xFE\0\0", FileKind::Utf32Text),
    (b"\0\0\xFE\xFF", FileKind::Utf32Text),
    (b"{\\rtf", FileKind::RichText),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", FileKind::OldOffice),
    (b"\x1F\x8B", FileKind::Packed),
    (b"7z\xBC\xAF\x27\x1C", FileKind::Packed),
    (b"Rar!\x1A\x07", FileKind::Packed),
    (b"\xFD7zXZ\0", FileKind::Packed),
    (b"BZh91AY&SY", FileKind::Packed),
    (b"\x28\xB5\x2F\xFD", FileKind::Packed),
    (b"\x89PNG\r\n\x1A\n", FileKind::Picture),
    (b"\xFF\xD8\xFF", FileKind::Picture),
    (b"GIF87a", FileKind::Picture),
    (b"GIF89a", FileKind::Picture),
    (b"II*\0", FileKind::Picture),
    (b"MM\0*", FileKind::Picture),
    (b"ID3\x02", FileKind::SoundOrFilm),
    (b"ID3\x03", FileKind::SoundOrFilm),
    (b"ID3\x04", FileKind::SoundOrFilm),
    (b"OggS\0", FileKind::SoundOrFilm),
    (b"\x1A\x45\xDF\xA3", FileKind::SoundOrFilm),
    (b"\x7FELF", FileKind::Program),
    (b"\xCA\xFE\xBA\xBE", FileKind::Program),
    (b"\xCF\xFA\xED\xFE", FileKind::Program),
    (b"SQLite format 3\0", FileKind::Database),
    (b"WARC/1.", FileKind::WebArchive),
];

/// By whom bytes are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// By [`read`](crate::read), in this process.
    Here,
    /// By the sandboxed child, as this format.
    Child(ChildFormat),
    /// By nobody yet.
    Nobody(FileKind),
}

/// By whom the bytes are read: told by the bytes first, and by the ending of the name where they do not tell.
///
/// A file may still turn out to be damaged, or not to be what it looked like: whoever reads it says so.
pub fn reading_of(bytes: &[u8], hint: &Hint<'_>) -> Reading {
    let Some(kind) = other_kind(bytes, hint) else { return Reading::Here };
    child_format(kind, bytes, hint).map_or(Reading::Nobody(kind), Reading::Child)
}

/// By whom the rows of a table are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowsReading {
    /// In this process: text with signs between the cells.
    Here,
    /// By the sandboxed child, as this format.
    Child(RowsFormat),
    /// By nobody.
    Nobody(FileKind),
}

/// By whom the rows of a table are read: told by its bytes, of which the first and the last 64 KiB are enough, and by
/// the ending of its name where an archive or a container does not tell what is in it.
pub fn rows_reading_of(bytes: &[u8], hint: &Hint<'_>) -> RowsReading {
    if bytes.starts_with(b"PAR1") {
        return RowsReading::Child(RowsFormat::Parquet);
    }
    let kind = match reading_of(bytes, hint) {
        Reading::Here | Reading::Child(ChildFormat::Csv) => return RowsReading::Here,
        Reading::Child(ChildFormat::Xlsx) => return RowsReading::Child(RowsFormat::Xlsx),
        Reading::Child(ChildFormat::Ods) => return RowsReading::Child(RowsFormat::Ods),
        Reading::Child(format) => format.kind(),
        Reading::Nobody(kind) => kind,
    };
    match (kind, ending(hint).as_deref()) {
        // Excel puts a workbook with a password into the container of its old files.
        (FileKind::Zip | FileKind::OldOffice, Some("xlsx" | "xlsm")) => RowsReading::Child(RowsFormat::Xlsx),
        (FileKind::Zip, Some("ods")) => RowsReading::Child(RowsFormat::Ods),
        _ => RowsReading::Nobody(kind),
    }
}

/// The format under which the child reads a file of this kind, if it does.
fn child_format(kind: FileKind, bytes: &[u8], hint: &Hint<'_>) -> Option<ChildFormat> {
    match kind {
        FileKind::Pdf => Some(ChildFormat::Pdf),
        FileKind::WordDocument => Some(ChildFormat::Docx),
        FileKind::ExcelSheet => Some(ChildFormat::Xlsx),
        FileKind::Table => Some(ChildFormat::Csv),
        FileKind::WebArchive => Some(ChildFormat::Warc),
        FileKind::OpenDocument if is_open_document(bytes, b"text") => Some(ChildFormat::Odt),
        FileKind::OpenDocument if is_open_document(bytes, b"spreadsheet") => Some(ChildFormat::Ods),
        FileKind::Mail if without_mark(bytes).starts_with(b"From ") => Some(ChildFormat::Mbox),
        FileKind::Mail => Some(ChildFormat::Eml),
        FileKind::Packed if is_packed_warc(bytes, hint) => Some(ChildFormat::Warc),
        FileKind::OpenDocument
        | FileKind::Packed
        | FileKind::Slides
        | FileKind::OldOffice
        | FileKind::RichText
        | FileKind::Xml
        | FileKind::Zip
        | FileKind::Picture
        | FileKind::SoundOrFilm
        | FileKind::Program
        | FileKind::Database
        | FileKind::Utf32Text => None,
    }
}

/// Whether the archive says that it is this kind of `OpenDocument`.
fn is_open_document(bytes: &[u8], which: &[u8]) -> bool {
    let names = &bytes[..bytes.len().min(1024)];
    contains(names, &[b"mimetypeapplication/vnd.oasis.opendocument.", which].concat())
}

/// Whether a gzip file holds a web archive, by its own name or the one in its first bytes (RFC 1952, section 2.3).
fn is_packed_warc(bytes: &[u8], hint: &Hint<'_>) -> bool {
    let is_gzip = bytes.starts_with(b"\x1F\x8B\x08");
    let named = hint.file_name.is_some_and(|name| name.to_ascii_lowercase().ends_with(".warc.gz"));
    let has_only_a_name = bytes.get(3) == Some(&0x08);
    let name_inside = bytes.get(10..bytes.len().min(300)).and_then(|rest| rest.split(|b| *b == 0).next());
    let named_inside = has_only_a_name && name_inside.is_some_and(|name| name.ends_with(b".warc"));
    is_gzip && (named || named_inside)
}

/// The kind of a file that is not read in this process.
pub(crate) fn other_kind(bytes: &[u8], hint: &Hint<'_>) -> Option<FileKind> {
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(*kind);
    }
    let head = &bytes[..bytes.len().min(4096)];
    if contains(&head[..head.len().min(1024)], b"%PDF-") {
        return Some(FileKind::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(inside_zip(bytes));
    }
    container_kind(bytes).or_else(|| named_kind(head, hint))
}

/// What a zip archive holds, by the names in it: those of the first files, and those of the list at its end.
fn inside_zip(bytes: &[u8]) -> FileKind {
    const NAMES_WITHIN: usize = 64 * 1024;
    let head = &bytes[..bytes.len().min(NAMES_WITHIN)];
    let tail = &bytes[bytes.len().saturating_sub(NAMES_WITHIN)..];
    let names = |word: &[u8]| contains(head, word) || contains(tail, word);
    if contains(head, b"mimetypeapplication/vnd.oasis.opendocument") {
        FileKind::OpenDocument
    } else if names(b"word/document") {
        FileKind::WordDocument
    } else if names(b"xl/workbook") {
        FileKind::ExcelSheet
    } else if names(b"ppt/presentation") {
        FileKind::Slides
    } else {
        FileKind::Zip
    }
}

/// Kinds that are told by bytes further in than the first.
fn container_kind(bytes: &[u8]) -> Option<FileKind> {
    let at = |from: usize, word: &[u8]| bytes.get(from..from + word.len()) == Some(word);
    let binary_head = bytes[..bytes.len().min(64)].contains(&0);
    let is_boxed = at(4, b"ftyp") && binary_head;
    let is_riff = |kind: &[u8]| at(0, b"RIFF") && at(8, kind);
    let still = [&b"heic"[..], b"heix", b"avif", b"mif1"].iter().any(|brand| at(8, brand));
    if is_riff(b"WEBP") || (is_boxed && still) || (at(0, b"BM") && at(6, b"\0\0\0\0")) {
        Some(FileKind::Picture)
    } else if is_boxed || is_riff(b"WAVE") || is_riff(b"AVI ") {
        Some(FileKind::SoundOrFilm)
    } else if at(0, b"MZ") && binary_head {
        Some(FileKind::Program)
    } else {
        None
    }
}

/// Kinds that are made of text, told by their name or their first lines.
fn named_kind(head: &[u8], hint: &Hint<'_>) -> Option<FileKind> {
    if hint.format.is_some() {
        return None;
    }
    match ending(hint).as_deref() {
        Some("csv" | "tsv") => return Some(FileKind::Table),
        Some("eml" | "mbox" | "mht" | "mhtml") => return Some(FileKind::Mail),
        Some("warc") => return Some(FileKind::WebArchive),
        _ => {}
    }
    let start = without_mark(head).trim_ascii_start();
    if is_mail(start) || is_mailbox(start) {
        return Some(FileKind::Mail);
    }
    let lower = start.to_ascii_lowercase();
    (lower.starts_with(b"<?xml") && !contains(&lower, b"<html")).then_some(FileKind::Xml)
}

/// The bytes without a byte order mark of UTF-8.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// Whether the first line is the one that parts messages in a mailbox, and headers follow.
fn is_mailbox(start: &[u8]) -> bool {
    const HEADERS: [&[u8]; 10] = [
        b"from:",
        b"to:",
        b"date:",
        b"subject:",
        b"mime-version:",
        b"received:",
        b"message-id:",
        b"content-type:",
        b"return-path:",
        b"delivered-to:",
    ];
    let Some(end) = start.iter().position(|b| *b == b'\n') else { return false };
    start.starts_with(b"From ") && known_headers(&start[end + 1..], &HEADERS) >= 2
}

/// Whether the first lines are the headers of a mail: names with a colon, two of the known ones among them.
fn is_mail(start: &[u8]) -> bool {
    const HEADERS: [&[u8]; 6] =
        [b"mime-version:", b"received:", b"message-id:", b"content-type:", b"return-path:", b"delivered-to:"];
    known_headers(start, &HEADERS) >= 2
}

/// How many of the lines before the first blank one begin with one of these, given in lower case.
fn known_headers(start: &[u8], headers: &[&[u8]]) -> usize {
    let header_lines = start.split(|b| *b == b'\n').take_while(|line| !line.trim_ascii().is_empty());
    header_lines
        .filter(|line| {
            let lower = line.to_ascii_lowercase();
            headers.iter().any(|header| lower.starts_with(header))
        })
        .count()
}

/// The format of decoded text.
pub(crate) fn text_format(text: &str, hint: &Hint<'_>) -> Format {
    match ending(hint).as_deref() {
        Some("html" | "htm" | "xhtml" | "shtml") => return Format::Html,
        Some("jsonl" | "ndjson" | "json") => return Format::JsonLines,
        Some("md" | "markdown") if !begins_like_page(text) => return Format::Markdown,
        _ => {}
    }
    if begins_with_page_tag(text) {
        Format::Html
    } else if begins_like_json(text) {
        Format::JsonLines
    } else {
        Format::Text
    }
}

/// Whether the text begins as a whole page does.
fn begins_like_page(text: &str) -> bool {
    starts_with_any(text, &["<!doctype html", "<html", "<?xml"])
}

/// Whether the text begins with one of the tags that WHATWG's MIME sniffing (section 7.1) takes for HTML.
fn begins_with_page_tag(text: &str) -> bool {
    const TAGS: [&str; 17] = [
        "<html", "<head", "<script", "<iframe", "<h1", "<div", "<font", "<table", "<a", "<style", "<title",
        "<b", "<body", "<br", "<p", "<meta", "<article",
    ];
    let text = text.trim_start();
    if begins_like_page(text) || text.starts_with("<!--") {
        return true;
    }
    let ends_name = |rest: &str| rest.starts_with(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace());
    TAGS.iter().any(|tag| starts_with_any(text, &[tag]) && ends_name(&text[tag.len()..]))
}

/// Whether the text begins with a JSON object that has a `"text"` within reach.
fn begins_like_json(text: &str) -> bool {
    let text = text.trim_start();
    let Some(inside) = text.strip_prefix('{') else { return false };
    inside.trim_start().starts_with('"') && text.contains("\"text\"")
}

/// Whether the text begins with one of the words, whatever their case.
fn starts_with_any(text: &str, words: &[&str]) -> bool {
    let text = text.trim_start().as_bytes();
    words
        .iter()
        .any(|word| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes())))
}

/// The ending of the file name, in lower case without the dot.
fn ending(hint: &Hint<'_>) -> Option<String> {
    let (_, ending) = hint.file_name?.rsplit_once('.')?;
    Some(ending.to_ascii_lowercase())
}

/// Whether the word stands anywhere in the bytes.
fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(file_name: &str) -> Hint<'_> {
        Hint { file_name: Some(file_name), format: None }
    }

    #[test]
    fn files_of_other_kinds_are_named() {
        let docx = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0[Content_Types].xml....PK\x03\x04word/document.xml";
        let odt = b"PK\x03\x04\x14\0\0\0\0\0mimetypeapplication/vnd.oasis.opendocument.textPK";
        let eml = b"Received: from a\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nHello";
        let cases: [(&[u8], FileKind); 12] = [
            (b"%PDF-1.7\n%\xE2\xE3", FileKind::Pdf),
            (docx, FileKind::WordDocument),
            (odt, FileKind::OpenDocument),
            (b"PK\x03\x04\x14\0....xl/workbook.xml", FileKind::ExcelSheet),
            (b"PK\x03\x04\x14\0....photos/1.jpg", FileKind::Zip),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....", FileKind::OldOffice),
            (b"\x1F\x8B\x08\0", FileKind::Packed),
            (b"\xFF\xD8\xFF\xE0\0\x10JFIF", FileKind::Picture),
            (b"\0\0\0\x18ftypheic", FileKind::Picture),
            (b"\0\0\0\x18ftypmp42", FileKind::SoundOrFilm),
            (b"\x7FELF\x02\x01", FileKind::Program),
            (eml, FileKind::Mail),
        ];
        for (bytes, kind) in cases {
            assert_eq!(other_kind(bytes, &Hint::default()), Some(kind));
        }
        assert_eq!(other_kind(b"name,age\n", &named("victims.CSV")), Some(FileKind::Table));
        assert_eq!(other_kind(b"<?xml version='1.0'?><rss/>", &named("feed")), Some(FileKind::Xml));
    }

    #[test]
    fn bytes_go_to_whoever_reads_them() {
        let odt = b"PK\x03\x04\x14\0\0\0\0\0mimetypeapplication/vnd.oasis.opendocument.textPK";
        let ods = b"PK\x03\x04\x14\0\0\0\0\0mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK";
        let odp = b"PK\x03\x04\x14\0\0\0\0\0mimetypeapplication/vnd.oasis.opendocument.presentationPK";
        let mbox = b"From a@b.example Thu May 23 10:00:00 2024\nFrom: a\nSubject: b\n\nTwelve killed";
        let child = |format| Reading::Child(format);
        let cases: [(&str, &[u8], Reading); 14] = [
            ("a.txt", b"%PDF-1.7\n", child(ChildFormat::Pdf)),
            ("", b"PK\x03\x04....word/document.xml", child(ChildFormat::Docx)),
            ("", odt, child(ChildFormat::Odt)),
            ("", ods, child(ChildFormat::Ods)),
            ("", odp, Reading::Nobody(FileKind::OpenDocument)),
            ("", mbox, child(ChildFormat::Mbox)),
            ("a.eml", b"From: a\n\nTwelve killed", child(ChildFormat::Eml)),
            ("a.mht", b"From: a\n\nTwelve killed", child(ChildFormat::Eml)),
            ("", b"WARC/1.1\r\n", child(ChildFormat::Warc)),
            ("a.WARC.gz", b"\x1F\x8B\x08\0", child(ChildFormat::Warc)),
            ("a", b"\x1F\x8B\x08\x08\0\0\0\0\0\0a.warc\0...", child(ChildFormat::Warc)),
            ("a.gz", b"\x1F\x8B\x08\0", Reading::Nobody(FileKind::Packed)),
            ("", b"From our correspondent\n\nTwelve killed: Subject: none", Reading::Here),
            ("a.tsv", b"a\tb", child(ChildFormat::Csv)),
        ];
        for (name, bytes, reading) in cases {
            assert_eq!(reading_of(bytes, &named(name)), reading, "{name} {}", bytes.escape_ascii());
        }
        assert_eq!(reading_of(b"", &Hint::default()), Reading::Here);
    }

    #[test]
    fn rows_go_to_whoever_reads_them() {
        let ods = b"PK\x03\x04\x14\0\0\0\0\0mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK";
        let old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....";
        let child = RowsReading::Child;
        let cases: [(&str, &[u8], RowsReading); 8] = [
            ("a.csv", b"PAR1\x15\x04", child(RowsFormat::Parquet)),
            ("a.csv", b"PK\x03\x04....xl/workbook.xml", child(RowsFormat::Xlsx)),
            ("a", ods, child(RowsFormat::Ods)),
            ("a.xlsx", old, child(RowsFormat::Xlsx)),
            ("a.xls", old, RowsReading::Nobody(FileKind::OldOffice)),
            ("a.xlsx", b"name,age\n", RowsReading::Here),
            ("a.ods", b"PK\x03\x04", child(RowsFormat::Ods)),
            ("a.csv", b"%PDF-1.7", RowsReading::Nobody(FileKind::Pdf)),
        ];
        for (name, bytes, reading) in cases {
            assert_eq!(rows_reading_of(bytes, &named(name)), reading, "{name} {}", bytes.escape_ascii());
        }
    }

    #[test]
    fn text_that_begins_like_a_file_of_another_kind_is_text() {
        for text in
            ["BM officials said", "MZ: twelve killed", "Received: a letter", "RIFFs and raffs", "ID3 tag"]
        {
            assert_eq!(other_kind(text.as_bytes(), &Hint::default()), None, "{text}");
        }
    }

    #[test]
    fn text_formats_are_told_apart() {
        let cases = [
            ("", "Twelve killed.", Format::Text),
            ("a.md", "Twelve killed.", Format::Markdown),
            ("a.md", "<div align=center>logo</div>", Format::Markdown),
            ("a.txt", "<!DOCTYPE html><p>Twelve", Format::Html),
            ("", "  <P>Twelve killed.", Format::Html),
            ("", "<Twelve killed>", Format::Text),
            ("", "<aside", Format::Text),
            ("a.HTM", "Twelve", Format::Html),
            ("", "{\"doc\":\"a\",\"text\":\"b\"}", Format::JsonLines),
            ("", "{not json}", Format::Text),
            ("a.jsonl", "nonsense", Format::JsonLines),
        ];
        for (name, text, format) in cases {
            assert_eq!(text_format(text, &named(name)), format, "{name} {text}");
        }
    }
}
