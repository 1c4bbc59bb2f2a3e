//! What went wrong, as `application/problem+json` (RFC 9457): a sentence each for what happened, what is safe all the
//! same and what to do next.
//!
//! Whoever makes a [`Problem`] need not know the reader's language: [`in_language`] writes the body when the answer
//! leaves, in the language that the request asks for.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT_LANGUAGE, ALLOW, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bilan_casework::{Error, ErrorKind, Message};
use bilan_tally::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::in_browser::in_browser;

/// The media type of problems.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// How much of a library's own sentence about a bad request is passed on, in bytes.
const LIBRARY_TEXT: usize = 1024;

/// The sentences of one kind of problem.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentences {
    title: String,
    detail: String,
    safe: Option<String>,
    next: Option<String>,
}

type Catalogue = BTreeMap<String, Sentences>;

static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| read(include_str!("../locale/problems.en.toml")));
static FRENCH: LazyLock<Catalogue> = LazyLock::new(|| read(include_str!("../locale/problems.fr.toml")));

fn read(text: &str) -> Catalogue {
    toml::from_str(text).expect("a test reads it")
}

/// Where the sentences come from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Told {
    /// `locale/problems.*.toml` has them under the code; values stand in their places.
    Here(Vec<(&'static str, String)>),
    /// A use case said them.
    Casework { what: Message, safe: Option<Message>, next: Option<Message> },
}

/// A failure as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The status of the answer.
    pub status: StatusCode,
    /// A word for programs, the same in every language.
    pub code: &'static str,
    /// To which field, file or thing it happened, where there is one.
    pub place: Option<String>,
    /// After how many seconds it is worth trying again.
    pub retry_after: Option<u64>,
    told: Told,
}

/// The body of a problem.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProblemBody {
    /// A name of the kind of problem, never an address.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem in a few words.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// What happened.
    pub detail: String,
    /// A word for programs, the same in every language.
    pub code: String,
    /// To which field, file or thing it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What is safe all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safe: Option<String>,
    /// What to do next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl Problem {
    /// A problem whose sentences stand in `locale/problems.*.toml` under `code`.
    pub fn told(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, place: None, retry_after: None, told: Told::Here(Vec::new()) }
    }

    /// The problem with a value in the place `{name}` of its sentences.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "callers hand over what they have")]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        if let Told::Here(values) = &mut self.told {
            values.push((name, value.to_string()));
        }
        self
    }

    /// The problem with its place.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "callers hand over what they have")]
    pub fn at(mut self, place: impl ToString) -> Self {
        self.place = Some(place.to_string());
        self
    }

    /// The problem, worth trying again after some seconds.
    #[must_use]
    pub fn after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self.with("seconds", seconds)
    }

    /// There is nothing under this address or id.
    pub fn not_found() -> Self {
        Self::told(StatusCode::NOT_FOUND, "not_found")
    }

    /// A field of the request does not fit.
    pub fn field(place: impl ToString) -> Self {
        Self::told(StatusCode::UNPROCESSABLE_ENTITY, "field").at(place)
    }

    /// The kind of an answer that has no sentences of its own.
    fn of_status(status: StatusCode) -> Self {
        let code = match status {
            StatusCode::NOT_FOUND => "not_found",
            StatusCode::METHOD_NOT_ALLOWED => "method",
            StatusCode::PAYLOAD_TOO_LARGE => "too_large",
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "media_type",
            StatusCode::UNPROCESSABLE_ENTITY => "field",
            StatusCode::REQUEST_TIMEOUT => "time",
            status if status.is_client_error() => "request",
            _ => "failure",
        };
        Self::told(status, code)
    }

    /// The body in a language.
    pub fn body(&self, language: Language) -> ProblemBody {
        let catalogue = match language {
            Language::En => &ENGLISH,
            Language::Fr => &FRENCH,
        };
        let known = catalogue.get(self.code);
        let title = known.map_or_else(|| self.code.to_owned(), |sentences| sentences.title.clone());
        let (detail, safe, next) = match &self.told {
            Told::Here(values) => {
                let said = |text: &String| filled(text, values);
                let detail = known.map_or_else(String::new, |sentences| said(&sentences.detail));
                let of = |part: fn(&Sentences) -> Option<&String>| known.and_then(part).map(said);
                (detail, of(|sentences| sentences.safe.as_ref()), of(|sentences| sentences.next.as_ref()))
            }
            Told::Casework { what, safe, next } => {
                let of = |part: &Option<Message>| part.as_ref().map(|text| text.in_language(language));
                let next = next.as_ref().map(|hint| in_browser(hint, language));
                // What is not in the case has a way on even where the use case gives none.
                let way = || known.filter(|_| self.code == "not_found").and_then(|known| known.next.clone());
                (what.in_language(language), of(safe), next.or_else(way))
            }
        };
        ProblemBody {
            kind: format!("urn:bilan:problem:{}", self.code),
            title,
            status: self.status.as_u16(),
            detail,
            code: self.code.to_owned(),
            place: self.place.clone(),
            safe,
            next,
        }
    }

    fn response(&self, language: Language) -> Response {
        let body = serde_json::to_vec(&self.body(language)).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The text with its values; a value is never read as a place.
fn filled(text: &str, values: &[(&'static str, String)]) -> String {
    let mut told = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        told.push_str(before);
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            told.push_str(value);
        }
        rest = after;
    }
    told + rest
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.response(Language::En);
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let (status, code) = match error.kind {
            ErrorKind::Usage => (StatusCode::UNPROCESSABLE_ENTITY, "usage"),
            ErrorKind::Missing => (StatusCode::NOT_FOUND, "not_found"),
            ErrorKind::Refused => (StatusCode::CONFLICT, "refused"),
            ErrorKind::Integrity => (StatusCode::INTERNAL_SERVER_ERROR, "integrity"),
            ErrorKind::Locked => (StatusCode::LOCKED, "locked"),
            ErrorKind::Failure => (StatusCode::INTERNAL_SERVER_ERROR, "failure"),
        };
        // Where the case lies on the server is nobody's business but the operator's: the last part of a path is enough.
        let place = error.place.map(|place| match place.rsplit_once(['/', '\\']) {
            Some((_, last)) if place.starts_with(['/', '.', '~']) || place.contains(":\\") => last.to_owned(),
            _ => place,
        });
        let told = Told::Casework { what: error.what, safe: error.safe, next: error.next };
        Self { status, code, place, retry_after: None, told }
    }
}

