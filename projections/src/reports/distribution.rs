//! `distribution` (P05): which services carry the coordinators' work, against their share of the staff.

use std::collections::BTreeMap;

use samspor_core::words::{Code, Day, TenantId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::question::ReportName;
use crate::seen::{Seen, SeenTenant};

/// One service with eligible staff or a primary; `unregistered` where the unit's registration was voided.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ServiceShare {
    pub tenant: TenantId,
    pub service: Code,
    /// By the assignment's unit.
    pub primary: u32,
    /// Of all primaries of the tenant, to four decimals.
    pub share: f64,
    pub eligible_staff: u32,
    /// The share over the share of the staff, to four decimals; absent without staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<f64>,
}

impl Row for ServiceShare {
    const REPORT: ReportName = ReportName::Distribution;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        seen.tenants.iter().flat_map(|tenant| shares(tenant, seen.day)).collect()
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names::default()
    }
}

#[derive(Default)]
struct Sum {
    primary: u32,
    staff: u32,
}

fn shares(tenant: &SeenTenant<'_>, day: Day) -> Vec<ServiceShare> {
    // A unit whose registration was voided while assignments name it.
    let gone: Code = "unregistered".parse().expect("it is one short word");
    let mut sums: BTreeMap<&Code, Sum> = BTreeMap::new();
    let units = &tenant.register.units;
    for unit in units.values().filter(|unit| unit.exists_on(day)) {
        sums.entry(&unit.service).or_default().staff += unit.eligible_staff.unwrap_or(0);
    }
    for one in tenant.patients.iter().flat_map(|patient| patient.coordinators.iter()) {
        let service = units.get(&one.unit).map_or(&gone, |unit| &unit.service);
        sums.entry(service).or_default().primary += 1;
    }
    let primaries: u32 = sums.values().map(|sum| sum.primary).sum();
    let staff: u32 = sums.values().map(|sum| sum.staff).sum();
    let row = |(service, sum): (&Code, Sum)| {
        let share = ratio(sum.primary, primaries).unwrap_or(0.0);
        ServiceShare {
            tenant: tenant.id,
            service: service.clone(),
            primary: sum.primary,
            share: rounded(share),
            eligible_staff: sum.staff,
            index: ratio(sum.staff, staff)
                .filter(|_| sum.staff > 0)
                .map(|of_staff| rounded(share / of_staff)),
        }
    };
    sums.into_iter().filter(|(_, sum)| sum.primary > 0 || sum.staff > 0).map(row).collect()
}

fn ratio(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}

fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}
