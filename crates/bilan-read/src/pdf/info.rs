//! What a PDF file says of itself.

use bilan_reader::{FileDate, ReadNote, Said};
use lopdf::{Dictionary, Document, Object, decode_text_string};

/// Title and author. The dates are those of the file, and become notes; the producer is a program, and is no publisher.
pub(super) fn said(document: &Document, notes: &mut Vec<ReadNote>) -> Said {
    let Some(info) = dictionary(document) else { return Said::default() };
    for (key, what) in [(&b"CreationDate"[..], FileDate::Created), (b"ModDate", FileDate::Changed)] {
        notes.extend(words(document, info, key).map(|value| ReadNote::FileDate { what, value }));
    }
    Said {
        title: words(document, info, b"Title"),
        byline: words(document, info, b"Author"),
        ..Said::default()
    }
}

fn dictionary(document: &Document) -> Option<&Dictionary> {
    let info = document.trailer.get(b"Info").ok()?;
    document.dereference(info).ok()?.1.as_dict().ok()
}

/// The words of an entry, at most 300 characters.
fn words(document: &Document, info: &Dictionary, key: &[u8]) -> Option<String> {
    let (_, value) = document.dereference(info.get(key).ok()?).ok()?;
    let Object::String(..) = value else { return None };
    let words = decode_text_string(value).ok()?;
    let words: String = words.trim().chars().take(300).collect();
    (!words.is_empty()).then_some(words)
}
