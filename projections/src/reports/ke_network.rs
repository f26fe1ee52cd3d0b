//! `ke-network` (P16): whether a trust's coordinating unit talked with each municipality's in each half-year (D18).

use samspor_core::words::TenantId;
use serde::Serialize;

use super::row::{Names, Row};
use crate::obligations::{HalfYear, NetworkDue, State, ke_network};
use crate::question::ReportName;
use crate::seen::Seen;

/// How a half-year stands on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum NetworkState {
    Held,
    /// Its last day is past.
    Missing,
    Pending,
    /// The municipality has no coordinating unit.
    NotApplicable,
}

/// One half-year of a trust with one municipality.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HalfYearRow {
    /// The trust.
    pub tenant: TenantId,
    pub with_tenant: TenantId,
    pub half_year: HalfYear,
    pub held: bool,
    pub state: NetworkState,
}

impl Row for HalfYearRow {
    const REPORT: ReportName = ReportName::KeNetwork;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        let mut rows = Vec::new();
        for tenant in &seen.tenants {
            let due = ke_network(tenant.register, seen.directory, seen.day);
            rows.extend(due.iter().map(|one| row(tenant.id, one)));
        }
        rows
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names::default()
    }
}

fn row(tenant: TenantId, due: &NetworkDue) -> HalfYearRow {
    let state = match due.owed.as_ref().map(|owed| owed.state) {
        None => NetworkState::NotApplicable,
        Some(State::Met | State::MetLate) => NetworkState::Held,
        Some(State::Overdue) => NetworkState::Missing,
        Some(State::Pending | State::Suspended | State::Lapsed) => NetworkState::Pending,
    };
    let held = state == NetworkState::Held;
    HalfYearRow { tenant, with_tenant: due.with_tenant, half_year: due.half_year, held, state }
}
