//! The question to a server and its answer as bytes: one request, no redirect, no proxy, limits of size and time.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use serde::{Serialize, Serializer};
use ureq::http::header::{ACCEPT, CONTENT_TYPE, HOST};
use ureq::{Agent, Error};

use super::address::Server;
use crate::{Message, message};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// The longest header of an answer.
const HEADER: usize = 16 * 1024;

/// Why the second reader gave no reading of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// Nothing listens.
    Unreachable,
    /// No whole answer in time.
    TimedOut,
    /// The connection ended, or what came was no HTTP.
    Broken,
    /// It sends elsewhere.
    Redirect,
    /// It answers with this status.
    Status(u16),
    /// The answer is too large.
    TooLarge,
    /// The answer is no JSON, or was cut short.
    NotJson,
    /// The answer is JSON of another shape.
    WrongShape,
    /// The report is too long to be asked about.
    TooLong,
    /// Too many reports before it went unread in a row.
    GivenUp,
}

impl Unread {
    /// Why, for a person.
    pub fn message(self) -> Message {
        match self {
            Self::Unreachable => message!("the server does not answer at its address"),
            Self::TimedOut => message!("the server gave no whole answer in time"),
            Self::Broken => message!("the connection broke off, or the answer is no HTTP"),
            Self::Redirect => message!("the server sends elsewhere, which is not followed"),
            Self::Status(status) => message!("the server answers with status {status}", status = status),
            Self::TooLarge => message!("the answer is too large"),
            Self::NotJson => message!("the answer is no JSON, or was cut short"),
            Self::WrongShape => message!("the answer has another shape than was asked for"),
            Self::TooLong => message!("the report is too long for a second reader"),
            Self::GivenUp => message!("it was not asked, since it had failed on the reports before"),
        }
    }

    /// Whether the server itself does not work, so that the next question will hardly fare better.
    pub(super) fn is_of_server(self) -> bool {
        matches!(self, Self::Unreachable | Self::TimedOut | Self::Broken | Self::Redirect | Self::Status(_))
    }
}

impl Serialize for Unread {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.message().serialize(serializer)
    }
}

/// Something that asks one server.
#[derive(Debug)]
pub(super) struct Asker {
    agent: Agent,
    server: Server,
    most_bytes: u64,
}

impl Asker {
    pub(super) fn new(server: Server, timeout: Duration, most_bytes: u64) -> Self {
        // A proxy of the environment would carry reports elsewhere: none is used.
        let config = Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECT.min(timeout)))
            .timeout_global(Some(timeout))
            .max_idle_connections(0)
            .max_response_header_size(HEADER)
            .user_agent("bilan")
            .build();
        Self { agent: config.new_agent(), server, most_bytes }
    }

    pub(super) fn is_remote(&self) -> bool {
        self.server.is_remote()
    }

    /// The body of the answer to a question. An address that refuses the connection gives way to the next one.
    pub(super) fn ask(&self, question: &[u8]) -> Result<Vec<u8>, Unread> {
        let mut answer = Err(Unread::Unreachable);
        for address in &self.server.addresses {
            answer = self.ask_at(*address, question);
            if answer != Err(Unread::Unreachable) {
                break;
            }
        }
        answer
    }

    fn ask_at(&self, address: SocketAddr, question: &[u8]) -> Result<Vec<u8>, Unread> {
        let url = format!("http://{address}{}/v1/chat/completions", self.server.path);
        let request = self
            .agent
            .post(url)
            .header(HOST, &self.server.host)
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "application/json");
        let mut answer = request.send(question).map_err(|error| unread(&error))?;
        let status = answer.status();
        if status.is_redirection() {
            return Err(Unread::Redirect);
        }
        if !status.is_success() {
            return Err(Unread::Status(status.as_u16()));
        }
        let body = answer.body_mut().with_config().limit(self.most_bytes);
        body.read_to_vec().map_err(|error| unread(&error))
    }
}

fn unread(error: &Error) -> Unread {
    if let Error::Io(error) = error {
        return of_io(error);
    }
    if matches!(error, Error::Timeout(_)) {
        Unread::TimedOut
    } else if matches!(error, Error::BodyExceedsLimit(_) | Error::LargeResponseHeader(..)) {
        Unread::TooLarge
    } else if matches!(error, Error::ConnectionFailed | Error::HostNotFound) {
        Unread::Unreachable
    } else if matches!(error, Error::RedirectFailed | Error::TooManyRedirects) {
        Unread::Redirect
    } else {
        Unread::Broken
    }
}

fn of_io(error: &io::Error) -> Unread {
    let kind = error.kind();
    if matches!(kind, io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock) {
        Unread::TimedOut
    } else if matches!(
        kind,
        io::ErrorKind::ConnectionRefused | io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable
    ) {
        Unread::Unreachable
    } else {
        Unread::Broken
    }
}
