//! Whose key a section is sealed under.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::words::{PatientId, PersonId, TenantId};

/// The random id of a key; stands in the leaf.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Kid(pub [u8; 16]);

/// A data subject at one controller (*den registrerte*). Each has a key of its own, so that it can be destroyed alone;
/// one tenant's decision never takes away another tenant's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Subject {
    /// What is nobody's and no tenant's, such as a reading over all tenants.
    Ledger,
    /// Register facts about nobody.
    Tenant(TenantId),
    /// A patient's file at a tenant.
    Patient(TenantId, PatientId),
    /// A patient's number and name at a tenant, under a key apart from the file's.
    Identity(TenantId, PatientId),
    /// A registered person of the staff.
    Person(TenantId, PersonId),
}

impl Kid {
    /// As it stands in a leaf.
    pub fn to_base64(self) -> String {
        STANDARD.encode(self.0)
    }

    /// From how it stands in a leaf; nothing else is taken.
    pub fn from_base64(text: &str) -> Option<Self> {
        Some(Self(STANDARD.decode(text).ok()?.try_into().ok()?))
    }
}

impl fmt::Display for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_base64())
    }
}

impl fmt::Debug for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
