//! `measures` (P09): how long things take, in days.

use std::collections::{BTreeMap, BTreeSet};

use samspor_core::words::{PatientId, TenantId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::contribution::Measure;
use crate::question::ReportName;
use crate::seen::{Seen, SeenTenant};

/// One measure over everything up to the day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measured {
    pub tenant: TenantId,
    /// The patient asked about, whose times alone these are.
    #[serde(skip)]
    pub patient: Option<PatientId>,
    pub measure: Measure,
    pub n: usize,
    /// How many patients the times are of.
    #[serde(skip)]
    pub persons: usize,
    /// The mean of the middle two of an even number.
    pub median: f64,
    /// The ⌈0.9 n⌉-th smallest.
    pub p90: i64,
}

impl Row for Measured {
    const REPORT: ReportName = ReportName::Measures;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        seen.tenants.iter().flat_map(|tenant| measured(seen, tenant)).collect()
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names { patient: self.patient, ..Names::default() }
    }
}

fn measured(seen: &Seen<'_>, tenant: &SeenTenant<'_>) -> Vec<Measured> {
    let mut days: BTreeMap<Measure, Vec<i64>> = BTreeMap::new();
    let mut persons: BTreeMap<Measure, BTreeSet<PatientId>> = BTreeMap::new();
    for (patient, took) in
        tenant.patients.iter().flat_map(|file| file.times.iter().map(|one| (file.patient, one)))
    {
        days.entry(took.measure).or_default().push(took.days);
        persons.entry(took.measure).or_default().insert(patient);
    }
    let row = |(measure, mut days): (Measure, Vec<i64>)| {
        days.sort_unstable();
        let n = days.len();
        Measured {
            tenant: tenant.id,
            patient: seen.patient,
            measure,
            n,
            persons: persons.get(&measure).map_or(0, BTreeSet::len),
            median: (whole(days[(n - 1) / 2]) + whole(days[n / 2])) / 2.0,
            p90: days[(n * 9).div_ceil(10) - 1],
        }
    };
    days.into_iter().map(row).collect()
}

/// Days as a number that can be halved; exact up to 2^31 days.
fn whole(days: i64) -> f64 {
    f64::from(i32::try_from(days).unwrap_or(i32::MAX))
}
