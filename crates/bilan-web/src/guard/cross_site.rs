//! Requests that another page made: refused.
//!
//! Three locks, each enough in a browser of today: `SameSite=Strict` cookies, what the browser says of where a request
//! comes from (`Sec-Fetch-Site`, `Origin`), and a header that no form of another page can send. The second also holds
//! against pages of other ports of this computer, to which cookies do go.

use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, ORIGIN, TRANSFER_ENCODING};
use axum::http::{HeaderMap, Method, StatusCode, Uri};

use super::admission::Site;
use crate::problem::Problem;

/// The header that requests of the workplace carry.
pub const MARK: &str = "x-bilan";

/// Whether a method changes nothing.
pub fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// The host that a request is for. More than one, or none, is no request of a browser.
pub fn host<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Option<&'a str> {
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next(), uri.authority()) {
        (Some(host), None, None) => host.to_str().ok(),
        (Some(host), None, Some(authority)) => host.to_str().ok().filter(|host| *host == authority.as_str()),
        // HTTP/2 says it in the request line.
        (None, None, Some(authority)) => Some(authority.as_str()),
        (None | Some(_), _, _) => None,
    }
}

/// Looks at where a request for the API comes from.
///
/// # Errors
/// The refusal.
pub fn check(method: &Method, uri: &Uri, headers: &HeaderMap, site: &Site) -> Result<(), Problem> {
    let refused = || Problem::told(StatusCode::FORBIDDEN, "cross_site");
    let one = |name: &str| -> Result<Option<&str>, Problem> {
        let mut values = headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (None, _) => Ok(None),
            (Some(value), None) => value.to_str().map(Some).map_err(|_| refused()),
            (Some(_), Some(_)) => Err(refused()),
        }
    };
    let from = one("sec-fetch-site")?;
    let allowed: &[&str] = if is_safe(method) { &["same-origin", "none"] } else { &["same-origin"] };
    if from.is_some_and(|from| !allowed.contains(&from)) {
        return Err(refused());
    }
    if let Some(origin) = one(ORIGIN.as_str())? {
        let own = host(headers, uri).map(|host| format!("{}://{host}", site.scheme()));
        if own.is_none_or(|own| !own.eq_ignore_ascii_case(origin)) {
            return Err(refused());
        }
    }
    if is_safe(method) {
        return Ok(());
    }
    if one(MARK)? != Some("1") {
        return Err(Problem::told(StatusCode::FORBIDDEN, "mark"));
    }
    let has_body = headers.contains_key(TRANSFER_ENCODING)
        || headers.get(CONTENT_LENGTH).is_some_and(|length| length.as_bytes() != b"0");
    let kind = one(CONTENT_TYPE.as_str())?.map(|kind| kind.split(';').next().unwrap_or_default().trim());
    let known = |kind: &str| {
        kind.eq_ignore_ascii_case("application/json") || kind.eq_ignore_ascii_case("multipart/form-data")
    };
    if kind.map_or(has_body, |kind| !known(kind)) {
        return Err(Problem::told(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    fn checked(method: &Method, headers: &[(&'static str, &'static str)]) -> Result<(), Problem> {
        let pairs =
            headers.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.append(name, value);
        }
        let site = Site::new("127.0.0.1:8080".parse().unwrap(), false, None);
        check(method, &Uri::from_static("/api/undo"), &map, &site)
    }

    const OWN: [(&str, &str); 3] =
        [("host", "127.0.0.1:8080"), ("content-type", "application/json"), ("content-length", "2")];

    fn posted(more: &[(&'static str, &'static str)]) -> Result<(), Problem> {
        checked(&Method::POST, &[&OWN, more].concat())
    }

    #[test]
    fn the_pages_of_the_workplace_may_post() {
        let mark = ("x-bilan", "1");
        assert_eq!(
            posted(&[mark, ("origin", "http://127.0.0.1:8080"), ("sec-fetch-site", "same-origin")]),
            Ok(())
        );
        assert_eq!(posted(&[mark]), Ok(()), "a program that is no browser");
        assert_eq!(checked(&Method::DELETE, &[("host", "127.0.0.1:8080"), mark]), Ok(()));
    }

    #[test]
    fn no_forged_post_is_accepted() {
        let mark = ("x-bilan", "1");
        let forged: &[&[(&str, &str)]] = &[
            &[],
            &[("x-bilan", "0")],
            &[mark, mark],
            &[mark, ("origin", "http://evil.example")],
            &[mark, ("origin", "null")],
            &[mark, ("origin", "")],
            &[mark, ("origin", "https://127.0.0.1:8080")],
            &[mark, ("origin", "http://127.0.0.1:8081")],
            &[mark, ("origin", "http://127.0.0.1")],
            &[mark, ("origin", "http://127.0.0.1:8080.evil.example")],
            &[mark, ("origin", "http://127.0.0.1:8080"), ("origin", "http://evil.example")],
            &[mark, ("sec-fetch-site", "cross-site")],
            &[mark, ("sec-fetch-site", "same-site")],
            &[mark, ("sec-fetch-site", "none")],
            &[mark, ("sec-fetch-site", "nonsense")],
            &[mark, ("sec-fetch-site", "same-origin"), ("sec-fetch-site", "same-origin")],
            &[mark, ("origin", "http://127.0.0.1:8080"), ("sec-fetch-site", "cross-site")],
        ];
        for headers in forged {
            assert!(posted(headers).is_err(), "{headers:?}");
        }
        for kind in ["text/plain", "application/x-www-form-urlencoded", "text/json", "application/jsonx"] {
            let headers = [OWN[0], ("content-type", kind), ("content-length", "2"), mark];
            assert_eq!(checked(&Method::POST, &headers).unwrap_err().code, "media_type", "{kind}");
        }
        let bare = [OWN[0], ("content-length", "2"), mark];
        assert_eq!(checked(&Method::POST, &bare).unwrap_err().code, "media_type");
        for method in [Method::PATCH, Method::DELETE, Method::PUT, Method::OPTIONS, Method::TRACE] {
            assert!(checked(&method, &[OWN[0]]).is_err(), "{method}");
        }
    }

    #[test]
    fn another_page_reads_nothing() {
        for from in ["cross-site", "same-site"] {
            assert!(checked(&Method::GET, &[OWN[0], ("sec-fetch-site", from)]).is_err());
        }
        for from in ["same-origin", "none"] {
            assert_eq!(checked(&Method::GET, &[OWN[0], ("sec-fetch-site", from)]), Ok(()));
        }
        assert!(checked(&Method::GET, &[OWN[0], ("origin", "http://evil.example")]).is_err());
    }

    #[test]
    fn a_request_is_for_one_host() {
        let hosts = |values: &[&'static str], uri: &'static str| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(HOST, value.parse().unwrap());
            }
            host(&headers, &Uri::from_static(uri)).map(str::to_owned)
        };
        assert_eq!(hosts(&["a:1"], "/").as_deref(), Some("a:1"));
        assert_eq!(hosts(&[], "http://a:1/").as_deref(), Some("a:1"));
        assert_eq!(hosts(&["a:1"], "http://a:1/").as_deref(), Some("a:1"));
        assert_eq!(hosts(&["b:1"], "http://a:1/"), None);
        assert_eq!(hosts(&["a:1", "a:1"], "/"), None);
        assert_eq!(hosts(&[], "/"), None);
    }
}
