//! Following the log and telling NATS, page by page: the mark moves when every entry of a page is acknowledged.

use std::collections::HashSet;
use std::fmt::Display;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use async_nats::connection::State;
use async_nats::{Client, HeaderMap, Message, Request, StatusCode};
use futures_util::StreamExt;
use samspor_core::log::{Log, Placed, Position, Unavailable};
use serde::Deserialize;
use serde_json::json;
use thiserror::Error;
use tokio::time::timeout;

use super::event::{CloudEvent, SUBJECTS};
use super::mark::Mark;
use crate::disk::Disk;

/// The JetStream stream that keeps the events, where none is named.
pub const OUTLET_STREAM: &str = "SAMSPOR_ENTRIES";
/// Entries told at once.
const PAGE_ENTRIES: usize = 256;
/// How often the log is looked at when everything has been told.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How long an acknowledgement may take.
const ANSWER_WAIT: Duration = Duration::from_secs(5);
/// How long nothing is tried after a failure, at first and at most.
const RETRY: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(15));
/// The kind of a message that is a whole event.
const STRUCTURED: &str = "application/cloudevents+json; charset=utf-8";

/// Tells NATS of a log's entries.
pub struct Outlet {
    log: Arc<dyn Log>,
    client: Client,
    stream: String,
    mark: Mark,
    is_made: bool,
}

