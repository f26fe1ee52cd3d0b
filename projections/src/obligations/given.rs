//! Files and registers made of facts by hand, for the tests of the rules.

pub(crate) mod life;

use std::sync::Arc;

use samspor_core::actor::Actor;
use samspor_core::catalogue::Event;
use samspor_core::fact::{Fact, Mark, Place};
use samspor_core::log::Position;
use samspor_core::patient::PatientFile;
use samspor_core::register::Register;
use samspor_core::register::policy::Rule;
use samspor_core::register::tenant::TenantKind;
use samspor_core::words::{Day, EventId, Instant, PatientId};
use serde_json::{Value, json};

use super::{Held, Obligation, of_file, training};
use crate::file_at::FileAt;

pub(crate) const ANE: &str = "00000000-0000-4000-8000-0000000000a1";
pub(crate) const DINA: &str = "00000000-0000-4000-8000-0000000000a2";
pub(crate) const BJARNE: &str = "00000000-0000-4000-8000-0000000000a3";
pub(crate) const HOME: &str = "00000000-0000-4000-8000-0000000000b1";
pub(crate) const ERGO: &str = "00000000-0000-4000-8000-0000000000b2";
const PATIENT: &str = "00000000-0000-4000-8000-0000000000c1";
const OTHER_PATIENT: &str = "00000000-0000-4000-8000-0000000000c2";

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn patient() -> PatientId {
    PATIENT.parse().unwrap()
}

/// Facts in the order they were recorded; each is recorded on its own day unless a test says otherwise.
#[derive(Default)]
pub(crate) struct Given {
    facts: Vec<Fact>,
    register: Vec<Fact>,
    born: Option<Day>,
    recorded: u64,
}

impl Given {
    pub(crate) fn new() -> Self {
        let mut given = Self::default();
        for (person, unit) in [(ANE, HOME), (DINA, HOME), (BJARNE, ERGO)] {
            let told = json!({"unit": unit, "profession": "sykepleier", "health_personnel": true});
            let mut fact = given.fact("2020-01-01", "PersonRegistered", &told);
            fact.mark.event = person.parse().unwrap();
            given.register.push(fact);
        }
        given
    }

    pub(crate) fn born(&mut self, born: &str) {
        self.born = Some(day(born));
    }

    /// A fact of the patient's file.
    pub(crate) fn tell(&mut self, on: &str, name: &str, told: &Value) -> EventId {
        let fact = self.fact(on, name, told);
        let event = fact.mark.event;
        self.facts.push(fact);
        event
    }

    /// A fact of the register.
    pub(crate) fn tell_register(&mut self, on: &str, name: &str, told: &Value) -> EventId {
        let fact = self.fact(on, name, told);
        let event = fact.mark.event;
        self.register.push(fact);
        event
    }

    fn fact(&mut self, on: &str, name: &str, told: &Value) -> Fact {
        self.recorded += 1;
        let raw = serde_json::value::to_raw_value(told).unwrap();
        let event = format!("00000000-0000-4000-8000-{:012}", 1000 + self.recorded);
        Fact {
            mark: Mark {
                on: day(on),
                place: Place { position: Position(self.recorded), index: 0 },
                event: event.parse().unwrap(),
                recorded_on: day(on),
            },
            recorded_at: Instant::noon_of(day(on)),
            patient: Some(patient()),
            actor: Actor::system(),
            what: Arc::new(Event::read(name, &raw).unwrap()),
            deviations: Vec::new(),
        }
    }

    /// The newest fact, as if it had been recorded on another day.
    pub(crate) fn recorded_on(&self, on: &str) -> Fact {
        let mut fact = self.facts.last().unwrap().clone();
        fact.mark.recorded_on = day(on);
        fact
    }

    pub(crate) fn register(&self) -> Register {
        Register::read(&self.register)
    }

    /// Asks of the file on a day.
    pub(crate) fn on<T>(&self, on: &str, ask: impl FnOnce(&FileAt<'_>) -> T) -> T {
        let mut facts = self.facts.clone();
        facts.sort_by_key(|fact| fact.mark);
        let file = PatientFile::read(self.born, &facts, day(on));
        let register = self.register();
        ask(&FileAt {
            tenant: "310000019".parse().unwrap(),
            kind: TenantKind::Municipality,
            patient: patient(),
            day: day(on),
            file: &file,
            facts: &facts,
            register: &register,
        })
    }

    /// The obligations of a rule on a day, D17 and D17r among them.
    pub(crate) fn all(&self, rule: Rule, on: &str) -> Vec<Obligation> {
        let mut obligations = self.on(on, of_file);
        obligations.extend(self.on(on, |at| training(Held::of_file(at.file), at.register, at.day)));
        obligations.retain(|one| one.rule == rule);
        obligations
    }

    /// The only obligation of a rule on a day.
    pub(crate) fn one(&self, rule: Rule, on: &str) -> Obligation {
        let mut all = self.all(rule, on);
        assert_eq!(all.len(), 1, "{rule:?} on {on}: {all:?}");
        all.remove(0)
    }

    /// Due day, state and days of each obligation of a rule on a day.
    pub(crate) fn brief(&self, rule: Rule, on: &str) -> Vec<String> {
        self.all(rule, on).iter().map(|one| format!("{} {:?} {}", one.due, one.state, one.days)).collect()
    }
}

/// The facts most rules begin with.
impl Given {
    pub(crate) fn report(&mut self, on: &str, received_on: &str) -> EventId {
        let told = json!({"need": ["Coordinator"], "reporter": {"kind": "Gp"}, "channel": "Oral", "received_on": received_on});
        self.tell(on, "NeedReported", &told)
    }

