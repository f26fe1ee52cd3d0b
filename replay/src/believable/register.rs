//! The registers of the tenants: delegations, deadlines, training, capacity, absences, and those who leave.

use samspor_core::words::Day;
use serde_json::json;

use super::file::Incident;
use super::pen::Act;
use super::world::World;

/// What comes to a tenant or to one of its staff one day.
#[derive(Clone, Copy, Debug)]
pub(super) enum Post {
    Basic(usize),
    Refresher(usize),
    Guidance(usize),
    Absence(usize),
    Notice(usize),
    Leaves(usize),
    Deadline(usize),
    /// Of a trust with a municipality.
    Contact(usize, usize),
}

impl World {
    /// What stands in the registers before the first patient comes.
    pub(super) fn open_register(&mut self) {
        let today = self.first_day;
        for tenant in 0..self.cast.tenants.len() {
            let wait = self.dice.between(300, 900);
            if !self.cast.tenants[tenant].trust {
                self.plan_post(today.plus_days(wait), Post::Deadline(tenant));
            }
        }
        self.open_network(today);
        for unit in 0..self.cast.units.len() {
            self.open_unit(today, unit);
        }
    }

    fn open_unit(&mut self, today: Day, unit: usize) {
        let ward = self.cast.units[unit].ward;
        let staff = self.cast.units[unit].staff.clone();
        if ward.delegated {
            let data = json!({"to_unit": self.cast.units[unit].alias, "roles": ["Municipal"],
                "from": today.to_string(), "document_ref": format!("delegation-{}", self.cast.units[unit].alias)});
            let ke = self.ke_of(staff[0]);
            self.write(today, &Act::new(ke, "DelegateAppointment", data));
        }
        for (place, person) in staff.iter().copied().enumerate() {
            self.open_person(today, person, ward.max_cases);
            // The first of a unit stay, so that there always is somebody.
            if place >= 2 {
                let wait = self.dice.between(60, 1_100);
                self.plan_post(today.plus_days(wait), Post::Absence(person));
                if place % 6 == 5 && self.lines_each.is_none() {
                    let wait = self.dice.between(400, 1_600);
                    self.plan_post(today.plus_days(wait), Post::Notice(person));
                }
            }
        }
    }

    fn open_person(&mut self, today: Day, person: usize, max_cases: i64) {
        let data = json!({"person": self.cast.staff[person].alias, "max_cases": max_cases, "hours_per_week": 4,
            "status": "Active", "from": today.to_string()});
        let leader = self.leader_of(person);
        self.write(today, &Act::new(leader, "SetCapacity", data));
        if self.dice.chance(93) {
            let on = today.plus_days(-self.dice.between(3, 40));
            self.trained(today, person, "Basic", 12, Some(on));
        } else {
            let wait = self.dice.between(60, 240);
            self.plan_post(today.plus_days(wait), Post::Basic(person));
        }
        let wait = self.dice.between(180, 320);
        self.plan_post(today.plus_days(wait), Post::Refresher(person));
        let wait = self.dice.between(40, 500);
        self.plan_post(today.plus_days(wait), Post::Guidance(person));
    }

    fn ke_of(&self, person: usize) -> String {
        format!("{}-ke", self.cast.tenants[self.cast.staff[person].tenant].alias)
    }

    fn leader_of(&self, person: usize) -> String {
        format!("{}-lead", self.cast.units[self.cast.staff[person].unit].alias)
    }

    fn trained(&mut self, today: Day, person: usize, kind: &str, hours: u32, on: Option<Day>) {
        let data = json!({"person": self.cast.staff[person].alias, "kind": kind, "hours": hours});
        let act = Act::new(self.ke_of(person), "RecordCompetence", data);
        self.write(today, &on.map_or(act.clone(), |on| act.on(on)));
    }

