//! Reading entries from the stream. Any server may answer, and one that lags answers less: what is missing at the end
//! is then asked of the leader.

use async_nats::{HeaderMap, Message, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::NatsError;
use super::nats::{ANSWER_WAIT, FIRST_WAIT, Nats};

/// Entries asked for at once.
pub(super) const GET_ENTRIES: u64 = 1024;
/// Nothing more will come: the end of what was asked for.
const END_OF_BATCH: u16 = 204;

/// A message of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Got {
    pub(super) position: u64,
    pub(super) subject: String,
    /// The record's container.
    pub(super) container: Vec<u8>,
}

#[derive(Deserialize)]
struct FromLeader {
    message: StoredMessage,
}

#[derive(Deserialize)]
struct StoredMessage {
    subject: String,
    seq: u64,
    #[serde(default)]
    data: String,
}

impl Nats {
    /// The messages from a position on, up to another, all of them.
    pub(super) async fn range(&self, from: u64, to: u64) -> Result<Vec<Got>, NatsError> {
        let mut all = Vec::new();
        let mut next = from;
        while next <= to {
            let asked = json!({"seq": next, "batch": GET_ENTRIES.min(to - next + 1)});
            let got = if self.batched_gets { self.batch(&asked).await? } else { Vec::new() };
            let before = next;
            for one in got {
                if one.position != next {
                    break;
                }
                next += 1;
                all.push(one);
            }
            if next == before {
                all.push(self.of_leader(next).await?);
                next += 1;
            }
        }
        Ok(all)
    }

    /// The messages at these positions, which all stand on one subject.
    pub(super) async fn on_subject(&self, subject: &str, positions: &[u64]) -> Result<Vec<Got>, NatsError> {
        let mut all = Vec::with_capacity(positions.len());
        while let Some(next) = positions.get(all.len()) {
            let rest = &positions[all.len()..];
            let asked =
                json!({"seq": next, "batch": GET_ENTRIES.min(rest.len() as u64), "next_by_subj": subject});
            let got = if self.batched_gets { self.batch(&asked).await? } else { Vec::new() };
            let fits = got.into_iter().zip(rest).take_while(|(one, position)| one.position == **position);
            let before = all.len();
            all.extend(fits.map(|(one, _)| one));
            if all.len() == before {
                all.push(self.of_leader(*next).await?);
            }
        }
        Ok(all)
    }

    /// The messages behind a position that the nearest server has, some of them, without a gap.
    pub(super) async fn behind(&self, head: u64) -> Result<Vec<Got>, NatsError> {
        if !self.batched_gets {
            let last = self.told().await?.state.last_seq;
            return self.range(head + 1, last).await;
        }
        let got = self.batch(&json!({"seq": head + 1, "batch": GET_ENTRIES})).await?;
        let is_whole = (head + 1..).zip(&got).all(|(expected, one)| expected == one.position);
        match got.last().map(|last| last.position) {
            // That server has a hole: the leader is asked for what should be in it.
            Some(last) if !is_whole => self.range(head + 1, last).await,
            Some(_) | None => Ok(got),
        }
    }

    /// One message, as the leader has it.
    async fn of_leader(&self, position: u64) -> Result<Got, NatsError> {
        let asked = format!("STREAM.MSG.GET.{}", self.stream);
        let FromLeader { message } = self.ask(&asked, &json!({"seq": position})).await?;
        let container = STANDARD.decode(&message.data).ok().filter(|_| message.seq == position);
        let container = container.ok_or(NatsError::Unreadable { asked })?;
        Ok(Got { position, subject: message.subject, container })
    }

    async fn batch(&self, asked: &Value) -> Result<Vec<Got>, NatsError> {
        let no_answer = |why: String| NatsError::NoAnswer { asked: "a read".to_owned(), why };
        let inbox = self.client.new_inbox();
        let answers = self.client.subscribe(inbox.clone()).await;
        let mut answers = answers.map_err(|error| no_answer(error.to_string()))?;
        let subject = format!("$JS.API.DIRECT.GET.{}", self.stream);
        let sent = self.client.publish_with_reply(subject, inbox, asked.to_string().into()).await;
        sent.map_err(|error| no_answer(error.to_string()))?;
        let mut all = Vec::new();
        loop {
            let wait = if all.is_empty() { FIRST_WAIT } else { ANSWER_WAIT };
            let answer = match tokio::time::timeout(wait, answers.next()).await {
                Ok(answer) => answer,
                // Nobody has it now; the leader is asked for what must be there.
                Err(_) if all.is_empty() => return Ok(all),
                Err(_) => return Err(no_answer("it took too long".to_owned())),
            };
            let answer = answer.ok_or_else(|| no_answer("the connection was closed".to_owned()))?;
            match answer.status {
                None => all.push(got(answer)?),
                Some(StatusCode::NOT_FOUND | StatusCode::NO_RESPONDERS) => return Ok(all),
                Some(status) if status.as_u16() == END_OF_BATCH => return Ok(all),
                Some(status) => {
                    let why = answer.description.unwrap_or_default();
                    return Err(no_answer(format!("{why} ({})", status.as_u16())));
                }
            }
        }
    }
}

fn got(message: Message) -> Result<Got, NatsError> {
    let headers = message.headers.unwrap_or_default();
    let unreadable = || NatsError::Unreadable { asked: "a read".to_owned() };
    let position =
        header(&headers, "Nats-Sequence").and_then(|text| text.parse().ok()).ok_or_else(unreadable)?;
    let subject = header(&headers, "Nats-Subject").ok_or_else(unreadable)?.to_owned();
    Ok(Got { position, subject, container: message.payload.to_vec() })
}

fn header<'a>(headers: &'a HeaderMap, name: &'static str) -> Option<&'a str> {
    headers.get(name).map(|value| value.as_str())
}
