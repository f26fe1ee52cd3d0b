//! A coordinator's work: the mandate, those who must know of it, and the contacts that follow.

use samspor_core::words::Day;
use serde_json::json;

use super::file::{Incident, Seat};
use super::pen::Act;
use super::scene::Scene;
use super::world::World;

impl Scene<'_> {
    /// What follows when somebody has taken the seat.
    pub(super) fn begin_task(&mut self) {
        let turn = self.file.turn;
        if self.chance(45) {
            self.later(1, 4, Incident::TaskAnswer(turn));
        }
        let (least, most) = if self.chance(93) { (0, 11) } else { (15, 40) };
        self.later(least, most, Incident::Mandate(turn));
        let (least, most) = if self.chance(94) { (2, 12) } else { (15, 34) };
        self.later(least, most, Incident::Contact(turn));
    }

    pub(super) fn task_answer(&mut self, turn: u32) {
        let Some(seat) = self.seat_of(turn) else { return };
        let declines = !self.steady() && !self.trust() && self.chance(4);
        let data = if declines {
            json!({"accepted": false, "reason": "NoCapacity"})
        } else {
            json!({"accepted": true})
        };
        self.write(Act::new(self.coordinator(seat.person), "AnswerTask", data));
        if declines {
            if self.chance(30) {
                let data = json!({"to_role": "UnitLeader", "cause": "NoUnitWilling"});
                self.write(Act::new(self.office("ke"), "EscalateAppointment", data));
            }
            self.later(4, 15, Incident::Change(turn, "Other", None));
        }
    }

    pub(super) fn mandate(&mut self, turn: u32) {
        let Some(seat) = self.seat_of(turn) else { return };
        let person = self.person(seat.person);
        let unit = self.unit_of(seat.person);
        let by_ke = !self.steady() && self.chance(2);
        let actor = if by_ke { self.office("ke") } else { self.ward(unit, "lead") };
        let data = json!({"person": person, "document_ref": format!("mandate-{}-{turn}", self.file.key)});
        self.write(Act::new(actor, "IssueMandate", data));
        let (least, most) = if self.chance(94) { (0, 11) } else { (15, 40) };
        self.later(least, most, Incident::Inform(turn));
    }

    pub(super) fn inform(&mut self, turn: u32) {
        let Some(seat) = self.seat_of(turn) else { return };
        if !self.at_work(seat.person) {
            return self.later(7, 12, Incident::Inform(turn));
        }
        let mut parties: Vec<_> = self.file.parties(self.today).to_vec();
        parties.push("Patient");
        self.write(Act::new(
            self.coordinator(seat.person),
            "InformParticipants",
            json!({"parties": parties}),
        ));
        if self.chance(35) {
            let data =
                json!({"topic": "CoordinatorNamed", "form": self.file.dice.one_of(&["Written", "Digital"])});
            self.write(Act::new(self.office("ke"), "InformPatient", data));
        }
    }

    pub(super) fn at_work(&self, person: usize) -> bool {
        self.world.cast.staff[person].present(self.today)
    }

    /// Who meets the patient today: the coordinator or, while they are away, the substitute; the name and the actor.
    fn meets(&self, seat: Seat) -> Option<(String, String)> {
        if self.at_work(seat.person) {
            return Some((self.person(seat.person), self.coordinator(seat.person)));
        }
        let (person, until) = self.file.substitute?;
        (self.today < until).then(|| (self.person(person), format!("{}-sub", self.person(person))))
    }

    /// The regular contact, and the date of the next.
    pub(super) fn contact(&mut self, turn: u32) {
        let Some(seat) = self.seat_of(turn) else { return };
        let Some((by, actor)) = self.meets(seat) else { return self.later(7, 14, Incident::Contact(turn)) };
        let on = self.contact_day(seat);
        let mut data =
            json!({"kind": "PatientContact", "by": by, "journal_ref": format!("j-{}-{on}", self.file.key)});
        if let Some(planned) = self.file.planned.take() {
            data["planned"] = json!(planned);
        }
        let act = Act::new(actor.clone(), "RecordFollowUp", data.clone());
        let act = if on == self.today { act } else { act.on(on) };
        let act = if self.chance(4) { self.mistaken(act, &actor, data, on, seat.since) } else { act };
        self.write(act);
        self.file.contacted = on;
        self.next_contact(turn, seat);
    }

    /// Now and then a contact is written down a week or three after it took place.
    fn contact_day(&mut self, seat: Seat) -> Day {
        let on = self.today.plus_days(-self.file.dice.between(3, 21));
        let plausible = self.at_work(seat.person) && on >= seat.since && on > self.file.contacted;
        if self.file.dice.chance(6) && plausible { World::office_day(on).min(self.today) } else { self.today }
    }

    /// Something about this contact will have to be put right.
    fn mistaken(&mut self, act: Act, actor: &str, mut data: serde_json::Value, on: Day, since: Day) -> Act {
        let alias = self.file.name("f");
        if self.chance(60) {
            if on.plus_days(-1) >= since {
                self.later(1, 30, Incident::Correct(alias.clone(), on.plus_days(-1)));
            }
        } else if on == self.today {
            let twice = self.file.name("f");
            if let Some(fields) = data.as_object_mut() {
                fields.remove("planned");
            }
            self.write(Act::new(actor, "RecordFollowUp", data).named(twice.clone()));
            self.later(1, 20, Incident::Voided(Box::new([twice, alias.clone()])));
        }
        act.named(alias)
    }

    fn next_contact(&mut self, turn: u32, seat: Seat) {
        let gap = match self.file.dice.between(0, 99) {
            0..90 => self.file.dice.between(60, 84),
            90..97 => self.file.dice.between(93, 125),
            _ => self.file.dice.between(130, 260),
        };
        let next = World::office_day(self.today.plus_days(gap));
        if self.chance(55) && self.at_work(seat.person) {
            let due = if gap < 90 {
                next.plus_days(self.file.dice.between(0, 3))
            } else {
                self.today.plus_days(80)
            };
            let alias = self.file.name("pf");
            let data = json!({"kind": "PatientContact", "due_on": due.to_string(), "owner": self.person(seat.person)});
            self.write(Act::new(self.coordinator(seat.person), "PlanFollowUp", data).named(alias.clone()));
            self.file.planned = Some(alias);
        }
        self.world.plan_incident(next, self.id, Incident::Contact(turn));
        if self.chance(34) {
            self.later(8, 50, Incident::ServiceContact(turn));
        }
    }

    /// A word with a service or the family; it meets no deadline.
    pub(super) fn service_contact(&mut self, turn: u32) {
        let Some(seat) = self.seat_of(turn) else { return };
        if self.at_work(seat.person) {
            let kind =
                self.file.dice.one_of(&["ServiceContact", "ServiceContact", "NextOfKinContact", "Other"]);
            let reference = format!("j-{}-{}", self.file.key, self.today);
            let data = json!({"kind": kind, "by": self.person(seat.person), "journal_ref": reference});
            self.write(Act::new(self.coordinator(seat.person), "RecordFollowUp", data));
        }
    }

    /// Somebody inside the consent joins those who work with the patient.
    pub(super) fn participant(&mut self) {
        let Some(seat) = self.file.seat else { return };
        let Some(party) = self.file.parties(self.today).last().copied() else { return };
        if self.at_work(seat.person) {
            let context = if self.file.plan.is_some() { "Plan" } else { "Case" };
            let data =
                json!({"context": context, "party": party, "role": "Samarbeidspart", "direction": "In"});
            self.write(Act::new(self.coordinator(seat.person), "ChangeParticipant", data));
        }
    }

    pub(super) fn correct(&mut self, target: &str, on: Day) {
        let data = json!({"target": target, "changes": {"on": on.to_string()}, "reason": "typo"});
        self.write(Act::new(self.office("ke"), "CorrectEntry", data));
    }

    pub(super) fn voided(&mut self, target: &str, instead: &str) {
        let data = json!({"target": target, "reason": "Duplicate", "replacement": instead});
        self.write(Act::new(self.office("archive"), "VoidEntry", data));
    }
}
