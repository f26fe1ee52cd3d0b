//! `competence` (P14): training and guidance of everybody who has a patient.

use std::collections::BTreeMap;

use samspor_core::register::person::{Activity, CompetenceKind};
use samspor_core::words::{Day, PersonId, TenantId, UnitId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::contribution::Column;
use crate::question::ReportName;
use crate::seen::{Seen, SeenTenant};

/// One person who is primary coordinator for somebody.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Competence {
    pub tenant: TenantId,
    pub person: PersonId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    pub cases: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basic_on: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_refresher_on: Option<Day>,
    /// Individual and in groups.
    pub guidance_count: usize,
}

impl Row for Competence {
    const REPORT: ReportName = ReportName::Competence;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        seen.tenants.iter().flat_map(|tenant| of_tenant(tenant, seen.day)).collect()
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names { person: Some(self.person), unit: self.unit, ..Names::default() }
    }
}

fn of_tenant(tenant: &SeenTenant<'_>, day: Day) -> Vec<Competence> {
    let mut cases: BTreeMap<PersonId, u32> = BTreeMap::new();
    let loads = tenant.patients.iter().flat_map(|patient| patient.loads.iter());
    for load in loads.filter(|load| load.column == Column::Primary) {
        *cases.entry(load.person).or_default() += 1;
    }
    let mut done: BTreeMap<PersonId, Vec<&Activity>> = BTreeMap::new();
    for activity in tenant.register.activities.iter().filter(|one| one.mark.on <= day) {
        done.entry(activity.person).or_default().push(activity);
    }
    let row = |(person, cases)| {
        let done = done.get(&person).map_or(&[][..], Vec::as_slice);
        let on = |kind| done.iter().filter(move |one| one.kind == kind).map(|one| one.mark.on);
        let guidance = |one: &&&Activity| {
            matches!(one.kind, CompetenceKind::IndividualGuidance | CompetenceKind::GroupGuidance)
        };
        Competence {
            tenant: tenant.id,
            person,
            unit: tenant.register.persons.get(&person).map(|person| person.unit),
            cases,
            basic_on: on(CompetenceKind::Basic).min(),
            last_refresher_on: on(CompetenceKind::Refresher).max(),
            guidance_count: done.iter().filter(guidance).count(),
        }
    };
    cases.into_iter().map(row).collect()
}
