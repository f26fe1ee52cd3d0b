//! Commands and questions over NATS request and reply, as a NATS micro service that tools can list and ask for its state.

use std::sync::Arc;

use async_nats::service::{NATS_SERVICE_ERROR, NATS_SERVICE_ERROR_CODE, ServiceExt};
use async_nats::{Client, HeaderMap, Message};
use axum::Router;
use axum::body::to_bytes;
use axum::http::header::CONTENT_LENGTH;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use futures_util::stream::select_all;
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

use super::asked::{ENDPOINTS, Stands, request};
use super::connection::NatsError;
use crate::http::Problem;

/// The service's name, under which every gateway of a deployment answers.
pub const NAME: &str = "samspor";
/// What the subjects of its endpoints begin with.
pub const SUBJECT: &str = "samspor.v1";
/// The most requests under way at once; the next ones wait in the client.
const REQUESTS_AT_ONCE_MAX: usize = 256;
/// Room for the headers of an answer.
const HEADER_BYTES: usize = 4096;

/// What answers requests.
#[derive(Clone)]
struct Answering {
    client: Client,
    router: Router,
}

/// Answers requests by a router until `ended`; those under way are answered then.
pub(super) async fn serve(client: Client, router: Router, ended: impl Future) -> Result<(), NatsError> {
    let failed = |error: async_nats::Error| NatsError::Service(error.to_string());
    let started =
        client.service_builder().description("Samspor: commands and questions").start(NAME, version());
    let service = started.await.map_err(failed)?;
    let group = service.group(SUBJECT);
    let mut endpoints = Vec::with_capacity(ENDPOINTS.len());
    for (name, subject, stands) in ENDPOINTS {
        let endpoint = group.endpoint_builder().name(name).add(subject).await.map_err(failed)?;
        endpoints.push(endpoint.map(move |request| (stands, request.message)));
    }
    let mut requests = select_all(endpoints);
    let (answering, turns) = (Answering { client, router }, Arc::new(Semaphore::new(REQUESTS_AT_ONCE_MAX)));
    tokio::pin!(ended);
    loop {
        let Ok(turn) = Arc::clone(&turns).acquire_owned().await else { break };
        let next = tokio::select! {
            _ = &mut ended => None,
            next = requests.next() => next,
        };
        let Some((stands, message)) = next else { break };
        let answering = answering.clone();
        tokio::spawn(async move {
            answering.answer(stands, message).await;
            drop(turn);
        });
    }
    service.stop().await.map_err(failed)?;
    // Every turn given back: everybody is answered.
    let _all = turns.acquire_many(REQUESTS_AT_ONCE_MAX as u32).await;
    Ok(())
}

impl Answering {
    async fn answer(&self, stands: Stands, message: Message) {
        // Whoever can't be told of a refusal is not listened to: nothing is decided, read or recorded.
        let Some(reply) = message.reply.clone() else {
            tracing::warn!(subject = %message.subject, "a request without a reply subject is not carried out");
            return;
        };
        let response = match request(stands, &message) {
            Err(problem) => problem.into_response(),
            Ok(request) => match self.router.clone().oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            },
        };
        let (headers, payload) = self.told(response).await;
        if let Err(error) = self.client.publish_with_headers(reply, headers, payload.into()).await {
            tracing::warn!(%error, "an answer could not be sent: the same id gives it again");
        }
    }

    /// The answer as NATS has it: the body, and its status where it is a failure.
    async fn told(&self, response: Response) -> (HeaderMap, Vec<u8>) {
        let room = self.client.server_info().max_payload.saturating_sub(HEADER_BYTES);
        let (parts, body) = response.into_parts();
        let Ok(body) = to_bytes(body, room).await else {
            let detail = "the answer is larger than a message may be: ask for less, or over HTTP";
            let problem = Problem::of("too-large", detail).into_response();
            return Box::pin(self.told(problem)).await;
        };
        let mut headers = HeaderMap::new();
        for (name, value) in &parts.headers {
            if let (Ok(value), true) = (value.to_str(), *name != CONTENT_LENGTH) {
                headers.insert(name.as_str(), value);
            }
        }
        if parts.status.is_client_error() || parts.status.is_server_error() {
            let title = parts.status.canonical_reason().unwrap_or("failed");
            headers.insert(NATS_SERVICE_ERROR, title);
            headers.insert(NATS_SERVICE_ERROR_CODE, parts.status.as_str());
        }
        (headers, body.to_vec())
    }
}

fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
