//! `trust-notifications` (P15): how long a trust's notifications took to a municipality's coordinating unit.
//! A row is the trust's own; the municipality has the report of need that came of it.

use samspor_core::words::{Day, PatientId, TenantId, UnitId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::question::ReportName;
use crate::seen::Seen;

/// One notification.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NotificationRow {
    pub tenant: TenantId,
    pub patient: PatientId,
    /// Who was notified.
    pub municipality: TenantId,
    pub identified_on: Day,
    pub sent_on: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_received_by: Option<UnitId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received_by_ke_on: Option<Day>,
    /// From the day the need was seen until the coordinating unit had it, or so far.
    pub days: i64,
}

impl Row for NotificationRow {
    const REPORT: ReportName = ReportName::TrustNotifications;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        let mut rows = Vec::new();
        for (_, file) in seen.patients() {
            rows.extend(file.notifications.iter().map(|one| Self {
                tenant: file.tenant,
                patient: file.patient,
                municipality: one.municipality,
                identified_on: one.identified_on,
                sent_on: one.sent_on,
                first_received_by: one.first_received_by,
                received_by_ke_on: one.received_by_ke_on,
                days: one.received_by_ke_on.unwrap_or(seen.day).days_since(one.identified_on),
            }));
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
