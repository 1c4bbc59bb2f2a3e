//! Zip archives as docx, odt and ods are: files inside, by name, unpacked within limits.
//!
//! Nothing is ever written to a disk, and a name is only ever compared with the few that are asked for: a name with
//! `../` in it is a name that nobody asks for.

use std::io::{Cursor, Read};

use bilan_reader::{Fault, FileKind, FileLimit, Unreadable, decode};
use zip::ZipArchive;
use zip::result::ZipError;

/// The most bytes that are unpacked of one archive, over all files asked for (128 MiB).
const MAX_UNPACKED: usize = 128 * 1024 * 1024;
/// The most files an archive may hold.
const MAX_ENTRIES: usize = 10_000;

/// An opened archive.
pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    kind: FileKind,
    left: usize,
}

impl<'a> Archive<'a> {
    /// Opens an archive.
    ///
    /// # Errors
    /// [`Unreadable::Damaged`], or [`Unreadable::PastLimit`] when it holds too many files.
    pub(crate) fn open(bytes: &'a [u8], kind: FileKind) -> Result<Self, Unreadable> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(kind, &error))?;
        if zip.len() > MAX_ENTRIES {
            return Err(Unreadable::PastLimit { kind, limit: FileLimit::Entries(MAX_ENTRIES) });
        }
        Ok(Self { zip, kind, left: MAX_UNPACKED })
    }

    /// How many files have a name that begins so.
    pub(crate) fn count(&self, prefix: &str) -> usize {
        self.zip.file_names_raw().filter(|name| name.starts_with(prefix.as_bytes())).count()
    }

    /// Unpacks every file to nowhere, for parsers that unpack without a limit of their own.
    ///
    /// # Errors
    /// [`Unreadable::PastLimit`] when the files together are larger than may be, whatever they say of themselves.
    pub(crate) fn check_sizes(&mut self) -> Result<(), Unreadable> {
        self.check_sizes_but(MAX_UNPACKED as u64, |_| false)
    }

    /// Unpacks every file to nowhere but those of these names, which are read as they unpack; `most` is in bytes.
    ///
    /// # Errors
    /// As [`Archive::check_sizes`].
    pub(crate) fn check_sizes_but(
        &mut self,
        most: u64,
        streams: impl Fn(&[u8]) -> bool,
    ) -> Result<(), Unreadable> {
        let kind = self.kind;
        let mut left = most;
        for index in 0..self.zip.len() {
            let file = self.zip.by_index(index).map_err(|error| damaged(kind, &error))?;
            if streams(file.name_raw()) {
                continue;
            }
            let unpacked = std::io::copy(&mut file.take(left + 1), &mut std::io::sink())
                .map_err(|error| Unreadable::Damaged { kind, fault: Fault::structure(error) })?;
            let limit = FileLimit::Unpacked(usize::try_from(most).unwrap_or(usize::MAX));
            left = left.checked_sub(unpacked).ok_or(Unreadable::PastLimit { kind, limit })?;
        }
        Ok(())
    }

    /// A file that must be there, unpacked as it is read and without a limit.
    ///
    /// # Errors
    /// [`Unreadable::Locked`], [`Unreadable::Damaged`].
    pub(crate) fn stream(&mut self, name: &str) -> Result<impl Read, Unreadable> {
        let kind = self.kind;
        self.zip.by_name(name).map_err(|error| {
            if matches!(error, ZipError::FileNotFound) {
                return Unreadable::Damaged { kind, fault: Fault::Missing { name: name.to_owned() } };
            }
            damaged(kind, &error)
        })
    }

    /// The bytes of a file, if it is there.
    ///
    /// # Errors
    /// [`Unreadable::PastLimit`] as soon as more comes out than may, whatever the archive says of its size;
    /// [`Unreadable::Locked`], [`Unreadable::Damaged`].
    pub(crate) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        let kind = self.kind;
        let file = match self.zip.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged(kind, &error)),
        };
        let mut bytes = Vec::new();
        let most = self.left as u64 + 1;
        file.take(most)
            .read_to_end(&mut bytes)
            .map_err(|error| Unreadable::Damaged { kind, fault: Fault::structure(error) })?;
        if bytes.len() > self.left {
            return Err(Unreadable::PastLimit { kind, limit: FileLimit::Unpacked(MAX_UNPACKED) });
        }
        self.left -= bytes.len();
        Ok(Some(bytes))
    }

    /// A file of XML as text, if it is there.
    ///
    /// # Errors
    /// As [`Archive::bytes`], and when its letters cannot be made out.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, Unreadable> {
        let Some(bytes) = self.bytes(name)? else { return Ok(None) };
        Ok(Some(decode(&bytes, None)?.text))
    }

    /// A file of XML that must be there.
    ///
    /// # Errors
    /// As [`Archive::text`], and when it is not there.
    pub(crate) fn needed_text(&mut self, name: &str) -> Result<String, Unreadable> {
        let missing =
            Unreadable::Damaged { kind: self.kind, fault: Fault::Missing { name: name.to_owned() } };
        self.text(name)?.ok_or(missing)
    }
}

fn damaged(kind: FileKind, error: &ZipError) -> Unreadable {
    let told = error.to_string();
    if told.to_ascii_lowercase().contains("password") {
        Unreadable::Locked { kind }
    } else {
        Unreadable::Damaged { kind, fault: Fault::structure(told) }
    }
}
