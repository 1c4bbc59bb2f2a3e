//! Has a document read by the sandboxed child, and says what became of it.
//!
//! The child is a process of its own (`bilan-read`), so that no file can harm the one that holds the case. Whatever
//! the child does, the answer here is text that was read or a reason that nothing was: never an empty document.

use std::fmt;
use std::io::{Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use bilan_reader::ReadNote;
use bilan_reader::child::{
    ChildFormat, ChildPart, ChildReply, EXIT_NO_SANDBOX, EXIT_USAGE, MAX_CHILD_INPUT, Sandbox,
};
use rustix::process::{Pid, Signal, kill_process_group};

/// How long a child may take, in all.
const WALL: Duration = Duration::from_secs(20);
/// The most bytes of an answer; one that goes on is not taken.
const MAX_ANSWER: u64 = 128 * 1024 * 1024;
/// The most bytes that are kept of what the child says on standard error.
const MAX_WORDS: u64 = 4 * 1024;

/// Where the child is, and whether it may read without a sandbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderChild {
    /// The path of `bilan-read`.
    pub path: PathBuf,
    /// Whether a person allowed reading where the kernel has no sandbox; what was read so is marked.
    pub allow_unsandboxed: bool,
}

/// What became of a document given to the child.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Extraction {
    /// The child answered.
    Read {
        /// What the document holds; never empty.
        parts: Vec<ChildPart>,
        /// What a person must know of the file as a whole.
        notes: Vec<ReadNote>,
        /// Whether the child was locked in while it read.
        sandboxed: bool,
    },
    /// It did not.
    Failed {
        /// Why.
        why: ExtractionFailed,
    },
}

/// Why the child gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ExtractionFailed {
    /// The document has more bytes than the child takes.
    TooLarge {
        /// Its bytes.
        bytes: usize,
        /// The most that are taken.
        limit_bytes: usize,
    },
    /// `bilan-read` is not where it should be, or cannot be started.
    NotFound {
        /// What the system says.
        detail: String,
    },
    /// The kernel cannot lock the child in, so it read nothing.
    NoSandbox {
        /// What the child says.
        detail: String,
    },
    /// It took longer than it may.
    TimedOut {
        /// How long that is, in seconds.
        seconds: u64,
    },
    /// It used more processor time than it may.
    TooMuchWork,
    /// It asked for more memory than it may have.
    OutOfMemory,
    /// It was ended by a signal: the parser crashed.
    Killed {
        /// The number of the signal.
        signal: i32,
    },
    /// Its answer went on past what is taken.
    TooMuchOutput {
        /// The most bytes that are taken.
        limit_bytes: u64,
    },
    /// Its answer cannot be understood.
    GarbledReply {
        /// What is wrong with it.
        detail: String,
    },
    /// It ended with a code of its own: it is of another version, or its pipes broke.
    Exited {
        /// The code.
        code: i32,
        /// What it says.
        detail: String,
    },
}

impl fmt::Display for ExtractionFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MIB: usize = 1 << 20;
        const KEPT: &str = "The original is kept.";
        match self {
            Self::TooLarge { bytes, limit_bytes } => write!(
                f,
                "it has {} MiB, and files of this kind are read up to {} MiB. {KEPT} Split it, and add the pieces.",
                bytes / MIB,
                limit_bytes / MIB
            ),
            Self::NotFound { detail } => write!(
                f,
                "the program bilan-read, which reads files of this kind, could not be started ({detail}). {KEPT} Put it \
                 beside bilan, or name it with BILAN_READ, and add the file again."
            ),
            Self::NoSandbox { detail } => write!(
                f,
                "this computer cannot lock the reader in, so that a hostile file could harm it: it was not read \
                 ({detail}). {KEPT} Read it on another computer, or say --allow-unsandboxed for files that you trust."
            ),
            Self::TimedOut { seconds } => {
                write!(f, "reading it took longer than {seconds} s and was stopped. {KEPT}")
            }
            Self::TooMuchWork => {
                write!(f, "reading it took more than 10 s of the processor and was stopped. {KEPT}")
            }
            Self::OutOfMemory => {
                write!(f, "reading it needs more than 512 MiB of memory and was stopped. {KEPT}")
            }
            Self::Killed { signal } => {
                write!(f, "the reader crashed on it (signal {signal}); nothing else was harmed. {KEPT}")
            }
            Self::TooMuchOutput { limit_bytes } => {
                let limit = limit_bytes / (1 << 20);
                write!(
                    f,
                    "it gives more than {limit} MiB of text, as no real document does, and was stopped. {KEPT}"
                )
            }
            Self::GarbledReply { detail } => {
                write!(f, "the reader's answer cannot be understood ({detail}). {KEPT}")
            }
            Self::Exited { code, detail } => {
                write!(
                    f,
                    "the reader ended with code {code}: {detail}. {KEPT} Is bilan-read of the version of bilan?"
                )
            }
        }
    }
}

