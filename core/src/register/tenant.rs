//! Tenants.

use serde::{Deserialize, Serialize};

use super::Register;
use crate::fact::Mark;
use crate::words::{Label, TenantId};

/// What kind of data controller a tenant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TenantKind {
    Municipality,
    HealthTrust,
}

/// A tenant was registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenantRegistered {
    pub org_number: TenantId,
    pub name: Label,
    pub kind: TenantKind,
    pub municipality_number: Option<Label>,
    pub has_ke: bool,
}

/// The tenant of a register.
#[derive(Clone, Debug, PartialEq)]
pub struct Tenant {
    pub mark: Mark,
    pub id: TenantId,
    pub name: Label,
    pub kind: TenantKind,
    pub has_ke: bool,
}

pub(crate) fn registered(register: &mut Register, mark: Mark, told: &TenantRegistered) {
    register.tenant = Some(Tenant {
        mark,
        id: told.org_number,
        name: told.name.clone(),
        kind: told.kind,
        has_ke: told.has_ke,
    });
}
