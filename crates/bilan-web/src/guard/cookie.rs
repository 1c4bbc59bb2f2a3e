//! The two cookies: the session's, and the one by which a browser is known in which a member signed in before.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

use super::admission::Site;
use super::secret::Token;

/// For how long a browser is known, in seconds: half a year.
const DEVICE_AGE: u32 = 180 * 24 * 3600;

/// Which cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookie {
    /// Until the browser is closed, or the server ends the session.
    Session,
    /// For half a year.
    Device,
}

impl Cookie {
    /// Its name. Over TLS with the prefix that binds it to this host; without, with the port, which cookies are not bound
    /// to: two cases open at the same time keep theirs apart.
    pub fn name(self, site: &Site) -> String {
        match (self, site.tls) {
            (Self::Session, true) => "__Host-bilan".to_owned(),
            (Self::Device, true) => "__Host-bilan-device".to_owned(),
            (Self::Session, false) => format!("bilan-{}", site.port),
            (Self::Device, false) => format!("bilan-device-{}", site.port),
        }
    }

    /// What a request brings of it. A cookie that comes twice was planted by someone: it counts as none.
    pub fn of(self, headers: &HeaderMap, site: &Site) -> Option<Token> {
        let name = self.name(site);
        let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let mut values = pairs.filter(|(found, _)| *found == name).map(|(_, value)| value);
        let value = values.next()?;
        if values.next().is_some() { None } else { Token::of(value) }
    }

    /// The header that sets it.
    pub fn set(self, token: &Token, site: &Site) -> Option<HeaderValue> {
        let age = match self {
            Self::Session => String::new(),
            Self::Device => format!("; Max-Age={DEVICE_AGE}"),
        };
        self.header(token.text(), &age, site)
    }

    /// The header that takes it away.
    pub fn unset(self, site: &Site) -> Option<HeaderValue> {
        self.header("", "; Max-Age=0", site)
    }

    fn header(self, value: &str, age: &str, site: &Site) -> Option<HeaderValue> {
        let secure = if site.tls { "; Secure" } else { "" };
        let text = format!("{}={value}; Path=/{age}; HttpOnly; SameSite=Strict{secure}", self.name(site));
        HeaderValue::from_str(&text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::super::world::made_up::world;
    use super::*;

    fn site(tls: bool) -> Site {
        Site::new("127.0.0.1:8080".parse().unwrap(), tls, None)
    }

    #[test]
    fn cookies_are_exactly_so() {
        let token = Token::of(&"ab".repeat(32)).unwrap();
        let text = |cookie: Cookie, tls| cookie.set(&token, &site(tls)).unwrap().to_str().unwrap().to_owned();
        let value = "ab".repeat(32);
        assert_eq!(
            text(Cookie::Session, true),
            format!("__Host-bilan={value}; Path=/; HttpOnly; SameSite=Strict; Secure")
        );
        assert_eq!(
            text(Cookie::Session, false),
            format!("bilan-8080={value}; Path=/; HttpOnly; SameSite=Strict")
        );
        assert_eq!(
            text(Cookie::Device, true),
            format!(
                "__Host-bilan-device={value}; Path=/; Max-Age=15552000; HttpOnly; SameSite=Strict; Secure"
            )
        );
        assert_eq!(
            Cookie::Session.unset(&site(true)).unwrap(),
            "__Host-bilan=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure"
        );
    }

    #[test]
    fn a_cookie_is_found_among_others_and_counts_once() {
        let (world, _) = world();
        let (one, two) = (Token::fresh(&world), Token::fresh(&world));
        let read = |line: String| {
            let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(&line).unwrap())]);
            Cookie::Session.of(&headers, &site(true))
        };
        assert_eq!(read(format!("a=b; __Host-bilan={}; c=d", one.text())), Some(one.clone()));
        assert_eq!(read(format!("bilan={}; __Host-bilanx={}", one.text(), one.text())), None);
        assert_eq!(read(format!("__Host-bilan={}; __Host-bilan={}", one.text(), two.text())), None);
        assert_eq!(read("__Host-bilan=short".to_owned()), None);
        assert_eq!(read("__Host-bilan".to_owned()), None);
    }
}
