//! `coordinators` (P02): who has a statutory role on the day.

use samspor_core::patient::assignment::CoordinatorRole;
use samspor_core::words::{Day, PatientId, PersonId, TenantId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::question::ReportName;
use crate::seen::Seen;

/// One coordinator of one patient, since the day the assignment began.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Coordinator {
    pub tenant: TenantId,
    pub patient: PatientId,
    pub person: PersonId,
    pub role: CoordinatorRole,
    pub since: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub substitute: Option<PersonId>,
}

impl Row for Coordinator {
    const REPORT: ReportName = ReportName::Coordinators;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        let rows = |(tenant, patient): (TenantId, PatientId), one: &crate::contribution::Coordinating| Self {
            tenant,
            patient,
            person: one.person,
            role: one.role.clone(),
            since: one.since,
            substitute: one.substitute,
        };
        seen.patients()
            .flat_map(|(_, patient)| {
                patient.coordinators.iter().map(move |one| rows((patient.tenant, patient.patient), one))
            })
            .collect()
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names { patient: Some(self.patient), person: Some(self.person), ..Names::default() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::ledger::Ledger;
    use crate::question::ReportName::Coordinators;

    #[test]
    fn a_change_counts_from_its_day_and_from_when_it_is_known() {
        let mut ledger = Ledger::new();
        let home = ledger.unit("home-care", 60);
        let (ane, bjarne) = (ledger.person("Ane", home), ledger.person("Bjarne", home));
        let leif = ledger.patient("1960-01-01");
        ledger.on("2025-02-03").ke(
            leif,
            "AppointCoordinator",
            json!({"person": ane, "role": "Municipal", "unit": home}),
        );
        ledger.on("2025-03-01").ke_on(
            leif,
            "2025-04-01",
            "ChangeCoordinator",
            json!({"from_person": ane, "to_person": bjarne, "unit": home, "cause": "NeedChanged"}),
        );
        let who = |valid, known| ledger.rows_at(Coordinators, valid, known)[0]["person"].clone();
        assert!(ledger.rows_at(Coordinators, "2025-02-02", "2025-03-01").is_empty());
        assert_eq!(who("2025-03-31", "2025-03-01"), json!(ane));
        assert_eq!(who("2025-04-01", "2025-03-01"), json!(bjarne));
        assert_eq!(who("2025-04-01", "2025-02-28"), json!(ane));
        assert_eq!(ledger.rows(Coordinators)[0]["person"], json!(ane));
        ledger.on("2025-04-01");
        assert_eq!(ledger.rows(Coordinators)[0]["person"], json!(bjarne));
        assert_eq!(ledger.rows(Coordinators)[0]["since"], "2025-04-01");
    }

    #[test]
    fn an_appointment_told_late_is_seen_from_when_it_was_told() {
        let mut ledger = Ledger::new();
        let home = ledger.unit("home-care", 60);
        let ane = ledger.person("Ane", home);
        let leif = ledger.patient("1960-01-01");
        ledger.on("2025-03-01").fact(
            leif,
            "2025-02-01",
            "AppointCoordinator",
            json!({"person": ane, "role": "Municipal", "unit": home}),
        );
        assert!(ledger.rows_at(Coordinators, "2025-02-15", "2025-02-28").is_empty());
        assert_eq!(ledger.rows_at(Coordinators, "2025-02-15", "2025-03-01").len(), 1);
    }
}
