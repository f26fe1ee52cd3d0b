//! `coordinator-without-plan` (P07), which is normal, and `granted-without-active-plan` (P08).

use samspor_core::patient::plan::Wish;
use samspor_core::words::{Day, PatientId, PersonId, TenantId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::question::ReportName;
use crate::seen::Seen;

/// What is known of the wish of a patient who has a coordinator and no plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum KnownWish {
    Declines,
    Undecided,
    None,
}

/// One patient with a coordinator, without a plan, and without a wish for one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CoordinatorWithoutPlan {
    pub tenant: TenantId,
    pub patient: PatientId,
    pub person: PersonId,
    pub wish: KnownWish,
}

impl Row for CoordinatorWithoutPlan {
    const REPORT: ReportName = ReportName::CoordinatorWithoutPlan;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        let mut rows = Vec::new();
        for (_, file) in seen.patients().filter(|(_, file)| file.plan.is_none()) {
            let wish = match file.wish {
                Some(Wish::Wants) => continue,
                Some(Wish::Declines) => KnownWish::Declines,
                Some(Wish::Undecided) => KnownWish::Undecided,
                None => KnownWish::None,
            };
            rows.extend(file.coordinators.iter().map(|one| Self {
                tenant: file.tenant,
                patient: file.patient,
                person: one.person,
                wish,
            }));
        }
        rows
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names { patient: Some(self.patient), person: Some(self.person), ..Names::default() }
    }
}

/// One patient who was granted a plan and has none that is active.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GrantedWithoutActivePlan {
    pub tenant: TenantId,
    pub patient: PatientId,
    pub granted_on: Day,
    pub days: i64,
}

impl Row for GrantedWithoutActivePlan {
    const REPORT: ReportName = ReportName::GrantedWithoutActivePlan;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        let files = seen.patients().map(|(_, file)| file);
        let without = files.filter(|file| file.is_active && file.active_plan_on(seen.day).is_none());
        let row = |file: &crate::contribution::Contribution| {
            let granted_on = file.granted_on?;
            let days = seen.day.days_since(granted_on);
            Some(Self { tenant: file.tenant, patient: file.patient, granted_on, days })
        };
        without.filter_map(row).collect()
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names { patient: Some(self.patient), ..Names::default() }
    }
}

#[cfg(test)]
mod tests;
