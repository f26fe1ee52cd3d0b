//! Small values that are changed by compare-and-swap: a KV bucket, which is a JetStream stream of its own.

use std::sync::Arc;
use std::time::Duration;

use async_nats::HeaderMap;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answers::Acknowledged;
use super::connection::Connection;
use super::error::{JetStreamError, NatsError};
use super::nats::{ANSWER_WAIT, Nats};
use crate::clock;

const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(5);
/// The stream has gone on.
const WRONG_LAST_SEQUENCE: [u64; 2] = [10071, 10164];
/// Nothing stands under that name.
const NO_MESSAGE: u64 = 10037;

/// A bucket. `nats kv ls BUCKET` shows it to an operator.
#[derive(Clone)]
pub struct Bucket {
    connection: Arc<Connection>,
    nats: Nats,
    prefix: String,
}

/// A value, and what a change of it has to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Rises with each change; 0 is before the first.
    pub revision: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is durable, and this is its revision.
    Done(u64),
    /// Nothing was written: somebody else has changed the value, which can be read.
    Changed,
}

#[derive(Deserialize)]
struct FromLeader {
    message: StoredValue,
}

#[derive(Deserialize)]
struct StoredValue {
    seq: u64,
    #[serde(default)]
    data: String,
}

impl Bucket {
    /// Opens a bucket of so many copies, or makes it.
    pub fn open(connection: Arc<Connection>, name: &str, replicas: usize) -> Result<Self, JetStreamError> {
        let prefix = format!("$KV.{name}");
        let nats = Nats::of(&connection, &format!("KV_{name}"));
        let bucket = Self { connection, nats, prefix };
        let nats = bucket.nats.clone();
        let wanted = wanted(name, replicas);
        let told = bucket.connection.wait(async move { nats.told_or_made(&wanted).await })?;
        let faults = faults(&told.config, name, replicas);
        if faults.is_empty() {
            Ok(bucket)
        } else {
            Err(JetStreamError::Unsafe { stream: bucket.nats.stream, faults })
        }
    }

    /// A value as the leader has it; none when there is none.
    pub fn get(&self, key: &str) -> Result<Option<Held>, NatsError> {
        let (nats, subject) = (self.nats.clone(), format!("{}.{key}", self.prefix));
        self.connection.wait(async move { nats.held(&subject).await })
    }

    /// Puts a value in the place of the one of that revision, 0 for none. Durable on success; after an error it is there
    /// or not.
    pub fn put(&self, key: &str, before: u64, bytes: Vec<u8>) -> Result<Put, NatsError> {
        let (nats, subject) = (self.nats.clone(), format!("{}.{key}", self.prefix));
        self.connection.wait(async move { nats.changed(&subject, before, bytes).await })
    }
}

impl Nats {
    async fn held(&self, subject: &str) -> Result<Option<Held>, NatsError> {
        let asked = format!("STREAM.MSG.GET.{}", self.stream);
        let FromLeader { message } = match self.ask(&asked, &json!({"last_by_subj": subject})).await {
            Err(NatsError::Refused { code: NO_MESSAGE, .. }) => return Ok(None),
            found => found?,
        };
        let bytes = STANDARD.decode(&message.data).map_err(|_| NatsError::Unreadable { asked })?;
        Ok(Some(Held { revision: message.seq, bytes }))
    }

    async fn changed(&self, subject: &str, before: u64, bytes: Vec<u8>) -> Result<Put, NatsError> {
        let asked = || format!("a change of {subject}");
        let mut headers = HeaderMap::new();
        headers.insert("Nats-Expected-Last-Subject-Sequence", before.to_string().as_str());
        let answer = self.request(subject, headers, bytes).await?;
        let told: Acknowledged =
            serde_json::from_slice(&answer.payload).map_err(|_| NatsError::Unreadable { asked: asked() })?;
        match told.error {
            None if told.seq > 0 => Ok(Put::Done(told.seq)),
            None => Err(NatsError::Unreadable { asked: asked() }),
            Some(fault) if WRONG_LAST_SEQUENCE.contains(&fault.err_code) => {
                self.until_changed(subject, before).await
            }
            Some(fault) => {
                Err(NatsError::Refused { asked: asked(), why: fault.description, code: fault.err_code })
            }
        }
    }

    /// The server refuses beside a change that is on its way; whoever hears of it shall be able to read it.
    async fn until_changed(&self, subject: &str, before: u64) -> Result<Put, NatsError> {
        let begun = clock::tick();
        while begun.elapsed() < ANSWER_WAIT {
            if self.held(subject).await?.map_or(0, |held| held.revision) != before {
                return Ok(Put::Changed);
            }
            tokio::time::sleep(LOOK_AGAIN_AFTER).await;
        }
        let why = "somebody else's change of it is not to be seen".to_owned();
        Err(NatsError::NoAnswer { asked: format!("a change of {subject}"), why })
    }
}

fn wanted(name: &str, replicas: usize) -> Value {
    json!({
        "name": format!("KV_{name}"),
        "description": "a ledger's last signed checkpoints and its sealed keys",
        "subjects": [format!("$KV.{name}.>")],
        "retention": "limits",
        "storage": "file",
        "num_replicas": replicas,
        "max_msgs_per_subject": 1,
        "max_age": 0,
        "max_msgs": -1,
        "max_bytes": -1,
        "discard": "new",
        "deny_delete": true,
        "allow_rollup_hdrs": true,
        "allow_direct": true,
    })
}

fn faults(config: &Value, name: &str, replicas: usize) -> Vec<String> {
    let wanted = wanted(name, replicas);
    let fields = ["storage", "subjects", "num_replicas", "max_age", "max_msgs", "max_bytes", "discard"];
    let other = fields.into_iter().filter(|field| config[*field] != wanted[*field]);
    let fault = |field| {
        format!(
            "its {field} is {} and should be {}: run `nats stream edit KV_{name}`",
            config[field], wanted[field]
        )
    };
    let mut faults: Vec<String> = other.map(fault).collect();
    if !matches!(&config["persist_mode"], Value::Null) && config["persist_mode"] != "default" {
        faults.push("it acknowledges before it has written (persist_mode): make it anew".to_owned());
    }
    faults
}
