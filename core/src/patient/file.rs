//! The patient's file as read from facts: everything a decision or a view asks about one patient at one tenant.

use uuid::Uuid;

use super::assessment::Assessment;
use super::assignment::{Assignment, Seat};
use super::case::Case;
use super::change::{Change, Handover};
use super::complaint::{Complaint, Processing};
use super::consent::{Consent, ScopeKind, shared};
use super::follow_up::{FollowUp, PlannedFollowUp};
use super::group::{Dissolution, Group};
use super::information::Information;
use super::light::LightCollaboration;
use super::mandate::Mandate;
use super::meeting::{Meeting, Minutes, Summons};
use super::need::Report;
use super::notification::{Notification, Receipt};
use super::offer::{Offer, OfferAnswer};
use super::participant::{Direction, Participation};
use super::plan::{Plan, PlanWish};
use super::plan_decision::PlanDecision;
use super::refusal::CoordinatorRefusal;
use super::representative::{Representative, Restriction, RestrictionKind};
use super::substitute::Substitution;
use super::supervision::{Compliance, SupervisorDecision};
use super::transfer::Transfer;
use super::transition::Transition;
use super::{
    assessment, assignment, case, change, complaint, consent, death, follow_up, group, information, light,
    mandate, meeting, need, notification, offer, participant, plan, plan_decision, refusal, representative,
    substitute, supervision, transfer, transition,
};
use crate::catalogue::Event;
use crate::fact::{Fact, Mark};
use crate::words::{Day, EventId, Party, UnitId};

/// One patient's file at one tenant. Every list is in the file's order: by day, and on one day by log order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PatientFile {
    /// The day of birth, if the register has it.
    pub born: Option<Day>,
    pub case: Case,
    pub reports: Vec<Report>,
    /// What was done to plans on days before theirs: by plan.
    pub(super) early_plan_acts: Vec<(EventId, plan::Act)>,
    /// Disposals of a day before the one the report is told of: by report, with the desk it went to.
    pub(super) early_disposals: Vec<(EventId, Mark, Option<UnitId>)>,
    pub information: Vec<Information>,
    pub assessments: Vec<Assessment>,
    pub offers: Vec<Offer>,
    pub answers: Vec<OfferAnswer>,
    pub refusals: Vec<CoordinatorRefusal>,
    pub assignments: Vec<Assignment>,
    pub changes: Vec<Change>,
    /// Changes known but later than the day the file is read at: their overlap may have begun.
    pub announced: Vec<Change>,
    pub handovers: Vec<Handover>,
    pub mandates: Vec<Mandate>,
    pub participants_informed: Vec<Mark>,
    pub substitutions: Vec<Substitution>,
    pub planned_follow_ups: Vec<PlannedFollowUp>,
    pub follow_ups: Vec<FollowUp>,
    pub transitions: Vec<Transition>,
    pub participations: Vec<Participation>,
    pub consents: Vec<Consent>,
    pub representatives: Vec<Representative>,
    pub restrictions: Vec<Restriction>,
    pub transfers: Vec<Transfer>,
    pub death: Option<Mark>,
    pub plan_wishes: Vec<PlanWish>,
    pub plan_decisions: Vec<PlanDecision>,
    pub light_collaborations: Vec<LightCollaboration>,
    /// Created ones and converted ones, ended ones too.
    pub plans: Vec<Plan>,
    pub complaints: Vec<Complaint>,
    pub processings: Vec<Processing>,
    pub supervisor_decisions: Vec<SupervisorDecision>,
    pub compliances: Vec<Compliance>,
    pub groups: Vec<Group>,
    pub dissolutions: Vec<Dissolution>,
    pub summonses: Vec<Summons>,
    pub meetings: Vec<Meeting>,
    pub minutes: Vec<Minutes>,
    pub notifications: Vec<Notification>,
    pub receipts: Vec<Receipt>,
}

