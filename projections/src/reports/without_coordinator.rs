//! `without-coordinator` (P06): who should have a coordinator and has none.

use samspor_core::words::{Day, PatientId, TenantId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::contribution::WithoutKind;
use crate::question::ReportName;
use crate::seen::Seen;

/// One patient without a coordinator.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WithoutCoordinator {
    pub tenant: TenantId,
    pub patient: PatientId,
    pub kind: WithoutKind,
    pub since: Day,
    /// The first day and the day asked about both count.
    pub days: i64,
}

impl Row for WithoutCoordinator {
    const REPORT: ReportName = ReportName::WithoutCoordinator;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        let row = |(_, file): (_, &crate::contribution::Contribution)| {
            file.without.map(|one| Self {
                tenant: file.tenant,
                patient: file.patient,
                kind: one.kind,
                since: one.since,
                days: seen.day.days_since(one.since) + 1,
            })
        };
        seen.patients().filter_map(row).collect()
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names { patient: Some(self.patient), ..Names::default() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::ledger::{Ledger, ane_bjarne_leif, municipal};
    use crate::question::ReportName::WithoutCoordinator;
    use samspor_core::words::PatientId;

    fn assessed_and_accepted(ledger: &mut Ledger, patient: PatientId) {
        let assessed = json!({"long_term": true, "coordinated": true, "services": [], "outcome": "CoordinatorOnly", "patient_heard": true});
        ledger.ke(patient, "AssessNeed", assessed);
        ledger.ke(patient, "OfferCoordinator", json!({"role": "Municipal", "form": "Written"}));
        ledger.ke(patient, "AnswerOffer", json!({"answer": "Accepted"}));
    }

    #[test]
    fn who_wants_a_coordinator_and_got_none_waits_from_the_answer() {
        let (mut ledger, _, _, leif) = ane_bjarne_leif();
        assessed_and_accepted(&mut ledger, leif);
        let row = &ledger.on("2025-02-04").rows(WithoutCoordinator)[0];
        assert_eq!(
            (&row["kind"], &row["since"], &row["days"]),
            (&json!("NeverAppointed"), &json!("2025-02-03"), &json!(2))
        );
    }

    #[test]
    fn who_never_answered_waits_for_nobody() {
        let (mut ledger, _, _, leif) = ane_bjarne_leif();
        ledger.ke(leif, "OfferCoordinator", json!({"role": "Municipal", "form": "Written"}));
        assert!(ledger.rows(WithoutCoordinator).is_empty());
    }

    #[test]
    fn a_need_that_has_ceased_waits_only_when_it_is_assessed_anew() {
        let (mut ledger, home, [ane, _], leif) = ane_bjarne_leif();
        assessed_and_accepted(&mut ledger, leif);
        ledger.ke(leif, "AppointCoordinator", municipal(ane, home));
        ledger.on("2025-03-03").ke(leif, "EndAssignment", json!({"cause": "well", "need_persists": false}));
        assert!(ledger.rows(WithoutCoordinator).is_empty());
        ledger.on("2025-05-01");
        assessed_and_accepted(&mut ledger, leif);
        assert_eq!(ledger.rows(WithoutCoordinator)[0]["since"], "2025-05-01");
    }

    #[test]
    fn a_substitute_is_no_coordinator() {
        let (mut ledger, home, [ane, bjarne], leif) = ane_bjarne_leif();
        ledger.ke(leif, "AppointCoordinator", municipal(ane, home));
        let substitute = json!({"person": bjarne, "for_person": ane, "informed_on": "2025-02-03"});
        let leader = samspor_core::actor::Actor {
            unit: Some(home),
            ..crate::ledger::actor(samspor_core::actor::Role::UnitLeader)
        };
        ledger.by(&leader, json!({"type": "AppointSubstitute", "patient": leif, "data": substitute}));
        ledger.on("2025-03-03").ke(leif, "EndAssignment", json!({"cause": "left", "need_persists": true}));
        assert_eq!(ledger.rows(WithoutCoordinator)[0]["kind"], "OnlySubstitute");
    }
}
