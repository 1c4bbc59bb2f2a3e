//! Over a real socket: TLS with a certificate of its own, slow first words, the end of a server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use bilan_web::listen::serve;
use bilan_web::tls::acceptor;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_rustls::{TlsAcceptor, TlsConnector};

const ASK: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// A server that can be asked to end.
struct Server {
    address: SocketAddr,
    end: oneshot::Sender<()>,
    ended: JoinHandle<std::io::Result<()>>,
}

async fn slow() -> &'static str {
    tokio::time::sleep(Duration::from_millis(400)).await;
    "after a while"
}

async fn started(tls: Option<TlsAcceptor>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (end, ending) = oneshot::channel::<()>();
    let router = Router::new().route("/", get(|| async { "here" })).route("/slow", get(slow));
    let until = async move { drop(ending.await) };
    Server { address, end, ended: tokio::spawn(serve(listener, tls, router, until)) }
}

async fn asked<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, ask: &[u8]) -> String {
    stream.write_all(ask).await.unwrap();
    let mut told = Vec::new();
    let mut part = [0; 4096];
    while !String::from_utf8_lossy(&told).contains("here")
        && !String::from_utf8_lossy(&told).contains("while")
    {
        let read =
            tokio::time::timeout(Duration::from_secs(20), stream.read(&mut part)).await.unwrap().unwrap();
        if read == 0 {
            break;
        }
        told.extend_from_slice(&part[..read]);
    }
    String::from_utf8_lossy(&told).into_owned()
}

/// A certificate for `localhost`, written down as an operator would: its bytes, and what speaks with it.
fn certificate() -> (CertificateDer<'static>, TlsAcceptor, tempfile::TempDir) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (chain, key) = (folder.path().join("chain.pem"), folder.path().join("key.pem"));
    std::fs::write(&chain, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let speaks = acceptor(&chain, &key).unwrap();
    (made.cert.der().clone(), speaks, folder)
}

fn connector(
    trusted: CertificateDer<'static>,
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(trusted).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_protocol_versions(versions).unwrap();
    TlsConnector::from(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

#[tokio::test]
async fn browsers_talk_over_both_versions_of_tls_and_nothing_is_said_in_the_clear() {
    let (own, speaks, _folder) = certificate();
    let server = started(Some(speaks)).await;
    let name = ServerName::try_from("localhost").unwrap();
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        let stream = TcpStream::connect(server.address).await.unwrap();
        let mut stream = connector(own.clone(), &[version]).connect(name.clone(), stream).await.unwrap();
        assert_eq!(stream.get_ref().1.protocol_version(), Some(version.version));
        let told = asked(&mut stream, ASK).await;
        assert!(told.starts_with("HTTP/1.1 200 OK") && told.ends_with("here"), "{told}");
    }
    let (other, _, _other_folder) = certificate();
    let stream = TcpStream::connect(server.address).await.unwrap();
    let refused = connector(other, &[&rustls::version::TLS13]).connect(name, stream).await;
    assert!(refused.is_err(), "a certificate that is not trusted");
    let mut plain = TcpStream::connect(server.address).await.unwrap();
    let told = asked(&mut plain, ASK).await;
    assert!(!told.contains("here") && !told.contains("HTTP/1.1 200"), "{told}");
}

#[test]
fn what_is_no_certificate_is_refused_with_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let chain = write("chain.pem", &made.cert.pem());
    let key = write("key.pem", &made.signing_key.serialize_pem());
    let (foreign, nothing) =
        (write("foreign.pem", &other.signing_key.serialize_pem()), write("nothing.pem", ""));
    let missing = folder.path().join("missing.pem");
    assert!(acceptor(&chain, &key).is_ok());
    for (chain, key, named) in [
        (&chain, &foreign, "chain.pem"),
        (&chain, &nothing, "nothing.pem"),
        (&chain, &missing, "missing.pem"),
        (&missing, &key, "missing.pem"),
        (&nothing, &key, "nothing.pem"),
    ] {
        let error = acceptor(chain, key).err().unwrap();
        assert!(error.place.as_ref().is_some_and(|place| place.ends_with(named)), "{error:?}");
    }
}

#[tokio::test]
async fn who_says_nothing_is_cut_off_and_others_are_served_meanwhile() {
    let (own, speaks, _folder) = certificate();
    let (plain, tls) = (started(None).await, started(Some(speaks)).await);
    let mut waiting = Vec::new();
    for (address, words) in [
        (plain.address, &b"GET / HTTP/1.1\r\nHost: local"[..]),
        (plain.address, &b""[..]),
        (plain.address, &b"PRI * HTT"[..]),
        (tls.address, &b""[..]),
        (tls.address, &b"\x16\x03\x01"[..]),
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(words).await.unwrap();
        waiting.push((stream, address, words));
    }
    let mut quick = TcpStream::connect(plain.address).await.unwrap();
    assert!(asked(&mut quick, ASK).await.contains("200 OK"));
    let stream = TcpStream::connect(tls.address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let mut agreed = connector(own, &[&rustls::version::TLS13]).connect(name, stream).await.unwrap();
    for (mut stream, address, words) in waiting {
        let mut rest = Vec::new();
        let cut = tokio::time::timeout(Duration::from_secs(15), stream.read_to_end(&mut rest)).await;
        assert!(cut.is_ok(), "{address} still waits after {words:?}");
        assert!(!String::from_utf8_lossy(&rest).contains("200 OK"));
    }
    let mut rest = Vec::new();
    let cut = tokio::time::timeout(Duration::from_secs(5), agreed.read_to_end(&mut rest)).await;
    assert!(cut.is_ok(), "silence after TLS was agreed on");
}

#[tokio::test]
async fn heads_that_are_too_large_are_refused() {
    let server = started(None).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = format!("GET / HTTP/1.1\r\nHost: localhost\r\nx: {}\r\n\r\n", "y".repeat(64 << 10));
    let _ = stream.write_all(head.as_bytes()).await;
    let mut told = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(15), stream.read_to_end(&mut told)).await.unwrap();
    let told = String::from_utf8_lossy(&told);
    assert!(told.is_empty() || told.contains("431"), "{told}");
}

#[tokio::test]
async fn a_server_that_ends_lets_requests_under_way_finish_and_takes_no_new_ones() {
    let server = started(None).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let slow = b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let under_way = tokio::spawn(async move { asked(&mut stream, slow).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.end.send(()).unwrap();
    assert!(under_way.await.unwrap().contains("after a while"));
    let ended = tokio::time::timeout(Duration::from_secs(6), server.ended).await;
    assert!(ended.unwrap().unwrap().is_ok());
    assert!(TcpStream::connect(server.address).await.is_err());
}
