//! A gazetteer file, opened: every number in it is checked when it is used, so that damage gives no place, never a
//! crash.

use std::ops::Range;
use std::sync::Arc;

use fst::{Map, Streamer as _};

use super::layout::{Header, MAGIC, NONE, Record, point_of, u32_at};

/// Bytes that travel in the program, or that were read from a file.
#[derive(Clone)]
enum Bytes {
    Embedded(&'static [u8]),
    Read(Arc<[u8]>),
}

/// A section of the bytes.
#[derive(Clone)]
struct Part {
    bytes: Bytes,
    range: Range<usize>,
}

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        let all = match &self.bytes {
            Bytes::Embedded(bytes) => bytes,
            Bytes::Read(bytes) => &bytes[..],
        };
        all.get(self.range.clone()).unwrap_or_default()
    }
}

/// Why bytes are no gazetteer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GazetteerError {
    /// They do not begin as one does.
    #[error("this is not a gazetteer of the form bilan-gazetteer/1")]
    NotOne,
    /// Sections do not fit into the file: cut off, or more than one.
    #[error("the gazetteer is cut off, or holds more than one")]
    Length,
    /// The names are damaged.
    #[error("the names of the gazetteer are damaged: {0}")]
    Names(String),
}

/// An opened file.
pub(super) struct File {
    pub(super) sources: Vec<String>,
    records: Part,
    points: Part,
    postings: Part,
    strings: Part,
    names: Map<Part>,
}

/// A record that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    pub(super) record: u32,
    /// Another name than its own.
    pub(super) other: bool,
}

impl File {
    pub(super) fn embedded(bytes: &'static [u8]) -> Result<Self, GazetteerError> {
        Self::open(&Bytes::Embedded(bytes), bytes)
    }

    pub(super) fn read(bytes: &Arc<[u8]>) -> Result<Self, GazetteerError> {
        Self::open(&Bytes::Read(bytes.clone()), bytes)
    }

    fn open(owner: &Bytes, bytes: &[u8]) -> Result<Self, GazetteerError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(GazetteerError::NotOne)?;
        let header = Header::read(rest).ok_or(GazetteerError::Length)?;
        let mut at = MAGIC.len() + Header::BYTES;
        let mut parts = Vec::with_capacity(6);
        for length in header.lengths {
            let length = usize::try_from(length).map_err(|_| GazetteerError::Length)?;
            let end =
                at.checked_add(length).filter(|end| *end <= bytes.len()).ok_or(GazetteerError::Length)?;
            parts.push(Part { bytes: owner.clone(), range: at..end });
            at = end;
        }
        let Ok([sources, records, points, postings, strings, names]) = <[Part; 6]>::try_from(parts) else {
            return Err(GazetteerError::Length);
        };
        if at != bytes.len() || records.as_ref().len() % Record::BYTES != 0 {
            return Err(GazetteerError::Length);
        }
        let damaged = |error: fst::Error| GazetteerError::Names(error.to_string());
        let names = Map::new(names).map_err(damaged)?;
        names.as_fst().verify().map_err(damaged)?;
        let sources = texts(sources.as_ref());
        Ok(Self { sources, records, points, postings, strings, names })
    }

    /// How many places it holds.
    pub(super) fn len(&self) -> usize {
        self.records.as_ref().len() / Record::BYTES
    }

    /// What has a folded name, in the order of records.
    pub(super) fn postings(&self, folded: &str) -> impl Iterator<Item = Posting> {
        self.range(self.names.get(folded).unwrap_or_default())
    }

    fn range(&self, value: u64) -> impl Iterator<Item = Posting> {
        let first = usize::try_from(value >> 24).unwrap_or(usize::MAX).saturating_mul(4);
        let count = usize::try_from(value & 0xff_ffff).unwrap_or_default();
        let all = self.postings.as_ref();
        let own = all.get(first..first.saturating_add(count * 4)).unwrap_or_default();
        own.chunks_exact(4)
            .filter_map(|number| u32_at(number, 0))
            .map(|number| Posting { record: number >> 1, other: number & 1 == 1 })
    }

    /// A record without its point.
    pub(super) fn record(&self, at: u32) -> Option<Record> {
        let start = (at as usize).checked_mul(Record::BYTES)?;
        Record::read(self.records.as_ref().get(start..start + Record::BYTES)?)
    }

    /// A record with its point and population.
    pub(super) fn whole(&self, at: u32) -> Option<Record> {
        let (points, mut record) = (self.points.as_ref(), self.record(at)?);
        let (mut low, mut high) = (0, points.len() / Record::POINT);
        while low < high {
            let middle = usize::midpoint(low, high);
            let entry = points.get(middle * Record::POINT..(middle + 1) * Record::POINT)?;
            match u32_at(entry, 0)?.cmp(&at) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    (record.point, record.population) = point_of(entry)?;
                    break;
                }
            }
        }
        Some(record)
    }

    /// The text at a place of the strings; empty where there is none.
    pub(super) fn text(&self, at: u32) -> &str {
        let all = self.strings.as_ref();
        let text = || {
            let length = all.get(at as usize..)?.first_chunk::<2>()?;
            let from = at as usize + 2;
            std::str::from_utf8(all.get(from..from + usize::from(u16::from_le_bytes(*length)))?).ok()
        };
        if at == NONE { "" } else { text().unwrap_or_default() }
    }

    /// For each record the folded names that it has beside its own, in the order of names.
    pub(super) fn other_names(&self) -> Vec<Vec<String>> {
        let mut others = vec![Vec::new(); self.len()];
        let mut stream = self.names.stream();
        while let Some((name, value)) = stream.next() {
            let Ok(name) = std::str::from_utf8(name) else { continue };
            for posting in self.range(value).filter(|posting| posting.other) {
                if let Some(own) = others.get_mut(posting.record as usize) {
                    own.push(name.to_owned());
                }
            }
        }
        others
    }
}

/// Texts, each behind its length, until the bytes end.
fn texts(mut bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let Some((text, after)) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length))) else {
            break;
        };
        found.push(String::from_utf8_lossy(text).into_owned());
        bytes = after;
    }
    found
}
