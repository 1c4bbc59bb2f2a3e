//! Which documents files and folders give, and what their listing states of them.

use std::fs;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use super::{Input, Source};
use crate::error::{Error, ErrorKind};
use crate::message;
use crate::records::Stated;

/// The file of a folder that lists its reports with what is known of them.
const LISTING: &str = "reports.toml";

/// The documents of files and folders. A folder with a `reports.toml` gives what that lists, another all its files.
///
/// # Errors
/// When a folder cannot be listed, or a listing is not what it should be.
pub fn gather(paths: &[PathBuf], stated: &Stated) -> Result<Vec<Input>, Error> {
    let mut inputs = Vec::new();
    for path in paths {
        if path.join(LISTING).is_file() {
            inputs.extend(listed(path, stated)?);
            continue;
        }
        let mut files = Vec::new();
        // What cannot be opened is said in its turn, and the others go on.
        if fs::metadata(path).is_ok() {
            walk(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
        inputs.extend(
            files.into_iter().map(|file| Input { source: Source::File(file), stated: stated.clone() }),
        );
    }
    Ok(inputs)
}

/// The reports of a folder's listing; what the caller states goes before what the listing states.
fn listed(folder: &Path, stated: &Stated) -> Result<Vec<Input>, Error> {
    #[derive(Deserialize)]
    struct Listing {
        report: Vec<Entry>,
    }
    #[derive(Deserialize)]
    struct Entry {
        file: PathBuf,
        publisher: Option<String>,
        published: Option<jiff::civil::Date>,
        language: Option<String>,
        title: Option<String>,
    }
    let path = folder.join(LISTING);
    let text = fs::read_to_string(&path).map_err(|error| Error::reading(&path, &error))?;
    let listing: Listing = toml::from_str(&text).map_err(|error| {
        Error::new(
            ErrorKind::Failure,
            message!("the list of reports is not what it should be: {error}", error = error.message()),
        )
        .at(path.display())
        .safe("Nothing was added.")
        .next("Correct the list, or give the files one by one.")
    })?;
    for entry in &listing.report {
        stays_inside(folder, &entry.file)?;
    }
    let input = |entry: Entry| Input {
        source: Source::File(folder.join(entry.file)),
        stated: Stated {
            published: stated.published.or(entry.published),
            publisher: stated.publisher.clone().or(entry.publisher),
            language: stated.language.clone().or(entry.language),
            title: stated.title.clone().or(entry.title),
        },
    };
    Ok(listing.report.into_iter().map(input).collect())
}

/// Refuses a listed file that lies outside its folder: a folder from a stranger must not reach into the computer.
fn stays_inside(folder: &Path, file: &Path) -> Result<(), Error> {
    let plain = file.components().all(|part| matches!(part, Component::Normal(_)));
    let inside = || match (folder.canonicalize(), folder.join(file).canonicalize()) {
        (Ok(folder), Ok(file)) => file.starts_with(folder),
        // A file that is not there is told when it is opened.
        _ => true,
    };
    if plain && inside() {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Failure, "the list of reports names a file outside its own folder")
        .at(file.display())
        .safe("Nothing was added, and the file was not opened.")
        .next("Ask where the folder came from. Copy the file into the folder if it belongs there."))
}

/// The files under a path, in order of name; hidden files and links inside a folder are passed over.
pub(crate) fn walk(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    let kind = fs::metadata(path).map_err(|error| Error::reading(path, &error))?;
    if !kind.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut inside = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| Error::reading(path, &error))? {
        let entry = entry.map_err(|error| Error::reading(path, &error))?;
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        if !is_link && !entry.file_name().to_string_lossy().starts_with('.') {
            inside.push(entry.path());
        }
    }
    inside.sort();
    inside.iter().try_for_each(|path| walk(path, files))
}
