//! Groups: established under consent, summoned, met twice a year, minuted, dissolved with the need.

use serde_json::json;

use super::file::Incident;
use super::pen::Act;
use super::scene::Scene;

impl Scene<'_> {
    /// Whether the consent of today is one to a group.
    fn has_group_consent(&self) -> bool {
        let consent = self.file.consent.as_ref();
        consent.is_some_and(|one| one.group && one.until.is_none_or(|until| self.today < until))
    }

    /// The coordinator who writes for the group today, if there is one, and they are at work.
    fn of_group(&self) -> Option<(String, String)> {
        let seat = self.file.seat.filter(|seat| self.at_work(seat.person))?;
        Some((self.person(seat.person), self.coordinator(seat.person)))
    }

    pub(super) fn group(&mut self) {
        if self.file.group.is_some() || !self.has_group_consent() {
            return;
        }
        let Some((_, actor)) = self.of_group() else { return self.later(14, 40, Incident::Group) };
        let alias = self.file.name("g");
        let members = json!({"members": self.file.parties(self.today)});
        self.write(Act::new(actor, "EstablishGroup", members).named(alias.clone()));
        self.file.group = Some(alias);
        let (least, most) = if self.chance(88) { (3, 18) } else { (40, 90) };
        self.later(least, most, Incident::Summons);
    }

    /// Nobody is summoned while the consent is withdrawn.
    pub(super) fn summons(&mut self) {
        let Some(group) = self.file.group.clone() else { return };
        let Some((_, actor)) = self.of_group().filter(|_| self.has_group_consent()) else {
            return self.later(20, 45, Incident::Summons);
        };
        let days = self.file.dice.between(9, 20);
        let mut invitees = self.file.parties(self.today).to_vec();
        invitees.push("Patient");
        let meeting_on = super::world::World::office_day(self.today.plus_days(days));
        let data = json!({"group": group, "meeting_on": meeting_on.to_string(), "invitees": invitees,
            "written": self.chance(94)});
        self.write(Act::new(actor, "SummonMeeting", data));
        self.world.plan_incident(meeting_on, self.id, Incident::Meeting(true));
    }

    /// The meeting itself; one that was put off comes a few weeks later.
    pub(super) fn meeting(&mut self, summoned: bool) {
        let Some(group) = self.file.group.clone() else { return };
        let Some((person, actor)) = self.of_group().filter(|_| self.has_group_consent()) else {
            return self.later(20, 45, Incident::Summons);
        };
        if summoned && self.chance(7) {
            return self.later(14, 30, Incident::Meeting(false));
        }
        let days = match self.file.dice.between(0, 99) {
            0..84 => self.file.dice.between(150, 200),
            84..95 => self.file.dice.between(210, 345),
            _ => self.file.dice.between(370, 420),
        };
        let next = super::world::World::office_day(self.today.plus_days(days));
        let mut present = self.file.parties(self.today).to_vec();
        present.push("Coordinator");
        let mut data = json!({"group": group, "chair": person, "present": present,
            "patient_present": self.chance(86), "next_meeting_on": next.to_string()});
        if self.chance(93) {
            data["secretary"] = json!(person);
        }
        let alias = self.file.name("m");
        self.write(Act::new(actor, "HoldMeeting", data).named(alias.clone()));
        match self.file.dice.between(0, 99) {
            0..86 => self.later(0, 11, Incident::Minutes(alias)),
            86..96 => self.later(15, 45, Incident::Minutes(alias)),
            _ => {}
        }
        self.world.plan_incident(next.plus_days(-16), self.id, Incident::Summons);
    }

    pub(super) fn minutes(&mut self, meeting: &str) {
        match self.of_group() {
            Some((_, actor)) => {
                let data = json!({"meeting": meeting, "document_ref": format!("minutes-{meeting}")});
                self.write(Act::new(actor, "FileMinutes", data));
            }
            None => self.later(4, 12, Incident::Minutes(meeting.to_owned())),
        }
    }

    /// The coordinating unit dissolves what nobody leads any more; now and then it is forgotten.
    pub(super) fn dissolve(&mut self, cause: &str) {
        let Some(group) = self.file.group.take().filter(|_| self.file.dice.chance(85)) else { return };
        let data = json!({"group": group, "cause": cause});
        self.write(Act::new(self.office("ke"), "DissolveGroup", data));
    }
}
