//! Another takes over: changes, vacancies, and substitutes for those who are away.

use samspor_core::words::Day;
use serde_json::json;

use super::file::{Incident, Seat};
use super::pen::Act;
use super::scene::Scene;
use super::world::World;

impl Scene<'_> {
    pub(super) fn change_wish(&mut self) {
        let Some(seat) = self.file.seat else { return };
        let (by, actor, cause) = match self.file.dice.between(0, 9) {
            0..6 if self.adult() => ("Patient", self.office("self"), "PatientWish"),
            0..8 if self.at_work(seat.person) => {
                ("Coordinator", self.coordinator(seat.person), "NeedChanged")
            }
            _ => ("Leader", self.ward(self.unit_of(seat.person), "lead"), "Reorganisation"),
        };
        self.write(Act::new(actor, "RequestChange", json!({"by": by, "cause": cause})));
        if self.chance(80) {
            self.later(7, 40, Incident::Change(self.file.turn, cause, None));
        }
    }

    /// The change is written down, for `on` or a day or two from now.
    pub(super) fn change(&mut self, turn: u32, cause: &'static str, on: Option<Day>) {
        let Some(seat) = self.seat_of(turn).filter(|_| !self.file.changing) else { return };
        let unit = self.unit_of(seat.person);
        let Some(to) = self.world.cast.least_loaded(unit, self.today, Some(seat.person)) else { return };
        let soon = self.today.plus_days(self.file.dice.between(0, 20));
        let on = World::office_day(on.unwrap_or(soon).max(self.today));
        if seat.role == "Child" && self.file.birthday(18) <= on {
            return;
        }
        let mut data = json!({"role": seat.role, "from_person": self.person(seat.person),
            "to_person": self.person(to), "unit": self.unit_alias(unit), "cause": cause});
        if self.chance(if self.file.lifelong { 85 } else { 30 }) {
            data["overlap_from"] =
                json!(on.plus_days(-self.file.dice.between(5, 21)).max(seat.since).to_string());
            data["overlap_to"] = json!(on.plus_days(self.file.dice.between(3, 21)).to_string());
        }
        if cause == "PatientWish" {
            data["patient_wish"] = json!("Followed");
        }
        let actor = if self.trust() { self.ward(unit, "lead") } else { self.office("ke") };
        let act = Act::new(actor, "ChangeCoordinator", data);
        self.write(if on == self.today { act } else { act.on(on) });
        if on == self.today {
            return self.take_over(turn, to);
        }
        self.file.changing = true;
        self.world.plan_first(on, self.id, Incident::TakeOver(turn, to));
    }

    /// The day of a change has come.
    pub(super) fn take_over(&mut self, turn: u32, person: usize) {
        let Some(seat) = self.seat_of(turn) else { return };
        self.sit(Seat { person, role: seat.role, since: self.today });
        self.begin_task();
        let turn = self.file.turn;
        match self.file.dice.between(0, 99) {
            0..90 => self.later(2, 11, Incident::Handover(turn)),
            90..97 => self.later(16, 40, Incident::Handover(turn)),
            _ => {}
        }
    }

    pub(super) fn handover(&mut self, turn: u32) {
        let Some(seat) = self.seat_of(turn) else { return };
        let mut data = json!({"to_person": self.person(seat.person)});
        if self.chance(90) {
            data["meeting_on"] = json!(self.today.to_string());
        }
        if self.chance(90) {
            data["documentation_ref"] = json!(format!("handover-{}-{turn}", self.file.key));
        }
        let actor = self.ward(self.unit_of(seat.person), "lead");
        self.write(Act::new(actor, "CompleteHandover", data));
    }

    /// The coordinator has left and nobody has taken over.
    pub(super) fn departure(&mut self, turn: u32) {
        let Some(seat) = self.seat_of(turn).filter(|_| !self.file.changing) else { return };
        let data = json!({"role": seat.role, "cause": "JobChange", "need_persists": true});
        let actor = self.ward(self.unit_of(seat.person), "lead");
        self.write(Act::new(actor, "EndAssignment", data));
        self.leave_seat();
        self.later(2, 45, Incident::Successor);
    }

    pub(super) fn substitute(&mut self, person: usize) {
        let away = self.world.cast.staff[person].away_until.filter(|until| self.today.plus_days(5) < *until);
        let covered = self.file.substitute.is_some_and(|(_, until)| self.today < until);
        let (Some(seat), Some(until)) = (self.file.seat, away) else { return };
        if seat.person != person || self.file.changing || covered {
            return;
        }
        let unit = self.unit_of(person);
        let Some(colleague) = self.world.cast.least_loaded(unit, self.today, Some(person)) else { return };
        if !self.at_work(colleague) {
            return;
        }
        let mut data = json!({"person": self.person(colleague), "for_person": self.person(person)});
        if self.chance(88) {
            data["informed_on"] = json!(self.today.to_string());
        }
        if self.chance(50) {
            data["to"] = json!(until.to_string());
        } else {
            self.world.plan_incident(until, self.id, Incident::SubstituteEnds(colleague));
        }
        self.write(Act::new(self.ward(unit, "lead"), "AppointSubstitute", data));
        self.file.substitute = Some((colleague, until));
    }

    pub(super) fn substitute_ends(&mut self, colleague: usize) {
        if self.file.substitute.take_if(|(person, _)| *person == colleague).is_some() {
            let actor = self.ward(self.unit_of(colleague), "lead");
            self.write(Act::new(actor, "EndSubstitute", json!({"person": self.person(colleague)})));
        }
    }
}
