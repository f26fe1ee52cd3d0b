//! A recorded event as it stands when the corrections known so far are read into it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::catalogue::Event;
use crate::deviation::Deviation;
use crate::log::Position;
use crate::words::{Day, EventId, Instant, PatientId};

/// An event's place in the log: the position of its entry and its number in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    pub position: Position,
    pub index: u16,
}

/// When something happened and where it stands in the log; orders facts by day, and on one day by log order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Mark {
    /// The day it happened (*skjedde*), after corrections.
    pub on: Day,
    pub place: Place,
    pub event: EventId,
    /// The day in Oslo on which the event's entry was recorded (*registrert*).
    pub recorded_on: Day,
}

/// One event as known: its data and day after corrections, and what was said of it when it was recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    pub mark: Mark,
    pub recorded_at: Instant,
    /// The patient of the entry, if it is about one.
    pub patient: Option<PatientId>,
    pub actor: Actor,
    pub what: Arc<Event>,
    pub deviations: Vec<Deviation>,
}
