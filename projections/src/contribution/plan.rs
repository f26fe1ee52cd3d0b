//! The individual plan of a file: which one stands, and when anything was last done with it (P07, P08, P21).

use samspor_core::patient::consent::ScopeKind;
use samspor_core::patient::participant::Context;
use samspor_core::patient::plan::{Instrument, Plan};
use samspor_core::patient::plan_decision::PlanOutcome;
use samspor_core::words::{Day, EventId};
use serde::{Deserialize, Serialize};

use crate::file_at::FileAt;

/// How many months after the last act with it a plan is active no more.
const ACTIVE_MONTHS: i32 = 12;

/// The plan that stands on the day, paused or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanSeen {
    pub plan: EventId,
    pub instrument: Instrument,
    pub created_on: Day,
    pub last_activity_on: Day,
    /// Not paused, a primary coordinator, a consent to the plan, the case open.
    is_worked_with: bool,
}

impl PlanSeen {
    /// Whether it is active on the day it is seen on (domain.md 3.4, *Active plan*).
    pub fn is_active_on(&self, day: Day) -> bool {
        self.is_worked_with && day.plus_months(-ACTIVE_MONTHS) <= self.last_activity_on
    }
}

/// The plan that stands on the file's day.
pub(crate) fn plan(at: &FileAt<'_>) -> Option<PlanSeen> {
    let (file, day) = (at.file, at.day);
    let plan = file.plan_on(day)?;
    Some(PlanSeen {
        plan: plan.mark.event,
        instrument: plan.instrument,
        created_on: plan.mark.on,
        last_activity_on: acts(at, plan).max().unwrap_or(plan.mark.on),
        is_worked_with: !plan.is_paused_on(day)
            && file.primaries_on(day).next().is_some()
            && file.has_consent(ScopeKind::Plan, day)
            && file.case.is_open_on(day),
    })
}

/// The days on which something was done with the plan.
fn acts(at: &FileAt<'_>, plan: &Plan) -> impl Iterator<Item = Day> {
    let evaluated = plan.evaluations.iter().map(|one| one.mark.on);
    let participants = at.file.participations.iter().filter(|one| one.context == Context::Plan);
    let meetings = at.file.meetings.iter().filter(|one| one.plan_updated).map(|one| one.mark.on);
    let minutes = at.file.minutes.iter().filter(|one| one.plan_updated).map(|one| one.mark.on);
    let acts = [plan.mark.on].into_iter().chain(evaluated).chain(participants.map(|one| one.mark.on));
    acts.chain(meetings).chain(minutes)
}

/// The day of the newest decision, if that granted a plan.
pub(super) fn granted_on(at: &FileAt<'_>) -> Option<Day> {
    let newest = at.file.plan_decisions.last()?;
    (newest.outcome == PlanOutcome::Granted).then_some(newest.mark.on)
}
