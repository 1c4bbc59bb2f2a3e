//! The operator's own map tiles: one PMTiles archive, of which browsers read the parts that they show.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{
    ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_MATCH, IF_RANGE, RANGE,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::try_unfold;

use crate::problem::{Problem, ProblemBody};
use crate::workplace::Workplace;

/// Where the pages find the tiles.
pub const ADDRESS: &str = "/api/tiles";

/// The media type of archives.
pub(crate) const MEDIA_TYPE: &str = "application/vnd.pmtiles";

/// How a PMTiles archive of version 3 begins.
const MAGIC: &[u8] = b"PMTiles\x03";

/// Bytes of an archive's header.
const HEADER: u64 = 127;

/// Bytes that are read, and held in memory, at a time.
const PIECE: u64 = 64 << 10;

/// An archive of tiles that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tiles {
    path: PathBuf,
}

impl Tiles {
    /// The archive in a file; `None` where the file is no PMTiles archive of version 3.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(path: &Path) -> std::io::Result<Option<Self>> {
        let mut file = File::open(path)?;
        let told = file.metadata()?;
        let mut first = Vec::new();
        if told.is_file() {
            file.by_ref().take(MAGIC.len() as u64).read_to_end(&mut first)?;
        }
        let fits = first == MAGIC && told.len() >= HEADER;
        Ok(fits.then(|| Self { path: path.to_owned() }))
    }

    /// The archive as it is now: its length in bytes, and a name of this state of it.
    fn now(&self) -> std::io::Result<(File, u64, String)> {
        let file = File::open(&self.path)?;
        let told = file.metadata()?;
        let since = told.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let tag = format!("\"{:x}-{:x}\"", told.len(), since.map_or(0, |since| since.as_nanos()));
        Ok((file, told.len(), tag))
    }
}

/// What is asked of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// All of it.
    Whole,
    /// Bytes from the first to before the second.
    Of(u64, u64),
    /// Bytes that are not there.
    Outside,
}

impl Part {
    /// Reads the header `Range`. What is no single range of bytes asks for the whole, as RFC 9110 allows.
    fn read(asked: Option<&str>, length: u64) -> Self {
        let Some((first, last)) = asked
            .and_then(|text| text.strip_prefix("bytes="))
            .filter(|ranges| !ranges.contains(','))
            .and_then(|range| range.trim().split_once('-'))
        else {
            return Self::Whole;
        };
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(first) || !digits(last) || (first.is_empty() && last.is_empty()) {
            return Self::Whole;
        }
        // A number too large for a file is beyond its end.
        let number = |text: &str| text.parse().unwrap_or(u64::MAX);
        let (start, end) = if first.is_empty() {
            (length.saturating_sub(number(last)), length)
        } else if last.is_empty() {
            (number(first), length)
        } else if number(last) < number(first) {
            return Self::Whole;
        } else {
            (number(first), number(last).saturating_add(1).min(length))
        };
        if start < end { Self::Of(start, end) } else { Self::Outside }
    }
}

/// The operator's map tiles: a PMTiles archive, read in ranges of bytes (`Range`).
///
/// # Errors
/// When there are no tiles, or the archive is another one by now.
#[utoipa::path(get, path = "/api/tiles", tag = "explore",
    params(("Range" = Option<String>, Header, description = "One range of bytes, as `bytes=0-16383`.")),
    responses(
        (status = 200, content_type = "application/vnd.pmtiles", body = Vec<u8>),
        (status = 206, content_type = "application/vnd.pmtiles", body = Vec<u8>),
        (status = 404, body = ProblemBody, description = "The server was started without tiles."),
        (status = 412, body = ProblemBody, description = "The archive is another one by now."),
        (status = 416, body = ProblemBody, description = "The archive ends before this range.")))]
