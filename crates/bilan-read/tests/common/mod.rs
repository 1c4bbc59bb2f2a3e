//! What the tests of the child share: its parent, and files made on the spot.
#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, reason = "what is made here can be made, or the test fails")]

#[path = "../../../bilan-casework/src/extract.rs"]
pub mod extract;

use std::io::{Cursor, Write};

use bilan_reader::child::{ChildFormat, ChildOutcome, ChildPart};
use bilan_reader::{ReadDocument, ReadNote, Unreadable};
use extract::{Extraction, ExtractionFailed, ReaderChild, extract};
use zip::write::{SimpleFileOptions, ZipWriter};

/// Has a document read by the child, locked in.
pub fn run(format: ChildFormat, bytes: &[u8]) -> Extraction {
    let path = env!("CARGO_BIN_EXE_bilan-read").into();
    extract(&ReaderChild { path, allow_unsandboxed: false }, format, bytes)
}

/// The parts of a document that the child read, and its notes; it must have been locked in.
pub fn read(format: ChildFormat, bytes: &[u8]) -> (Vec<ChildPart>, Vec<ReadNote>) {
    match run(format, bytes) {
        Extraction::Read { parts, notes, sandboxed } => {
            assert!(sandboxed, "the child was not locked in");
            assert!(!parts.is_empty());
            (parts, notes)
        }
        Extraction::Failed { why } => panic!("{why:?}"),
    }
}

/// The text of a document that holds one.
pub fn text(format: ChildFormat, bytes: &[u8]) -> ReadDocument {
    match read(format, bytes).0.remove(0).outcome {
        ChildOutcome::Text(document) => *document,
        other @ (ChildOutcome::Roster(_) | ChildOutcome::Unreadable(_)) => panic!("{other:?}"),
    }
}

/// Why the only part of a document could not be read.
pub fn unreadable(format: ChildFormat, bytes: &[u8]) -> Unreadable {
    let (mut parts, _) = read(format, bytes);
    match parts.remove(0).outcome {
        ChildOutcome::Unreadable(why) => why,
        other @ (ChildOutcome::Text(_) | ChildOutcome::Roster(_)) => panic!("{other:?}"),
    }
}

/// Why the child gave no answer.
pub fn failure(format: ChildFormat, bytes: &[u8]) -> ExtractionFailed {
    match run(format, bytes) {
        Extraction::Failed { why } => why,
        other @ Extraction::Read { .. } => panic!("{other:?}"),
    }
}

/// A zip archive of these files.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let packed = if *name == "mimetype" {
            zip::CompressionMethod::Stored
        } else {
            zip::CompressionMethod::Deflated
        };
        zip.start_file(*name, SimpleFileOptions::default().compression_method(packed)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A Word document with this inside its body.
pub fn docx(body: &str) -> Vec<u8> {
    docx_with(body, &[])
}

/// A Word document with more files.
pub fn docx_with(body: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document \
         xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    let mut files =
        vec![("[Content_Types].xml", &b"<Types/>"[..]), ("word/document.xml", document.as_bytes())];
    files.extend_from_slice(more);
    zip(&files)
}

/// An `OpenDocument` file of a kind with this inside its body.
pub fn open_document(kind: &str, body: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let mime = format!("application/vnd.oasis.opendocument.{kind}");
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"o\" xmlns:text=\"t\" \
         xmlns:table=\"b\" xmlns:svg=\"s\"><office:body><office:{kind}>{body}</office:{kind}></office:body>\
         </office:document-content>"
    );
    let mut files = vec![("mimetype", mime.as_bytes()), ("content.xml", content.as_bytes())];
    files.extend_from_slice(more);
    zip(&files)
}

/// An Excel file with one sheet of these rows.
pub fn xlsx(rows: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
    let workbook = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"Victims\" sheetId=\"1\" r:id=\"rId1\"/>\
         </sheets></workbook>"
    );
    let relations = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship \
         Id=\"rId1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let root = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship \
         Id=\"rId1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    zip(&[
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// A row of an Excel sheet with words in its cells.
pub fn row(number: usize, cells: &[(&str, &str)]) -> String {
    let cell = |(column, words): &(&str, &str)| {
        format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{words}</t></is></c>")
    };
    format!("<row r=\"{number}\">{}</row>", cells.iter().map(cell).collect::<String>())
}

/// Figures that look like chance and are the same each time (splitmix64).
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A figure below this one.
    pub fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % (most as u64).max(1)).unwrap()
    }
}

/// A PDF file of these objects, with its table of where they stand.
pub fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend_from_slice(format!("{} 0 obj\n", at + 1).as_bytes());
        bytes.extend_from_slice(object);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    let table = bytes.len();
    bytes.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    for place in places {
        bytes.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
    }
    let size = objects.len() + 1;
    bytes.extend_from_slice(
        format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").as_bytes(),
    );
    bytes
}

/// A stream object of a PDF file.
pub fn stream(dictionary: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("<< /Length {} {dictionary} >>\nstream\n", bytes.len());
    [head.as_bytes(), bytes, b"\nendstream"].concat()
}
