//! Corrections (*retting*) and voidings (*feilført*): the original stays, the newest correction of a field is read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::catalogue::{Ask, Event};
use crate::decision::{Ground, unknown};
use crate::known::corrected;
use crate::refusal::Refusal;
use crate::words::{Code, EventId};

/// Fields of a recorded event were wrong (#34; hpl § 42).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryCorrected {
    pub target: EventId,
    /// The new value of each listed field, replacing the old one whole; `on` is one of them.
    pub changes: BTreeMap<String, Value>,
    pub reason: Code,
}

/// Why an event is voided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VoidReason {
    WrongPatient,
    NeverHappened,
    Duplicate,
}

/// A recorded event is void (#35): it is gone from every view, and stands in the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryMarkedErroneous {
    pub target: EventId,
    pub reason: VoidReason,
    pub replacement: Option<EventId>,
}

/// Fields that stand for ever.
const IMMUTABLE: [&str; 9] =
    ["recorded_at", "actor", "patient", "tenant", "id", "type", "schema", "position", "stream_position"];

/// The target is an event of this stream, not void, and no correction or voiding itself.
pub(crate) fn fits(asked: &EntryCorrected, ground: &Ground<'_>) -> Result<(), Refusal> {
    let target = target(asked.target, ground)?;
    match target {
        Event::EntryCorrected(_) | Event::EntryMarkedErroneous(_) => Err(unknown(
            "target".to_owned(),
            "the event that was corrected, not a correction or voiding of it",
        )),
        _ => Ok(()),
    }
}

/// The target is an event of this stream, not void, and no voiding; a correction may be voided.
pub(crate) fn void_fits(asked: &EntryMarkedErroneous, ground: &Ground<'_>) -> Result<(), Refusal> {
    match target(asked.target, ground)? {
        Event::EntryMarkedErroneous(_) => {
            Err(unknown("target".to_owned(), "an event or a correction, not a voiding"))
        }
        _ => Ok(()),
    }
}

/// The fields may be corrected, fit the event, and leave the file in order.
pub(crate) fn judge(asked: &EntryCorrected, ground: &Ground<'_>) -> Result<(), Refusal> {
    if let Some(field) = asked.changes.keys().find(|field| IMMUTABLE.contains(&field.as_str())) {
        return Err(Refusal::Immutable { field: field.clone() });
    }
    if asked.changes.is_empty() {
        return Err(Refusal::Malformed {
            path: "data.changes".to_owned(),
            problem: "name at least one field".to_owned(),
        });
    }
    let Some(fact) = ground.facts.iter().find(|fact| fact.mark.event == asked.target) else {
        return Err(unknown("target".to_owned(), "an event of this file"));
    };
    let malformed = |(path, problem)| Refusal::Malformed { path: format!("data.changes.{path}"), problem };
    let (on, _) = corrected(&fact.what, fact.mark.on, &asked.changes).map_err(malformed)?;
    if fact.mark.on <= ground.today && on > ground.today {
        return Err(Refusal::InTheFuture { on, today: ground.today });
    }
    ground.one_primary_a_seat()
}

/// What is left is in order: a voided end may not bring a second primary back.
pub(crate) fn judge_void(ground: &Ground<'_>) -> Result<(), Refusal> {
    match ground.command.ask {
        Ask::VoidEntry(_) => ground.one_primary_a_seat(),
        _ => Ok(()),
    }
}

fn target<'a>(target: EventId, ground: &Ground<'a>) -> Result<&'a Event, Refusal> {
    let accepted = "the id of an event of this file that is not void";
    let (_, recorded) =
        ground.recorded(target).ok_or_else(|| unknown(format!("target {target}"), accepted))?;
    if ground.is_void(target) {
        return Err(unknown(format!("target {target}, void already"), accepted));
    }
    Ok(&recorded.what)
}
