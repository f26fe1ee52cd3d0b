//! What every report's rows have in common.

use samspor_core::words::{PatientId, PersonId, TenantId, UnitId};
use serde::Serialize;

use crate::question::ReportName;
use crate::seen::Seen;

/// Whom a row names: a question about somebody keeps the rows that name them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Names {
    pub patient: Option<PatientId>,
    pub person: Option<PersonId>,
    pub unit: Option<UnitId>,
}

/// A row of a report that is a list.
pub trait Row: Serialize + Sized {
    /// The report whose rows these are.
    const REPORT: ReportName;

    /// Every row of the tenants seen, in the report's order.
    fn all(seen: &Seen<'_>) -> Vec<Self>;

    /// The tenant the row is of.
    fn tenant(&self) -> TenantId;

    /// Whom the row names.
    fn names(&self) -> Names;
}

/// The rows of a report that the question asks about.
pub fn rows<R: Row>(seen: &Seen<'_>) -> Vec<R> {
    let question = seen.question;
    let mut rows = R::all(seen);
    rows.retain(|row| {
        let names = row.names();
        question.tenant.is_none_or(|tenant| row.tenant() == tenant)
            && (question.patient.is_none() || names.patient == seen.patient)
            && question.person.is_none_or(|person| names.person == Some(person))
            && question.unit.is_none_or(|unit| names.unit == Some(unit))
    });
    rows
}
