//! The register as read from facts.

use std::collections::BTreeMap;

use super::identity::{Link, PatientCard};
use super::ke_network::KeContact;
use super::person::{Absence, Activity, Capacity, CompetenceKind, Person};
use super::policy::{Adopted, Deadline, Extension, Rule};
use super::tenant::Tenant;
use super::unit::{Delegation, Unit};
use super::{identity, ke_network, person, policy, tenant, unit};
use crate::catalogue::Event;
use crate::fact::Fact;
use crate::patient::assignment::CoordinatorRole;
use crate::words::{Day, EventId, PatientId, PersonId, UnitId};

/// One tenant's register as known. Lists are in no promised order: each question picks by mark.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Register {
    pub tenant: Option<Tenant>,
    pub units: BTreeMap<UnitId, Unit>,
    pub persons: BTreeMap<PersonId, Person>,
    pub patients: BTreeMap<PatientId, PatientCard>,
    pub links: Vec<Link>,
    pub activities: Vec<Activity>,
    pub capacities: Vec<Capacity>,
    pub absences: Vec<Absence>,
    pub delegations: Vec<Delegation>,
    pub adopted: Vec<Adopted>,
    pub extensions: Vec<Extension>,
    pub ke_contacts: Vec<KeContact>,
}

impl Register {
    /// Reads the register from facts; those of later days stand in it too, and each question names its day.
    pub fn read<'a>(facts: impl IntoIterator<Item = &'a Fact>) -> Self {
        let mut facts: Vec<&Fact> = facts.into_iter().collect();
        // In log order, as entries are taken in: an undoing may be told to have happened before what it undoes.
        facts.sort_by_key(|fact| fact.mark.place);
        let mut register = Self::default();
        for fact in facts {
            register.evolve(fact);
        }
        register
    }

    /// The deadline in force, as seen on `at`, for what a trigger on a day starts: the newest by `from`, then log order.
    pub fn deadline(&self, rule: Rule, trigger: Day, at: Day) -> Deadline {
        let in_force =
            self.adopted.iter().filter(|one| one.rule == rule && one.from <= trigger && one.mark.on <= at);
        in_force.max_by_key(|one| (one.from, one.mark.place)).map_or(rule.default_deadline(), |one| {
            Deadline {
                value: one.value,
                working_days: one.working_days.unwrap_or(rule.moves_by_default()),
                source: one.source,
                adopted: Some(one.mark),
            }
        })
    }

    /// The extended due date of an obligation on a day, if one was given by then: the newest.
    pub fn extended_due(
        &self,
        patient: PatientId,
        rule: Rule,
        trigger: EventId,
        at: Day,
    ) -> Option<&Extension> {
        let about =
            |one: &&Extension| one.patient == patient && one.rule == rule && one.trigger_event == trigger;
        self.extensions.iter().filter(about).filter(|one| one.mark.on <= at).max_by_key(|one| one.mark)
    }

    /// The newest setting of a person's most cases by (`from`, log order) with `from` on or before a day.
    pub fn max_cases(&self, person: PersonId, day: Day) -> Option<u32> {
        let settings = self
            .capacities
            .iter()
            .filter(|one| one.person == person && one.from <= day && one.mark.on <= day);
        settings.max_by_key(|one| (one.from, one.mark.place)).and_then(|one| one.max_cases)
    }

    /// The first basic course of a person, if it was on or before a day.
    pub fn basic_course(&self, person: PersonId, day: Day) -> Option<&Activity> {
        let of_person = |one: &&Activity| one.person == person && one.kind == CompetenceKind::Basic;
        self.activities.iter().filter(of_person).filter(|one| one.mark.on <= day).min_by_key(|one| one.mark)
    }

    /// Whether a unit is another one or stands below it.
    pub fn is_within(&self, unit: UnitId, above: UnitId) -> bool {
        let mut at = Some(unit);
        // A tenant's tree is no deeper than it has units; a wrong parent can't make this run on.
        for _ in 0..=self.units.len() {
            match at {
                Some(here) if here == above => return true,
                Some(here) => at = self.units.get(&here).and_then(|unit| unit.parent),
                None => return false,
            }
        }
        false
    }

    /// Whether a delegation lets leaders of a unit appoint in a role on a day.
    pub fn may_appoint(&self, unit: UnitId, role: &CoordinatorRole, day: Day) -> bool {
        self.delegations.iter().any(|one| {
            one.from <= day
                && one.to.is_none_or(|to| day < to)
                && one.roles.contains(role)
                && self.is_within(unit, one.to_unit)
        })
    }

    /// Takes one more fact into the register.
    pub fn evolve(&mut self, fact: &Fact) {
        let mark = fact.mark;
        match &*fact.what {
            Event::TenantRegistered(told) => tenant::registered(self, mark, told),
            Event::UnitRegistered(told) => unit::registered(self, mark, told),
            Event::PersonRegistered(told) => person::registered(self, mark, told),
            Event::PatientRegistered(told) => {
                if let Some(patient) = fact.patient {
                    identity::registered(self, mark, patient, told);
                }
            }
            Event::CompetenceActivityRecorded(told) => person::trained(self, mark, told),
            Event::CapacitySet(told) => person::capacity_set(self, mark, told),
            Event::AppointmentAuthorityDelegated(told) => unit::delegated(self, mark, told),
            Event::KeContactHeld(told) => ke_network::met(self, mark, told),
            Event::DeadlinePolicyAdopted(told) => policy::adopted(self, mark, told),
            Event::DeadlineExtended(told) => policy::extended(self, mark, told),
            Event::CoordinatorAbsenceRegistered(told) => person::away(self, mark, told),
            Event::PatientIdentityLinked(told) => {
                if let Some(survivor) = fact.patient {
                    identity::linked(self, mark, survivor, told);
                }
            }
            Event::PatientIdentityUnlinked(told) => identity::unlinked(self, mark, told),
            // Read into the facts before the register is.
            Event::EntryCorrected(_) | Event::EntryMarkedErroneous(_) => {}
            // Of a patient's file and of the ledger's own stream.
            Event::LedgerBegan(_)
            | Event::KeysDestroyed(_)
            | Event::KeysRotated(_)
            | Event::KeysBlocked(_)
            | Event::HeadsRecorded(_)
            | Event::CoordinationCaseOpened(_)
            | Event::NeedReported(_)
            | Event::NeedReportDisposed(_)
            | Event::PatientInformed(_)
            | Event::NeedAssessed(_)
            | Event::CoordinatorOffered(_)
            | Event::CoordinatorOfferAnswered(_)
            | Event::CoordinatorRefused(_)
            | Event::CoordinatorAppointed(_)
            | Event::CoordinatorTaskAnswered(_)
            | Event::AppointmentEscalated(_)
            | Event::MandateIssued(_)
            | Event::ParticipantsInformed(_)
            | Event::CoordinatorChangeRequested(_)
            | Event::CoordinatorChanged(_)
            | Event::HandoverCompleted(_)
            | Event::CoordinatorAssignmentEnded(_)
            | Event::SubstituteAppointed(_)
            | Event::SubstituteEnded(_)
            | Event::FollowUpPlanned(_)
            | Event::FollowUpRecorded(_)
            | Event::TransitionRegistered(_)
            | Event::ParticipantChanged(_)
            | Event::ConsentGiven(_)
            | Event::ConsentWithdrawn(_)
            | Event::RepresentativeRegistered(_)
            | Event::AccessRestrictionSet(_)
            | Event::ResponsibilityTransferred(_)
            | Event::PatientDeceased(_)
            | Event::CaseClosed(_)
            | Event::DeviationReported(_)
            | Event::PlanWishRecorded(_)
            | Event::PlanDecisionMade(_)
            | Event::LightCollaborationOpened(_)
            | Event::LightCollaborationConverted(_)
            | Event::PlanCreated(_)
            | Event::PlanEvaluated(_)
            | Event::PlanStatusChanged(_)
            | Event::PlanEnded(_)
            | Event::ComplaintReceived(_)
            | Event::ComplaintProcessed(_)
            | Event::SupervisorDecisionReceived(_)
            | Event::ComplianceReported(_)
            | Event::ResponsibilityGroupEstablished(_)
            | Event::MeetingSummoned(_)
            | Event::MeetingHeld(_)
            | Event::MinutesFiled(_)
            | Event::GroupDissolved(_)
            | Event::MunicipalKeNotified(_)
            | Event::MunicipalKeReceiptConfirmed(_)
            | Event::PersonalDataErased(_)
            | Event::AuditExtractProduced(_) => {}
        }
    }
}
