//! The connection to the servers, and questions to JetStream in its own words: JSON over request and reply.

use std::time::Duration;

use async_nats::{Client, ConnectOptions, HeaderMap, Message, Request};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::answers::{Fault, StreamTold};
use super::error::{JetStreamError, NatsError};
use super::version::Version;

/// How long a server may take to answer. What was sent may still be carried out after that.
pub(super) const ANSWER_WAIT: Duration = Duration::from_secs(5);
const CONNECT_WAIT: Duration = Duration::from_secs(5);

/// Servers of these versions can do what earlier ones can't.
const BATCHED_GETS: Version = Version(2, 11, 0);
const ATOMIC_BATCHES: Version = Version(2, 12, 1);

/// One log's connection.
#[derive(Clone)]
pub(super) struct Nats {
    pub(super) client: Client,
    /// The log's JetStream stream.
    pub(super) stream: String,
    /// Many messages can be read with one question.
    pub(super) batched_gets: bool,
    /// Many messages can be written, all or none.
    pub(super) atomic_batches: bool,
}

impl Nats {
    /// Connects to any of the servers.
    pub(super) async fn connect(servers: &[String], stream: &str) -> Result<Self, JetStreamError> {
        let options = ConnectOptions::new()
            .name("samspor")
            .connection_timeout(CONNECT_WAIT)
            .request_timeout(Some(ANSWER_WAIT))
            .event_callback(|event| async move { tracing::debug!(%event, "nats") });
        let not_connected = |why: String| JetStreamError::NotConnected { servers: servers.join(", "), why };
        let client = options.connect(servers).await.map_err(|error| not_connected(error.to_string()))?;
        let version = Version::parse(&client.server_info().version);
        Ok(Self {
            client,
            stream: stream.to_owned(),
            batched_gets: version >= BATCHED_GETS,
            atomic_batches: version >= ATOMIC_BATCHES,
        })
    }

    /// Asks `$JS.API.<what>`.
    pub(super) async fn ask<T: DeserializeOwned>(&self, what: &str, body: &Value) -> Result<T, NatsError> {
        let payload = if body.is_null() { String::new() } else { body.to_string() };
        let subject = format!("$JS.API.{what}");
        let request = Request::new().payload(payload.into()).timeout(Some(ANSWER_WAIT));
        let answer = self.client.send_request(subject, request).await;
        let no_answer = |why: String| NatsError::NoAnswer { asked: what.to_owned(), why };
        let answer = answer.map_err(|error| no_answer(error.to_string()))?;
        let unreadable = || NatsError::Unreadable { asked: what.to_owned() };
        let mut told: Value = serde_json::from_slice(&answer.payload).map_err(|_| unreadable())?;
        if !told["error"].is_null() {
            let fault: Fault = serde_json::from_value(told["error"].take()).map_err(|_| unreadable())?;
            return Err(NatsError::Refused {
                asked: what.to_owned(),
                why: fault.description,
                code: fault.err_code,
            });
        }
        serde_json::from_value(told).map_err(|_| unreadable())
    }

    /// Publishes a message and waits for what is answered to it.
    pub(super) async fn request(
        &self,
        subject: &str,
        headers: HeaderMap,
        payload: Vec<u8>,
    ) -> Result<Message, NatsError> {
        let answer = self.client.request_with_headers(subject.to_owned(), headers, payload.into()).await;
        answer.map_err(|error| NatsError::NoAnswer { asked: "an append".to_owned(), why: error.to_string() })
    }

    /// What the leader says of the log's stream.
    pub(super) async fn told(&self) -> Result<StreamTold, NatsError> {
        self.ask(&format!("STREAM.INFO.{}", self.stream), &json!({})).await
    }

    /// The subject on which gateways tell each other that entries have come; nothing is lost when nobody hears it.
    pub(super) fn hints(&self) -> String {
        format!("samspor.told.{}", self.stream)
    }
}
