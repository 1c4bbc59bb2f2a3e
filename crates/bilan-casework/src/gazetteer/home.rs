//! Imported places in the home folder: the compiled gazetteer, and a list of the files that it was made of.

use std::fs;
use std::path::{Path, PathBuf};

use bilan_coder::Gazetteer;
use bilan_coder::gazetteer::Builder;
use serde::{Deserialize, Serialize};

use super::{add_all, open};
use crate::digest::sha256;
use crate::error::{Error, ErrorKind};
use crate::files::write_durably;
use crate::knowledge::Knowledge;
use crate::{Message, message};

/// The folder of imported places, inside the home folder.
pub const FOLDER: &str = "gazetteer";
const COMPILED: &str = "imported.gaz";
const LIST: &str = "imported.toml";

/// A file that places were imported from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedFile {
    /// Its name, without folders.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its form.
    pub format: String,
    /// Who made it, and under which licence.
    pub source: String,
    /// When it was imported.
    pub imported: String,
    /// Places taken from it.
    pub places: u64,
    /// Lines that could not be taken.
    pub refused: u64,
}

/// What the compiled gazetteer was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct List {
    /// Version of this list.
    format: u32,
    /// SHA-256 of the bundle of places that travelled in the program then.
    embedded: String,
    /// SHA-256 of the compiled gazetteer.
    sha256: String,
    /// Bytes of the compiled gazetteer.
    bytes: u64,
    #[serde(default)]
    pub(super) file: Vec<ImportedFile>,
}

/// The gazetteer of this home with the places of the program, as bytes; `None` where nothing was imported.
///
/// Where the program has other places than at the import, they are put together anew.
pub(crate) fn imported(home: &Path, embedded: &Knowledge) -> Result<Option<Vec<u8>>, Error> {
    let Some((list, bytes)) = read_bytes(home)? else { return Ok(None) };
    if list.embedded == embedded.gazetteer_digest() {
        return Ok(Some(bytes));
    }
    let mut builder = Builder::new();
    add_all(embedded.gazetteer()?, &mut builder, |row| !row.imported);
    add_all(&opened(home, &bytes)?, &mut builder, |row| row.imported);
    Ok(Some(builder.build()))
}

/// What was imported before.
pub(super) fn read(home: &Path) -> Result<Option<(List, Gazetteer)>, Error> {
    let Some((list, bytes)) = read_bytes(home)? else { return Ok(None) };
    let gazetteer = opened(home, &bytes)?;
    Ok(Some((list, gazetteer)))
}

fn read_bytes(home: &Path) -> Result<Option<(List, Vec<u8>)>, Error> {
    let folder = home.join(FOLDER);
    let list = folder.join(LIST);
    let text = match fs::read_to_string(&list) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::reading(&list, &error)),
    };
    let told: List =
        toml::from_str(&text).map_err(|_| damaged(&list, "it is not the list that bilan wrote"))?;
    if told.format != 1 {
        return Err(damaged(&list, "it was written by a later version of bilan"));
    }
    let compiled = folder.join(COMPILED);
    let bytes = fs::read(&compiled).map_err(|error| Error::reading(&compiled, &error))?;
    if bytes.len() as u64 != told.bytes {
        return Err(damaged(&compiled, "an import was interrupted, or the file was changed"));
    }
    Ok(Some((told, bytes)))
}

fn opened(home: &Path, bytes: &[u8]) -> Result<Gazetteer, Error> {
    open(bytes).map_err(|error| damaged(&home.join(FOLDER).join(COMPILED), error.what))
}

fn damaged(path: &Path, what: impl Into<Message>) -> Error {
    let folder = path.parent().unwrap_or(path).display().to_string();
    Error::new(ErrorKind::Failure, message!("imported places cannot be read: {what}", what: what.into()))
        .at(path.display())
        .safe("No case was touched.")
        .next(message!(
            "Remove the folder {folder} and import the files again (bilan gazetteer import).",
            folder = folder
        ))
}

/// Puts a gazetteer and the list of its files in place; gives where the gazetteer lies.
pub(super) fn write(
    home: &Path,
    bytes: &[u8],
    embedded: &Knowledge,
    file: Vec<ImportedFile>,
) -> Result<PathBuf, Error> {
    let folder = home.join(FOLDER);
    fs::create_dir_all(&folder).map_err(|error| Error::writing(&folder, &error))?;
    let list = List {
        format: 1,
        embedded: embedded.gazetteer_digest().to_owned(),
        sha256: sha256(bytes),
        bytes: bytes.len() as u64,
        file,
    };
    let list = toml::to_string(&list).map_err(|error| Error::new(ErrorKind::Failure, error.to_string()))?;
    let path = |name: &str| folder.join(name);
    let fresh = |name: &str| folder.join(format!("{name}.unfinished"));
    write_durably(&fresh(COMPILED), bytes)?;
    write_durably(&fresh(LIST), list.as_bytes())?;
    for name in [COMPILED, LIST] {
        fs::rename(fresh(name), path(name)).map_err(|error| Error::writing(&path(name), &error))?;
    }
    Ok(path(COMPILED))
}
