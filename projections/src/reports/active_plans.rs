//! `active-plans` (P08): the plans somebody works with.

use samspor_core::patient::plan::Instrument;
use samspor_core::words::{Day, PatientId, TenantId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::question::ReportName;
use crate::seen::Seen;

/// One active plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActivePlan {
    pub tenant: TenantId,
    pub patient: PatientId,
    /// Of a converted light collaboration, its tool.
    pub instrument: Instrument,
    /// The day it was created or converted.
    pub created_on: Day,
    pub last_activity_on: Day,
}

impl Row for ActivePlan {
    const REPORT: ReportName = ReportName::ActivePlans;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        let files = seen.patients().map(|(_, file)| file);
        let plans = files.filter_map(|file| Some((file, file.active_plan_on(seen.day)?)));
        let row = |(file, plan): (&crate::contribution::Contribution, _)| {
            let plan: &crate::contribution::PlanSeen = plan;
            Self {
                tenant: file.tenant,
                patient: file.patient,
                instrument: plan.instrument,
                created_on: plan.created_on,
                last_activity_on: plan.last_activity_on,
            }
        };
        plans.map(row).collect()
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names { patient: Some(self.patient), ..Names::default() }
    }
}
