//! Documents waiting to be preserved together.

use super::{Input, Source, origin};
use crate::records::{How, Stated};

/// Documents preserved in one append, at most.
const DOCUMENTS_AT_ONCE: usize = 64;
/// Bytes preserved in one append, about.
const BYTES_AT_ONCE: usize = 64 << 20;

/// Documents waiting to be preserved together.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) waiting: Vec<Waiting>,
    bytes: usize,
}

pub(super) struct Waiting {
    pub(super) at: usize,
    pub(super) from: String,
    pub(super) how: How,
    pub(super) stated: Stated,
    pub(super) bytes: Vec<u8>,
    pub(super) digest: String,
}

impl Batch {
    pub(super) fn push(&mut self, at: usize, input: &Input, bytes: Vec<u8>, digest: String) {
        let how = match input.source {
            Source::File(_) => How::File,
            Source::StandardInput(_) => How::StandardInput,
            Source::Sent(..) => How::Sent,
        };
        self.bytes += bytes.len();
        self.waiting.push(Waiting {
            at,
            from: origin(input),
            how,
            stated: input.stated.clone(),
            bytes,
            digest,
        });
    }

    pub(super) fn is_full(&self) -> bool {
        self.waiting.len() >= DOCUMENTS_AT_ONCE || self.bytes >= BYTES_AT_ONCE
    }
}
