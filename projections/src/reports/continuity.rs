//! `continuity` (P11): how many coordinators a patient had in three years, and how the changes went.

use std::collections::BTreeSet;

use samspor_core::patient::assignment::Seat;
use samspor_core::words::{Day, PatientId, TenantId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::contribution::Contribution;
use crate::question::ReportName;
use crate::seen::Seen;

/// How far back it looks.
const MONTHS: i32 = 36;

/// One patient who had a municipal coordinator in the last 36 months.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Continuity {
    pub tenant: TenantId,
    pub patient: PatientId,
    /// Different persons.
    pub primaries_36m: usize,
    /// Changes with an overlap of a day at least.
    pub overlaps: usize,
    pub handovers_done: usize,
    pub handovers_due: usize,
}

impl Row for Continuity {
    const REPORT: ReportName = ReportName::Continuity;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        seen.patients().filter_map(|(_, file)| row(file, seen.day)).collect()
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names { patient: Some(self.patient), ..Names::default() }
    }
}

fn row(file: &Contribution, day: Day) -> Option<Continuity> {
    let since = day.plus_months(-MONTHS);
    let tenures = file.tenures.iter().filter(|one| one.seat == Seat::Municipality && one.mark.on <= day);
    let recent = tenures.filter(|one| one.ran() && one.to.is_none_or(|to| to > since));
    let persons: BTreeSet<_> = recent.map(|one| one.person).collect();
    let changes = || file.changes.iter().filter(|one| one.on >= since);
    (!persons.is_empty()).then(|| Continuity {
        tenant: file.tenant,
        patient: file.patient,
        primaries_36m: persons.len(),
        overlaps: changes().filter(|one| one.overlapped).count(),
        handovers_done: changes().filter(|one| one.handed_over).count(),
        handovers_due: changes().count(),
    })
}
