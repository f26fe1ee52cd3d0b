//! The ids of registered things: opaque, and never made from what they name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::from_str(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// A command's id, which is its entry's: the key of idempotency, chosen by the sender.
    CommandId
    /// An event's id, and that of the thing the event made (a report, a consent, an assignment).
    EventId
    /// The opaque reference to a patient (*pasient*), the same at every tenant of the ledger; never a national number.
    PatientId
    /// A registered person of the staff: the id of the event that registered them.
    PersonId
    /// A registered unit (*enhet*): the id of the event that registered it.
    UnitId
    /// An opaque id that links the patients of one family, known to the coordinating unit only.
    FamilyId
}

/// A tenant, the data controller: one municipality or one health trust, named by its organisation number.
pub type TenantId = super::OrgNumber;

impl EventId {
    /// The person that this event registered.
    pub fn person(self) -> PersonId {
        PersonId(self.0)
    }

    /// The unit that this event registered.
    pub fn unit(self) -> UnitId {
        UnitId(self.0)
    }

    /// The patient that this event registered, unless the patient was known before.
    pub fn patient(self) -> PatientId {
        PatientId(self.0)
    }
}
