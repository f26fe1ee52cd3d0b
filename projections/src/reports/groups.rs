//! `groups` (P13): when groups met last, meet next, and whose minutes are missing.

use samspor_core::words::{Day, EventId, PatientId, TenantId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::question::ReportName;
use crate::seen::Seen;

/// One group that is not dissolved.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupRow {
    pub tenant: TenantId,
    pub group: EventId,
    pub patient: PatientId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_meeting: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_meeting: Option<Day>,
    pub minutes_missing: usize,
}

impl Row for GroupRow {
    const REPORT: ReportName = ReportName::Groups;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        let mut rows = Vec::new();
        for (_, file) in seen.patients() {
            rows.extend(file.groups.iter().map(|one| Self {
                tenant: file.tenant,
                group: one.group,
                patient: file.patient,
                last_meeting: one.last_meeting,
                next_meeting: one.next_meeting,
                minutes_missing: one.minutes_missing,
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
