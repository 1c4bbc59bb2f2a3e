//! JSON lines: one document a line, each read for itself.

use serde::Deserialize;
use serde_json::Value;

use crate::MAX_BYTES;
use crate::charset::Decoded;
use crate::document::{Format, Part, ReadDocument};
use crate::language::{StatedBy, language};
use crate::plain::{day_or_note, text_notes};
use crate::unreadable::Unreadable;

/// The fields that are read; others are left alone.
#[derive(Debug, Deserialize)]
struct Fields {
    doc: Option<Value>,
    language: Option<Value>,
    title: Option<Value>,
    publisher: Option<Value>,
    published: Option<Value>,
    text: Option<Value>,
}

/// Reads every line that is not blank, in order; one JSON object over several lines is read as one document.
///
/// # Errors
/// [`Unreadable::Empty`] when there is no line with words. A bad line is an `Err` in its own part.
pub(crate) fn read_lines(decoded: &Decoded) -> Result<Vec<Part>, Unreadable> {
    if let Some(whole) = one_object_over_lines(&decoded.text) {
        return Ok(vec![whole]);
    }
    let lines = decoded.text.split('\n').enumerate().filter(|(_, line)| !line.trim().is_empty());
    let mut parts: Vec<Part> = lines.map(|(at, line)| read_json_line(line.as_bytes(), at + 1)).collect();
    for document in parts.iter_mut().filter_map(|part| part.outcome.as_mut().ok()) {
        document.encoding = decoded.encoding;
        document.notes.splice(0..0, decoded.notes.iter().cloned());
    }
    if parts.is_empty() { Err(Unreadable::Empty) } else { Ok(parts) }
}

/// A file that is one JSON object laid out over several lines.
fn one_object_over_lines(text: &str) -> Option<Part> {
    let text = text.trim();
    let (first_line, _) = text.split_once('\n')?;
    let is_object = |json: &str| serde_json::from_str::<serde::de::IgnoredAny>(json).is_ok();
    (text.starts_with('{') && !is_object(first_line) && is_object(text))
        .then(|| read_json_line(text.as_bytes(), 1))
}

/// Reads one line, given without its line end, of a stream too long to hold.
///
/// `line` counts from 1. The text of the document is exactly the one in the line: nothing is left out of it or
/// changed, so that spans index what the caller gave. An `Err` in the part is [`Unreadable::JsonLine`] or
/// [`Unreadable::TooLarge`].
pub fn read_json_line(bytes: &[u8], line: usize) -> Part {
    let bytes = if line == 1 { bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes) } else { bytes };
    if bytes.len() > MAX_BYTES {
        let outcome = Err(Unreadable::TooLarge { bytes: bytes.len(), limit_bytes: MAX_BYTES });
        return Part { line: Some(line), doc: None, outcome };
    }
    let (doc, outcome) = match serde_json::from_slice::<Fields>(bytes) {
        Ok(_) if !bytes.trim_ascii_start().starts_with(b"{") => {
            (None, Err("it is not a JSON object".to_owned()))
        }
        Ok(mut fields) => match doc_name(fields.doc.take()) {
            Ok(doc) => (Some(doc), document(fields)),
            Err(why) => (None, Err(why)),
        },
        Err(error) => (lone_doc(bytes), Err(what_is_wrong(bytes, &error))),
    };
    Part { line: Some(line), doc, outcome: outcome.map_err(|why| Unreadable::JsonLine { line, why }) }
}

/// The name of a document, which may be a number.
fn doc_name(value: Option<Value>) -> Result<String, String> {
    match value {
        Some(Value::String(name)) if !name.trim().is_empty() => Ok(name),
        Some(Value::Number(number)) => Ok(number.to_string()),
        Some(_) => Err("its \"doc\" is not a name".to_owned()),
        None => Err("it has no \"doc\" to name it by".to_owned()),
    }
}

fn document(fields: Fields) -> Result<ReadDocument, String> {
    let text = words("text", fields.text)?.ok_or("it has no \"text\"")?;
    if text.trim().is_empty() {
        return Err("its \"text\" is empty".to_owned());
    }
    let mut notes = Vec::new();
    let published =
        words("published", fields.published)?.and_then(|written| day_or_note(&written, &mut notes));
    let stated = words("language", fields.language)?;
    let (language, disagreement) = language(&text, stated.as_deref(), StatedBy::Record);
    notes.extend(disagreement);
    notes.extend(text_notes(&text));
    Ok(ReadDocument {
        text,
        title: words("title", fields.title)?,
        publisher: words("publisher", fields.publisher)?,
        byline: None,
        published,
        language,
        encoding: "UTF-8",
        format: Format::JsonLines,
        reader: Format::JsonLines.name(),
        notes,
    })
}

/// The words of a field that may be absent.
fn words(field: &str, value: Option<Value>) -> Result<Option<String>, String> {
    match value {
        None => Ok(None),
        Some(Value::String(words)) => Ok(Some(words)),
        Some(_) => Err(format!("its \"{field}\" is not words in quotes")),
    }
}