pub async fn tiles(
    State(place): State<Workplace>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(tiles) = place.guard().tiles().cloned() else { return Err(Problem::not_found()) };
    let failed = || Problem::told(StatusCode::INTERNAL_SERVER_ERROR, "failure");
    let opened = tokio::task::spawn_blocking(move || tiles.now()).await;
    let (file, length, tag) = opened.map_err(|_| failed())?.map_err(|_| failed())?;
    let said = |name: HeaderName| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let is_other = |tags: &str| tags != "*" && !tags.split(',').any(|one| one.trim() == tag);
    if said(IF_MATCH).is_some_and(is_other) {
        return Err(Problem::told(StatusCode::PRECONDITION_FAILED, "tiles_changed"));
    }
    // A range of another state of the archive is none of this one.
    let asked = said(RANGE).filter(|_| said(IF_RANGE).is_none_or(|known| known == tag));
    let part = Part::read(asked, length);
    let (status, start, end) = match part {
        Part::Whole => (StatusCode::OK, 0, length),
        Part::Of(start, end) => (StatusCode::PARTIAL_CONTENT, start, end),
        Part::Outside => {
            let mut refusal = Problem::told(StatusCode::RANGE_NOT_SATISFIABLE, "range")
                .with("length", length)
                .into_response();
            put(&mut refusal, CONTENT_RANGE, &format!("bytes */{length}"));
            return Ok(refusal);
        }
    };
    let body = if method == Method::HEAD { Body::empty() } else { pieces(file, start, end) };
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    put(&mut answer, CONTENT_TYPE, MEDIA_TYPE);
    put(&mut answer, ACCEPT_RANGES, "bytes");
    put(&mut answer, CONTENT_LENGTH, &(end - start).to_string());
    put(&mut answer, ETAG, &tag);
    if status == StatusCode::PARTIAL_CONTENT {
        put(&mut answer, CONTENT_RANGE, &format!("bytes {start}-{}/{length}", end - 1));
    }
    Ok(answer)
}

fn put(answer: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}

/// Bytes of a file, one piece after the other as they are taken.
fn pieces(file: File, start: u64, end: u64) -> Body {
    Body::from_stream(try_unfold((file, start), move |(mut file, at)| async move {
        if at >= end {
            return Ok::<_, std::io::Error>(None);
        }
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = Vec::new();
            file.seek(SeekFrom::Start(at))?;
            file.by_ref().take(PIECE.min(end - at)).read_to_end(&mut piece)?;
            Ok::<_, std::io::Error>((file, piece))
        });
        let (file, piece) = read.await.map_err(std::io::Error::other)??;
        // A file that became shorter in between ends the answer early, which the browser sees by its length.
        if piece.is_empty() {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let next = at + piece.len() as u64;
        Ok(Some((Bytes::from(piece), (file, next))))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        for (asked, part) in [
            (None, Part::Whole),
            (Some("bytes=0-99"), Part::Of(0, 100)),
            (Some("bytes=0-0"), Part::Of(0, 1)),
            (Some("bytes=990-2000"), Part::Of(990, 1000)),
            (Some("bytes=10-"), Part::Of(10, 1000)),
            (Some("bytes=-10"), Part::Of(990, 1000)),
            (Some("bytes=-5000"), Part::Of(0, 1000)),
            (Some("bytes=1000-"), Part::Outside),
            (Some("bytes=-0"), Part::Outside),
            (Some("bytes=99999999999999999999999-"), Part::Outside),
            (Some("bytes=5-99999999999999999999999"), Part::Of(5, 1000)),
            (Some("bytes=5-4"), Part::Whole),
            (Some("bytes=-"), Part::Whole),
            (Some("bytes=a-b"), Part::Whole),
            (Some("bytes=0-1,5-6"), Part::Whole),
            (Some("lines=0-1"), Part::Whole),
        ] {
            assert_eq!(Part::read(asked, 1000), part, "{asked:?}");
        }
        assert_eq!(Part::read(Some("bytes=0-0"), 0), Part::Outside);
    }

    #[test]
    fn what_is_no_archive_is_refused_before_the_server_opens() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tiles.pmtiles");
        assert!(Tiles::open(&path).is_err());
        for text in [&b""[..], b"PMTiles", b"PMTiles\x02and more", b"PMTiles\x03"] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(Tiles::open(&path).unwrap(), None);
        }
        assert_eq!(Tiles::open(folder.path()).unwrap(), None);
        let mut archive = MAGIC.to_vec();
        archive.resize(127, 0);
        std::fs::write(&path, archive).unwrap();
        assert!(Tiles::open(&path).unwrap().is_some());
    }
}
