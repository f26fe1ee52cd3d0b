//! Stories told on purpose among the rest: what a visitor of the demo should be able to find.

use samspor_core::words::Day;
use serde_json::{Value, json};

use super::pen::Act;
use super::world::World;

/// A story that is always told: its patient's alias, and what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Story {
    /// The alias of the patient's line.
    pub patient: &'static str,
    /// What happens, in a few words.
    pub title: &'static str,
}

/// The stories of the demo, each in Fjordvik kommune.
pub const STORIES: [Story; 11] = [
    Story { patient: "story-unanswered", title: "a hospital report unanswered for 47 days" },
    Story { patient: "story-gap", title: "a change with a 19-day gap" },
    Story { patient: "story-overlap", title: "a change with an overlap, done right" },
    Story { patient: "story-overloaded", title: "an overloaded service" },
    Story { patient: "story-late", title: "a report and an appointment registered late" },
    Story { patient: "story-wrong-patient", title: "a coordinator appointed to the wrong patient" },
    Story { patient: "story-right-patient", title: "the patient the coordinator was meant for" },
    Story { patient: "story-consent", title: "a consent withdrawn" },
    Story { patient: "story-death", title: "a death told nine days late" },
    Story { patient: "story-plan", title: "a plan granted 280 days ago and never begun" },
    Story { patient: "story-complaint", title: "a complaint, and the authority's order met late" },
];

/// A line of a story, for its day.
#[derive(Debug)]
pub(super) struct Script {
    patient: &'static str,
    line: Line,
}

#[derive(Debug)]
enum Line {
    Registered(Day),
    Command(Act),
}

const KE: &str = "fjordvik-ke";
const KLA: &str = "fjordvik-complaints";
const ANE: &str = "fjordvik-home-1";
const DINA: &str = "fjordvik-home-2";
const BJARNE: &str = "fjordvik-ergo-1";

impl World {
    pub(super) fn script(&mut self, today: Day, script: Script) {
        match script.line {
            Line::Registered(born) => self.register_patient(today, script.patient, 0, born),
            Line::Command(act) => self.pen.command(today, Some(script.patient), &act),
        }
    }

    /// Puts the stories on the agenda, counted back from the last day.
    pub(super) fn plan_stories(&mut self) {
        self.told(0, 68).unanswered();
        self.told(1, 79).gap();
        self.told(2, 37).overlap();
        self.told(3, 55).overloaded();
        self.told(4, 44).late();
        // On one day the entry that replaces comes before the voiding that names it.
        self.told(6, 63).right_patient();
        self.told(5, 61).wrong_patient();
        self.told(7, 50).consent();
        self.told(8, 84).death();
        self.told(9, 46).plan_granted();
        self.told(10, 46).complaint();
    }

    fn told(&mut self, story: usize, age: i32) -> Telling<'_> {
        let patient = STORIES[story].patient;
        let born = self.last_day.plus_months(-12 * age).plus_days(-40);
        Telling { world: self, patient, born }
    }
}

/// A story while it is put on the agenda.
struct Telling<'w> {
    world: &'w mut World,
    patient: &'static str,
    born: Day,
}

