//! `warnings`: what is to be known in time about active files.

use samspor_core::words::{Day, PatientId, PersonId, TenantId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::contribution::WarningCode;
use crate::question::ReportName;
use crate::seen::Seen;

/// One warning.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Warned {
    pub tenant: TenantId,
    pub code: WarningCode,
    pub patient: PatientId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    pub on: Day,
}

impl Row for Warned {
    const REPORT: ReportName = ReportName::Warnings;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        let mut rows = Vec::new();
        for (_, file) in seen.patients() {
            rows.extend(file.warnings.iter().map(|one| Self {
                tenant: file.tenant,
                code: one.code,
                patient: file.patient,
                person: one.person,
                on: one.on,
            }));
        }
        rows
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names { patient: Some(self.patient), person: self.person, ..Names::default() }
    }
}
