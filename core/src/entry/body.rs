//! The bodies: canonical JSON of what was recorded, readable in ten years without this program.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::spelled::{hex, unhex};
use crate::actor::Actor;
use crate::catalogue::Event;
use crate::command::Mode;
use crate::deviation::Deviation;
use crate::log::{Position, StreamKey};
use crate::register::identity::Identity;
use crate::words::{CommandId, Day, EventId, Instant, PatientId, TenantId};

/// A provision an event rests on, in the version in force on its day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    pub id: String,
    pub version: String,
}

/// One event of an entry, as recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    pub id: EventId,
    pub schema: u16,
    pub what: Arc<Event>,
    pub deviations: Vec<Deviation>,
    pub legal_basis: Vec<Basis>,
}

/// The newest version of every event's form.
pub const EVENT_SCHEMA: u16 = 1;

/// What the first body of an entry says.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    pub id: CommandId,
    pub stream: StreamKey,
    pub patient: Option<PatientId>,
    pub mode: Mode,
    pub on: Day,
    pub received_on: Option<Day>,
    pub actor: Actor,
    /// SHA-256 of the command as sent, without identities: tells a repetition from another command.
    pub request: [u8; 32],
    pub events: Vec<Recorded>,
}

/// An entry read back: its place, its body, and the identity section if it has one.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub position: Position,
    pub stream_position: u64,
    pub recorded_at: Instant,
    pub body: Body,
    pub identity: Option<Identity>,
}

/// Why stored bytes are no entry; a corruption, to be reported with the position.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("entry {position} can't be read: {problem}")]
pub struct Unreadable {
    pub position: Position,
    pub problem: String,
}

/// The stored form, its fields in the order of RFC 8785.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored<'a> {
    actor: Actor,
    #[serde(borrow)]
    events: Vec<StoredEvent<'a>>,
    id: CommandId,
    mode: Mode,
    on: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    patient: Option<PatientId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    received_on: Option<Day>,
    request: String,
    stream: StreamWord,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<TenantId>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredEvent<'a> {
    #[serde(borrow)]
    data: std::borrow::Cow<'a, RawValue>,
    deviations: Vec<Deviation>,
    id: EventId,
    legal_basis: Vec<Basis>,
    schema: u16,
    #[serde(rename = "type")]
    name: std::borrow::Cow<'a, str>,
}

/// Which kind of stream, as a body says it.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StreamWord {
    Ledger,
    Register,
    Patient,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct IdentitySection {
    identity: Identity,
}

impl Body {
    /// The body's bytes: canonical JSON, written once.
    pub fn to_bytes(&self) -> Vec<u8> {
        let events = self.events.iter().map(stored_event).collect();
        let stored = Stored {
            actor: self.actor.clone(),
            events,
            id: self.id,
            mode: self.mode,
            on: self.on,
            patient: self.patient,
            received_on: self.received_on,
            request: hex(&self.request),
            stream: StreamWord::of(&self.stream),
            tenant: self.stream.tenant(),
        };
        serde_json::to_vec(&stored).expect("a body has string keys and finite numbers")
    }

    /// What the entry is about: the last event, since what it implies stands before it.
    pub fn main(&self) -> Option<&Event> {
        self.events.last().map(|event| &*event.what)
    }

    /// Reads the body's bytes, or says in English what is wrong with them.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let stored: Stored<'_> = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        let stream = match (stored.stream, stored.tenant, stored.patient) {
            (StreamWord::Ledger, None, _) => StreamKey::Ledger,
            (StreamWord::Register, Some(tenant), _) => StreamKey::Register(tenant),
            (StreamWord::Patient, Some(tenant), Some(patient)) => StreamKey::Patient(tenant, patient),
            (StreamWord::Ledger | StreamWord::Register | StreamWord::Patient, _, _) => {
                return Err("the stream does not fit tenant and patient".to_owned());
            }
        };
        let events = stored.events.into_iter().map(recorded).collect::<Result<_, _>>()?;
        Ok(Self {
            id: stored.id,
            stream,
            patient: stored.patient,
            mode: stored.mode,
            on: stored.on,
            received_on: stored.received_on,
            actor: stored.actor,
            request: unhex(stored.request.as_bytes()).ok_or("the request digest is no SHA-256")?,
            events,
        })
    }
}

fn stored_event(event: &Recorded) -> StoredEvent<'static> {
    let data = serde_json::value::to_raw_value(&event.what.to_value()).expect("a JSON value is JSON");
    StoredEvent {
        data: std::borrow::Cow::Owned(data),
        deviations: event.deviations.clone(),
        id: event.id,
        legal_basis: event.legal_basis.clone(),
        schema: event.schema,
        name: event.what.name().into(),
    }
}

fn recorded(stored: StoredEvent<'_>) -> Result<Recorded, String> {
    let what =
        Event::read(&stored.name, &stored.data).map_err(|unread| format!("{}: {unread:?}", stored.name))?;
    if stored.schema != EVENT_SCHEMA {
        return Err(format!("{} has the unknown schema {}", stored.name, stored.schema));
    }
    Ok(Recorded {
        id: stored.id,
        schema: stored.schema,
        what: Arc::new(what),
        deviations: stored.deviations,
        legal_basis: stored.legal_basis,
    })
}

impl StreamWord {
    pub(crate) fn of(stream: &StreamKey) -> Self {
        match stream {
            StreamKey::Ledger => Self::Ledger,
            StreamKey::Register(_) => Self::Register,
            StreamKey::Patient(..) => Self::Patient,
        }
    }
}

/// The identity section's bytes.
pub(crate) fn identity_bytes(identity: &Identity) -> Vec<u8> {
    serde_json::to_vec(&IdentitySection { identity: identity.clone() }).expect("an identity is two strings")
}

impl Entry {
    /// The event the entry is about: the last, since what it implies stands before it.
    pub fn main_event(&self) -> Option<&Recorded> {
        self.body.events.last()
    }
}

/// Which stream a body belongs to, and which command made it; all an index needs.
pub(super) fn address_in(body: &[u8]) -> Option<(StreamKey, CommandId)> {
    #[derive(Deserialize)]
    struct Address {
        id: CommandId,
        patient: Option<PatientId>,
        stream: StreamWord,
        tenant: Option<TenantId>,
    }
    let address: Address = serde_json::from_slice(body).ok()?;
    let stream = match address.stream {
        StreamWord::Ledger => StreamKey::Ledger,
        StreamWord::Register => StreamKey::Register(address.tenant?),
        StreamWord::Patient => StreamKey::Patient(address.tenant?, address.patient?),
    };
    Some((stream, address.id))
}

/// Reads an identity section.
pub(super) fn identity_in(body: &[u8]) -> Option<Identity> {
    serde_json::from_slice(body).ok().map(|section: IdentitySection| section.identity)
}

/// The SHA-256 of bytes in lower-case hexadecimal, as a leaf names a body.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&digest(bytes))
}

/// The SHA-256 of bytes.
pub(crate) fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
