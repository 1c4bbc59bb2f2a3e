//! Which server may be asked: its address, held against the rule that reports stay on this computer.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _};

use crate::error::{Error, ErrorKind};
use crate::message;

/// A server with the addresses that were looked at: no name is resolved a second time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Server {
    /// Where it may be reached, in order of trial.
    pub(super) addresses: Vec<SocketAddr>,
    /// What it is called in the header `Host`.
    pub(super) host: String,
    /// What stands before `/v1/chat/completions`.
    pub(super) path: String,
}

impl Server {
    /// The server of an URL, its name resolved by the system.
    pub(super) fn of(url: &str, allow_remote: bool) -> Result<Self, Error> {
        Self::resolved(url, allow_remote, |name, port| Ok((name, port).to_socket_addrs()?.collect()))
    }

    fn resolved(
        url: &str,
        allow_remote: bool,
        resolve: impl Fn(&str, u16) -> io::Result<Vec<SocketAddr>>,
    ) -> Result<Self, Error> {
        let Some(parts) = Parts::of(url) else { return Err(misspelt(url)) };
        let mut addresses = match &parts.host {
            Host::Address(address) => vec![SocketAddr::new(*address, parts.port)],
            Host::Name(name) => resolve(name, parts.port).unwrap_or_default(),
        };
        addresses.dedup();
        if addresses.is_empty() {
            return Err(Error::new(ErrorKind::Failure, "the server of the second reader has no address")
                .at(url)
                .safe("No report was sent.")
                .next("Check its name, and that it runs."));
        }
        let outside = addresses.iter().find(|address| !address.ip().is_loopback());
        if let Some(address) = outside.filter(|_| !allow_remote) {
            return Err(outside_of_this_computer(address.ip()).at(url));
        }
        Ok(Self { addresses, host: parts.authority, path: parts.path })
    }

    /// Whether reports leave this computer.
    pub(super) fn is_remote(&self) -> bool {
        self.addresses.iter().any(|address| !address.ip().is_loopback())
    }
}

fn misspelt(url: &str) -> Error {
    let tls = url.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
    let (what, next) = if tls {
        (
            message!("the second reader is asked over http only"),
            message!(
                "Run it on this computer, or open a tunnel (ssh -L 8080:localhost:8080 HOST) and give http://localhost:8080."
            ),
        )
    } else {
        (
            message!("this is no plain address of a server"),
            message!(
                "Write it as http://localhost:8080, without a user, a question mark or an odd spelling of numbers."
            ),
        )
    };
    Error::new(ErrorKind::Usage, what).at(url).safe("No report was sent.").next(next)
}

fn outside_of_this_computer(address: IpAddr) -> Error {
    let what = message!(
        "the server of the second reader is not on this computer ({address}), and every report would be sent there unencrypted",
        address = address
    );
    Error::new(ErrorKind::Refused, what).safe("No report was sent.").next(
        "Reports are sensitive. Run the server on this computer, or open a tunnel to it (ssh -L 8080:localhost:8080 HOST) \
         and give http://localhost:8080. To send reports all the same, add --propose-allow-remote.",
    )
}

enum Host {
    Address(IpAddr),
    Name(String),
}

/// What an URL says, read strictly: whatever two programs could read in two ways is refused.
struct Parts {
    host: Host,
    port: u16,
    authority: String,
    path: String,
}

impl Parts {
    fn of(url: &str) -> Option<Self> {
        let rest = url.get(7..).filter(|_| url[..7].eq_ignore_ascii_case("http://"))?;
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (host, port) = match authority.strip_prefix('[') {
            Some(inside) => {
                let (address, after) = inside.split_once(']')?;
                let port = if after.is_empty() { None } else { Some(after.strip_prefix(':')?) };
                (Host::Address(address.parse::<Ipv6Addr>().ok()?.into()), port)
            }
            None => match authority.split_once(':') {
                Some((host, port)) => (named(host)?, Some(port)),
                None => (named(authority)?, None),
            },
        };
        let port = port.map_or(Some(80), plain_port)?;
        let path = path.trim_end_matches('/');
        let path = path.strip_suffix("/v1").unwrap_or(path);
        let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '~' | '/');
        let plain =
            path.chars().all(|c| letters(c) || c == '.') && !path.contains("..") && !path.contains("//");
        plain.then(|| Self { host, port, authority: authority.to_owned(), path: path.to_owned() })
    }
}

