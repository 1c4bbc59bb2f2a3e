//! Mail messages: their words, and the documents attached to them, each a part of its own.

use bilan_reader::child::{ChildFormat, ChildOutcome, Step};
use bilan_reader::{
    Fault, FileKind, FileLimit, Format, Hint, LeftOut, ReadDocument, ReadNote, Reading, Said, Unreadable,
    day, document_of, reading_of,
};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use crate::MAX_NESTING;
use crate::collect::{Collector, short};
use crate::page::{self, ContentType};
use crate::wrapped::join_mail;

const KIND: FileKind = FileKind::Mail;
/// The most multiparts and messages inside one message; the parser walks through a tree of them.
const MAX_PARTS: usize = 1_000;
/// Characters of plain text below which the same message as a page may say more.
const SHORT_CHARS: usize = 200;

/// Reads one message.
///
/// # Errors
/// [`Unreadable`] when it is no message, or built to exhaust the reader.
pub(crate) fn read(bytes: &[u8], place: &[Step], collector: &mut Collector) -> Result<(), Unreadable> {
    if count(bytes, b"boundary=") + count(bytes, b"message/") > MAX_PARTS {
        return Err(Unreadable::PastLimit { kind: KIND, limit: FileLimit::MailParts(MAX_PARTS) });
    }
    let parsed = MessageParser::default().parse(bytes);
    let message = parsed.ok_or_else(|| Unreadable::Damaged {
        kind: KIND,
        fault: Fault::Missing { name: "headers".into() },
    })?;
    read_message(&message, place, collector);
    Ok(())
}

/// How often the word, given in lower case, stands in the bytes.
fn count(bytes: &[u8], word: &[u8]) -> usize {
    bytes.windows(word.len()).filter(|window| window.eq_ignore_ascii_case(word)).count()
}

/// Reads the words of a message, then its attachments.
fn read_message(message: &Message<'_>, place: &[Step], collector: &mut Collector) {
    let before = collector.len();
    let body = body(message);
    let is_empty = matches!(body, Err(Unreadable::Empty));
    let outcome = |body| match body {
        Ok(document) => ChildOutcome::Text(Box::new(document)),
        Err(Unreadable::Empty) => ChildOutcome::Unreadable(Unreadable::NoWords { kind: KIND }),
        Err(why) => ChildOutcome::Unreadable(why),
    };
    if is_empty {
        // A message that only brings attachments is no failure; one that brings nothing is.
        read_attachments(message, place, collector);
        if collector.len() == before {
            collector.push(place, outcome(body));
        }
    } else {
        collector.push(place, outcome(body));
        read_attachments(message, place, collector);
    }
}

/// The words of a message, with what its headers say.
fn body(message: &Message<'_>) -> Result<ReadDocument, Unreadable> {
    let mut notes = Vec::new();
    let said = headers(message, &mut notes);
    let plain = plain_body(message, &said, &notes);
    let short = match &plain {
        Ok(document) => document.text.chars().count() < SHORT_CHARS,
        Err(_) => true,
    };
    if !short {
        return plain;
    }
    let page = page_body(message, said, notes);
    match (plain, page) {
        (Ok(plain), Some(Ok(page))) if page.text.len() > 2 * plain.text.len() => Ok(page),
        (Err(_), Some(page)) => page,
        (plain, _) => plain,
    }
}

/// What the headers say: subject, sender, day.
fn headers(message: &Message<'_>, notes: &mut Vec<ReadNote>) -> Said {
    let sender = message.from().and_then(|from| from.first());
    let name = sender.and_then(|sender| sender.name()).map(str::trim).filter(|name| !name.is_empty());
    let address = sender.and_then(|sender| sender.address());
    let byline = match (name, address) {
        (Some(name), Some(address)) => Some(format!("{name} <{address}>")),
        (Some(one), None) | (None, Some(one)) => Some(one.to_owned()),
        (None, None) => None,
    };
    let written = message.header_raw(HeaderName::Date).map(str::trim);
    let published = written.and_then(day);
    if let Some(written) = written.filter(|_| published.is_none()) {
        notes.push(ReadNote::DateNotUnderstood { value: written.chars().take(100).collect() });
    }
    Said {
        title: message.subject().map(ToOwned::to_owned),
        publisher: name.or(address).map(ToOwned::to_owned),
        byline,
        published,
        language: None,
    }
}

/// The plain text of a message.
fn plain_body(message: &Message<'_>, said: &Said, notes: &[ReadNote]) -> Result<ReadDocument, Unreadable> {
    let mut notes = notes.to_vec();
    let (mut text, mut encoding) = (String::new(), "UTF-8");
    let parts = message.text_body.iter().filter_map(|id| message.part(*id));
    for part in parts.filter(|part| matches!(part.body, PartType::Text(_))) {
        let decoded = page::letters(&content(message, part), charset(part).as_deref())?;
        if !text.is_empty() {
            text.push('\n');
        }
        let lines = decoded.text.replace("\r\n", "\n").replace('\r', "\n");
        let flowed = parameter(part, "format").is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
        if flowed {
            text.push_str(&unflowed(&lines));
        } else {
            let (joined, note) = join_mail(&lines);
            text.push_str(&joined);
            notes.extend(note);
        }
        encoding = decoded.encoding;
        notes.extend(decoded.notes);
    }
    document_of(text, (Format::Mail, encoding, "mail-text"), said.clone(), notes)
}

