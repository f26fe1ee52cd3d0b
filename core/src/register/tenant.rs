//! Tenants and the ledger's own beginning.

use serde::{Deserialize, Serialize};

use super::Register;
use crate::entry::{SCHEMA_TEXT, sha256_hex};
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

/// The ledger began: its name, the form of its entries, and whether it is simulated stand here for ever. Its fields are
/// in the order of RFC 8785.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerBegan {
    /// The log's origin, which its checkpoints are signed under and its keys are derived for.
    pub origin: String,
    /// SHA-256 in hexadecimal of the text that says how entries are spelled and sealed.
    pub schema: String,
    pub simulated: bool,
}

impl LedgerBegan {
    /// The beginning of a log, in today's form.
    pub(crate) fn of(origin: &str, simulated: bool) -> Self {
        Self { origin: origin.to_owned(), schema: sha256_hex(SCHEMA_TEXT.as_bytes()), simulated }
    }
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
