//! A server of a case for measuring: started on loopback, opened with the key that it prints, ended.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use super::http::Client;

/// How long a case may take to open before that is an error; a projection of an older format is made anew then.
const OPENS_IN: Duration = Duration::from_mins(20);

/// A server that runs; it is ended with this value.
pub(super) struct Server {
    child: Child,
    /// Lines that it prints, each with an address.
    keys: Receiver<String>,
    pub(super) address: String,
    pub(super) cookie: String,
    /// Seconds from its start until `/api/case` answered.
    pub(super) opened: f64,
}

impl Server {
    /// Serves `folder/case` with the keys of `folder/home`.
    pub(super) fn start(bilan: &Path, folder: &Path) -> Result<Self> {
        let started = now();
        let mut child = Command::new(bilan)
            .arg("serve")
            .arg(folder.join("case"))
            .args(["--listen", "127.0.0.1:0"])
            .env("BILAN_HOME", folder.join("home"))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} did not start", bilan.display()))?;
        let said = child.stderr.take().context("it has no voice")?;
        let (tell, keys) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(said).lines().map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
        let mut server = Self { child, keys, address: String::new(), cookie: String::new(), opened: 0.0 };
        let (address, key) = server.next_key(OPENS_IN)?;
        server.address = address;
        server.sign_in(&key)?;
        let answer = Client::new(&server.address, &server.cookie).get("/api/case")?;
        if !answer.is_well() {
            bail!("the case does not answer: {}", String::from_utf8_lossy(&answer.body));
        }
        server.opened = started.elapsed().as_secs_f64();
        Ok(server)
    }

    /// The next address that it prints, as host with port and key.
    pub(super) fn next_key(&self, patience: Duration) -> Result<(String, String)> {
        let mut said = String::new();
        loop {
            let line = self.keys.recv_timeout(patience).with_context(|| format!("it only said: {said}"))?;
            let address = line.split_whitespace().find_map(|word| word.strip_prefix("http://"));
            if let Some((host, key)) = address.and_then(|address| address.split_once("/#k=")) {
                return Ok((host.to_owned(), key.to_owned()));
            }
            said.push_str(&line);
        }
    }

    fn sign_in(&mut self, key: &str) -> Result<()> {
        let answer = Client::new(&self.address, "").post("/api/session/key", &json!({ "key": key }))?;
        self.cookie = answer.cookie.context("no session came for the key")?;
        Ok(())
    }

    /// MiB that it holds now.
    pub(super) fn memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok().map(|kib| kib / 1024)
    }
}

impl Drop for Server {
    /// Ended as by Ctrl-C, so that the case is closed; what the shell cannot do is done hard.
    fn drop(&mut self) {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-INT", &id]).status().is_ok_and(|status| status.success());
        if !asked {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// When it is.
#[expect(clippy::disallowed_methods, reason = "timings of benches are shown, never stored in a record")]
pub(super) fn now() -> Instant {
    Instant::now()
}