    pub(super) fn post(&mut self, today: Day, post: Post) {
        match post {
            Post::Basic(person) => self.trained(today, person, "Basic", 12, None),
            Post::Refresher(person) => self.refresher(today, person),
            Post::Guidance(person) => self.guidance(today, person),
            Post::Absence(person) => self.absence(today, person),
            Post::Notice(person) => self.notice(today, person),
            Post::Leaves(person) => self.leaves(today, person),
            Post::Contact(trust, municipality) => self.ke_contact(today, trust, municipality),
            Post::Deadline(tenant) => self.deadline(today, tenant),
        }
    }

    fn refresher(&mut self, today: Day, person: usize) {
        if self.cast.staff[person].leaving {
            return;
        }
        self.trained(today, person, "Refresher", 6, None);
        let wait =
            if self.dice.chance(92) { self.dice.between(250, 350) } else { self.dice.between(370, 450) };
        self.plan_post(today.plus_days(wait), Post::Refresher(person));
    }

    fn guidance(&mut self, today: Day, person: usize) {
        if self.cast.staff[person].leaving {
            return;
        }
        let kind = self.dice.one_of(&[
            "IndividualGuidance",
            "GroupGuidance",
            "GroupGuidance",
            "TargetGroup",
            "Tool",
        ]);
        self.trained(today, person, kind, 2, None);
        let wait = self.dice.between(200, 600);
        self.plan_post(today.plus_days(wait), Post::Guidance(person));
    }

    /// Why somebody is away is nobody's business here.
    fn absence(&mut self, today: Day, person: usize) {
        if self.cast.staff[person].leaving {
            return;
        }
        let until = today.plus_days(self.dice.between(18, 110));
        let mut data = json!({"person": self.cast.staff[person].alias});
        if self.dice.chance(88) {
            data["expected_to"] = json!(until.to_string());
        }
        let leader = self.leader_of(person);
        self.write(today, &Act::new(leader, "RegisterAbsence", data));
        self.cast.staff[person].away_until = Some(until);
        for id in self.cast.staff[person].cases.clone() {
            let wait = match self.dice.between(0, 99) {
                0..78 => self.dice.between(0, 9),
                78..92 => self.dice.between(15, 28),
                _ => continue,
            };
            self.plan_incident(today.plus_days(wait), id, Incident::Substitute(person));
        }
        let wait = self.dice.between(300, 1_400);
        self.plan_post(until.plus_days(wait), Post::Absence(person));
    }

    /// Somebody will leave in six weeks; most of the patients get a new coordinator in time.
    fn notice(&mut self, today: Day, person: usize) {
        if !self.cast.staff[person].present(today.plus_days(45)) {
            return self.plan_post(today.plus_days(60), Post::Notice(person));
        }
        self.cast.staff[person].leaving = true;
        let last = Self::office_day(today.plus_days(42));
        self.plan_post(last, Post::Leaves(person));
        for id in self.cast.staff[person].cases.clone() {
            if self.dice.chance(75) {
                let wait = self.dice.between(3, 30);
                self.with_file(id, today, |scene| {
                    let turn = scene.file.turn;
                    scene.later(wait, wait, Incident::Change(turn, "JobChange", Some(last)));
                });
            }
        }
    }

    fn leaves(&mut self, today: Day, person: usize) {
        for id in self.cast.staff[person].cases.clone() {
            self.with_file(id, today, |scene| scene.happens(Incident::Departure(scene.file.turn)));
        }
        let data =
            json!({"person": self.cast.staff[person].alias, "status": "Left", "from": today.to_string()});
        let leader = self.leader_of(person);
        self.write(today, &Act::new(leader, "SetCapacity", data));
    }

    fn deadline(&mut self, today: Day, tenant: usize) {
        let (rule, value) = self.dice.one_of(&[("D01", "P10D"), ("D03", "P21D"), ("D05", "P10D")]);
        let alias = &self.cast.tenants[tenant].alias;
        let data = json!({"rule": rule, "value": value, "from": today.to_string(), "source": "Local",
            "document_ref": format!("deadline-{alias}-{rule}")});
        let ke = format!("{alias}-ke");
        self.write(today, &Act::new(ke, "AdoptDeadline", data));
    }
}
