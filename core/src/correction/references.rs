//! Whether a corrected event still names registered things, and keeps its intervals in order.

use crate::catalogue::Event;
use crate::decision::Ground;
use crate::patient::{
    change, complaint, consent, death, follow_up, group, light, meeting, need, notification, plan,
    representative, substitute, supervision, transfer,
};
use crate::refusal::Refusal;
use crate::register::{ke_network, person, unit};

/// E-REF and E-ORDER of an event as corrected; the ground's day is the event's.
pub(super) fn fit(what: &Event, ground: &Ground<'_>) -> Result<(), Refusal> {
    match what {
        Event::UnitRegistered(told) => unit::fits(told, ground),
        Event::PersonRegistered(told) => ground.unit(told.unit),
        Event::CompetenceActivityRecorded(told) => ground.person(told.person),
        Event::CapacitySet(told) => ground.person(told.person),
        Event::AppointmentAuthorityDelegated(told) => unit::delegation_fits(told, ground),
        Event::CoordinatorAbsenceRegistered(told) => person::absence_fits(told, ground),
        Event::NeedReported(told) => need::fits(told, ground),
        Event::NeedReportDisposed(told) => told.to_unit.map_or(Ok(()), |unit| ground.unit(unit)),
        Event::CoordinatorOffered(told) => told.candidate.map_or(Ok(()), |person| ground.person(person)),
        Event::CoordinatorOfferAnswered(told) => told.wish.map_or(Ok(()), |person| ground.person(person)),
        Event::CoordinatorAppointed(told) => ground.person(told.person).and_then(|()| ground.unit(told.unit)),
        Event::MandateIssued(told) => ground.person(told.person),
        Event::CoordinatorChanged(told) => change::fits(told, ground),
        Event::HandoverCompleted(told) => ground.person(told.to_person),
        Event::SubstituteAppointed(told) => substitute::fits(told, ground),
        Event::SubstituteEnded(told) => ground.person(told.person),
        Event::FollowUpPlanned(told) => follow_up::plan_fits(told, ground),
        Event::FollowUpRecorded(told) => follow_up::fits(told, ground),
        Event::ConsentGiven(told) => consent::fits(told, ground),
        Event::ConsentWithdrawn(told) => consent::withdrawal_fits(told, ground),
        Event::RepresentativeRegistered(told) => ground.in_order("to", told.to),
        Event::AccessRestrictionSet(told) => representative::restriction_fits(told, ground),
        Event::ResponsibilityTransferred(told) => transfer::fits(told, ground),
        Event::PatientDeceased(_) => death::fits(ground),
        Event::DeviationReported(told) => {
            told.about.map_or(Ok(()), |about| ground.event(about, "the event it is about"))
        }
        Event::LightCollaborationConverted(told) => light::conversion_fits(told, ground),
        Event::PlanCreated(_) => plan::start_fits(ground),
        Event::PlanEvaluated(told) => plan::act_fits(told.plan, ground),
        Event::PlanStatusChanged(told) => plan::act_fits(told.plan, ground),
        Event::PlanEnded(told) => plan::end_fits(told, ground),
        Event::ComplaintReceived(told) => complaint::fits(told, ground),
        Event::ComplaintProcessed(told) => complaint::known(told.complaint, ground),
        Event::SupervisorDecisionReceived(told) => supervision::fits(told, ground),
        Event::ComplianceReported(told) => supervision::compliance_fits(told, ground),
        Event::KeContactHeld(told) => ke_network::fits(told, ground),
        Event::MunicipalKeNotified(told) => notification::fits(told, ground),
        Event::MunicipalKeReceiptConfirmed(told) => notification::receipt_fits(told, ground),
        Event::MeetingSummoned(told) => meeting::summons_fits(told, ground),
        Event::MeetingHeld(told) => meeting::fits(told, ground),
        Event::MinutesFiled(told) => meeting::minutes_fit(told, ground),
        Event::GroupDissolved(told) => group::dissolution_fits(told.group, ground),
        Event::ResponsibilityGroupEstablished(_) => group::start_fits(ground),
        // They name nothing that is registered, and no interval.
        Event::TenantRegistered(_)
        | Event::DeadlinePolicyAdopted(_)
        | Event::PatientRegistered(_)
        | Event::CoordinationCaseOpened(_)
        | Event::PatientInformed(_)
        | Event::NeedAssessed(_)
        | Event::CoordinatorRefused(_)
        | Event::CoordinatorTaskAnswered(_)
        | Event::AppointmentEscalated(_)
        | Event::ParticipantsInformed(_)
        | Event::CoordinatorChangeRequested(_)
        | Event::CoordinatorAssignmentEnded(_)
        | Event::TransitionRegistered(_)
        | Event::ParticipantChanged(_)
        | Event::CaseClosed(_)
        | Event::PlanWishRecorded(_)
        | Event::PlanDecisionMade(_)
        | Event::LightCollaborationOpened(_) => Ok(()),
        // Their references stand in another file, or are not corrected at all.
        Event::PersonalDataErased(_)
        | Event::AuditExtractProduced(_)
        | Event::DeadlineExtended(_)
        | Event::PatientIdentityLinked(_)
        | Event::PatientIdentityUnlinked(_)
        | Event::LedgerBegan(_)
        | Event::KeysDestroyed(_)
        | Event::KeysRotated(_)
        | Event::KeysBlocked(_)
        | Event::HeadsRecorded(_)
        | Event::EntryCorrected(_)
        | Event::EntryMarkedErroneous(_) => Ok(()),
    }
}
