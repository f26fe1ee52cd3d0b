//! The contribution of one patient at one tenant.

use samspor_core::entry::Entry;
use samspor_core::patient::assignment::Seat;
use samspor_core::patient::plan::Wish;
use samspor_core::words::{Day, PatientId, PersonId, TenantId};
use serde::{Deserialize, Serialize};

use super::change_day::next_change_on;
use super::complaint::{self, ComplaintSeen};
use super::consent::{self, ConsentSeen};
use super::coverage::{self, Coordinating, Load, Tenure};
use super::group::{self, GroupSeen};
use super::measure::{self, Changed, Took};
use super::notification::{self, NotificationSeen};
use super::plan::{self, PlanSeen};
use super::registration::{self, Deviating, LateRegistration};
use super::vacancy::{self, Gap, Hindsight};
use super::waiting::{self, Waiting, Without};
use super::warning::{self, Warning};
use crate::file_at::FileAt;
use crate::obligations::{self, Obligation};

/// All that one patient adds to a tenant's reports on a day; lists are boxed, and empty ones take no memory of their own.
///
/// It stays right from its day up to `next_change_on`: ages and days of lateness are counted when asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    pub tenant: TenantId,
    pub patient: PatientId,
    /// Case not closed, patient alive, responsibility here.
    pub is_active: bool,
    /// Whoever has a statutory role on the day.
    pub coordinators: Box<[Coordinating]>,
    /// What the patient adds to the caseload of persons.
    pub loads: Box<[Load]>,
    /// Every statutory assignment that is known, those that begin later too.
    pub tenures: Box<[Tenure]>,
    /// The open ones first; those, and the others, in the rules' order.
    pub obligations: Box<[Obligation]>,
    pub warnings: Box<[Warning]>,
    pub inbox: Box<[Waiting]>,
    pub without: Option<Without>,
    /// The newest wish for a plan.
    pub wish: Option<Wish>,
    /// The plan that stands, active or not.
    pub plan: Option<PlanSeen>,
    /// The day of the newest decision on a plan, if it granted one.
    pub granted_on: Option<Day>,
    /// Of the municipality's seat.
    pub gaps: Box<[Gap]>,
    /// Of either seat.
    pub hindsight: Box<[Hindsight]>,
    pub times: Box<[Took]>,
    pub changes: Box<[Changed]>,
    pub consents: Box<[ConsentSeen]>,
    /// The address is protected, strictly or not (*kode 6*, *kode 7*).
    pub is_protected: bool,
    /// The persons, and units under the same ids, that the patient has reserved against.
    pub reserved: Box<[PersonId]>,
    pub complaints: Box<[ComplaintSeen]>,
    /// Those not dissolved.
    pub groups: Box<[GroupSeen]>,
    pub notifications: Box<[NotificationSeen]>,
    pub deviations: Box<[Deviating]>,
    pub late: Box<[LateRegistration]>,
    /// The first later day on which it is another by itself.
    pub next_change_on: Option<Day>,
}

impl Contribution {
    /// The contribution of a file, whose entries as known are `entries`.
    pub fn of(at: &FileAt<'_>, entries: &[Entry]) -> Self {
        let mut obligations = obligations::of_file(at);
        obligations.sort_by_key(|one| !one.is_open());
        let hindsight = vacancy::hindsight(at, entries);
        Self {
            tenant: at.tenant,
            patient: at.patient,
            is_active: at.file.is_active_on(at.day),
            coordinators: coverage::coordinators(at),
            loads: coverage::loads(at),
            tenures: coverage::tenures(at),
            warnings: warning::warnings(at, &obligations, &hindsight),
            inbox: waiting::inbox(at, &obligations),
            without: waiting::without(at),
            wish: at.file.plan_wishes.last().map(|one| one.wish),
            plan: plan::plan(at),
            granted_on: plan::granted_on(at),
            gaps: vacancy::gaps(at, Seat::Municipality).into(),
            times: measure::times(at, &obligations),
            changes: measure::changes(at, &obligations),
            consents: consent::consents(at),
            is_protected: at.file.has_protected_address_on(at.day),
            reserved: at.file.reserved_against_on(at.day).map(PersonId).collect(),
            complaints: complaint::complaints(at, &obligations),
            groups: group::groups(at),
            notifications: notification::notifications(at),
            deviations: registration::deviations(at.facts, at.day),
            late: registration::late(at, &hindsight),
            next_change_on: next_change_on(at, &obligations),
            hindsight,
            obligations: obligations.into(),
        }
    }

    /// The plan, if it is active on the day.
    pub fn active_plan_on(&self, day: Day) -> Option<&PlanSeen> {
        self.plan.as_ref().filter(|plan| plan.is_active_on(day))
    }

    /// The obligations somebody still has to see to: few among many, so that looking for them costs little.
    pub fn open_obligations(&self) -> &[Obligation] {
        let settled = self.obligations.iter().position(|one| !one.is_open());
        &self.obligations[..settled.unwrap_or(self.obligations.len())]
    }
}
