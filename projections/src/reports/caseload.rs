//! `caseload` (P03): how many patients each person has, and in which way (domain.md 3.2).

use std::collections::BTreeMap;

use samspor_core::words::{Day, PersonId, TenantId, UnitId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::contribution::Column;
use crate::question::ReportName;
use crate::seen::{Seen, SeenTenant};

/// One person with any patient in any way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Caseload {
    pub tenant: TenantId,
    pub person: PersonId,
    /// The person's in the register.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    pub primary: u32,
    pub substitute: u32,
    pub overlap_in: u32,
    pub overlap_out: u32,
    pub pathway: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_cases: Option<u32>,
    /// Primaries above `max_cases`.
    pub over_by: u32,
}

impl Row for Caseload {
    const REPORT: ReportName = ReportName::Caseload;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        seen.tenants.iter().flat_map(|tenant| caseloads(tenant, seen.day)).collect()
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names { person: Some(self.person), unit: self.unit, ..Names::default() }
    }
}

/// A tenant's caseloads on a day, by person.
fn caseloads(tenant: &SeenTenant<'_>, day: Day) -> Vec<Caseload> {
    let mut sums: BTreeMap<PersonId, Caseload> = BTreeMap::new();
    for load in tenant.patients.iter().flat_map(|patient| patient.loads.iter()) {
        let sum = sums.entry(load.person).or_insert_with(|| nothing(tenant, load.person, day));
        match load.column {
            Column::Primary => sum.primary += 1,
            Column::Substitute => sum.substitute += 1,
            Column::OverlapIn => sum.overlap_in += 1,
            Column::OverlapOut => sum.overlap_out += 1,
            Column::Pathway => sum.pathway += 1,
        }
    }
    let over = |sum: &Caseload| sum.max_cases.map_or(0, |most| sum.primary.saturating_sub(most));
    sums.into_values().map(|sum| Caseload { over_by: over(&sum), ..sum }).collect()
}

fn nothing(tenant: &SeenTenant<'_>, person: PersonId, day: Day) -> Caseload {
    Caseload {
        tenant: tenant.id,
        person,
        unit: tenant.register.persons.get(&person).map(|person| person.unit),
        primary: 0,
        substitute: 0,
        overlap_in: 0,
        overlap_out: 0,
        pathway: 0,
        max_cases: tenant.register.max_cases(person, day),
        over_by: 0,
    }
}
