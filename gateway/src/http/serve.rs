//! The gateway on the wire: every route in one place, served on loopback until it is told to stop.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use samspor_core::words::Instant;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinError;

use super::commands::{self, BODY_BYTES_MAX};
use super::gateway::Gateway;
use super::problem::Problem;
use super::{assets, headers, health, reports, sign_in, tlog, why};
use crate::ledger::Ledger;
use crate::nats::{self, NatsError, OverNats};
use crate::tokens::Tokens;
use crate::tree::{self, TendError};
use crate::witnesses::keep_vouched;
use crate::{clock, pages, snapshots};

/// Why the gateway does not serve, or no longer does.
#[derive(Debug, Error)]
pub enum ServeError {
    /// Development tokens are all the sign-in there is; they never open a real ledger.
    #[error("the ledger is not a simulated one: there is no sign-in for real ledgers yet")]
    NotSimulated,
    #[error("{0} is not a loopback address: development tokens are for this machine only")]
    NotLoopback(SocketAddr),
    #[error("the address could not be served")]
    Io(#[from] io::Error),
    /// The program has a fault of its own.
    #[error("what goes on beside serving ended early")]
    Ended(#[from] JoinError),
    /// The log is not what was signed, or the scrubber found damage.
    #[error(transparent)]
    Trees(#[from] TendError),
    /// What was said of NATS can't be used.
    #[error(transparent)]
    Nats(#[from] NatsError),
}

/// Serves a simulated ledger on a loopback address until `shutdown` is done; requests under way are answered first.
/// Meanwhile and at the end snapshots of the views are kept for the next start.
///
/// # Errors
///
/// When the ledger is real, the address is not loopback, or the listener fails.
pub async fn serve(
    ledger: Arc<Ledger>,
    tokens: Arc<Tokens>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    serve_with(ledger, tokens, listener, None, shutdown).await
}

/// As [`serve`], over NATS too where it says so.
pub async fn serve_with(
    ledger: Arc<Ledger>,
    tokens: Arc<Tokens>,
    listener: TcpListener,
    nats: Option<OverNats>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let address = listener.local_addr()?;
    if !ledger.simulated() {
        return Err(ServeError::NotSimulated);
    }
    if !address.ip().is_loopback() {
        return Err(ServeError::NotLoopback(address));
    }
    tracing::info!(%address, "serving");
    let (end, ends) = watch::channel(());
    let ended = || {
        let mut ends = ends.clone();
        // An error says that the sender is gone: that is the end.
        async move { drop(ends.changed().await) }
    };
    let app = router(Arc::clone(&ledger), tokens, clock::now);
    let over_nats = app.clone();
    let serving = async {
        let _until_served = end;
        Ok(axum::serve(listener, app).with_graceful_shutdown(shutdown).await?)
    };
    let keeping = async { Ok(snapshots::keep_up(Arc::clone(&ledger), ended()).await?) };
    let signing = async { Ok(tree::keep_signed(ledger.trees.clone(), ended()).await?) };
    let scrubbing = async { Ok(tree::keep_scrubbed(ledger.trees.clone(), ended()).await?) };
    let vouching = async { Ok(keep_vouched(ledger.vouchers.clone(), ended()).await?) };
    let telling = async {
        let Some(over) = nats else { return Ok(()) };
        Ok(nats::keep_up(over, Arc::clone(&ledger.log), over_nats, ended()).await?)
    };
    tokio::try_join!(serving, keeping, signing, scrubbing, vouching, telling).map(|_| ())
}

/// All routes over a ledger, with the clock that says what is now.
pub fn router(ledger: Arc<Ledger>, tokens: Arc<Tokens>, clock: fn() -> Instant) -> Router {
    let gateway = Gateway::new(ledger, tokens, clock);
    let api = Router::new()
        .route("/v1/commands", post(commands::take))
        .route("/v1/reports/{name}", get(reports::report))
        .route("/v1/patients/{patient}", get(reports::state))
        .route("/v1/patients/{patient}/history", get(reports::history))
        .route("/v1/obligations/{id}/why", get(why::why))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/version", get(health::version))
        .route("/problems/{slug}", get(health::problem))
        .route("/tlog/access/{*path}", get(tlog::access))
        .route("/tlog/{*path}", get(tlog::ledger))
        .route("/assets/{hash}/{name}", get(assets::serve));
    let sign_in =
        Router::new().route("/logg-inn", get(sign_in::sign_in)).route("/logg-ut", post(sign_in::sign_out));
    api.merge(sign_in)
        .merge(pages::routes())
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn_with_state(gateway.clone(), tlog::rooted))
        .layer(from_fn_with_state(gateway.clone(), headers::promised))
        .layer(from_fn(headers::same_site))
        .layer(from_fn(headers::protect))
        .with_state(gateway)
}
