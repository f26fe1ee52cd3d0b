//! `national` (P21): the figures for the national register, each patient counted once.

use std::collections::BTreeSet;

use samspor_core::patient::assignment::CoordinatorRole;
use samspor_core::words::PatientId;
use serde::Serialize;

use crate::contribution::Contribution;
use crate::seen::Seen;

/// Patients on the day, of the tenants asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct National {
    /// With an active individual plan (*virksom IP*).
    pub plans: usize,
    /// With a municipal coordinator.
    pub coordinators: usize,
    /// With a child coordinator.
    pub child_coordinators: usize,
}

impl National {
    /// The figures of what is seen.
    pub fn of(seen: &Seen<'_>) -> Self {
        let has = |role: CoordinatorRole| {
            move |file: &Contribution| file.coordinators.iter().any(|one| one.role == role)
        };
        Self {
            plans: patients(seen, |file| file.active_plan_on(seen.day).is_some()),
            coordinators: patients(seen, has(CoordinatorRole::Municipal)),
            child_coordinators: patients(seen, has(CoordinatorRole::Child)),
        }
    }
}

/// How many patients have something at any tenant.
fn patients(seen: &Seen<'_>, has: impl Fn(&Contribution) -> bool) -> usize {
    let patients = seen.patients().filter(|(_, file)| has(file)).map(|(_, file)| file.patient);
    patients.collect::<BTreeSet<PatientId>>().len()
}
