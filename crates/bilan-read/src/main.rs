//! The child process: the bytes of one document in, one JSON object out, locked in between.

use std::io::{BufWriter, Read, Write};
use std::process::ExitCode;

use bilan_read::sandbox::{self, Limits};
use bilan_reader::child::{
    ChildFormat, EXIT_NO_SANDBOX, EXIT_PIPE, EXIT_USAGE, MAX_CHILD_INPUT, MAX_ROWS_INPUT, RowsFormat, Sandbox,
};

const USAGE: &str = "bilan-read is started by bilan, and reads one document that it is handed.\n\
    usage: bilan-read --format pdf|docx|odt|eml|mbox|warc|xlsx|ods|csv [--unsandboxed] < DOCUMENT | ...\n\
    \x20      bilan-read --rows xlsx|ods|parquet [--unsandboxed] < TABLE | ...";

/// What is asked for.
enum Request {
    /// One document, as the parts it holds.
    Document(ChildFormat),
    /// A table, as its rows.
    Rows(RowsFormat),
}

impl Request {
    fn limits(&self) -> Limits {
        match self {
            Self::Document(_) => sandbox::FOR_A_DOCUMENT,
            Self::Rows(_) => sandbox::FOR_ROWS,
        }
    }
}

fn main() -> ExitCode {
    // A parser that stops is part of the answer; its words would only clutter the terminal.
    std::panic::set_hook(Box::new(|_| {}));
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((request, unsandboxed)) = request(&arguments) else {
        complain(USAGE);
        return ExitCode::from(EXIT_USAGE);
    };
    let sandbox = match enter(request.limits(), unsandboxed) {
        Ok(sandbox) => sandbox,
        Err(why) => {
            complain(&format!("no sandbox ({why}). Nothing was read."));
            return ExitCode::from(EXIT_NO_SANDBOX);
        }
    };
    match request {
        Request::Document(format) => match answer(format, sandbox) {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => {
                complain(&format!("the document could not be taken in or the answer not given ({why})"));
                ExitCode::from(EXIT_PIPE)
            }
        },
        Request::Rows(format) => match rows(format) {
            Ok(()) => ExitCode::SUCCESS,
            Err(fault) => {
                complain(&fault.to_string());
                ExitCode::from(fault.exit_code())
            }
        },
    }
}

/// What is asked for, and whether it may be read without a sandbox.
fn request(arguments: &[String]) -> Option<(Request, bool)> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (what, name, unsandboxed) = match words[..] {
        [what, name] => (what, name, false),
        [what, name, "--unsandboxed"] => (what, name, true),
        _ => return None,
    };
    let request = match what {
        "--format" => Request::Document(ChildFormat::from_name(name)?),
        "--rows" => Request::Rows(RowsFormat::from_name(name)?),
        _ => return None,
    };
    Some((request, unsandboxed))
}

/// Locks in: or not at all, or, where that is allowed, as far as the system can.
fn enter(limits: Limits, unsandboxed: bool) -> Result<Sandbox, sandbox::NotLocked> {
    if !unsandboxed {
        return sandbox::lock_in(limits).map(|()| Sandbox::Enforced);
    }
    let held = sandbox::lock_in_as_far_as_possible(limits);
    Ok(if held { Sandbox::Enforced } else { Sandbox::None })
}

/// Takes the table, writes its rows.
fn rows(format: RowsFormat) -> Result<(), bilan_read::RowsFault> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(MAX_ROWS_INPUT + 1).read_to_end(&mut bytes)?;
    bilan_read::write_rows(format, bytes, std::io::stdout().lock())
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
