//! Questions to JetStream in its own words: JSON over request and reply.

use std::time::Duration;

use async_nats::{Client, HeaderMap, Message, Request, RequestErrorKind};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::answers::{Fault, StreamTold};
use super::connection::Connection;
use super::error::NatsError;
use super::version::Version;
use crate::clock;

/// How long a server may take to answer. What was sent may still be carried out after that.
pub(super) const ANSWER_WAIT: Duration = Duration::from_secs(5);
/// How long before a question is asked again, of whoever leads by then.
pub(super) const FIRST_WAIT: Duration = Duration::from_secs(1);
const AGAIN_AFTER: Duration = Duration::from_millis(50);
/// The server's number for servers that have no leader now.
const NO_LEADER: u64 = 10008;
/// ... for a stream that is not there.
const NO_STREAM: u64 = 10059;
/// ... for one that another gateway has just made otherwise.
const STREAM_NAME_TAKEN: u64 = 10058;

/// Servers of these versions can do what earlier ones can't.
const BATCHED_GETS: Version = Version(2, 11, 0);
const ATOMIC_BATCHES: Version = Version(2, 12, 1);

/// One stream, and what its servers can do.
#[derive(Clone)]
pub(super) struct Nats {
    pub(super) client: Client,
    /// The JetStream stream.
    pub(super) stream: String,
    /// Many messages can be read with one question.
    pub(super) batched_gets: bool,
    /// Many messages can be written, all or none.
    pub(super) atomic_batches: bool,
}

impl Nats {
    /// Questions about one stream, over a connection.
    pub(super) fn of(connection: &Connection, stream: &str) -> Self {
        let client = connection.client.clone();
        let version = Version::parse(&client.server_info().version);
        let (batched_gets, atomic_batches) = (version >= BATCHED_GETS, version >= ATOMIC_BATCHES);
        Self { client, stream: stream.to_owned(), batched_gets, atomic_batches }
    }

    /// Asks `$JS.API.<what>`, which changes nothing when it is asked twice; again while a stream has no leader.
    pub(super) async fn ask<T: DeserializeOwned>(&self, what: &str, body: &Value) -> Result<T, NatsError> {
        let begun = clock::tick();
        loop {
            let told = self.asked(what, body).await;
            let is_last = begun.elapsed() > ANSWER_WAIT;
            match told {
                Err(NatsError::NoAnswer { .. } | NatsError::Refused { code: NO_LEADER, .. }) if !is_last => {
                    tokio::time::sleep(AGAIN_AFTER).await;
                }
                told => return told,
            }
        }
    }

    async fn asked<T: DeserializeOwned>(&self, what: &str, body: &Value) -> Result<T, NatsError> {
        let subject = format!("$JS.API.{what}");
        let request = Request::new().payload(body.to_string().into()).timeout(Some(FIRST_WAIT));
        let answer = self.client.send_request(subject, request).await;
        let no_answer = |why: String| NatsError::NoAnswer { asked: what.to_owned(), why };
        let answer = answer.map_err(|error| no_answer(error.to_string()))?;
        let unreadable = || NatsError::Unreadable { asked: what.to_owned() };
        let mut told: Value = serde_json::from_slice(&answer.payload).map_err(|_| unreadable())?;
        if !told["error"].is_null() {
            let fault: Fault = serde_json::from_value(told["error"].take()).map_err(|_| unreadable())?;
            let (why, code) = (fault.description, fault.err_code);
            return Err(NatsError::Refused { asked: what.to_owned(), why, code });
        }
        serde_json::from_value(told).map_err(|_| unreadable())
    }

    /// Publishes a message and waits for what is answered to it; again while there is nobody who could have taken it.
    pub(super) async fn request(
        &self,
        subject: &str,
        headers: HeaderMap,
        payload: Vec<u8>,
    ) -> Result<Message, NatsError> {
        let begun = clock::tick();
        loop {
            let request = Request::new().headers(headers.clone()).payload(payload.clone().into());
            match self.client.send_request(subject.to_owned(), request).await {
                Ok(answer) => return Ok(answer),
                Err(error)
                    if error.kind() == RequestErrorKind::NoResponders && begun.elapsed() < ANSWER_WAIT =>
                {
                    tokio::time::sleep(AGAIN_AFTER).await;
                }
                Err(error) => {
                    return Err(NatsError::NoAnswer {
                        asked: "an append".to_owned(),
                        why: error.to_string(),
                    });
                }
            }
        }
    }

    /// What the leader says of the log's stream.
    pub(super) async fn told(&self) -> Result<StreamTold, NatsError> {
        self.ask(&format!("STREAM.INFO.{}", self.stream), &json!({})).await
    }

    /// The same of a stream that is made where there is none. Of several gateways that make it at once, each finds it.
    pub(super) async fn told_or_made(&self, wanted: &Value) -> Result<StreamTold, NatsError> {
        let begun = clock::tick();
        loop {
            match self.told().await {
                Err(NatsError::Refused { code: NO_STREAM, .. }) if begun.elapsed() < ANSWER_WAIT => {}
                told => return told,
            }
            match self.ask::<Value>(&format!("STREAM.CREATE.{}", self.stream), wanted).await {
                // Not every server may know of it yet.
                Ok(_) | Err(NatsError::Refused { code: STREAM_NAME_TAKEN, .. }) => {
                    tokio::time::sleep(AGAIN_AFTER).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// The subject on which gateways tell each other that entries have come; nothing is lost when nobody hears it.
    pub(super) fn hints(&self) -> String {
        format!("samspor.told.{}", self.stream)
    }
}
