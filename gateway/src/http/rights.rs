//! Which role may ask which report, and how much of it: the *For* column of domain.md 3.3; whatever is not here is denied.

use samspor_core::actor::Role;
use samspor_projections::question::ReportName;

/// How much of a report a role sees, always within the own tenant unless the role has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Everything,
    /// Rows of patients the caller is or was assigned to, or substitutes for, and rows about the caller.
    OwnPatients,
    /// Rows of the caller's unit and the units below it.
    OwnUnit,
    /// Figures of the whole tenant; about one patient, only of those the caller's unit is or was assigned to.
    Figures,
    /// The one file of the patient the caller is or speaks for.
    OwnFile,
    /// All of it, for a leader of a unit without a parent; one patient as in `Figures`.
    TopLeader,
}

use Scope::{Everything, Figures, OwnFile, OwnPatients, OwnUnit, TopLeader};

type Line = (Role, Scope);

const KE: [Line; 2] = [(Role::KeMunicipal, Everything), (Role::KeTrust, Everything)];
const KE_TRUST: Line = (Role::KeTrust, Everything);
const SUPERVISION: Line = (Role::Supervisor, Everything);
const COMPLAINTS: Line = (Role::ComplaintHandler, Everything);
const COORDINATORS: [Line; 2] = [(Role::Coordinator, OwnPatients), (Role::Substitute, OwnPatients)];
const LEADERS: [Line; 2] = [(Role::UnitLeader, OwnUnit), (Role::ClinicLeader, OwnUnit)];
const FIGURES: [Line; 2] = [(Role::UnitLeader, Figures), (Role::ClinicLeader, Figures)];
const TOP_LEADERS: [Line; 2] = [(Role::UnitLeader, TopLeader), (Role::ClinicLeader, TopLeader)];
const PATIENT: Line = (Role::Patient, OwnFile);

/// How much of a report a role may see; none where it may not ask at all.
pub(crate) fn scope_of(role: Role, report: ReportName) -> Option<Scope> {
    if role == Role::System {
        return Some(Everything);
    }
    asked_by(report).into_iter().flatten().find(|(one, _)| *one == role).map(|(_, scope)| *scope)
}

/// The rule that decides what a role sees of a report, as the access log names it.
pub(crate) fn rule(role: Role, report: ReportName) -> String {
    scope_of(role, report).map_or_else(|| "rights:none".to_owned(), |scope| format!("rights:{scope:?}"))
}

/// Beyond the column, marked *page*: what the pages of these roles are made of until the access rules proper come.
fn asked_by(report: ReportName) -> Vec<&'static [Line]> {
    match report {
        ReportName::Inbox
        | ReportName::CoordinatorWithoutPlan
        | ReportName::Competence
        | ReportName::TrustNotifications
        | ReportName::LateRegistrations
        | ReportName::National => vec![&KE],
        // Page: leaders and supervision.
        ReportName::Coordinators | ReportName::State => {
            vec![&KE, &COORDINATORS, &LEADERS, &[PATIENT, SUPERVISION]]
        }
        // Page: supervision.
        ReportName::Overdue | ReportName::Obligations | ReportName::Warnings => {
            vec![&KE, &LEADERS, &COORDINATORS, &[SUPERVISION]]
        }
        // Page: coordinators (their own row, their own patients) and supervision.
        ReportName::Caseload | ReportName::PatientsOf => vec![&KE, &LEADERS, &COORDINATORS, &[SUPERVISION]],
        ReportName::Distribution => vec![&KE, &TOP_LEADERS],
        ReportName::LeaderReport => vec![&TOP_LEADERS],
        ReportName::MyPage => vec![&[PATIENT]],
        // The records manager is the privacy officer.
        ReportName::AccessLog => vec![&[PATIENT, (Role::RecordsManager, Everything)]],
        ReportName::WithoutCoordinator
        | ReportName::GrantedWithoutActivePlan
        | ReportName::ActivePlans
        | ReportName::Continuity => {
            vec![&KE, &[SUPERVISION]]
        }
        ReportName::Measures => vec![&KE, &FIGURES, &[SUPERVISION]],
        ReportName::Vacancies => vec![&[SUPERVISION, COMPLAINTS]],
        ReportName::Complaints => vec![&[COMPLAINTS], &LEADERS],
        // The records manager decides on erasures with a second person; the supervisor sees that it was done.
        ReportName::Erasures => vec![&KE, &[(Role::RecordsManager, Everything), SUPERVISION]],
        ReportName::KeNetwork => vec![&[KE_TRUST]],
        ReportName::Consents | ReportName::Groups => vec![&KE, &COORDINATORS],
        ReportName::Deviations => vec![&KE, &LEADERS, &[SUPERVISION]],
        // Page: the coordinating unit, coordinators and leaders, for the files they may open.
        ReportName::History | ReportName::Diff => {
            vec![&[SUPERVISION, COMPLAINTS, PATIENT], &KE, &COORDINATORS, &LEADERS]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_in_the_table_is_denied() {
        assert_eq!(scope_of(Role::Coordinator, ReportName::Overdue), Some(OwnPatients));
        assert_eq!(scope_of(Role::UnitLeader, ReportName::Overdue), Some(OwnUnit));
        assert_eq!(scope_of(Role::KeMunicipal, ReportName::Inbox), Some(Everything));
        assert_eq!(scope_of(Role::Patient, ReportName::State), Some(OwnFile));
        assert_eq!(scope_of(Role::Patient, ReportName::Overdue), None);
        assert_eq!(scope_of(Role::KeMunicipal, ReportName::Vacancies), None);
        for report in ReportName::ALL {
            assert_eq!(scope_of(Role::OtherSector, *report), None);
            assert_eq!(scope_of(Role::HealthPersonnel, *report), None);
            assert_eq!(scope_of(Role::System, *report), Some(Everything));
        }
    }
}
