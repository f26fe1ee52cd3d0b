//! The kit of the rule tests: a ledger in memory with a small cast; given events, when a command, then events or a refusal.

mod cast;
pub(crate) mod samples;
mod scan;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::actor::Actor;
use crate::command::Command;
use crate::deviation::Deviation;
use crate::entry::Entry;
use crate::fact::Fact;
use crate::known::facts_known;
use crate::log::{Log, MemoryLog, Position, StreamKey};
use crate::patient::PatientFile;
use crate::refusal::Refusal;
use crate::submit::{Answer, SubmitError, submit};
use crate::words::{CommandId, Day, Instant, PatientId, TenantId};

use cast::FJORDVIK;
pub(crate) use scan::directory_of;

/// A ledger on which commands are tried, with names for what they made.
pub(crate) struct Given {
    pub(crate) log: Arc<MemoryLog>,
    /// Names for ids: written `@name` in data, bare as a patient.
    pub(crate) ids: BTreeMap<String, String>,
    pub(crate) actors: BTreeMap<String, Actor>,
    now: Instant,
    sent: u128,
    /// What the surroundings answer when asked for open obligations.
    pub(crate) open_obligations: Cell<bool>,
}

/// A day as tests write it.
pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The `index`th of the ids that tests send.
pub(crate) fn command_id(index: u128) -> CommandId {
    CommandId(uuid::Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + index))
}

/// Given the cast, registered on 1 January 2024; today is 10 March 2025.
pub(crate) fn given() -> Given {
    Given::cast()
}

impl Given {
    /// Turns the clock to noon of a day.
    pub(crate) fn today(&mut self, text: &str) -> &mut Self {
        self.now = Instant::noon_of(day(text));
        self
    }

    /// What an actor asks: `"Command [patient] [on DAY] [record] [as NAME] [expected N] [at TENANT]"`, with its data.
    pub(crate) fn when(&mut self, actor: &str, asked: &str, data: Value) -> Result<Answer, Refusal> {
        self.sent += 1;
        self.sends(actor, asked, data, command_id(self.sent))
    }

    /// The same, under an id of its own.
    pub(crate) fn sends(
        &mut self,
        actor: &str,
        asked: &str,
        data: Value,
        id: CommandId,
    ) -> Result<Answer, Refusal> {
        let actor = self.actors.get(actor).unwrap_or_else(|| panic!("no actor {actor}")).clone();
        let (wire, name) = self.wire(&actor, asked, data);
        let command = Command::from_json(&wire.to_string(), Some(id))?;
        let answer = match submit(&*self.log, &scan::Scan::of(self), &command, &actor, self.now) {
            Ok(answer) => answer,
            Err(SubmitError::Refused(refusal)) => return Err(refusal),
            Err(other) => panic!("{other}"),
        };
        if let Some(name) = name {
            let entity = serde_json::to_value(answer.entity).unwrap();
            self.ids.insert(name, entity.as_str().unwrap().to_owned());
        }
        Ok(answer)
    }

    /// What an actor does, and may.
    pub(crate) fn done(&mut self, actor: &str, asked: &str, data: Value) -> Answer {
        self.when(actor, asked, data)
            .unwrap_or_else(|refusal| panic!("{asked}: {}: {refusal}", refusal.code()))
    }

    /// Then it is refused with a code.
    pub(crate) fn then_refused(&mut self, actor: &str, asked: &str, data: Value, code: &str) {
        let refused = self.when(actor, asked, data).map(|answer| answer.deviations);
        let refused = refused.map_err(|refusal| refusal.code());
        assert_eq!(refused, Err(code), "{actor}: {asked}");
    }

    /// Then it is accepted, and carries exactly these deviations.
    pub(crate) fn then_deviations<const N: usize>(
        &mut self,
        actor: &str,
        asked: &str,
        data: Value,
        codes: [&str; N],
    ) {
        let answer = self.done(actor, asked, data);
        let mut told: Vec<&str> = answer.deviations.iter().map(|one: &Deviation| one.code()).collect();
        told.sort_unstable();
        let mut expected = codes.to_vec();
        expected.sort_unstable();
        assert_eq!(told, expected, "{actor}: {asked}");
    }

