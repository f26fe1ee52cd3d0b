//! `late-registrations` (P20): what was recorded later than the policy allows (D25).

use samspor_core::words::{Day, EventId, PatientId, TenantId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::question::ReportName;
use crate::seen::Seen;

/// One event that was recorded late.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Late {
    pub tenant: TenantId,
    pub event: EventId,
    #[serde(rename = "type")]
    pub name: &'static str,
    pub patient: PatientId,
    pub on: Day,
    pub recorded_on: Day,
    /// From receipt, or from the day it happened, to its recording.
    pub days: i64,
    /// It covers days on which nobody was known to be coordinator.
    pub retroactive_cover: bool,
}

impl Row for Late {
    const REPORT: ReportName = ReportName::LateRegistrations;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        let mut rows = Vec::new();
        for (_, file) in seen.patients() {
            rows.extend(file.late.iter().map(|one| Self {
                tenant: file.tenant,
                event: one.event,
                name: one.name,
                patient: file.patient,
                on: one.on,
                recorded_on: one.recorded_on,
                days: one.days,
                retroactive_cover: one.retroactive_cover,
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
