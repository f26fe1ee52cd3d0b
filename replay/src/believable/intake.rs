//! The way to a coordinator: report, assessment, offer, answer, consent, appointment.

use samspor_core::words::Day;
use serde_json::{Value, json};

use super::file::{Complained, Consent, Incident, Seat};
use super::pen::Act;
use super::scene::Scene;

/// Who reports a need in a municipality, how, as which actor, and how many of a hundred do.
const REPORTERS: [(&str, &str, &str, i64); 6] = [
    ("Gp", "Plo", "gp", 34),
    ("MunicipalHealth", "Dialog", "nurse", 30),
    ("SpecialistHealth", "Plo", "ke", 20),
    ("Patient", "Portal", "self", 8),
    ("NextOfKin", "Oral", "ke", 4),
    ("OtherSector", "Letter", "ke", 4),
];

impl Scene<'_> {
    pub(super) fn report(&mut self) {
        let report = self.file.name("r");
        let (who, channel, actor) = self.reporter();
        let astray = !self.steady() && !self.trust() && self.chance(9);
        let desk = if astray { self.unit_alias(self.file.unit) } else { self.office("ke-unit") };
        let told = self.told_on();
        let data = json!({"need": self.needs(), "reporter": {"kind": who}, "channel": channel,
            "received_on": told.to_string(), "first_received_by": desk, "complete": self.chance(80),
            "patient_informed": true});
        let act = Act::new(actor, "ReportNeed", data).named(report.clone());
        self.write(if told == self.today { act } else { act.on(told) });
        if astray {
            return self.later(2, 12, Incident::Rerouted(report));
        }
        if who == "SpecialistHealth" && !self.trust() && self.chance(12) {
            self.write(Act::new(
                self.office("ke"),
                "ReportDeviation",
                json!({"code": "REPORT-WRONG-KE", "about": report}),
            ));
        }
        if !self.steady() && self.chance(3) {
            self.later(1, 9, Incident::Repeated(report));
        }
        self.await_assessment();
    }

    /// Some reports are given by mouth and written down weeks later.
    fn told_on(&mut self) -> Day {
        let weeks_ago = self.today.plus_days(-self.file.dice.between(8, 25));
        let first = self.file.names == 1 && weeks_ago > self.world.first_day;
        if first && self.chance(6) { weeks_ago } else { self.today }
    }

    fn needs(&mut self) -> Value {
        if self.adult() || self.trust() {
            if self.chance(35) { json!(["Plan", "Coordinator"]) } else { json!(["Coordinator"]) }
        } else {
            json!(["ChildCoordinator"])
        }
    }

    pub(super) fn adult(&self) -> bool {
        self.file.birthday(18) <= self.today
    }

    /// Reporter, channel, and the actor who writes it down.
    fn reporter(&mut self) -> (&'static str, &'static str, String) {
        if self.trust() {
            return ("SpecialistHealth", "Dialog", self.ward(self.file.unit, "nurse"));
        }
        let (kind, channel, actor, _) = REPORTERS[self.file.dice.weighted(REPORTERS.iter().map(|row| row.3))];
        let actor = match actor {
            "nurse" => self.ward(self.file.unit, "nurse"),
            "self" if !self.adult() => return ("NextOfKin", "Letter", self.office("ke")),
            office => self.office(office),
        };
        (kind, channel, actor)
    }

    fn await_assessment(&mut self) {
        if self.chance(12) {
            self.later(20, 28, Incident::Reply);
            self.later(30, 44, Incident::Assess);
        } else if self.chance(92) {
            self.later(3, 13, Incident::Assess);
        } else {
            self.later(14, 21, Incident::Assess);
        }
    }

    /// The message had stopped at a desk that can't act.
    pub(super) fn rerouted(&mut self, report: &str) {
        let data = json!({"report": report, "disposition": "Rerouted", "to_unit": self.office("ke-unit")});
        self.write(Act::new(self.office("ke"), "DisposeReport", data));
        let again = json!({"need": self.needs(), "reporter": {"kind": "SpecialistHealth"}, "channel": "Plo",
            "received_on": self.today.to_string(), "first_received_by": self.office("ke-unit")});
        let name = self.file.name("r");
        self.write(Act::new(self.office("ke"), "ReportNeed", again).named(name));
        self.await_assessment();
    }

    /// The same need is reported once more and put away.
    pub(super) fn repeated(&mut self, report: &str) {
        let again = json!({"need": self.needs(), "reporter": {"kind": "MunicipalHealth"}, "channel": "Dialog",
            "received_on": self.today.to_string(), "first_received_by": self.office("ke-unit")});
        let name = self.file.name("r");
        self.write(Act::new(self.office("ke"), "ReportNeed", again).named(name.clone()));
        let data = json!({"report": name, "disposition": "Duplicate", "of": report});
        self.write(Act::new(self.office("ke"), "DisposeReport", data));
    }

    pub(super) fn reply(&mut self) {
        let data = json!({"topic": "PreliminaryReply", "expected_on": self.today.plus_days(28).to_string(), "form": "Written"});
        self.write(Act::new(self.office("ke"), "InformPatient", data));
    }

    pub(super) fn assess(&mut self) {
        let roll = if self.steady() { 0 } else { self.file.dice.between(0, 99) };
        let plan = self.chance(35);
        let (outcome, long_term, coordinated) = match roll {
            0..84 if plan => ("CoordinatorAndPlan", true, true),
            0..84 => ("CoordinatorOnly", true, true),
            84..91 => ("CoordinationByServices", true, false),
            91..96 => ("NotEligible", false, true),
            _ => ("NotEligible", true, false),
        };
        self.file.lifelong = roll < 84 && self.chance(28);
        let service = self.world.cast.units[self.file.unit].ward.service;
        let other = self.file.dice.one_of(&["home-care", "ergo-physio", "nav", "housing", "school", "gp"]);
        let services = if other == service { json!([service]) } else { json!([service, other]) };
        let data = json!({"long_term": long_term, "coordinated": coordinated, "complex": roll < 84 && self.chance(30),
            "services": services, "outcome": outcome, "lifelong": self.file.lifelong,
            "weight": self.file.dice.between(1, 3), "patient_heard": self.chance(97)});
        let by_leader = self.trust() && self.chance(50);
        let actor = if by_leader { self.ward(self.file.unit, "lead") } else { self.office("ke") };
        self.write(Act::new(actor, "AssessNeed", data));
        match roll {
            0..84 => self.later(0, 6, Incident::Offer),
            84..91 => self.only_services(),
            _ => self.refuse(if long_term { "NotCoordinated" } else { "NotLongTerm" }),
        }
    }

    fn only_services(&mut self) {
        self.reply();
        self.later(20, 200, Incident::Close("NeedCeased"));
    }

    fn refuse(&mut self, grounds: &str) {
        let data = json!({"grounds": grounds, "decision_form": "Vedtak", "notified_on": self.today.to_string(),
            "complaint_info_given": self.chance(90)});
        let name = self.file.name("n");
        self.write(Act::new(self.office("ke"), "RefuseCoordinator", data).named(name.clone()));
        if self.chance(45) {
            self.later(6, 36, Incident::Complaint(Complained::Received(name, self.today)));
        }
        self.later(30, 60, Incident::Close("NeedCeased"));
    }

    pub(super) fn role(&self) -> &'static str {
        if self.trust() {
            "Specialist"
        } else if self.adult() {
            "Municipal"
        } else {
            "Child"
        }
    }

    pub(super) fn offer(&mut self) {
        let form = if self.chance(75) { "Written" } else { "Oral" };
        let data = json!({"role": self.role(), "form": form});
        self.write(Act::new(self.office("ke"), "OfferCoordinator", data));
        self.later(2, 12, Incident::Answer);
    }

    pub(super) fn answer(&mut self) {
        let actor = if self.adult() && self.chance(30) { self.office("self") } else { self.office("ke") };
        let roll = if self.steady() { 0 } else { self.file.dice.between(0, 99) };
        let data = match roll {
            0..87 => json!({"answer": "Accepted"}),
            87..96 => {
                let months = i32::try_from(self.file.dice.between(5, 11)).unwrap_or(6);
                let again = self.today.plus_months(months);
                let early = if self.chance(85) { -10 } else { 30 };
                self.world.plan_incident(again.plus_days(early), self.id, Incident::Offer);
                json!({"answer": "Declined", "reason": "SelfCoordinates", "reoffer_on": again.to_string()})
            }
            _ => {
                self.later(50, 120, Incident::Offer);
                json!({"answer": "NoAnswer"})
            }
        };
        self.write(Act::new(actor, "AnswerOffer", data));
        if roll < 87 {
            if self.chance(96) {
                self.consent();
            }
            let waits = !self.steady() && self.chance(6);
            let (least, most) = if waits { (35, 120) } else { (4, 24) };
            self.later(least, most, Incident::Appoint);
        }
    }

    /// The patient, the parents, or the guardian agrees to a coordinator and to sharing.
    pub(super) fn consent(&mut self) {
        let of_age = self.file.birthday(16) <= self.today;
        let giver = if !of_age {
            if self.chance(85) { "Parents" } else { "OneParent" }
        } else if self.adult() && self.chance(4) {
            let data = json!({"kind": "Guardian", "powers": "personal"});
            self.write(Act::new(self.office("ke"), "RegisterRepresentative", data));
            "Guardian"
        } else {
            "Patient"
        };
        let service =
            self.file.dice.one_of(&["Hjemmetjenesten", "NAV", "Hjelpemiddelsentralen", "Tildelingskontoret"]);
        let school = self.file.dice.one_of(&["Skolen", "PPT", "Barnehagen"]);
        let parties = vec!["Fastlege", if self.adult() { service } else { school }];
        let mut scopes = vec![json!("Coordinator"), json!({"ShareWith": parties})];
        self.file.plan_consent = self.chance(40) || self.file.plan.is_some();
        if self.file.plan_consent {
            scopes.push(json!("Plan"));
        }
        let group = !self.steady() && !self.trust() && (self.file.group.is_some() || self.chance(45));
        if group {
            scopes.push(json!("Group"));
        }
        let alias = self.file.name("c");
        let data = json!({"giver": giver, "scopes": scopes, "evidence_ref": format!("form-{alias}")});
        self.write(Act::new(self.office("ke"), "GiveConsent", data).named(alias.clone()));
        let until = (!of_age).then(|| self.file.birthday(16));
        self.file.consent = Some(Consent { alias, parties, group, until });
    }

    /// Somebody takes the empty seat: the one of the unit with fewest patients.
    pub(super) fn appoint(&mut self) {
        if self.file.seat.is_some() || self.file.changing {
            return;
        }
        let Some(person) = self.world.cast.least_loaded(self.file.unit, self.today, None) else {
            return self.later(10, 20, Incident::Successor);
        };
        let unit = self.unit_of(person);
        let role = self.role();
        let by_leader = self.trust()
            || (role == "Municipal" && self.world.cast.units[unit].ward.delegated && self.chance(50));
        let actor = if by_leader { self.ward(unit, "lead") } else { self.office("ke") };
        let mut data = json!({"person": self.person(person), "role": role, "unit": self.unit_alias(unit),
            "decision_form": self.file.dice.one_of(&["Vedtak", "OtherWritten", "OtherWritten"])});
        if self.chance(70) {
            data["patient_wish"] =
                json!(self.file.dice.one_of(&["None", "Followed", "Followed", "NotFollowed"]));
        }
        let again = self.file.turn > 0;
        self.write(Act::new(actor, "AppointCoordinator", data));
        self.sit(Seat { person, role, since: self.today });
        self.begin_task();
        if !again {
            self.begin_life();
        }
    }
}