    /// Refused in `decide` with `E-` and the code, a deviation of that name in `record`.
    pub(crate) fn then_deviates_in_record(&mut self, actor: &str, asked: &str, data: Value, code: &str) {
        self.then_refused(actor, asked, data.clone(), &format!("E-{code}"));
        let answer = self.done(actor, &format!("{asked} record"), data);
        assert!(answer.deviations.iter().any(|one| one.code() == code), "{:?}", answer.deviations);
    }

    /// Refused with the same code in both modes.
    pub(crate) fn then_refused_in_both(&mut self, actor: &str, asked: &str, data: Value, code: &str) {
        self.then_refused(actor, asked, data.clone(), code);
        self.then_refused(actor, &format!("{asked} record"), data, code);
    }

    /// Everything recorded, in log order.
    pub(crate) fn entries(&self) -> Vec<Arc<Entry>> {
        let placed = self.log.page(Position::START, usize::MAX).unwrap();
        placed.iter().filter_map(|placed| self.log.open(placed).unwrap().entry()).map(Arc::new).collect()
    }

    /// The facts of a patient at a tenant.
    pub(crate) fn facts(&self, tenant: &str, patient: &str) -> Vec<Fact> {
        let stream = StreamKey::Patient(self.tenant(tenant), self.patient(patient));
        let entries = self.entries();
        let own = entries.iter().map(|entry| &**entry).filter(|entry| entry.body.stream == stream);
        facts_known(own, Instant::from_micros(i64::MAX))
    }

    /// The file of a patient at Fjordvik, read at the end of time.
    pub(crate) fn file(&self, patient: &str) -> PatientFile {
        let entries = self.entries();
        let directory = directory_of(&entries);
        let born = directory.born(self.tenant("fjordvik"), self.patient(patient));
        PatientFile::read(born, &self.facts("fjordvik", patient), Day::LAST)
    }

    /// Who is primary for a patient at Fjordvik on a day, by name.
    pub(crate) fn primaries(&self, patient: &str, on: &str) -> Vec<String> {
        let file = self.file(patient);
        file.primaries_on(day(on)).map(|one| self.name_of(&one.person.to_string())).collect()
    }

    pub(crate) fn patient(&self, name: &str) -> PatientId {
        self.id(name).parse().unwrap()
    }

    pub(crate) fn tenant(&self, name: &str) -> TenantId {
        self.id(name).parse().unwrap()
    }

    pub(crate) fn id(&self, name: &str) -> String {
        self.ids.get(name).unwrap_or_else(|| panic!("nothing is named {name}")).clone()
    }

    fn name_of(&self, id: &str) -> String {
        let named = self.ids.iter().find(|(_, named)| named.as_str() == id);
        named.map(|(name, _)| name.clone()).unwrap_or_default()
    }

    /// The command as JSON, and the name for what it makes.
    pub(crate) fn wire(&self, actor: &Actor, asked: &str, data: Value) -> (Value, Option<String>) {
        let tenant = actor.tenant.map_or(FJORDVIK.to_owned(), |tenant| tenant.to_string());
        let mut wire = json!({ "data": self.resolved(data), "tenant": tenant });
        let mut name = None;
        let mut words = asked.split_whitespace();
        wire["type"] = json!(words.next().unwrap());
        while let Some(word) = words.next() {
            match word {
                "record" => wire["mode"] = json!("record"),
                "on" => wire["on"] = json!(words.next().unwrap()),
                "as" => name = words.next().map(str::to_owned),
                "expected" => wire["expected"] = json!(words.next().unwrap().parse::<u64>().unwrap()),
                "at" => wire["tenant"] = json!(self.id(words.next().unwrap())),
                patient => wire["patient"] = json!(self.id(patient)),
            }
        }
        if wire["type"] == json!("RegisterTenant") {
            wire.as_object_mut().unwrap().remove("tenant");
        }
        (wire, name)
    }

    /// Data with `@name` read as the id of that name.
    pub(crate) fn resolved(&self, data: Value) -> Value {
        match data {
            Value::String(text) => match text.strip_prefix('@') {
                Some(name) => Value::String(self.id(name)),
                None => Value::String(text),
            },
            Value::Array(items) => items.into_iter().map(|item| self.resolved(item)).collect(),
            Value::Object(members) => {
                members.into_iter().map(|(name, member)| (name, self.resolved(member))).collect()
            }
            other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
        }
    }
}
