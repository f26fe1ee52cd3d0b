//! The legal basis of events: data with validity by date, never a condition in a rule (domain.md section 0).

use crate::catalogue::Event;
use crate::entry::Basis;
use crate::words::Day;

/// One provision in one version.
struct Provision {
    id: &'static str,
    /// Names the version: the day it came into force.
    version: &'static str,
    /// The first day it no longer held.
    until: Option<&'static str>,
}

/// The provisions in their versions, oldest first. Dates before 2022-08-01 are those of the acts (hol 2012, sphl and pbrl 2001).
const PROVISIONS: &[Provision] = &[
    Provision { id: "hol-3-1", version: "2012-01-01", until: None },
    Provision { id: "hol-7-1", version: "2012-01-01", until: None },
    Provision { id: "hol-7-2", version: "2012-01-01", until: None },
    Provision { id: "hol-7-2a", version: "2022-08-01", until: None },
    Provision { id: "hol-7-3", version: "2012-01-01", until: None },
    Provision { id: "hpl-38a", version: "2012-01-01", until: None },
    Provision { id: "hpl-42", version: "2001-01-01", until: None },
    Provision { id: "pbrl-2-5", version: "2001-01-01", until: None },
    Provision { id: "pbrl-2-5b", version: "2022-08-01", until: None },
    Provision { id: "pbrl-2-5c", version: "2022-08-01", until: None },
    Provision { id: "pbrl-3-2", version: "2001-01-01", until: None },
    Provision { id: "pbrl-4-1", version: "2001-01-01", until: None },
    Provision { id: "pbrl-5-3", version: "2001-01-01", until: None },
    // The regulation on plans; before it, the one on habilitation and rehabilitation had the rules on them.
    Provision { id: "hab-forskrift", version: "2012-01-01", until: Some("2022-08-01") },
    Provision { id: "ip-forskrift", version: "2022-08-01", until: None },
    Provision { id: "sphl-2-5", version: "2001-01-01", until: None },
    Provision { id: "sphl-2-5a", version: "2012-01-01", until: None },
    Provision { id: "fvl-11a", version: "1996-01-01", until: None },
];

/// The provisions an event rests on, in the version in force on its day; those not yet in force are left out.
pub fn basis_of(what: &Event, on: Day) -> Vec<Basis> {
    let ids = provisions_of(what);
    let in_force = |provision: &&Provision| {
        ids.contains(&provision.id)
            && provision.version.parse().is_ok_and(|from: Day| from <= on)
            && provision.until.is_none_or(|until| until.parse().is_ok_and(|until: Day| on < until))
    };
    let basis =
        |provision: &Provision| Basis { id: provision.id.to_owned(), version: provision.version.to_owned() };
    PROVISIONS.iter().filter(in_force).map(basis).collect()
}

fn provisions_of(what: &Event) -> &'static [&'static str] {
    match what {
        Event::NeedReported(_) | Event::NeedReportDisposed(_) => &["hpl-38a"],
        Event::PatientInformed(_) => &["fvl-11a", "pbrl-3-2"],
        Event::NeedAssessed(_) => &["hol-7-1", "hol-7-2", "sphl-2-5a"],
        Event::CoordinatorOffered(_) | Event::CoordinatorOfferAnswered(_) | Event::CoordinatorRefused(_) => {
            &["hol-7-2", "pbrl-2-5b", "pbrl-2-5c", "sphl-2-5a"]
        }
        Event::CoordinatorAppointed(_)
        | Event::CoordinatorChanged(_)
        | Event::CoordinatorAssignmentEnded(_) => &["hol-7-2", "hol-7-2a", "hol-7-3", "sphl-2-5a"],
        Event::SubstituteAppointed(_)
        | Event::SubstituteEnded(_)
        | Event::MandateIssued(_)
        | Event::ParticipantsInformed(_)
        | Event::FollowUpPlanned(_)
        | Event::FollowUpRecorded(_)
        | Event::TransitionRegistered(_)
        | Event::HandoverCompleted(_)
        | Event::CoordinatorChangeRequested(_)
        | Event::CoordinatorTaskAnswered(_) => &["hol-7-2", "sphl-2-5a"],
        Event::AppointmentEscalated(_)
        | Event::CoordinationCaseOpened(_)
        | Event::CaseClosed(_)
        | Event::CompetenceActivityRecorded(_)
        | Event::CapacitySet(_)
        | Event::AppointmentAuthorityDelegated(_)
        | Event::CoordinatorAbsenceRegistered(_) => &["hol-7-3"],
        Event::ConsentGiven(_)
        | Event::ConsentWithdrawn(_)
        | Event::ParticipantChanged(_)
        | Event::RepresentativeRegistered(_) => &["pbrl-4-1"],
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
        Event::LedgerBegan(_)
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
