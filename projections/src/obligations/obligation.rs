//! One obligation, and what became of it (domain.md 3.0).

use samspor_core::register::policy::{PolicySource, Rule};
use samspor_core::words::{Day, EventId, PersonId, TenantId, UnitId};
use serde::{Deserialize, Serialize};

/// Who has to see to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Owner {
    Coordinator,
    Leader,
    Ke,
}

/// What became of an obligation by the day asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum State {
    Pending,
    Met,
    MetLate,
    Overdue,
    Lapsed,
    Suspended,
}

/// One obligation of a file, or of a person where no patient is named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Obligation {
    pub rule: Rule,
    /// The last day it is in time, extensions and suspensions included.
    pub due: Day,
    /// The event that started it.
    pub trigger: EventId,
    pub triggered_on: Day,
    pub state: State,
    /// The day it was met; set for Met and MetLate only.
    pub met_on: Option<Day>,
    /// D − due when Overdue, `met_on` − due when MetLate, else 0.
    pub days: i64,
    pub owner: Owner,
    pub person: Option<PersonId>,
    pub unit: Option<UnitId>,
    /// A running substitute of the coordinator's, for the coordinator's obligations.
    pub substitute: Option<PersonId>,
    /// The other tenant, for contacts between coordinating units.
    pub with_tenant: Option<TenantId>,
    /// Where the number of days comes from.
    pub number_from: PolicySource,
}
