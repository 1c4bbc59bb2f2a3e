//! Web archives: the pages, texts and documents in the records of a `.warc` or `.warc.gz` file.
//!
//! Read as a stream, one record in memory at a time. Records about the fetching (requests, descriptions of the
//! archive, look-ups of names) hold no document and give nothing.

use std::io::{BufRead, BufReader, Read, Take};

use bilan_reader::child::{ChildFormat, ChildOutcome, Step};
use bilan_reader::{Fault, FileKind, FileLimit, Hint, LeftOut, MAX_BYTES, Reading, Unreadable, reading_of};
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use crate::collect::{Collector, short};
use crate::page::{self, ContentType};

const KIND: FileKind = FileKind::WebArchive;
/// The most bytes that an archive may unpack to (1 GiB).
const MAX_UNPACKED: usize = 1024 * 1024 * 1024;
/// The most bytes of one line of headers.
const MAX_LINE: u64 = 64 * 1024;
/// The most lines of headers.
const MAX_HEADERS: usize = 1_000;

/// Reads every record that holds a document.
///
/// # Errors
/// [`Unreadable::Damaged`] or [`Unreadable::PastLimit`] when that shows before any record was read; later it is
/// counted among what was left out, and what came before stays.
pub(crate) fn read(bytes: &[u8], place: &[Step], collector: &mut Collector) -> Result<(), Unreadable> {
    let unpacked: Box<dyn Read + '_> =
        if bytes.starts_with(b"\x1F\x8B") { Box::new(MultiGzDecoder::new(bytes)) } else { Box::new(bytes) };
    let mut source = BufReader::new(unpacked.take(MAX_UNPACKED as u64));
    let mut number = 0;
    loop {
        match next_record(&mut source) {
            Ok(Some(record)) => {
                number += 1;
                take_record(&record, number, place, collector);
            }
            Ok(None) if source.get_ref().limit() == 0 => {
                return end(past_unpacked(), number, collector);
            }
            Ok(None) => return Ok(()),
            Err(_) if source.get_ref().limit() == 0 => return end(past_unpacked(), number, collector),
            Err(fault) => return end(Unreadable::Damaged { kind: KIND, fault }, number, collector),
        }
    }
}

fn past_unpacked() -> Unreadable {
    Unreadable::PastLimit { kind: KIND, limit: FileLimit::Unpacked(MAX_UNPACKED) }
}

/// Ends a reading that cannot go on: a failure where nothing was read, else something left out.
fn end(why: Unreadable, records: usize, collector: &mut Collector) -> Result<(), Unreadable> {
    if records == 0 {
        return Err(why);
    }
    collector.leave_out(LeftOut::RecordsDamaged, &format!("after record {records}"));
    Ok(())
}

/// A record: its kind, what it says of itself, its bytes.
#[derive(Debug)]
struct Record {
    kind: String,
    url: Option<String>,
    date: Option<String>,
    content_type: String,
    /// The bytes; `None` when they are more than is read at once.
    body: Option<Vec<u8>>,
}

type Source<'a> = BufReader<Take<Box<dyn Read + 'a>>>;

/// The next record; `None` at the end.
fn next_record(source: &mut Source<'_>) -> Result<Option<Record>, Fault> {
    let mut version = line(source)?;
    for _ in 0..4 {
        if version.as_deref() == Some("") {
            version = line(source)?;
        }
    }
    let Some(version) = version else { return Ok(None) };
    if !version.starts_with("WARC/") {
        return Err(Fault::structure("no record begins where one should"));
    }
    let headers = headers(source)?;
    let length = value(&headers, "content-length").and_then(|length| length.parse::<u64>().ok());
    let length = length.ok_or(Fault::Missing { name: "Content-Length".into() })?;
    let mut body = Vec::new();
    let is_kept = length <= MAX_BYTES as u64;
    let mut limited = source.take(length);
    let taken = if is_kept {
        limited.read_to_end(&mut body).map(|taken| taken as u64)
    } else {
        std::io::copy(&mut limited, &mut std::io::sink())
    };
    if taken.map_err(Fault::structure)? < length {
        return Err(Fault::structure("a record is cut off"));
    }
    Ok(Some(Record {
        kind: value(&headers, "warc-type").unwrap_or_default().to_ascii_lowercase(),
        url: value(&headers, "warc-target-uri").map(|url| short(url.trim_matches(['<', '>']))),
        date: value(&headers, "warc-date").map(short),
        content_type: value(&headers, "content-type").unwrap_or_default().to_owned(),
        body: is_kept.then_some(body),
    }))
}