impl Telling<'_> {
    fn ago(&self, days: i64) -> Day {
        World::office_day(self.world.last_day.plus_days(-days))
    }

    fn registered(&mut self, days: i64) {
        let line = Line::Registered(self.born);
        self.world.plan_script(self.ago(days), Script { patient: self.patient, line });
    }

    fn act(&mut self, days: i64, act: Act) {
        self.world.plan_script(self.ago(days), Script { patient: self.patient, line: Line::Command(act) });
    }

    fn tell(&mut self, days: i64, actor: &str, verb: &'static str, data: Value) {
        self.act(days, Act::new(actor, verb, data));
    }

    fn report(&self, kind: &str, channel: &str, received: Day) -> Act {
        let data = json!({"need": ["Coordinator"], "reporter": {"kind": kind}, "channel": channel,
            "received_on": received.to_string(), "first_received_by": "fjordvik-ke-unit", "complete": true});
        Act::new(KE, "ReportNeed", data).on(received)
    }

    /// From the report to the answer, `days` ago; nine days in all.
    fn accepted(&mut self, days: i64, lifelong: bool) {
        self.registered(days);
        let report = self.report("Gp", "Plo", self.ago(days));
        self.act(days, report);
        let assessed = json!({"long_term": true, "coordinated": true, "services": ["home-care", "ergo-physio"],
            "outcome": "CoordinatorOnly", "lifelong": lifelong, "weight": 2, "patient_heard": true});
        self.tell(days - 5, KE, "AssessNeed", assessed);
        self.tell(days - 6, KE, "OfferCoordinator", json!({"role": "Municipal", "form": "Written"}));
        self.tell(days - 9, KE, "AnswerOffer", json!({"answer": "Accepted"}));
        let consent = json!({"giver": "Patient", "evidence_ref": format!("form-{}", self.patient),
            "scopes": ["Coordinator", {"ShareWith": ["Fastlege", "NAV"]}]});
        self.act(days - 9, Act::new(KE, "GiveConsent", consent).named(format!("{}-consent", self.patient)));
    }

    fn appointed(&mut self, days: i64, person: &str, unit: &str) {
        let data = json!({"person": person, "role": "Municipal", "unit": unit, "patient_wish": "Followed"});
        self.tell(days, KE, "AppointCoordinator", data);
    }

    /// What a coordinator does first, from `days` ago, and then every eleven weeks as long as that is before `until`.
    fn at_work(&mut self, days: i64, until: i64, person: &str, unit: &str) {
        let data = json!({"person": person, "document_ref": format!("mandate-{}-{days}", self.patient)});
        self.tell(days - 2, &format!("{unit}-lead"), "IssueMandate", data);
        let actor = format!("{person}-ko");
        self.tell(days - 7, &actor, "InformParticipants", json!({"parties": ["Fastlege"]}));
        let mut left = days - 9;
        while left > until {
            self.contact(left, person, &actor);
            left -= 77;
        }
    }

    fn contact(&mut self, days: i64, person: &str, actor: &str) {
        let reference = format!("j-{}-{}", self.patient, self.ago(days));
        let data = json!({"kind": "PatientContact", "by": person, "journal_ref": reference});
        self.tell(days, actor, "RecordFollowUp", data);
    }

    fn unanswered(&mut self) {
        let received = self.world.last_day.plus_days(-47);
        self.registered(47);
        let report = self.report("SpecialistHealth", "Plo", received);
        self.act(47, report);
    }

    /// The one leaves on a day, the other begins 19 days later.
    fn gap(&mut self) {
        self.accepted(900, false);
        self.appointed(880, DINA, "fjordvik-home");
        self.at_work(880, 420, DINA, "fjordvik-home");
        let left = self.ago(410);
        let data = json!({"role": "Municipal", "cause": "JobChange", "need_persists": true});
        self.act(410, Act::new("fjordvik-home-lead", "EndAssignment", data).on(left));
        let data = json!({"person": ANE, "role": "Municipal", "unit": "fjordvik-home"});
        self.act(388, Act::new(KE, "AppointCoordinator", data).on(left.plus_days(19)));
        self.at_work(388, 3, ANE, "fjordvik-home");
    }

    fn overlap(&mut self) {
        self.accepted(1_000, true);
        self.appointed(975, ANE, "fjordvik-home");
        self.at_work(975, 290, ANE, "fjordvik-home");
        let on = self.ago(270);
        let data = json!({"from_person": ANE, "to_person": BJARNE, "unit": "fjordvik-ergo", "cause": "NeedChanged",
            "overlap_from": on.plus_days(-28).to_string(), "overlap_to": on.plus_days(14).to_string()});
        self.act(285, Act::new(KE, "ChangeCoordinator", data).on(on));
        self.at_work(270, 3, BJARNE, "fjordvik-ergo");
        let data = json!({"to_person": BJARNE, "meeting_on": self.ago(264).to_string(), "documentation_ref": "handover-overlap"});
        self.tell(262, &format!("{BJARNE}-ko"), "CompleteHandover", data);
    }

    /// Nobody in ergo- and physiotherapy has room, and yet the task goes there.
    fn overloaded(&mut self) {
        self.accepted(160, false);
        self.appointed(139, BJARNE, "fjordvik-ergo");
        let declined = json!({"accepted": false, "reason": "NoCapacity"});
        self.tell(137, &format!("{BJARNE}-ko"), "AnswerTask", declined);
        self.tell(135, KE, "EscalateAppointment", json!({"to_role": "UnitLeader", "cause": "NoCapacity"}));
        self.tell(131, "fjordvik-ergo-lead", "ReportDeviation", json!({"code": "capacity"}));
        self.at_work(130, 3, BJARNE, "fjordvik-ergo");
    }

    /// Told in the corridor, written down 18 days later; the appointment itself three weeks after it was made.
    fn late(&mut self) {
        self.registered(222);
        let report = self.report("Gp", "Oral", self.ago(240));
        self.act(222, report);
        let assessed = json!({"long_term": true, "coordinated": true, "services": ["home-care"],
            "outcome": "CoordinatorOnly", "patient_heard": true});
        self.tell(217, KE, "AssessNeed", assessed);
        let consent = json!({"giver": "Patient", "scopes": ["Coordinator", {"ShareWith": ["Fastlege"]}],
            "evidence_ref": "form-late"});
        self.tell(210, KE, "GiveConsent", consent);
        let data = json!({"person": DINA, "role": "Municipal", "unit": "fjordvik-home"});
        self.act(180, Act::new(KE, "AppointCoordinator", data).on(self.ago(203)).recorded());
        self.at_work(180, 3, DINA, "fjordvik-home");
    }

    fn wrong_patient(&mut self) {
        self.registered(100);
        let report = self.report("MunicipalHealth", "Dialog", self.ago(100));
        self.act(100, report);
        let data = json!({"person": ANE, "role": "Municipal", "unit": "fjordvik-home"});
        self.act(84, Act::new(KE, "AppointCoordinator", data).named("story-wrong"));
        let data = json!({"target": "story-wrong", "reason": "WrongPatient", "replacement": "story-right"});
        self.tell(75, KE, "VoidEntry", data);
        let data = json!({"long_term": true, "coordinated": false, "services": ["home-care"],
            "outcome": "CoordinationByServices", "patient_heard": true});
        self.tell(74, KE, "AssessNeed", data);
        self.tell(74, KE, "InformPatient", json!({"topic": "PreliminaryReply", "form": "Written"}));
    }

    fn right_patient(&mut self) {
        self.accepted(101, false);
        let data = json!({"person": ANE, "role": "Municipal", "unit": "fjordvik-home"});
        self.act(
            76,
            Act::new(KE, "AppointCoordinator", data).on(self.ago(84)).recorded().named("story-right"),
        );
        self.at_work(74, 3, ANE, "fjordvik-home");
    }

    fn consent(&mut self) {
        self.accepted(500, false);
        self.appointed(480, DINA, "fjordvik-home");
        self.at_work(480, 130, DINA, "fjordvik-home");
        let data = json!({"consent": "story-consent-consent", "scopes": "All"});
        self.tell(120, KE, "WithdrawConsent", data);
    }

    /// A decision on a plan, and no plan.
    fn plan_granted(&mut self) {
        self.accepted(330, false);
        self.appointed(310, DINA, "fjordvik-home");
        self.at_work(310, 3, DINA, "fjordvik-home");
        self.tell(300, KE, "RecordPlanWish", json!({"wish": "Wants"}));
        let consent = json!({"giver": "Patient", "scopes": ["Plan"], "evidence_ref": "form-story-plan-2"});
        self.tell(285, KE, "GiveConsent", consent);
        let data = json!({"outcome": "Granted", "decision_form": "Vedtak", "notified_on": self.ago(280).to_string()});
        self.tell(280, KE, "DecidePlan", data);
    }

    /// Refused; the authority changes it, and its order is met nine days late.
    fn complaint(&mut self) {
        self.registered(300);
        let report = self.report("Patient", "Letter", self.ago(300));
        self.act(300, report);
        let assessed = json!({"long_term": true, "coordinated": false, "services": ["mental-health"],
            "outcome": "NotEligible", "patient_heard": true});
        self.tell(292, KE, "AssessNeed", assessed);
        let refused = json!({"grounds": "NotCoordinated", "decision_form": "Vedtak",
            "notified_on": self.ago(292).to_string(), "complaint_info_given": true});
        self.act(292, Act::new(KE, "RefuseCoordinator", refused).named("story-refusal"));
        let sent = self.ago(273);
        let complaint = json!({"kind": "RightsComplaint", "about": {"Decision": "story-refusal"}, "standing": "Patient",
            "knew_on": self.ago(292).to_string(), "sent_on": sent.to_string(),
            "received_on": self.ago(270).to_string(), "assisted_by": "Brukerombudet"});
        self.act(270, Act::new(KLA, "ReceiveComplaint", complaint).named("story-complaint-1"));
        let maintained = json!({"complaint": "story-complaint-1", "outcome": "Maintained",
            "forwarded_on": self.ago(247).to_string()});
        self.tell(247, KLA, "ProcessComplaint", maintained);
        let decided = json!({"complaint": "story-complaint-1", "outcome": "Changed", "provisions": ["pbrl-2-5b"],
            "orders": [{"due_on": self.ago(120).to_string(), "code": "offer-coordinator"},
                {"due_on": self.ago(20).to_string(), "code": "written-routine"}]});
        self.act(150, Act::new(KLA, "ReceiveSupervisorDecision", decided).named("story-decision"));
        self.tell(112, KE, "OfferCoordinator", json!({"role": "Municipal", "form": "Written"}));
        let met = json!({"decision": "story-decision", "code": "offer-coordinator", "document_ref": "letter-story-7"});
        self.tell(111, KE, "ReportCompliance", met);
        self.tell(108, KE, "AnswerOffer", json!({"answer": "Accepted"}));
        let consent = json!({"giver": "Patient", "evidence_ref": "form-story-complaint",
            "scopes": ["Coordinator", {"ShareWith": ["Fastlege", "NAV"]}]});
        self.tell(108, KE, "GiveConsent", consent);
        self.appointed(100, DINA, "fjordvik-home");
        self.at_work(100, 3, DINA, "fjordvik-home");
    }

    fn death(&mut self) {
        self.accepted(700, true);
        self.appointed(681, ANE, "fjordvik-home");
        self.at_work(681, 120, ANE, "fjordvik-home");
        let died = self.ago(69);
        self.act(
            60,
            Act::new("fjordvik-system", "RecordDeath", json!({"source": "PopulationRegister"})).on(died),
        );
        self.tell(59, KE, "CloseCase", json!({"cause": "Deceased"}));
    }
}
