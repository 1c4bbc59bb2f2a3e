//! Records of every kind, packed in every way.

use std::io::Write;

use bilan_reader::child::{ChildReply, Sandbox};
use bilan_reader::{InDocument, ReadNote};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::*;

const PAGE: &str = "<html lang=fr><title>Attaque</title><p>Douze personnes ont été tuées à Orvane.";

fn record(kind: &str, url: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-23T10:00:00Z\r\n\
         Content-Type: application/http\r\nContent-Length: {}\r\n\r\n",
        content.len()
    );
    [head.as_bytes(), content, b"\r\n\r\n"].concat()
}

fn answer(headers: &str, content: &[u8]) -> Vec<u8> {
    [b"HTTP/1.1 200 OK\r\n", headers.as_bytes(), b"\r\n", content].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn reply(bytes: &[u8]) -> ChildReply {
    crate::reply(ChildFormat::Warc, bytes, Sandbox::None)
}

fn texts(reply: &ChildReply) -> Vec<String> {
    let text = |outcome: &ChildOutcome| match outcome {
        ChildOutcome::Text(document) => document.text.trim().to_owned(),
        ChildOutcome::Roster(_) => "roster".to_owned(),
        ChildOutcome::Unreadable(why) => why.to_string(),
    };
    reply.parts.iter().map(|part| text(&part.outcome)).collect()
}

#[test]
fn pages_are_found_in_every_packing() {
    let html = "Content-Type: text/html; charset=utf-8\r\n";
    let page = PAGE.as_bytes();
    let (left, right) = page.split_at(40);
    let chunks = [
        format!("{:x};x=y\r\n", left.len()).as_bytes(),
        left,
        format!("\r\n{:x}\r\n", right.len()).as_bytes(),
        right,
        b"\r\n0\r\n\r\n",
    ]
    .concat();
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(page).unwrap();
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::fast());
    deflate.write_all(page).unwrap();
    let contents = [
        answer(html, page),
        answer(&format!("{html}Transfer-Encoding: chunked\r\n"), &chunks),
        answer(&format!("{html}Transfer-Encoding: chunked\r\n"), page),
        answer(&format!("{html}Content-Encoding: gzip\r\n"), &gzip(page)),
        answer(&format!("{html}Content-Encoding: gzip\r\n"), page),
        answer(&format!("{html}Content-Encoding: deflate\r\n"), &zlib.finish().unwrap()),
        answer(&format!("{html}Content-Encoding: deflate\r\n"), &deflate.finish().unwrap()),
    ];
    let records: Vec<Vec<u8>> =
        contents.iter().map(|content| record("response", "http://a.example/", content)).collect();
    let plain = reply(&records.concat());
    assert_eq!(texts(&plain), vec!["Douze personnes ont été tuées à Orvane."; contents.len()]);
    assert_eq!(plain.parts[1].label(), "record 2 (http://a.example/)");
    let packed: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
    assert_eq!(reply(&packed), plain);
}

#[test]
fn what_gives_no_part_is_counted() {
    let page = answer("Content-Type: text/html\r\n", PAGE.as_bytes());
    let records = [
        record("warcinfo", "", b"software: none"),
        record("request", "http://a.example/", b"GET / HTTP/1.1\r\n\r\n"),
        record("response", "http://a.example/", &page),
        record("response", "http://a.example/old", b"HTTP/1.1 301 Moved\r\nLocation: /\r\n\r\n"),
        record(
            "response",
            "http://a.example/p.png",
            &answer("Content-Type: image/png\r\n", b"\x89PNG\r\n\x1A\n.."),
        ),
        record(
            "response",
            "http://a.example/s.css",
            &answer("Content-Type: text/css\r\n", b"p { color: red }"),
        ),
        record("revisit", "http://a.example/", b"HTTP/1.1 200 OK\r\n\r\n"),
        record(
            "response",
            "http://a.example/z",
            &answer("Content-Type: text/html\r\nContent-Encoding: zz\r\n", b"x"),
        ),
        b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 900\r\n\r\ncut".to_vec(),
    ];
    let reply = reply(&records.concat());
    assert_eq!(texts(&reply).len(), 1);
    let left_out = |what, count, first: &str| ReadNote::LeftOut { what, count, first: first.to_owned() };
    assert_eq!(
        reply.notes,
        [
            left_out(LeftOut::RecordsWithoutPage, 1, "http://a.example/old"),
            left_out(LeftOut::RecordsOfOtherKinds, 2, "http://a.example/p.png"),
            left_out(LeftOut::RecordsRepeated, 1, "http://a.example/"),
            left_out(LeftOut::RecordsDamaged, 2, "http://a.example/z"),
        ]
    );
    assert!(!reply.notes[1].asks_for_a_look() && reply.notes[3].asks_for_a_look());
    assert!(InDocument::Comments.asks_for_a_look());
}

#[test]
fn what_is_no_archive_is_said() {
    for bytes in
        [&b"WARC/1.1\r\n"[..], b"nothing", b"WARC/1.1\r\nContent-Length: x\r\n\r\n", b"\x1F\x8B\x08\0rubbish"]
    {
        let reply = reply(bytes);
        assert!(
            matches!(reply.parts[0].outcome, ChildOutcome::Unreadable(Unreadable::Damaged { .. })),
            "{:?}",
            reply.parts
        );
    }
}
