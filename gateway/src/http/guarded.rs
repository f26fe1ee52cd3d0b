//! What is guarded from a caller: files whose patient has reserved against them, and the places of protected addresses.

use samspor_core::actor::{Actor, Role};
use samspor_core::words::{PatientId, TenantId, UnitId};
use samspor_projections::live::{Guard, Guards, take_places};
use samspor_projections::question::{Question, ReportName};
use serde_json::Value;

use super::answers::looked;
use super::gateway::Gateway;
use super::problem::Problem;

/// The guarded files of a tenant, as one caller meets them.
pub(crate) struct Guarded<'a> {
    actor: &'a Actor,
    /// The unit the caller acts for, and the one they are registered in.
    units: Vec<UnitId>,
    guards: Guards,
}

impl<'a> Guarded<'a> {
    pub(crate) fn of(gateway: &Gateway, actor: &'a Actor, tenant: Option<TenantId>) -> Result<Self, Problem> {
        let guards = gateway.ledger.views.guards(tenant, gateway.now()).map_err(Problem::from)?;
        let registered = looked(gateway, |directory| {
            Some(directory.register(actor.tenant?)?.persons.get(&actor.person?)?.unit)
        });
        Ok(Self { actor, units: actor.unit.into_iter().chain(registered).collect(), guards })
    }

    /// Refuses the file of a patient who has reserved against the caller or their unit; at any tenant, where none is named.
    pub(crate) fn may_open(
        &self,
        tenant: Option<TenantId>,
        patient: Option<PatientId>,
    ) -> Result<(), Problem> {
        let is_reserved = match (tenant, patient) {
            (Some(tenant), Some(patient)) => {
                self.guards.of(tenant, patient).is_some_and(|guard| self.is_reserved_against(guard))
            }
            (None, Some(patient)) => {
                self.guards.of_patient(patient).any(|guard| self.is_reserved_against(guard))
            }
            (_, None) => false,
        };
        if is_reserved {
            let detail = "the patient has reserved against you or your unit: somebody else opens the file";
            return Err(Problem::not_allowed(detail));
        }
        Ok(())
    }

    /// Whether the address of a patient is protected and the caller need not know where they are.
    pub(crate) fn hides_places(&self, tenant: TenantId, patient: PatientId) -> bool {
        self.guards.of(tenant, patient).is_some_and(|guard| guard.is_protected && !self.needs_to_know(guard))
    }

    /// Marks the rows the caller may not see, and takes the places out of those of protected patients. Asked about one unit,
    /// a row of theirs would itself be the place: it is not given.
    pub(crate) fn mark(&self, question: &Question, rows: &mut [(Value, bool)]) {
        if self.guards.is_empty() {
            return;
        }
        // A whole file, or who read it, is opened for a purpose of its own; only lists show it to others.
        let is_file =
            matches!(question.report, ReportName::History | ReportName::Diff | ReportName::AccessLog);
        for (row, may) in rows {
            let text = |field: &str| row.get(field)?.as_str();
            let tenant = text("tenant").and_then(|id| id.parse().ok()).or(self.actor.tenant);
            let patient: Option<PatientId> = text("patient").and_then(|id| id.parse().ok());
            let guard = tenant.zip(patient).and_then(|(tenant, patient)| self.guards.of(tenant, patient));
            let Some(guard) = guard else { continue };
            *may = *may && !self.is_reserved_against(guard);
            if guard.is_protected && !is_file && !self.needs_to_know(guard) {
                *may = *may && question.unit.is_none();
                take_places(row);
            }
        }
    }

    fn is_reserved_against(&self, guard: &Guard) -> bool {
        guard.is_reserved_against(self.actor.person, &self.units)
    }

    /// The coordinating unit, the patient, and whoever coordinates or stands in today.
    fn needs_to_know(&self, guard: &Guard) -> bool {
        match self.actor.role {
            Role::KeMunicipal | Role::KeTrust | Role::Patient | Role::System => true,
            Role::HealthPersonnel
            | Role::SpecialistPersonnel
            | Role::OtherSector
            | Role::UnitLeader
            | Role::ClinicLeader
            | Role::Coordinator
            | Role::Substitute
            | Role::CaseOfficer
            | Role::ComplaintHandler
            | Role::Supervisor
            | Role::RecordsManager => guard.is_at_work(self.actor.person),
        }
    }
}
