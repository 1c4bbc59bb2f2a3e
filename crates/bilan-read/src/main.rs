//! The child process: the bytes of one document in, one JSON object out, locked in between.

use std::io::{BufWriter, Read, Write};
use std::process::ExitCode;

use bilan_read::sandbox;
use bilan_reader::child::{ChildFormat, EXIT_NO_SANDBOX, EXIT_PIPE, EXIT_USAGE, MAX_CHILD_INPUT, Sandbox};

const USAGE: &str = "bilan-read is started by bilan, and reads one document that it is handed.\n\
    usage: bilan-read --format pdf|docx|odt|eml|mbox|warc|xlsx|ods|csv [--unsandboxed] < DOCUMENT | ...";

fn main() -> ExitCode {
    // A parser that stops is part of the answer; its words would only clutter the terminal.
    std::panic::set_hook(Box::new(|_| {}));
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((format, unsandboxed)) = request(&arguments) else {
        complain(USAGE);
        return ExitCode::from(EXIT_USAGE);
    };
    let sandbox = match enter(unsandboxed) {
        Ok(sandbox) => sandbox,
        Err(why) => {
            complain(&format!("no sandbox ({why}). Nothing was read."));
            return ExitCode::from(EXIT_NO_SANDBOX);
        }
    };
    match answer(format, sandbox) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            complain(&format!("the document could not be taken in or the answer not given ({why})"));
            ExitCode::from(EXIT_PIPE)
        }
    }
}

/// The format asked for, and whether it may be read without a sandbox.
fn request(arguments: &[String]) -> Option<(ChildFormat, bool)> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["--format", name] => Some((ChildFormat::from_name(name)?, false)),
        ["--format", name, "--unsandboxed"] => Some((ChildFormat::from_name(name)?, true)),
        _ => None,
    }
}

/// Locks in: or not at all, or, where that is allowed, as far as the system can.
fn enter(unsandboxed: bool) -> Result<Sandbox, sandbox::NotLocked> {
    if !unsandboxed {
        return sandbox::lock_in().map(|()| Sandbox::Enforced);
    }
    Ok(if sandbox::lock_in_as_far_as_possible() { Sandbox::Enforced } else { Sandbox::None })
}

/// Takes the document, reads it, writes the answer.
fn answer(format: ChildFormat, sandbox: Sandbox) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(MAX_CHILD_INPUT as u64 + 1).read_to_end(&mut bytes)?;
    let reply = bilan_read::reply(format, &bytes, sandbox);
    drop(bytes);
    let mut out = BufWriter::with_capacity(64 * 1024, std::io::stdout().lock());
    serde_json::to_writer(&mut out, &reply)?;
    out.flush()
}

/// Says something on standard error; where that is closed, the exit code still tells.
fn complain(words: &str) {
    let _ = writeln!(std::io::stderr(), "bilan-read: {words}");
}
