//! The headers that every answer carries, whatever it is.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

/// The header set of one server.
#[derive(Debug, Clone)]
pub struct Headers {
    always: Vec<(HeaderName, HeaderValue)>,
}

impl Headers {
    /// The header set; `trusted_types` are the names of the policies that the pages' scripts may make.
    pub fn new(tls: bool, trusted_types: &[&str]) -> Self {
        let name = |text| HeaderName::from_static(text);
        let value = |text| HeaderValue::from_static(text);
        let mut always = vec![
            (CONTENT_SECURITY_POLICY, content_policy(trusted_types)),
            (X_CONTENT_TYPE_OPTIONS, value("nosniff")),
            (REFERRER_POLICY, value("no-referrer")),
            (X_FRAME_OPTIONS, value("DENY")),
            (name("cross-origin-opener-policy"), value("same-origin")),
            (name("cross-origin-resource-policy"), value("same-origin")),
            (name("x-permitted-cross-domain-policies"), value("none")),
            (
                name("permissions-policy"),
                value(
                    "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
                     magnetometer=(), microphone=(), midi=(), payment=(), usb=(), \
                     publickey-credentials-get=(self), publickey-credentials-create=(self)",
                ),
            ),
        ];
        if tls {
            always.push((STRICT_TRANSPORT_SECURITY, value("max-age=63072000")));
        }
        Self { always }
    }

    /// Puts the set on an answer to a request for `path`.
    ///
    /// What changes or is nobody else's business is never stored; files whose name holds a digest of their bytes never
    /// change.
    pub fn put(&self, path: &str, status: StatusCode, headers: &mut HeaderMap) {
        for (name, value) in &self.always {
            headers.insert(name.clone(), value.clone());
        }
        let cache = if status == StatusCode::OK && is_hashed(path) {
            "public, max-age=31536000, immutable"
        } else if path.starts_with("/api") {
            "no-store"
        } else {
            "no-cache"
        };
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    }
}

/// Whether the name of a file of the pages holds a digest, as Vite names them: `assets/index-BxYz12_4.js`.
fn is_hashed(path: &str) -> bool {
    let Some(name) = path.strip_prefix("/assets/") else { return false };
    let Some((stem, _)) = name.split_once('.') else { return false };
    // The digest may itself have a hyphen in it: it is the last eight signs.
    let digest = stem.get(stem.len().saturating_sub(8)..).unwrap_or_default();
    let before = stem.get(..stem.len().saturating_sub(8)).unwrap_or_default();
    digest.len() == 8
        && before.ends_with('-')
        && digest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

fn content_policy(trusted_types: &[&str]) -> HeaderValue {
    let fits = |name: &&&str| {
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-#=_/@.%".contains(&byte))
    };
    let names: Vec<&str> = trusted_types.iter().filter(fits).copied().collect();
    let names = if names.is_empty() { "'none'".to_owned() } else { names.join(" ") };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; \
         connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types {names}"
    );
    // Only signs that a header may have are in it.
    HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_policy_is_the_strict_one() {
        let policy = content_policy(&["svelte-trusted-html", "maplibre"]);
        assert_eq!(
            policy,
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; \
             connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
             frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html maplibre"
        );
        assert!(!policy.to_str().unwrap().contains("unsafe"));
        assert!(content_policy(&["a; script-src *"]).to_str().unwrap().ends_with("trusted-types 'none'"));
    }

    #[test]
    fn only_files_that_never_change_are_kept_by_browsers() {
        let cache = |path: &str, status| {
            let mut headers = HeaderMap::new();
            Headers::new(true, &[]).put(path, status, &mut headers);
            headers[CACHE_CONTROL].to_str().unwrap().to_owned()
        };
        assert!(cache("/assets/index-BxYz12_4.js", StatusCode::OK).contains("immutable"));
        assert!(cache("/assets/map-worker-B-Yz12_4.js.map", StatusCode::OK).contains("immutable"));
        for path in ["/assets/index.js", "/", "/index.html", "/assets/../index-BxYz12_4.js/x", "/favicon.svg"]
        {
            assert_eq!(cache(path, StatusCode::OK), "no-cache", "{path}");
        }
        assert_eq!(cache("/assets/index-BxYz12_4.js", StatusCode::NOT_FOUND), "no-cache");
        assert_eq!(cache("/api/case", StatusCode::OK), "no-store");
    }

    #[test]
    fn transport_security_is_said_over_tls_alone() {
        for tls in [false, true] {
            let mut headers = HeaderMap::new();
            Headers::new(tls, &[]).put("/", StatusCode::OK, &mut headers);
            assert_eq!(headers.contains_key(STRICT_TRANSPORT_SECURITY), tls);
        }
    }
}
