//! TLS: a certificate and its key from files.

use std::path::Path;
use std::sync::Arc;

use bilan_casework::{Error, ErrorKind, Message};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// What speaks TLS with this certificate: 1.2 and 1.3, HTTP/2 and HTTP/1.1.
///
/// # Errors
/// When a file cannot be read, or the two do not belong together.
pub fn acceptor(certificate: &Path, key: &Path) -> Result<TlsAcceptor, Error> {
    let unfit = |path: &Path, why: &dyn std::fmt::Display| {
        Error::new(ErrorKind::Usage, Message::as_it_stands(why)).at(path.display())
    };
    let chain = CertificateDer::pem_file_iter(certificate).map_err(|error| unfit(certificate, &error))?;
    let chain: Vec<_> = chain.collect::<Result<_, _>>().map_err(|error| unfit(certificate, &error))?;
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| unfit(key, &error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = versions.map_err(|error| unfit(certificate, &error))?.with_no_client_auth();
    let mut config = builder.with_single_cert(chain, secret).map_err(|error| unfit(certificate, &error))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
