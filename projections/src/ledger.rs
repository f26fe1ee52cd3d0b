//! A small ledger for tests: one municipality on a memory log, told in commands, asked in questions.

use std::sync::Arc;

use samspor_core::actor::{Actor, Role};
use samspor_core::command::Command;
use samspor_core::log::{Log, MemoryLog};
use samspor_core::submit::{Answer, Entity, SubmitError, begin, submit};
use samspor_core::words::{Day, EventId, Instant, PatientId, PersonId, TenantId, UnitId};
use serde_json::{Value, json};

use crate::live::Views;
use crate::question::{Known, Question, ReportName};

/// The municipality's organisation number.
pub(crate) const FJORDVIK: &str = "310000019";

/// A ledger whose clock the test moves.
pub(crate) struct Ledger {
    pub(crate) log: Arc<MemoryLog>,
    pub(crate) views: Views,
    now: Instant,
    told: u64,
}

impl Ledger {
    /// A simulated ledger with one municipality, on 2025-01-01.
    pub(crate) fn new() -> Self {
        let log = Arc::new(MemoryLog::counting());
        let now = Instant::noon_of(day("2025-01-01"));
        begin(&*log, "00000000-0000-7000-8000-000000000000".parse().unwrap(), true, now).unwrap();
        let views = Views::open(Arc::clone(&log) as Arc<dyn Log>, now).unwrap();
        let mut ledger = Self { log, views, now, told: 0 };
        ledger.by(
            &Actor::system(),
            json!({"type": "RegisterTenant", "data": {"org_number": FJORDVIK, "name": "Fjordvik", "kind": "Municipality", "has_ke": true}}),
        );
        ledger
    }

    /// It is noon of a day now.
    pub(crate) fn on(&mut self, text: &str) -> &mut Self {
        self.now = Instant::noon_of(day(text));
        self.views.catch_up(self.now).unwrap();
        self
    }

    pub(crate) fn now(&self) -> Instant {
        self.now
    }

    /// The set-up registers.
    pub(crate) fn registers(&mut self, name: &str, told: Value) -> Answer {
        self.by(&Actor::system(), json!({"type": name, "data": told}))
    }

    pub(crate) fn unit(&mut self, service: &str, eligible_staff: u32) -> UnitId {
        let told = json!({"name": service, "service": service, "eligible_staff": eligible_staff});
        event(&self.registers("RegisterUnit", told)).unit()
    }

    pub(crate) fn person(&mut self, name: &str, unit: UnitId) -> PersonId {
        let told = json!({"name": name, "unit": unit, "profession": "sykepleier", "health_personnel": true});
        event(&self.registers("RegisterPerson", told)).person()
    }

    pub(crate) fn patient(&mut self, born: &str) -> PatientId {
        match self.registers("RegisterPatient", json!({"born": born})).entity {
            Entity::Patient(patient) => patient,
            other => unreachable!("{other:?} is no patient"),
        }
    }

    /// The coordinating unit does something for a patient.
    pub(crate) fn ke(&mut self, patient: PatientId, name: &str, told: Value) -> EventId {
        event(&self.by(&ke(), json!({"type": name, "patient": patient, "data": told})))
    }

    /// The coordinating unit does something for a patient on another day than today.
    pub(crate) fn ke_on(&mut self, patient: PatientId, on: &str, name: &str, told: Value) -> EventId {
        event(&self.by(&ke(), json!({"type": name, "patient": patient, "on": on, "data": told})))
    }

    /// The coordinating unit reports a fact.
    pub(crate) fn fact(&mut self, patient: PatientId, on: &str, name: &str, told: Value) -> EventId {
        let told = json!({"type": name, "patient": patient, "on": on, "mode": "record", "data": told});
        event(&self.by(&ke(), told))
    }

    pub(crate) fn by(&mut self, actor: &Actor, told: Value) -> Answer {
        self.try_by(actor, told).unwrap()
    }

    /// The answer, or why there is none.
    pub(crate) fn try_by(&mut self, actor: &Actor, mut told: Value) -> Result<Answer, SubmitError> {
        self.told += 1;
        told["id"] = format!("00000000-0000-7000-8000-{:012}", self.told).into();
        told["tenant"] = FJORDVIK.into();
        let command = Command::from_json(&told.to_string(), None)?;
        submit(&*self.log, &self.views, &command, actor, self.now)
    }

    /// The rows of a report today.
    pub(crate) fn rows(&self, report: ReportName) -> Vec<Value> {
        rows(&self.ask(&Question::new(report)))
    }

    /// The rows of a report at (valid, known).
    pub(crate) fn rows_at(&self, report: ReportName, valid: &str, known: &str) -> Vec<Value> {
        rows(&self.ask(&at(report, valid, known)))
    }

    pub(crate) fn ask(&self, question: &Question) -> Value {
        self.views.answer(question, self.now).unwrap()
    }
}

/// A ledger with one unit, two persons and one patient born in 1960, on 2025-02-03.
pub(crate) fn ane_bjarne_leif() -> (Ledger, UnitId, [PersonId; 2], PatientId) {
    let mut ledger = Ledger::new();
    let home = ledger.unit("home-care", 60);
    let staff = [ledger.person("Ane", home), ledger.person("Bjarne", home)];
    let leif = ledger.patient("1960-01-01");
    ledger.on("2025-02-03");
    (ledger, home, staff, leif)
}

/// The data of an appointment as municipal coordinator.
pub(crate) fn municipal(person: PersonId, unit: UnitId) -> Value {
    json!({"person": person, "role": "Municipal", "unit": unit})
}

/// A question at (valid, known).
pub(crate) fn at(report: ReportName, valid: &str, known: &str) -> Question {
    let known: Known = known.parse().unwrap();
    Question { valid: Some(day(valid)), known: Some(known), ..Question::new(report) }
}

pub(crate) fn rows(answer: &Value) -> Vec<Value> {
    answer["rows"].as_array().cloned().unwrap_or_default()
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn actor(role: Role) -> Actor {
    let tenant: TenantId = FJORDVIK.parse().unwrap();
    Actor { acting_for: None, person: None, role, tenant: Some(tenant), unit: None }
}

pub(crate) fn ke() -> Actor {
    actor(Role::KeMunicipal)
}

fn event(answer: &Answer) -> EventId {
    answer.events.last().unwrap().id
}
