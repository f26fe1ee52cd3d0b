//! The witness over HTTP: `POST /add-checkpoint`, with the statuses of c2sp.org/tlog-witness.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use samspor_core::note::PROOF_BYTES_MAX;
use samspor_core::words::Instant;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::cosigner::{Refused, Witness};
use crate::clock;

/// The most requests that are read or answered at once; more are told to come again.
const REQUESTS_AT_ONCE_MAX: usize = 64;
/// How long a sender may take to send a request.
const REQUEST_WAIT: Duration = Duration::from_secs(10);
/// What a size is answered as.
const SIZE_TYPE: &str = "text/x.tlog.size";

#[derive(Clone)]
struct Shared {
    witness: Arc<Witness>,
    clock: fn() -> Instant,
    turns: Arc<Semaphore>,
}

/// Serves a witness until `shutdown` is done; requests under way are answered first.
pub async fn serve(
    witness: Arc<Witness>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    axum::serve(listener, router(witness, clock::now)).with_graceful_shutdown(shutdown).await
}

/// The witness's one route, with the clock that says when it cosigns.
pub fn router(witness: Arc<Witness>, clock: fn() -> Instant) -> Router {
    let turns = Arc::new(Semaphore::new(REQUESTS_AT_ONCE_MAX));
    Router::new().route("/add-checkpoint", post(add_checkpoint)).with_state(Shared { witness, clock, turns })
}

async fn add_checkpoint(State(shared): State<Shared>, request: Request) -> Response {
    let Ok(turn) = Arc::clone(&shared.turns).try_acquire_owned() else {
        return refusal(StatusCode::SERVICE_UNAVAILABLE, "too many requests at once: send it again");
    };
    let body = match tokio::time::timeout(REQUEST_WAIT, read(request.into_body())).await {
        Ok(Some(body)) => body,
        Ok(None) => return refusal(StatusCode::PAYLOAD_TOO_LARGE, "a request is at most 128 KiB"),
        Err(_) => return refusal(StatusCode::REQUEST_TIMEOUT, "the request did not arrive"),
    };
    let now = (shared.clock)();
    let answer = tokio::task::spawn_blocking(move || {
        let answer = shared.witness.add_checkpoint(&body, now);
        drop(turn);
        answer
    });
    match answer.await {
        Ok(Ok(line)) => text(StatusCode::OK, "text/plain; charset=utf-8", line),
        Ok(Err(refused)) => refused.into_response(),
        Err(error) => {
            tracing::error!(%error, "the witness has a fault of its own");
            refusal(StatusCode::INTERNAL_SERVER_ERROR, "the witness has a fault")
        }
    }
}

async fn read(body: Body) -> Option<Vec<u8>> {
    to_bytes(body, PROOF_BYTES_MAX).await.ok().map(|bytes| bytes.to_vec())
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::UnknownLog(_) => StatusCode::NOT_FOUND,
            Self::NotByLog(_) => StatusCode::FORBIDDEN,
            Self::OtherSize { last: size, .. } | Self::OtherRoot { size } => {
                return text(StatusCode::CONFLICT, SIZE_TYPE, format!("{size}\n"));
            }
            Self::Disproved { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unkept(error) => {
                tracing::error!(%error, cause = ?error, "nothing is cosigned");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        refusal(status, &self.to_string())
    }
}

fn refusal(status: StatusCode, why: &str) -> Response {
    text(status, "text/plain; charset=utf-8", format!("{why}\n"))
}

fn text(status: StatusCode, media_type: &'static str, text: String) -> Response {
    (status, [(CONTENT_TYPE, media_type)], text).into_response()
}
