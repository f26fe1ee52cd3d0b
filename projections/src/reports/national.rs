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
    /// With an active individual plan; the ledger takes no plans yet.
    pub plans: usize,
    /// With a municipal coordinator.
    pub coordinators: usize,
    /// With a child coordinator.
    pub child_coordinators: usize,
}

impl National {
    /// The figures of what is seen.
    pub fn of(seen: &Seen<'_>) -> Self {
        let with = |role: &CoordinatorRole| {
            let has = |file: &Contribution| file.coordinators.iter().any(|one| one.role == *role);
            let patients = seen.patients().filter(|(_, file)| has(file)).map(|(_, file)| file.patient);
            patients.collect::<BTreeSet<PatientId>>().len()
        };
        Self {
            plans: 0,
            coordinators: with(&CoordinatorRole::Municipal),
            child_coordinators: with(&CoordinatorRole::Child),
        }
    }
}
