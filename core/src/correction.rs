//! Corrections (*retting*) and voidings (*feilført*): the original stays, the newest correction of a field is read.

mod references;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::catalogue::{Ask, CATALOGUE, Event, Timing};
use crate::command::unread_data;
use crate::decision::{Ground, held_in_time, unknown};
use crate::fact::Fact;
use crate::known::corrected;
use crate::refusal::Refusal;
use crate::register::policy;
use crate::words::{Code, Day, EventId};

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
const IMMUTABLE: [&str; 10] = [
    "recorded_at",
    "actor",
    "patient",
    "tenant",
    "org_number",
    "id",
    "type",
    "schema",
    "position",
    "stream_position",
];

/// E-MALFORMED and E-FREETEXT of the new values, if the event they are for is known and no field stands for ever.
pub(crate) fn reads(asked: &EntryCorrected, ground: &Ground<'_>) -> Result<(), Refusal> {
    if asked.changes.is_empty() {
        return Err(Refusal::Malformed {
            path: "data.changes".to_owned(),
            problem: "name at least one field".to_owned(),
        });
    }
    match fact(asked, ground) {
        Some(fact) if immutable_field(asked, &fact.what).is_none() => with_changes(asked, fact).map(|_| ()),
        Some(_) | None => Ok(()),
    }
}

/// E-FUTURE: a fact stays one, and a plan is moved twelve months ahead at most.
pub(crate) fn in_time(asked: &EntryCorrected, ground: &Ground<'_>) -> Result<(), Refusal> {
    let day = |field: &str| asked.changes.get(field).and_then(Value::as_str)?.parse().ok();
    let fact = ground.facts.iter().find(|fact| fact.mark.event == asked.target);
    let listed = fact.and_then(|fact| CATALOGUE.iter().find(|listed| listed.event == fact.what.name()));
    if let (Some(listed), Some(on)) = (listed, day("on")) {
        held_in_time(listed.timing, on, ground.today)?;
    }
    let mut said = ["received_on", "sent_on", "knew_on", "identified_on", "received_by_ke_on"]
        .into_iter()
        .filter_map(day);
    said.try_for_each(|on| held_in_time(Timing::Fact, on, ground.today))
}

/// The target is an event of this stream, not void, and no correction or voiding itself; what is corrected still
/// names registered things and keeps its intervals in order.
pub(crate) fn fits(asked: &EntryCorrected, ground: &Ground<'_>) -> Result<(), Refusal> {
    target(asked.target, ground)?;
    let Some(fact) = fact(asked, ground) else {
        let accepted = "the event that was corrected, not a correction or voiding of it";
        return Err(unknown("target".to_owned(), accepted));
    };
    if immutable_field(asked, &fact.what).is_some() {
        return Ok(());
    }
    let (on, what) = with_changes(asked, fact)?;
    references::fit(&what, &Ground { on, ..*ground })
}

/// The target is an event of this stream, not void, and no voiding; a correction may be voided.
pub(crate) fn void_fits(asked: &EntryMarkedErroneous, ground: &Ground<'_>) -> Result<(), Refusal> {
    if let Event::EntryMarkedErroneous(_) = target(asked.target, ground)? {
        return Err(unknown("target".to_owned(), "an event or a correction, not a voiding"));
    }
    match asked.replacement {
        // What replaces it may stand under another reference: the right patient's, or the same patient's before a link.
        Some(_) if asked.reason != VoidReason::NeverHappened => Ok(()),
        Some(_) => Err(unknown("replacement".to_owned(), "no replacement for what never happened")),
        None => Ok(()),
    }
}

/// The fields may be corrected, and leave file and policies in order.
pub(crate) fn judge(asked: &EntryCorrected, ground: &Ground<'_>) -> Result<(), Refusal> {
    let Some(fact) = fact(asked, ground) else { return Ok(()) };
    if let Some(field) = immutable_field(asked, &fact.what) {
        return Err(Refusal::Immutable { field });
    }
    if let (_, Event::DeadlinePolicyAdopted(told)) = with_changes(asked, fact)? {
        policy::judge(&told)?;
    }
    ground.stays_whole()
}

/// The event to be corrected, as it stands; none of a correction or voiding.
fn fact<'a>(asked: &EntryCorrected, ground: &Ground<'a>) -> Option<&'a Fact> {
    let amends = |what: &Event| matches!(what, Event::EntryCorrected(_) | Event::EntryMarkedErroneous(_));
    ground.facts.iter().find(|fact| fact.mark.event == asked.target && !amends(&fact.what))
}

/// A field that stands for ever; when and whom a link joins stands until it is undone.
fn immutable_field(asked: &EntryCorrected, what: &Event) -> Option<String> {
    let link = matches!(what, Event::PatientIdentityLinked(_) | Event::PatientIdentityUnlinked(_));
    let stands = |field: &&String| {
        IMMUTABLE.contains(&field.as_str())
            || (link && ["on", "merged", "link_event"].contains(&field.as_str()))
    };
    asked.changes.keys().find(stands).cloned()
}

fn with_changes(asked: &EntryCorrected, fact: &Fact) -> Result<(Day, Event), Refusal> {
    let unread = |(path, problem): (String, String)| unread_data(format!("data.changes.{path}"), &problem);
    corrected(&fact.what, fact.mark.on, &asked.changes).map_err(unread)
}

/// What is left is in order: a voided end may not bring a second primary or a second plan back.
pub(crate) fn judge_void(ground: &Ground<'_>) -> Result<(), Refusal> {
    match ground.command.ask {
        Ask::VoidEntry(_) => ground.stays_whole(),
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

#[cfg(test)]
mod tests;
