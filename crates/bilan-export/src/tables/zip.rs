//! The container of a workbook: a ZIP archive of deflated parts, all dated 1980-01-01.
//!
//! Parts are compressed as they grow and kept so in memory: nothing of a case is ever put into a temporary file.

use std::io::{self, Write};

use flate2::{Compression, CrcWriter, write::DeflateEncoder};

/// A part that grows.
pub(super) struct Part {
    name: String,
    size: u64,
    out: CrcWriter<DeflateEncoder<Vec<u8>>>,
}

impl Part {
    pub(super) fn new(name: &str) -> Self {
        let out = CrcWriter::new(DeflateEncoder::new(Vec::new(), Compression::fast()));
        Self { name: name.to_owned(), size: 0, out }
    }

    /// The same part under another name.
    pub(super) fn named(self, name: String) -> Self {
        Self { name, ..self }
    }

    /// A part that is known whole.
    pub(super) fn whole(name: &str, text: &str) -> io::Result<Self> {
        let mut part = Self::new(name);
        part.write_all(text.as_bytes())?;
        Ok(part)
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.out.write(bytes)?;
        self.size += taken as u64;
        Ok(taken)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// 1980-01-01, the first day that the container can say.
const DAY: u16 = 0x21;

/// Writes the parts as one archive.
pub(super) fn write(parts: Vec<Part>, out: &mut dyn Write) -> io::Result<()> {
    let mut directory = Vec::new();
    let mut offset = 0_u32;
    let count = narrow16(parts.len())?;
    for part in parts {
        let crc = part.out.crc().sum();
        let size = u32::try_from(part.size).map_err(|_| too_large())?;
        let bytes = part.out.into_inner().finish()?;
        let packed = narrow(bytes.len())?;
        let mut fields = Vec::with_capacity(26);
        // Version 2.0, no flags, deflated, time, day.
        for field in [20_u16, 0, 8, 0, DAY] {
            fields.extend(field.to_le_bytes());
        }
        for field in [crc, packed, size] {
            fields.extend(field.to_le_bytes());
        }
        fields.extend(narrow16(part.name.len())?.to_le_bytes());
        fields.extend(0_u16.to_le_bytes());

        directory.extend(*b"PK\x01\x02\x14\x00");
        directory.extend(&fields);
        // No comment, disk 0, no attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(part.name.as_bytes());

        out.write_all(b"PK\x03\x04")?;
        out.write_all(&fields)?;
        out.write_all(part.name.as_bytes())?;
        out.write_all(&bytes)?;
        let written = 4 + fields.len() + part.name.len() + bytes.len();
        offset = narrow(written)?.checked_add(offset).ok_or_else(too_large)?;
    }
    let mut end = b"PK\x05\x06\0\0\0\0".to_vec();
    end.extend(count.to_le_bytes());
    end.extend(count.to_le_bytes());
    end.extend(narrow(directory.len())?.to_le_bytes());
    end.extend(offset.to_le_bytes());
    end.extend([0; 2]);
    out.write_all(&directory)?;
    out.write_all(&end)
}

fn narrow(size: usize) -> io::Result<u32> {
    u32::try_from(size).map_err(|_| too_large())
}

fn narrow16(size: usize) -> io::Result<u16> {
    u16::try_from(size).map_err(|_| too_large())
}

fn too_large() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, "a workbook holds 4 GiB at most: write csv or parquet")
}
