//! What the ledger says of itself: entries of its own stream, which stand in clear and are about nobody.

use super::{pseudonym, recorded};
use crate::actor::Actor;
use crate::catalogue::Event;
use crate::command::{Mode, event_id};
use crate::entry::Body;
use crate::log::{AppendError, Class, Committed, Draft, DraftSection, Log, Position, StreamKey};
use crate::register::ledger::LedgerBegan;
use crate::words::{CommandId, EventId, Instant};

/// Marks an empty log as a ledger, simulated or not, for ever.
pub fn begin(log: &dyn Log, id: CommandId, simulated: bool, now: Instant) -> Result<(), AppendError> {
    let told = Event::LedgerBegan(LedgerBegan::of(log.opener().origin, simulated));
    log.append(in_clear(id, Class::P, told, now), Position::START).map(|_| ())
}

/// Puts an event into the ledger's own stream, in clear; durable on success. `Known` says where the same id stands.
pub fn append_public(
    log: &dyn Log,
    id: CommandId,
    class: Class,
    event: Event,
    now: Instant,
) -> Result<Committed, AppendError> {
    log.append(in_clear(id, class, event, now), Position::ANY)
}

fn in_clear(id: CommandId, class: Class, event: Event, now: Instant) -> Draft {
    let event = recorded(event, EventId(event_id(id, now, 0)), Vec::new(), now.day());
    let body = Body {
        id,
        stream: StreamKey::Ledger,
        patient: None,
        mode: Mode::Record,
        on: now.day(),
        received_on: None,
        actor: Actor::system(),
        request: [0; 32],
        events: vec![event],
    };
    let act = pseudonym(&body.actor);
    let sections = vec![DraftSection::Open { text: body.to_bytes() }];
    Draft { command: id, stream: StreamKey::Ledger, class, at: now, act, sections }
}
