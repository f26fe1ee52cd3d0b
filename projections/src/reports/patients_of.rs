//! `patients-of`: whom a person was statutory coordinator for in an interval.

use samspor_core::words::{Day, PatientId, PersonId, TenantId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::question::ReportName;
use crate::seen::Seen;

/// One assignment that touches the interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PatientOf {
    pub tenant: TenantId,
    pub person: PersonId,
    pub patient: PatientId,
    pub from: Day,
    /// The first day it no longer ran; absent while it runs on the day asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
}

impl Row for PatientOf {
    const REPORT: ReportName = ReportName::PatientsOf;

    /// By tenant, day and patient.
    fn all(seen: &Seen<'_>) -> Vec<Self> {
        let question = seen.question;
        let mut rows = Vec::new();
        for (_, file) in seen.patients() {
            let begun = file.tenures.iter().filter(|one| one.mark.on <= seen.day && one.ran());
            let touching = begun.filter(|one| {
                question.to.is_none_or(|to| one.mark.on < to)
                    && question.from.is_none_or(|from| one.to.is_none_or(|to| from < to))
            });
            rows.extend(touching.map(|one| Self {
                tenant: file.tenant,
                person: one.person,
                patient: file.patient,
                from: one.mark.on,
                to: one.to.filter(|to| *to <= seen.day),
            }));
        }
        rows.sort_by_key(|row| (row.tenant, row.from, row.patient));
        rows
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names { patient: Some(self.patient), person: Some(self.person), ..Names::default() }
    }
}
