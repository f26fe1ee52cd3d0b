//! Entries as the lines of a history that makes them again.

use std::sync::Arc;

use samspor_core::actor::{Actor, Role};
use samspor_core::catalogue::{CATALOGUE, Event};
use samspor_core::command::Mode;
use samspor_core::deviation::Deviation;
use samspor_core::entry::{Entry, Recorded};
use samspor_core::words::{Instant, TenantId};
use serde_json::{Map, Value, json};

use super::names::{Names, kebab};
use crate::history::aliases::{Field, replace_ids};
use crate::history::{CommandLine, History, Kind, Line, NamedActor, NamingLine, Place, What};

/// The history that the entries tell, in their order.
pub(super) fn history(title: String, entries: &[Entry]) -> History {
    let mut writing =
        Writing { names: Names::of(entries), lines: Vec::new(), actors: Vec::new(), nobody: Vec::new() };
    entries.iter().for_each(|entry| writing.entry(entry));
    let file: Arc<str> = "exported.jsonl".into();
    let numbered = (2u32..).zip(writing.lines);
    let lines = numbered.map(|(number, what)| Line { place: Place::new(&file, number), what });
    History { title, lines: lines.collect() }
}

/// The data of the command that an entry followed from.
pub(super) fn data_of(entry: &Entry) -> Map<String, Value> {
    let Some(event) = entry.main_event() else { return Map::new() };
    let mut data = match event.what.to_value() {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    match &*event.what {
        Event::CoordinationCaseOpened(_) => {
            data.remove("implicit");
        }
        Event::PatientRegistered(_) | Event::PersonRegistered(_) | Event::PatientIdentityLinked(_) => {
            let identity = entry.identity.clone().unwrap_or_default();
            data.extend(identity.name.map(|name| ("name".to_owned(), json!(name))));
            data.extend(identity.nin.map(|nin| ("nin".to_owned(), json!(nin))));
        }
        _ => {}
    }
    data
}

struct Writing {
    names: Names,
    lines: Vec<What>,
    actors: Vec<(Actor, String)>,
    /// Tenants that have a `somebody`, and their names.
    nobody: Vec<(TenantId, String, String)>,
}

impl Writing {
    fn entry(&mut self, entry: &Entry) {
        let Some(event) = entry.main_event() else { return };
        let mut data = data_of(entry);
        // The closure refuses nothing.
        let _ = replace_ids(&mut data, &mut |field, text| {
            Ok((field != Field::Plain).then(|| self.names.name(text)))
        });
        let what = self.naming(entry, event, &data).unwrap_or_else(|| self.command(entry, event, data));
        self.lines.push(what);
    }

    /// A registration as the set-up makes it: by the system, at once.
    fn naming(&self, entry: &Entry, event: &Recorded, data: &Map<String, Value>) -> Option<What> {
        let kind = match &*event.what {
            Event::TenantRegistered(_) => Kind::Tenant,
            Event::UnitRegistered(_) => Kind::Unit,
            Event::PersonRegistered(_) => Kind::Person,
            Event::PatientRegistered(_) => Kind::Patient,
            _ => return None,
        };
        let body = &entry.body;
        let plain =
            body.actor == Actor::system() && body.mode == Mode::Decide && body.on == entry.recorded_at.day();
        let tenant = body.stream.tenant().filter(|_| kind != Kind::Tenant);
        plain.then(|| {
            What::Naming(NamingLine {
                at: entry.recorded_at,
                name: self.names.made_by(entry).cloned().unwrap_or_default(),
                kind,
                tenant: tenant.map(|tenant| self.names.name(&tenant.to_string())),
                data: data.clone(),
            })
        })
    }

    fn command(&mut self, entry: &Entry, event: &Recorded, data: Map<String, Value>) -> What {
        let body = &entry.body;
        let tenant = body.stream.tenant();
        let actor = self.actor(&body.actor, tenant, entry.recorded_at);
        let elsewhere = body.actor.tenant != tenant;
        let registers = matches!(&*event.what, Event::PatientRegistered(_));
        let patient = body.patient.filter(|_| !registers);
        let listed = CATALOGUE.iter().find(|listed| listed.event == event.what.name());
        What::Command(CommandLine {
            at: entry.recorded_at,
            actor,
            name: listed.map_or_else(|| event.what.name().to_owned(), |listed| listed.command.to_owned()),
            mode: body.mode,
            tenant: tenant.filter(|_| elsewhere).map(|tenant| self.names.name(&tenant.to_string())),
            patient: patient.map(|patient| self.names.name(&patient.to_string())),
            on: (body.on != entry.recorded_at.day()).then(|| body.on.to_string()),
            data: Value::Object(data),
            makes: self.names.made_by(entry).cloned(),
            refused: None,
            deviations: asserted(&event.deviations),
        })
    }

    /// The name under which somebody speaks; told before they speak first.
    fn actor(&mut self, actor: &Actor, tenant: Option<TenantId>, at: Instant) -> String {
        // The patient is the one of each line.
        let actor = Actor { acting_for: None, ..actor.clone() };
        if let Some((_, name)) = self.actors.iter().find(|(known, _)| *known == actor) {
            return name.clone();
        }
        let free = matches!(actor.role, Role::Patient | Role::System | Role::Supervisor);
        let at_tenant = actor.tenant.or(tenant.filter(|_| !free));
        let stand_in = match at_tenant {
            Some(tenant) if !free && (actor.person.is_none() || actor.unit.is_none()) => {
                Some(self.somebody(tenant, at))
            }
            Some(_) | None => None,
        };
        let own = |id: Option<String>| id.map(|id| self.names.name(&id));
        let named = NamedActor {
            tenant: own(at_tenant.map(|id| id.to_string())),
            person: own(actor.person.map(|id| id.to_string())).or(stand_in.clone().map(|(person, _)| person)),
            role: actor.role,
            unit: own(actor.unit.map(|id| id.to_string())).or(stand_in.map(|(_, unit)| unit)),
        };
        let name = self.names.fresh(&kebab(&format!("{:?}", actor.role)));
        self.lines.push(What::Actor { name: name.clone(), actor: named });
        self.actors.push((actor, name.clone()));
        name
    }

    /// A person and a unit for those who acted without: a history file asks for both.
    fn somebody(&mut self, tenant: TenantId, at: Instant) -> (String, String) {
        if let Some((_, person, unit)) = self.nobody.iter().find(|(of, ..)| *of == tenant) {
            return (person.clone(), unit.clone());
        }
        // With the line before, so that the entry itself keeps its moment.
        let before = self.lines.iter().rev().find_map(|what| match what {
            What::Naming(naming) => Some(naming.at),
            What::Command(command) => Some(command.at),
            What::Actor { .. } | What::Expect(_) => None,
        });
        let at = before.unwrap_or(at);
        let (person, unit) = (self.names.fresh("somebody"), self.names.fresh("somewhere"));
        let unit_data = json!({"name": "somewhere", "service": "other"});
        let person_data =
            json!({"name": "somebody", "unit": unit, "profession": "other", "health_personnel": false});
        for (kind, name, data) in [(Kind::Unit, &unit, unit_data), (Kind::Person, &person, person_data)] {
            self.lines.push(What::Naming(NamingLine {
                at,
                name: name.clone(),
                kind,
                tenant: Some(self.names.name(&tenant.to_string())),
                data: data.as_object().cloned().unwrap_or_default(),
            }));
        }
        self.nobody.push((tenant, person.clone(), unit.clone()));
        (person, unit)
    }
}

/// The deviations a line asserts: none where other patients' files, or other tenants', had a say.
fn asserted(deviations: &[Deviation]) -> Option<Vec<String>> {
    let of_others = [Deviation::OverCapacity, Deviation::PlanElsewhere];
    let judged_elsewhere = deviations.iter().any(|one| of_others.contains(one));
    (!judged_elsewhere).then(|| deviations.iter().map(|one| one.code().to_owned()).collect())
}
