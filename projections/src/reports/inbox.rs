//! `inbox` (P01): reports of need nobody has dealt with.

use samspor_core::patient::need::ReporterKind;
use samspor_core::words::{Day, EventId, PatientId, TenantId, UnitId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::question::ReportName;
use crate::seen::Seen;

/// One report that waits.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Waits {
    pub tenant: TenantId,
    pub report: EventId,
    pub patient: PatientId,
    pub received_on: Day,
    /// Days since it was received.
    pub age: i64,
    /// D01.
    pub due_triage: Day,
    /// D02.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_reply: Option<Day>,
    pub reporter_kind: ReporterKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_received_by: Option<UnitId>,
}

impl Row for Waits {
    const REPORT: ReportName = ReportName::Inbox;

    /// By tenant, the oldest first.
    fn all(seen: &Seen<'_>) -> Vec<Self> {
        let mut rows = Vec::new();
        for (_, file) in seen.patients() {
            rows.extend(file.inbox.iter().map(|one| Self {
                tenant: file.tenant,
                report: one.report,
                patient: file.patient,
                received_on: one.received_on,
                age: seen.day.days_since(one.received_on),
                due_triage: one.due_triage,
                due_reply: one.due_reply,
                reporter_kind: one.reporter_kind,
                first_received_by: one.first_received_by,
            }));
        }
        rows.sort_by_key(|row| (row.tenant, row.received_on, row.patient, row.report));
        rows
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names { patient: Some(self.patient), unit: self.first_received_by, ..Names::default() }
    }
}
