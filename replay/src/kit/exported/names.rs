//! Names for the ids of a ledger: everything registered gets one, and whatever else is named again later.

use std::collections::{BTreeMap, HashMap, HashSet};

use samspor_core::catalogue::Event;
use samspor_core::entry::Entry;
use samspor_core::log::Position;

use super::lines::data_of;
use crate::history::aliases::{Field, replace_ids};

/// The names of a history: by id, and by the entry that makes the thing.
#[derive(Default)]
pub(super) struct Names {
    of_ids: HashMap<String, String>,
    of_entries: HashMap<Position, String>,
    counted: BTreeMap<String, u32>,
}

impl Names {
    /// Names for what the entries make.
    pub(super) fn of(entries: &[Entry]) -> Self {
        let again: HashSet<String> = entries.iter().flat_map(named_in).collect();
        let mut names = Self::default();
        for entry in entries {
            let Some(event) = entry.main_event() else { continue };
            let mut ids = vec![event.id.to_string()];
            let kind = match &*event.what {
                Event::TenantRegistered(told) => {
                    ids.push(told.org_number.to_string());
                    Some("tenant")
                }
                Event::UnitRegistered(_) => Some("unit"),
                Event::PersonRegistered(_) => Some("person"),
                Event::PatientRegistered(_) => {
                    ids.extend(entry.body.patient.map(|patient| patient.to_string()));
                    Some("patient")
                }
                _ => None,
            };
            if kind.is_some() || again.contains(&ids[0]) {
                let name = names.fresh(&kind.map_or_else(|| kebab(event.what.name()), str::to_owned));
                for id in ids {
                    names.of_ids.entry(id).or_insert_with(|| name.clone());
                }
                names.of_entries.insert(entry.position, name);
            }
        }
        names
    }

    /// The name of an id; the id itself where nothing in the history makes the thing.
    pub(super) fn name(&self, id: &str) -> String {
        self.of_ids.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// The name of what an entry makes, if it has one.
    pub(super) fn made_by(&self, entry: &Entry) -> Option<&String> {
        self.of_entries.get(&entry.position)
    }

    /// The next name of a kind: `person-1`, `person-2` …
    pub(super) fn fresh(&mut self, kind: &str) -> String {
        let count = self.counted.entry(kind.to_owned()).or_default();
        *count += 1;
        format!("{kind}-{count}")
    }
}

/// The ids that stand in a command's data.
pub(super) fn named_in(entry: &Entry) -> Vec<String> {
    let mut ids = Vec::new();
    let mut data = data_of(entry);
    // The closure refuses nothing.
    let _ = replace_ids(&mut data, &mut |field, text| {
        if field != Field::Plain {
            ids.push(text.to_owned());
        }
        Ok(None)
    });
    ids
}

/// `NeedReported` as `need-reported`.
pub(super) fn kebab(name: &str) -> String {
    let mut text = String::new();
    for (index, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && index > 0 {
            text.push('-');
        }
        text.extend(letter.to_lowercase());
    }
    text
}
