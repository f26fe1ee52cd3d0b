//! The legal basis of events: data with validity by date, never a condition in a rule (domain.md section 0).

mod duty;

use crate::catalogue::Event;
use crate::entry::Basis;
use crate::patient::assignment::CoordinatorRole;
use crate::patient::complaint::ComplaintKind;
use crate::words::Day;

pub use duty::duty_of;

/// One provision in one version.
struct Provision {
    id: &'static str,
    /// Names the version: the day it came into force.
    version: &'static str,
    /// The first day it no longer held.
    until: Option<&'static str>,
}

/// The right to a coordinator (pbrl § 2-5 b): before it came into force, who coordinates was no right to complain of.
pub(crate) const RIGHT_TO_COORDINATOR: &str = "pbrl-2-5b";

/// The provisions in their versions, oldest first. Dates before 2022-08-01 are those of the acts (hol 2012, sphl and pbrl 2001)
/// and of the regulation on habilitation, rehabilitation and coordinator (`fhrk`, 2012), which then named the municipality's
/// coordinator in its § 16 instead of § 21.
const PROVISIONS: &[Provision] = &[
    Provision { id: "fhrk-16", version: "2022-08-01", until: None },
    Provision { id: "fhrk-21", version: "2012-01-01", until: Some("2022-08-01") },
    Provision { id: "fvl-33", version: "1970-01-01", until: None },
    Provision { id: "hol-3-1", version: "2012-01-01", until: None },
    Provision { id: "hol-7-1", version: "2012-01-01", until: None },
    Provision { id: "hol-7-2", version: "2012-01-01", until: None },
    Provision { id: "hol-7-2a", version: "2022-08-01", until: None },
    Provision { id: "hol-7-3", version: "2012-01-01", until: None },
    Provision { id: "hpl-38a", version: "2012-01-01", until: None },
    Provision { id: "hpl-39", version: "2001-01-01", until: None },
    Provision { id: "hpl-42", version: "2001-01-01", until: None },
    Provision { id: "hpl-43", version: "2001-01-01", until: None },
    Provision { id: "pbrl-2-5", version: "2001-01-01", until: None },
    Provision { id: RIGHT_TO_COORDINATOR, version: "2022-08-01", until: None },
    Provision { id: "pbrl-2-5c", version: "2022-08-01", until: None },
    Provision { id: "pbrl-3-2", version: "2001-01-01", until: None },
    Provision { id: "pbrl-4-1", version: "2001-01-01", until: None },
    Provision { id: "pbrl-5-3", version: "2001-01-01", until: None },
    // The regulation on plans; before it, the one on habilitation and rehabilitation had the rules on them.
    Provision { id: "hab-forskrift", version: "2012-01-01", until: Some("2022-08-01") },
    Provision { id: "ip-forskrift", version: "2022-08-01", until: None },
    Provision { id: "sphl-2-5", version: "2001-01-01", until: None },
    Provision { id: "pbrl-7-2", version: "2001-01-01", until: None },
    Provision { id: "pbrl-7-4", version: "2001-01-01", until: None },
    Provision { id: "pbrl-7-5", version: "2001-01-01", until: None },
    Provision { id: "sphl-2-5a", version: "2012-01-01", until: None },
    Provision { id: "sphl-2-5b", version: "2012-01-01", until: None },
    Provision { id: "fvl-11a", version: "1996-01-01", until: None },
];

impl Provision {
    fn is_in_force(&self, on: Day) -> bool {
        self.version.parse().is_ok_and(|from: Day| from <= on)
            && self.until.is_none_or(|until| until.parse().is_ok_and(|until: Day| on < until))
    }
}

/// The version of a provision that was in force on a day, named by the day it came into force; none where it was not, or
/// where the source is no provision of a law.
pub fn version_on(id: &str, on: Day) -> Option<&'static str> {
    let mut versions = PROVISIONS.iter().filter(|one| one.id == id && one.is_in_force(on));
    versions.next().map(|one| one.version)
}

/// The provisions an event rests on, in the version in force on its day; those not in force then are left out.
pub fn basis_of(what: &Event, on: Day) -> Vec<Basis> {
    named(provisions_of(what), on)
}

/// Those of the provisions that are in force on a day.
fn named(ids: &[&str], on: Day) -> Vec<Basis> {
    let in_force = |one: &&Provision| ids.contains(&one.id) && one.is_in_force(on);
    let basis = |one: &Provision| Basis { id: one.id.to_owned(), version: one.version.to_owned() };
    PROVISIONS.iter().filter(in_force).map(basis).collect()
}

/// Whether a version of a provision is in force on a day.
pub fn is_in_force(id: &str, on: Day) -> bool {
    PROVISIONS.iter().any(|one| one.id == id && one.is_in_force(on))
}

/// Whether the law of the day gives a right to complain of what was decided (pbrl § 7-2): who coordinates became a right of its
/// own with pbrl § 2-5 b, everything else could be complained of before.
pub fn is_complainable(decided: &Event, on: Day) -> bool {
    !is_coordinator_matter(decided) || coordinator_matters_are_complainable(on)
}

/// Whether the law of the day gives a right to complain of who coordinates, and whether anybody does.
pub fn coordinator_matters_are_complainable(on: Day) -> bool {
    is_in_force(RIGHT_TO_COORDINATOR, on)
}

/// What the right to complain rests on by the law of the day.
pub fn basis_of_complaints(on: Day) -> Vec<Basis> {
    named(&[RIGHT_TO_COORDINATOR, "pbrl-2-5c", "pbrl-7-2", "pbrl-7-5"], on)
}

