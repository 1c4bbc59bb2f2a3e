//! A connection must begin to speak in time: which version of HTTP it speaks is known by its first bytes, and until they
//! came nothing else holds a clock.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// What HTTP/2 begins with; whatever begins otherwise is known at its first other byte.
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A connection that is cut off when its first words do not come in time.
pub(crate) struct FirstWords<S> {
    stream: S,
    /// Bytes of the preface that came.
    came: usize,
    /// None once the version is known.
    until: Option<Pin<Box<Sleep>>>,
}

impl<S> FirstWords<S> {
    /// The connection, with so much time.
    pub(crate) fn within(time: Duration, stream: S) -> Self {
        Self { stream, came: 0, until: Some(Box::pin(sleep(time))) }
    }

    fn heard(&mut self, bytes: &[u8]) {
        let rest = &PREFACE[self.came..];
        let same = bytes.iter().zip(rest).take_while(|(came, known)| came == known).count();
        self.came += same;
        if same < bytes.len() || self.came == PREFACE.len() {
            self.until = None;
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for FirstWords<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        let Some(until) = &mut self.until else { return read };
        if read.is_pending() {
            return until.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()));
        }
        self.heard(buf.filled().get(before..).unwrap_or_default());
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for FirstWords<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
