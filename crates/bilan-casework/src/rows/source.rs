//! Where the text of a list comes from: a file in some encoding, or the child.

use std::fs::File;
use std::io::Read;

use bilan_reader::{TextDecoder, TextEncoding};

use super::child::RowsChild;
use super::told::Fault;

/// How many bytes are decoded at once.
const PIECE_BYTES: usize = 256 * 1024;

/// The text of a list, piece by piece.
#[derive(Debug)]
pub(super) struct Source {
    bytes: Bytes,
    encoding: TextEncoding,
    decoder: TextDecoder,
    piece: Vec<u8>,
    /// What is wrong right behind the text that was given.
    fault: Option<Fault>,
    ended: bool,
}

#[derive(Debug)]
enum Bytes {
    File(File),
    Child(RowsChild),
}

impl Source {
    /// A text in a file, which is at its beginning.
    pub(super) fn file(file: File, encoding: TextEncoding) -> Self {
        Self::of(Bytes::File(file), encoding)
    }

    /// What the child writes.
    pub(super) fn child(child: RowsChild) -> Self {
        Self::of(Bytes::Child(child), TextEncoding::utf8())
    }

    fn of(bytes: Bytes, encoding: TextEncoding) -> Self {
        Self { bytes, encoding, decoder: encoding.decoder(), piece: Vec::new(), fault: None, ended: false }
    }

    /// Replaces the text with the next piece, and gives whether there was one.
    pub(super) fn fill(&mut self, text: &mut String) -> Result<bool, Fault> {
        text.clear();
        if let Some(fault) = self.fault.take() {
            self.ended = true;
            return Err(fault);
        }
        while text.is_empty() && !self.ended {
            self.piece.clear();
            match &mut self.bytes {
                Bytes::File(file) => {
                    file.take(PIECE_BYTES as u64).read_to_end(&mut self.piece).map_err(Fault::Reading)?;
                }
                Bytes::Child(child) => {
                    if let Some(piece) = child.piece().map_err(Fault::Child)? {
                        self.piece = piece;
                    }
                }
            }
            self.ended = self.piece.is_empty();
            if self.decoder.decode(&self.piece, self.ended, text).is_err() {
                let fault = Fault::Letters { line: None, encoding: self.encoding.name() };
                if text.is_empty() {
                    self.ended = true;
                    return Err(fault);
                }
                self.ended = false;
                self.fault = Some(fault);
            }
        }
        Ok(!text.is_empty())
    }
}