    pub(crate) fn assess(&mut self, on: &str) -> EventId {
        let told = json!({"long_term": true, "coordinated": true, "services": ["home-care"], "outcome": "CoordinatorOnly", "patient_heard": true});
        self.tell(on, "NeedAssessed", &told)
    }

    pub(crate) fn offer(&mut self, on: &str) -> EventId {
        self.tell(on, "CoordinatorOffered", &json!({"role": "Municipal", "form": "Written"}))
    }

    pub(crate) fn inform(&mut self, on: &str, topic: &str) -> EventId {
        self.tell(on, "PatientInformed", &json!({"topic": topic, "form": "Written"}))
    }

    pub(crate) fn appoint(&mut self, on: &str, person: &str, role: &str) -> EventId {
        self.tell(on, "CoordinatorAppointed", &json!({"person": person, "role": role, "unit": HOME}))
    }

    pub(crate) fn change(&mut self, on: &str, from: &str, to: &str) -> EventId {
        let told = json!({"from_person": from, "to_person": to, "unit": ERGO, "cause": "JobChange"});
        self.tell(on, "CoordinatorChanged", &told)
    }

    pub(crate) fn end(&mut self, on: &str, role: &str, need_persists: bool) -> EventId {
        let told = json!({"role": role, "cause": "JobChange", "need_persists": need_persists});
        self.tell(on, "CoordinatorAssignmentEnded", &told)
    }

    pub(crate) fn mandate(&mut self, on: &str, person: &str) -> EventId {
        self.tell(on, "MandateIssued", &json!({"person": person, "document_ref": "mandate-1"}))
    }

    pub(crate) fn contact(&mut self, on: &str, by: &str) -> EventId {
        self.tell(on, "FollowUpRecorded", &json!({"kind": "PatientContact", "by": by}))
    }

    pub(crate) fn substitute(
        &mut self,
        on: &str,
        person: &str,
        for_person: &str,
        to: Option<&str>,
    ) -> EventId {
        let told = json!({"person": person, "for_person": for_person, "to": to});
        self.tell(on, "SubstituteAppointed", &told)
    }

    pub(crate) fn consent(&mut self, on: &str, scopes: &Value, to: Option<&str>) -> EventId {
        let told = json!({"giver": "Patient", "scopes": scopes, "to": to, "evidence_ref": "form-1"});
        self.tell(on, "ConsentGiven", &told)
    }

    pub(crate) fn withdraw(&mut self, on: &str, consent: EventId, scopes: &Value) -> EventId {
        self.tell(on, "ConsentWithdrawn", &json!({"consent": consent, "scopes": scopes}))
    }

    pub(crate) fn group(&mut self, on: &str) -> EventId {
        self.tell(on, "ResponsibilityGroupEstablished", &json!({"members": ["NAV"]}))
    }

    pub(crate) fn meeting(&mut self, on: &str, group: EventId) -> EventId {
        let told =
            json!({"group": group, "chair": ANE, "secretary": ANE, "present": [], "patient_present": true});
        self.tell(on, "MeetingHeld", &told)
    }

    pub(crate) fn dissolve(&mut self, on: &str, group: EventId) -> EventId {
        self.tell(on, "GroupDissolved", &json!({"group": group, "cause": "need-ceased"}))
    }

    pub(crate) fn close(&mut self, on: &str) -> EventId {
        self.tell(on, "CaseClosed", &json!({"cause": "NeedCeased"}))
    }

    pub(crate) fn die(&mut self, on: &str) -> EventId {
        self.tell(on, "PatientDeceased", &json!({"source": "Notice"}))
    }

    pub(crate) fn move_out(&mut self, on: &str) -> EventId {
        self.tell(on, "ResponsibilityTransferred", &json!({"direction": "Out", "other": "310000027"}))
    }

    pub(crate) fn adopt(&mut self, on: &str, rule: &str, value: &str, from: &str) -> EventId {
        let told = json!({"rule": rule, "value": value, "from": from, "source": "Local"});
        self.tell_register(on, "DeadlinePolicyAdopted", &told)
    }

    pub(crate) fn extend(&mut self, on: &str, rule: &str, trigger: EventId, new_due: &str) -> EventId {
        self.extend_for(PATIENT, on, rule, trigger, new_due)
    }

    pub(crate) fn extend_for_another(
        &mut self,
        on: &str,
        rule: &str,
        trigger: EventId,
        new_due: &str,
    ) -> EventId {
        self.extend_for(OTHER_PATIENT, on, rule, trigger, new_due)
    }

    fn extend_for(
        &mut self,
        patient: &str,
        on: &str,
        rule: &str,
        trigger: EventId,
        new_due: &str,
    ) -> EventId {
        let told = json!({"patient": patient, "rule": rule, "trigger_event": trigger, "new_due": new_due, "reason_ref": "r1"});
        self.tell_register(on, "DeadlineExtended", &told)
    }

    pub(crate) fn away(&mut self, on: &str, person: &str, expected_to: Option<&str>) -> EventId {
        let told = json!({"person": person, "expected_to": expected_to});
        self.tell_register(on, "CoordinatorAbsenceRegistered", &told)
    }

    pub(crate) fn course(&mut self, on: &str, person: &str, kind: &str) -> EventId {
        self.tell_register(on, "CompetenceActivityRecorded", &json!({"person": person, "kind": kind}))
    }
}
