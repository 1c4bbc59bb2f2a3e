//! A small client of HTTP/1.1: one connection, kept open, one request after the other.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

/// How long an answer may take before it counts as none.
const PATIENCE: Duration = Duration::from_mins(2);

/// A connection of a browser that is signed in.
pub(super) struct Client {
    address: String,
    cookie: String,
    stream: Option<BufReader<TcpStream>>,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) cookie: Option<String>,
    pub(super) compressed: bool,
    /// As it came over the wire, without the head.
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body).context("an answer is not JSON")
    }

    /// Whether it says that it was done.
    pub(super) fn is_well(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl Client {
    /// A client of `address`, host and port, with a session's cookie where there is one.
    pub(super) fn new(address: &str, cookie: &str) -> Self {
        Self { address: address.to_owned(), cookie: cookie.to_owned(), stream: None }
    }

    /// Asks for a path, in the clear.
    pub(super) fn get(&mut self, path: &str) -> Result<Answer> {
        self.ask("GET", path, "identity", None)
    }

    /// Asks for a path as browsers do.
    pub(super) fn get_compressed(&mut self, path: &str) -> Result<Answer> {
        self.ask("GET", path, "gzip", None)
    }

    /// Sends what changes something.
    pub(super) fn post(&mut self, path: &str, body: &Value) -> Result<Answer> {
        self.ask("POST", path, "gzip", Some(&body.to_string()))
    }

    fn ask(&mut self, method: &str, path: &str, encoding: &str, body: Option<&str>) -> Result<Answer> {
        let sent = body.map_or(String::new(), |body| {
            format!(
                "Content-Type: application/json\r\nX-Bilan: 1\r\nOrigin: http://{}\r\nContent-Length: {}\r\n",
                self.address,
                body.len()
            )
        });
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAccept-Encoding: {encoding}\r\nAccept-Language: en\r\n\
             Cookie: {}\r\n{sent}\r\n{}",
            self.address,
            self.cookie,
            body.unwrap_or_default()
        );
        let answer = self.exchange(&head);
        if answer.is_err() {
            // What is left of it cannot be told from the next answer.
            self.stream = None;
        }
        answer.with_context(|| format!("{method} {path}"))
    }

    fn exchange(&mut self, request: &str) -> Result<Answer> {
        let mut stream = if let Some(stream) = self.stream.take() {
            stream
        } else {
            let stream = TcpStream::connect(&self.address)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            BufReader::new(stream)
        };
        stream.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
        let mut answer = Answer {
            status: status.context("no answer came")?,
            cookie: None,
            compressed: false,
            body: Vec::new(),
        };
        let (mut length, mut chunked, mut closes) = (0, false, false);
        loop {
            line.clear();
            stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse()?,
                "transfer-encoding" => chunked = value == "chunked",
                "content-encoding" => answer.compressed = value == "gzip",
                "connection" => closes = value == "close",
                "set-cookie" => answer.cookie = value.split(';').next().map(str::to_owned),
                _ => {}
            }
        }
        if chunked {
            read_chunks(&mut stream, &mut answer.body)?;
        } else {
            answer.body.resize(length, 0);
            stream.read_exact(&mut answer.body)?;
        }
        if !closes {
            self.stream = Some(stream);
        }
        Ok(answer)
    }
}

fn read_chunks(stream: &mut BufReader<TcpStream>, body: &mut Vec<u8>) -> Result<()> {
    let mut line = String::new();
    loop {
        line.clear();
        stream.read_line(&mut line)?;
        let Ok(length) = usize::from_str_radix(line.trim(), 16) else { bail!("a chunk has no length") };
        let start = body.len();
        body.resize(start + length, 0);
        stream.read_exact(&mut body[start..])?;
        line.clear();
        stream.read_line(&mut line)?;
        if length == 0 {
            return Ok(());
        }
    }
}