impl PatientFile {
    /// Reads the file at a day from facts in the file's order; facts of later days only announce overlaps.
    pub fn read<'a>(born: Option<Day>, facts: impl IntoIterator<Item = &'a Fact>, at: Day) -> Self {
        let mut file = Self { born, ..Self::default() };
        for fact in facts {
            if fact.mark.on <= at {
                file.evolve(fact.mark, &fact.what);
            } else if let Event::CoordinatorChanged(told) = &*fact.what {
                file.announced.push(Change::of(fact.mark, told));
            }
        }
        file
    }

    /// The statutory coordinators that run on a day.
    pub fn primaries_on(&self, day: Day) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(move |one| one.seat().is_some() && one.runs_on(day))
    }

    /// The statutory coordinator of a seat on a day.
    pub fn primary_on(&self, seat: Seat, day: Day) -> Option<&Assignment> {
        self.primaries_on(day).find(|one| one.seat() == Some(seat))
    }

    /// The first day from `from` on which a seat has two primaries, if there is one.
    pub fn double_primary(&self, from: Day) -> Option<Day> {
        let primaries: Vec<&Assignment> =
            self.assignments.iter().filter(|one| one.seat().is_some()).collect();
        // A second primary begins on the first day of the later of the two, or was there already on `from`.
        let first_days = primaries.iter().map(|one| one.mark.on.max(from));
        first_days
            .filter(|day| {
                let running = |seat| {
                    primaries.iter().filter(|one| one.seat() == Some(seat) && one.runs_on(*day)).count()
                };
                running(Seat::Municipality) > 1 || running(Seat::Trust) > 1
            })
            .min()
    }

    /// The plan that stands on a day, paused or not; one at most.
    pub fn plan_on(&self, day: Day) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.stands_on(day))
    }

    /// Whether a plan stands on a day or begins later.
    pub fn has_plan_from(&self, day: Day) -> bool {
        self.plans.iter().any(|plan| plan.stands_on(day) || day < plan.mark.on)
    }

    /// The first day from `from` on which two plans stand, if there is one.
    pub fn double_plan(&self, from: Day) -> Option<Day> {
        let first_days = self.plans.iter().map(|plan| plan.mark.on.max(from));
        first_days.filter(|day| self.plans.iter().filter(|plan| plan.stands_on(*day)).count() > 1).min()
    }

    /// The substitutions that run on a day.
    pub fn substitutes_on(&self, day: Day) -> impl Iterator<Item = &Substitution> {
        self.substitutions.iter().filter(move |one| one.runs_on(day))
    }

    /// Whether a valid consent covers a scope on a day.
    pub fn has_consent(&self, scope: ScopeKind, day: Day) -> bool {
        self.consents.iter().any(|consent| consent.is_valid_on(day, self.born, &scope))
    }

    /// The first of the parties that no valid consent lets take part on a day.
    pub fn outside_consent<'a>(&self, parties: &'a [Party], day: Day) -> Option<&'a Party> {
        let valid = |consent: &&Consent| {
            consent.is_unexpired_on(day) && consent.giver_has_standing_on(day, self.born)
        };
        let scopes: Vec<_> = self.consents.iter().filter(valid).flat_map(|one| one.scopes_on(day)).collect();
        let covered: Vec<&Party> = scopes.iter().filter_map(shared).flatten().collect();
        parties.iter().find(|party| party.needs_consent() && !covered.contains(party))
    }

    /// Whether the patient's address is protected on a day, strictly or not (*strengt fortrolig*, *fortrolig*).
    pub fn has_protected_address_on(&self, day: Day) -> bool {
        let protects = |kind| matches!(kind, RestrictionKind::Fortrolig | RestrictionKind::StrengtFortrolig);
        self.restrictions.iter().any(|one| one.holds_on(day) && protects(one.kind))
    }

    /// The persons and units the patient has reserved against on a day.
    pub fn reserved_against_on(&self, day: Day) -> impl Iterator<Item = Uuid> + '_ {
        self.restrictions.iter().filter(move |one| one.holds_on(day)).filter_map(|one| match one.kind {
            RestrictionKind::PatientReservation(against) => Some(against),
            RestrictionKind::Fortrolig
            | RestrictionKind::StrengtFortrolig
            | RestrictionKind::ParentBlocked => None,
        })
    }

    /// Whether the responsibility lies elsewhere on a day: the newest transfer on or before it went out.
    pub fn is_transferred_out_on(&self, day: Day) -> bool {
        let newest = self.transfers.iter().rev().find(|one| one.mark.on <= day);
        newest.is_some_and(|one| one.direction == Direction::Out)
    }

    /// Whether the patient is known to be dead on a day.
    pub fn is_dead_on(&self, day: Day) -> bool {
        self.death.is_some_and(|death| death.on <= day)
    }

    /// Whether the tenant coordinates for the patient on a day: not closed, alive, not transferred out.
    pub fn is_active_on(&self, day: Day) -> bool {
        !self.case.is_closed_on(day) && !self.is_dead_on(day) && !self.is_transferred_out_on(day)
    }

    /// Takes one more fact into the file.
    fn evolve(&mut self, mark: Mark, event: &Event) {
        match event {
            Event::CoordinationCaseOpened(told) => case::opened(self, mark, told),
            Event::NeedReported(told) => need::reported(self, mark, told),
            Event::NeedReportDisposed(told) => need::disposed(self, mark, told),
            Event::PatientInformed(told) => information::informed(self, mark, told),
            Event::NeedAssessed(told) => assessment::assessed(self, mark, told),
            Event::CoordinatorOffered(told) => offer::offered(self, mark, told),
            Event::CoordinatorOfferAnswered(told) => offer::answered(self, mark, told),
            Event::CoordinatorRefused(told) => refusal::refused(self, mark, told),
            Event::CoordinatorAppointed(told) => assignment::appointed(self, mark, told),
            Event::MandateIssued(told) => mandate::issued(self, mark, told),
            Event::ParticipantsInformed(told) => mandate::participants_informed(self, mark, told),
            Event::CoordinatorChanged(told) => change::changed(self, mark, told),
            Event::HandoverCompleted(told) => change::handed_over(self, mark, told),
            Event::CoordinatorAssignmentEnded(told) => assignment::ended(self, mark, told),
            Event::SubstituteAppointed(told) => substitute::appointed(self, mark, told),
            Event::SubstituteEnded(told) => substitute::ended(self, mark, told),
            Event::FollowUpPlanned(told) => follow_up::planned(self, mark, told),
            Event::FollowUpRecorded(told) => follow_up::recorded(self, mark, told),
            Event::TransitionRegistered(told) => transition::registered(self, mark, told),
            Event::ParticipantChanged(told) => participant::changed(self, mark, told),
            Event::ConsentGiven(told) => consent::given(self, mark, told),
            Event::ConsentWithdrawn(told) => consent::withdrawn(self, mark, told),
            Event::RepresentativeRegistered(told) => representative::registered(self, mark, told),
            Event::AccessRestrictionSet(told) => representative::restricted(self, mark, told),
            Event::ResponsibilityTransferred(told) => transfer::transferred(self, mark, told),
            Event::PatientDeceased(told) => death::died(self, mark, told),
            Event::CaseClosed(told) => case::closed(self, mark, told),
            Event::PlanWishRecorded(told) => plan::wished(self, mark, told),
            Event::PlanDecisionMade(told) => plan_decision::decided(self, mark, told),
            Event::LightCollaborationOpened(told) => light::opened(self, mark, told),
            Event::LightCollaborationConverted(told) => light::converted(self, mark, told),
            Event::PlanCreated(told) => plan::created(self, mark, told),
            Event::PlanEvaluated(told) => plan::evaluated(self, mark, told),
            Event::PlanStatusChanged(told) => plan::status_changed(self, mark, told),
            Event::PlanEnded(told) => plan::ended(self, mark, told),
            Event::ComplaintReceived(told) => complaint::received(self, mark, told),
            Event::ComplaintProcessed(told) => complaint::processed(self, mark, told),
            Event::SupervisorDecisionReceived(told) => supervision::decided(self, mark, told),
            Event::ComplianceReported(told) => supervision::complied(self, mark, told),
            Event::ResponsibilityGroupEstablished(told) => group::established(self, mark, told),
            Event::MeetingSummoned(told) => meeting::summoned(self, mark, told),
            Event::MeetingHeld(told) => meeting::held(self, mark, told),
            Event::MinutesFiled(told) => meeting::filed(self, mark, told),
            Event::GroupDissolved(told) => group::dissolved(self, mark, told),
            Event::MunicipalKeNotified(told) => notification::notified(self, mark, told),
            Event::MunicipalKeReceiptConfirmed(told) => notification::confirmed(self, mark, told),
            // Told and kept; no view of the file reads them.
            Event::CoordinatorTaskAnswered(_)
            | Event::AppointmentEscalated(_)
            | Event::CoordinatorChangeRequested(_)
            | Event::DeviationReported(_)
            | Event::AuditExtractProduced(_) => {}
            // What was told before can't be read any more.
            Event::PersonalDataErased(_) => {}
            // Read into the facts before the file is.
            Event::EntryCorrected(_) | Event::EntryMarkedErroneous(_) => {}
            // Of the register and of the ledger's own stream.
            Event::LedgerBegan(_)
            | Event::KeysDestroyed(_)
            | Event::KeysRotated(_)
            | Event::KeysBlocked(_)
            | Event::HeadsRecorded(_)
            | Event::TenantRegistered(_)
            | Event::UnitRegistered(_)
            | Event::PersonRegistered(_)
            | Event::PatientRegistered(_)
            | Event::CompetenceActivityRecorded(_)
            | Event::CapacitySet(_)
            | Event::AppointmentAuthorityDelegated(_)
            | Event::KeContactHeld(_)
            | Event::DeadlinePolicyAdopted(_)
            | Event::DeadlineExtended(_)
            | Event::CoordinatorAbsenceRegistered(_)
            | Event::PatientIdentityLinked(_)
            | Event::PatientIdentityUnlinked(_) => {}
        }
    }
}
