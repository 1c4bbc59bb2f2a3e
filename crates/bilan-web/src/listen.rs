//! The loop that serves: connections in, plain or over TLS, so many at once, each with a time for its first words.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

use crate::first_words::FirstWords;
use crate::guard::gate::Peer;

/// Connections at the same time; more wait.
const CONNECTIONS: usize = 512;
/// How long a connection may take to say what it wants, and to agree on TLS.
const FIRST_WORDS: Duration = Duration::from_secs(10);
/// How long requests under way may take when the server ends.
const GOODBYE: Duration = Duration::from_secs(5);
/// Requests at the same time on one connection of HTTP/2.
const STREAMS: u32 = 64;
/// The head of a request, in bytes.
const HEAD: usize = 32 << 10;

/// Serves a router, which stands behind its guard, until `until` is done; then waits a little for requests under way.
///
/// # Errors
/// When the listener fails for good.
pub async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    until: impl Future<Output = ()>,
) -> io::Result<()> {
    let builder = Arc::new(builder());
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut until = std::pin::pin!(until);
    loop {
        let place = Arc::clone(&places).acquire_owned();
        let accepted = async { (place.await, listener.accept().await) };
        let (place, accepted) = tokio::select! {
            () = &mut until => break,
            accepted = accepted => accepted,
        };
        let (Ok(place), Ok((stream, peer))) = (place, accepted) else {
            // Out of descriptors, or a connection that was gone before it was taken: others may still come.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let (builder, router, tls, watcher) =
            (Arc::clone(&builder), router.clone(), tls.clone(), graceful.watcher());
        tokio::spawn(async move {
            let _place = place;
            match tls {
                None => converse(&builder, stream, peer, router, watcher).await,
                Some(tls) => {
                    if let Ok(Ok(stream)) = tokio::time::timeout(FIRST_WORDS, tls.accept(stream)).await {
                        converse(&builder, stream, peer, router, watcher).await;
                    }
                }
            }
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(GOODBYE, graceful.shutdown()).await;
    Ok(())
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(FIRST_WORDS).max_buf_size(HEAD);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(32 << 10)
        .keep_alive_interval(Duration::from_secs(30))
        .keep_alive_timeout(FIRST_WORDS);
    builder
}

/// One connection to its end.
async fn converse<S>(
    builder: &Builder<TokioExecutor>,
    stream: S,
    peer: SocketAddr,
    router: Router,
    watcher: Watcher,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer.ip()));
        router.clone().oneshot(request)
    });
    let stream = FirstWords::within(FIRST_WORDS, stream);
    let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
    // What goes wrong with one connection is the matter of who opened it.
    let _ = watcher.watch(connection).await;
}

/// Done when the process is asked to end: by Ctrl-C, or by the system.
pub async fn until_asked_to_end() {
    let interrupted = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut ended) = signal(SignalKind::terminate()) else { return interrupted.await };
        tokio::select! {
            () = interrupted => {}
            _ = ended.recv() => {}
        }
    }
    #[cfg(not(unix))]
    interrupted.await;
}
