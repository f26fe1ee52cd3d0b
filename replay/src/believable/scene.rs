//! One file on one day: who is there, what is written, what is to come of it.

use samspor_core::words::Day;

use super::file::{Course, File, Incident, Seat};
use super::pen::Act;
use super::world::World;

/// One file on one day.
pub(super) struct Scene<'w> {
    pub(super) world: &'w mut World,
    pub(super) file: &'w mut File,
    pub(super) id: usize,
    pub(super) today: Day,
}

impl Scene<'_> {
    pub(super) fn happens(&mut self, incident: Incident) {
        // Neither a closed case nor a death stops a complaint.
        let incident = match incident {
            Incident::Complaint(complained) => return self.complains(complained),
            other => other,
        };
        match self.file.course {
            Course::Open => self.happens_open(incident),
            Course::Closed if matches!(incident, Incident::Reopen) => self.reopen(),
            Course::Closed | Course::Over => {}
        }
    }

    fn happens_open(&mut self, incident: Incident) {
        match incident {
            Incident::Report => self.report(),
            Incident::Rerouted(report) => self.rerouted(&report),
            Incident::Repeated(report) => self.repeated(&report),
            Incident::Reply => self.reply(),
            Incident::Assess => self.assess(),
            Incident::Offer => self.offer(),
            Incident::Answer => self.answer(),
            Incident::Appoint | Incident::Successor => self.appoint(),
            Incident::TaskAnswer(turn) => self.task_answer(turn),
            Incident::Mandate(turn) => self.mandate(turn),
            Incident::Inform(turn) => self.inform(turn),
            Incident::Contact(turn) => self.contact(turn),
            Incident::ServiceContact(turn) => self.service_contact(turn),
            Incident::Participant => self.participant(),
            Incident::PlanWish => self.plan_wish(),
            Incident::PlanDecision => self.plan_decision(),
            Incident::PlanStart => self.plan_start(),
            Incident::PlanRevision(plan) => self.plan_revision(&plan),
            Incident::PlanPause(plan) => self.plan_pause(&plan),
            Incident::Group => self.group(),
            Incident::Summons => self.summons(),
            Incident::Meeting(summoned) => self.meeting(summoned),
            Incident::Minutes(meeting) => self.minutes(&meeting),
            Incident::Notify => self.notify(),
            Incident::Received(notification, municipality) => self.received(&notification, municipality),
            Incident::Transition => self.transition(),
            Incident::Discharge => self.discharge(),
            Incident::Sixteen => self.sixteen(),
            Incident::SoonEighteen => self.soon_eighteen(),
            Incident::Eighteen => self.eighteen(),
            Incident::ChangeWish => self.change_wish(),
            Incident::Change(turn, cause, on) => self.change(turn, cause, on),
            Incident::TakeOver(turn, person) => self.take_over(turn, person),
            Incident::Handover(turn) => self.handover(turn),
            Incident::Departure(turn) => self.departure(turn),
            Incident::Substitute(person) => self.substitute(person),
            Incident::SubstituteEnds(person) => self.substitute_ends(person),
            Incident::Withdrawal => self.withdrawal(),
            Incident::ConsentAgain => self.consent(),
            Incident::Correct(target, on) => self.correct(&target, on),
            Incident::Voided(pair) => self.voided(&pair[0], &pair[1]),
            Incident::Referral => self.referral(),
            Incident::NeedCeases => self.need_ceases(),
            Incident::Death => self.death(),
            Incident::Move => self.moves(),
            Incident::Close(cause) => self.close(cause),
            Incident::Reopen | Incident::Complaint(_) => {}
        }
    }

    /// Writes a line of this file, unless it has had all of its lines.
    pub(super) fn write(&mut self, act: Act) {
        if let Some(left) = &mut self.file.lines_left {
            if *left == 0 {
                return;
            }
            *left -= 1;
        }
        self.world.pen.command(self.today, Some(&self.file.patient), &act);
    }

    /// From `least` to `most` days from today something will happen.
    pub(super) fn later(&mut self, least: i64, most: i64, incident: Incident) {
        let day = self.today.plus_days(self.file.dice.between(least, most));
        self.world.plan_incident(day, self.id, incident);
    }

    pub(super) fn chance(&mut self, percent: i64) -> bool {
        self.file.dice.chance(percent)
    }

    /// Nobody dies, moves, or declines in a load: every file is to have all of its lines.
    pub(super) fn steady(&self) -> bool {
        self.world.lines_each.is_some()
    }

    pub(super) fn trust(&self) -> bool {
        self.world.cast.tenants[self.file.tenant].trust
    }

    /// An actor of the tenant: `ke`, `gp`, `archive`, `self`, `system`.
    pub(super) fn office(&self, name: &str) -> String {
        format!("{}-{name}", self.world.cast.tenants[self.file.tenant].alias)
    }

    /// An actor of a unit: `lead`, `nurse`.
    pub(super) fn ward(&self, unit: usize, name: &str) -> String {
        format!("{}-{name}", self.world.cast.units[unit].alias)
    }

    pub(super) fn unit_alias(&self, unit: usize) -> String {
        self.world.cast.units[unit].alias.clone()
    }

    pub(super) fn person(&self, person: usize) -> String {
        self.world.cast.staff[person].alias.clone()
    }

    pub(super) fn unit_of(&self, person: usize) -> usize {
        self.world.cast.staff[person].unit
    }

    /// The coordinator as an actor.
    pub(super) fn coordinator(&self, person: usize) -> String {
        format!("{}-ko", self.person(person))
    }

    /// The seat, if nobody else has had it since `turn`.
    pub(super) fn seat_of(&self, turn: u32) -> Option<Seat> {
        self.file.seat.filter(|_| self.file.turn == turn)
    }

    pub(super) fn sit(&mut self, seat: Seat) {
        self.leave_seat();
        self.file.seat = Some(seat);
        self.file.turn += 1;
        self.file.changing = false;
        self.file.substitute = None;
        self.world.cast.staff[seat.person].cases.insert(self.id);
    }

    pub(super) fn leave_seat(&mut self) {
        if let Some(seat) = self.file.seat.take() {
            self.world.cast.staff[seat.person].cases.remove(&self.id);
        }
    }
}
