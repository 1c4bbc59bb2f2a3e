//! Files of a publication: listed, and sent as downloads that no browser shows as a page.

use std::path::{Component, Path, PathBuf};

use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, Response as Answer};
use axum::response::Response;

use crate::problem::Problem;

/// The files below a folder, by their paths in it, sorted.
pub(crate) fn listed(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    walk(folder, folder, &mut all);
    all.sort();
    all
}

fn walk(root: &Path, folder: &Path, all: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(root, &path, all);
        } else if let Some(name) = path.strip_prefix(root).ok().and_then(Path::to_str) {
            all.push(name.replace('\\', "/"));
        }
    }
}

/// A file of a publication as a download.
///
/// # Errors
/// When there is none of this path inside the publication.
pub(crate) async fn send(root: &Path, shelf: &str, id: &str, path: &str) -> Result<Response, Problem> {
    let folder = inside(&root.join(shelf), id).ok_or_else(Problem::not_found)?;
    let file = inside(&folder, path).ok_or_else(Problem::not_found)?;
    let read = tokio::task::spawn_blocking(move || {
        // A link that leads out of the folder is followed nowhere.
        let real = file.canonicalize().ok()?;
        let within = folder.canonicalize().ok()?;
        (real.starts_with(within) && real.is_file()).then(|| std::fs::read(&real).ok()).flatten()
    });
    let bytes = read.await.ok().flatten().ok_or_else(Problem::not_found)?;
    let mut answer = Answer::new(Body::from(bytes));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' };
    let name: String = path.rsplit('/').next().unwrap_or("file").chars().map(plain).collect();
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    Ok(answer)
}

/// A path below a folder, where it is made of plain names alone.
fn inside(folder: &Path, path: &str) -> Option<PathBuf> {
    let relative = Path::new(path);
    let plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
    (plain && !path.is_empty() && !path.contains(['\0', '\\'])).then(|| folder.join(relative))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out_of_its_folder() {
        let root = Path::new("/publications");
        for path in ["../x", "/etc/passwd", "a/../../b", "", "a\\..\\b", "./a/../..", "a\0b"] {
            assert_eq!(inside(root, path), None, "{path}");
        }
        assert!(inside(root, "pages/index.html").is_some());
    }
}
