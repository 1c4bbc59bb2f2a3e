//! One JSON document: head, every record whole, what was held back. Written record by record, one a line.

use std::io::{self, BufWriter, Write};

use bilan_model::{Profile, ReleaseHead, ReleaseRecord, Withheld};
use serde_json::{Value, json};

use super::loss::Losses;
use super::writers::{Pen, about};
use super::{Format, NOTICE, Shelf};

/// The document being written.
pub(super) struct Json {
    out: BufWriter<Box<dyn Write + Send>>,
    /// What every record begins with, without the brace that ends it.
    stamp: Vec<u8>,
    first: bool,
    buffer: Vec<u8>,
}

impl Json {
    pub(super) fn open(head: &ReleaseHead, shelf: &mut dyn Shelf) -> io::Result<Self> {
        let mut out = BufWriter::new(shelf.create(Format::Json.main_file())?);
        let mut begin = serde_json::to_vec(&about(head)?)?;
        begin.pop();
        out.write_all(&begin)?;
        out.write_all(b",\"records\":[")?;
        Ok(Self { out, stamp: stamp(head)?, first: true, buffer: Vec::new() })
    }
}

/// Release, profile and state, with the notice where there is one, as the beginning of an object.
pub(super) fn stamp(head: &ReleaseHead) -> io::Result<Vec<u8>> {
    let mut stamp = json!({ "release": head.release, "profile": head.profile, "state": head.state });
    if let (Profile::Internal, Value::Object(stamp)) = (head.profile, &mut stamp) {
        stamp.insert("notice".to_owned(), json!(NOTICE));
    }
    let mut bytes = serde_json::to_vec(&stamp)?;
    bytes.pop();
    Ok(bytes)
}

impl Pen for Json {
    fn add(&mut self, record: &ReleaseRecord, losses: &mut Losses) -> io::Result<()> {
        self.buffer.clear();
        serde_json::to_writer(&mut self.buffer, record)?;
        self.out.write_all(if self.first { b"\n" } else { b",\n" })?;
        self.first = false;
        self.out.write_all(&self.stamp)?;
        self.out.write_all(b",")?;
        self.out.write_all(self.buffer.get(1..).unwrap_or_default())?;
        losses.written();
        Ok(())
    }

    fn finish(mut self: Box<Self>, withheld: &Withheld) -> io::Result<()> {
        self.out.write_all(b"\n],\"withheld\":")?;
        serde_json::to_writer(&mut self.out, &withheld.0)?;
        self.out.write_all(b"}\n")?;
        self.out.flush()
    }
}
