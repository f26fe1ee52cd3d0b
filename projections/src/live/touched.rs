//! Which contributions an entry can change.

use std::collections::BTreeSet;

use samspor_core::catalogue::Event;
use samspor_core::directory::Directory;
use samspor_core::entry::Entry;
use samspor_core::log::StreamKey;
use samspor_core::register::policy::{DeadlinePolicyAdopted, Rule};
use samspor_core::words::{EventId, PatientId, PersonId, TenantId};

/// What is to be computed again.
#[derive(Default)]
pub(super) struct Touched {
    /// One patient at one tenant.
    pub(super) files: BTreeSet<(TenantId, PatientId)>,
    /// One patient at every tenant.
    pub(super) patients: BTreeSet<PatientId>,
    /// Every patient a person is or will be primary for at a tenant.
    pub(super) coordinated_by: BTreeSet<(TenantId, PersonId)>,
    /// Patients of a tenant with obligations under a rule.
    pub(super) under_rule: Vec<(TenantId, DeadlinePolicyAdopted)>,
    /// Every patient of a tenant.
    pub(super) tenants: BTreeSet<TenantId>,
}

impl Touched {
    /// Adds what an entry can change; the directory has taken it in already.
    pub(super) fn add(&mut self, entry: &Entry, directory: &Directory) {
        match entry.body.stream {
            StreamKey::Ledger => {}
            StreamKey::Patient(tenant, patient) => {
                self.files.insert((tenant, patient));
                if let Some(Event::PersonalDataErased(told)) = entry.body.main() {
                    // Other tenants may have gone by the day of birth that was told here.
                    self.patients.extend(told.patients(patient));
                }
            }
            StreamKey::Register(tenant) => {
                for event in &entry.body.events {
                    self.register_event(tenant, entry.body.patient, &event.what, directory);
                }
            }
        }
    }

    fn register_event(
        &mut self,
        tenant: TenantId,
        patient: Option<PatientId>,
        event: &Event,
        directory: &Directory,
    ) {
        match event {
            Event::PatientRegistered(_) => self.patients.extend(patient),
            Event::PatientIdentityLinked(told) => {
                self.patients.extend(patient.into_iter().chain(told.merged))
            }
            Event::PatientIdentityUnlinked(told) => self.amended(tenant, told.link_event, directory),
            Event::DeadlineExtended(told) => self.files.extend([(tenant, told.patient)]),
            Event::CoordinatorAbsenceRegistered(told) => self.coordinated_by.extend([(tenant, told.person)]),
            Event::DeadlinePolicyAdopted(told) => self.adopted(tenant, told),
            Event::EntryCorrected(told) => self.amended(tenant, told.target, directory),
            Event::EntryMarkedErroneous(told) => self.amended(tenant, told.target, directory),
            Event::TenantRegistered(_) => self.tenants.extend([tenant]),
            // Read when asked, or of a patient's file: no contribution holds them.
            Event::LedgerBegan(_)
            | Event::KeysDestroyed(_)
            | Event::KeysRotated(_)
            | Event::KeysBlocked(_)
            | Event::HeadsRecorded(_)
            | Event::UnitRegistered(_)
            | Event::PersonRegistered(_)
            | Event::CompetenceActivityRecorded(_)
            | Event::CapacitySet(_)
            | Event::AppointmentAuthorityDelegated(_)
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
            | Event::KeContactHeld(_)
            | Event::PersonalDataErased(_)
            | Event::AuditExtractProduced(_) => {}
        }
    }

    /// A new limit of late registrations, or of complaints in time, touches everybody: no obligation says whom it concerns.
    fn adopted(&mut self, tenant: TenantId, told: &DeadlinePolicyAdopted) {
        if matches!(told.rule, Rule::D21 | Rule::D25) {
            self.tenants.insert(tenant);
        } else {
            self.under_rule.push((tenant, told.clone()));
        }
    }

    /// An event of a register was corrected, voided or undone: whatever it could change.
    fn amended(&mut self, tenant: TenantId, target: EventId, directory: &Directory) {
        let entries = directory.entries_of(tenant).iter();
        let mut events = entries.flat_map(|entry| entry.body.events.iter().map(move |event| (entry, event)));
        let Some((entry, event)) = events.find(|(_, event)| event.id == target) else { return };
        match &*event.what {
            Event::PatientRegistered(_) => self.patients.extend(entry.body.patient),
            // Links reach into every tenant's files.
            Event::PatientIdentityLinked(_) | Event::PatientIdentityUnlinked(_) => {
                self.tenants.extend(directory.tenants().map(|(id, _)| id));
            }
            Event::EntryCorrected(told) => self.amended(tenant, told.target, directory),
            _ => {
                self.tenants.insert(tenant);
            }
        }
    }
}
