//! Which entries of a register are about a patient, and so belong to the dossier.

use std::collections::HashSet;

use samspor_core::catalogue::Event;
use samspor_core::entry::Entry;
use samspor_core::words::{EventId, PatientId};
use serde_json::Value;
use uuid::Uuid;

/// What the patient's own entries name: people, units, other things, by their ids.
#[derive(Default)]
pub(super) struct Named(HashSet<Uuid>);

impl Named {
    /// Takes in whom and what an entry names.
    pub(super) fn take(&mut self, entry: &Entry) {
        let actor = &entry.body.actor;
        self.0.extend(actor.person.map(|person| person.0));
        self.0.extend(actor.unit.map(|unit| unit.0));
        entry.body.events.iter().for_each(|event| self.ids_in(&event.what.to_value()));
    }

    fn ids_in(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.0.extend(text.parse::<Uuid>()),
            Value::Array(items) => items.iter().for_each(|item| self.ids_in(item)),
            Value::Object(fields) => fields.values().for_each(|item| self.ids_in(item)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// The entries of a register that belong to a patient's dossier, in log order.
pub(super) struct Relevant<'a> {
    references: &'a [PatientId],
    named: &'a Named,
    /// Events of entries already taken: what corrects or voids one of them belongs to it.
    taken: HashSet<EventId>,
}

impl<'a> Relevant<'a> {
    pub(super) fn new(references: &'a [PatientId], named: &'a Named) -> Self {
        Self { references, named, taken: HashSet::new() }
    }

    /// Whether the next entry of the register belongs to it.
    pub(super) fn takes(&mut self, entry: &Entry) -> bool {
        let belongs = entry.body.events.iter().any(|event| self.is_about(entry, event.id, &event.what));
        if belongs {
            self.taken.extend(entry.body.events.iter().map(|event| event.id));
        }
        belongs
    }

    fn is_about(&self, entry: &Entry, id: EventId, what: &Event) -> bool {
        let is_ours = |patient: &PatientId| self.references.contains(patient);
        match what {
            Event::TenantRegistered(_) | Event::DeadlinePolicyAdopted(_) => true,
            Event::UnitRegistered(_) | Event::PersonRegistered(_) => self.named.0.contains(&id.0),
            Event::DeadlineExtended(told) => is_ours(&told.patient),
            Event::PatientIdentityLinked(told) => entry.body.patient.iter().chain(&told.merged).any(is_ours),
            Event::PatientIdentityUnlinked(told) => self.taken.contains(&told.link_event),
            Event::EntryCorrected(told) => self.taken.contains(&told.target),
            Event::EntryMarkedErroneous(told) => self.taken.contains(&told.target),
            // The rest of a register is about others; of a patient's stream everything is taken, by another way.
            _ => entry.body.patient.as_ref().is_some_and(is_ours),
        }
    }
}
