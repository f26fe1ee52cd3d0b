//! What was known: the entries recorded up to a moment, with their corrections and voidings read in.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::catalogue::Event;
use crate::correction::EntryCorrected;
use crate::entry::{Entry, Recorded};
use crate::fact::{Fact, Mark, Place};
use crate::words::{Day, EventId, Instant};

/// The facts as known at a moment, in order of the day they happened, on one day in log order.
///
/// A voided event is gone; the newest correction of each field is read; `on` is one of the fields.
pub fn facts_known<'a>(entries: impl IntoIterator<Item = &'a Entry>, at: Instant) -> Vec<Fact> {
    let entries: Vec<&Entry> = entries.into_iter().filter(|entry| entry.recorded_at <= at).collect();
    let amendments = Amendments::of(&entries);
    let mut facts: Vec<Fact> = Vec::with_capacity(entries.len());
    for entry in entries {
        let gone = entry.main_event().is_some_and(|event| amendments.voided.contains(&event.id));
        for (index, event) in (0u16..).zip(&entry.body.events) {
            if !gone && !amendments.voided.contains(&event.id) {
                facts.push(amendments.read(entry, index, event));
            }
        }
    }
    facts.sort_by_key(|fact| fact.mark);
    facts
}

/// One event as a fact, with nothing corrected.
pub fn fact_of(entry: &Entry, index: u16, event: &Recorded) -> Fact {
    Fact {
        mark: Mark {
            on: entry.body.on,
            place: Place { position: entry.position, index },
            event: event.id,
            recorded_on: entry.recorded_at.day(),
        },
        recorded_at: entry.recorded_at,
        patient: entry.body.patient,
        actor: entry.body.actor.clone(),
        what: Arc::clone(&event.what),
        deviations: event.deviations.clone(),
    }
}

/// What corrections and voidings say of other events.
struct Amendments<'a> {
    voided: HashSet<EventId>,
    corrections: HashMap<EventId, Vec<&'a EntryCorrected>>,
}

impl<'a> Amendments<'a> {
    fn of(entries: &[&'a Entry]) -> Self {
        let events = || entries.iter().flat_map(|entry| &entry.body.events);
        let voided: HashSet<EventId> = events()
            .filter_map(|event| match &*event.what {
                Event::EntryMarkedErroneous(told) => Some(told.target),
                _ => None,
            })
            .collect();
        let mut corrections: HashMap<EventId, Vec<&EntryCorrected>> = HashMap::new();
        for event in events().filter(|event| !voided.contains(&event.id)) {
            if let Event::EntryCorrected(told) = &*event.what {
                corrections.entry(told.target).or_default().push(told);
            }
        }
        Self { voided, corrections }
    }

    fn read(&self, entry: &Entry, index: u16, event: &Recorded) -> Fact {
        let mut fact = fact_of(entry, index, event);
        if let Some(corrections) = self.corrections.get(&event.id) {
            let newest = newest_of_each_field(corrections);
            // A correction was held against the event's form when it was accepted; one that no longer fits changes nothing.
            if let Ok((on, what)) = corrected(&fact.what, fact.mark.on, &newest) {
                fact.mark.on = on;
                fact.what = Arc::new(what);
            }
        }
        fact
    }
}

fn newest_of_each_field(corrections: &[&EntryCorrected]) -> BTreeMap<String, Value> {
    let mut newest = BTreeMap::new();
    for correction in corrections {
        newest.extend(correction.changes.clone());
    }
    newest
}

/// The event with fields replaced whole, or the field and what is wrong with it; null takes an optional field out,
/// and no other.
pub fn corrected(
    what: &Event,
    on: Day,
    changes: &BTreeMap<String, Value>,
) -> Result<(Day, Event), (String, String)> {
    let mut day = on;
    let mut members = match what.to_value() {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    for (field, value) in changes {
        match (field.as_str(), value) {
            ("on", Value::String(text)) => {
                day = text.parse().map_err(|error| (field.clone(), format!("{error}")))?;
            }
            ("on", _) => return Err((field.clone(), "not a date: expected YYYY-MM-DD".to_owned())),
            _ => {
                members.insert(field.clone(), value.clone());
            }
        }
    }
    let raw = serde_json::value::to_raw_value(&Value::Object(members)).expect("a JSON value is JSON");
    match Event::read(what.name(), &raw) {
        Ok(event) => Ok((day, event)),
        Err(crate::catalogue::Unread::Data { path, problem }) => Err((path, problem)),
        Err(crate::catalogue::Unread::UnknownType) => Err((String::new(), "unknown type".to_owned())),
    }
}
