//! The answer to an accepted command, as its entry gives it.

use serde::Serialize;

use crate::catalogue::Event;
use crate::deviation::Deviation;
use crate::entry::{Entry, Recorded};
use crate::log::Position;
use crate::words::{EventId, Instant, PatientId, TenantId};

/// The answer to an accepted command; the same for every repetition of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    pub position: Position,
    pub stream_position: u64,
    pub recorded_at: Instant,
    pub events: Vec<EventName>,
    /// The id of what the command made, else of its event.
    pub entity: Entity,
    pub deviations: Vec<Deviation>,
}

/// An event as an answer names it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventName {
    pub id: EventId,
    #[serde(rename = "type")]
    pub name: &'static str,
    pub schema: u16,
}

/// What a command made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Entity {
    Tenant(TenantId),
    Patient(PatientId),
    Event(EventId),
}

impl Answer {
    /// The answer an entry gives, now and whenever the command comes again.
    pub fn of(entry: &Entry) -> Self {
        let events = entry.body.events.iter();
        let named =
            |event: &Recorded| EventName { id: event.id, name: event.what.name(), schema: event.schema };
        let mut deviations: Vec<Deviation> =
            events.clone().flat_map(|event| event.deviations.clone()).collect();
        deviations.sort();
        Self {
            position: entry.position,
            stream_position: entry.stream_position,
            recorded_at: entry.recorded_at,
            events: events.map(named).collect(),
            entity: entity_of(entry),
            deviations,
        }
    }
}

fn entity_of(entry: &Entry) -> Entity {
    match (entry.main_event(), entry.body.patient) {
        (Some(event), patient) => match (&*event.what, patient) {
            (Event::TenantRegistered(told), _) => Entity::Tenant(told.org_number),
            (Event::PatientRegistered(_), Some(patient)) => Entity::Patient(patient),
            _ => Entity::Event(event.id),
        },
        (None, _) => Entity::Event(EventId(entry.body.id.0)),
    }
}
