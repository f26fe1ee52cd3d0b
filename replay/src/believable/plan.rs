//! A patient's individual plan: wished for, decided, begun late or never, revised, paused, ended.

use serde_json::{Value, json};

use super::file::{Incident, Plan};
use super::pen::Act;
use super::scene::Scene;

impl Scene<'_> {
    /// What the patient wishes, and what comes of it.
    pub(super) fn plan_wish(&mut self) {
        let wish = self.file.dice.one_of(&["Wants", "Wants", "Declines", "Undecided"]);
        self.write(Act::new(self.office("ke"), "RecordPlanWish", json!({"wish": wish})));
        match wish {
            "Wants" => self.later(14, 60, Incident::PlanDecision),
            "Undecided" => {
                self.light_collaboration();
                if self.chance(40) {
                    self.later(60, 250, Incident::PlanDecision);
                }
            }
            _ if self.chance(4) => self.later(14, 90, Incident::PlanDecision),
            _ => {}
        }
    }

    /// Where the need of a plan is not clear yet, they may begin to work together all the same.
    fn light_collaboration(&mut self) {
        if self.file.parties(self.today).is_empty() || !self.chance(50) {
            return;
        }
        let alias = self.file.name("ls");
        let data = json!({"tool": "DipsSamspill", "external_ref": format!("samspill-{alias}")});
        self.write(Act::new(self.office("ke"), "OpenLightCollaboration", data).named(alias.clone()));
        self.file.light = Some(alias);
    }

    pub(super) fn plan_decision(&mut self) {
        if self.file.plan.is_some() {
            return;
        }
        let granted = self.chance(92);
        let form = self.file.dice.one_of(&["Vedtak", "Vedtak", "Vedtak", "OtherWritten", "OralOrNone"]);
        let mut data = json!({"outcome": if granted { "Granted" } else { "Refused" }, "decision_form": form,
            "notified_on": self.today.to_string()});
        if !granted {
            data["grounds"] = json!(self.file.dice.one_of(&["NotLongTerm", "NotCoordinated"]));
            data["complaint_info_given"] = json!(self.chance(85));
        }
        self.write(Act::new(self.office("ke"), "DecidePlan", data));
        if granted {
            match self.file.dice.between(0, 99) {
                0..68 => self.later(10, 75, Incident::PlanStart),
                68..86 => self.later(95, 320, Incident::PlanStart),
                _ => {}
            }
        }
    }

    /// The coordinator creates the plan, or makes one of what they work together in already.
    pub(super) fn plan_start(&mut self) {
        if self.file.plan.is_some() {
            return;
        }
        let Some(seat) = self.file.seat.filter(|seat| self.at_work(seat.person)) else {
            return self.later(10, 25, Incident::PlanStart);
        };
        if !self.file.plan_consent && self.chance(95) {
            self.plan_consent();
        }
        let alias = self.file.name("ip");
        let light = self.file.light.take();
        let next = self.next_revision();
        let act = match light {
            Some(light) => {
                let data = json!({"collaboration": light, "next_revision_on": next});
                Act::new(self.office("ke"), "ConvertLightCollaboration", data)
            }
            None => Act::new(self.coordinator(seat.person), "CreatePlan", self.new_plan(&alias, &next)),
        };
        self.write(act.named(alias.clone()));
        self.file.plan = Some(Plan { alias: alias.clone(), paused: false });
        self.await_revision(&alias);
        if self.chance(6) {
            self.later(60, 400, Incident::PlanPause(alias));
        }
    }

    fn plan_consent(&mut self) {
        let of_age = self.file.birthday(16) <= self.today;
        let giver = if of_age { "Patient" } else { "Parents" };
        let reference = self.file.name("pc");
        let data = json!({"giver": giver, "scopes": ["Plan"], "evidence_ref": format!("form-{reference}")});
        self.write(Act::new(self.office("ke"), "GiveConsent", data));
        self.file.plan_consent = true;
    }

    fn new_plan(&mut self, alias: &str, next: &Value) -> Value {
        let content: &[&str] = match self.file.dice.between(0, 99) {
            0..75 => &["A", "B", "C", "D", "E", "F", "G", "H", "I"],
            75..95 => &["A", "B", "C", "E", "G", "H"],
            _ => &["A", "B", "E"],
        };
        let instrument = self.file.dice.one_of(&["Sampro", "Sampro", "DipsSamspill", "Acos", "Paper"]);
        json!({"instrument": instrument, "external_ref": format!("plan-{alias}"), "started_by": "Municipality",
            "next_revision_on": next, "content": content})
    }

    /// Half a year from now most often; now and then nobody says when.
    fn next_revision(&mut self) -> Value {
        let months = if self.chance(70) { 6 } else { 12 };
        if self.chance(93) { json!(self.today.plus_months(months).to_string()) } else { Value::Null }
    }

    fn await_revision(&mut self, alias: &str) {
        let (least, most) = match self.file.dice.between(0, 99) {
            0..78 => (150, 181),
            78..92 => (190, 260),
            _ => (330, 420),
        };
        self.later(least, most, Incident::PlanRevision(alias.to_owned()));
    }

    pub(super) fn plan_revision(&mut self, alias: &str) {
        let Some(paused) = self.plan_of(alias) else { return };
        let Some(seat) = self.file.seat.filter(|seat| !paused && self.at_work(seat.person)) else {
            return self.later(10, 30, Incident::PlanRevision(alias.to_owned()));
        };
        let next = self.next_revision();
        let data = json!({"plan": alias, "with_patient": self.chance(93), "next_revision_on": next});
        self.write(Act::new(self.coordinator(seat.person), "EvaluatePlan", data));
        self.await_revision(alias);
    }

    /// Whether the plan that stands is paused, if it is this one.
    fn plan_of(&self, alias: &str) -> Option<bool> {
        self.file.plan.as_ref().filter(|plan| plan.alias == alias).map(|plan| plan.paused)
    }

    pub(super) fn plan_pause(&mut self, alias: &str) {
        let Some(paused) = self.plan_of(alias) else { return };
        let status = if paused { "Active" } else { "Paused" };
        let data = json!({"plan": alias, "status": status});
        self.write(Act::new(self.office("ke"), "ChangePlanStatus", data));
        self.file.plan = Some(Plan { alias: alias.to_owned(), paused: !paused });
        if !paused {
            self.later(30, 150, Incident::PlanPause(alias.to_owned()));
        }
    }

    /// The plan is ended with the case, unless nobody thinks of it.
    pub(super) fn end_plan(&mut self, cause: &str) {
        if self.chance(80)
            && let Some(plan) = self.file.plan.take()
        {
            let data = json!({"plan": plan.alias, "cause": cause});
            self.write(Act::new(self.office("ke"), "EndPlan", data));
        }
    }
}
