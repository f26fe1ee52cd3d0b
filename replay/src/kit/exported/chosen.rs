//! Which entries of the registers a patient's history can't do without.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use samspor_core::catalogue::Event;
use samspor_core::directory::Directory;
use samspor_core::entry::Entry;
use samspor_core::words::{PatientId, TenantId};
use serde_json::Value;

use super::NotExported;
use super::names::named_in;

/// Every reference the patient ever had: links count also where they were undone.
pub(super) fn references(directory: &Directory, patient: PatientId) -> BTreeSet<PatientId> {
    let links: Vec<(PatientId, PatientId)> = directory
        .registers()
        .flat_map(|tenant| directory.entries_of(tenant))
        .filter_map(|entry| match &*entry.main_event()?.what {
            Event::PatientIdentityLinked(told) => Some((entry.body.patient?, told.merged?)),
            _ => None,
        })
        .collect();
    let mut references = BTreeSet::from([patient]);
    loop {
        let before = references.len();
        for (one, other) in &links {
            if references.contains(one) || references.contains(other) {
                references.extend([*one, *other]);
            }
        }
        if references.len() == before {
            return references;
        }
    }
}

/// The register entries that the file's entries need, and those that these need in turn.
pub(super) fn from_registers(
    directory: &Directory,
    tenant: TenantId,
    references: &BTreeSet<PatientId>,
    file: &[Entry],
) -> Vec<Entry> {
    let mut needed = Needed {
        tenant,
        names: references.iter().map(ToString::to_string).chain([tenant.to_string()]).collect(),
    };
    file.iter().for_each(|entry| needed.mention(entry));
    let mut left: Vec<(TenantId, &Arc<Entry>)> = directory
        .registers()
        .flat_map(|of| directory.entries_of(of).iter().map(move |entry| (of, entry)))
        .collect();
    let mut taken = Vec::new();
    loop {
        let before = left.len();
        left.retain(|(of, entry)| {
            let takes = needed.needs(*of, entry);
            if takes {
                needed.mention(entry);
                needed.names.insert(of.to_string());
                taken.push(Entry::clone(entry));
            }
            !takes
        });
        if left.len() == before {
            return taken;
        }
    }
}

/// The entries without those that extend a deadline of an implied event; an error where anything else names one.
pub(super) fn nameable(mut entries: Vec<Entry>) -> Result<Vec<Entry>, NotExported> {
    let implied = |entry: &Entry| {
        let before = entry.body.events.len().saturating_sub(1);
        entry.body.events.iter().take(before).map(|event| event.id.to_string()).collect::<Vec<_>>()
    };
    let implied: HashSet<String> = entries.iter().flat_map(implied).collect();
    let names_one = |entry: &Entry| named_in(entry).iter().any(|id| implied.contains(id));
    let extends = |entry: &Entry| {
        entry.main_event().is_some_and(|event| matches!(&*event.what, Event::DeadlineExtended(_)))
    };
    entries.retain(|entry| !(extends(entry) && names_one(entry)));
    if entries.iter().any(names_one) { Err(NotExported::NamesAnOpening) } else { Ok(entries) }
}

/// What has been named so far.
struct Needed {
    tenant: TenantId,
    /// Ids of things, events, patients and tenants.
    names: HashSet<String>,
}

impl Needed {
    /// Whether an entry registers something named, says something of somebody named, or is a rule of the tenant.
    fn needs(&self, of: TenantId, entry: &Entry) -> bool {
        let Some(event) = entry.main_event() else { return false };
        if let Some(patient) = entry.body.patient {
            return self.names.contains(&patient.to_string());
        }
        let data = event.what.to_value();
        let named = |field: &str| data.get(field).and_then(Value::as_str).map(|id| self.names.contains(id));
        match event.what.name() {
            "TenantRegistered" => self.names.contains(&of.to_string()),
            "UnitRegistered" | "PersonRegistered" => self.names.contains(&event.id.to_string()),
            // Of another tenant's register only what amends a registration or link that stands here.
            _ if of != self.tenant => ["target", "link_event"].into_iter().find_map(named).unwrap_or(false),
            _ => ["person", "patient", "target", "link_event"].into_iter().find_map(named).unwrap_or(true),
        }
    }

    /// Remembers whom and what an entry names, and that it stands in the history now.
    fn mention(&mut self, entry: &Entry) {
        let actor = &entry.body.actor;
        self.names.extend(actor.person.map(|id| id.to_string()));
        self.names.extend(actor.unit.map(|id| id.to_string()));
        for event in &entry.body.events {
            self.names.insert(event.id.to_string());
            self.mention_texts(&event.what.to_value());
        }
    }

    fn mention_texts(&mut self, value: &Value) {
        match value {
            Value::String(text) if crate::history::aliases::is_id(text) => {
                self.names.insert(text.clone());
            }
            Value::Array(members) => members.iter().for_each(|one| self.mention_texts(one)),
            Value::Object(members) => members.values().for_each(|one| self.mention_texts(one)),
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}