/// A decision that is a refusal, offer, assessment, appointment, change or end (domain.md 3.5).
fn is_coordinator_matter(decided: &Event) -> bool {
    matches!(
        decided,
        Event::CoordinatorRefused(_)
            | Event::CoordinatorOffered(_)
            | Event::NeedAssessed(_)
            | Event::CoordinatorAppointed(_)
            | Event::CoordinatorChanged(_)
            | Event::CoordinatorAssignmentEnded(_)
    )
}

/// The provisions a coordinator of a role rests on.
fn provisions_of_role(role: &CoordinatorRole) -> &'static [&'static str] {
    match role {
        CoordinatorRole::Municipal => &["hol-7-2", "hol-7-3", RIGHT_TO_COORDINATOR, "fhrk-16", "fhrk-21"],
        CoordinatorRole::Child => &["hol-7-2a", "hol-7-3", "pbrl-2-5c"],
        CoordinatorRole::Specialist => &["sphl-2-5a", RIGHT_TO_COORDINATOR],
        CoordinatorRole::Pathway
        | CoordinatorRole::ContactDoctor
        | CoordinatorRole::ContactPsychologist
        | CoordinatorRole::Other(_) => &[],
    }
}

fn provisions_of(what: &Event) -> &'static [&'static str] {
    match what {
        Event::NeedReported(_)
        | Event::NeedReportDisposed(_)
        | Event::MunicipalKeNotified(_)
        | Event::MunicipalKeReceiptConfirmed(_) => &["hpl-38a"],
        Event::PatientInformed(_) => &["fvl-11a", "pbrl-3-2"],
        Event::NeedAssessed(_) => &["hol-7-1", "hol-7-2", "sphl-2-5a"],
        Event::CoordinatorOffered(told) => provisions_of_role(&told.role),
        Event::CoordinatorOfferAnswered(_) | Event::CoordinatorRefused(_) => {
            &["hol-7-2", RIGHT_TO_COORDINATOR, "pbrl-2-5c", "sphl-2-5a"]
        }
        Event::CoordinatorAppointed(told) => provisions_of_role(&told.role),
        Event::CoordinatorChanged(told) => {
            provisions_of_role(told.role.as_ref().unwrap_or(&CoordinatorRole::Municipal))
        }
        Event::CoordinatorAssignmentEnded(told) => {
            provisions_of_role(told.role.as_ref().unwrap_or(&CoordinatorRole::Municipal))
        }
        Event::SubstituteAppointed(_)
        | Event::SubstituteEnded(_)
        | Event::MandateIssued(_)
        | Event::ParticipantsInformed(_)
        | Event::FollowUpPlanned(_)
        | Event::FollowUpRecorded(_)
        | Event::TransitionRegistered(_)
        | Event::HandoverCompleted(_)
        | Event::CoordinatorChangeRequested(_)
        | Event::CoordinatorTaskAnswered(_)
        | Event::MeetingSummoned(_)
        | Event::MeetingHeld(_)
        | Event::MinutesFiled(_)
        | Event::GroupDissolved(_) => &["hol-7-2", "sphl-2-5a"],
        Event::AppointmentEscalated(_)
        | Event::CoordinationCaseOpened(_)
        | Event::CaseClosed(_)
        | Event::CompetenceActivityRecorded(_)
        | Event::KeContactHeld(_)
        | Event::CapacitySet(_)
        | Event::AppointmentAuthorityDelegated(_)
        | Event::CoordinatorAbsenceRegistered(_) => &["hol-7-3"],
        Event::ConsentGiven(_)
        | Event::ConsentWithdrawn(_)
        | Event::ParticipantChanged(_)
        | Event::RepresentativeRegistered(_)
        | Event::ResponsibilityGroupEstablished(_) => &["pbrl-4-1"],
        Event::AccessRestrictionSet(_) => &["pbrl-5-3"],
        Event::ResponsibilityTransferred(_) => &["hol-3-1"],
        Event::EntryCorrected(_) | Event::EntryMarkedErroneous(_) => &["hpl-42"],
        Event::PlanWishRecorded(_) => &["hol-7-1", "pbrl-2-5"],
        Event::PlanDecisionMade(_)
        | Event::LightCollaborationConverted(_)
        | Event::PlanCreated(_)
        | Event::PlanEvaluated(_)
        | Event::PlanStatusChanged(_)
        | Event::PlanEnded(_) => &["hol-7-1", "pbrl-2-5", "sphl-2-5", "hab-forskrift", "ip-forskrift"],
        Event::LightCollaborationOpened(_) => &["hol-7-2", "pbrl-4-1"],
        Event::ComplaintReceived(told) => match told.kind {
            ComplaintKind::RightsComplaint => &["pbrl-7-2", "pbrl-7-5"],
            ComplaintKind::SupervisionRequest => &["pbrl-7-4"],
        },
        Event::ComplaintProcessed(_) => &["fvl-33", "pbrl-7-2"],
        Event::SupervisorDecisionReceived(_) | Event::ComplianceReported(_) => &["pbrl-7-2"],
        Event::PersonalDataErased(_) => &["hpl-43"],
        Event::LedgerBegan(_)
        | Event::KeysDestroyed(_)
        | Event::KeysRotated(_)
        | Event::KeysBlocked(_)
        | Event::HeadsRecorded(_)
        | Event::AuditExtractProduced(_)
        | Event::TenantRegistered(_)
        | Event::UnitRegistered(_)
        | Event::PersonRegistered(_)
        | Event::PatientRegistered(_)
        | Event::PatientIdentityLinked(_)
        | Event::PatientIdentityUnlinked(_)
        | Event::DeadlinePolicyAdopted(_)
        | Event::DeadlineExtended(_)
        | Event::PatientDeceased(_)
        | Event::DeviationReported(_) => &[],
    }
}

#[cfg(test)]
mod tests;