/// Lines that flow on into the next, as they say by the blank at their end (RFC 3676).
fn unflowed(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut flows = false;
    for line in text.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        match lines.last_mut() {
            Some(before) if flows && !line.starts_with('>') => before.push_str(line),
            _ => lines.push(line.to_owned()),
        }
        flows = line.ends_with(' ') && line != "-- " && !line.starts_with('>');
    }
    lines.join("\n") + "\n"
}

/// The page of a message, if it has one.
fn page_body(
    message: &Message<'_>,
    said: Said,
    notes: Vec<ReadNote>,
) -> Option<Result<ReadDocument, Unreadable>> {
    let mut parts = message.html_body.iter().filter_map(|id| message.part(*id));
    let part = parts.find(|part| matches!(part.body, PartType::Html(_)))?;
    let page = page::read_page(&content(message, part), charset(part).as_deref());
    Some(page.map(|mut document| {
        document.format = Format::Mail;
        document.reader =
            if document.reader == "html-article" { "mail-html-article" } else { "mail-html-page" };
        document.notes.splice(0..0, notes);
        if let (Some(of_page), Some(subject)) = (&document.title, &said.title)
            && of_page != subject
            && !document.text.contains(of_page.as_str())
        {
            document.text.insert_str(0, &format!("{of_page}\n\n"));
        }
        document.title = said.title.or(document.title);
        document.publisher = said.publisher.or(document.publisher);
        document.byline = said.byline.or(document.byline);
        document.published = said.published.or(document.published);
        document
    }))
}

/// Reads what is attached to a message, each as the document it is.
fn read_attachments(message: &Message<'_>, place: &[Step], collector: &mut Collector) {
    let parts = message.attachments.iter().filter_map(|id| message.part(*id));
    for (at, part) in parts.enumerate() {
        let name = part.attachment_name().map(short);
        let shown = name.clone().unwrap_or_else(|| essence(part));
        let place = [place, &[Step::Attachment { number: at + 1, name: name.clone() }]].concat();
        let deep = place.iter().filter(|step| matches!(step, Step::Attachment { .. })).count() > MAX_NESTING;
        match &part.body {
            PartType::Message(_) if deep => collector.leave_out(LeftOut::DeepMessages, &shown),
            PartType::Message(inner) => read_message(inner, &place, collector),
            PartType::Multipart(_) => {}
            PartType::Text(_) | PartType::Html(_) | PartType::Binary(_) | PartType::InlineBinary(_)
                if deep =>
            {
                collector.leave_out(LeftOut::Attachments, &shown);
            }
            PartType::Text(_) | PartType::Html(_) | PartType::Binary(_) | PartType::InlineBinary(_) => {
                let attached = Attached { bytes: content(message, part), name, shown, kind: header(part) };
                attached.read(&place, collector);
            }
        }
    }
}

/// A file attached to a message.
struct Attached {
    bytes: Vec<u8>,
    name: Option<String>,
    shown: String,
    kind: ContentType,
}

impl Attached {
    fn read(&self, place: &[Step], collector: &mut Collector) {
        let ending = self.name.as_deref().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
        let ending = ending.map(str::to_ascii_lowercase).unwrap_or_default();
        let charset = self.kind.charset.as_deref();
        let read = match reading_of(&self.bytes, &Hint { file_name: self.name.as_deref(), format: None }) {
            Reading::Child(ChildFormat::Warc | ChildFormat::Mbox) | Reading::Nobody(_) => {
                return collector.leave_out(LeftOut::Attachments, &self.shown);
            }
            Reading::Child(format) => return crate::read(format, &self.bytes, place, collector),
            Reading::Here if self.kind.is_page() || matches!(ending.as_str(), "html" | "htm" | "xhtml") => {
                page::read_page(&self.bytes, charset)
            }
            Reading::Here if self.kind.is_plain() || matches!(ending.as_str(), "txt" | "md") => {
                page::read_plain(&self.bytes, charset)
            }
            Reading::Here => return collector.leave_out(LeftOut::Attachments, &self.shown),
        };
        collector.push(
            place,
            read.map_or_else(ChildOutcome::Unreadable, |text| ChildOutcome::Text(Box::new(text))),
        );
    }
}

/// The bytes of a part, with the encoding of its transport undone and that of its letters not.
fn content(message: &Message<'_>, part: &MessagePart<'_>) -> Vec<u8> {
    if let PartType::Binary(bytes) | PartType::InlineBinary(bytes) = &part.body {
        return bytes.to_vec();
    }
    let raw =
        message.raw_message.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
    let decoded = match part.encoding {
        Encoding::None => Some(raw.to_vec()),
        Encoding::Base64 => base64_decode(raw),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
    };
    decoded.unwrap_or_else(|| part.contents().to_vec())
}

fn essence(part: &MessagePart<'_>) -> String {
    let kind = part.content_type();
    kind.map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("*")).to_ascii_lowercase())
        .unwrap_or_default()
}

fn header(part: &MessagePart<'_>) -> ContentType {
    ContentType { essence: essence(part), charset: charset(part) }
}

fn charset(part: &MessagePart<'_>) -> Option<String> {
    parameter(part, "charset")
}

fn parameter(part: &MessagePart<'_>, name: &str) -> Option<String> {
    part.content_type().and_then(|kind| kind.attribute(name)).map(ToOwned::to_owned)
}
