//! The folder of a release while it is written: durable files under a name of its own, put in place whole or not at all.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use bilan_export::tables::Shelf;
use sha2::{Digest, Sha256};

use super::MANIFEST;
use crate::digest::hex;
use crate::error::Error;
use crate::files::{Staged, write_durably};

/// A folder that nobody sees before it is whole.
pub(super) struct Folder {
    staged: PathBuf,
    target: PathBuf,
    files: BTreeMap<String, PathBuf>,
}

/// Bytes read at a time for a digest.
const CHUNK: usize = 64 * 1024;

impl Folder {
    pub(super) fn stage(target: &Path) -> Result<Self, Error> {
        let staged = Staged::beside(target)?;
        Ok(Self { staged, target: target.to_owned(), files: BTreeMap::new() })
    }

    pub(super) fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.staged.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| Error::writing(folder, &error))?;
        }
        write_durably(&path, bytes)?;
        self.files.insert(name.to_owned(), path);
        Ok(())
    }

    pub(super) fn path(&self) -> &Path {
        &self.staged
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.files.keys().cloned().collect()
    }

    /// Lists every file with its SHA-256, as `sha256sum -c` reads it, and puts the list beside them.
    pub(super) fn manifest(&mut self) -> Result<String, Error> {
        let line = |(name, path): (&String, &PathBuf)| {
            let digest = digest_of(path).map_err(|error| Error::writing(path, &error))?;
            Ok(format!("{digest}  {name}\n"))
        };
        let manifest = self.files.iter().map(line).collect::<Result<String, Error>>()?;
        self.put(MANIFEST, manifest.as_bytes())?;
        Ok(manifest)
    }

    pub(super) fn put_in_place(self) -> Result<(), Error> {
        Staged::new(self.staged, self.target).put_in_place()
    }

    /// Leaves nothing behind.
    pub(super) fn discard(self) {
        // What cannot be removed now is removed when the same folder is asked for again.
        let _ = fs::remove_dir_all(&self.staged);
    }
}

impl Shelf for Folder {
    fn create(&mut self, name: &str) -> io::Result<Box<dyn Write + Send>> {
        let folder = self.staged.join("data");
        fs::create_dir_all(&folder)?;
        let path = folder.join(name);
        let file = File::create(&path)?;
        self.files.insert(format!("data/{name}"), path);
        Ok(Box::new(BufWriter::new(file)))
    }
}

fn digest_of(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    file.sync_data()?;
    let mut digest = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            return Ok(hex(&digest.finalize()));
        }
        digest.update(&chunk[..read]);
    }
}