/// Why the next entries are not told yet. They are tried again.
#[derive(Debug, Error)]
pub enum OutletError {
    #[error("NATS is away")]
    Away,
    #[error("NATS does not acknowledge: {0}")]
    Unacknowledged(String),
    #[error("the stream {stream} can't be made: {why}")]
    NoStream { stream: String, why: String },
    #[error(transparent)]
    Unread(#[from] Unavailable),
    #[error("the entry at position {0} can't be told")]
    Unreadable(Position),
    #[error("how far NATS was told can't be kept")]
    Unkept(#[from] io::Error),
}

/// What JetStream answers to a message.
#[derive(Deserialize)]
struct Acknowledged {
    #[serde(default)]
    seq: u64,
    error: Option<Fault>,
}

#[derive(Deserialize)]
struct Fault {
    #[serde(default)]
    err_code: u64,
    #[serde(default)]
    description: String,
}

/// The server's number for a stream that is there.
const STREAM_EXISTS: u64 = 10058;

impl Outlet {
    /// An outlet of a log to a stream, which is made when it is missing. How far it has come is kept at the root of a disk.
    pub fn open(log: Arc<dyn Log>, client: Client, disk: Arc<dyn Disk>, stream: &str) -> io::Result<Self> {
        let mark = Mark::open(disk, stream)?;
        Ok(Self { log, client, stream: stream.to_owned(), mark, is_made: false })
    }

    /// Up to where every entry has been acknowledged.
    pub fn reached(&self) -> Position {
        self.mark.reached()
    }

    /// Tells until `ended`. Nothing is lost by that: the next start goes on behind what was acknowledged.
    pub async fn run(mut self, ended: impl Future) {
        tokio::pin!(ended);
        let mut wait = RETRY.0;
        loop {
            let rest = match self.step().await {
                Ok(0) => LOOK_EVERY,
                Ok(_) => Duration::ZERO,
                Err(error) => {
                    tracing::warn!(%error, reached = self.reached().0, "the newest entries are not told yet");
                    wait = (wait * 2).min(RETRY.1);
                    wait
                }
            };
            if rest < RETRY.0 {
                wait = RETRY.0;
            }
            tokio::select! {
                _ = &mut ended => return,
                () = tokio::time::sleep(rest) => {}
            }
        }
    }

    /// Tells of the next entries; how many they were. An entry may have been told before a failure, and is told again.
    pub async fn step(&mut self) -> Result<usize, OutletError> {
        let head = self.log.head();
        // A mark beyond the log is that of another one: all of this one is told.
        let after = Some(self.mark.reached()).filter(|reached| *reached <= head).unwrap_or(Position::START);
        if after == head {
            return Ok(0);
        }
        if self.client.connection_state() != State::Connected {
            return Err(OutletError::Away);
        }
        self.made().await?;
        let log = Arc::clone(&self.log);
        let page = tokio::task::spawn_blocking(move || events(&*log, after)).await;
        let page = page.map_err(|error| Unavailable(error.to_string()))??;
        self.tell(&page).await?;
        let Some(last) = page.last() else { return Ok(0) };
        self.mark.keep(Position(last.data.position))?;
        Ok(page.len())
    }

    /// Tells a page in its order, and waits until all of it is acknowledged. After a failure a part of it may have been
    /// told; what is told again then comes behind it, and `sequence` says where it belongs.
    async fn tell(&self, page: &[CloudEvent]) -> Result<(), OutletError> {
        let away = |error: &dyn Display| OutletError::Unacknowledged(error.to_string());
        let inbox = self.client.new_inbox();
        let answers = self.client.subscribe(format!("{inbox}.*")).await;
        let mut answers = answers.map_err(|error| away(&error))?;
        for (number, event) in page.iter().enumerate() {
            let mut headers = HeaderMap::new();
            headers.insert("Content-Type", STRUCTURED);
            headers.insert("Nats-Msg-Id", event.id.as_str());
            let payload = serde_json::to_vec(event).map_err(io::Error::from)?.into();
            let (subject, reply) = (event.nats_subject(), format!("{inbox}.{number}"));
            let sent = self.client.publish_with_reply_and_headers(subject, reply, headers, payload).await;
            sent.map_err(|error| away(&error))?;
        }
        let mut waiting: HashSet<String> =
            (0..page.len()).map(|number| format!("{inbox}.{number}")).collect();
        while !waiting.is_empty() {
            let answer = timeout(ANSWER_WAIT, answers.next()).await.map_err(|late| away(&late))?;
            let Some(answer) = answer else { return Err(OutletError::Away) };
            acknowledged(&answer)?;
            waiting.remove(answer.subject.as_str());
        }
        Ok(())
    }

    /// Makes the stream, once in the life of the outlet. One that is there is left as its operator made it.
    async fn made(&mut self) -> Result<(), OutletError> {
        if self.is_made {
            return Ok(());
        }
        let config = json!({"name": self.stream, "subjects": [SUBJECTS], "storage": "file", "retention": "limits",
            "discard": "old", "num_replicas": 1, "duplicate_window": 120_000_000_000u64});
        let subject = format!("$JS.API.STREAM.CREATE.{}", self.stream);
        let answer = self.ask(subject, HeaderMap::new(), config.to_string().into_bytes()).await?;
        match answer.error {
            Some(fault) if fault.err_code != STREAM_EXISTS => {
                Err(OutletError::NoStream { stream: self.stream.clone(), why: fault.description })
            }
            Some(_) | None => {
                self.is_made = true;
                Ok(())
            }
        }
    }

    async fn ask(
        &self,
        subject: String,
        headers: HeaderMap,
        payload: Vec<u8>,
    ) -> Result<Acknowledged, OutletError> {
        let request = Request::new().headers(headers).payload(payload.into()).timeout(Some(ANSWER_WAIT));
        let answer = self.client.send_request(subject, request).await;
        let answer = answer.map_err(|error| OutletError::Unacknowledged(error.to_string()))?;
        serde_json::from_slice(&answer.payload).map_err(|_| not_jetstream())
    }
}

/// That a message is kept.
fn acknowledged(answer: &Message) -> Result<(), OutletError> {
    if answer.status == Some(StatusCode::NO_RESPONDERS) {
        return Err(OutletError::Unacknowledged("no stream keeps these subjects".to_owned()));
    }
    let told: Acknowledged = serde_json::from_slice(&answer.payload).map_err(|_| not_jetstream())?;
    match told.error {
        None if told.seq > 0 => Ok(()),
        None => Err(not_jetstream()),
        Some(fault) => Err(OutletError::Unacknowledged(fault.description)),
    }
}

fn not_jetstream() -> OutletError {
    OutletError::Unacknowledged("the answer is not JetStream's".to_owned())
}

/// The events of the next page.
fn events(log: &dyn Log, after: Position) -> Result<Vec<CloudEvent>, OutletError> {
    let event = |placed: &Placed| {
        let tenant = log.stream_of(placed).and_then(|stream| stream.tenant());
        let event = CloudEvent::of(placed, log.opener().origin, tenant);
        event.ok_or(OutletError::Unreadable(placed.position))
    };
    log.page(after, PAGE_ENTRIES)?.iter().map(event).collect()
}
