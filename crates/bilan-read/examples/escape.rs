//! Tries to do what a parser that was taken over would, after the process has locked itself in; it says what was
//! let through. Run by `tests/sandbox.rs`, never shipped.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpStream, UdpSocket};
use std::os::unix::net::{UnixListener, UnixStream};
use std::process::{Command, ExitCode};
use std::time::Duration;

use bilan_read::sandbox;

fn main() -> ExitCode {
    let what = std::env::args().nth(1).unwrap_or_default();
    let limits = match std::env::args().nth(2).as_deref() {
        Some("rows") => sandbox::FOR_ROWS,
        _ => sandbox::FOR_A_DOCUMENT,
    };
    if let Err(why) = sandbox::lock_in(limits) {
        let _ = writeln!(std::io::stderr(), "no sandbox: {why}");
        return ExitCode::from(70);
    }
    match what.as_str() {
        "spin" => spin(),
        "allocate" => {
            let bytes = vec![1_u8; 2 * 1024 * 1024 * 1024];
            say("allocated", std::hint::black_box(&bytes).len() > 1);
        }
        "overflow" => say("overflowed", nest(0) > 0),
        "panic" => {
            std::panic::set_hook(Box::new(|_| {}));
            let caught = std::panic::catch_unwind(|| Vec::<u8>::new()[usize::MAX - 1]).is_err();
            say("caught", caught);
        }
        _ => attempts(),
    }
    ExitCode::SUCCESS
}

/// Every way out that is known, one a line.
fn attempts() {
    say("read a file", fs::read("/etc/passwd").is_ok());
    say("list a folder", fs::read_dir("/").is_ok());
    say("look at a file", fs::metadata("/etc/passwd").is_ok());
    say("write a file", fs::write("/tmp/bilan-read-was-here", "x").is_ok());
    say("remove a file", fs::remove_file("/tmp/bilan-read-is-not-here").is_ok_and(|()| true));
    say("change a mode", {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions("/tmp", fs::Permissions::from_mode(0o1777)).is_ok()
    });
    say(
        "connect",
        TcpStream::connect_timeout(&([127, 0, 0, 1], 9).into(), Duration::from_millis(100))
            .is_ok_and(|_| true),
    );
    say("send a datagram", UdpSocket::bind("127.0.0.1:0").is_ok());
    say("open a local socket", UnixListener::bind("/tmp/bilan-read-socket").is_ok());
    say("make a pair of sockets", UnixStream::pair().is_ok());
    say("start a program", Command::new("/bin/true").status().is_ok());
    say("start a thread", std::thread::Builder::new().spawn(|| {}).is_ok());
    let mut word = [0; 4];
    let heard = std::io::stdin().read_exact(&mut word).is_ok();
    say("hear its parent", heard && word == *b"word");
}

fn say(what: &str, done: bool) {
    let _ = writeln!(std::io::stdout(), "{what}: {}", if done { "yes" } else { "no" });
}

/// Works without an end.
fn spin() {
    let mut sum = 0_u64;
    loop {
        sum = std::hint::black_box(sum.wrapping_add(1));
    }
}

/// Calls itself without an end.
fn nest(depth: u64) -> u64 {
    let frame = std::hint::black_box([depth; 64]);
    if frame[63] == u64::MAX { 1 } else { nest(depth + 1).wrapping_add(frame[0]) }
}