/// Has the bytes of a document read.
pub(crate) fn extract(reader: &ReaderChild, kind: ChildFormat, bytes: &[u8]) -> Extraction {
    match answer(reader, kind, bytes) {
        Ok(reply) => Extraction::Read {
            sandboxed: reply.sandbox == Sandbox::Enforced,
            parts: reply.parts,
            notes: reply.notes,
        },
        Err(why) => Extraction::Failed { why },
    }
}

fn answer(reader: &ReaderChild, kind: ChildFormat, bytes: &[u8]) -> Result<ChildReply, ExtractionFailed> {
    if bytes.len() > MAX_CHILD_INPUT {
        return Err(ExtractionFailed::TooLarge { bytes: bytes.len(), limit_bytes: MAX_CHILD_INPUT });
    }
    let child =
        start(reader, kind).map_err(|error| ExtractionFailed::NotFound { detail: error.to_string() })?;
    let ended = run(child, bytes, WALL, MAX_ANSWER);
    understand(ended?)
}

/// Starts the child with nothing of this process but three pipes, in a group of its own.
fn start(reader: &ReaderChild, kind: ChildFormat) -> std::io::Result<Child> {
    let mut command = Command::new(&reader.path);
    command.args(["--format", kind.name()]);
    if reader.allow_unsandboxed {
        command.arg("--unsandboxed");
    }
    command
        .env_clear()
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

/// How a child ended, and what it said.
struct Ended {
    status: ExitStatus,
    answer: Vec<u8>,
    words: String,
}

/// Feeds the child and takes its answer, until it ends, says too much, or its time is over.
///
/// The three pipes have a thread each, since the child may write before it has read all; killing the group closes
/// them, and the threads end with it.
fn run(mut child: Child, bytes: &[u8], wall: Duration, most: u64) -> Result<Ended, ExtractionFailed> {
    let (input, output, errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let group = Pid::from_child(&child);
    thread::scope(|scope| {
        // A child that stops reading breaks this pipe; why it stopped is told by how it ends.
        scope.spawn(move || input.map(|mut input| input.write_all(bytes)));
        let answer = listen(scope, output, most + 1);
        let words = listen(scope, errors, MAX_WORDS);
        let heard = answer.recv_timeout(wall);
        let timed_out = matches!(heard, Err(RecvTimeoutError::Timeout));
        let answer = heard.unwrap_or_default();
        let too_much = answer.len() as u64 > most;
        if timed_out || too_much {
            // It may be gone already, which is as good.
            let _ = kill_process_group(group, Signal::KILL);
        }
        // The answer has ended: the child ends with it, or had the rest of its time to.
        let status = end_of(&mut child, group);
        if timed_out {
            return Err(ExtractionFailed::TimedOut { seconds: wall.as_secs() });
        }
        if too_much {
            return Err(ExtractionFailed::TooMuchOutput { limit_bytes: most });
        }
        let words = words.recv_timeout(GRACE).unwrap_or_default();
        let words = String::from_utf8_lossy(&words).trim().to_owned();
        let status = status.map_err(|error| ExtractionFailed::GarbledReply { detail: error.to_string() })?;
        Ok(Ended { status, answer, words })
    })
}

/// How long a child that has closed its answer may take to end.
const GRACE: Duration = Duration::from_secs(2);

/// The end of a child that has closed its answer; one that goes on all the same is killed.
pub(crate) fn end_of(child: &mut Child, group: Pid) -> std::io::Result<ExitStatus> {
    const STEP: Duration = Duration::from_millis(1);
    let mut waited = Duration::ZERO;
    while waited < GRACE {
        if let Some(status) = child.try_wait()? {
            // Nothing of the group may outlive it and hold the pipes.
            let _ = kill_process_group(group, Signal::KILL);
            return Ok(status);
        }
        thread::sleep(STEP);
        waited += STEP;
    }
    let _ = kill_process_group(group, Signal::KILL);
    child.wait()
}

/// Takes what comes through a pipe, to its end or to the most that is taken.
fn listen<'scope>(
    scope: &'scope thread::Scope<'scope, '_>,
    pipe: Option<impl Read + Send + 'scope>,
    most: u64,
) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    scope.spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            // What came before a fault of the pipe is kept; it will not be understood, and that is said.
            let _ = pipe.take(most).read_to_end(&mut bytes);
        }
        let _ = sender.send(bytes);
    });
    receiver
}

