//! The contribution of one patient at one tenant.

use samspor_core::entry::Entry;
use samspor_core::words::{Day, PatientId, TenantId};

use super::change_day::next_change_on;
use super::coverage::{self, Coordinating, Load, Tenure};
use crate::file_at::FileAt;
use crate::obligations::{self, Obligation};

/// All that one patient adds to a tenant's reports on a day; lists are boxed, and empty ones take no memory of their own.
///
/// It stays right from its day up to `next_change_on`: ages and lateness are computed when asked.
#[derive(Clone, Debug, PartialEq)]
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
    pub obligations: Box<[Obligation]>,
    /// The first later day on which it is another by itself.
    pub next_change_on: Option<Day>,
}

impl Contribution {
    /// The contribution of a file, whose entries as known are `entries`.
    pub fn of(at: &FileAt<'_>, _entries: &[Entry]) -> Self {
        let obligations = obligations::of_file(at);
        Self {
            tenant: at.tenant,
            patient: at.patient,
            is_active: at.file.is_active_on(at.day),
            coordinators: coverage::coordinators(at),
            loads: coverage::loads(at),
            tenures: coverage::tenures(at),
            next_change_on: next_change_on(at, &obligations),
            obligations: obligations.into(),
        }
    }
}