/// A line without its end; `None` at the end of everything.
fn line(source: &mut impl BufRead) -> Result<Option<String>, Fault> {
    let mut bytes = Vec::new();
    let taken = source.by_ref().take(MAX_LINE).read_until(b'\n', &mut bytes).map_err(Fault::structure)?;
    if taken as u64 == MAX_LINE {
        return Err(Fault::structure("a header is too long"));
    }
    let words = String::from_utf8_lossy(bytes.trim_ascii_end()).into_owned();
    Ok((taken > 0).then_some(words))
}

type Headers = Vec<(String, String)>;

/// The headers up to a blank line, their names in lower case; a line that begins with a blank goes on with the last.
fn headers(source: &mut impl BufRead) -> Result<Headers, Fault> {
    let mut headers: Headers = Vec::new();
    while let Some(line) = line(source)?.filter(|line| !line.is_empty()) {
        if headers.len() == MAX_HEADERS {
            return Err(Fault::structure("it has too many headers"));
        }
        match (line.split_once(':'), headers.last_mut()) {
            (_, Some((_, value))) if line.starts_with([' ', '\t']) => value.push_str(&line),
            (Some((name, value)), _) => {
                headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
            (None, _) => {}
        }
    }
    Ok(headers)
}

fn value<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Reads the document of a record, if it holds one.
fn take_record(record: &Record, number: usize, place: &[Step], collector: &mut Collector) {
    let url = record.url.clone();
    let shown = url.clone().unwrap_or_else(|| format!("record {number}"));
    let place = [place, &[Step::Record { number, url, date: record.date.clone() }]].concat();
    let body = match (record.kind.as_str(), &record.body) {
        ("response" | "resource", Some(body)) => body,
        ("response" | "resource", None) => return collector.leave_out(LeftOut::RecordsDamaged, &shown),
        ("revisit", _) => return collector.leave_out(LeftOut::RecordsRepeated, &shown),
        ("conversion", _) => return collector.leave_out(LeftOut::RecordsOfOtherKinds, &shown),
        _ => return,
    };
    let is_http = record.kind == "response" && body.starts_with(b"HTTP/");
    let answer =
        if is_http { http(body) } else { Ok(Some((ContentType::parse(&record.content_type), body.clone()))) };
    match answer {
        Ok(Some((kind, bytes))) => document(&kind, &bytes, &shown, &place, collector),
        Ok(None) => collector.leave_out(LeftOut::RecordsWithoutPage, &shown),
        Err(Some(why)) => collector.push(&place, ChildOutcome::Unreadable(why)),
        Err(None) => collector.leave_out(LeftOut::RecordsDamaged, &shown),
    }
}

/// The content of an answer of a server, with what it says of its kind. `Ok(None)` when it answers with an error or
/// with a way to elsewhere, `Err(None)` when it cannot be unpacked.
#[allow(clippy::type_complexity, reason = "the two ways to fail are told apart in one place only")]
fn http(answer: &[u8]) -> Result<Option<(ContentType, Vec<u8>)>, Option<Unreadable>> {
    let mut rest = answer;
    let status = line(&mut rest).map_err(|_| None)?.unwrap_or_default();
    let is_page = status.split_ascii_whitespace().nth(1).is_some_and(|code| code.starts_with('2'));
    let headers = headers(&mut rest).map_err(|_| None)?;
    if !is_page {
        return Ok(None);
    }
    let is_chunked =
        value(&headers, "transfer-encoding").is_some_and(|way| way.to_ascii_lowercase().contains("chunked"));
    // Some archives keep the header and not the chunks: then the bytes are the content.
    let whole = if is_chunked { unchunked(rest).unwrap_or_else(|| rest.to_vec()) } else { rest.to_vec() };
    let packing = value(&headers, "content-encoding").unwrap_or_default().to_ascii_lowercase();
    let kind = ContentType::parse(value(&headers, "content-type").unwrap_or_default());
    Ok(Some((kind, unpacked(whole, packing.trim())?)))
}

/// The content of chunks (RFC 9112, section 7.1); `None` where they are none.
fn unchunked(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = bytes.iter().position(|b| *b == b'\n')?;
        let size = std::str::from_utf8(&bytes[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        bytes = &bytes[end + 1..];
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(bytes.get(..size)?);
        bytes = bytes[size..].strip_prefix(b"\r\n").or_else(|| bytes[size..].strip_prefix(b"\n"))?;
    }
}

/// The content without its packing, within the size that is read at once.
fn unpacked(bytes: Vec<u8>, packing: &str) -> Result<Vec<u8>, Option<Unreadable>> {
    let mut whole = Vec::new();
    let most = MAX_BYTES as u64 + 1;
    let taken = match packing {
        "gzip" | "x-gzip" if bytes.starts_with(b"\x1F\x8B") => {
            MultiGzDecoder::new(&bytes[..]).take(most).read_to_end(&mut whole)
        }
        // "deflate" should have the header of zlib, and often has none.
        "deflate" if bytes.first().is_some_and(|b| b & 0x0F == 8) => {
            ZlibDecoder::new(&bytes[..]).take(most).read_to_end(&mut whole)
        }
        "deflate" => DeflateDecoder::new(&bytes[..]).take(most).read_to_end(&mut whole),
        "br" => brotli_decompressor::Decompressor::new(&bytes[..], 4096).take(most).read_to_end(&mut whole),
        // Archives that unpack what they keep leave the header as it was.
        "" | "identity" | "gzip" | "x-gzip" => return Ok(bytes),
        _ => return Err(None),
    };
    match taken {
        Ok(taken) if taken > MAX_BYTES => {
            Err(Some(Unreadable::PastLimit { kind: KIND, limit: FileLimit::Unpacked(MAX_BYTES) }))
        }
        Ok(_) => Ok(whole),
        Err(_) => Err(None),
    }
}

/// Reads the content of a record as what it says it is, or else as what it looks like.
fn document(kind: &ContentType, bytes: &[u8], shown: &str, place: &[Step], collector: &mut Collector) {
    let charset = kind.charset.as_deref();
    let looks = reading_of(bytes, &Hint::default());
    let read = match looks {
        Reading::Child(format @ (ChildFormat::Pdf | ChildFormat::Docx | ChildFormat::Odt)) => {
            return crate::read(format, bytes, place, collector);
        }
        Reading::Here if bytes.trim_ascii().is_empty() => {
            return collector.leave_out(LeftOut::RecordsWithoutPage, shown);
        }
        Reading::Here if kind.is_plain() => page::read_plain(bytes, charset),
        Reading::Here | Reading::Nobody(FileKind::Xml) if kind.is_page() => page::read_page(bytes, charset),
        Reading::Here | Reading::Child(_) | Reading::Nobody(_) => {
            return collector.leave_out(LeftOut::RecordsOfOtherKinds, shown);
        }
    };
    collector
        .push(place, read.map_or_else(ChildOutcome::Unreadable, |text| ChildOutcome::Text(Box::new(text))));
}

#[cfg(test)]
mod tests;