/// What an ended child means.
fn understand(ended: Ended) -> Result<ChildReply, ExtractionFailed> {
    const CPU_TIME_OVER: i32 = 24; // SIGXCPU
    let Ended { status, answer, words } = ended;
    if let Some(signal) = status.signal() {
        return Err(match signal {
            _ if words.contains("memory allocation of") => ExtractionFailed::OutOfMemory,
            CPU_TIME_OVER => ExtractionFailed::TooMuchWork,
            signal => ExtractionFailed::Killed { signal },
        });
    }
    match status.code() {
        Some(0) => {}
        Some(code) if code == i32::from(EXIT_NO_SANDBOX) => {
            return Err(ExtractionFailed::NoSandbox { detail: words });
        }
        Some(code) if code == i32::from(EXIT_USAGE) => {
            let detail = format!("it does not know what it was asked: {words}");
            return Err(ExtractionFailed::Exited { code, detail });
        }
        code => return Err(ExtractionFailed::Exited { code: code.unwrap_or(-1), detail: words }),
    }
    let reply: ChildReply = serde_json::from_slice(&answer)
        .map_err(|error| ExtractionFailed::GarbledReply { detail: error.to_string() })?;
    if reply.parts.is_empty() {
        return Err(ExtractionFailed::GarbledReply { detail: "it holds no part".to_owned() });
    }
    Ok(reply)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A shell in the place of the child.
    fn shell(script: &str) -> Child {
        Command::new("/bin/sh")
            .args(["-c", script])
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    fn failed(script: &str) -> ExtractionFailed {
        let ended = run(shell(script), b"Twelve killed.", Duration::from_secs(20), 1024);
        ended.and_then(understand).expect_err("a failure")
    }

    #[test]
    fn every_end_of_a_child_has_its_reason() {
        let garbled = |detail: &str| ExtractionFailed::GarbledReply { detail: detail.to_owned() };
        let cases = [
            ("kill -SEGV $$", ExtractionFailed::Killed { signal: 11 }),
            ("kill -XCPU $$", ExtractionFailed::TooMuchWork),
            ("echo 'memory allocation of 9 bytes failed' >&2; kill -ABRT $$", ExtractionFailed::OutOfMemory),
            ("echo 'no Landlock' >&2; exit 70", ExtractionFailed::NoSandbox { detail: "no Landlock".into() }),
            ("echo broken >&2; exit 74", ExtractionFailed::Exited { code: 74, detail: "broken".into() }),
            ("yes", ExtractionFailed::TooMuchOutput { limit_bytes: 1024 }),
            ("cat > /dev/null", garbled("EOF while parsing a value at line 1 column 0")),
            ("echo '{\"sandbox\":\"none\",\"parts\":[],\"notes\":[]}'", garbled("it holds no part")),
        ];
        for (script, why) in cases {
            assert_eq!(failed(script), why, "{script}");
        }
    }

    #[test]
    fn a_child_that_does_not_end_is_killed_with_its_children() {
        let child = shell("sleep 1000 & sleep 1000");
        let ended = run(child, b"", Duration::from_millis(200), 1024).map(|_| ());
        assert_eq!(ended, Err(ExtractionFailed::TimedOut { seconds: 0 }));
    }

    #[test]
    fn a_child_that_is_not_there_is_said() {
        let reader = ReaderChild { path: PathBuf::from("/nowhere/bilan-read"), allow_unsandboxed: false };
        let extraction = extract(&reader, ChildFormat::Pdf, b"%PDF-1.7");
        assert!(matches!(extraction, Extraction::Failed { why: ExtractionFailed::NotFound { .. } }));
    }
}