/// An address in its usual spelling, or a name that nothing takes for an address: 127.1, 0x7f.1 and 2130706433 are
/// neither.
fn named(host: &str) -> Option<Host> {
    let last = host.rsplit('.').next()?;
    if last.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(Host::Address(host.parse::<Ipv4Addr>().ok()?.into()));
    }
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.split('.').all(label).then(|| Host::Name(host.to_owned()))
}

fn plain_port(port: &str) -> Option<u16> {
    let plain = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    port.parse().ok().filter(|port| plain && *port > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str, allow_remote: bool, resolved: &[&str]) -> Result<Server, ErrorKind> {
        let addresses = |_: &str, port: u16| {
            Ok(resolved.iter().map(|address| SocketAddr::new(address.parse().unwrap(), port)).collect())
        };
        Server::resolved(url, allow_remote, addresses).map_err(|error| error.kind)
    }

    #[test]
    fn a_server_on_this_computer_may_be_asked() {
        for url in
            ["http://127.0.0.1:8080", "http://127.9.9.9:1/", "HTTP://[::1]:8080/v1/", "http://localhost/v1"]
        {
            let server = server(url, false, &["127.0.0.1", "::1"]).unwrap();
            assert!(!server.is_remote() && server.path.is_empty(), "{url}");
        }
        assert_eq!(server("http://localhost:8080/llm/v1", false, &["127.0.0.1"]).unwrap().path, "/llm");
    }

    #[test]
    fn a_server_elsewhere_is_asked_only_where_that_is_allowed() {
        let elsewhere =
            ["http://192.168.1.5:8080", "http://10.0.0.1", "http://[fe80::1]", "http://0.0.0.0:8080"];
        for url in
            elsewhere.into_iter().chain(["http://[::ffff:127.0.0.1]", "http://[::]", "http://128.0.0.1"])
        {
            assert_eq!(server(url, false, &[]), Err(ErrorKind::Refused), "{url}");
            assert!(server(url, true, &[]).unwrap().is_remote(), "{url}");
        }
    }

    #[test]
    fn a_name_that_leads_here_and_elsewhere_leads_elsewhere() {
        for resolved in [&["127.0.0.1", "203.0.113.7"], &["203.0.113.7", "127.0.0.1"]] {
            for name in ["http://localhost:8080", "http://model.example.org", "http://localhost.example.org"]
            {
                assert_eq!(server(name, false, resolved), Err(ErrorKind::Refused), "{name}");
            }
        }
        assert_eq!(server("http://nowhere.example", true, &[]), Err(ErrorKind::Failure));
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_no_address_even_where_others_are_allowed() {
        let odd = [
            "http://localhost@203.0.113.7/",
            "http://user:secret@localhost:8080",
            "http://localhost:8080@203.0.113.7",
            "http://127.1:8080",
            "http://0177.0.0.1",
            "http://0x7f.0.0.1",
            "http://0x7f000001",
            "http://2130706433",
            "http://127.0.0.1.",
            "http://127.0.0.1%2f@203.0.113.7",
            "http://[::1%25eth0]:8080",
            "http://[::1]x:8080",
            "http://::1:8080",
            "http://localhost:",
            "http://localhost:+80",
            "http://localhost:0",
            "http://localhost:99999",
            "http://localhost\\@203.0.113.7",
            "http://localhost#@203.0.113.7",
            "http://localhost?x=1",
            "http://localhost/../x",
            "http://loc\u{430}lhost",
            "http://local host",
            "http://localhost\r\nhost: x",
            "http://",
            "http:///v1",
            "//localhost",
            "localhost:8080",
            "https://localhost:8080",
            "file:///etc/passwd",
            "unix:/run/x",
            "",
        ];
        for url in odd {
            assert_eq!(server(url, true, &["127.0.0.1"]), Err(ErrorKind::Usage), "{url}");
        }
    }
}
