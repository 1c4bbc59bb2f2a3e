//! Serving: the routes over an address.

use std::io;
use std::net::SocketAddr;

use axum::extract::Request;
use axum::middleware::{self, Next};

use crate::actor::Actor;
use crate::router::router;
use crate::workplace::Workplace;

/// Serves one person on this computer until the process is told to end.
///
/// # Errors
/// When the address cannot be listened on.
pub fn alone(place: Workplace, listen: SocketAddr, name: String, ready: impl FnOnce(SocketAddr)) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(listen).await?;
        ready(listener.local_addr()?);
        let actor = Actor { name };
        let routes = router(place).layer(middleware::from_fn(move |mut request: Request, next: Next| {
            request.extensions_mut().insert(actor.clone());
            next.run(request)
        }));
        axum::serve(listener, routes).await
    })
}
