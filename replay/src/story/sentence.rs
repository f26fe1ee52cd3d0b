//! What one event tells, as a sentence in bokmål: which words go with which event.

use samspor_core::catalogue::Event;
use samspor_core::words::EventId;

use super::names::{Names, date};
use super::{complained, group, notification, plans, told, wording};

/// The sentence; `entry` gives the number of an event's entry.
pub(super) fn sentence(what: &Event, names: Names<'_>, entry: &dyn Fn(EventId) -> String) -> String {
    match what {
        Event::CoordinationCaseOpened(one) if one.implicit => "Sak opprettet med dette".to_owned(),
        Event::CoordinationCaseOpened(_) => "Sak opprettet".to_owned(),
        Event::NeedReported(one) => told::reported(one),
        Event::NeedReportDisposed(one) => told::disposed(one, names, entry),
        Event::PatientInformed(one) => told::informed(one),
        Event::NeedAssessed(one) => told::assessed(one),
        Event::CoordinatorOffered(one) => told::offered(one),
        Event::CoordinatorOfferAnswered(one) => told::answered(one).to_owned(),
        Event::CoordinatorRefused(one) => told::refused(one),
        Event::CoordinatorAppointed(one) => told::appointed(one, names),
        Event::CoordinatorTaskAnswered(one) if one.accepted => "Koordinator tok oppgaven".to_owned(),
        Event::CoordinatorTaskAnswered(_) => "Koordinator avslo oppgaven".to_owned(),
        Event::AppointmentEscalated(one) => format!("Oppnevningen løftet til {}", one.to_role),
        Event::MandateIssued(one) => format!("Skriftlig mandat gitt til {}", names.person(one.person)),
        Event::ParticipantsInformed(one) => format!("Deltakere informert: {}", wording::listed(&one.parties)),
        Event::CoordinatorChangeRequested(_) => "Ønske om bytte av koordinator".to_owned(),
        Event::CoordinatorChanged(one) => told::changed(one, names),
        Event::HandoverCompleted(one) => {
            format!("Overføring til {} gjennomført", names.person(one.to_person))
        }
        Event::CoordinatorAssignmentEnded(one) => told::ended(one),
        Event::SubstituteAppointed(one) => told::covered(one, names),
        Event::SubstituteEnded(one) => format!("Vikariatet for {} avsluttet", names.person(one.person)),
        Event::FollowUpPlanned(one) => {
            format!("Oppfølging planlagt til {} for {}", date(one.due_on), names.person(one.owner))
        }
        Event::FollowUpRecorded(one) => {
            format!("Oppfølging ved {}: {}", names.person(one.by), wording::follow_up(one.kind))
        }
        Event::TransitionRegistered(one) => told::transition(one),
        Event::ParticipantChanged(one) => told::participant(one),
        Event::ConsentGiven(one) => told::consented(one),
        Event::ConsentWithdrawn(one) => told::withdrawn(one, entry),
        Event::RepresentativeRegistered(one) => told::represented(one),
        Event::AccessRestrictionSet(one) => told::restricted(one, names),
        Event::ResponsibilityTransferred(one) => told::transferred(one),
        Event::PatientDeceased(_) => "Pasienten døde".to_owned(),
        Event::PersonalDataErased(told) => {
            format!("Personopplysninger slettet etter vedtak {}", told.decision_ref)
        }
        Event::AuditExtractProduced(told) => {
            format!("Saksmappe laget for {} ({})", told.recipient, told.basis)
        }
        Event::CaseClosed(one) => format!("Sak avsluttet: {}", wording::closing(one.cause)),
        Event::DeviationReported(one) => format!("Avvik meldt: {}", one.code),
        Event::PlanWishRecorded(one) => format!("Pasienten {}", wording::wish(one.wish)),
        Event::PlanDecisionMade(one) => plans::decided(one),
        Event::LightCollaborationOpened(one) => plans::light(one),
        Event::LightCollaborationConverted(one) => plans::converted(one, entry),
        Event::PlanCreated(one) => plans::created(one),
        Event::PlanEvaluated(one) => plans::evaluated(one),
        Event::PlanStatusChanged(one) => plans::status(one).to_owned(),
        Event::PlanEnded(_) => "Individuell plan avsluttet".to_owned(),
        Event::ComplaintReceived(one) => complained::received(one, entry),
        Event::ComplaintProcessed(one) => complained::processed(one, entry),
        Event::SupervisorDecisionReceived(one) => complained::decided(one, entry),
        Event::ComplianceReported(one) => {
            format!("Pålegget {} i {} etterkommet", one.code, entry(one.decision))
        }
        Event::ResponsibilityGroupEstablished(one) => group::established(one),
        Event::MeetingSummoned(one) => group::summoned(one),
        Event::MeetingHeld(one) => group::held(one, names),
        Event::MinutesFiled(one) => group::filed(one, entry),
        Event::GroupDissolved(one) => group::dissolved(one, entry),
        Event::MunicipalKeNotified(one) => notification::notified(one),
        Event::MunicipalKeReceiptConfirmed(one) => notification::received(one, entry),
        Event::EntryCorrected(one) => told::corrected(one, names, entry),
        Event::EntryMarkedErroneous(one) => told::voided(one, entry),
        // Of the register and of the ledger's own stream: no story tells them.
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
        | Event::PatientIdentityUnlinked(_) => what.name().to_owned(),
    }
}