/// The language that a request asks for: the first of its list that there is, else English.
pub fn language(headers: &HeaderMap) -> Language {
    let asked = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let known = asked.split(',').find_map(|range| {
        match range.split([';', '-']).next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "fr" => Some(Language::Fr),
            "en" => Some(Language::En),
            _ => None,
        }
    });
    known.unwrap_or(Language::En)
}

/// Middleware: writes problems in the reader's language, and makes problems of the bare errors of libraries.
pub async fn in_language(request: Request, next: Next) -> Response {
    let language = language(request.headers());
    let api = request.uri().path().starts_with("/api");
    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    if let Some(problem) = response.extensions().get::<Problem>() {
        return carried(&response, problem.response(language));
    }
    let is_problem =
        response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes() == PROBLEM_JSON.as_bytes());
    if is_problem || !api {
        return response;
    }
    let mut problem = Problem::of_status(status);
    let (parts, body) = response.into_parts();
    // What a library says of a request that it cannot read names the field; of a failure of ours it says nothing.
    if status.is_client_error() {
        let text = to_bytes(body, LIBRARY_TEXT).await.unwrap_or_default();
        problem.place = String::from_utf8(text.to_vec()).ok().filter(|text| !text.is_empty());
    }
    carried(&Response::from_parts(parts, ()), problem.response(language))
}

/// The answer with the headers that the first one had beside its body.
fn carried<B>(first: &Response<B>, mut answer: Response) -> Response {
    use axum::http::header::{CONTENT_RANGE, SET_COOKIE};
    for name in [ALLOW, CONTENT_RANGE, SET_COOKIE] {
        for value in first.headers().get_all(&name) {
            answer.headers_mut().append(name.clone(), value.clone());
        }
    }
    answer
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;

    #[test]
    fn both_languages_have_the_same_problems_and_places() {
        assert_eq!(ENGLISH.keys().collect::<Vec<_>>(), FRENCH.keys().collect::<Vec<_>>());
        let places = |text: &str| -> Vec<String> {
            let mut found: Vec<_> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}'))
                .map(|(name, _)| name.to_owned())
                .collect();
            found.sort();
            found
        };
        for (code, english) in &*ENGLISH {
            let french = &FRENCH[code];
            let parts = |sentences: &Sentences| -> Vec<Option<Vec<String>>> {
                [
                    Some(&sentences.title),
                    Some(&sentences.detail),
                    sentences.safe.as_ref(),
                    sentences.next.as_ref(),
                ]
                .map(|text| text.map(|text| places(text)))
                .to_vec()
            };
            assert_eq!(parts(english), parts(french), "{code}");
        }
    }

    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }

    #[test]
    fn every_problem_that_is_told_has_its_sentences_and_none_is_left_over() {
        let mut files = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        let without_tests = |path: &PathBuf| {
            let text = std::fs::read_to_string(path).unwrap();
            text.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned()
        };
        let code: String = files.iter().map(without_tests).collect();
        for call in ["Problem::told(", "Self::told("] {
            for rest in code.split(call).skip(1) {
                let Some(name) = rest.split(')').next().and_then(|args| args.split('"').nth(1)) else {
                    continue;
                };
                assert!(ENGLISH.contains_key(name), "no sentences for {name}");
            }
        }
        for name in ENGLISH.keys() {
            assert!(code.contains(&format!("\"{name}\"")), "nobody says {name}");
        }
    }

    #[test]
    fn what_casework_says_keeps_its_kind_and_its_language_and_no_path() {
        let error =
            Error::new(ErrorKind::Locked, "another bilan is working on this case").at("/srv/mali/logs/a");
        let problem = Problem::from(error);
        assert_eq!((problem.status, problem.code), (StatusCode::LOCKED, "locked"));
        let (english, french) = (problem.body(Language::En), problem.body(Language::Fr));
        assert_eq!(english.detail, "another bilan is working on this case");
        assert_ne!(english.detail, french.detail);
        assert_eq!(english.place.as_deref(), Some("a"));
        let kept = Problem::from(Error::new(ErrorKind::Usage, "x").at("incident 3/4"));
        assert_eq!(kept.place.as_deref(), Some("incident 3/4"));
    }

    #[test]
    fn a_value_is_not_read_as_a_place() {
        assert_eq!(filled("{a}, {b}", &[("a", "{b}".to_owned()), ("b", "2".to_owned())]), "{b}, 2");
    }

    #[test]
    fn the_first_language_of_the_list_that_there_is() {
        let of = |value: &'static str| {
            language(&HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_static(value))]))
        };
        assert_eq!(of("fr"), Language::Fr);
        assert_eq!(of("fr-ML, en;q=0.5"), Language::Fr);
        assert_eq!(of("ar, en;q=0.8, fr;q=0.5"), Language::En);
        assert_eq!(of("*"), Language::En);
        assert_eq!(of("free"), Language::En);
    }
}
