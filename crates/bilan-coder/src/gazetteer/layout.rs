//! The bytes of a gazetteer file, `bilan-gazetteer/1`: header, records and points (`docs/format/gazetteer.md`).

use super::row::{Level, Point};

/// The first bytes of the file.
pub(super) const MAGIC: &[u8] = include_bytes!("first_line.txt");
/// No record, no text.
pub(super) const NONE: u32 = u32::MAX;

/// Lengths of the sections, in order: sources, records, points, postings, strings, names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) lengths: [u64; 6],
}

impl Header {
    /// Bytes of a header.
    pub(super) const BYTES: usize = 6 * 8;

    pub(super) fn of(lengths: [usize; 6]) -> Self {
        Self { lengths: lengths.map(|length| length as u64) }
    }

    pub(super) fn write(&self, into: &mut Vec<u8>) {
        self.lengths.iter().for_each(|length| into.extend_from_slice(&length.to_le_bytes()));
    }

    /// The header behind the first bytes; `None` where the file is too short.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut lengths = [0; 6];
        for (length, part) in lengths.iter_mut().zip(bytes.get(..Self::BYTES)?.chunks_exact(8)) {
            *length = u64::from_le_bytes(part.try_into().ok()?);
        }
        Some(Self { lengths })
    }
}

/// A place, as the file holds it. What few places have, point and population, lies in a section of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record {
    /// Where its name lies among the strings.
    pub(super) name: u32,
    /// Where its number or code at the source lies, or [`NONE`].
    pub(super) source_id: u32,
    /// The record of its first-level area, or [`NONE`].
    pub(super) admin1: u32,
    /// The record of its second-level area, or [`NONE`].
    pub(super) admin2: u32,
    pub(super) country: [u8; 2],
    pub(super) level: Level,
    pub(super) imported: bool,
    pub(super) source: u16,
    pub(super) point: Option<Point>,
    pub(super) population: Option<u32>,
}

impl Record {
    /// Bytes of a record.
    pub(super) const BYTES: usize = 22;
    /// Bytes of an entry of the points.
    pub(super) const POINT: usize = 16;
    /// Places that a file can hold: a posting keeps a bit for itself.
    pub(super) const MOST: usize = (u32::MAX >> 1) as usize;

    pub(super) fn write(&self, into: &mut Vec<u8>) {
        for number in [self.name, self.source_id, self.admin1, self.admin2] {
            into.extend_from_slice(&number.to_le_bytes());
        }
        into.extend_from_slice(&self.country);
        let level = match self.level {
            Level::Place => 0,
            Level::Admin2 => 1,
            Level::Admin1 => 2,
        };
        into.extend_from_slice(&[level, u8::from(self.imported)]);
        into.extend_from_slice(&self.source.to_le_bytes());
    }

    /// The entry of a record among the points, where it has point or population.
    pub(super) fn write_point(&self, at: u32, into: &mut Vec<u8>) {
        if self.point.is_none() && self.population.is_none() {
            return;
        }
        let (lat, lon) = self.point.map_or((i32::MIN, i32::MIN), |point| (point.lat, point.lon));
        into.extend_from_slice(&at.to_le_bytes());
        into.extend_from_slice(&lat.to_le_bytes());
        into.extend_from_slice(&lon.to_le_bytes());
        into.extend_from_slice(&self.population.unwrap_or(NONE).to_le_bytes());
    }

    /// A record without its point; `None` where the bytes are none.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let level = match bytes.get(18)? {
            0 => Level::Place,
            1 => Level::Admin2,
            2 => Level::Admin1,
            _ => return None,
        };
        Some(Self {
            name: u32_at(bytes, 0)?,
            source_id: u32_at(bytes, 4)?,
            admin1: u32_at(bytes, 8)?,
            admin2: u32_at(bytes, 12)?,
            country: bytes.get(16..18)?.try_into().ok()?,
            level,
            imported: *bytes.get(19)? != 0,
            source: u16::from_le_bytes(bytes.get(20..22)?.try_into().ok()?),
            point: None,
            population: None,
        })
    }
}

/// The number at a place of some bytes.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Point and population of an entry of the points.
pub(super) fn point_of(entry: &[u8]) -> Option<(Option<Point>, Option<u32>)> {
    let degrees = |at| Some(i32::from_ne_bytes(u32_at(entry, at)?.to_ne_bytes()));
    let (lat, lon) = (degrees(4)?, degrees(8)?);
    let inside = lat.unsigned_abs() <= 9_000_000 && lon.unsigned_abs() <= 18_000_000;
    let people = u32_at(entry, 12)?;
    Some((inside.then_some(Point { lat, lon }), (people != NONE).then_some(people)))
}

/// A place that has a name, and whether that is another name than its own.
pub(super) fn pack_name(row: u32, other: bool) -> u32 {
    row << 1 | u32::from(other)
}
