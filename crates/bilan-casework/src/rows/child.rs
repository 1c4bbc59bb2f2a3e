//! The child that writes the rows of a list: locked in, fed with the file itself, heard piece by piece.

use std::fs::File;
use std::io::Read;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use bilan_reader::child::{
    EXIT_COLUMN, EXIT_DAMAGED, EXIT_LOCKED, EXIT_NO_SANDBOX, EXIT_TOO_LARGE, MAX_ROWS_INPUT, RowsFormat,
};
use rustix::process::{Pid, Signal, kill_process_group};

use crate::extract::{ReaderChild, end_of};

/// How long the child may be waited for, over the whole list; the time that its rows wait to be taken does not count.
const WAIT: Duration = Duration::from_mins(2);
/// How many bytes are taken at once.
const PIECE_BYTES: usize = 64 * 1024;
/// How many pieces may wait to be taken.
const PIECES: usize = 8;
/// The most bytes that are kept of what the child says on standard error.
const MAX_WORDS: u64 = 4 * 1024;

/// Why the child did not write all rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ChildFault {
    /// It is not where it should be, or cannot be started.
    NotFound(String),
    /// The kernel cannot lock it in.
    NoSandbox(String),
    /// It took longer than it may, in seconds.
    TimedOut(u64),
    /// It asked for more memory than it may have.
    OutOfMemory,
    /// A signal ended it.
    Killed(i32),
    /// The list is damaged.
    Damaged(String),
    /// The list is locked with a password.
    Locked,
    /// The list is larger than may be.
    TooLarge(String),
    /// This column is no column of cells.
    Column(String),
    /// It ended with a code that is not known.
    Exited(i32, String),
}

/// A child that writes rows; it is killed when nobody wants them any more.
#[derive(Debug)]
pub(super) struct RowsChild {
    child: Child,
    group: Pid,
    pieces: Receiver<Vec<u8>>,
    words: Receiver<Vec<u8>>,
    ended: bool,
}

impl RowsChild {
    /// Starts the child with nothing of this process but the file, at its beginning, and two pipes.
    pub(super) fn start(reader: &ReaderChild, format: RowsFormat, file: File) -> Result<Self, ChildFault> {
        let bytes = file.metadata().map_or(0, |kind| kind.len());
        if bytes > MAX_ROWS_INPUT {
            return Err(ChildFault::TooLarge(format!("{} MiB of {}", bytes >> 20, MAX_ROWS_INPUT >> 20)));
        }
        let mut command = Command::new(&reader.path);
        command.args(["--rows", format.name()]);
        if reader.allow_unsandboxed {
            command.arg("--unsandboxed");
        }
        command.env_clear().process_group(0).stdin(file).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| ChildFault::NotFound(error.to_string()))?;
        let group = Pid::from_child(&child);
        let (pieces, words) = (listen(child.stdout.take()), listen_once(child.stderr.take()));
        Ok(Self { child, group, pieces, words, ended: false })
    }

    /// The next bytes that it wrote; none when it has written all.
    pub(super) fn piece(&mut self) -> Result<Option<Vec<u8>>, ChildFault> {
        if self.ended {
            return Ok(None);
        }
        match self.pieces.recv_timeout(WAIT) {
            Ok(piece) => Ok(Some(piece)),
            Err(RecvTimeoutError::Timeout) => Err(ChildFault::TimedOut(WAIT.as_secs())),
            Err(RecvTimeoutError::Disconnected) => {
                let status = end_of(&mut self.child, self.group);
                self.ended = true;
                let status = status.map_err(|error| ChildFault::Exited(-1, error.to_string()))?;
                understand(status, &self.said()).map(|()| None)
            }
        }
    }

    /// What it said on standard error.
    fn said(&self) -> String {
        const GRACE: Duration = Duration::from_secs(2);
        let words = self.words.recv_timeout(GRACE).unwrap_or_default();
        let words = String::from_utf8_lossy(&words);
        let words = words.trim();
        words.strip_prefix("bilan-read: ").unwrap_or(words).to_owned()
    }
}

impl Drop for RowsChild {
    fn drop(&mut self) {
        if !self.ended {
            // It may be gone already, which is as good.
            let _ = kill_process_group(self.group, Signal::KILL);
            let _ = self.child.wait();
        }
    }
}

/// Takes what comes through a pipe, piece by piece, as fast as the pieces are taken from here.
fn listen(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = sync_channel(PIECES);
    thread::spawn(move || {
        let Some(mut pipe) = pipe else { return };
        loop {
            let mut piece = Vec::with_capacity(PIECE_BYTES);
            let taken = pipe.by_ref().take(PIECE_BYTES as u64).read_to_end(&mut piece);
            // What came before a fault of the pipe is given; how the child ends tells the rest.
            if piece.is_empty() || sender.send(piece).is_err() || taken.is_err() {
                return;
            }
        }
    });
    receiver
}

/// Takes what comes through a pipe as a whole, to the most that is kept.
fn listen_once(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = sync_channel(1);
    thread::spawn(move || {
        let mut words = Vec::new();
        if let Some(pipe) = pipe {
            let _ = pipe.take(MAX_WORDS).read_to_end(&mut words);
        }
        // Nobody may be there to hear it any more.
        let _ = sender.send(words);
    });
    receiver
}

/// What the end of the child means.
fn understand(status: ExitStatus, words: &str) -> Result<(), ChildFault> {
    const CPU_TIME_OVER: i32 = 24; // SIGXCPU
    let words = words.to_owned();
    if let Some(signal) = status.signal() {
        return Err(match signal {
            _ if words.contains("memory allocation of") => ChildFault::OutOfMemory,
            CPU_TIME_OVER => ChildFault::TimedOut(WAIT.as_secs()),
            signal => ChildFault::Killed(signal),
        });
    }
    let code = status.code().unwrap_or(-1);
    Err(match u8::try_from(code) {
        Ok(0) => return Ok(()),
        Ok(EXIT_NO_SANDBOX) => ChildFault::NoSandbox(words),
        Ok(EXIT_DAMAGED) => ChildFault::Damaged(words),
        Ok(EXIT_LOCKED) => ChildFault::Locked,
        Ok(EXIT_TOO_LARGE) => ChildFault::TooLarge(words),
        Ok(EXIT_COLUMN) => ChildFault::Column(words),
        _ => ChildFault::Exited(code, words),
    })
}
