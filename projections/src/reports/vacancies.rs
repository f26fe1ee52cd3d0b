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
