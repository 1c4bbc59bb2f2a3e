//! Which format the bytes are in, by what they begin with and by the ending of the file name.

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

/// The kind of a file that this version recognises and does not read.
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

/// What a zip archive holds, by the names in it.
fn inside_zip(bytes: &[u8]) -> FileKind {
    let names = &bytes[..bytes.len().min(64 * 1024)];
    if contains(names, b"mimetypeapplication/vnd.oasis.opendocument") {
        FileKind::OpenDocument
    } else if contains(names, b"word/") {
        FileKind::WordDocument
    } else if contains(names, b"xl/") {
        FileKind::ExcelSheet
    } else if contains(names, b"ppt/") {
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
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    if is_mail(start) {
        return Some(FileKind::Mail);
    }
    let lower = start.to_ascii_lowercase();
    (lower.starts_with(b"<?xml") && !contains(&lower, b"<html")).then_some(FileKind::Xml)
}

/// Whether the first lines are the headers of a mail: names with a colon, two of the known ones among them.
fn is_mail(start: &[u8]) -> bool {
    const HEADERS: [&[u8]; 6] =
        [b"mime-version:", b"received:", b"message-id:", b"content-type:", b"return-path:", b"delivered-to:"];
    let header_lines = start.split(|b| *b == b'\n').take_while(|line| !line.trim_ascii().is_empty());
    let known = header_lines
        .filter(|line| {
            let lower = line.to_ascii_lowercase();
            HEADERS.iter().any(|header| lower.starts_with(header))
        })
        .count();
    known >= 2
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
