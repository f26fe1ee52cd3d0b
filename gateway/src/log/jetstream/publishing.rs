//! Writing entries to the stream: each under the condition that its stream has not gone on, all or none where the
//! server can.

use async_nats::{HeaderMap, Message};

use super::answers::Acknowledged;
use super::error::NatsError;
use super::nats::Nats;

/// The stream has gone on: nothing was written.
const WRONG_LAST_SEQUENCE: [u64; 2] = [10071, 10164];
/// The server knows the message's id, or is writing one of that id: nothing was written.
const DUPLICATE: [u64; 2] = [10158, 10201];
/// The server takes no batch, or not this one: nothing was written.
const NO_BATCH: [u64; 9] = [10174, 10175, 10176, 10177, 10178, 10179, 10199, 10200, 10210];

/// A record on its way.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub(super) subject: String,
    /// The entry's id: the server keeps what it has seen for two minutes.
    pub(super) id: String,
    /// The newest position of its stream; none for one that follows another of the same stream in its group.
    pub(super) after: Option<u64>,
    pub(super) container: Vec<u8>,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// It is durable, at this position.
    At(u64),
    /// Not written: its stream has gone on, or the server knows its id.
    Raced,
    /// Not written: it has to go by itself.
    NotInBatch,
    /// Nobody knows.
    Unknown(String),
}

impl Nats {
    /// Writes one message.
    pub(super) async fn publish(&self, letter: &Letter) -> Sent {
        let answer = self.request(&letter.subject, headers(letter), letter.container.clone()).await;
        match told(answer) {
            // The first of that id may stand anywhere; whoever reads on finds it.
            Ok(told) if told.duplicate => Sent::Raced,
            Ok(told) => Sent::At(told.seq),
            Err(sent) => sent,
        }
    }

    /// Writes messages, all or none; the same became of all of them, in consecutive places.
    pub(super) async fn publish_all(&self, letters: &[Letter], batch: &str) -> Sent {
        let Some((last, before)) = letters.split_last() else { return Sent::NotInBatch };
        for (number, letter) in (1..).zip(before) {
            let headers = in_batch(letter, batch, number);
            let payload = letter.container.clone().into();
            if let Err(error) =
                self.client.publish_with_headers(letter.subject.clone(), headers, payload).await
            {
                // Without its end the server writes nothing of a batch.
                return Sent::Unknown(error.to_string());
            }
        }
        let mut headers = in_batch(last, batch, letters.len());
        headers.insert("Nats-Batch-Commit", "1");
        let answer = self.request(&last.subject, headers, last.container.clone()).await;
        match told(answer) {
            Ok(told) => Sent::At(told.seq),
            Err(sent) => sent,
        }
    }
}

fn told(answer: Result<Message, NatsError>) -> Result<Acknowledged, Sent> {
    let answer = answer.map_err(|error| Sent::Unknown(error.to_string()))?;
    let told: Acknowledged = serde_json::from_slice(&answer.payload)
        .map_err(|_| Sent::Unknown("the acknowledgement is unreadable".to_owned()))?;
    match &told.error {
        None if told.seq > 0 => Ok(told),
        None => Err(Sent::Unknown("the acknowledgement names no place".to_owned())),
        Some(fault) if WRONG_LAST_SEQUENCE.contains(&fault.err_code) => Err(Sent::Raced),
        Some(fault) if DUPLICATE.contains(&fault.err_code) => Err(Sent::Raced),
        Some(fault) if NO_BATCH.contains(&fault.err_code) => Err(Sent::NotInBatch),
        Some(fault) => Err(Sent::Unknown(format!("{} ({})", fault.description, fault.err_code))),
    }
}

fn headers(letter: &Letter) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("Nats-Msg-Id", letter.id.as_str());
    if let Some(after) = letter.after {
        headers.insert("Nats-Expected-Last-Subject-Sequence", after.to_string().as_str());
    }
    headers
}

fn in_batch(letter: &Letter, batch: &str, number: usize) -> HeaderMap {
    let mut headers = headers(letter);
    headers.insert("Nats-Batch-Id", batch);
    headers.insert("Nats-Batch-Sequence", number.to_string().as_str());
    headers
}
