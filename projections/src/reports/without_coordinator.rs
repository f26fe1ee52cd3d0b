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
