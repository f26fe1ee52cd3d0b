//! Serving a ledger over HTTP on loopback until Ctrl-C.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use super::failure::Failure;
use crate::http::{self, ServeError};
use crate::ledger::Ledger;
use crate::nats::OverNats;
use crate::tokens::Tokens;

/// A runtime and a listener on loopback, before there is a ledger to serve.
pub(super) struct Serving {
    runtime: Runtime,
    listener: TcpListener,
}

impl Serving {
    /// Takes the address; port 0 is any that is free. An address that is not loopback is refused.
    pub(super) fn at(address: SocketAddr) -> Result<Self, Failure> {
        if !address.ip().is_loopback() {
            return Err(Failure::WrongUse(ServeError::NotLoopback(address).to_string()));
        }
        let (runtime, listener) = listening(address)?;
        Ok(Self { runtime, listener })
    }

    /// Where it listens.
    pub(super) fn address(&self) -> Result<SocketAddr, Failure> {
        Ok(self.listener.local_addr()?)
    }

    /// Turns true when somebody wants the program to end, while there is nothing to serve yet.
    pub(super) fn stop_sign(&self) -> Arc<AtomicBool> {
        let sign = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&sign);
        self.runtime.spawn(async move {
            stopped().await;
            seen.store(true, Ordering::Relaxed);
        });
        sign
    }

    /// Serves until Ctrl-C or SIGTERM; requests under way are answered first.
    pub(super) fn serve(self, ledger: Ledger, tokens: Tokens, nats: Option<OverNats>) -> Result<(), Failure> {
        let (ledger, tokens) = (Arc::new(ledger), Arc::new(tokens));
        let served = http::serve_with(ledger, tokens, self.listener, nats, stopped());
        let served = self.runtime.block_on(served);
        served.map_err(|error| match error {
            ServeError::NotSimulated | ServeError::NotLoopback(_) | ServeError::Nats(_) => {
                Failure::WrongUse(error.to_string())
            }
            ServeError::Io(_) | ServeError::Ended(_) | ServeError::Trees(_) => {
                Failure::unavailable("serving has ended", error)
            }
        })
    }
}

/// A runtime, and a listener on an address; port 0 is any that is free.
pub(super) fn listening(address: SocketAddr) -> Result<(Runtime, TcpListener), Failure> {
    let taken = |error| Failure::unavailable(&format!("{address} cannot be listened on"), error);
    let runtime = Runtime::new().map_err(taken)?;
    let listener = runtime.block_on(TcpListener::bind(address)).map_err(taken)?;
    Ok((runtime, listener))
}

/// Done when the program is asked to end.
pub(super) async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        },
        Err(error) => tracing::warn!(%error, "SIGTERM will not end this politely"),
    }
}
