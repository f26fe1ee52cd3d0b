//! `consents` (P12): every consent with what became of it.

use samspor_core::patient::consent::Scope;
use samspor_core::words::{Day, EventId, PatientId, TenantId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::contribution::ConsentState;
use crate::question::ReportName;
use crate::seen::Seen;

/// One consent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConsentRow {
    pub tenant: TenantId,
    pub consent: EventId,
    pub patient: PatientId,
    /// Those not withdrawn.
    pub scopes: Vec<Scope>,
    pub from: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
    pub state: ConsentState,
}

impl Row for ConsentRow {
    const REPORT: ReportName = ReportName::Consents;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        let mut rows = Vec::new();
        for (_, file) in seen.patients() {
            rows.extend(file.consents.iter().map(|one| Self {
                tenant: file.tenant,
                consent: one.consent,
                patient: file.patient,
                scopes: one.scopes.to_vec(),
                from: one.from,
                to: one.to,
                state: one.state,
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
