//! The demo's lines put to the ledger itself: none may be refused.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use samspor_core::actor::{Actor, Role};
use samspor_core::command::Command;
use samspor_core::decision::Surroundings;
use samspor_core::directory::Directory;
use samspor_core::entry::Entry;
use samspor_core::fact::Fact;
use samspor_core::log::{Log, MemoryLog, Position};
use samspor_core::submit::{Entity, SubmitError, World, begin, submit};
use samspor_core::words::{CommandId, Instant, PatientId, PersonId, TenantId};
use serde_json::{Value, json};

use super::*;

/// The registers alone: who is loaded and what is open makes deviations, and refuses nothing.
#[derive(Default)]
struct Registers(Mutex<Directory>);

struct Seen<'a>(&'a Directory);

impl Surroundings for Seen<'_> {
    fn directory(&self) -> &Directory {
        self.0
    }

    fn primaries_of(&self, _: TenantId, _: PersonId, _: Day, _: Option<PatientId>) -> u32 {
        0
    }

    fn has_open_obligations(&self, _: TenantId, _: PatientId, _: &[Fact], _: Day) -> bool {
        false
    }
}

impl World for Registers {
    fn look(&self, look: &mut dyn FnMut(&dyn Surroundings)) {
        look(&Seen(&self.0.lock().unwrap()));
    }

    fn appended(&self, entry: &Entry) {
        self.0.lock().unwrap().take(&Arc::new(entry.clone()));
    }
}

/// A ledger in memory, with the names the lines have given.
struct Ledger {
    log: MemoryLog,
    registers: Registers,
    ids: HashMap<String, String>,
    actors: HashMap<String, Actor>,
    commands: u64,
}

fn command_id(number: u64) -> CommandId {
    format!("00000000-0000-4000-8000-{number:012x}").parse().unwrap()
}

impl Ledger {
    fn begun(at: Instant) -> Self {
        let (log, registers) = (MemoryLog::counting(), Registers::default());
        begin(&log, command_id(0), true, at).unwrap();
        let began = log.open(&log.page(Position::START, 1).unwrap()[0]).unwrap().entry().unwrap();
        registers.appended(&began);
        Self { log, registers, ids: HashMap::new(), actors: HashMap::new(), commands: 0 }
    }

    /// The value with every alias in it replaced by what it stands for.
    fn resolved(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.ids.get(text).map_or_else(|| value.clone(), |id| json!(id)),
            Value::Array(values) => values.iter().map(|value| self.resolved(value)).collect(),
            Value::Object(fields) => {
                fields.iter().map(|(name, value)| (name.clone(), self.resolved(value))).collect()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    fn submit(&mut self, line: &Value) -> Result<Vec<String>, SubmitError> {
        self.commands += 1;
        let at: Instant = line["at"].as_str().unwrap().parse().unwrap();
        let (command, actor) = self.command(line);
        let command = Command::from_json(&command.to_string(), Some(command_id(self.commands)))?;
        let answer = submit(&self.log, &self.registers, &command, &actor, at)?;
        if let Some(alias) = line.get("name").or(line.get("as")) {
            let id = match answer.entity {
                Entity::Tenant(id) => id.to_string(),
                Entity::Patient(id) => id.to_string(),
                Entity::Event(id) => id.to_string(),
            };
            self.ids.insert(alias.as_str().unwrap().to_owned(), id);
        }
        Ok(answer.deviations.iter().map(|deviation| deviation.code().to_owned()).collect())
    }

    fn command(&self, line: &Value) -> (Value, Actor) {
        for (kind, verb) in [
            ("tenant", "RegisterTenant"),
            ("unit", "RegisterUnit"),
            ("person", "RegisterPerson"),
            ("patient", "RegisterPatient"),
        ] {
            if let Some(Value::Object(_)) = line.get(kind) {
                let mut data = self.resolved(&line[kind]);
                let tenant = data.as_object_mut().unwrap().remove("tenant");
                let tenant = tenant.unwrap_or_else(|| data["org_number"].clone());
                return (json!({"type": verb, "tenant": tenant, "data": data}), Actor::system());
            }
        }
        let mut actor = self.actors[line["actor"].as_str().unwrap()].clone();
        let tenant = line["actor"].as_str().and_then(|name| name.split('-').next()).unwrap();
        let mut command =
            json!({"type": line["do"], "tenant": self.ids[tenant], "data": self.resolved(&line["data"])});
        for field in ["mode", "on", "patient"] {
            if let Some(value) = line.get(field) {
                command[field] = self.resolved(value);
            }
        }
        if actor.role == Role::Patient {
            actor.acting_for = serde_json::from_value(command["patient"].clone()).unwrap();
        }
        (command, actor)
    }

    fn introduce(&mut self, line: &Value) {
        let mut who = self.resolved(&line["actor"]);
        if who["role"] == "System" {
            who.as_object_mut().unwrap().remove("tenant");
        }
        self.actors.insert(line["name"].as_str().unwrap().to_owned(), serde_json::from_value(who).unwrap());
    }
}

/// How often each deviation was found in the lines; fails when one is refused.
fn deviations(lines: impl Iterator<Item = String>) -> BTreeMap<String, u32> {
    let mut ledger = Ledger::begun("2020-01-01T00:00:00Z".parse().unwrap());
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    for line in lines.skip(1) {
        let read: Value = serde_json::from_str(&line).unwrap();
        if read["actor"].is_object() {
            ledger.introduce(&read);
            continue;
        }
        let codes = ledger.submit(&read).map_err(|error| format!("{error}: {line}")).unwrap();
        codes.into_iter().for_each(|code| *found.entry(code).or_default() += 1);
    }
    found
}

#[test]
fn the_ledger_accepts_every_line_of_the_demo() {
    let found = deviations(lines(&Scale::demo("2026-11-20".parse().unwrap())));
    for code in ["NO-CONSENT", "VACANCY-OPENED", "SUB-NOT-INFORMED", "MANDATE-BY-NON-LEADER"] {
        assert!((4..60).contains(&found[code]), "{found:?}");
    }
}

#[test]
fn the_ledger_accepts_every_line_of_a_load() {
    let found = deviations(workload(100, 40, 7));
    assert!(found["NO-CONSENT"] < 20, "{found:?}");
}
