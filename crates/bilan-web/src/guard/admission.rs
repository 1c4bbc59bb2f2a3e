//! Whether a server may listen where it was told to, and which names it answers to.

use std::net::{IpAddr, SocketAddr};

use bilan_casework::{Error, ErrorKind, Message};
use bilan_tally::Language;

use crate::problem::Problem;

/// How the workplace is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// One person, on this computer.
    Alone,
    /// Members who sign in.
    Team,
}

/// Decides how a server is used, or refuses it: without TLS and members nobody but this computer may reach it.
///
/// # Errors
/// Refused, with the reason and what to do, in a language.
pub fn admit(listen: SocketAddr, tls: bool, members: usize, language: Language) -> Result<Mode, Error> {
    let here = listen.ip().to_canonical().is_loopback();
    let refused = |code| {
        let body =
            Problem::told(axum::http::StatusCode::CONFLICT, code).with("address", listen).body(language);
        let mut error = Error::new(ErrorKind::Refused, Message::as_it_stands(body.detail));
        error.safe = body.safe.map(Message::as_it_stands);
        error.next = body.next.map(Message::as_it_stands);
        error
    };
    match (here, tls, members > 0) {
        (true, _, false) => Ok(Mode::Alone),
        (true, _, true) | (false, true, true) => Ok(Mode::Team),
        (false, false, true) => Err(refused("listen_without_tls")),
        (false, true, false) => Err(refused("listen_without_members")),
        (false, false, false) => Err(refused("listen_without_both")),
    }
}

/// Where the server is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Over TLS.
    pub tls: bool,
    /// The port that it listens on.
    pub port: u16,
    /// Names and addresses that it answers to, in small letters; empty: to every name (over TLS alone, where the
    /// certificate says the name).
    pub hosts: Vec<String>,
}

impl Site {
    /// The site of a server; `host` is the name that its operator gave it.
    pub fn new(listen: SocketAddr, tls: bool, host: Option<&str>) -> Self {
        let mut hosts: Vec<String> = host.map(str::to_ascii_lowercase).into_iter().collect();
        let ip = listen.ip().to_canonical();
        if ip.is_loopback() {
            hosts.extend(["127.0.0.1", "localhost", "[::1]"].map(str::to_owned));
            if let IpAddr::V4(address) = ip {
                hosts.push(address.to_string());
            }
        } else if !hosts.is_empty() && !ip.is_unspecified() {
            hosts.push(match ip {
                IpAddr::V4(address) => address.to_string(),
                IpAddr::V6(address) => format!("[{address}]"),
            });
        }
        Self { tls, port: listen.port(), hosts }
    }

    /// Whether a request for this host is for this server. A page of another name that leads here (DNS rebinding) is
    /// none of ours.
    pub fn is_ours(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host.as_str(), Some(if self.tls { 443 } else { 80 })),
        };
        // Behind a forwarded port a server over TLS cannot know its own.
        let port_fits = port == Some(self.port) || (self.tls && port.is_some());
        let name_fits = self.hosts.iter().any(|known| known == name) || (self.hosts.is_empty() && self.tls);
        port_fits && name_fits && !name.is_empty()
    }

    /// The scheme of its address.
    pub fn scheme(&self) -> &'static str {
        if self.tls { "https" } else { "http" }
    }

    /// The name under which passkeys can be made: a host name, not an address, over TLS; or `localhost`.
    pub fn passkey_host(&self) -> Option<&str> {
        let name = self.hosts.iter().find(|host| {
            let named = !host.starts_with('[') && host.parse::<IpAddr>().is_err();
            named && (self.tls || *host == "localhost")
        });
        name.map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn only_this_computer_is_let_in_without_tls_and_members() {
        for (listen, tls, members, mode) in [
            ("127.0.0.1:8080", false, 0, Some(Mode::Alone)),
            ("[::1]:8080", false, 0, Some(Mode::Alone)),
            ("127.0.0.2:8080", true, 0, Some(Mode::Alone)),
            ("[::ffff:127.0.0.1]:8080", false, 0, Some(Mode::Alone)),
            ("127.0.0.1:8080", false, 2, Some(Mode::Team)),
            ("192.168.1.5:8443", true, 2, Some(Mode::Team)),
            ("0.0.0.0:8443", true, 1, Some(Mode::Team)),
            ("0.0.0.0:8080", false, 0, None),
            ("[::]:8080", false, 0, None),
            ("192.168.1.5:8080", false, 2, None),
            ("192.168.1.5:8080", true, 0, None),
        ] {
            let decided = admit(address(listen), tls, members, Language::En);
            assert_eq!(decided.as_ref().ok().copied(), mode, "{listen} {tls} {members}");
            if let Err(error) = decided {
                assert_eq!(error.kind, ErrorKind::Refused);
                let next = error.next.unwrap();
                assert!(next.contains("bilan member add") || next.contains("--tls-cert"), "{next}");
                assert!(error.what.contains(listen), "{}", error.what);
            }
        }
        let french = admit(address("0.0.0.0:80"), false, 0, Language::Fr).unwrap_err();
        assert!(french.what.contains("chiffr"), "{}", french.what);
    }

    #[test]
    fn another_name_that_leads_here_is_none_of_ours() {
        let site = Site::new(address("127.0.0.1:8080"), false, None);
        for ours in ["127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080", "[::1]:8080"] {
            assert!(site.is_ours(ours), "{ours}");
        }
        for other in [
            "",
            "evil.example:8080",
            "127.0.0.1:8081",
            "127.0.0.1",
            "localhost",
            "localhost.evil.example:8080",
            "127.0.0.1.evil.example:8080",
            "[::1]",
            "[::1]:",
            ":8080",
            "127.0.0.1:8080:8080",
            "localhost:08080x",
        ] {
            assert!(!site.is_ours(other), "{other}");
        }
        let named = Site::new(address("192.168.1.5:8443"), true, Some("Bilan.example.org"));
        assert!(named.is_ours("bilan.example.org") && named.is_ours("192.168.1.5:8443"));
        assert!(!named.is_ours("evil.example"));
    }

    #[test]
    fn passkeys_need_a_name() {
        let host =
            |listen, tls, host| Site::new(address(listen), tls, host).passkey_host().map(str::to_owned);
        assert_eq!(host("127.0.0.1:8080", false, None).as_deref(), Some("localhost"));
        assert_eq!(host("10.0.0.1:443", true, Some("b.example")).as_deref(), Some("b.example"));
        assert_eq!(host("10.0.0.1:443", true, None), None);
        assert_eq!(host("10.0.0.1:443", true, Some("10.0.0.1")), None);
    }
}
