//! Files outside the case: folders written whole or not at all.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::message;

/// A folder of files, complete and durable under a name of its own, to be put in place.
pub(crate) struct Staged {
    staged: PathBuf,
    target: PathBuf,
}

/// Writes files into a new folder beside `target`. Paths are relative, with `/`.
pub(crate) fn stage(target: &Path, files: &[(String, Vec<u8>)]) -> Result<Staged, Error> {
    let staged = Staged::beside(target)?;
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error: std::io::Error| Error::writing(&path, &error)
    };
    for (path, bytes) in files {
        let path = staged.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed(folder))?;
        }
        write_durably(&path, bytes)?;
    }
    Ok(Staged { staged, target: target.to_owned() })
}

impl Staged {
    /// A new, empty folder beside `target`, that gets its name when it is whole.
    pub(crate) fn beside(target: &Path) -> Result<PathBuf, Error> {
        let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let staged = target.with_file_name(format!("{name}.unfinished"));
        let failed = |error: std::io::Error| Error::writing(&staged, &error);
        if staged.exists() {
            fs::remove_dir_all(&staged).map_err(failed)?;
        }
        fs::create_dir_all(&staged).map_err(failed)?;
        Ok(staged)
    }

    /// A folder that is whole, to be put in place.
    pub(crate) fn new(staged: PathBuf, target: PathBuf) -> Self {
        Self { staged, target }
    }

    /// Gives the folder its name.
    pub(crate) fn put_in_place(self) -> Result<(), Error> {
        if self.target.is_dir() {
            // An empty folder of that name was allowed.
            fs::remove_dir(&self.target).map_err(|error| Error::writing(&self.target, &error))?;
        }
        fs::rename(&self.staged, &self.target).map_err(|error| {
            Error::writing(&self.target, &error).next(message!(
                "All files are in {folder}: give that folder the name you want.",
                folder = self.staged.display()
            ))
        })
    }
}

/// Writes one file and waits for the disk.
pub(crate) fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let write = || -> std::io::Result<()> {
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        file.sync_data()
    };
    write().map_err(|error| Error::writing(path, &error))
}

/// Whether nothing is there, or an empty folder.
pub(crate) fn is_free(path: &Path) -> bool {
    match fs::read_dir(path) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) => !path.exists() && fs::symlink_metadata(path).is_err(),
    }
}
