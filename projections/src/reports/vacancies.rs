//! `vacancies` (P10): days without the municipality's coordinator, as known, and those covered only in hindsight.

use samspor_core::words::{Day, EventId, PatientId, TenantId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::contribution::{Gap, Hindsight};
use crate::question::ReportName;
use crate::seen::Seen;

/// One run of days without a coordinator.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Vacancy {
    pub tenant: TenantId,
    pub patient: PatientId,
    pub from: Day,
    /// The first day after it; absent while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
    /// Up to and with the day asked about.
    pub days: i64,
    /// The day the event that opened it was recorded.
    pub learned_on: Day,
    /// It was recorded after it had begun.
    pub retroactive: bool,
}

/// One run of days that an assignment covers now, and nobody was known to cover then.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CoveredInHindsight {
    pub tenant: TenantId,
    pub patient: PatientId,
    pub from: Day,
    /// The first day after it.
    pub to: Day,
    pub days: i64,
    /// What began the assignment.
    pub event: EventId,
}

impl Row for Vacancy {
    const REPORT: ReportName = ReportName::Vacancies;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        let mut rows = Vec::new();
        for (_, file) in seen.patients() {
            rows.extend(file.gaps.iter().map(|gap| row((file.tenant, file.patient), gap, seen.day)));
        }
        rows
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names { patient: Some(self.patient), ..Names::default() }
    }
}

fn row((tenant, patient): (TenantId, PatientId), gap: &Gap, day: Day) -> Vacancy {
    Vacancy {
        tenant,
        patient,
        from: gap.from,
        to: gap.to,
        days: gap.to.unwrap_or(day.next()).days_since(gap.from),
        learned_on: gap.learned_on,
        retroactive: gap.learned_on > gap.from,
    }
}

/// The days covered in hindsight of the patients asked about.
pub(super) fn hindsight(seen: &Seen<'_>) -> Vec<CoveredInHindsight> {
    let mut rows = Vec::new();
    for (_, file) in seen.patients() {
        rows.extend(file.hindsight.iter().map(|one: &Hindsight| CoveredInHindsight {
            tenant: file.tenant,
            patient: file.patient,
            from: one.from,
            to: one.to,
            days: one.to.days_since(one.from),
            event: one.event,
        }));
    }
    rows
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::ledger::{ane_bjarne_leif, at, municipal};
    use crate::question::ReportName::{LateRegistrations, Vacancies, Warnings, WithoutCoordinator};

    #[test]
    fn a_vacancy_begins_on_the_day_of_the_end_and_runs_until_somebody_follows() {
        let (mut ledger, home, [ane, bjarne], leif) = ane_bjarne_leif();
        ledger.ke(leif, "AppointCoordinator", municipal(ane, home));
        let end = json!({"cause": "moved", "need_persists": true});
        ledger.on("2025-03-10").fact(leif, "2025-03-05", "EndAssignment", end);
        let row = &ledger.rows(Vacancies)[0];
        assert_eq!((&row["from"], &row["to"], &row["days"]), (&json!("2025-03-05"), &json!(null), &json!(6)));
        assert_eq!((&row["learned_on"], &row["retroactive"]), (&json!("2025-03-10"), &json!(true)));
        let waits = &ledger.rows(WithoutCoordinator)[0];
        assert_eq!((&waits["kind"], &waits["days"]), (&json!("Vacancy"), &json!(6)));
        ledger.on("2025-03-20").ke(leif, "AppointCoordinator", municipal(bjarne, home));
        let row = &ledger.rows(Vacancies)[0];
        assert_eq!((&row["to"], &row["days"]), (&json!("2025-03-20"), &json!(15)));
        assert!(ledger.rows(WithoutCoordinator).is_empty());
    }

    #[test]
    fn a_gap_filled_afterwards_is_seen_in_hindsight_only() {
        let (mut ledger, home, [ane, bjarne], leif) = ane_bjarne_leif();
        ledger.ke(leif, "AppointCoordinator", municipal(ane, home));
        let end = json!({"cause": "moved", "need_persists": true});
        ledger.on("2025-03-05").ke(leif, "EndAssignment", end);
        let cover =
            ledger.on("2025-03-20").fact(leif, "2025-03-05", "AppointCoordinator", municipal(bjarne, home));
        let answer = ledger.ask(&at(Vacancies, "2025-03-20", "2025-03-20"));
        assert_eq!((&answer["rows"], &answer["total_days"]), (&json!([]), &json!(0)));
        let hindsight = &answer["hindsight"][0];
        assert_eq!((&hindsight["from"], &hindsight["to"]), (&json!("2025-03-05"), &json!("2025-03-20")));
        assert_eq!((&hindsight["days"], &hindsight["event"]), (&json!(15), &json!(cover)));
        let late = &ledger.rows(LateRegistrations)[0];
        assert_eq!((&late["days"], &late["retroactive_cover"]), (&json!(15), &json!(true)));
        assert_eq!(ledger.rows(Warnings)[0]["code"], "RETROACTIVE-COVER");
        let then = ledger.ask(&at(Vacancies, "2025-03-20", "2025-03-19"));
        assert_eq!((&then["total_days"], &then["hindsight"]), (&json!(16), &json!([])));
    }

    #[test]
    fn a_closed_case_has_no_vacancy_and_an_opened_one_has() {
        let (mut ledger, home, [ane, _], leif) = ane_bjarne_leif();
        ledger.ke(leif, "AppointCoordinator", municipal(ane, home));
        ledger.on("2025-03-05").ke(leif, "CloseCase", json!({"cause": "NeedCeased"}));
        assert!(ledger.rows(Vacancies).is_empty());
        ledger.on("2025-04-01").ke(leif, "OpenCase", json!({}));
        assert_eq!(ledger.rows(Vacancies)[0]["from"], "2025-04-01");
    }
}
