//! What happens in a patient's life: transitions, birthdays, a withdrawn consent, a move, a death.

use serde_json::json;

use super::file::{Course, File, Incident};
use super::pen::Act;
use super::scene::Scene;

impl Scene<'_> {
    /// What is in store for somebody who has got the first coordinator.
    pub(super) fn begin_life(&mut self) {
        if self.trust() {
            self.later(10, 40, Incident::Discharge);
            if !self.steady() {
                self.later(0, 6, Incident::Notify);
            }
            if !self.steady() {
                self.later(90, 600, Incident::NeedCeases);
            }
            return;
        }
        self.later(5, 40, Incident::PlanWish);
        if !self.steady() {
            self.later(20, 90, Incident::Group);
        }
        self.later(30, 400, Incident::Transition);
        self.later(20, 300, Incident::Participant);
        self.later(200, 2_400, Incident::ChangeWish);
        self.birthdays();
        if self.steady() {
            return;
        }
        if !self.file.is_first() {
            return self.later(400, 2_900, Incident::NeedCeases);
        }
        if self.chance(5) {
            self.later(60, 900, Incident::Withdrawal);
        }
        match self.file.dice.between(0, 99) {
            0..24 if self.file.birthday(67) < self.today => self.later(100, 1_800, Incident::Death),
            0..7 => self.later(100, 1_800, Incident::Move),
            7..24 => self.later(30, 900, Incident::Referral),
            24..90 => self.later(400, 2_900, Incident::NeedCeases),
            _ => {}
        }
    }

    fn birthdays(&mut self) {
        let (sixteen, eighteen) = (self.file.birthday(16), self.file.birthday(18));
        if self.today < sixteen {
            let wait = self.file.dice.between(0, 40);
            self.world.plan_incident(sixteen.plus_days(wait), self.id, Incident::Sixteen);
        }
        if self.today < eighteen {
            let before = if self.chance(85) { 200 } else { 120 };
            let notice = eighteen.plus_days(-before).max(self.today.plus_days(20));
            self.world.plan_incident(notice, self.id, Incident::SoonEighteen);
            self.world.plan_first(eighteen, self.id, Incident::Eighteen);
        }
    }

    /// The young person consents alone from 16.
    pub(super) fn sixteen(&mut self) {
        if self.file.consent.is_some() {
            self.consent();
        }
    }

    pub(super) fn soon_eighteen(&mut self) {
        if self.today < self.file.birthday(18) {
            self.register_transition("Turns18", "Hjemmetjenesten");
        }
    }

    /// The right to a child coordinator ends today.
    pub(super) fn eighteen(&mut self) {
        if self.file.changing {
            return self.later(1, 3, Incident::Eighteen);
        }
        self.file.unit = self.world.unit_for(self.file.tenant, false, &mut self.file.dice);
        if self.file.seat.is_some_and(|seat| seat.role == "Child") {
            let data = json!({"role": "Child", "cause": "LifeTransition", "need_persists": true});
            self.write(Act::new(self.office("ke"), "EndAssignment", data));
            self.leave_seat();
            if self.chance(70) { self.appoint() } else { self.later(5, 45, Incident::Successor) }
        }
    }

    pub(super) fn transition(&mut self) {
        let kinds: &[_] = if self.adult() {
            &["Admission", "Admission", "Admission", "Housing", "WorkStart", "Other"]
        } else {
            &["SchoolStart", "SchoolChange", "SchoolChange", "Admission"]
        };
        let kind = self.file.dice.one_of(kinds);
        let counterpart = match kind {
            "Admission" => "Nordkyst HF",
            "SchoolStart" | "SchoolChange" => "Skolen",
            _ => "NAV",
        };
        self.register_transition(kind, counterpart);
        if kind == "Admission" {
            self.later(3, 25, Incident::Discharge);
        }
        self.later(150, 700, Incident::Transition);
    }

    pub(super) fn discharge(&mut self) {
        self.register_transition("Discharge", "Hjemmetjenesten");
        let Some(seat) = self.file.seat.filter(|seat| self.at_work(seat.person)) else { return };
        if self.chance(50) {
            let reference = format!("j-{}-{}", self.file.key, self.today);
            let data = json!({"kind": "TransitionMeeting", "by": self.person(seat.person), "journal_ref": reference});
            self.write(Act::new(self.coordinator(seat.person), "RecordFollowUp", data));
        }
    }

    fn register_transition(&mut self, kind: &str, counterpart: &str) {
        let actor = match self.file.seat.filter(|seat| self.at_work(seat.person)) {
            Some(seat) => self.coordinator(seat.person),
            None => self.ward(self.file.unit, "nurse"),
        };
        self.write(Act::new(actor, "RegisterTransition", json!({"kind": kind, "counterpart": counterpart})));
    }

    pub(super) fn withdrawal(&mut self) {
        let Some(consent) = self.file.consent.take() else { return };
        let data = json!({"consent": consent.alias, "scopes": "All"});
        self.write(Act::new(self.office("ke"), "WithdrawConsent", data));
        if self.chance(60) {
            self.later(20, 150, Incident::ConsentAgain);
        }
    }

    pub(super) fn need_ceases(&mut self) {
        if self.file.changing {
            return self.later(10, 30, Incident::NeedCeases);
        }
        self.end_plan("NeedCeased");
        if let Some(seat) = self.file.seat {
            let data = json!({"role": seat.role, "cause": "NeedCeased", "need_persists": false});
            let leader = self.trust() || self.chance(40);
            let actor = if leader { self.ward(self.unit_of(seat.person), "lead") } else { self.office("ke") };
            self.write(Act::new(actor, "EndAssignment", data));
            self.leave_seat();
        }
        self.dissolve("NeedCeased");
        self.later(0, 10, Incident::Close("NeedCeased"));
    }

    /// A death is often told days after it happened.
    pub(super) fn death(&mut self) {
        let on = self.today.plus_days(-self.file.dice.between(0, 9));
        let (source, actor) = if self.chance(75) {
            ("PopulationRegister", self.office("system"))
        } else {
            ("Notice", self.office("ke"))
        };
        self.write(Act::new(actor, "RecordDeath", json!({"source": source})).on(on));
        self.write(Act::new(self.office("ke"), "CloseCase", json!({"cause": "Deceased"})));
        self.dissolve("Deceased");
        self.leave_seat();
        self.file.course = Course::Over;
    }

    /// Another municipality takes over; it opens a file of its own.
    pub(super) fn moves(&mut self) {
        if self.file.changing {
            return self.later(10, 30, Incident::Move);
        }
        let elsewhere =
            |tenant: &usize| *tenant != self.file.tenant && !self.world.cast.tenants[*tenant].trust;
        let others: Vec<_> = (0..self.world.cast.tenants.len()).filter(elsewhere).collect();
        if others.is_empty() {
            return;
        }
        let other = self.file.dice.one_of(&others);
        let alias = |tenant: usize| self.world.cast.tenants[tenant].alias.clone();
        let (from, to) = (alias(self.file.tenant), alias(other));
        let mut data = json!({"direction": "Out", "other": to});
        if self.chance(85) {
            data["accepted_on"] = json!(self.today.to_string());
        }
        self.end_plan("Moved");
        self.write(Act::new(self.office("ke"), "TransferResponsibility", data));
        self.dissolve("Moved");
        self.write(Act::new(self.office("ke"), "CloseCase", json!({"cause": "Moved"})));
        self.leave_seat();
        self.file.course = Course::Over;
        let id = self.other_file(other);
        self.world.with_file(id, self.today, |scene| {
            scene.report();
            let data = json!({"direction": "In", "other": from, "accepted_on": scene.today.to_string()});
            scene.write(Act::new(scene.office("ke"), "TransferResponsibility", data));
        });
    }

    /// The hospital finds that the patient needs a coordinator there too (sphl § 2-5 a).
    pub(super) fn referral(&mut self) {
        if let Some(trust) = self.world.cast.tenants.iter().position(|tenant| tenant.trust) {
            let id = self.other_file(trust);
            self.world.plan_incident(self.today, id, Incident::Report);
        }
    }

    /// An empty file of the same patient at another tenant.
    fn other_file(&mut self, tenant: usize) -> usize {
        let mut dice = self.file.dice.clone();
        let child = !self.adult();
        let unit = self.world.unit_for(tenant, child, &mut dice);
        let file = File {
            key: format!("{}-{}", self.file.patient, self.world.cast.tenants[tenant].alias),
            tenant,
            unit,
            home: (!self.trust()).then_some(self.file.tenant),
            ..File::empty(&self.file.patient, self.file.born, dice, self.today)
        };
        self.world.shelve(file)
    }

    pub(super) fn close(&mut self, cause: &'static str) {
        if self.file.seat.is_some() {
            return;
        }
        self.write(Act::new(self.office("ke"), "CloseCase", json!({"cause": cause})));
        self.file.course = Course::Closed;
        if self.chance(15) {
            self.later(120, 500, Incident::Reopen);
        }
    }

    pub(super) fn reopen(&mut self) {
        self.write(Act::new(self.office("ke"), "OpenCase", json!({})));
        self.file.course = Course::Open;
        self.file.planned = None;
        self.later(0, 3, Incident::Report);
    }
}