/// The name of a line that is an object and yet wrong, so that its failure can be told by name.
fn lone_doc(bytes: &[u8]) -> Option<String> {
    let mut object: serde_json::Map<String, Value> = serde_json::from_slice(bytes).ok()?;
    doc_name(object.remove("doc")).ok()
}

/// What is wrong with a line that could not be parsed, in words.
fn what_is_wrong(bytes: &[u8], error: &serde_json::Error) -> String {
    if let Err(at) = std::str::from_utf8(bytes) {
        return format!("its letters are not UTF-8, from byte {} of the line", at.valid_up_to());
    }
    let told = error.to_string();
    match told.strip_prefix("duplicate field `").and_then(|rest| rest.split_once('`')) {
        Some((field, _)) => format!("it gives \"{field}\" twice"),
        None if error.is_data() => "it is not a JSON object".to_owned(),
        None if error.is_eof() => "it stops in the middle: a quote or a bracket is not closed".to_owned(),
        None => format!("it is not JSON, from byte {} of the line on", error.column().saturating_sub(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<Part> {
        read_lines(&Decoded { text: text.to_owned(), encoding: "UTF-8", notes: Vec::new() }).unwrap()
    }

    #[test]
    fn one_bad_line_does_not_lose_the_others() {
        let lines = "{\"doc\":\"a\",\"text\":\"Twelve killed.\"}\n\n{\"doc\":\"b\",\"text\":\"Cut\n[1]\n\
            {\"doc\":\"c\",\"text\":5}\n{\"text\":\"x\"}\n{\"doc\":\"d\"}\n{\"doc\":\"e\",\"text\":\" \"}\nplain words\n\
            {\"doc\":7,\"text\":\"Three wounded.\",\"published\":\"soon\",\"other\":[1]}\r\n\
            {\"doc\":\"f\",\"doc\":\"f\",\"text\":\"x\"}\n[\"a\",null,null,null,null,\"x\"]\n{\"doc\":\"g\",\"text\":\"x\",\"title\":[1]}\n\"words\"";
        let told: Vec<String> = parts(lines)
            .into_iter()
            .map(|part| {
                let outcome =
                    part.outcome.map_or_else(|e| e.to_string(), |d| format!("{:?} {:?}", d.text, d.notes));
                format!("{} {}: {outcome}", part.line.unwrap(), part.doc.as_deref().unwrap_or("-"))
            })
            .collect();
        insta::assert_snapshot!(told.join("\n"), @r#"
        1 a: "Twelve killed." []
        3 -: line 3 is not a document: it stops in the middle: a quote or a bracket is not closed. The other lines are not touched by this. Correct the line and give it again.
        4 -: line 4 is not a document: it is not a JSON object. The other lines are not touched by this. Correct the line and give it again.
        5 c: line 5 is not a document: its "text" is not words in quotes. The other lines are not touched by this. Correct the line and give it again.
        6 -: line 6 is not a document: it has no "doc" to name it by. The other lines are not touched by this. Correct the line and give it again.
        7 d: line 7 is not a document: it has no "text". The other lines are not touched by this. Correct the line and give it again.
        8 e: line 8 is not a document: its "text" is empty. The other lines are not touched by this. Correct the line and give it again.
        9 -: line 9 is not a document: it is not JSON, from byte 0 of the line on. The other lines are not touched by this. Correct the line and give it again.
        10 7: "Three wounded." [DateNotUnderstood { value: "soon" }]
        11 f: line 11 is not a document: it gives "doc" twice. The other lines are not touched by this. Correct the line and give it again.
        12 -: line 12 is not a document: it is not a JSON object. The other lines are not touched by this. Correct the line and give it again.
        13 g: line 13 is not a document: its "title" is not words in quotes. The other lines are not touched by this. Correct the line and give it again.
        14 -: line 14 is not a document: it is not a JSON object. The other lines are not touched by this. Correct the line and give it again.
        "#);
    }

    #[test]
    fn the_text_is_exactly_the_one_given() {
        let text = "---\r\ntitle: x\r\n---\r\n# Heading\r\n\u{202E}Twelve";
        let line = serde_json::json!({"doc": "a", "text": text}).to_string();
        let document = read_json_line(line.as_bytes(), 1).outcome.unwrap();
        assert_eq!(document.text, text);
    }

    #[test]
    fn one_object_may_be_laid_out_over_lines() {
        let parts = parts("{\n \"doc\": \"a\",\n \"language\": \"fr\",\n \"text\": \"Douze morts.\"\n}\n");
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].outcome.as_ref().unwrap().text, "Douze morts.");
    }

    #[test]
    fn letters_that_are_not_utf8_are_told() {
        let part = read_json_line(b"{\"doc\":\"a\",\"text\":\"\xE9t\xE9\"}", 4);
        insta::assert_snapshot!(part.outcome.unwrap_err(), @"line 4 is not a document: its letters are not UTF-8, from byte 19 of the line. The other lines are not touched by this. Correct the line and give it again.");
    }
}
