//! What follows a refusal: a complaint, its handling, the supervisory authority, and its order.

use samspor_core::words::Day;
use serde_json::json;

use super::file::{Complained, Incident};
use super::pen::Act;
use super::scene::Scene;

impl Scene<'_> {
    pub(super) fn complains(&mut self, complained: Complained) {
        match complained {
            Complained::Received(refusal, refused_on) => self.complaint(&refusal, refused_on),
            Complained::Processed(complaint) => self.processed(complaint),
            Complained::Decided(complaint) => self.authority(&complaint),
            Complained::Complied(decision) => self.order(&decision),
        }
    }

    /// Most complain in time, some with the help of others.
    fn complaint(&mut self, refusal: &str, refused_on: Day) {
        let standing = if self.adult() { "Patient" } else { "NextOfKin" };
        let knew_on = refused_on.plus_days(3).min(self.today);
        let sent_on = self.today.plus_days(-2).max(knew_on);
        let mut data = json!({"kind": "RightsComplaint", "about": {"Decision": refusal}, "standing": standing,
            "knew_on": knew_on.to_string(), "sent_on": sent_on.to_string(), "received_on": self.today.to_string()});
        if self.chance(20) {
            data["assisted_by"] = json!("Pasient- og brukerombudet");
        }
        let name = self.file.name("k");
        self.write(Act::new(self.office("complaints"), "ReceiveComplaint", data).named(name.clone()));
        let (least, most) = if self.chance(85) { (8, 27) } else { (29, 60) };
        self.later(least, most, Incident::Complaint(Complained::Processed(name)));
    }

    fn processed(&mut self, complaint: String) {
        let outcome = self.file.dice.one_of(&[
            "UpheldInFull",
            "UpheldPartly",
            "Maintained",
            "Maintained",
            "Maintained",
        ]);
        let mut data = json!({"complaint": complaint, "outcome": outcome});
        if outcome == "Maintained" {
            data["forwarded_on"] = json!(self.today.to_string());
            self.later(60, 260, Incident::Complaint(Complained::Decided(complaint)));
        }
        self.write(Act::new(self.office("complaints"), "ProcessComplaint", data));
    }

    /// About a third of the cases are decided for the patient.
    fn authority(&mut self, complaint: &str) {
        let outcome = self.file.dice.one_of(&["Confirmed", "Confirmed", "Confirmed", "Changed", "Annulled"]);
        let mut data = json!({"complaint": complaint, "outcome": outcome});
        let name = self.file.name("s");
        if outcome != "Confirmed" {
            data["provisions"] = json!([if self.trust() { "sphl-2-5a" } else { "pbrl-2-5b" }]);
            data["orders"] =
                json!([{"due_on": self.today.plus_days(30).to_string(), "code": "new-decision"}]);
            self.later(10, 40, Incident::Complaint(Complained::Complied(name.clone())));
        }
        self.write(Act::new(self.office("complaints"), "ReceiveSupervisorDecision", data).named(name));
    }

    fn order(&mut self, decision: &str) {
        let data = json!({"decision": decision, "code": "new-decision", "document_ref": format!("letter-{decision}")});
        self.write(Act::new(self.office("ke"), "ReportCompliance", data));
    }
}
